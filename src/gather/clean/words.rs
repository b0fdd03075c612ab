//! Owns the plain text of cleaned markup: paragraphs apart by an empty line, lists and tables line by line.

use super::tree::{Element, Node};

/// The words of the nodes, without those under images: they are the image's. Where little else is said, as on a page
/// of pictures, they stay.
pub(super) fn write(nodes: &[Node]) -> String {
    let all = blocks(nodes).join("\n\n");
    if !holds_caption(nodes) {
        return all;
    }
    let said = blocks(&without_captions(nodes)).join("\n\n");
    if said.len() * 2 > all.len() { said } else { all }
}

fn holds_caption(nodes: &[Node]) -> bool {
    nodes.iter().filter_map(Node::element).any(|element| is_caption(element) || holds_caption(&element.children))
}

/// Whether it is the words under a picture, rather than those under a table or a quote.
fn is_caption(element: &Element) -> bool {
    let is_words = |node: &Node| node.is("figcaption");
    element.name == "figure" && element.children.iter().any(is_words) && holds_image(&element.children)
}

fn holds_image(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| node.is("img") || node.element().is_some_and(|element| holds_image(&element.children)))
}

fn without_captions(nodes: &[Node]) -> Vec<Node> {
    let mut kept = Vec::new();
    for node in nodes {
        match node {
            Node::Element(element) => {
                let is_figure = is_caption(element);
                let mut children = without_captions(&element.children);
                children.retain(|child| !is_figure || !child.is("figcaption"));
                kept.push(Node::Element(Element { name: element.name, attributes: Vec::new(), children }));
            }
            text @ Node::Text(_) => kept.push(text.clone()),
        }
    }
    kept
}

/// One text for each paragraph, list, table.
fn blocks(nodes: &[Node]) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut run = String::new();
    for node in nodes {
        match node {
            Node::Element(element) if element.is_block() => {
                flush(&mut run, &mut blocks);
                blocks.extend(block(element));
            }
            inline => inline_words(inline, &mut run),
        }
    }
    flush(&mut run, &mut blocks);
    blocks
}

fn block(element: &Element) -> Vec<String> {
    let children = &element.children;
    let lines = match element.name {
        "ul" | "ol" => children.iter().flat_map(item).collect::<Vec<_>>().join("\n"),
        "table" => rows(children).join("\n"),
        "pre" => {
            let mut text = String::new();
            for child in children {
                inline_words(child, &mut text);
            }
            text.trim_matches('\n').to_owned()
        }
        "hr" => String::new(),
        _ => return blocks(children),
    };
    Some(lines).filter(|lines| !lines.trim().is_empty()).into_iter().collect()
}

/// The lines of one list item, the first with its dash.
fn item(node: &Node) -> Vec<String> {
    let Node::Element(element) = node else { return Vec::new() };
    let text = blocks(&element.children).join("\n");
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .enumerate()
        .map(|(index, line)| format!("{}{line}", if index == 0 { "- " } else { "  " }))
        .collect()
}

fn rows(nodes: &[Node]) -> Vec<String> {
    let mut lines = Vec::new();
    for element in nodes.iter().filter_map(Node::element) {
        match element.name {
            "tr" => {
                let cells = element.children.iter().filter_map(Node::element);
                let line = cells.map(|cell| fold(&blocks(&cell.children).join(" "))).collect::<Vec<_>>().join(" | ");
                lines.push(line);
            }
            "caption" => lines.extend(blocks(&element.children)),
            _ => lines.extend(rows(&element.children)),
        }
    }
    lines
}

fn inline_words(node: &Node, out: &mut String) {
    match node {
        Node::Text(text) => out.push_str(text),
        Node::Element(element) if element.name == "br" => out.push('\n'),
        Node::Element(element) => element.children.iter().for_each(|child| inline_words(child, out)),
    }
}

fn flush(run: &mut String, blocks: &mut Vec<String>) {
    let lines = run.lines().map(fold).collect::<Vec<_>>().join("\n");
    run.clear();
    let lines = lines.trim();
    if !lines.is_empty() {
        blocks.push(lines.to_owned());
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
