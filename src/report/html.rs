//! The report as one HTML file: no script, no request to any network, readable with styles off.
//!
//! A content security policy forbids everything but the inline style and inline images, so that even a text that
//! slipped through unescaped could load nothing. Time and memory are linear in what is shown.

use std::fmt::Write as _;

use super::escape::{doi_address, html, shortened};
use super::method::METHOD;
use super::{EvidenceSheet, PaperLine, Report, ReportClaim, ReportTable, Section};

/// Above this number a claim's papers are listed by number only (each number leads to the full entry).
const FULL_LIST: usize = 30;

/// The whole page.
pub fn page(report: &Report) -> String {
    let mut out = String::with_capacity(1 << 20);
    head(&mut out, report);
    headlines(&mut out, report);
    figures(&mut out, report);
    claims(&mut out, report);
    tables(&mut out, report, Section::Flagged, "flagged", "What was flagged and how it was judged");
    reached(&mut out, report);
    tables(&mut out, report, Section::Ranking, "rankings", "Rankings");
    method(&mut out, report);
    tables(&mut out, report, Section::Data, "data", "What was read, and what was not");
    papers(&mut out, report);
    colophon(&mut out, report);
    out.push_str("</body>\n</html>\n");
    out
}

/// `write!` into a String, which can't fail.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => { let _ = write!($out, $($arg)*); };
}

fn head(out: &mut String, report: &Report) {
    let name = html(&report.name);
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"citetrace {}\">\n<title>{name}: citetrace report</title>\n<style>\n{}</style>\n</head>\n<body>\n\
         <header>\n<h1>{name}</h1>\n",
        html(&report.version),
        include_str!("style.css"),
    );
    for line in &report.description {
        put!(out, "<p>{}</p>\n", html(line));
    }
    let window = report.window.as_ref().map_or_else(String::new, |w| format!("Window: {}. ", html(w)));
    put!(out, "<p class=\"soft\">{window}Records up to {}.</p>\n", html(&report.as_of));
    if report.synthetic {
        out.push_str(
            "<p class=\"banner\"><strong>Synthetic data.</strong> Every person, institution, funder and paper below is \
             invented; only the countries are real. The numbers show what the program does and say nothing about the \
             world.</p>\n",
        );
    }
    out.push_str("<nav aria-label=\"Sections\"><ul>\n");
    for (id, title) in sections(report) {
        put!(out, "<li><a href=\"#{id}\">{title}</a></li>\n");
    }
    out.push_str("</ul></nav>\n</header>\n");
}

/// The sections that the page has, in order.
fn sections(report: &Report) -> Vec<(&'static str, &'static str)> {
    let has = |section| report.tables.iter().any(|t| t.section == section);
    [
        ("numbers", "Headline numbers", true),
        ("figures", "Figures", !report.figures.is_empty()),
        ("claims", "Every claim", !report.claims.is_empty()),
        ("flagged", "Flagged", has(Section::Flagged)),
        ("reached", "Reached", !report.evidence.is_empty() || has(Section::Reached)),
        ("rankings", "Rankings", has(Section::Ranking)),
        ("method", "Method and limits", true),
        ("data", "Data", has(Section::Data)),
        ("papers", "Papers", !report.papers.is_empty()),
        ("inputs", "Inputs", !report.inputs.is_empty()),
    ]
    .into_iter()
    .filter_map(|(id, title, there)| there.then_some((id, title)))
    .collect()
}

fn headlines(out: &mut String, report: &Report) {
    out.push_str("<section id=\"numbers\">\n<h2>Headline numbers</h2>\n");
    let headlines: Vec<&ReportClaim> = report.claims.iter().filter(|c| c.headline).collect();
    if headlines.is_empty() {
        out.push_str("<p>The study states no claim.</p>\n");
    } else {
        out.push_str("<ul class=\"headlines\">\n");
        for claim in headlines {
            put!(
                out,
                "<li><a href=\"#claim-{}\"><span class=\"number\">{}</span></a>{} \
                 <span class=\"base\">base: {}</span></li>\n",
                html(&claim.id),
                claim.figure(),
                html(&claim.text),
                html(&claim.denominator_set),
            );
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</section>\n");
}

fn figures(out: &mut String, report: &Report) {
    if report.figures.is_empty() {
        return;
    }
    out.push_str("<section id=\"figures\">\n<h2>Figures</h2>\n");
    for figure in &report.figures {
        put!(
            out,
            "<figure id=\"figure-{}\" aria-label=\"{}\">\n<div class=\"scroll\">{}</div>\n<figcaption>{}</figcaption>\n</figure>\n",
            html(&figure.id),
            html(&figure.title),
            without_prolog(&figure.svg),
            html(&figure.caption),
        );
    }
    out.push_str("</section>\n");
}

/// An XML declaration or a doctype has no place inside HTML.
fn without_prolog(svg: &str) -> &str {
    svg.find("<svg").map_or("", |start| &svg[start..])
}

fn claims(out: &mut String, report: &Report) {
    if report.claims.is_empty() {
        return;
    }
    out.push_str(
        "<section id=\"claims\">\n<h2>Every claim, and the papers that make it</h2>\n\
         <p class=\"note\">n of N (n/N in percent). Open a claim to see the papers counted in n.</p>\n",
    );
    for claim in &report.claims {
        put!(
            out,
            "<details id=\"claim-{}\">\n<summary><strong>{}</strong> {}</summary>\n<dl><dt>counted</dt><dd>{} ({})</dd>\
             <dt>base</dt><dd>{} ({})</dd><dt>unit</dt><dd>{}</dd><dt>kind</dt><dd>{}</dd>",
            html(&claim.id),
            claim.figure(),
            html(&claim.text),
            html(&claim.numerator_set),
            claim.numerator,
            html(&claim.denominator_set),
            claim.denominator,
            html(&claim.unit),
            html(&claim.kind),
        );
        if let Some((low, high)) = claim.interval {
            put!(out, "<dt>95% interval</dt><dd>{:.1}% to {:.1}%</dd>", low * 100.0, high * 100.0);
        }
        if let Some((low, high)) = claim.bounds {
            for (label, bound) in [("minimum", low), ("maximum", high)] {
                let share = bound.share.map_or(String::new(), |share| format!(" ({:.1}%)", share.percent()));
                put!(out, "<dt>{label}</dt><dd>{} of {}{share}</dd>", bound.numerator, bound.denominator);
            }
        }
        out.push_str("</dl>\n");
        paper_list(out, report, &claim.papers);
        out.push_str("</details>\n");
    }
    out.push_str("</section>\n");
}

fn paper_list(out: &mut String, report: &Report, numbers: &[u32]) {
    if numbers.is_empty() {
        return;
    }
    if numbers.len() > FULL_LIST {
        out.push_str("<ul class=\"papers\">\n");
        for number in numbers {
            put!(out, "<li><a href=\"#p{number}\">{number}</a></li>\n");
        }
        out.push_str("</ul>\n");
        return;
    }
    out.push_str("<ol class=\"steps\">\n");
    for &number in numbers {
        put!(out, "<li>{}</li>\n", paper_link(report, number));
    }
    out.push_str("</ol>\n");
}

/// A paper's date and title, leading to its entry in the list of papers.
fn paper_link(report: &Report, number: u32) -> String {
    match report.papers.binary_search_by_key(&number, |p| p.paper) {
        Ok(at) => {
            let paper = &report.papers[at];
            format!(
                "<a href=\"#p{number}\">{}</a> <span class=\"soft\">{}, paper {number}</span>",
                html(title_of(paper)),
                html(&paper.date)
            )
        }
        Err(_) => format!("paper {number}"),
    }
}

fn title_of(paper: &PaperLine) -> &str {
    if paper.title.is_empty() { "(no title on the record)" } else { &paper.title }
}

fn reached(out: &mut String, report: &Report) {
    let any_table = report.tables.iter().any(|t| t.section == Section::Reached);
    if report.evidence.is_empty() && !any_table {
        return;
    }
    out.push_str("<section id=\"reached\">\n<h2>What was reached downstream</h2>\n");
    for table in report.tables.iter().filter(|t| t.section == Section::Reached) {
        one_table(out, table);
    }
    if !report.evidence.is_empty() {
        out.push_str(
            "<h3>Evidence sheets</h3>\n<p class=\"note\">One sheet for each paper of a watch-listed institution that a \
             trail reaches: every step, the affiliation as written with the matched words marked, and the list's entry.</p>\n",
        );
        for sheet in &report.evidence {
            evidence(out, report, sheet);
        }
    }
    out.push_str("</section>\n");
}

fn evidence(out: &mut String, report: &Report, sheet: &EvidenceSheet) {
    put!(out, "<details>\n<summary>{}</summary>\n<dl>", html(&sheet.title));
    for (label, text) in &sheet.facts {
        put!(out, "<dt>{}</dt><dd>{}</dd>", html(label), html(text));
    }
    if let Some((text, span)) = &sheet.affiliation {
        put!(out, "<dt>affiliation</dt><dd>{}</dd>", marked(text, span.clone()));
    }
    out.push_str("</dl>\n");
    if !sheet.steps.is_empty() {
        out.push_str(
            "<p class=\"note\">From the flagged paper, each cited by the next:</p>\n<ol class=\"steps\">\n",
        );
        for &step in &sheet.steps {
            put!(out, "<li>{}</li>\n", paper_link(report, step));
        }
        out.push_str("</ol>\n");
    }
    out.push_str("</details>\n");
}

/// The text with the bytes of `span` marked; a span that does not fit the text marks nothing.
fn marked(text: &str, span: std::ops::Range<usize>) -> String {
    match (text.get(..span.start), text.get(span.clone()), text.get(span.end..)) {
        (Some(before), Some(inside), Some(after)) if !inside.is_empty() => {
            format!("{}<mark>{}</mark>{}", html(before), html(inside), html(after))
        }
        _ => html(text).into_owned(),
    }
}

fn tables(out: &mut String, report: &Report, section: Section, id: &str, title: &str) {
    let mut tables = report.tables.iter().filter(|t| t.section == section).peekable();
    if tables.peek().is_none() {
        return;
    }
    put!(out, "<section id=\"{id}\">\n<h2>{title}</h2>\n");
    for table in tables {
        one_table(out, table);
    }
    out.push_str("</section>\n");
}

fn one_table(out: &mut String, table: &ReportTable) {
    put!(out, "<h3 id=\"table-{}\">{}</h3>\n", html(&table.id), html(&table.title));
    if !table.note.is_empty() {
        put!(out, "<p class=\"note\">{}</p>\n", html(&table.note));
    }
    if table.rows.is_empty() {
        out.push_str("<p>None.</p>\n");
        return;
    }
    let is_number: Vec<bool> = (0..table.header.len()).map(|column| is_numeric(table, column)).collect();
    out.push_str("<div class=\"scroll\"><table>\n<thead><tr>");
    for (name, number) in table.header.iter().zip(&is_number) {
        put!(out, "<th scope=\"col\"{}>{}</th>", class_of(*number), html(name));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            match cell {
                Some(text) => {
                    let number = is_number.get(column).copied().unwrap_or(false);
                    put!(out, "<td{}>{}</td>", class_of(number), html(text));
                }
                None => out.push_str("<td class=\"unknown\">–</td>"),
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n");
    if table.total_rows > table.rows.len() {
        put!(
            out,
            "<p class=\"note\">The first {} of {} rows; all of them are in <code>tables/{}.csv</code>.</p>\n",
            table.rows.len(),
            table.total_rows,
            html(&table.id),
        );
    }
}

fn class_of(number: bool) -> &'static str {
    if number { " class=\"number\"" } else { "" }
}

/// Whether every known cell of a column is a number (a share, an n/N), to be set flush right.
fn is_numeric(table: &ReportTable, column: usize) -> bool {
    let number = |cell: &str| {
        let plain = cell.trim_end_matches('%').replace(',', "");
        plain.split('/').all(|part| part.parse::<f64>().is_ok())
    };
    let mut cells = table.rows.iter().filter_map(|row| row.get(column).and_then(Option::as_deref)).peekable();
    cells.peek().is_some() && cells.all(number)
}

fn method(out: &mut String, report: &Report) {
    out.push_str("<section id=\"method\">\n<h2>Method and limits</h2>\n");
    if !report.limits.is_empty() {
        out.push_str("<h3>Limits of these records</h3>\n<ul>\n");
        for limit in &report.limits {
            put!(out, "<li>{}</li>\n", html(limit));
        }
        out.push_str("</ul>\n");
    }
    for (question, answer) in METHOD {
        put!(out, "<h3>{question}</h3>\n<p>{answer}</p>\n");
    }
    out.push_str("</section>\n");
}

fn papers(out: &mut String, report: &Report) {
    if report.papers.is_empty() {
        return;
    }
    put!(
        out,
        "<section id=\"papers\">\n<h2>Papers</h2>\n<p class=\"note\">The {} papers that the claims and the evidence name.</p>\n\
         <details>\n<summary>Show the list</summary>\n<div class=\"scroll\"><table>\n<thead><tr><th class=\"number\">paper</th><th>date</th>\
         <th>title, venue</th><th>countries</th></tr></thead>\n<tbody>\n",
        report.papers.len()
    );
    for paper in &report.papers {
        put!(
            out,
            "<tr id=\"p{0}\"><td class=\"number\">{0}</td><td>{1}</td><td>{2}{3}{4}</td><td>{5}</td></tr>\n",
            paper.paper,
            html(&paper.date),
            html(title_of(paper)),
            venue(&paper.venue),
            paper.doi.as_deref().map_or_else(String::new, |doi| format!(
                " <a href=\"{}\" rel=\"noreferrer\">doi:{}</a>",
                doi_address(doi),
                html(doi)
            )),
            html(&paper.countries),
        );
    }
    out.push_str("</tbody>\n</table></div>\n</details>\n</section>\n");
}

fn venue(venue: &str) -> String {
    if venue.is_empty() {
        String::new()
    } else {
        format!(". <span class=\"soft\">{}</span>", html(&shortened(venue, 90)))
    }
}

fn colophon(out: &mut String, report: &Report) {
    if !report.inputs.is_empty() {
        out.push_str(
            "<section id=\"inputs\">\n<h2>Inputs</h2>\n<p class=\"note\">The same inputs with the same version and seed give \
             this same report, byte for byte. <code>manifest.json</code> also holds the hashes of all outputs.</p>\n\
             <div class=\"scroll\"><table>\n<thead><tr><th>file</th><th>SHA-256</th></tr></thead>\n<tbody>\n",
        );
        for (file, hash) in &report.inputs {
            put!(out, "<tr><td>{}</td><td><code>{}</code></td></tr>\n", html(file), html(hash));
        }
        out.push_str("</tbody>\n</table></div>\n</section>\n");
    }
    put!(out, "<footer><p class=\"soft\">Made by citetrace {}.</p></footer>\n", html(&report.version));
}
