//! Owns the reading of one entry of a feed as an article.

use std::sync::LazyLock;

use feed_rs::model::{Entry, Feed, Person};
use scraper::{Html, Selector};
use unicode_segmentation::UnicodeSegmentation;
use url::Url;

use crate::domain::{FoundArticle, Image};
use crate::gather::kind::Page;
use crate::gather::markup::{as_html, words};
use crate::gather::{clean, metadata};

static IMAGES: LazyLock<Selector> =
    LazyLock::new(|| Selector::parse("img[src]").expect("the selector is a constant that a test parses"));

/// The longest headline made of an entry's first words.
const MAX_MADE_TITLE: usize = 80;

/// The longest lead made of an entry's first paragraph.
const MAX_MADE_LEAD: usize = 400;

/// Reads an entry; the error is a note for the log.
pub(super) fn article(entry: &Entry, feed: &Feed, page: &Page<'_>) -> Result<FoundArticle, String> {
    let title = entry.title.as_ref().map(|title| words(&title.content)).filter(|title| !title.is_empty());
    let Some(url) = address(entry, page.url) else {
        let name = title.as_deref().unwrap_or(&entry.id);
        return Err(format!("an entry was skipped, it has no address: {name:.80}"));
    };
    let summary =
        entry.summary.as_ref().map(|summary| clean::fragment(&as_html(without_footer(&summary.content)), &url));
    let full = entry.content.as_ref().and_then(|content| content.body.as_deref());
    let full =
        full.map(|body| clean::fragment(&as_html(without_footer(body)), &url)).filter(|body| !body.text.is_empty());
    let lead = summary.as_ref().map(|summary| paragraph(&summary.text)).filter(|lead| !lead.is_empty());
    let body = full.or(summary).unwrap_or_default();
    let title = title.unwrap_or_else(|| shortened(&body.text.replace("\n\n", " "), MAX_MADE_TITLE));
    if title.is_empty() {
        return Err(format!("an entry was skipped, it has neither headline nor text: {url}"));
    }
    let mut article = FoundArticle::new(url, title);
    article.lead = lead.or_else(|| Some(paragraph(&body.text))).filter(|lead| !lead.is_empty());
    article.image = image(entry, page.url).or_else(|| first_image(&body.html));
    article.html = body.html;
    article.text = body.text;
    let people = if entry.authors.is_empty() { &feed.authors } else { &entry.authors };
    for name in people.iter().flat_map(names) {
        if !article.authors.contains(&name) {
            article.authors.push(name);
        }
    }
    article.published = entry.published.or(entry.updated);
    article.updated = entry.updated.filter(|updated| Some(*updated) > entry.published && entry.published.is_some());
    for category in &entry.categories {
        let topic = words(category.label.as_deref().unwrap_or(&category.term));
        if !topic.is_empty() && topic.chars().count() <= 60 && !article.topics.contains(&topic) {
            article.topics.push(topic);
        }
    }
    article.language = entry.language.as_deref().or(feed.language.as_deref()).and_then(metadata::language);
    let named = web(&entry.id, None).map(clean::without_trackers).filter(|named| *named != article.url);
    article.seen_at.extend(named);
    Ok(article)
}

/// The entry's page: its alternate link, else an id that is an address.
fn address(entry: &Entry, base: &Url) -> Option<Url> {
    let pages =
        || entry.links.iter().filter(|link| link.rel.as_deref().is_none_or(|rel| rel.is_empty() || rel == "alternate"));
    let is_html = |kind: Option<&str>| kind.is_none_or(|kind| kind.contains("html"));
    let best = pages().find(|link| is_html(link.media_type.as_deref())).or_else(|| pages().next());
    let url = best.and_then(|link| web(&link.href, Some(base))).or_else(|| web(&entry.id, None))?;
    Some(clean::without_trackers(url))
}

fn web(address: &str, base: Option<&Url>) -> Option<Url> {
    let address = address.trim();
    if address.is_empty() {
        return None;
    }
    let mut url = base.map_or_else(|| Url::parse(address), |base| base.join(address)).ok()?;
    // A password in a link is the site's mistake, and not for us to publish.
    url.set_username("").and_then(|()| url.set_password(None)).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// RSS has "mail@address (Name)" for a person.
fn names(person: &Person) -> Vec<String> {
    let Some(name) = person.name.as_deref().map(words) else { return Vec::new() };
    match name.split_once('(') {
        Some((before, inner)) if before.is_empty() || before.contains('@') => {
            metadata::split_names(inner.trim_end_matches(')'))
        }
        _ => metadata::split_names(&name),
    }
}

fn image(entry: &Entry, base: &Url) -> Option<Image> {
    let is_image = |kind: &str| kind.starts_with("image/");
    let contents = entry.media.iter().flat_map(|media| &media.content);
    let content = contents
        .filter(|content| content.content_type.as_ref().is_some_and(|kind| is_image(kind.as_str())))
        .find_map(|content| web(content.url.as_ref()?.as_str(), None));
    let thumbnails = entry.media.iter().flat_map(|media| &media.thumbnails);
    let thumbnail = thumbnails.into_iter().find_map(|thumbnail| web(&thumbnail.image.uri, Some(base)));
    let enclosed = entry.links.iter().filter(|link| link.rel.as_deref() == Some("enclosure"));
    let enclosed = enclosed
        .filter(|link| link.media_type.as_deref().is_some_and(is_image))
        .find_map(|link| web(&link.href, Some(base)));
    let url = content.or(thumbnail).or(enclosed)?;
    Some(Image { url, alt: None, credit: None })
}

fn first_image(html: &str) -> Option<Image> {
    if !html.contains("<img") {
        return None;
    }
    let doc = Html::parse_fragment(html);
    let image = doc.select(&IMAGES).next()?;
    let alt = image.value().attr("alt").map(clean::plain).filter(|alt| !alt.is_empty());
    Some(Image { url: web(image.value().attr("src")?, None)?, alt, credit: None })
}

/// The HTML without the line that `WordPress` appends: "The post … appeared first on …".
fn without_footer(html: &str) -> &str {
    let footer = html.rfind("<p>The post <a").filter(|at| html[*at..].contains("appeared first on"));
    &html[..footer.unwrap_or(html.len())]
}

/// The first paragraph, without the mark of an excerpt.
fn paragraph(text: &str) -> String {
    let first = text.split("\n\n").map(str::trim).find(|paragraph| paragraph.chars().count() > 1).unwrap_or_default();
    let first = ["[…]", "[...]", "(more…)", "Continue reading"]
        .iter()
        .fold(first, |text, mark| text.trim_end().trim_end_matches(mark));
    shortened(first.trim(), MAX_MADE_LEAD)
}

/// The first words of a text, at most so many characters.
fn shortened(text: &str, most: usize) -> String {
    let text = clean::plain(text);
    if text.chars().count() <= most {
        return text;
    }
    let mut short = String::new();
    for word in text.split_word_bounds() {
        if short.chars().count() + word.chars().count() >= most {
            break;
        }
        short.push_str(word);
    }
    format!("{}…", short.trim_end_matches(|c: char| !c.is_alphanumeric()))
}
