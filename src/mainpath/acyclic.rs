//! From a citation graph to the acyclic one whose paths are counted.
//!
//! Where dates are known, citations against time are set aside first: the citing paper is dated before the cited one,
//! compared at the coarser of the two precisions. What cycles remain are condensed: a strongly connected component
//! becomes one step, the citations between two components merge into one. Every citation that is left out is told
//! with its reason. Time and memory O(n + m).

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::date::PartialDate;
use crate::graph::Graph;
use crate::graph::strong::Condensation;

/// Why a citation is on no path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// The citing paper is dated before the cited one.
    AgainstTime,
    /// Both papers stand on one citation cycle.
    InCycle,
}

impl LeftOut {
    /// The words written into tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AgainstTime => "against time",
            Self::InCycle => "in a cycle",
        }
    }
}

/// The acyclic graph of the steps.
#[derive(Clone, Debug)]
pub struct Acyclic<'a> {
    /// Its nodes are steps, cited ones first: every reference has a lower number. The graph itself where that is so.
    pub steps: Cow<'a, Graph>,
    /// The step of each paper.
    pub step_of: Vec<u32>,
    /// For each citation, in the order of the graph's references, why it is left out; empty where none is.
    left_out: Vec<Option<LeftOut>>,
    /// How many components of more than one paper were condensed.
    pub cycles: usize,
}

impl<'a> Acyclic<'a> {
    /// Sets aside and condenses. `dates` is empty where none are known.
    pub fn of(graph: &'a Graph, dates: &[Option<PartialDate>]) -> Self {
        let rows = graph.reference_rows();
        if graph.is_in_date_order() && dates.is_empty() {
            let step_of = (0..graph.nodes() as u32).collect();
            return Self { steps: Cow::Borrowed(graph), step_of, left_out: Vec::new(), cycles: 0 };
        }
        let date = |node: u32| dates.get(node as usize).copied().flatten();
        let mut left_out = vec![None; rows.targets().len()];
        let mut edges = Vec::with_capacity(left_out.len());
        for citing in 0..graph.nodes() as u32 {
            for at in rows.range(citing) {
                let cited = rows.targets()[at];
                let against = match (date(citing), date(cited)) {
                    (Some(citing), Some(cited)) => citing.compare(cited) == Ordering::Less,
                    _ => false,
                };
                if against {
                    left_out[at] = Some(LeftOut::AgainstTime);
                } else {
                    edges.push((citing, cited));
                }
            }
        }
        let in_time = Graph::directed(graph.nodes(), &edges, None).0;
        if in_time.is_in_date_order() {
            let step_of = (0..graph.nodes() as u32).collect();
            return Self { steps: Cow::Owned(in_time), step_of, left_out, cycles: 0 };
        }
        let parts = Condensation::of(&in_time);
        for citing in 0..graph.nodes() as u32 {
            for at in rows.range(citing) {
                let cited = rows.targets()[at];
                if left_out[at].is_none()
                    && parts.component[citing as usize] == parts.component[cited as usize]
                {
                    left_out[at] = Some(LeftOut::InCycle);
                }
            }
        }
        for edge in &mut edges {
            *edge = (parts.component[edge.0 as usize], parts.component[edge.1 as usize]);
        }
        let steps = Graph::directed(parts.len(), &edges, None).0;
        let cycles = parts.cycles().len();
        Self { steps: Cow::Owned(steps), step_of: parts.component, left_out, cycles }
    }

    /// Why the citation at a position of the graph's references is left out; `None` for one that counts.
    #[inline]
    pub fn left_out(&self, at: usize) -> Option<LeftOut> {
        self.left_out.get(at).copied().flatten()
    }

    /// How many citations are left out for `reason`.
    pub fn count(&self, reason: LeftOut) -> usize {
        self.left_out.iter().filter(|left| **left == Some(reason)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_first_and_cycles_second() {
        // 0 cites 2 against time; 1 and 2 are of one year and cite each other; 3 cites both.
        let graph = Graph::directed(4, &[(0, 2), (1, 0), (1, 2), (2, 1), (3, 1), (3, 2)], None).0;
        let dates: Vec<Option<PartialDate>> =
            ["2000", "2001", "2001-05", "2002"].iter().map(|d| d.parse().ok()).collect();
        let acyclic = Acyclic::of(&graph, &dates);
        let reasons: Vec<&str> = acyclic.left_out.iter().map(|l| l.map_or("", LeftOut::as_str)).collect();
        assert_eq!(reasons, ["against time", "", "in a cycle", "in a cycle", "", ""]);
        assert_eq!(acyclic.step_of, [0, 1, 1, 2]);
        assert_eq!(acyclic.steps.edge_list().0, [(1, 0), (2, 1)]);
        let undated = Acyclic::of(&graph, &[]);
        assert_eq!((undated.count(LeftOut::InCycle), undated.cycles), (4, 1));
        assert_eq!(undated.step_of, [0, 0, 0, 1]);
    }
}
