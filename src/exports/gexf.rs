//! GEXF 1.2draft, for Gephi (and whatever reads it). Nodes are `n0`, `n1`, …; the key is an attribute.

use std::path::{Path, PathBuf};

use super::text::xml;
use super::{ExportNetwork, Format};
use crate::error::Result;
use crate::whole::write_file;

/// GEXF.
pub(super) struct Gexf;

impl Format for Gexf {
    fn name(&self) -> &'static str {
        "gexf"
    }

    fn write(&self, network: &ExportNetwork, path: &Path) -> Result<Vec<PathBuf>> {
        write_file(path, |out| {
            let direction = if network.directed { "directed" } else { "undirected" };
            writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
            writeln!(out, r#"<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">"#)?;
            writeln!(out, "<meta><creator>citetrace</creator>")?;
            writeln!(out, "<description>{}</description></meta>", xml(&network.name))?;
            writeln!(out, r#"<graph mode="static" defaultedgetype="{direction}">"#)?;
            writeln!(out, r#"<attributes class="node">"#)?;
            for (title, kind) in
                [("key", "string"), ("country", "string"), ("year", "integer"), ("papers", "integer")]
            {
                writeln!(out, r#"<attribute id="{title}" title="{title}" type="{kind}"/>"#)?;
            }
            writeln!(out, "</attributes>\n<nodes>")?;
            for (at, node) in network.nodes_shown().enumerate() {
                write!(out, r#"<node id="n{at}" label="{}"><attvalues>"#, xml(&node.label))?;
                write!(out, r#"<attvalue for="key" value="{}"/>"#, xml(&node.key))?;
                if let Some(country) = &node.country {
                    write!(out, r#"<attvalue for="country" value="{}"/>"#, xml(country))?;
                }
                if let Some(year) = node.year {
                    write!(out, r#"<attvalue for="year" value="{year}"/>"#)?;
                }
                writeln!(out, r#"<attvalue for="papers" value="{}"/></attvalues></node>"#, node.papers)?;
            }
            writeln!(out, "</nodes>\n<edges>")?;
            for (at, edge) in network.edges_shown().enumerate() {
                let (source, target, weight) = (edge.source, edge.target, edge.weight);
                writeln!(
                    out,
                    r#"<edge id="{at}" source="n{source}" target="n{target}" weight="{weight}"/>"#
                )?;
            }
            writeln!(out, "</edges>\n</graph>\n</gexf>")?;
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
        insta::assert_snapshot!(written("gexf", "n.gexf")[0], @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">
        <meta><creator>citetrace</creator>
        <description>citation</description></meta>
        <graph mode="static" defaultedgetype="directed">
        <attributes class="node">
        <attribute id="key" title="key" type="string"/>
        <attribute id="country" title="country" type="string"/>
        <attribute id="year" title="year" type="integer"/>
        <attribute id="papers" title="papers" type="integer"/>
        </attributes>
        <nodes>
        <node id="n0" label="Panels"><attvalues><attvalue for="key" value="0"/><attvalue for="country" value="KP"/><attvalue for="year" value="2017"/><attvalue for="papers" value="1"/></attvalues></node>
        <node id="n1" label="=cmd|&apos;/c calc&apos;!A1 &lt;/label&gt;&lt;script&gt;&quot;x&quot; &amp; y&#10;&#9;z�\"><attvalues><attvalue for="key" value="1"/><attvalue for="country" value="CN"/><attvalue for="papers" value="2"/></attvalues></node>
        <node id="n2" label="Übersicht 김"><attvalues><attvalue for="key" value="2"/><attvalue for="year" value="2018"/><attvalue for="papers" value="3"/></attvalues></node>
        <node id="n3" label="Panels"><attvalues><attvalue for="key" value="3"/><attvalue for="papers" value="0"/></attvalues></node>
        </nodes>
        <edges>
        <edge id="0" source="n0" target="n2" weight="1"/>
        <edge id="1" source="n2" target="n0" weight="0.5"/>
        <edge id="2" source="n2" target="n1" weight="2.25"/>
        </edges>
        </graph>
        </gexf>
        "#);
    }
}
