//! GraphML, for yEd, igraph, networkx, Cytoscape and many more. Nodes are `n0`, `n1`, …; the key is data.

use std::path::{Path, PathBuf};

use super::text::xml;
use super::{ExportNetwork, Format};
use crate::error::Result;
use crate::whole::write_file;

/// GraphML.
pub(super) struct GraphMl;

impl Format for GraphMl {
    fn name(&self) -> &'static str {
        "graphml"
    }

    fn write(&self, network: &ExportNetwork, path: &Path) -> Result<Vec<PathBuf>> {
        write_file(path, |out| {
            let direction = if network.directed { "directed" } else { "undirected" };
            writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
            writeln!(out, r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns">"#)?;
            for (name, kind) in [
                ("key", "string"),
                ("label", "string"),
                ("country", "string"),
                ("year", "int"),
                ("papers", "long"),
            ] {
                writeln!(out, r#"<key id="{name}" for="node" attr.name="{name}" attr.type="{kind}"/>"#)?;
            }
            writeln!(out, r#"<key id="weight" for="edge" attr.name="weight" attr.type="double"/>"#)?;
            writeln!(out, r#"<graph id="{}" edgedefault="{direction}">"#, xml(&network.name))?;
            for (at, node) in network.nodes_shown().enumerate() {
                write!(out, r#"<node id="n{at}"><data key="key">{}</data>"#, xml(&node.key))?;
                write!(out, r#"<data key="label">{}</data>"#, xml(&node.label))?;
                if let Some(country) = &node.country {
                    write!(out, r#"<data key="country">{}</data>"#, xml(country))?;
                }
                if let Some(year) = node.year {
                    write!(out, r#"<data key="year">{year}</data>"#)?;
                }
                writeln!(out, r#"<data key="papers">{}</data></node>"#, node.papers)?;
            }
            for edge in network.edges_shown() {
                write!(out, r#"<edge source="n{}" target="n{}">"#, edge.source, edge.target)?;
                writeln!(out, r#"<data key="weight">{}</data></edge>"#, edge.weight)?;
            }
            writeln!(out, "</graph>\n</graphml>")?;
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
        insta::assert_snapshot!(written("graphml", "n.graphml")[0], @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
        <key id="key" for="node" attr.name="key" attr.type="string"/>
        <key id="label" for="node" attr.name="label" attr.type="string"/>
        <key id="country" for="node" attr.name="country" attr.type="string"/>
        <key id="year" for="node" attr.name="year" attr.type="int"/>
        <key id="papers" for="node" attr.name="papers" attr.type="long"/>
        <key id="weight" for="edge" attr.name="weight" attr.type="double"/>
        <graph id="citation" edgedefault="directed">
        <node id="n0"><data key="key">0</data><data key="label">Panels</data><data key="country">KP</data><data key="year">2017</data><data key="papers">1</data></node>
        <node id="n1"><data key="key">1</data><data key="label">=cmd|&apos;/c calc&apos;!A1 &lt;/label&gt;&lt;script&gt;&quot;x&quot; &amp; y&#10;&#9;z�\</data><data key="country">CN</data><data key="papers">2</data></node>
        <node id="n2"><data key="key">2</data><data key="label">Übersicht 김</data><data key="year">2018</data><data key="papers">3</data></node>
        <node id="n3"><data key="key">3</data><data key="label">Panels</data><data key="papers">0</data></node>
        <edge source="n0" target="n2"><data key="weight">1</data></edge>
        <edge source="n2" target="n0"><data key="weight">0.5</data></edge>
        <edge source="n2" target="n1"><data key="weight">2.25</data></edge>
        </graph>
        </graphml>
        "#);
    }
}
