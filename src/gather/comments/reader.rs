//! Owns the looking about within one comment: what is its own, and not of a reply nested in it.

use scraper::{ElementRef, Selector};

use super::super::kind::Page;
use super::super::options::{CommentRules, Css};
use super::super::pick;
use super::section::Section;

/// One comment being read.
pub(super) struct Reader<'a, 'r> {
    pub(super) item: ElementRef<'a>,
    pub(super) section: &'r Section<'a>,
    pub(super) rules: Option<&'r CommentRules>,
    pub(super) page: &'r Page<'r>,
}

impl<'a> Reader<'a, '_> {
    /// Whether an element is part of this comment and of none nested in it.
    pub(super) fn is_own(&self, element: ElementRef<'a>) -> bool {
        element != self.item && self.section.owner(element) == Some(self.item)
    }

    /// The operator's rule for a part, if there are rules and they have one.
    pub(super) fn rule<'s>(&'s self, part: impl Fn(&'s CommentRules) -> Option<&'s Css>) -> Option<&'s Css> {
        self.rules.and_then(part)
    }

    pub(super) fn by_rule(&self, css: &Css) -> Option<String> {
        pick::values(self.item, css, |element| self.is_own(element)).into_iter().next()
    }

    pub(super) fn elements_of_rule(&self, css: &Css) -> Vec<ElementRef<'a>> {
        css.selector().map(|css| self.own(css).collect()).unwrap_or_default()
    }

    pub(super) fn own<'s>(&'s self, css: &'s Selector) -> impl Iterator<Item = ElementRef<'a>> + 's {
        self.item.select(css).filter(|element| self.is_own(*element))
    }

    /// The first own element of the list that is wanted.
    pub(super) fn first(
        &self,
        list: &[Selector],
        is_wanted: impl Fn(ElementRef<'a>) -> bool,
    ) -> Option<ElementRef<'a>> {
        list.iter().find_map(|css| self.own(css).find(|element| is_wanted(*element)))
    }
}
