//! A small network with hostile text, for the tests of the formats.

use super::{Edge, ExportNetwork, Node, format};

/// What a record may hold: markup, quotes, a formula, line breaks, a character that XML forbids.
pub(super) const HOSTILE: &str = "=cmd|'/c calc'!A1 </label><script>\"x\" & y\n\tz\u{1}\\";

/// Directed: 2 cites 0 and 1, 0 cites 2 (a year's mutual citation); 3 is alone and shares its label with 0.
pub(super) fn network() -> ExportNetwork {
    let node = |key: &str, label: &str, country: Option<&str>, year, papers| Node {
        key: key.to_owned(),
        label: label.to_owned(),
        country: country.map(str::to_owned),
        year,
        papers,
    };
    let edge = |source, target, weight| Edge { source, target, weight };
    ExportNetwork {
        name: "citation".to_owned(),
        directed: true,
        nodes: vec![
            node("0", "Panels", Some("KP"), Some(2017), 1),
            node("1", HOSTILE, Some("CN"), None, 2),
            node("2", "Übersicht 김", None, Some(2018), 3),
            node("3", "Panels", None, None, 0),
        ],
        edges: vec![edge(0, 2, 1.0), edge(2, 0, 0.5), edge(2, 1, 2.25)],
    }
}

/// The files that a format makes of it, as text.
pub(super) fn written(name: &str, file: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let files = format(name).unwrap().write(&network(), &folder.path().join(file)).unwrap();
    files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}
