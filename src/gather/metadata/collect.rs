//! Owns one walk over a page that picks out whatever may say something of the article, so that the page is not searched
//! anew for each field.

use scraper::{ElementRef, Html};

/// What may say something of the article, in document order.
#[derive(Debug, Default)]
pub(super) struct Collected<'a> {
    metas: Vec<(String, &'a str)>,
    /// Elements with an `itemprop`.
    pub(super) properties: Vec<(&'a str, ElementRef<'a>)>,
    /// First-rank headings.
    pub(super) headings: Vec<ElementRef<'a>>,
    /// `time` elements.
    pub(super) times: Vec<ElementRef<'a>>,
    /// Elements that name an author.
    pub(super) bylines: Vec<ElementRef<'a>>,
    /// Elements named a date.
    pub(super) dates: Vec<ElementRef<'a>>,
    /// Elements named a standfirst.
    pub(super) leads: Vec<ElementRef<'a>>,
    /// Links to a topic.
    pub(super) tags: Vec<ElementRef<'a>>,
    /// Links of the breadcrumbs.
    pub(super) crumbs: Vec<ElementRef<'a>>,
    /// Elements named the time of a change.
    pub(super) updates: Vec<ElementRef<'a>>,
    /// What may hold an image with its words.
    pub(super) figures: Vec<ElementRef<'a>>,
    /// The first short elements after the headline.
    pub(super) near: Vec<ElementRef<'a>>,
    /// Lines that may count the comments.
    pub(super) counts: Vec<ElementRef<'a>>,
    /// The `title` element.
    pub(super) title: Option<ElementRef<'a>>,
    /// The `lang` of the page.
    pub(super) language: Option<&'a str>,
    /// `link rel=canonical`.
    pub(super) canonical: Option<&'a str>,
}

/// A name without any of these tells nothing.
const TOLD: &[&str] = &[
    "author",
    "byline",
    "date",
    "publish",
    "posted",
    "stand",
    "lead",
    "lede",
    "deck",
    "crumb",
    "comment",
    "tag",
    "topic",
    "categor",
    "terms",
    "cat-links",
    "subtitle",
    "ingress",
    "dek",
    "vorspann",
    "chap",
    "preamble",
    "strapline",
    "intro",
    "caption",
];

/// In the name of a list of topics.
const TOPICS: &[&str] = &[
    "tags",
    "topics",
    "topic-list",
    "cat-links",
    "post-categor",
    "entry-categor",
    "article-categor",
    "post-terms",
    "field-category",
    "field-topic",
];

/// Whole words of a standfirst's name.
const LEADS: &[&str] =
    &["lead", "intro", "introduction", "dek", "vorspann", "chapo", "chapeau", "preamble", "strapline"];

/// So many elements after the headline are looked at for a byline or a date.
const NEAR: usize = 40;

impl<'a> Collected<'a> {
    /// Walks a page.
    pub(super) fn new(doc: &'a Html) -> Self {
        let mut collected = Self::default();
        for element in doc.root_element().descendent_elements() {
            collected.see(element);
        }
        collected
    }

    /// The content of the first `meta` of a name or property.
    pub(super) fn meta(&self, name: &str) -> Option<&'a str> {
        self.metas.iter().find(|(key, _)| key == name).map(|(_, content)| *content)
    }

    /// The contents of every `meta` of a name or property.
    pub(super) fn all_meta(&self, name: &str) -> Vec<&'a str> {
        self.metas.iter().filter(|(key, _)| key == name).map(|(_, content)| *content).collect()
    }

    /// The first-rank headings' texts.
    pub(super) fn headings(&self) -> Vec<String> {
        self.headings.iter().map(|heading| text(*heading)).filter(|text| !text.is_empty()).collect()
    }

    fn see(&mut self, element: ElementRef<'a>) {
        let value = element.value();
        match value.name() {
            "html" => self.language = value.attr("lang").or_else(|| value.attr("xml:lang")),
            "title" if self.title.is_none() => self.title = Some(element),
            "meta" => self.see_meta(element),
            "link" if self.canonical.is_none() && value.attr("rel").is_some_and(|rel| has_word(rel, "canonical")) => {
                self.canonical = value.attr("href");
            }
            "h1" => self.headings.push(element),
            "figure" => self.figures.push(element),
            "time" => self.times.push(element),
            "h2" | "h3" | "h4" => self.counts.push(element),
            "a" => self.see_link(element),
            _ => {}
        }
        if !self.headings.is_empty() && self.near.len() < NEAR && is_line(value.name()) {
            self.near.push(element);
        }
        if is_line(value.name()) && self.tags.len() < 40 && is_topics_label(element) {
            self.tags.extend(listed(element));
        }
        let is_stamped = value.name() != "time"
            && ["data-timestamp", "data-datetime", "data-epoch"].iter().any(|key| value.attr(key).is_some());
        if is_stamped {
            self.dates.push(element);
        }
        if let Some(property) = value.attr("itemprop") {
            self.properties.push((property, element));
        }
        for name in [value.attr("class"), value.attr("id")].into_iter().flatten() {
            self.see_name(element, name);
        }
    }

    fn see_meta(&mut self, element: ElementRef<'a>) {
        let value = element.value();
        let name = value.attr("property").or_else(|| value.attr("name")).or_else(|| value.attr("http-equiv"));
        if let (Some(name), Some(content)) = (name, value.attr("content"))
            && !content.trim().is_empty()
        {
            self.metas.push((name.trim().to_lowercase(), content.trim()));
        }
    }

    fn see_link(&mut self, element: ElementRef<'a>) {
        let value = element.value();
        let rel = value.attr("rel").unwrap_or_default();
        if has_word(rel, "author") {
            self.bylines.push(element);
        }
        if has_word(rel, "tag") {
            self.tags.push(element);
        }
        let to_comments = value
            .attr("href")
            .is_some_and(|href| href.contains("#comment") || href.contains("#disqus") || href.contains("#respond"));
        if to_comments {
            self.counts.push(element);
        }
    }

    fn see_name(&mut self, element: ElementRef<'a>, name: &str) {
        let name = name.to_ascii_lowercase();
        let has = |word: &str| name.contains(word);
        let has_any = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if !has_any(TOLD) {
            return;
        }
        if has("byline")
            || has("author-name")
            || has("author__name")
            || name.split_whitespace().any(|c| c == "author" || c == "authors")
        {
            self.bylines.push(element);
        }
        if has("date") && !has("update") || has("publish") && !has("publisher") || has("posted") {
            self.dates.push(element);
        }
        if has("date") && (has("update") || has("modified")) {
            self.updates.push(element);
        }
        if has("caption") && !has("figcaption") && element.value().name() == "div" {
            self.figures.push(element);
        }
        let is_lead =
            has_any(&["standfirst", "ingress", "article-intro", "article__intro", "lede", "deck", "subtitle"]);
        if is_lead || name.split(|c: char| !c.is_alphanumeric()).any(|w| LEADS.contains(&w)) {
            self.leads.push(element);
        }
        if has("crumb") {
            self.crumbs.extend(links(element));
        }
        if has_any(TOPICS) && is_list_of_links(element) {
            self.tags.extend(links(element));
        }
        if has("comment") && (has("count") || has("heading") || has("title") || has("number")) {
            self.counts.push(element);
        }
    }
}

fn has_word(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|w| w.eq_ignore_ascii_case(word))
}

fn links(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.descendent_elements().filter(|inner| inner.value().name() == "a").take(30)
}

/// Elements that may be a line by themselves.
fn is_line(name: &str) -> bool {
    matches!(
        name,
        "p" | "div" | "span" | "small" | "li" | "dt" | "dd" | "em" | "i" | "b" | "strong" | "font" | "h4" | "h5" | "h6"
    )
}

/// Whether an element begins with "Topics:" or the like.
fn is_topics_label(element: ElementRef<'_>) -> bool {
    let first = element.children().find_map(|child| child.value().as_text().filter(|text| !text.trim().is_empty()));
    let Some(first) = first.map(|text| text.trim().trim_end_matches(':')).filter(|text| text.len() < 24) else {
        return false;
    };
    matches!(
        first.to_lowercase().as_str(),
        "topics"
            | "topic"
            | "tags"
            | "tagged"
            | "tagged with"
            | "filed under"
            | "related topics"
            | "keywords"
            | "categories"
            | "category"
            | "posted in"
            | "schlagworte"
            | "themen"
            | "mots-clés"
            | "labels"
            | "topics in this article"
            | "explore more on these topics"
            | "more on"
    )
}

/// The links in a labelled line, or right after a label that stands alone.
fn listed(label: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    let inside: Vec<_> = links(label).collect();
    if !inside.is_empty() {
        return if is_list_of_links(label) { inside } else { Vec::new() };
    }
    let after = label.next_siblings().filter_map(ElementRef::wrap).take(12);
    let mut found = Vec::new();
    for sibling in after {
        match sibling.value().name() {
            "a" => found.push(sibling),
            "ul" | "ol" | "div" | "span" | "li" | "dd" if is_list_of_links(sibling) => found.extend(links(sibling)),
            _ => break,
        }
    }
    found
}

/// Whether an element holds links and little else: an article whose class names its topic is no list of them.
fn is_list_of_links(element: ElementRef<'_>) -> bool {
    let linked: usize = links(element).map(|link| text(link).len()).sum();
    super::super::pick::short_words(element, 500).is_some_and(|words| linked > 0 && 2 * words.len() <= 3 * linked + 60)
}

/// An element's words, white space folded.
pub(super) fn text(element: ElementRef<'_>) -> String {
    let mut all = String::new();
    for part in element.text() {
        all.push_str(part);
        if all.len() > 4_000 {
            break;
        }
    }
    super::super::clean::plain(&all)
}

/// Whether an element stands among comments, related articles or the page's foot: what it says is not the article's.
pub(super) fn is_elsewhere(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|outer| {
        let value = outer.value();
        if matches!(value.name(), "body" | "html" | "article" | "main") {
            return false;
        }
        let named = [value.attr("class"), value.attr("id")].into_iter().flatten();
        let is_comment = value.attr("itemprop").is_some_and(|name| has_word(name, "comment"))
            || value.attr("itemtype").is_some_and(|kind| kind.ends_with("/Comment"));
        matches!(value.name(), "aside" | "nav")
            || is_comment
            || named.flat_map(|name| name.split(|c: char| !c.is_alphanumeric())).any(|word| {
                let word = word.to_ascii_lowercase();
                ["comment", "related", "sidebar", "footer", "recommend", "popular", "teaser"]
                    .iter()
                    .any(|w| word.starts_with(w))
            })
    })
}
