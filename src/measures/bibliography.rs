//! What bibliometric measures know beside the graph: plain columns, taken from a corpus by whoever has one.

use super::credit::Work;

/// Columns of the papers behind the nodes. Each is as long as the nodes, or empty where it is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bibliography {
    /// Where the nodes are papers: the citations of each, NaN where they are not known.
    pub citations: Vec<f64>,
    /// Where the nodes are papers: the classes of each (its fields in its year), numbered from 0.
    pub classes: Vec<Vec<u32>>,
    /// Where the nodes are authors, institutions or countries: the papers of each.
    pub works: Vec<Vec<Work>>,
}

impl Bibliography {
    /// Citations and classes, where the nodes are papers.
    pub(super) fn papers(&self) -> Option<(&[f64], &[Vec<u32>])> {
        (!self.classes.is_empty()).then_some((&self.citations, &self.classes))
    }

    /// The papers of each node, where the nodes have papers.
    pub(super) fn portfolios(&self) -> Option<&[Vec<Work>]> {
        (!self.works.is_empty()).then_some(&self.works)
    }
}
