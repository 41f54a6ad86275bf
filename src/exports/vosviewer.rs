//! VOSviewer: its JSON, and its pair of text files, map and network. VOSviewer knows no directions: citations both ways
//! between two papers become one link with the weights added up. Weights size an item, scores colour it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::network::Node;
use super::text::one_line;
use super::{ExportNetwork, Format, beside};
use crate::error::Result;
use crate::whole::write_file;

/// VOSviewer JSON.
pub(super) struct Json;

/// VOSviewer's map file and network file.
pub(super) struct MapAndNet;

impl Format for Json {
    fn name(&self) -> &'static str {
        "vosviewer-json"
    }

    fn write(&self, network: &ExportNetwork, path: &Path) -> Result<Vec<PathBuf>> {
        write_file(path, |out| {
            writeln!(out, "{{\"network\":{{\"items\":[")?;
            for (at, node) in network.nodes_shown().enumerate() {
                let comma = if at + 1 < network.nodes.len() { "," } else { "" };
                let mut item = serde_json::json!({
                    "id": at + 1,
                    "label": one_line(&node.label),
                    "description": description(node),
                    "weights": { "Papers": node.papers },
                });
                if let Some(year) = node.year {
                    item["scores"] = serde_json::json!({ "Year": year });
                }
                writeln!(out, "{item}{comma}")?;
            }
            writeln!(out, "],\"links\":[")?;
            let links = links(network);
            for (at, ((source, target), strength)) in links.iter().enumerate() {
                let comma = if at + 1 < links.len() { "," } else { "" };
                let link = serde_json::json!({
                    "source_id": source + 1, "target_id": target + 1, "strength": strength,
                });
                writeln!(out, "{link}{comma}")?;
            }
            writeln!(out, "]}}}}")?;
            Ok(())
        })?;
        Ok(vec![path.to_path_buf()])
    }
}

impl Format for MapAndNet {
    fn name(&self) -> &'static str {
        "vosviewer-map+net"
    }

    fn write(&self, network: &ExportNetwork, path: &Path) -> Result<Vec<PathBuf>> {
        let (map, net) = (beside(path, "map", "txt"), beside(path, "net", "txt"));
        write_file(&map, |out| {
            writeln!(out, "id\tlabel\tdescription\tweight<Papers>\tscore<Year>")?;
            for (at, node) in network.nodes_shown().enumerate() {
                write!(
                    out,
                    "{}\t{}\t{}\t{}\t",
                    at + 1,
                    cell(&node.label),
                    cell(&description(node)),
                    node.papers
                )?;
                match node.year {
                    Some(year) => writeln!(out, "{year}")?,
                    None => writeln!(out)?,
                }
            }
            Ok(())
        })?;
        write_file(&net, |out| {
            for ((source, target), strength) in links(network) {
                writeln!(out, "{}\t{}\t{strength}", source + 1, target + 1)?;
            }
            Ok(())
        })?;
        Ok(vec![map, net])
    }
}

/// What the item's window shows: the key and the country.
fn description(node: &Node) -> String {
    match &node.country {
        Some(country) => one_line(&format!("{}, {country}", node.key)),
        None => one_line(&node.key),
    }
}

/// A cell between tabs: quotes would be taken for the reader's own.
fn cell(text: &str) -> String {
    one_line(text).replace('"', "'")
}

/// Each pair once, the lower number first.
fn links(network: &ExportNetwork) -> BTreeMap<(u32, u32), f64> {
    let mut links = BTreeMap::new();
    for edge in network.edges_shown() {
        let pair = (edge.source.min(edge.target), edge.source.max(edge.target));
        *links.entry(pair).or_insert(0.0) += edge.weight;
    }
    links
}

#[cfg(test)]
mod tests {
    use crate::exports::sample::written;

    #[test]
    fn the_sample_is_written_as_json() {
        let json = &written("vosviewer-json", "n.json")[0];
        assert!(serde_json::from_str::<serde_json::Value>(json).is_ok());
        insta::assert_snapshot!(json, @r#"
        {"network":{"items":[
        {"id":1,"label":"Panels","description":"0, KP","weights":{"Papers":1},"scores":{"Year":2017}},
        {"id":2,"label":"=cmd|'/c calc'!A1 </label><script>\"x\" & y z \\","description":"1, CN","weights":{"Papers":2}},
        {"id":3,"label":"Übersicht 김","description":"2","weights":{"Papers":3},"scores":{"Year":2018}},
        {"id":4,"label":"Panels","description":"3","weights":{"Papers":0}}
        ],"links":[
        {"source_id":1,"target_id":3,"strength":1.5},
        {"source_id":2,"target_id":3,"strength":2.25}
        ]}}
        "#);
    }

    #[test]
    fn the_sample_is_written_as_map_and_network() {
        let files = written("vosviewer-map+net", "n.txt");
        insta::assert_snapshot!(files[0].replace('\t', " | "), @r#"
        id | label | description | weight<Papers> | score<Year>
        1 | Panels | 0, KP | 1 | 2017
        2 | =cmd|'/c calc'!A1 </label><script>'x' & y z \ | 1, CN | 2 | 
        3 | Übersicht 김 | 2 | 3 | 2018
        4 | Panels | 3 | 0 |
        "#);
        insta::assert_snapshot!(files[1].replace('\t', " | "), @r#"
        1 | 3 | 1.5
        2 | 3 | 2.25
        "#);
    }
}
