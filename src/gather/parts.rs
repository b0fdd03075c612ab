//! Owns the joining of an article that stands on several pages: what each further page adds to its body.

use std::collections::HashSet;

use crate::domain::FoundArticle;

/// An article has no more pages than this.
pub(super) const MOST: usize = 20;

/// Elements that have no end.
const VOID: &[&str] = &["br", "hr", "img", "wbr", "source"];

/// Adds the body of a further page. Sites repeat the standfirst, or the last paragraph, on each page: what stands in the
/// article already is left out.
pub(super) fn join(article: &mut FoundArticle, part: &FoundArticle) {
    let mut seen: HashSet<String> = blocks(&article.html).iter().map(|block| key(&without_tags(block))).collect();
    for block in blocks(&part.html) {
        let words = key(&without_tags(block));
        if words.is_empty() || seen.insert(words) {
            article.html.push_str(block);
        }
    }
    let mut seen: HashSet<String> = article.text.split("\n\n").map(key).collect();
    for paragraph in part.text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        if seen.insert(key(paragraph)) {
            if !article.text.is_empty() {
                article.text.push_str("\n\n");
            }
            article.text.push_str(paragraph);
        }
    }
}

/// The outermost elements of well-formed HTML, and the words between them.
fn blocks(html: &str) -> Vec<&str> {
    let mut blocks = Vec::new();
    let (mut start, mut at, mut depth) = (0, 0, 0_usize);
    while let Some(open) = html[at..].find('<').map(|found| at + found) {
        let Some(close) = html[open..].find('>').map(|found| open + found + 1) else { break };
        let tag = &html[open + 1..close - 1];
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if depth == 0 && open > start && !html[start..open].trim().is_empty() {
            blocks.push(&html[start..open]);
        }
        if depth == 0 {
            start = open;
        }
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !tag.ends_with('/') && !VOID.contains(&name) {
            depth += 1;
        }
        at = close;
        if depth == 0 {
            blocks.push(&html[start..close]);
            start = close;
        }
    }
    if !html[start..].trim().is_empty() {
        blocks.push(&html[start..]);
    }
    blocks
}

fn without_tags(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => words.push(c),
            _ => {}
        }
    }
    words
}

/// The form in which two spellings of a paragraph are the same.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_joined_in_order_without_repeats() {
        let article = |html: &str, text: &str| FoundArticle {
            html: html.to_owned(),
            text: text.to_owned(),
            ..FoundArticle::new("https://a.example/1".parse().unwrap(), "One")
        };
        let mut whole = article("<p>First <b>words</b>.</p><p>Said twice.</p>", "First words.\n\nSaid twice.");
        join(
            &mut whole,
            &article(
                "<p>Said twice!</p><figure><img src=\"https://a.example/i.png\"></figure><ul><li>a</li><li>b</li></ul>",
                "Said twice!\n\na\n\nb",
            ),
        );
        assert_eq!(
            whole.html,
            "<p>First <b>words</b>.</p><p>Said twice.</p><figure><img src=\"https://a.example/i.png\"></figure>\
             <ul><li>a</li><li>b</li></ul>"
        );
        assert_eq!(whole.text, "First words.\n\nSaid twice.\n\na\n\nb");
        let mut empty = article("", "");
        join(&mut empty, &article("<p>x</p>", "x"));
        assert_eq!((empty.html.as_str(), empty.text.as_str()), ("<p>x</p>", "x"));
    }

    #[test]
    fn blocks_are_the_outermost_elements() {
        let cases: [(&str, &[&str]); 5] = [
            ("<p>a<br>b</p><hr><p>c</p>", &["<p>a<br>b</p>", "<hr>", "<p>c</p>"]),
            ("bare <i>words</i> here", &["bare ", "<i>words</i>", " here"]),
            ("<ul><li><p>a</p></li></ul>", &["<ul><li><p>a</p></li></ul>"]),
            ("<p>never closed", &["<p>never closed"]),
            ("", &[]),
        ];
        for (html, wanted) in cases {
            assert_eq!(blocks(html), wanted, "{html}");
        }
    }
}
