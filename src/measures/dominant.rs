//! The leading eigenvector of a symmetric operator without negative entries, from the vector of ones.
//!
//! Lanczos with a restart from the best vector so far gets close (a power iteration alone needs thousands of rounds where
//! two eigenvalues lie close); power iterations, in which all terms are positive, then settle the small entries,
//! whose digits Lanczos loses beside the large ones. What is no larger than its error begins from 0: in a part of the graph
//! that the leading one does not reach it would only shrink, product after product, to the 0 that is right there.
//! Lanczos, J. Res. Natl. Bur. Stand. 45 (1950).
//! Time O(m) a product and O(n b) for the basis of b vectors; memory 8 n b bytes.

use rayon::prelude::*;

use crate::progress;

/// Vectors in the basis between two restarts.
const BASIS: usize = 16;
/// Restarts after which the search is given up.
const MOST_RESTARTS: usize = 400;
/// Lanczos ends when the residual is this share of the eigenvalue.
const NEAR: f64 = 1e-11;
/// Power iterations end when no entry changes by more than this share, which is about what rounding does,
const STILL: f64 = 1e-14;
/// or when, as fast as the changes shrink, all that are to come are no more than this share.
const EXACT: f64 = 1e-13;
/// Power iterations after Lanczos, at most.
const MOST_POLISHING: usize = 300;

/// The leading eigenvector, positive, with Euclidean norm 1; `None` where it does not settle or the operator is 0.
/// `apply(x, y)` writes the product of the operator with x into y.
pub(super) fn leading(
    what: &'static str,
    nodes: usize,
    mut apply: impl FnMut(&[f64], &mut [f64]),
) -> Option<Vec<f64>> {
    let mut x = vec![1.0; nodes];
    normalize(&mut x)?;
    let mut settled = false;
    // The bar shows the digits that have settled, which come at an even pace.
    let digits = |residual: f64| (-10.0 * residual.log10()).max(0.0) as u64;
    let bar = progress::bar(what, digits(NEAR));
    for _ in 0..MOST_RESTARTS {
        let (best, residual) = krylov(&x, &mut apply)?;
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
        *value = if value.abs() > NEAR { value.abs() } else { 0.0 };
    }
    let mut next = vec![0.0; nodes];
    // The change of the product before, and how it had shrunk.
    let (mut before, mut shrank) = (0.0, f64::INFINITY);
    for _ in 0..MOST_POLISHING {
        apply(&x, &mut next);
        normalize(&mut next)?;
        let changes =
            x.par_iter().zip(&next).map(|(x, y)| if x == y { 0.0 } else { (x - y).abs() / x.max(*y) });
        let change = changes.reduce(|| 0.0, f64::max);
        std::mem::swap(&mut x, &mut next);
        let shrinks = change / before;
        let pace = f64::max(shrinks, shrank);
        if change <= STILL || (pace < 1.0 && change * pace / (1.0 - pace) <= EXACT) {
            break;
        }
        (before, shrank) = (change, shrinks);
    }
    Some(x)
}

/// The best vector of the Krylov space of `start`, and its residual as a share of its eigenvalue.
fn krylov(start: &[f64], apply: &mut impl FnMut(&[f64], &mut [f64])) -> Option<(Vec<f64>, f64)> {
    let mut basis = vec![start.to_vec()];
    let mut diagonal = Vec::new();
    let mut beside: Vec<f64> = Vec::new();
    loop {
        let last = basis.len() - 1;
        let mut next = vec![0.0; start.len()];
        apply(&basis[last], &mut next);
        let mut along = without(&mut next, &basis, &[]);
        diagonal.push(along[last]);
        // Twice, since once leaves what cancelled.
        for _ in 0..2 {
            along = without(&mut next, &basis, &along);
        }
        let length = dot(&next, &next).sqrt();
        let scale = diagonal.iter().fold(0.0, |m: f64, d| m.max(d.abs()));
        // What is shorter is rounding, and points into whatever the start has no part in.
        let exhausted = length <= NEAR * scale || basis.len() == start.len();
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
        next.par_iter_mut().for_each(|value| *value /= length);
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

/// Takes `along` times the vectors of the basis off `x` (nothing, where it is empty), and says how far what is left goes along
/// each. Block by block, so that `x` is read once for all of them.
fn without(x: &mut [f64], basis: &[Vec<f64>], along: &[f64]) -> Vec<f64> {
    let blocks = x.par_chunks_mut(BLOCK).enumerate().map(|(block, x)| {
        let begin = block * BLOCK;
        for (along, vector) in along.iter().zip(basis) {
            x.iter_mut().zip(&vector[begin..]).for_each(|(x, v)| *x -= along * v);
        }
        basis.iter().map(|vector| product(x, &vector[begin..])).collect::<Vec<f64>>()
    });
    let parts: Vec<Vec<f64>> = blocks.collect();
    (0..basis.len()).map(|vector| parts.iter().map(|part| part[vector]).sum()).collect()
}

/// Numbers that are summed up before the sums are: the same blocks for any number of threads.
const BLOCK: usize = 1 << 13;

/// Σ x y.
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let parts = x.par_chunks(BLOCK).zip(y.par_chunks(BLOCK)).map(|(x, y)| product(x, y));
    parts.collect::<Vec<f64>>().iter().sum()
}

fn product(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

fn normalize(x: &mut [f64]) -> Option<()> {
    let length = dot(x, x).sqrt();
    if length == 0.0 || !length.is_finite() {
        return None;
    }
    x.par_iter_mut().for_each(|value| *value /= length);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_the_leading_vector_does_not_reach_is_0() {
        // Two blocks: all ones of 3 × 3 (eigenvalue 3), and a pair with eigenvalue 2 beside it; then a node alone.
        let mut products = 0;
        let found = leading("test", 6, |x, y| {
            products += 1;
            let sum: f64 = x[..3].iter().sum();
            y[..3].fill(sum);
            (y[3], y[4], y[5]) = (2.0 * x[4], 2.0 * x[3], 0.0);
        });
        let third = (1.0 / 3.0f64).sqrt();
        for (found, expected) in found.unwrap().into_iter().zip([third, third, third, 0.0, 0.0, 0.0]) {
            assert!((found - expected).abs() <= 1e-15, "{found} is not {expected}");
        }
        assert!(products < 20, "{products}");
    }

    #[test]
    fn small_entries_have_their_digits() {
        // A chain that hangs on a clique: down the chain entries shrink by the same share each, to 10^−60.
        let (clique, nodes) = (40, 80);
        let found = leading("test", nodes, |x, y| {
            let sum: f64 = x[..clique].iter().sum();
            for node in 0..nodes {
                let before = if node > 0 { x[node - 1] } else { 0.0 };
                let after = x.get(node + 1).copied().unwrap_or(0.0);
                y[node] = match node {
                    _ if node + 1 < clique => sum,
                    _ if node + 1 == clique => sum + after,
                    _ => before + after,
                };
            }
        })
        .unwrap();
        // Each entry of the chain is (λ x − what follows) of the next: from the end by the recurrence, exactly.
        let value = (found[..clique].iter().sum::<f64>() + found[clique]) / found[clique - 1];
        let mut chain = vec![1.0, value];
        while chain.len() <= nodes - clique {
            let at = chain.len();
            chain.push(value * chain[at - 1] - chain[at - 2]);
        }
        for (step, entry) in chain.iter().rev().enumerate() {
            let (share, expected) =
                (found[clique - 1 + step] / found[clique - 1], entry / chain[nodes - clique]);
            assert!((share / expected - 1.0).abs() < 1e-11, "{step}: {share:e} is not {expected:e}");
        }
    }
}
