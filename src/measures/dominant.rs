//! The leading eigenvector of a symmetric operator without negative entries, from the vector of ones.
//!
//! Lanczos with a restart from the best vector so far gets close (a power iteration alone needs thousands of rounds where
//! two eigenvalues lie close); power iterations, in which all terms are positive, then settle the small entries,
//! whose digits Lanczos loses beside the large ones. Lanczos, J. Res. Natl. Bur. Stand. 45 (1950).
//! Time O(m) a product and O(n b) for the basis of b vectors; memory 8 n b bytes.

use rayon::prelude::*;

use crate::progress;

/// Vectors in the basis between two restarts.
const BASIS: usize = 16;
/// Restarts after which the search is given up.
const MOST_RESTARTS: usize = 400;
/// Lanczos ends when the residual is this share of the eigenvalue.
const NEAR: f64 = 1e-11;
/// Power iterations end when no entry changes by more than this share.
const STILL: f64 = 1e-14;
/// Power iterations after Lanczos, at most.
const MOST_POLISHING: usize = 300;

/// The leading eigenvector, positive, with Euclidean norm 1; `None` where it does not settle or the operator is 0.
/// `apply(x, y)` writes the product of the operator with x into y.
pub(super) fn leading(
    what: &'static str,
    nodes: usize,
    apply: impl Fn(&[f64], &mut [f64]),
) -> Option<Vec<f64>> {
    let mut x = vec![1.0; nodes];
    normalize(&mut x)?;
    let mut settled = false;
    // The bar shows the digits that have settled, which come at an even pace.
    let digits = |residual: f64| (-10.0 * residual.log10()).max(0.0) as u64;
    let bar = progress::bar(what, digits(NEAR));
    for _ in 0..MOST_RESTARTS {
        let (best, residual) = krylov(&x, &apply)?;
        x = best;
        bar.set_position(digits(residual.max(NEAR)));
        if residual <= NEAR {
            settled = true;
            break;
        }
    }
    bar.finish_and_clear();
    if !settled {
        return None;
    }
    for value in &mut x {
        *value = value.abs();
    }
    let mut next = vec![0.0; nodes];
    for _ in 0..MOST_POLISHING {
        apply(&x, &mut next);
        normalize(&mut next)?;
        let still = x.iter().zip(&next).all(|(x, y)| (x - y).abs() <= STILL * y);
        std::mem::swap(&mut x, &mut next);
        if still {
            break;
        }
    }
    Some(x)
}

/// The best vector of the Krylov space of `start`, and its residual as a share of its eigenvalue.
fn krylov(start: &[f64], apply: &impl Fn(&[f64], &mut [f64])) -> Option<(Vec<f64>, f64)> {
    let mut basis = vec![start.to_vec()];
    let mut diagonal = Vec::new();
    let mut beside: Vec<f64> = Vec::new();
    loop {
        let last = basis.len() - 1;
        let mut next = vec![0.0; start.len()];
        apply(&basis[last], &mut next);
        diagonal.push(dot(&next, &basis[last]));
        // Twice, since once leaves what cancelled.
        for _ in 0..2 {
            for vector in &basis {
                let along = dot(&next, vector);
                next.par_iter_mut().zip(vector).for_each(|(n, v)| *n -= along * v);
            }
        }
        let length = dot(&next, &next).sqrt();
        let scale = diagonal.iter().fold(0.0, |m: f64, d| m.max(d.abs()));
        let exhausted = length <= 1e-14 * scale || basis.len() == start.len();
        if exhausted || basis.len() == BASIS {
            let (value, weights) = leading_of_tridiagonal(&diagonal, &beside);
            if value <= 0.0 {
                return None;
            }
            let mut best = vec![0.0; start.len()];
            for (vector, weight) in basis.iter().zip(&weights) {
                best.par_iter_mut().zip(vector).for_each(|(b, v)| *b += weight * v);
            }
            normalize(&mut best)?;
            let residual = if exhausted { 0.0 } else { length * weights[last].abs() / value };
            return Some((best, residual));
        }
        for value in &mut next {
            *value /= length;
        }
        beside.push(length);
        basis.push(next);
    }
}

/// The largest eigenvalue of a small symmetric tridiagonal matrix and its vector, by Jacobi's rotations.
fn leading_of_tridiagonal(diagonal: &[f64], beside: &[f64]) -> (f64, Vec<f64>) {
    let n = diagonal.len();
    let mut a = vec![vec![0.0; n]; n];
    let mut vectors = vec![vec![0.0; n]; n];
    for i in 0..n {
        a[i][i] = diagonal[i];
        vectors[i][i] = 1.0;
        if i + 1 < n {
            a[i][i + 1] = beside[i];
            a[i + 1][i] = beside[i];
        }
    }
    for _ in 0..60 {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i][j] * a[i][j]).sum();
        let on: f64 = (0..n).map(|i| a[i][i] * a[i][i]).sum();
        if off <= 1e-36 * on {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                if a[p][q] != 0.0 {
                    rotate(&mut a, &mut vectors, p, q);
                }
            }
        }
    }
    let best = (0..n).fold(0, |best, i| if a[i][i] > a[best][best] { i } else { best });
    (a[best][best], vectors.iter().map(|row| row[best]).collect())
}

fn rotate(a: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let t = if theta == 0.0 { 1.0 } else { t };
    let cos = 1.0 / (t * t + 1.0).sqrt();
    let sin = t * cos;
    for row in a.iter_mut() {
        (row[p], row[q]) = (cos * row[p] - sin * row[q], sin * row[p] + cos * row[q]);
    }
    let (upper, lower) = a.split_at_mut(q);
    for (above, below) in upper[p].iter_mut().zip(&mut lower[0]) {
        (*above, *below) = (cos * *above - sin * *below, sin * *above + cos * *below);
    }
    for row in vectors.iter_mut() {
        (row[p], row[q]) = (cos * row[p] - sin * row[q], sin * row[p] + cos * row[q]);
    }
}

/// Σ x y, summed in fixed blocks: the same for any number of threads.
fn dot(x: &[f64], y: &[f64]) -> f64 {
    const BLOCK: usize = 1 << 13;
    let parts: Vec<f64> = x
        .par_chunks(BLOCK)
        .zip(y.par_chunks(BLOCK))
        .map(|(x, y)| x.iter().zip(y).map(|(x, y)| x * y).sum())
        .collect();
    parts.iter().sum()
}

fn normalize(x: &mut [f64]) -> Option<()> {
    let length = dot(x, x).sqrt();
    if length == 0.0 || !length.is_finite() {
        return None;
    }
    for value in x.iter_mut() {
        *value /= length;
    }
    Some(())
}
