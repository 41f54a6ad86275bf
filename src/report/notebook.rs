//! The report as a Jupyter notebook (nbformat 4.5) over the study's own tables.
//!
//! Each code cell reads a file that the run wrote beside the notebook, and carries the output it gave, so that the
//! notebook reads without a kernel and runs with one (Python, pandas, pyarrow). Cell ids are numbered, so the same
//! study gives the same bytes.

use serde_json::{Value, json};

use super::Report;

/// The notebook as JSON.
pub fn notebook(report: &Report) -> Value {
    let mut cells = Cells::default();
    cells.markdown(&title(report));
    cells.code(
        "import json\nfrom pathlib import Path\nimport pandas as pd\nfrom IPython.display import SVG",
        None,
    );
    cells.markdown("## Claims\n\nEach with n, its base N, and the set of papers behind it in `tables/`.");
    cells.code(
        "claims = pd.DataFrame(json.loads(Path(\"claims.json\").read_text()))\n\
         claims[[\"id\", \"text\", \"numerator\", \"denominator\", \"denominator_set\", \"share\"]]",
        Some(json!({ "text/plain": lines(&claims_as_text(report)) })),
    );
    for figure in &report.figures {
        cells.markdown(&format!("## {}\n\n{}", plain(&figure.title), plain(&figure.caption)));
        let output = json!({ "image/svg+xml": lines(&figure.svg), "text/plain": ["<IPython.core.display.SVG object>"] });
        cells.code(&format!("SVG(\"figures/{}.svg\")", file_stem(&figure.id)), Some(output));
    }
    for table in &report.tables {
        cells.markdown(&format!("## {}\n\n{}", plain(&table.title), plain(&table.note)));
        let code = format!("pd.read_parquet(\"tables/{}.parquet\")", file_stem(&table.id));
        let text = table_as_text(&table.header, &table.rows);
        cells.code(&code, Some(json!({ "text/plain": lines(&text) })));
    }
    json!({
        "cells": cells.cells,
        "metadata": {
            "kernelspec": { "display_name": "Python 3", "language": "python", "name": "python3" },
            "language_info": { "name": "python" }
        },
        "nbformat": 4,
        "nbformat_minor": 5
    })
}

#[derive(Default)]
struct Cells {
    cells: Vec<Value>,
    executed: usize,
}

impl Cells {
    fn id(&self) -> String {
        format!("cell-{:03}", self.cells.len())
    }

    fn markdown(&mut self, text: &str) {
        let cell = json!({ "cell_type": "markdown", "id": self.id(), "metadata": {}, "source": lines(text) });
        self.cells.push(cell);
    }

    /// A code cell with the output that its run gave: data by MIME type.
    fn code(&mut self, code: &str, output: Option<Value>) {
        self.executed += 1;
        let outputs: Vec<Value> = output
            .into_iter()
            .map(|data| {
                json!({
                    "output_type": "execute_result", "execution_count": self.executed, "metadata": {}, "data": data
                })
            })
            .collect();
        let cell = json!({
            "cell_type": "code", "execution_count": self.executed, "id": self.id(), "metadata": {},
            "outputs": outputs, "source": lines(code)
        });
        self.cells.push(cell);
    }
}

/// A text as the notebook format keeps it: its lines, each but the last with its line end.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn title(report: &Report) -> String {
    let mut text = format!("# {}\n", plain(&report.name));
    for line in &report.description {
        text.push_str(&format!("\n{}\n", plain(line)));
    }
    if let Some(window) = &report.window {
        text.push_str(&format!("\nWindow: {}.", plain(window)));
    }
    text.push_str(&format!(
        " Records up to {}. Made by citetrace {}.\n",
        plain(&report.as_of),
        report.version
    ));
    if report.synthetic {
        text.push_str("\n**Synthetic data:** every person, institution, funder and paper is invented.\n");
    }
    text
}

/// A text as plain Markdown: what Markdown or HTML would act on is escaped.
fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '|' | '$' | '#' | '&' | '!') {
            safe.push('\\');
        }
        safe.push(if character == '\n' { ' ' } else { character });
    }
    safe
}

/// An id as it stands in a file's name, so that no text can leave the quotes of a code cell.
fn file_stem(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '_' }).collect()
}

fn claims_as_text(report: &Report) -> String {
    let header = ["id", "claim", "n of N", "base"].map(String::from);
    let rows: Vec<Vec<Option<String>>> = report
        .claims
        .iter()
        .map(|c| [c.id.clone(), c.text.clone(), c.figure(), c.denominator_set.clone()].map(Some).to_vec())
        .collect();
    table_as_text(&header, &rows)
}

/// Columns padded to their widest cell, two spaces apart.
fn table_as_text(header: &[String], rows: &[Vec<Option<String>>]) -> String {
    let cell = |row: &Vec<Option<String>>, at: usize| -> String {
        row.get(at).and_then(Option::as_deref).unwrap_or("–").replace('\n', " ")
    };
    let widths: Vec<usize> = header
        .iter()
        .enumerate()
        .map(|(at, name)| {
            rows.iter().map(|r| cell(r, at).chars().count()).max().unwrap_or(0).max(name.chars().count())
        })
        .collect();
    let line = |cells: &mut dyn Iterator<Item = String>| -> String {
        let padded: Vec<String> = cells.zip(&widths).map(|(c, &width)| format!("{c:<width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    let mut all = vec![line(&mut header.iter().cloned())];
    all.extend(rows.iter().map(|row| line(&mut (0..header.len()).map(|at| cell(row, at)))));
    all.join("\n")
}
