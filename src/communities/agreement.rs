//! How far two partitions agree: the adjusted Rand index (Hubert and Arabie 1985; 1 for equal ones, about 0 for chance)
//! and normalised mutual information (arithmetic mean of the entropies in the denominator). O(n log n).

/// The adjusted Rand index; 1 where both are the same trivial partition.
pub fn adjusted_rand(one: &[u32], other: &[u32]) -> f64 {
    let pairs = |n: f64| n * (n - 1.0) / 2.0;
    let counts = Counts::of(one, other);
    let both: f64 = counts.both.iter().map(|&n| pairs(n)).sum();
    let (a, b): (f64, f64) =
        (counts.one.iter().map(|&n| pairs(n)).sum(), counts.other.iter().map(|&n| pairs(n)).sum());
    let all = pairs(one.len() as f64);
    let expected = if all > 0.0 { a * b / all } else { 0.0 };
    let most = f64::midpoint(a, b);
    if most == expected { 1.0 } else { (both - expected) / (most - expected) }
}

/// Normalised mutual information, from 0 to 1; 1 where both partitions put all into one community.
pub fn mutual_information(one: &[u32], other: &[u32]) -> f64 {
    let n = one.len() as f64;
    let counts = Counts::of(one, other);
    let entropy = |sizes: &[f64]| -> f64 { sizes.iter().map(|&size| -size / n * (size / n).ln()).sum() };
    let (a, b, both) = (entropy(&counts.one), entropy(&counts.other), entropy(&counts.both));
    if a + b == 0.0 { 1.0 } else { (2.0 * (a + b - both) / (a + b)).clamp(0.0, 1.0) }
}

/// Sizes of the communities and of their intersections.
struct Counts {
    one: Vec<f64>,
    other: Vec<f64>,
    both: Vec<f64>,
}

impl Counts {
    fn of(one: &[u32], other: &[u32]) -> Self {
        let sizes = |mut keys: Vec<(u32, u32)>| -> Vec<f64> {
            keys.sort_unstable();
            keys.chunk_by(|a, b| a == b).map(|group| group.len() as f64).collect()
        };
        Self {
            one: sizes(one.iter().map(|&c| (c, 0)).collect()),
            other: sizes(other.iter().map(|&c| (c, 0)).collect()),
            both: sizes(one.iter().copied().zip(other.iter().copied()).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_examples() {
        // scikit-learn: adjusted_rand_score([0, 0, 1, 1], [0, 0, 1, 2]) = 4/7, normalized_mutual_info_score 0.8.
        let (one, other) = ([0, 0, 1, 1], [0, 0, 1, 2]);
        assert!((adjusted_rand(&one, &other) - 4.0 / 7.0).abs() < 1e-12);
        assert!((mutual_information(&one, &other) - 0.8).abs() < 1e-12);
        assert_eq!(adjusted_rand(&one, &[5, 5, 2, 2]), 1.0);
        assert_eq!(mutual_information(&one, &[5, 5, 2, 2]), 1.0);
        assert!((adjusted_rand(&[0, 0, 1, 1], &[0, 1, 0, 1]) + 0.5).abs() < 1e-12);
        assert!(mutual_information(&[0, 0, 1, 1], &[0, 1, 0, 1]).abs() < 1e-12);
        assert_eq!(adjusted_rand(&[0; 3], &[0; 3]), 1.0);
        assert_eq!(mutual_information(&[], &[]), 1.0);
    }
}
