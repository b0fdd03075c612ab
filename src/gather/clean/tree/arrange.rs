//! Owns the arrangement of cleaned nodes: where paragraphs begin, what may stand in what, and what is empty.

use super::node::{Element, Node};

/// Appends a node; texts that meet become one.
pub(super) fn push(nodes: &mut Vec<Node>, node: Node) {
    match (nodes.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(text)) => {
            let text = if before.ends_with([' ', '\n']) { text.trim_start_matches(' ') } else { &text };
            before.push_str(text);
        }
        (_, node) => nodes.push(node),
    }
}

/// Puts an element's children in order; what has nothing to show comes back as nothing, or as its bare content.
pub(super) fn element(mut element: Element) -> Vec<Node> {
    element.children = match element.name {
        "ul" | "ol" => items(element.children),
        "blockquote" => paragraphs(element.children),
        "li" | "dd" | "figure" | "figcaption" | "td" | "th" | "caption" => trimmed(element.children),
        "table" | "thead" | "tbody" | "tfoot" | "tr" | "dl" => {
            element.children.into_iter().filter(|child| child.element().is_some()).collect()
        }
        "h2" | "h3" | "h4" | "dt" => trimmed(inline_only(element.children)),
        "pre" => verbatim(element.children),
        _ => return inline(element),
    };
    match element.name {
        "td" | "th" => vec![Node::Element(element)],
        _ if element.children.iter().any(Node::has_content) => vec![Node::Element(element)],
        _ => Vec::new(),
    }
}

/// A link, an emphasis and the like: never around blocks, never around nothing.
fn inline(element: Element) -> Vec<Node> {
    let is_bare = matches!(element.name, "a") && element.attributes.is_empty();
    let has_content = element.children.iter().any(Node::has_content);
    if is_bare || !has_content || element.children.iter().any(Node::is_block) {
        element.children
    } else {
        vec![Node::Element(element)]
    }
}

/// Runs of text become paragraphs, two line breaks end one, loose list items find a list.
pub(super) fn paragraphs(nodes: Vec<Node>) -> Vec<Node> {
    let mut arranged: Vec<Node> = Vec::new();
    let mut run = Vec::new();
    for node in nodes {
        if !node.is_block() {
            run.push(node);
            continue;
        }
        end_run(&mut run, &mut arranged);
        match node {
            Node::Element(item) if item.name == "li" => match arranged.last_mut() {
                Some(Node::Element(list)) if list.name == "ul" => list.children.push(Node::Element(item)),
                _ => arranged.push(Node::Element(Element::new("ul", vec![Node::Element(item)]))),
            },
            Node::Element(loose) if matches!(loose.name, "dt" | "dd" | "figcaption") => {
                arranged.extend(paragraphs(loose.children));
            }
            block => arranged.push(block),
        }
    }
    end_run(&mut run, &mut arranged);
    arranged
}

fn end_run(run: &mut Vec<Node>, arranged: &mut Vec<Node>) {
    let mut paragraph: Vec<Node> = Vec::new();
    let mut breaks = 0;
    for node in run.drain(..) {
        if node.is("br") {
            breaks += 1;
            continue;
        }
        // White space between two breaks does not keep them apart.
        if breaks == 0 || node.has_content() {
            if breaks > 1 {
                end_paragraph(&mut paragraph, arranged);
            } else if breaks == 1 && !paragraph.is_empty() {
                paragraph.push(Node::Element(Element::new("br", Vec::new())));
            }
            breaks = 0;
            paragraph.push(node);
        }
    }
    end_paragraph(&mut paragraph, arranged);
}

fn end_paragraph(paragraph: &mut Vec<Node>, arranged: &mut Vec<Node>) {
    let children = trimmed(std::mem::take(paragraph));
    if children.iter().any(Node::has_content) {
        arranged.push(Node::Element(Element::new("p", children)));
    }
}

/// List items, and whatever else stands in a list as an item of its own.
fn items(nodes: Vec<Node>) -> Vec<Node> {
    let mut items = Vec::new();
    for node in nodes {
        if node.is("li") {
            items.push(node);
        } else if node.has_content() {
            items.push(Node::Element(Element::new("li", trimmed(vec![node]))));
        }
    }
    items
}

/// Without white space and line breaks at either end, and without white space beside blocks.
fn trimmed(mut nodes: Vec<Node>) -> Vec<Node> {
    let is_space = |node: &Node| node.is("br") || !node.has_content() && !node.is_block();
    while nodes.last().is_some_and(is_space) {
        nodes.pop();
    }
    let leading = nodes.iter().take_while(|node| is_space(node)).count();
    nodes.drain(..leading);
    if let Some(Node::Text(text)) = nodes.first_mut() {
        *text = text.trim_start().to_owned();
    }
    if let Some(Node::Text(text)) = nodes.last_mut() {
        *text = text.trim_end().to_owned();
    }
    nodes
}

/// Blocks dissolved into their words.
fn inline_only(nodes: Vec<Node>) -> Vec<Node> {
    let mut inline = Vec::new();
    for node in nodes {
        match node {
            Node::Element(element) if element.is_block() => {
                push(&mut inline, Node::Text(" ".to_owned()));
                for child in inline_only(element.children) {
                    push(&mut inline, child);
                }
                push(&mut inline, Node::Text(" ".to_owned()));
            }
            node => push(&mut inline, node),
        }
    }
    inline
}

/// The first line break after `<pre>` is not part of it for a parser, so none is written.
fn verbatim(nodes: Vec<Node>) -> Vec<Node> {
    let mut nodes = inline_only(nodes);
    if let Some(Node::Text(text)) = nodes.first_mut() {
        *text = text.trim_start_matches('\n').to_owned();
    }
    nodes
}
