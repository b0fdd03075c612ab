//! Owns the telling of markup from plain text, where a format lets sites put either and does not say which.

use std::borrow::Cow;

use scraper::Html;

use super::{clean, depth};

/// Whether a text holds tags or entities.
pub(super) fn is_markup(text: &str) -> bool {
    let is_tag = |rest: &str| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic())
            || rest.strip_prefix(['/', '!']).is_some_and(|rest| !rest.is_empty())
    };
    let is_entity = |rest: &str| {
        let name = rest.split_once(';').map(|(name, _)| name);
        name.is_some_and(|name| {
            (2..10).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
        })
    };
    text.split('<').skip(1).any(is_tag) || text.split('&').skip(1).any(is_entity)
}

/// A text as HTML: markup as it is, a plain text with its line breaks as paragraphs.
pub(super) fn as_html(text: &str) -> Cow<'_, str> {
    if is_markup(text) {
        return Cow::Borrowed(text);
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace("\r\n", "\n");
    let paragraphs: Vec<String> =
        escaped.split("\n\n").map(|paragraph| paragraph.trim().replace('\n', "<br>")).collect();
    Cow::Owned(format!("<p>{}</p>", paragraphs.join("</p><p>")))
}

/// A headline, name or topic whose source may have left markup in it, or escaped it twice.
pub(super) fn words(text: &str) -> String {
    if !is_markup(text) {
        return clean::plain(text);
    }
    if let Some(words) = clean::without_entities(text) {
        return clean::plain(&words);
    }
    words_of_tags(text)
}

fn words_of_tags(text: &str) -> String {
    if depth::check(text).is_err() {
        return clean::words_outside(text);
    }
    let doc = Html::parse_fragment(text);
    clean::plain(&doc.root_element().text().collect::<String>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn entities_are_read_as_a_parser_reads_them(text in "([a-z ]{0,4}|&(amp|lt|#8217|#x2019|nbsp|quot|eacute|hearts|#0|#146|#xad);|&[a-z=#]{0,2}|[\\r\\n\u{a0}\u{85}é>]|\\PC){0,8}") {
            prop_assert_eq!(words(&text), if is_markup(&text) { words_of_tags(&text) } else { clean::plain(&text) });
        }
    }

    #[test]
    fn markup_is_told_from_text() {
        let cases = [
            ("3 < 4 & 5 > 2", false),
            ("A&E; and after", false),
            ("Trust <5% & \"A&E\"", false),
            ("a <b>bold</b> claim", true),
            ("fish &amp; chips", true),
            ("caf&#233;", true),
        ];
        for (text, wanted) in cases {
            assert_eq!(is_markup(text), wanted, "{text}");
        }
        assert_eq!(as_html("One\ntwo\n\nthree < four"), "<p>One<br>two</p><p>three &lt; four</p>");
        assert_eq!(words("fish &amp; <i>chips</i>"), "fish & chips");
        assert_eq!(words(&format!("fish <i {}>and chips</i>", "a ".repeat(5000))), "fish and chips");
    }
}
