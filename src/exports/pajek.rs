//! Pajek: the network as `.net`, and beside it partitions by country and year (`.clu`) and papers as a vector (`.vec`).
//!
//! A label that another node has too gets its key in brackets, since many readers take labels for names. Labels are in
//! double quotes, so those inside become single ones and a backslash becomes a slash.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::text::one_line;
use super::{ExportNetwork, Format, beside};
use crate::error::Result;
use crate::whole::write_file;

/// Pajek.
pub(super) struct Pajek;

impl Format for Pajek {
    fn name(&self) -> &'static str {
        "pajek"
    }

    fn write(&self, network: &ExportNetwork, path: &Path) -> Result<Vec<PathBuf>> {
        write_file(path, |out| {
            // Pajek takes the file for UTF-8 by the mark in front.
            writeln!(out, "\u{feff}*Network {}", one_line(&network.name))?;
            writeln!(out, "*Vertices {}", network.nodes.len())?;
            for (at, label) in labels(network).iter().enumerate() {
                writeln!(out, "{} \"{label}\"", at + 1)?;
            }
            writeln!(out, "{}", if network.directed { "*Arcs" } else { "*Edges" })?;
            for edge in network.edges_shown() {
                writeln!(out, "{} {} {}", edge.source + 1, edge.target + 1, edge.weight)?;
            }
            Ok(())
        })?;
        let nodes = &network.nodes;
        let mut countries: Vec<&str> = nodes.iter().filter_map(|n| n.country.as_deref()).collect();
        countries.sort_unstable();
        countries.dedup();
        let class = |country: &str| countries.partition_point(|c| *c < country) as i64 + 1;
        let legend = countries.iter().enumerate().map(|(at, c)| format!("% {} {}", at + 1, one_line(c)));
        let of_nodes = nodes.iter().map(|n| n.country.as_deref().map_or(0, class));
        let country = values(path, "country", "clu", legend.collect(), of_nodes)?;
        let of_nodes = nodes.iter().map(|n| n.year.map_or(0, i64::from));
        let year = values(path, "year", "clu", Vec::new(), of_nodes)?;
        let papers = values(path, "papers", "vec", Vec::new(), nodes.iter().map(|n| i64::from(n.papers)))?;
        Ok(vec![path.to_path_buf(), country, year, papers])
    }
}

/// One number for each vertex; 0 where nothing is known.
fn values(
    path: &Path,
    word: &str,
    ending: &str,
    legend: Vec<String>,
    numbers: impl ExactSizeIterator<Item = i64>,
) -> Result<PathBuf> {
    let path = beside(path, word, ending);
    write_file(&path, |out| {
        for line in legend {
            writeln!(out, "{line}")?;
        }
        writeln!(out, "*Vertices {}", numbers.len())?;
        for number in numbers {
            writeln!(out, "{number}")?;
        }
        Ok(())
    })?;
    Ok(path)
}

/// The labels in quotable form, each once.
fn labels(network: &ExportNetwork) -> Vec<String> {
    let quotable = |text: &str| one_line(text).replace('"', "'").replace('\\', "/");
    let mut labels: Vec<String> = network.nodes.iter().map(|n| quotable(&n.label)).collect();
    let mut times = BTreeMap::<String, u32>::new();
    for label in &labels {
        *times.entry(label.clone()).or_default() += 1;
    }
    for (label, node) in labels.iter_mut().zip(&network.nodes) {
        if label.is_empty() || times[label] > 1 {
            let with_key = format!("{label} [{}]", quotable(&node.key));
            with_key.trim_start().clone_into(label);
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use crate::exports::sample::written;

    #[test]
    fn the_sample_is_written() {
        let files = written("pajek", "n.net");
        insta::assert_snapshot!(files[0], @r#"
        ﻿*Network citation
        *Vertices 4
        1 "Panels [0]"
        2 "=cmd|'/c calc'!A1 </label><script>'x' & y z /"
        3 "Übersicht 김"
        4 "Panels [3]"
        *Arcs
        1 3 1
        3 1 0.5
        3 2 2.25
        "#);
        insta::assert_snapshot!(files[1], @r#"
        % 1 CN
        % 2 KP
        *Vertices 4
        2
        1
        0
        0
        "#);
        insta::assert_snapshot!(files[2].replace('\n', " "), @r#"*Vertices 4 2017 0 2018 0"#);
        insta::assert_snapshot!(files[3].replace('\n', " "), @r#"*Vertices 4 1 2 3 0"#);
    }
}
