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
        let ids = items.iter().map(|item| identity(*item)).collect();
        Self { items, ids }
    }

    /// Whether an element is one of the comments.
    pub(super) fn holds(&self, element: ElementRef<'a>) -> bool {
        self.ids.contains(&identity(element))
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

/// What tells an element of a page from all others of it.
pub(super) fn identity(element: ElementRef<'_>) -> *const Element {
    std::ptr::from_ref(element.value())
}

/// The elements around an element, from the innermost.
pub(super) fn parents(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.ancestors().filter_map(ElementRef::wrap)
}

/// What stands around at least one of the elements. What is known to be around one is not climbed anew, so that many
/// elements cost no more than the page has.
pub(super) fn around_any<'a>(elements: impl Iterator<Item = ElementRef<'a>>) -> HashSet<*const Element> {
    let mut around = HashSet::new();
    for element in elements {
        let _ = parents(element).find(|outer| !around.insert(identity(*outer)));
    }
    around
}

/// What stands around at least two of the elements.
pub(super) fn around_two(elements: &[ElementRef<'_>]) -> HashSet<*const Element> {
    let (mut once, mut twice) = (HashSet::new(), HashSet::new());
    for element in elements {
        let _ = parents(*element).find(|outer| !once.insert(identity(*outer)) && !twice.insert(identity(*outer)));
    }
    twice
}
