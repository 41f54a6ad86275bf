//! A small piece of XML as a tree, read by quick-xml within bounds: no entity but the five of XML and numbered ones is
//! ever expanded, and nothing is nested deeper than 64.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::markup::character;
use super::text::tidy;

/// The deepest nesting that is read.
const DEEPEST: usize = 64;

/// One element.
#[derive(Debug, Default)]
pub(super) struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    inside: Vec<Inside>,
}

/// What stands inside an element.
#[derive(Debug)]
enum Inside {
    Text(String),
    Node(Node),
}

impl Node {
    /// The first element under a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.all(name).next())
    }

    /// The elements of a name directly inside.
    pub(super) fn all<'a, 'b>(&'a self, name: &'b str) -> impl Iterator<Item = &'a Self> + use<'a, 'b> {
        self.inside.iter().filter_map(move |inside| match inside {
            Inside::Node(node) if node.name == name => Some(node),
            _ => None,
        })
    }

    /// All text inside, tags left out, as one line.
    pub(super) fn text(&self) -> Option<String> {
        let mut out = String::new();
        self.gather(&mut out);
        tidy(&out)
    }

    fn gather(&self, out: &mut String) {
        for inside in &self.inside {
            match inside {
                Inside::Text(text) => out.push_str(text),
                Inside::Node(node) => node.gather(out),
            }
        }
    }

    /// The text under a path.
    pub(super) fn text_at(&self, path: &[&str]) -> Option<String> {
        self.at(path)?.text()
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
    }
}

/// The tree of one element; an error says what is wrong.
pub(super) fn parse(text: &str) -> Result<Node, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Node> = vec![Node::default()];
    loop {
        let event = reader.read_event().map_err(|error| format!("no sound XML: {error}"))?;
        match event {
            Event::Start(tag) => {
                if open.len() > DEEPEST {
                    return Err(format!("XML nested deeper than {DEEPEST}"));
                }
                open.push(started(&tag)?);
            }
            Event::Empty(tag) => {
                let node = started(&tag)?;
                add(&mut open, Inside::Node(node));
            }
            Event::End(_) => {
                let Some(node) = (open.len() > 1).then(|| open.pop()).flatten() else {
                    return Err("no sound XML: an element is closed that was not opened".to_owned());
                };
                add(&mut open, Inside::Node(node));
            }
            Event::Text(text) => add(&mut open, Inside::Text(text.to_string())),
            Event::CData(text) => add(&mut open, Inside::Text(text.to_string())),
            Event::GeneralRef(name) => {
                let name = name.to_string();
                let text = character(&name).map_or_else(|| format!("&{name};"), String::from);
                add(&mut open, Inside::Text(text));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    match (open.len(), open.pop()) {
        (1, Some(mut root)) if !root.inside.is_empty() => {
            let at = root.inside.iter().position(|inside| matches!(inside, Inside::Node(_)));
            match at.map(|at| root.inside.swap_remove(at)) {
                Some(Inside::Node(node)) => Ok(node),
                _ => Err("no sound XML: no element".to_owned()),
            }
        }
        _ => Err("no sound XML: an element is not closed".to_owned()),
    }
}

/// The element that a tag begins.
fn started(tag: &quick_xml::events::BytesStart) -> Result<Node, String> {
    let mut node = Node { name: tag.name().as_ref().to_owned(), ..Node::default() };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| format!("no sound XML: {error}"))?;
        let name = attribute.key.as_ref().to_owned();
        node.attributes.push((name, attribute.value.to_string()));
    }
    Ok(node)
}

/// Puts something inside the element that is open.
fn add(open: &mut [Node], inside: Inside) {
    if let Some(last) = open.last_mut() {
        last.inside.push(inside);
    }
}
