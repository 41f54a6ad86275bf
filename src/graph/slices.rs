//! Time slices: a network of the papers of some years, on the nodes that those papers give it.

use super::networks::{Counting, Network, NetworkName, build_above};
use super::reorder::part;
use crate::corpus::schema::Corpus;
use crate::date::PartialDate;
use std::cmp::Ordering;

/// A stretch of time. A date known less finely than a bound counts in where it may lie inside: 2016 is neither
/// before nor after 2016-12.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// The first date inside; `None` for no bound.
    pub since: Option<PartialDate>,
    /// The last date inside; `None` for no bound.
    pub until: Option<PartialDate>,
}

impl Slice {
    /// Whether it has no bound.
    pub fn is_all(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }

    /// Whether a paper of this date is inside. One without a date is inside only where there is no bound.
    ///
    /// ```
    /// use citetrace::graph::slices::Slice;
    /// let slice = Slice { since: "2016".parse().ok(), until: "2017-06".parse().ok() };
    /// let inside = ["2016-01-01", "2017", "2017-06-30", "2017-07", ""].map(|date| slice.takes(date.parse().ok()));
    /// assert_eq!(inside, [true, true, true, false, false]);
    /// ```
    pub fn takes(&self, date: Option<PartialDate>) -> bool {
        let Some(date) = date else { return self.is_all() };
        self.since.is_none_or(|since| date.compare(since) != Ordering::Less)
            && self.until.is_none_or(|until| date.compare(until) != Ordering::Greater)
    }
}

/// A network of a time slice, without ties that weigh less than `threshold`.
///
/// With a bound its nodes are the papers inside (for co-citation also what they cite) or who stands on them, in the
/// order of the whole network; without one they are all.
pub fn build_slice(
    corpus: &Corpus,
    name: NetworkName,
    counting: Counting,
    threshold: u32,
    slice: Slice,
) -> Network {
    let inside: Vec<bool> = corpus.papers.iter().map(|paper| slice.takes(paper.date)).collect();
    let network = build_above(corpus, name, counting, threshold, &|paper| inside[paper.index()]);
    if slice.is_all() {
        return network;
    }
    let mut used: Vec<bool> = network.papers_of.iter().map(|papers| !papers.is_empty()).collect();
    if name.is_of_papers() {
        used.copy_from_slice(&inside);
    }
    if name == NetworkName::Cocitation {
        corpus
            .citations
            .iter()
            .filter(|c| inside[c.citing.index()])
            .for_each(|c| used[c.cited.index()] = true);
    }
    let kept: Vec<u32> = (0..used.len() as u32).filter(|&node| used[node as usize]).collect();
    on_nodes(&network, &kept)
}

/// The part of a network on some of its nodes.
fn on_nodes(network: &Network, kept: &[u32]) -> Network {
    fn pick<T: Clone>(all: &[T], kept: &[u32]) -> Vec<T> {
        kept.iter().map(|&node| all[node as usize].clone()).collect()
    }
    Network {
        name: network.name,
        graph: part(&network.graph, kept),
        keys: pick(&network.keys, kept),
        labels: pick(&network.labels, kept),
        countries: pick(&network.countries, kept),
        papers_of: pick(&network.papers_of, kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::sample::{author, authorship, citation, paper};
    use crate::ids::PaperId;

    /// Papers of 2000 to 2003 by authors 0, 0 and 1, 1 and 2, 2; 2 cites 0 and 1, 3 cites 0, 1 and 2.
    fn corpus() -> Corpus {
        Corpus {
            papers: ["2000", "2001", "2002", "2003"].map(paper).to_vec(),
            authors: ["A", "B", "C"].map(author).to_vec(),
            authorships: [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (3, 2)].map(authorship).to_vec(),
            citations: [(2, 0), (2, 1), (3, 0), (3, 1), (3, 2)].map(citation).to_vec(),
            ..Corpus::default()
        }
    }

    #[test]
    fn a_slice_has_the_nodes_of_its_papers() {
        let built = |name, since: &str, until: &str| {
            let slice = Slice { since: since.parse().ok(), until: until.parse().ok() };
            build_slice(&corpus(), name, Counting::Full, 1, slice)
        };
        let network = built(NetworkName::Citation, "2001", "2002");
        assert_eq!(
            (network.keys, network.graph.edge_list().0),
            (vec!["1".to_owned(), "2".to_owned()], vec![(1, 0)])
        );
        let network = built(NetworkName::Coauthors, "2002", "");
        assert_eq!((&network.labels[..], network.graph.edges()), (&["B".to_owned(), "C".to_owned()][..], 1));
        assert_eq!(network.papers_of, [vec![PaperId(2)], vec![PaperId(2), PaperId(3)]]);
        let network = built(NetworkName::Cocitation, "2002", "2002");
        assert_eq!((network.keys.join(" "), network.graph.edges()), ("0 1 2".to_owned(), 1));
        let network = built(NetworkName::Coupling, "2002", "");
        assert_eq!((network.keys.join(" "), network.graph.edges()), ("2 3".to_owned(), 1));
        assert_eq!(built(NetworkName::Citation, "", "").keys.len(), 4);
        assert_eq!(built(NetworkName::Citation, "2010", "").keys.len(), 0);
    }
}
