//! Owns the pieces of cleaned markup: text, and the elements of the allow-list.

/// A piece of cleaned markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// Characters, not yet escaped.
    Text(String),
    /// An element of the allow-list.
    Element(Element),
}

/// An element of the allow-list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: &'static str,
    pub(crate) attributes: Vec<(&'static str, String)>,
    pub(crate) children: Vec<Node>,
}

impl Element {
    pub(crate) fn new(name: &'static str, children: Vec<Node>) -> Self {
        Self { name, attributes: Vec::new(), children }
    }

    /// Whether it stands by itself rather than in a line of text.
    pub(crate) fn is_block(&self) -> bool {
        !matches!(self.name, "a" | "abbr" | "br" | "code" | "del" | "em" | "img" | "ins" | "strong" | "sub" | "sup")
    }
}

impl Node {
    pub(crate) fn element(&self) -> Option<&Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.element().is_some_and(|element| element.name == name)
    }

    pub(crate) fn is_block(&self) -> bool {
        self.element().is_some_and(Element::is_block)
    }

    /// Whether there is anything to see.
    pub(crate) fn has_content(&self) -> bool {
        match self {
            Self::Text(text) => !text.trim().is_empty(),
            Self::Element(element) => {
                matches!(element.name, "img" | "hr") || element.children.iter().any(Self::has_content)
            }
        }
    }
}
