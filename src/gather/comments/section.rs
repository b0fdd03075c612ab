//! Owns the comments of a page as elements: which of them an element belongs to.

use std::collections::HashSet;

use scraper::ElementRef;
use scraper::node::Element;

/// The comments of a page, in document order; replies may be nested in what they answer.
pub(super) struct Section<'a> {
    pub(super) items: Vec<ElementRef<'a>>,
    ids: HashSet<*const Element>,
}

impl<'a> Section<'a> {
    pub(super) fn of(items: Vec<ElementRef<'a>>) -> Self {
        let ids = items.iter().map(|item| std::ptr::from_ref(item.value())).collect();
        Self { items, ids }
    }

    /// Whether an element is one of the comments.
    pub(super) fn holds(&self, element: ElementRef<'a>) -> bool {
        self.ids.contains(&std::ptr::from_ref(element.value()))
    }

    /// The comment that an element belongs to: the innermost around it.
    pub(super) fn owner(&self, element: ElementRef<'a>) -> Option<ElementRef<'a>> {
        std::iter::once(element).chain(parents(element)).find(|outer| self.holds(*outer))
    }

    /// The innermost element around all comments.
    pub(super) fn container(&self) -> Option<ElementRef<'a>> {
        let (first, last) = (*self.items.first()?, *self.items.last()?);
        let around_last: Vec<ElementRef<'a>> = parents(last).collect();
        parents(first).find(|outer| around_last.contains(outer))
    }
}

/// The elements around an element, from the innermost.
pub(super) fn parents(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.ancestors().filter_map(ElementRef::wrap)
}
