//! The terms that tell a community from the rest: log-likelihood ratio G² of a term's frequency inside and outside.
//! Dunning, Computational Linguistics 19 (1993). Only terms that are more frequent inside are taken.
//!
//! Time O(t log t) for t terms of all nodes.

use std::collections::BTreeMap;

/// A term with its G².
#[derive(Clone, Debug, PartialEq)]
pub struct Telling {
    /// The term.
    pub term: String,
    /// How many nodes of the community have it.
    pub nodes: u32,
    /// G², in nats twice over.
    pub score: f64,
}

/// The `most` most telling terms of each community, strongest first, equal ones by the alphabet. `terms` are those of
/// each node; a term counts once a node.
pub fn telling_terms(community: &[u32], terms: &[Vec<String>], most: usize) -> Vec<Vec<Telling>> {
    let count = community.iter().max().map_or(0, |&c| c as usize + 1);
    let mut sizes = vec![0u64; count];
    let mut frequency: BTreeMap<&str, BTreeMap<u32, u32>> = BTreeMap::new();
    for (&c, terms) in community.iter().zip(terms) {
        sizes[c as usize] += 1;
        let mut own: Vec<&str> = terms.iter().map(String::as_str).collect();
        own.sort_unstable();
        own.dedup();
        for term in own {
            *frequency.entry(term).or_default().entry(c).or_default() += 1;
        }
    }
    let nodes = community.len() as f64;
    let mut found = vec![Vec::new(); count];
    for (term, by_community) in frequency {
        let everywhere: u32 = by_community.values().sum();
        for (c, inside) in by_community {
            let score = g_squared(f64::from(inside), sizes[c as usize] as f64, f64::from(everywhere), nodes);
            if score > 0.0 {
                found[c as usize].push(Telling { term: term.to_owned(), nodes: inside, score });
            }
        }
    }
    for terms in &mut found {
        terms.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.term.cmp(&b.term)));
        terms.truncate(most);
    }
    found
}

/// G² of `inside` of `size` nodes against `everywhere` of `nodes`; 0 where the term is not more frequent inside.
fn g_squared(inside: f64, size: f64, everywhere: f64, nodes: f64) -> f64 {
    if inside * nodes <= everywhere * size {
        return 0.0;
    }
    let part = |observed: f64, expected: f64| {
        if observed > 0.0 { observed * (observed / expected).ln() } else { 0.0 }
    };
    let (rest, outside) = (nodes - size, everywhere - inside);
    let share = everywhere / nodes;
    2.0 * (part(inside, size * share)
        + part(size - inside, size * (1.0 - share))
        + part(outside, rest * share)
        + part(rest - outside, rest * (1.0 - share)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_community_has_tells_most() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let terms =
            [words("crack steel"), words("crack crack steel"), words("laser steel"), words("laser steel")];
        let found = telling_terms(&[0, 0, 1, 1], &terms, 5);
        assert_eq!(found[0].len(), 1);
        assert_eq!((found[0][0].term.as_str(), found[0][0].nodes), ("crack", 2));
        // 2 (2 ln 2 + 2 ln 2)
        assert!((found[0][0].score - 8.0 * 2.0f64.ln()).abs() < 1e-12);
        assert_eq!(found[1][0].term, "laser");
    }
}
