//! Owns the finding of an article's body on its page: by the operator's selector, else by itself, without the comments,
//! the headline and the standfirst.

use std::collections::HashSet;

use scraper::{ElementRef, Html};

use super::super::clean::{self, Cleaned};
use super::super::extract::{self, Known};
use super::super::kind::Page;
use super::super::options::ArticleRules;
use super::super::{comments, linked_data, pick};

/// A page and the rules for its article.
pub(super) struct BodyFinder<'a> {
    pub(super) doc: &'a Html,
    pub(super) page: &'a Page<'a>,
    pub(super) rules: &'a ArticleRules,
}

impl<'a> BodyFinder<'a> {
    /// What the operator's selector names, cleaned; `None` without one, or where it named nothing with words.
    pub(super) fn by_rule(&self, comments: &[ElementRef<'a>]) -> Option<Cleaned> {
        let parts = pick::elements(self.doc, self.rules.body.as_ref()?);
        let mut without: Vec<ElementRef<'a>> =
            self.rules.remove.iter().chain(&self.rules.title).flat_map(|css| pick::elements(self.doc, css)).collect();
        without.extend(comments);
        let known: HashSet<_> = parts.iter().map(|part| part.id()).collect();
        let is_outermost = |part: &&ElementRef<'a>| !part.ancestors().any(|outer| known.contains(&outer.id()));
        // Where the selector names paragraphs rather than what they stand in, each stays one.
        let html: Vec<String> = parts.iter().filter(is_outermost).map(|part| pick::markup(*part, &without)).collect();
        let html = format!("<div>{}</div>", html.join("</div><div>"));
        Some(clean::fragment(&html, self.page.url)).filter(|body| !body.text.is_empty())
    }

    /// What is found automatically, cleaned.
    pub(super) fn found(&self, known: Known<'_>, comments: &[ElementRef<'a>]) -> Option<Cleaned> {
        let html = self.without_removed(self.raw(known, comments)?);
        Some(clean::fragment(&html, self.page.url)).filter(|body| !body.text.is_empty())
    }

    /// Finds the body without the comments, which in an old page of tables look like any paragraph of it.
    fn raw(&self, known: Known<'_>, comments: &[ElementRef<'a>]) -> Option<String> {
        let length = |element: ElementRef<'_>| element.text().map(|text| text.trim().len()).sum::<usize>();
        let whole = length(self.doc.root_element());
        let mut found = if comments.is_empty() { comments::items(self.doc) } else { comments.to_vec() };
        if comments.is_empty() && self.holds_described(&found) {
            found.clear();
        }
        let mut bare = self.doc.clone();
        // What holds most of the page was taken for a comment by mistake.
        for item in found.into_iter().filter(|item| length(*item) * 2 < whole) {
            if let Some(mut node) = bare.tree.get_mut(item.id()) {
                node.detach();
            }
        }
        extract::body(&bare, known).or_else(|| extract::body(self.doc, known))
    }

    /// Whether what looked like comments is what the page itself calls its article: paragraphs alike in boxes alike.
    fn holds_described(&self, items: &[ElementRef<'_>]) -> bool {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).take(60).collect::<String>();
        let Some(described) =
            Some(items).filter(|items| !items.is_empty()).and_then(|_| linked_data::article_body(self.doc))
        else {
            return false;
        };
        let described: String = described.chars().filter(|c| c.is_alphanumeric()).collect();
        let said = items.iter().map(|item| letters(&pick::words(*item)));
        said.filter(|said| said.len() >= 40).any(|said| described.contains(&said))
    }

    fn without_removed(&self, html: String) -> String {
        if self.rules.remove.is_empty() {
            return html;
        }
        let fragment = Html::parse_fragment(&html);
        let removed: Vec<ElementRef<'_>> =
            self.rules.remove.iter().flat_map(|css| pick::elements(&fragment, css)).collect();
        pick::markup(fragment.root_element(), &removed)
    }
}
