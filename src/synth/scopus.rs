//! Records as Scopus CSV: the header of the newest export, and a column `Publication date`.

use super::people::People;
use super::records::{Paper, Row};
use super::works::Plan;

/// The columns in the order of the newest export; `Publication date` is ours.
const COLUMNS: [&str; 46] = [
    "Authors",
    "Author full names",
    "Author(s) ID",
    "Title",
    "Year",
    "Publication date",
    "Source title",
    "Volume",
    "Issue",
    "Art. No.",
    "Page start",
    "Page end",
    "Cited by",
    "DOI",
    "Link",
    "Affiliations",
    "Authors with affiliations",
    "Abstract",
    "Author Keywords",
    "Index Keywords",
    "Molecular Sequence Numbers",
    "Chemicals/CAS",
    "Tradenames",
    "Manufacturers",
    "Funding Details",
    "Funding Texts",
    "References",
    "Correspondence Address",
    "Editors",
    "Publisher",
    "Sponsors",
    "Conference name",
    "Conference date",
    "Conference location",
    "Conference code",
    "ISSN",
    "ISBN",
    "CODEN",
    "PubMed ID",
    "Language of Original Document",
    "Abbreviated Source Title",
    "Document Type",
    "Publication Stage",
    "Open Access",
    "Source",
    "EID",
];

/// How many cells a broken row keeps: authors, names, ids, title, year.
const CUT_TO: usize = 5;

/// How one file is written: exports differ in this with the browser and the year.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub(super) byte_order_mark: bool,
    pub(super) line_end: &'static str,
}

/// One file.
pub(super) fn file(
    layout: Layout,
    rows: &[Row],
    plans: &[Plan],
    papers: &[Paper],
    people: &People,
) -> String {
    let mut csv = String::with_capacity(rows.len() * 3_000);
    if layout.byte_order_mark {
        csv.push('\u{feff}');
    }
    line(&mut csv, &COLUMNS.map(str::to_owned), layout.line_end);
    for row in rows {
        let mut cells = cells(row, &plans[row.paper], &papers[row.paper], people);
        if row.cut {
            cells.truncate(CUT_TO);
        }
        line(&mut csv, &cells, layout.line_end);
    }
    csv
}

fn line(csv: &mut String, cells: &[String], end: &str) {
    for (place, cell) in cells.iter().enumerate() {
        csv.push_str(if place == 0 { "\"" } else { ",\"" });
        csv.push_str(&cell.replace('"', "\"\""));
        csv.push('"');
    }
    csv.push_str(end);
}

fn cells(row: &Row, plan: &Plan, paper: &Paper, people: &People) -> Vec<String> {
    let work = &paper.work;
    let persons: Vec<_> = plan.team.iter().map(|m| &people.all[m.person]).collect();
    let full_names: Vec<String> = persons
        .iter()
        .zip(&paper.author_ids)
        .map(|(person, id)| format!("{}, {} ({id})", person.family, person.given))
        .collect();
    let mut affiliations: Vec<&str> = Vec::new();
    for (text, _) in paper.affiliations.iter().flatten() {
        if !affiliations.contains(&text.as_str()) {
            affiliations.push(text);
        }
    }
    let tied: Vec<String> = work
        .authors
        .iter()
        .zip(&paper.affiliations)
        .map(|(name, texts)| {
            let texts: Vec<&str> = texts.iter().map(|(text, _)| text.as_str()).collect();
            format!("{name}, {}", texts.join(", "))
        })
        .collect();
    let references: Vec<&str> = paper.references.iter().map(|(text, ..)| text.as_str()).collect();
    let pages =
        work.pages.map_or_else(Default::default, |(first, last)| (first.to_string(), last.to_string()));
    let conference = if paper.kind == "Conference paper" {
        work.venue.trim_start_matches("Proceedings of the ")
    } else {
        "NA"
    };
    let link = format!("https://example.org/synthetic/record?eid={}", row.eid);
    // One record in three names whom to write to.
    let correspondence = match (persons.first(), paper.affiliations.first().and_then(|texts| texts.first())) {
        (Some(person), Some((text, _))) if row.paper.is_multiple_of(3) => {
            let initial = person.given.chars().next().unwrap_or('X');
            format!("{initial}. {}; {text}; email: author{}@example.org", person.family, paper.author_ids[0])
        }
        _ => String::new(),
    };
    let value = |column: &str| -> String {
        match column {
            "Authors" => work.authors.join("; "),
            "Author full names" => full_names.join("; "),
            "Author(s) ID" => paper.author_ids.join("; "),
            "Title" => row.title.clone(),
            "Year" => work.year.to_string(),
            "Publication date" => paper.date.clone(),
            "Source title" => work.venue.clone(),
            "Volume" => work.volume.clone(),
            "Issue" => work.issue.clone(),
            "Art. No." => work.article_number.clone(),
            "Page start" => pages.0.clone(),
            "Page end" => pages.1.clone(),
            "Cited by" => row.cited_by.to_string(),
            "DOI" => row.doi.clone().unwrap_or_default(),
            "Link" => link.clone(),
            "Affiliations" => affiliations.join("; "),
            "Authors with affiliations" => tied.join("; "),
            "Abstract" => paper.words.abstract_text.clone(),
            "Author Keywords" => paper.words.keywords.join("; "),
            "Index Keywords" => paper.words.index.join("; "),
            "Funding Details" => paper.funding.0.clone(),
            "Funding Texts" => paper.funding.1.clone(),
            "References" => references.join("; "),
            "Correspondence Address" => correspondence.clone(),
            "Publisher" => "Synthetic Records Press (invented)".to_owned(),
            "Conference name" => conference.to_owned(),
            "Language of Original Document" => paper.language.to_owned(),
            "Abbreviated Source Title" => work.venue_short.clone(),
            "Document Type" => paper.kind.to_owned(),
            "Publication Stage" => "Final".to_owned(),
            "Source" => "Synthetic".to_owned(),
            "EID" => row.eid.clone(),
            "Molecular Sequence Numbers"
            | "Editors"
            | "Sponsors"
            | "Conference date"
            | "Conference location"
            | "Conference code"
            | "ISBN"
            | "PubMed ID" => "NA".to_owned(),
            _ => String::new(),
        }
    };
    COLUMNS.iter().map(|column| value(column)).collect()
}
