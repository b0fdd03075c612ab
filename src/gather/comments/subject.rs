//! Owns the subject that a system like Drupal gives to each comment: made of its first words, or written by whoever
//! wrote it.

use std::sync::LazyLock;

use scraper::{ElementRef, Selector};
use url::Url;

use super::super::clean::{self, Cleaned};
use super::super::pick::{selector, short_words};
use super::reader::Reader;
use super::section::parents;

/// A longer heading is no subject.
const LONGEST: usize = 200;

/// The subject of one comment.
pub(super) struct Subject<'a> {
    pub(super) element: ElementRef<'a>,
    words: String,
}

impl<'a> Subject<'a> {
    /// The heading that links to its own comment, or is named its subject, and does not name the author.
    pub(super) fn of(reader: &Reader<'a, '_>, names: &[ElementRef<'a>]) -> Option<Self> {
        static NAMED: LazyLock<Selector> = LazyLock::new(|| {
            selector(
                "h2[property~='dc:title'], h3[property~='dc:title'], h4[property~='dc:title'], h3[property~='schema:name'], \
                 h4[property~='schema:name'], .comment-subject, .comment__subject, .comment__title, .comment-title, h3.title, h4.title",
            )
        });
        static LINKED: LazyLock<Selector> = LazyLock::new(|| {
            selector(
                "h2 > a.permalink[href*='#comment'], h3 > a.permalink[href*='#comment'], h4 > a.permalink[href*='#comment']",
            )
        });
        let around = |link: ElementRef<'a>| link.parent().and_then(ElementRef::wrap);
        let linked = reader.own(&LINKED).find_map(around);
        let element = linked.or_else(|| reader.own(&NAMED).next())?;
        let is_name = names.iter().any(|name| {
            *name == element
                || parents(*name).any(|outer| outer == element)
                || parents(element).any(|outer| outer == *name)
        });
        let words = short_words(element, LONGEST).filter(|words| !words.is_empty() && !is_name)?;
        Some(Self { element, words })
    }

    /// The words of the comment under its subject; without it where it only says their beginning, or nothing.
    pub(super) fn above(&self, said: Cleaned, page: &Url) -> Cleaned {
        let letters =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let subject = letters(&self.words);
        let lower = self.words.to_lowercase();
        let is_dull = subject.is_empty()
            || ["re:", "re :", "aw:", "sv:", "(no subject)", "no subject"].iter().any(|dull| lower.starts_with(dull));
        if is_dull || said.text.is_empty() || letters(&said.text).starts_with(&subject) {
            return said;
        }
        let words = self.words.replace('&', "&amp;").replace('<', "&lt;");
        clean::fragment(&format!("<p><strong>{words}</strong></p>{}", said.html), page)
    }
}
