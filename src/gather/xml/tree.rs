//! Owns the tree of a document: elements, their attributes and texts, in one flat list.

use std::borrow::Cow;

use url::Url;

use super::mended::Mended;
use super::names::Space;
use crate::gather::clean::escape;

/// The absent node; the list begins with one that stands for the document.
pub(super) const NONE: u32 = 0;

/// A longer `xml:base` is none; each entry joins those around it anew.
const MAX_BASE: usize = 1024;

/// No element stands in more of them.
const MAX_BASES: usize = 8;

/// What a node is.
#[derive(Debug, Clone)]
pub(super) enum Kind<'a> {
    Text(Cow<'a, str>),
    Element { space: Space, name: &'a str, attributes: (u32, u32) },
}

#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) parent: u32,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) next: u32,
    /// Whether its end was seen, or can be told from what follows.
    pub(super) whole: bool,
}

/// A document as it was read.
#[derive(Debug)]
pub(in crate::gather) struct Document<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) attributes: Vec<(&'a str, Cow<'a, str>)>,
    /// What was wrong with it.
    pub(in crate::gather) mended: Mended,
}

impl<'a> Document<'a> {
    pub(super) fn new(mended: Mended) -> Self {
        let root = Node {
            kind: Kind::Text(Cow::Borrowed("")),
            parent: NONE,
            first: NONE,
            last: NONE,
            next: NONE,
            whole: true,
        };
        Self { nodes: vec![root], attributes: Vec::new(), mended }
    }

    /// Appends a node to the children of another.
    pub(super) fn append(&mut self, parent: u32, kind: Kind<'a>) -> u32 {
        let Ok(at) = u32::try_from(self.nodes.len()) else { return NONE };
        self.nodes.push(Node { kind, parent, first: NONE, last: NONE, next: NONE, whole: false });
        let last = std::mem::replace(&mut self.nodes[parent as usize].last, at);
        if last == NONE {
            self.nodes[parent as usize].first = at;
        } else {
            self.nodes[last as usize].next = at;
        }
        at
    }

    /// The first element of one of these names, wherever it stands.
    pub(in crate::gather) fn first_of<'d>(&'d self, names: &[&str]) -> Option<Element<'d, 'a>> {
        self.elements().find(|element| names.iter().any(|name| element.name().eq_ignore_ascii_case(name)))
    }

    /// The first element.
    pub(in crate::gather) fn first<'d>(&'d self) -> Option<Element<'d, 'a>> {
        self.elements().next()
    }

    /// The entries of a feed, wherever they stand, but for those within another.
    pub(in crate::gather) fn entries<'d>(&'d self) -> impl Iterator<Item = Element<'d, 'a>> {
        let is_entry = |element: &Element<'_, '_>| {
            element.is(Space::Core, "item") || element.is(Space::Core, "entry") || element.is(Space::Atom, "entry")
        };
        self.elements().filter(is_entry).filter(move |entry| !entry.ancestors().any(|outer| is_entry(&outer)))
    }

    fn elements<'d>(&'d self) -> impl Iterator<Item = Element<'d, 'a>> {
        (1_u32..)
            .zip(&self.nodes[1..])
            .filter(|(_, node)| matches!(node.kind, Kind::Element { .. }))
            .map(|(at, _)| Element { doc: self, at })
    }
}

/// An element of a document.
#[derive(Debug, Clone, Copy)]
pub(in crate::gather) struct Element<'d, 'a> {
    doc: &'d Document<'a>,
    at: u32,
}

impl<'d, 'a> Element<'d, 'a> {
    fn node(self) -> &'d Node<'a> {
        &self.doc.nodes[self.at as usize]
    }

    /// Its name without the prefix.
    pub(in crate::gather) fn name(self) -> &'a str {
        match &self.node().kind {
            Kind::Element { name, .. } => name,
            Kind::Text(_) => "",
        }
    }

    /// Its vocabulary.
    pub(in crate::gather) fn space(self) -> Space {
        match &self.node().kind {
            Kind::Element { space, .. } => *space,
            Kind::Text(_) => Space::Other,
        }
    }

    /// Whether its end was seen; the last entry of a document that breaks off is not whole.
    pub(in crate::gather) fn is_whole(self) -> bool {
        self.node().whole
    }

    pub(in crate::gather) fn is(self, space: Space, name: &str) -> bool {
        self.space() == space && self.name().eq_ignore_ascii_case(name)
    }

    /// An attribute by its name without prefix.
    pub(in crate::gather) fn attr(self, name: &str) -> Option<&'d str> {
        let found = self.attributes().iter().find(|(raw, _)| local(raw).eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_ref())
    }

    /// The elements around it, from within.
    fn ancestors(self) -> impl Iterator<Item = Element<'d, 'a>> {
        let doc = self.doc;
        let above = move |at: u32| Some(doc.nodes[at as usize].parent).filter(|parent| *parent != NONE);
        std::iter::successors(above(self.at), move |at| above(*at)).map(move |at| Element { doc, at })
    }

    fn attributes(self) -> &'d [(&'a str, Cow<'a, str>)] {
        match &self.node().kind {
            Kind::Element { attributes: (from, to), .. } => &self.doc.attributes[*from as usize..*to as usize],
            Kind::Text(_) => &[],
        }
    }

    fn nodes(self) -> impl Iterator<Item = u32> {
        let next = move |at: u32| Some(self.doc.nodes[at as usize].next).filter(|next| *next != NONE);
        std::iter::successors(Some(self.node().first).filter(|first| *first != NONE), move |at| next(*at))
    }

    /// The elements in it.
    pub(in crate::gather) fn children(self) -> impl Iterator<Item = Element<'d, 'a>> {
        let doc = self.doc;
        self.nodes()
            .filter(move |at| matches!(doc.nodes[*at as usize].kind, Kind::Element { .. }))
            .map(move |at| Element { doc, at })
    }

    /// The elements of that name in it.
    pub(in crate::gather) fn all(self, space: Space, name: &str) -> impl Iterator<Item = Element<'d, 'a>> {
        self.children().filter(move |child| child.is(space, name))
    }

    /// The first element of that name in it.
    pub(in crate::gather) fn child(self, space: Space, name: &str) -> Option<Element<'d, 'a>> {
        self.children().find(|child| child.is(space, name))
    }

    /// Its text and that of all elements in it.
    pub(in crate::gather) fn text(self) -> Cow<'d, str> {
        let node = self.node();
        if let Kind::Text(text) = &self.doc.nodes[node.first as usize].kind
            && node.first == node.last
        {
            return Cow::Borrowed(text.as_ref());
        }
        let mut out = String::new();
        self.text_into(&mut out);
        Cow::Owned(out)
    }

    fn text_into(self, out: &mut String) {
        for at in self.nodes() {
            match &self.doc.nodes[at as usize].kind {
                Kind::Text(text) => out.push_str(text),
                Kind::Element { .. } => Element { doc: self.doc, at }.text_into(out),
            }
        }
    }

    /// What is in it, as HTML.
    pub(in crate::gather) fn inner_html(self) -> String {
        let mut out = String::new();
        self.html_into(&mut out);
        out
    }

    fn html_into(self, out: &mut String) {
        for at in self.nodes() {
            let element = Element { doc: self.doc, at };
            match &self.doc.nodes[at as usize].kind {
                Kind::Text(text) => escape(text, out),
                Kind::Element { name, .. } => {
                    out.push('<');
                    out.push_str(name);
                    for (key, value) in element.attributes() {
                        out.push(' ');
                        out.push_str(local(key));
                        out.push_str("=\"");
                        escape(value, out);
                        out.push('"');
                    }
                    out.push('>');
                    if !is_void(name) {
                        element.html_into(out);
                        out.push_str("</");
                        out.push_str(name);
                        out.push('>');
                    }
                }
            }
        }
    }

    /// The address that those in it are relative to: `xml:base` of it and of all around it.
    pub(in crate::gather) fn base(self, document: &Url) -> Url {
        let own = |element: Self| element.attributes().iter().find(|(raw, _)| raw.eq_ignore_ascii_case("xml:base"));
        let all = std::iter::once(self).chain(self.ancestors()).filter_map(own).map(|(_, value)| value.as_ref());
        let bases: Vec<&str> = all.filter(|base| base.len() <= MAX_BASE).take(MAX_BASES).collect();
        bases.iter().rev().fold(document.clone(), |base, own| {
            base.join(own.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https")).unwrap_or(base)
        })
    }
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Elements of HTML that hold nothing and are not closed.
pub(super) fn is_void(name: &str) -> bool {
    ["br", "hr", "img", "input", "wbr", "area", "col", "embed"].iter().any(|void| name.eq_ignore_ascii_case(void))
}
