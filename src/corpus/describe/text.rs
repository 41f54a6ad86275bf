//! A description as text.

use std::fmt::Write as _;

use super::{Description, Known, Named, Quality};
use crate::corpus::text::table;

/// How many rows the lists show that are longer in the JSON.
const SHORT: usize = 20;

/// "179 of 10,436 (1.7%)".
fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return format!("{part} of 0");
    }
    format!("{part} of {whole} ({:.1}%)", part as f64 * 100.0 / whole as f64)
}

impl Known {
    fn text(self) -> String {
        share(self.known, self.known + self.unknown)
    }
}

impl Description {
    /// The description for people.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let years = match (self.by_year.keys().next(), self.by_year.keys().next_back()) {
            (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
            (Some(only), _) => format!(", all of {only}"),
            _ => String::new(),
        };
        // Writing to a String can't fail.
        let _ = writeln!(out, "{} papers{years}; {} without a date", self.papers, self.undated);
        for (format, rows) in &self.formats {
            let _ = writeln!(out, "  {rows} rows of {format}");
            if let Some(fields) = self.lacking.get(format) {
                let _ = writeln!(out, "    without {}", fields.join(", "));
            }
        }
        let r = &self.references;
        let _ = writeln!(out, "References resolved: {}", share(r.resolved, r.listed));
        let _ = writeln!(
            out,
            "  by id {}, by DOI {}, by text {}; unresolved {}",
            r.by_id, r.by_doi, r.by_text, r.unresolved
        );
        let _ = writeln!(out, "Affiliations with a country: {}", self.countries.text());
        let _ =
            writeln!(out, "Affiliations with an institution of the registry: {}", self.institutions.text());
        let bases: Vec<String> =
            self.authors_by_basis.iter().map(|(basis, n)| format!("{n} by {basis}")).collect();
        let _ = writeln!(out, "Authors: {}", bases.join(", "));
        let _ = writeln!(out, "Retracted papers: {}", self.retracted);

        let mut have = table(&["papers with", "known", "unknown"]);
        for (field, known) in &self.papers_with {
            have.add_row([(*field).to_owned(), known.known.to_string(), known.unknown.to_string()]);
        }
        let _ = writeln!(out, "\n{have}");
        let counts = |head: &str, rows: &mut dyn Iterator<Item = (String, u64)>| {
            let mut counted = table(&[head, "papers"]);
            for (name, papers) in rows {
                counted.add_row([name, papers.to_string()]);
            }
            format!("\n{counted}\n")
        };
        out.push_str(&counts("year", &mut self.by_year.iter().map(|(y, n)| (y.to_string(), *n))));
        out.push_str(&counts("kind", &mut self.by_kind.iter().map(|(k, n)| (k.clone(), *n))));
        let named = |list: &[Named]| -> Vec<(String, u64)> {
            list.iter().map(|n| (format!("{} ({})", n.name, n.id), n.papers)).collect()
        };
        if !self.top_countries.is_empty() {
            out.push_str(&counts("country", &mut named(&self.top_countries).into_iter()));
        }
        if !self.top_institutions.is_empty() {
            out.push_str(&counts("institution", &mut named(&self.top_institutions).into_iter()));
        }
        out
    }
}

impl Quality {
    /// The loss report for people.
    pub fn text(&self) -> String {
        let mut out = String::from("What came in and what became of it\n");
        out.push_str(&self.files_text());
        // Writing to a String can't fail.
        let r = &self.references;
        let _ = writeln!(out, "\nReferences: {} listed, each cited work of a paper once", r.listed);
        let _ = writeln!(out, "  resolved: {}", share(r.resolved, r.listed));
        let _ = writeln!(out, "    by id {}, by DOI {}, by text {}", r.by_id, r.by_doi, r.by_text);
        let _ = writeln!(out, "  unresolved: {}", share(r.unresolved, r.listed));
        let _ = writeln!(
            out,
            "  dropped before: {} listed again by the same paper, {} to the paper itself",
            self.repeated_references, self.references_to_itself
        );
        let _ = writeln!(out, "Affiliations without a country: {}", unknown(self.countries));
        let _ = writeln!(
            out,
            "Affiliations without an institution of the registry: {}{}",
            unknown(self.institutions),
            if self.institutions.known == 0 { "; was a registry given (`ingest --registry`)?" } else { "" }
        );
        let _ = writeln!(
            out,
            "Grants whose funder neither the list nor the registry knows: {}",
            unknown(self.funders)
        );
        type List<'a> = (&'a str, &'a str, &'a [(String, u64)]);
        let shortest = |rows: &'_ [(String, u64)]| rows.len().min(SHORT);
        let lists: [List; 8] = [
            ("why rows were rejected", "rows", &self.reject_reasons),
            ("why references are unresolved", "references", &self.reasons),
            ("papers without", "papers", &self.papers_without),
            ("authors by what they rest on", "authors", &self.authors_by_basis),
            (
                "commonest affiliations without an institution of the registry",
                "papers",
                &self.unresolved_affiliations,
            ),
            (
                "commonest affiliations without a country",
                "papers",
                &self.affiliations_without_country[..shortest(&self.affiliations_without_country)],
            ),
            (
                "commonest funders that neither the list nor the registry knows",
                "papers",
                &self.unresolved_funders[..shortest(&self.unresolved_funders)],
            ),
            ("cited most, and not in the corpus", "papers of the corpus cite it", &self.cited_outside),
        ];
        for (head, of, rows) in lists.into_iter().filter(|(_, _, rows)| !rows.is_empty()) {
            let mut counted = table(&[head, of]);
            for (name, count) in rows {
                counted.add_row([shortened(name), count.to_string()]);
            }
            let _ = writeln!(out, "\n{counted}");
        }
        out
    }

    /// The files: rows = papers + merged + rejected, the references, and what should be known of each.
    fn files_text(&self) -> String {
        let mut files = table(&["file", "rows", "papers", "merged", "rejected", "references", "resolved"]);
        let mut notes = String::new();
        for file in self.files.as_array().into_iter().flatten() {
            let number = |key: &str| file[key].as_u64().unwrap_or_default().to_string();
            let cells = ["rows", "papers", "merged", "rejected", "references_listed", "references_resolved"]
                .map(number);
            let name = file["file"].as_str().unwrap_or_default().to_owned();
            let texts = |key: &str| -> Vec<&str> {
                file[key].as_array().into_iter().flatten().filter_map(|text| text.as_str()).collect()
            };
            let lacking = texts("lacking");
            // What the list of lacking fields says again is said once.
            let said = |note: &&str| !note.starts_with("no record of this file lists") || lacking.is_empty();
            for note in texts("notes").into_iter().filter(said) {
                let _ = writeln!(notes, "{name}: {note}");
            }
            if !lacking.is_empty() {
                let _ = writeln!(notes, "{name}: no record has {}", lacking.join(", "));
            }
            files.add_row(std::iter::once(name).chain(cells));
        }
        format!("{files}\n{notes}")
    }
}

/// "12 of 40 (30.0%)" of those that are not known.
fn unknown(known: Known) -> String {
    share(known.unknown, known.known + known.unknown)
}

/// A text cut to what a table has room for.
fn shortened(text: &str) -> String {
    const MOST: usize = 110;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST {
        return line;
    }
    line.chars().take(MOST - 1).chain(['…']).collect()
}
