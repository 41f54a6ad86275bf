//! What the generator knows and the program must find out: compared with what was read, it measures accuracy. No part
//! of the program reads it.

use super::citing::Target;
use super::countries::COUNTRIES;
use super::institutions::Institution;
use super::records::{FILES, Paper, Row};
use super::topics;
use super::works::{Class, Plan};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// One table and its name.
pub(super) type Table = (&'static str, String);

/// The four tables.
pub(super) fn tables(
    files: &[Vec<Row>],
    plans: &[Plan],
    papers: &[Paper],
    institutions: &[Institution],
) -> Vec<Table> {
    vec![
        ("papers", papers_table(files, plans)),
        ("authors", authors_table(plans)),
        ("affiliations", affiliations_table(papers, institutions)),
        ("references", references_table(papers)),
    ]
}

/// Each row of each file that can be read, and the paper that it is; two rows of one paper are duplicates.
fn papers_table(files: &[Vec<Row>], plans: &[Plan]) -> String {
    let all = topics::all();
    let mut csv = String::from("file,position,eid,paper,date,topic,class\n");
    for (name, rows) in FILES.iter().zip(files) {
        for (position, row) in rows.iter().enumerate().filter(|(_, row)| !row.cut) {
            let plan = &plans[row.paper];
            let class = match plan.class {
                Class::Suspected => "suspected",
                Class::Dismissed => "dismissed",
                Class::Joint => "joint",
                Class::JointOutside => "joint outside the window",
                Class::KpOnly => "KP alone",
                Class::Laboratory(_) => "laboratory",
                Class::Background => "background",
            };
            let (paper, topic) = (row.paper, all[plan.topic].key);
            let _ = writeln!(csv, "{name},{position},{},{paper},{},{topic},{class}", row.eid, plan.date);
        }
    }
    csv
}

/// Who stands at each place of each paper's author list: one person has one number, whatever their ids and names.
fn authors_table(plans: &[Plan]) -> String {
    let mut csv = String::from("paper,position,person\n");
    for (number, plan) in plans.iter().enumerate() {
        for (place, member) in plan.team.iter().enumerate() {
            let _ = writeln!(csv, "{number},{},{}", place + 1, member.person);
        }
    }
    csv
}

/// Each text of an affiliation and the institution that it means. Texts are quoted: they hold commas.
fn affiliations_table(papers: &[Paper], institutions: &[Institution]) -> String {
    let mut meanings: BTreeMap<&str, usize> = BTreeMap::new();
    for (text, institution) in papers.iter().flat_map(|paper| paper.affiliations.iter().flatten()) {
        meanings.insert(text, *institution);
    }
    let mut csv = String::from("affiliation,institution,country\n");
    for (text, number) in meanings {
        let institution = &institutions[number];
        let id = if institution.registered { institution.id.as_str() } else { "" };
        let _ =
            writeln!(csv, "\"{}\",{id},{}", text.replace('"', "\"\""), COUNTRIES[institution.country].code);
    }
    csv
}

/// What each reference points at, in the record's order; an empty `cited` is a work that stands in no record.
fn references_table(papers: &[Paper]) -> String {
    let mut csv = String::from("citing,position,cited,writing\n");
    for (number, paper) in papers.iter().enumerate() {
        for (place, (_, writing, target)) in paper.references.iter().enumerate() {
            let cited = match target {
                Target::Paper(cited) => cited.to_string(),
                Target::Outside(_) => String::new(),
            };
            let _ = writeln!(csv, "{number},{},{cited},{}", place + 1, writing.as_str());
        }
    }
    csv
}
