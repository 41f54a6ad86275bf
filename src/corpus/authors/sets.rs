//! Union-find over mentions that knows the papers and ids of each set. Only sets of two and more have lists of their own.

use hashbrown::HashMap;

use super::Mentions;
use crate::corpus::names::initials_agree;

pub(super) struct Sets<'a> {
    mentions: &'a Mentions,
    parent: Vec<u32>,
    papers: HashMap<u32, Vec<u32>>,
    ids: HashMap<u32, Vec<u32>>,
    /// Of sets of two and more: the mention that gives the most initials.
    fullest: HashMap<u32, u32>,
}

impl<'a> Sets<'a> {
    pub(super) fn new(mentions: &'a Mentions) -> Self {
        let parent = (0..mentions.len() as u32).collect();
        Self { mentions, parent, papers: HashMap::new(), ids: HashMap::new(), fullest: HashMap::new() }
    }

    pub(super) fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] as usize != at {
            self.parent[at] = self.parent[self.parent[at] as usize];
            at = self.parent[at] as usize;
        }
        at
    }

    fn ids(&self, root: usize) -> &[u32] {
        self.ids.get(&(root as u32)).map_or_else(|| self.mentions.ids(root), Vec::as_slice)
    }

    /// The mention of a set that gives the most initials.
    fn fullest(&self, root: usize) -> usize {
        self.fullest.get(&(root as u32)).map_or(root, |at| *at as usize)
    }

    /// Joins two sets unless they share a paper or have two ORCIDs (`by_name`: or two ids of any one source, or initials
    /// that contradict each other). Says whether they are one now.
    pub(super) fn join(&mut self, a: usize, b: usize, by_name: bool) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return true;
        }
        let kind = |id: u32| self.mentions.id(id).split_once(':').map_or("", |(kind, _)| kind);
        let (of_a, of_b) = (self.ids(a), self.ids(b));
        let differ = of_a.iter().any(|x| {
            (by_name || self.mentions.is_orcid(*x))
                && !of_b.contains(x)
                && of_b.iter().any(|y| kind(*y) == kind(*x) && !of_a.contains(y))
        });
        let (full_a, full_b) = (self.fullest(a), self.fullest(b));
        let (initials_a, initials_b) = (self.mentions.initials(full_a), self.mentions.initials(full_b));
        let contradict = by_name && !initials_agree(initials_a, initials_b);
        if differ || contradict || self.share_a_paper(a, b) {
            return false;
        }
        let fullest = if initials_b.len() > initials_a.len() { full_b } else { full_a };
        let (top, below) = if a < b { (a, b) } else { (b, a) };
        self.parent[below] = top as u32;
        self.fullest.remove(&(below as u32));
        self.fullest.insert(top as u32, fullest as u32);
        let mut ids = self.ids(top).to_vec();
        for id in self.ids(below) {
            if !ids.contains(id) {
                ids.push(*id);
            }
        }
        self.ids.remove(&(below as u32));
        self.ids.insert(top as u32, ids);
        let mut papers = self.papers.remove(&(top as u32)).unwrap_or_else(|| vec![self.mentions.paper(top)]);
        papers
            .extend(self.papers.remove(&(below as u32)).unwrap_or_else(|| vec![self.mentions.paper(below)]));
        papers.sort_unstable();
        self.papers.insert(top as u32, papers);
        true
    }

    /// Makes the sets those of a person (any number) for each mention. Nothing is joined after that.
    pub(super) fn set(&mut self, person: &[usize]) {
        let mut first_of: HashMap<usize, u32> = HashMap::new();
        for (at, person) in person.iter().enumerate() {
            self.parent[at] = *first_of.entry(*person).or_insert(at as u32);
        }
    }

    fn share_a_paper(&self, a: usize, b: usize) -> bool {
        let list = |root: usize| self.papers.get(&(root as u32)).map(Vec::as_slice);
        let (one_a, one_b) = ([self.mentions.paper(a)], [self.mentions.paper(b)]);
        let (a, b) = (list(a).unwrap_or(&one_a), list(b).unwrap_or(&one_b));
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        short.iter().any(|n| long.binary_search(n).is_ok())
    }
}
