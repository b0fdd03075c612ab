//! Owns the reading of an article page: each part by its selector, else by what the page says of itself, else by what its
//! announcement said.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::super::clean::{self, Cleaned};
use super::super::extract::Known;
use super::super::kind::{Ask, Hint, Page, ReadError, Reading};
use super::super::metadata::{self, Metadata};
use super::super::options::{ArticleRules, Css};
use super::super::pick::{self, selector, short_words, words};
use super::super::{correction, dates};
use super::body::BodyFinder;
use super::site::{PageKind, without_fragment};
use super::thread;
use super::{forum, part};
use crate::domain::{Access, Correction, FoundArticle, Image};

/// A lead made of the first paragraph ends at the first sentence after so many characters.
const MIN_LEAD: usize = 120;
const MAX_LEAD: usize = 400;

/// Reads an article page with the comments on it.
pub(super) fn read(kind: &PageKind, doc: &Html, page: &Page<'_>, ask: &Ask, hint: &Hint) -> Result<Reading, ReadError> {
    let mut reader =
        Reader { doc, page, rules: &kind.rules.article, said: metadata::read(doc, page), notes: Vec::new() };
    let title = reader.title(hint)?;
    let comment_items = kind.rules.comments.as_ref().map(|rules| pick::elements(doc, &rules.item)).unwrap_or_default();
    let lead = reader.stated_lead();
    let body = reader.body(Known { title: Some(&title), lead: lead.as_deref() }, &comment_items)?;
    let published = reader.published(hint);
    let found = thread::read_first(kind, doc, page);
    let mut notes = reader.notes.split_off(0);
    thread::note_failed_rules(kind, &found, &mut notes);
    let place = thread::Place { article: &ask.url, offset: found.places, number: 1 };
    let next = thread::next(kind, &found, &[&ask.url, page.url], &place, &mut notes);
    let comments_reached = found.places;
    let (comments_behind, topic) = forum::of(kind, doc, page, ask, &found);
    let url = reader.address(kind);
    let article = FoundArticle {
        seen_at: seen_at(&url, ask, page),
        authors: reader.authors(hint),
        published,
        updated: reader.time(reader.rules.updated.as_ref()).or(reader.said.updated),
        topics: reader.topics(hint),
        lead: self::lead(lead, hint, &body.text),
        image: reader.image(),
        access: reader.access(&body.text),
        correction: reader.correction(&body.text, published),
        comments_behind,
        comments_stated: found.stated.or(reader.said.comments_stated).or(hint.comments_stated),
        language: reader.said.language,
        comments: found.comments,
        html: body.html,
        text: body.text,
        ..FoundArticle::new(url, title)
    };
    let taken: Vec<&Url> = [&ask.url, page.url].into_iter().chain(next.iter().map(|ask| &ask.url)).collect();
    let further = part::next(kind, doc, page, 1, &taken);
    let asks = further.into_iter().chain(next).chain(topic).collect();
    Ok(Reading { asks, articles: vec![article], comments_reached, notes, ..Reading::default() })
}

/// The other addresses under which the article is known.
fn seen_at(url: &Url, ask: &Ask, page: &Page<'_>) -> Vec<Url> {
    let mut seen = Vec::new();
    for other in [&ask.url, page.url].map(|other| without_fragment(other.clone())) {
        if other != *url && !seen.contains(&other) {
            seen.push(other);
        }
    }
    seen
}

struct Reader<'a> {
    doc: &'a Html,
    page: &'a Page<'a>,
    rules: &'a ArticleRules,
    said: Metadata,
    notes: Vec<String>,
}

impl<'a> Reader<'a> {
    /// What a rule takes of the page, as plain texts without repeats.
    fn texts(&self, css: Option<&Css>) -> Vec<String> {
        let values = css.map(|css| pick::values(self.doc.root_element(), css, |_| true)).unwrap_or_default();
        let mut texts: Vec<String> = Vec::new();
        for text in values.iter().map(|value| clean::plain(value)).filter(|text| !text.is_empty()) {
            if !texts.iter().any(|other| other.eq_ignore_ascii_case(&text)) {
                texts.push(text);
            }
        }
        texts
    }

    fn text(&self, css: Option<&Css>) -> Option<String> {
        self.texts(css).into_iter().next()
    }

    fn note(&mut self, css: Option<&Css>, what: &str) {
        if let Some(css) = css {
            self.notes
                .push(format!("the selector \"{css}\" for the {what} matched nothing; it was found automatically"));
        }
    }

    fn title(&mut self, hint: &Hint) -> Result<String, ReadError> {
        let css = self.rules.title.as_ref();
        if let Some(title) = self.text(css) {
            return Ok(title);
        }
        let title = self.said.title.take().or_else(|| hint.title.clone()).map(|title| clean::plain(&title));
        let title = title.filter(|title| !title.is_empty()).ok_or_else(|| missing("headline", css))?;
        self.note(css, "headline");
        Ok(title)
    }

    fn body(&mut self, known: Known<'_>, comments: &[ElementRef<'a>]) -> Result<Cleaned, ReadError> {
        let css = self.rules.body.as_ref();
        let finder = BodyFinder { doc: self.doc, page: self.page, rules: self.rules };
        if let Some(body) = finder.by_rule(comments) {
            return Ok(body);
        }
        let body = finder.found(known, comments).ok_or_else(|| missing("body", css))?;
        self.note(css, "body");
        Ok(body)
    }

    fn time(&self, css: Option<&Css>) -> Option<DateTime<Utc>> {
        let times = css.map(|css| pick::times(self.doc.root_element(), css, |_| true)).unwrap_or_default();
        times.iter().find_map(|text| dates::find(text, self.page.fetched, self.page.zone))
    }

    fn published(&mut self, hint: &Hint) -> Option<DateTime<Utc>> {
        let css = self.rules.published.as_ref();
        if let Some(at) = self.time(css) {
            return Some(at);
        }
        let at = self.said.published.or_else(|| hint.published_ms.and_then(DateTime::from_timestamp_millis));
        if at.is_some() {
            self.note(css, "publication time");
        }
        at
    }

    fn authors(&self, hint: &Hint) -> Vec<String> {
        let by_rule = self.texts(self.rules.authors.as_ref());
        let by_rule: Vec<String> =
            by_rule.iter().map(|name| without_by(name).to_owned()).filter(|name| !name.is_empty()).collect();
        [by_rule, self.said.authors.clone(), hint.authors.clone()]
            .into_iter()
            .find(|names| !names.is_empty())
            .unwrap_or_default()
    }

    fn topics(&self, hint: &Hint) -> Vec<String> {
        let by_rule = self.texts(self.rules.topics.as_ref());
        [by_rule, self.said.topics.clone(), hint.topics.clone()]
            .into_iter()
            .find(|topics| !topics.is_empty())
            .unwrap_or_default()
    }

    /// The lead that the page prints or states.
    fn stated_lead(&self) -> Option<String> {
        self.text(self.rules.lead.as_ref()).or_else(|| self.said.lead.as_deref().map(clean::plain))
    }

    fn image(&self) -> Option<Image> {
        const ADDRESSES: [&str; 4] = ["data-src", "data-original", "src", "content"];
        let elements = self.rules.image.as_ref().map(|css| (css, pick::elements(self.doc, css)));
        let by_rule = elements.and_then(|(css, elements)| {
            let address = |element: ElementRef<'_>| match css.attribute() {
                Some(attribute) => clean::resolve(element.attr(attribute)?, self.page.url),
                None => ADDRESSES.iter().find_map(|key| clean::resolve(element.attr(key)?, self.page.url)),
            };
            let alt = |element: ElementRef<'_>| element.attr("alt").map(clean::plain).filter(|alt| !alt.is_empty());
            let images = elements.into_iter();
            images
                .filter_map(|element| Some(Image { url: address(element)?, alt: alt(element), credit: None }))
                .find(|image| image.url.has_host())
        });
        by_rule.or_else(|| self.said.image.clone())
    }

    /// What the page states, or a gate where the text breaks off.
    fn access(&self, text: &str) -> Access {
        self.said.access.filter(|access| *access != Access::Open).unwrap_or_else(|| metadata::gate_of(self.doc, text))
    }

    fn correction(&self, text: &str, published: Option<DateTime<Utc>>) -> Option<Correction> {
        static PARAGRAPH: LazyLock<Selector> = LazyLock::new(|| selector("p"));
        static NAMED: LazyLock<Selector> = LazyLock::new(|| {
            selector(
                "[class*='correction'], [class*='amend'], [class*='clarification'], [class*='editors-note'], [class*='editor-note']",
            )
        });
        if let Some(notice) = self.text(self.rules.correction.as_ref()) {
            return Some(correction::read(&notice, published, self.page));
        }
        correction::find(text, published, self.page).or_else(|| {
            // A notice below the body may have been taken for furniture; a bare label there is too little to go by.
            let mut paragraphs = self.doc.select(&PARAGRAPH).map(words);
            let mut named = self.doc.select(&NAMED).filter_map(|named| short_words(named, 1500));
            let notice = paragraphs.rfind(|words| correction::says_amended(words));
            let notice = notice.or_else(|| named.rfind(|words| correction::is_notice(words)))?;
            Some(correction::read(&notice, published, self.page))
        })
    }

    /// The canonical address where it is one of this site's articles, else the one the page was read from.
    fn address(&self, kind: &PageKind) -> Url {
        let canonical = self.said.canonical.clone().map(|url| clean::without_trackers(without_fragment(url)));
        let is_front = |url: &Url| url.path() == "/" && url.query().is_none();
        let canonical = canonical.filter(|url| kind.is_of_site(url) && (!is_front(url) || is_front(self.page.url)));
        // A template's mistake: every article of the site names the page that lists them.
        let canonical = canonical.filter(|url| !kind.is_listing(url));
        canonical.unwrap_or_else(|| clean::without_trackers(without_fragment(self.page.url.clone())))
    }
}

/// The lead as stated, as announced, or the first sentences.
fn lead(stated: Option<String>, hint: &Hint, text: &str) -> Option<String> {
    // A description that breaks off in the body's own first words says less than they do.
    let breaks_off = |lead: &String| {
        let cut = lead.trim_end_matches(['…', '.', ']', '[', ' ']);
        cut.len() + 1 < lead.len() && cut.len() > 20 && text.starts_with(cut)
    };
    let said = stated.or_else(|| hint.lead.clone()).filter(|lead| !breaks_off(lead));
    said.or_else(|| first_sentences(text.split("\n\n").next()?))
}

fn missing(what: &'static str, css: Option<&Css>) -> ReadError {
    ReadError::Missing {
        what,
        hint: css.map(|css| format!(" (the selector \"{css}\" matched nothing)")).unwrap_or_default(),
    }
}

fn without_by(name: &str) -> &str {
    let is_by = name.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "));
    if is_by { name[3..].trim_start() } else { name }
}

fn first_sentences(paragraph: &str) -> Option<String> {
    let lead = clean::plain(paragraph);
    if lead.len() <= MAX_LEAD {
        return Some(lead).filter(|lead| !lead.is_empty());
    }
    let window = &lead[..lead.floor_char_boundary(MAX_LEAD)];
    let start = window.floor_char_boundary(MIN_LEAD);
    let sentence = window[start..].find(". ").map(|end| &window[..=start + end]);
    Some(
        sentence
            .map_or_else(|| format!("{}…", window.rsplit_once(' ').map_or(window, |(words, _)| words)), str::to_owned),
    )
}
