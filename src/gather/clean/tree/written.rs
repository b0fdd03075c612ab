//! Owns how nodes are written as HTML.

use super::node::Node;
use crate::gather::clean::characters::escape;

/// Writes the nodes as HTML.
pub(in crate::gather::clean) fn write(nodes: &[Node]) -> String {
    let mut out = String::new();
    write_into(nodes, &mut out);
    out
}

fn write_into(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => escape(text, out),
            Node::Element(element) => {
                out.push('<');
                out.push_str(element.name);
                for (key, value) in &element.attributes {
                    out.push(' ');
                    out.push_str(key);
                    out.push_str("=\"");
                    escape(value, out);
                    out.push('"');
                }
                out.push('>');
                if !matches!(element.name, "br" | "hr" | "img") {
                    write_into(&element.children, out);
                    out.push_str("</");
                    out.push_str(element.name);
                    out.push('>');
                }
            }
        }
    }
}
