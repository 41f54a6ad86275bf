//! Strongly connected components of the causal graph: the papers that cite one another in a circle.
//!
//! Tarjan 1972 (SIAM Journal on Computing 1, 146), without recursion, and begun only at papers where a cycle can
//! begin, so that a graph almost in order of date is hardly touched. Time and memory O(n + m).

use super::causal::{CausalGraph, InTime, NO_COMPONENT};

/// For each paper the number of its component, [`NO_COMPONENT`] for a paper on no cycle; and how many components have
/// more than one paper. Components are numbered by their lowest paper. Every cycle must pass through one of `starts`.
pub(super) fn strong_components(causal: &CausalGraph, starts: &[u32]) -> (Vec<u32>, u32) {
    let graph = causal.graph();
    let nodes = graph.nodes();
    const UNSEEN: u32 = 0;
    const CLOSED: u32 = u32::MAX;
    // `low[v]`: 0 before v is seen, then the lowest visit number that v is known to lead back to.
    let mut low = vec![UNSEEN; nodes];
    let mut component = vec![NO_COMPONENT; nodes];
    let mut visits = 0u32;
    let mut open: Vec<u32> = Vec::new();
    // Paper, its visit number, the next of its references.
    let mut path: Vec<(u32, u32, usize)> = Vec::new();
    let mut representative = vec![];
    for &start in starts {
        if low[start as usize] != UNSEEN {
            continue;
        }
        visits += 1;
        low[start as usize] = visits;
        open.push(start);
        path.push((start, visits, 0));
        while let Some((paper, visit, next)) = path.last_mut() {
            let (paper, visit) = (*paper, *visit);
            if let Some(&cited) = graph.references(paper).get(*next) {
                *next += 1;
                if causal.in_time(paper, cited) != InTime::Causal {
                    continue;
                }
                match low[cited as usize] {
                    UNSEEN => {
                        visits += 1;
                        low[cited as usize] = visits;
                        open.push(cited);
                        path.push((cited, visits, 0));
                    }
                    CLOSED => {}
                    lower => low[paper as usize] = low[paper as usize].min(lower),
                }
                continue;
            }
            path.pop();
            let leads_to = low[paper as usize];
            if leads_to == visit {
                let from = open.iter().rposition(|&p| p == paper).unwrap_or(0);
                let members = open.split_off(from);
                let lowest = members.iter().copied().min().unwrap_or(paper);
                for &member in &members {
                    low[member as usize] = CLOSED;
                    if members.len() > 1 {
                        component[member as usize] = lowest;
                    }
                }
                if members.len() > 1 {
                    representative.push(lowest);
                }
            }
            if let Some((above, _, _)) = path.last() {
                let above = *above as usize;
                if leads_to != visit {
                    low[above] = low[above].min(leads_to);
                }
            }
        }
    }
    representative.sort_unstable();
    for of in component.iter_mut().filter(|of| **of != NO_COMPONENT) {
        *of = representative.binary_search(of).unwrap_or(0) as u32;
    }
    (component, representative.len() as u32)
}
