//! Owns the outline: a page as a flat list of nodes in document order, with what the extraction asks of each.
//! A subtree is the range `node..end`, so nothing here or above it recurses, however deep the page is nested.

use scraper::Node as Source;
use scraper::node::Element;

use super::hints::{self, Hint};

/// No article is longer, and no search for each paragraph in it may take long.
const MAX_CONFIRMING: usize = 100_000;
const MAX_CONFIRMED: usize = 2_000;

/// What a node is to the extraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Tag {
    /// Words.
    Text,
    /// The document and `html`.
    Root,
    /// `body`.
    Body,
    /// `p`.
    Paragraph,
    /// `pre`.
    Pre,
    /// `blockquote`.
    Quote,
    /// `h1` to `h6`.
    Heading(u8),
    /// `div`, `section` and every other block.
    Division,
    /// `article`.
    Article,
    /// `main`.
    Main,
    /// `aside`.
    Aside,
    /// `header`.
    Header,
    /// `footer`.
    Footer,
    /// `form`, `fieldset`.
    Form,
    /// `ul`, `ol`, `dl`.
    List,
    /// `li`, `dt`, `dd`.
    Item,
    /// `table`.
    Table,
    /// Rows and groups of rows.
    TablePart,
    /// `td`, `th`.
    Cell,
    /// `figure`.
    Figure,
    /// `figcaption`, `caption`.
    Caption,
    /// `img`.
    Image,
    /// `a`.
    Link,
    /// `br`.
    Break,
    /// Any other inline element.
    Inline,
}

impl Tag {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "html" => Self::Root,
            "body" => Self::Body,
            "p" => Self::Paragraph,
            "pre" => Self::Pre,
            "blockquote" => Self::Quote,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "article" => Self::Article,
            "main" => Self::Main,
            "aside" => Self::Aside,
            "header" => Self::Header,
            "footer" => Self::Footer,
            "form" | "fieldset" => Self::Form,
            "ul" | "ol" | "dl" => Self::List,
            "li" | "dt" | "dd" => Self::Item,
            "table" => Self::Table,
            "tr" | "tbody" | "thead" | "tfoot" => Self::TablePart,
            "td" | "th" => Self::Cell,
            "figure" => Self::Figure,
            "figcaption" | "caption" => Self::Caption,
            "img" => Self::Image,
            "a" => Self::Link,
            "br" => Self::Break,
            "head" | "script" | "style" | "noscript" | "template" | "svg" | "nav" | "menu" | "button" | "input"
            | "select" | "textarea" | "object" | "embed" | "applet" | "canvas" | "dialog" | "map" | "iframe"
            | "frameset" | "link" | "meta" | "title" | "datalist" | "progress" | "audio" | "video" | "col"
            | "colgroup" => return None,
            "abbr" | "acronym" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "data" | "del" | "dfn" | "em"
            | "font" | "i" | "ins" | "kbd" | "label" | "mark" | "math" | "nobr" | "picture" | "q" | "s" | "samp"
            | "small" | "source" | "span" | "strike" | "strong" | "sub" | "sup" | "time" | "tt" | "u" | "var"
            | "wbr" => Self::Inline,
            _ => Self::Division,
        })
    }

    /// Whether text in it stands on lines of its own.
    pub(super) fn is_block(self) -> bool {
        !matches!(self, Self::Text | Self::Link | Self::Break | Self::Inline | Self::Image)
    }
}

/// The words that stand directly in a block, or in one text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Words {
    /// Characters, white space collapsed.
    pub(super) chars: usize,
    /// Of them, those that are a link's.
    pub(super) linked: usize,
    /// Commas and their kin in other scripts.
    pub(super) commas: usize,
    /// Line breaks.
    pub(super) breaks: usize,
}

impl Words {
    fn of(text: &str, linked: bool) -> Self {
        let (mut chars, mut commas, mut gap) = (0, 0, false);
        for c in text.chars() {
            if c.is_whitespace() {
                gap = chars > 0;
                continue;
            }
            chars += 1 + usize::from(std::mem::take(&mut gap));
            commas += usize::from(matches!(c, ',' | '،' | '、' | '，' | '。' | ';'));
        }
        Self { chars, linked: if linked { chars } else { 0 }, commas, breaks: 0 }
    }

    /// The share of them that is a link's, 0 to 1.
    pub(super) fn link_density(self) -> f32 {
        if self.chars == 0 { 0.0 } else { self.linked as f32 / self.chars as f32 }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.chars += other.chars;
        self.linked += other.linked;
        self.commas += other.commas;
        self.breaks += other.breaks;
    }
}

/// One node of the outline.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// The node of the document.
    pub(super) source: &'a Source,
    /// Its parent's index; the root is its own.
    pub(super) parent: usize,
    /// The sibling before it.
    pub(super) previous: Option<usize>,
    /// The index after its last descendant.
    pub(super) end: usize,
    /// What it is.
    pub(super) tag: Tag,
    /// What its class, id and other attributes say.
    pub(super) hint: Hint,
    /// The page's own description of the article holds it.
    pub(super) sure: bool,
    /// Its own words: a text's, or those a block holds directly.
    pub(super) words: Words,
}

impl<'a> Node<'a> {
    /// The element behind it.
    pub(super) fn element(&self) -> Option<&'a Element> {
        self.source.as_element()
    }
}

/// Where the laying out stands.
#[derive(Debug, Default)]
struct Path {
    /// The open nodes, each with its last child so far.
    open: Vec<(usize, Option<usize>)>,
    blocks: Vec<usize>,
    links: usize,
}

/// A page as a flat list of nodes in document order.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    /// The nodes; 0 is the document.
    pub(super) nodes: Vec<Node<'a>>,
}

impl<'a> Outline<'a> {
    /// Lays out a page, without what is never read: scripts, navigation, controls.
    pub(super) fn new(doc: &'a scraper::Html) -> Self {
        let mut outline = Self { nodes: Vec::new() };
        let mut path = Path::default();
        let mut node = doc.tree.root();
        loop {
            let mut entered = outline.enter(&mut path, node.value());
            if entered && let Some(child) = node.first_child() {
                node = child;
                continue;
            }
            loop {
                if std::mem::replace(&mut entered, true) {
                    outline.leave(&mut path);
                }
                if let Some(next) = node.next_sibling() {
                    node = next;
                    break;
                }
                let Some(parent) = node.parent() else { return outline };
                node = parent;
            }
        }
    }

    /// Adds a node; `false` when it and all in it are never read.
    fn enter(&mut self, path: &mut Path, source: &'a Source) -> bool {
        let Some(tag) = tag_of(source) else { return false };
        path.links += usize::from(tag == Tag::Link);
        let index = self.nodes.len();
        self.push(source, tag, path);
        path.open.push((index, None));
        if tag.is_block() {
            path.blocks.push(index);
        }
        true
    }

    fn leave(&mut self, path: &mut Path) {
        let Some((index, _)) = path.open.pop() else { return };
        let end = self.nodes.len();
        self.nodes[index].end = end;
        let tag = self.nodes[index].tag;
        path.links -= usize::from(tag == Tag::Link);
        if tag.is_block() {
            path.blocks.pop();
        }
    }

    fn push(&mut self, source: &'a Source, tag: Tag, path: &mut Path) {
        let words = match source {
            Source::Text(text) => Words::of(text, path.links > 0),
            _ if tag == Tag::Break => Words { breaks: 1, ..Words::default() },
            _ => Words::default(),
        };
        if let Some(block) = path.blocks.last() {
            self.nodes[*block].words.add(words);
        }
        let index = self.nodes.len();
        let (parent, previous) = match path.open.last_mut() {
            Some((parent, last)) => (*parent, last.replace(index)),
            None => (0, None),
        };
        let hint = source.as_element().map(|element| hints::of(element, tag)).unwrap_or_default();
        self.nodes.push(Node { source, parent, previous, end: index + 1, sure: false, tag, hint, words });
    }

    /// Marks the blocks whose words stand in a text that the page itself calls its article.
    pub(super) fn confirm(&mut self, article: &str) {
        let article = letters(&article[..article.floor_char_boundary(MAX_CONFIRMING)]);
        let mut looked_for = 0;
        for index in 0..self.nodes.len() {
            if looked_for == MAX_CONFIRMED {
                break;
            }
            let node = &self.nodes[index];
            if node.tag.is_block() && node.words.chars >= 80 && node.words.link_density() < 0.5 {
                looked_for += 1;
                let said = letters(&self.text(index, 160));
                let probe: String = said.chars().take(60).collect();
                self.nodes[index].sure = probe.len() >= 40 && article.contains(&probe);
            }
        }
    }

    /// The siblings after a node.
    pub(super) fn following(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let end = if index == 0 { 0 } else { self.nodes[self.nodes[index].parent].end };
        let mut next = self.nodes[index].end;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let sibling = next;
                next = self.nodes[sibling].end;
                sibling
            })
        })
    }

    /// The children of a node.
    pub(super) fn children(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[index].end;
        let mut next = index + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = next;
                next = self.nodes[child].end;
                child
            })
        })
    }

    /// Whether `inner` is `outer` or stands within it.
    pub(super) fn holds(&self, outer: usize, inner: usize) -> bool {
        (outer..self.nodes[outer].end).contains(&inner)
    }

    /// The words of a subtree, white space collapsed, at most about `limit` bytes.
    pub(super) fn text(&self, index: usize, limit: usize) -> String {
        let mut text = String::new();
        for node in &self.nodes[index..self.nodes[index].end] {
            match node.source {
                Source::Text(words) => {
                    if words.starts_with(char::is_whitespace) {
                        space(&mut text);
                    }
                    for word in words.split_whitespace() {
                        text.push_str(word);
                        text.push(' ');
                    }
                    if !words.ends_with(char::is_whitespace) && text.ends_with(' ') {
                        text.pop();
                    }
                }
                _ if node.tag.is_block() || node.tag == Tag::Break => space(&mut text),
                _ => {}
            }
            if text.len() > limit {
                break;
            }
        }
        text.trim().to_owned()
    }
}

/// A text's letters and digits, lower case: two texts say the same when these are the same.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn space(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

fn tag_of(source: &Source) -> Option<Tag> {
    match source {
        Source::Document => Some(Tag::Root),
        // What a template holds.
        Source::Fragment => Some(Tag::Division),
        // A template is a stencil, but for one that is the element's own tree in the shadow.
        Source::Element(element) if element.attr("shadowrootmode").is_some() => Some(Tag::Division),
        Source::Element(element) => Tag::of(element.name()),
        Source::Text(_) => Some(Tag::Text),
        _ => None,
    }
}
