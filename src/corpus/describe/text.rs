//! A description as text.

use std::fmt::Write as _;

use super::{Description, Known, Named, Quality};
use crate::corpus::text::table;

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
        let mut files = table(&["file", "rows", "papers", "merged", "rejected", "references", "resolved"]);
        for file in self.files.as_array().into_iter().flatten() {
            let number = |key: &str| file[key].as_u64().unwrap_or_default().to_string();
            let cells = ["rows", "papers", "merged", "rejected", "references_listed", "references_resolved"]
                .map(number);
            let name = file["file"].as_str().unwrap_or_default().to_owned();
            files.add_row(std::iter::once(name).chain(cells));
        }
        let _ = writeln!(out, "{files}\n");
        let r = &self.references;
        let _ = writeln!(out, "References resolved: {}", share(r.resolved, r.listed));
        let _ = writeln!(
            out,
            "  by id {}, by DOI {}, by text {}; unresolved {}",
            r.by_id, r.by_doi, r.by_text, r.unresolved
        );
        let lists: [(&str, &[(String, u64)]); 6] = [
            ("why references are unresolved", &self.reasons),
            ("why rows were rejected", &self.reject_reasons),
            ("papers without", &self.papers_without),
            ("authors by what they rest on", &self.authors_by_basis),
            ("unresolved affiliation", &self.unresolved_affiliations),
            ("cited, and not in the corpus", &self.cited_outside),
        ];
        for (head, rows) in lists {
            let mut counted = table(&[head, "count"]);
            for (name, count) in rows {
                let short: String = name.chars().take(110).collect();
                counted.add_row([short, count.to_string()]);
            }
            let _ = writeln!(out, "\n{counted}");
        }
        let _ = writeln!(out, "\nAffiliations with a country: {}", self.countries.text());
        let _ =
            writeln!(out, "Affiliations with an institution of the registry: {}", self.institutions.text());
        out
    }
}
