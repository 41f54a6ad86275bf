//! Cytoscape's JSON (`.cyjs`), for Cytoscape and Cytoscape.js; `value` repeats the id for networkx.

use std::path::{Path, PathBuf};

use super::{ExportNetwork, Format};
use crate::error::Result;
use crate::whole::write_file;

/// Cytoscape JSON.
pub(super) struct Cytoscape;

impl Format for Cytoscape {
    fn name(&self) -> &'static str {
        "cytoscape-json"
    }

    fn write(&self, network: &ExportNetwork, path: &Path) -> Result<Vec<PathBuf>> {
        write_file(path, |out| {
            let head = serde_json::json!({ "name": network.name });
            let directed = network.directed;
            writeln!(out, "{{\"data\":{head},\"directed\":{directed},\"multigraph\":false,\"elements\":{{")?;
            writeln!(out, "\"nodes\":[")?;
            for (at, node) in network.nodes_shown().enumerate() {
                let comma = if at + 1 < network.nodes.len() { "," } else { "" };
                let mut data = serde_json::json!({
                    "id": format!("n{at}"), "value": format!("n{at}"), "name": node.label, "label": node.label,
                    "key": node.key, "papers": node.papers,
                });
                if let Some(country) = &node.country {
                    data["country"] = country.as_str().into();
                }
                if let Some(year) = node.year {
                    data["year"] = year.into();
                }
                writeln!(out, "{{\"data\":{data}}}{comma}")?;
            }
            writeln!(out, "],\"edges\":[")?;
            for (at, edge) in network.edges_shown().enumerate() {
                let comma = if at + 1 < network.edges.len() { "," } else { "" };
                let data = serde_json::json!({
                    "id": format!("e{at}"), "source": format!("n{}", edge.source),
                    "target": format!("n{}", edge.target), "weight": edge.weight,
                });
                writeln!(out, "{{\"data\":{data}}}{comma}")?;
            }
            writeln!(out, "]}}}}")?;
            Ok(())
        })?;
        Ok(vec![path.to_path_buf()])
    }
}

#[cfg(test)]
mod tests {
    use crate::exports::sample::written;

    #[test]
    fn the_sample_is_written() {
        let json = &written("cytoscape-json", "n.cyjs")[0];
        assert!(serde_json::from_str::<serde_json::Value>(json).is_ok());
        insta::assert_snapshot!(json, @r#"
        {"data":{"name":"citation"},"directed":true,"multigraph":false,"elements":{
        "nodes":[
        {"data":{"id":"n0","value":"n0","name":"Panels","label":"Panels","key":"0","papers":1,"country":"KP","year":2017}},
        {"data":{"id":"n1","value":"n1","name":"=cmd|'/c calc'!A1 </label><script>\"x\" & y\n\tz\u0001\\","label":"=cmd|'/c calc'!A1 </label><script>\"x\" & y\n\tz\u0001\\","key":"1","papers":2,"country":"CN"}},
        {"data":{"id":"n2","value":"n2","name":"Übersicht 김","label":"Übersicht 김","key":"2","papers":3,"year":2018}},
        {"data":{"id":"n3","value":"n3","name":"Panels","label":"Panels","key":"3","papers":0}}
        ],"edges":[
        {"data":{"id":"e0","source":"n0","target":"n2","weight":1.0}},
        {"data":{"id":"e1","source":"n2","target":"n0","weight":0.5}},
        {"data":{"id":"e2","source":"n2","target":"n1","weight":2.25}}
        ]}}
        "#);
    }
}
