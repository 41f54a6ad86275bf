//! `flow`: from the flagged papers over countries to institutions, as a Sankey diagram with smooth ribbons.
//!
//! Table: `source, target, count`, and where known `watch_listed` (of the target) and `stage` (0 for a ribbon between the first
//! and the second column). Without `stage` the columns follow from the names, which then must not repeat between columns.
//!
//! A paper with institutions in two countries is in two ribbons, so ribbons don't add up to papers; the caller's base
//! line says what is counted.

mod draw;

use std::collections::{BTreeMap, BTreeSet};

use super::frame::Caption;
use super::{Figure, Kind, Table};
use crate::error::{Error, Result};

/// This figure in the list of figures.
pub const KIND: Kind = Kind {
    name: "flow",
    about: "flagged papers to countries to institutions",
    columns: "source, target, count, [watch_listed], [stage]",
    from_table: |table, caption| Ok(Box::new(Flow::from_table(table, caption)?)),
    from_corpus: Some(super::from_corpus::flow),
};

/// How many nodes of one column are drawn; the others are one node, `24 more`. What is watch-listed is drawn first.
pub const MOST_NODES: usize = 26;

/// The data of a flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// The words about it.
    pub caption: Caption,
    /// What is counted: `papers`.
    pub unit: String,
    /// The names of the columns, from the left.
    pub columns: Vec<String>,
    /// The ribbons; repeated ones are added up.
    pub links: Vec<Link>,
}

/// One ribbon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The column that it leaves, from 0.
    pub stage: usize,
    /// Where it comes from.
    pub source: String,
    /// Where it goes to, in the next column.
    pub target: String,
    /// How many.
    pub count: u64,
    /// Whether the target is on a watch list.
    pub watch_listed: bool,
}

impl Flow {
    /// Reads a flow from a table.
    ///
    /// # Errors
    /// When a column lacks, a cell is no count, or the columns can't be told from the names.
    pub fn from_table(table: &Table, caption: Caption) -> Result<Self> {
        let (source, target, count) =
            (table.column("source")?, table.column("target")?, table.column("count")?);
        let (listed, stage) = (table.find("watch_listed"), table.find("stage"));
        let mut links = Vec::with_capacity(table.len());
        for row in 0..table.len() {
            links.push(Link {
                stage: match stage {
                    Some(column) => match table.count(row, column)? {
                        stage @ 0..=7 => stage as usize,
                        _ => {
                            return Err(table.wrong(
                                row,
                                column,
                                "is above 7, the last stage that can be drawn",
                            ));
                        }
                    },
                    None => 0,
                },
                source: table.cell(row, source).to_owned(),
                target: table.cell(row, target).to_owned(),
                count: table.count(row, count)?,
                watch_listed: table.yes(row, listed)?,
            });
        }
        if stage.is_none() {
            find_stages(&mut links)?;
        }
        Ok(Self { caption, unit: "papers".into(), columns: Vec::new(), links })
    }
}

/// Gives each link the longest distance of its source from a name that nothing flows to.
fn find_stages(links: &mut [Link]) -> Result<()> {
    let mut depth: BTreeMap<String, usize> = BTreeMap::new();
    let names: BTreeSet<&str> = links.iter().flat_map(|link| [&*link.source, &*link.target]).collect();
    let most = names.len();
    for round in 0.. {
        let mut changed = false;
        for link in links.iter() {
            let source = depth.get(&link.source).copied().unwrap_or(0);
            let target = depth.entry(link.target.clone()).or_default();
            if *target <= source {
                *target = source + 1;
                changed = true;
            }
        }
        if !changed {
            break;
        }
        if round > most {
            return Err(Error::unanswerable(
                "the links of the flow run in a circle, so its columns can't be told apart",
                "add a column `stage`: 0 for links from the first to the second column, 1 for the next",
            ));
        }
    }
    for link in links.iter_mut() {
        link.stage = depth.get(&link.source).copied().unwrap_or(0);
        if depth.get(&link.target).is_some_and(|depth| *depth != link.stage + 1) {
            return Err(Error::unanswerable(
                format!("the link from `{}` to `{}` passes over a column", link.source, link.target),
                "add a column `stage`, or an `unknown` in the column between",
            ));
        }
    }
    Ok(())
}

/// One node as it is laid out.
#[derive(Clone, Debug, Default)]
struct Node {
    name: String,
    column: usize,
    into: u64,
    out: u64,
    watch_listed: bool,
    /// How many nodes of the data it stands for.
    stands_for: usize,
}

impl Node {
    fn amount(&self) -> u64 {
        self.into.max(self.out)
    }
}

/// The nodes and the links between them (by position), folded to what can be drawn.
struct Diagram {
    nodes: Vec<Node>,
    links: Vec<(usize, usize, u64)>,
    columns: usize,
}

impl Flow {
    fn diagram(&self) -> Diagram {
        let mut sums: BTreeMap<(usize, &str), Node> = BTreeMap::new();
        for link in self.links.iter().filter(|link| link.count > 0) {
            let from = sums.entry((link.stage, &link.source)).or_default();
            from.out += link.count;
            let to = sums.entry((link.stage + 1, &link.target)).or_default();
            to.into += link.count;
            to.watch_listed |= link.watch_listed;
        }
        let columns = sums.keys().map(|(column, _)| column + 1).max().unwrap_or(0);
        let mut nodes: Vec<Node> = Vec::new();
        let mut position: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        for column in 0..columns {
            let mut own: Vec<(&str, &Node)> =
                sums.range((column, "")..(column + 1, "")).map(|((_, name), node)| (*name, node)).collect();
            own.sort_by(|a, b| {
                b.1.watch_listed
                    .cmp(&a.1.watch_listed)
                    .then_with(|| b.1.amount().cmp(&a.1.amount()))
                    .then_with(|| a.0.cmp(b.0))
            });
            let kept = if own.len() > MOST_NODES { MOST_NODES - 1 } else { own.len() };
            for (name, node) in &own[..kept] {
                position.insert((column, name), nodes.len());
                nodes.push(Node { name: (*name).to_owned(), column, stands_for: 1, ..(*node).clone() });
            }
            let rest = &own[kept..];
            if rest.is_empty() {
                continue;
            }
            let mut folded_listed = 0;
            let mut folded = Node { name: format!("{} more", rest.len()), column, ..Node::default() };
            for (name, node) in rest {
                position.insert((column, name), nodes.len());
                folded.into += node.into;
                folded.out += node.out;
                folded_listed += u64::from(node.watch_listed);
                folded.stands_for += 1;
            }
            if folded_listed > 0 {
                folded.name = format!("{}, {folded_listed} on a watch list", folded.name);
            }
            nodes.push(folded);
        }
        let mut links: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for link in self.links.iter().filter(|link| link.count > 0) {
            let ends =
                (position.get(&(link.stage, &*link.source)), position.get(&(link.stage + 1, &*link.target)));
            if let (Some(from), Some(to)) = ends {
                *links.entry((*from, *to)).or_default() += link.count;
            }
        }
        let links = links.into_iter().map(|((from, to), count)| (from, to, count)).collect();
        Diagram { nodes, links, columns }
    }
}

impl Figure for Flow {
    fn svg(&self) -> Result<String> {
        draw::draw(self)
    }
}
