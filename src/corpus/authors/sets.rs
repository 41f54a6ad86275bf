//! Union-find over mentions that knows the papers and ids of each set. Only sets of two and more have lists of their own.

use hashbrown::HashMap;

use super::Mentions;

pub(super) struct Sets<'a> {
    mentions: &'a Mentions,
    parent: Vec<u32>,
    papers: HashMap<u32, Vec<u32>>,
    ids: HashMap<u32, Vec<u32>>,
}

impl<'a> Sets<'a> {
    pub(super) fn new(mentions: &'a Mentions) -> Self {
        let parent = (0..mentions.len() as u32).collect();
        Self { mentions, parent, papers: HashMap::new(), ids: HashMap::new() }
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

    /// Joins two sets unless they share a paper or have two ORCIDs (`by_name`: or two ids of any one source). Says
    /// whether they are one now.
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
        if differ || self.share_a_paper(a, b) {
            return false;
        }
        let (top, below) = if a < b { (a, b) } else { (b, a) };
        self.parent[below] = top as u32;
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
