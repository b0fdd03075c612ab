//! Owns what a site map says: pages with dates and, of news, headlines; or other site maps; or a plain list of addresses.

use chrono::{DateTime, Utc};
use url::Url;

use crate::gather::kind::{Hint, Page, ReadError};
use crate::gather::xml::{self, Element, Mended, Space};
use crate::gather::{clean, stamp};

/// The protocol allows no more in one document.
const MAX_LISTED: usize = 50_000;

/// One address of a site map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) url: Url,
    /// When it was published, else when it last changed.
    pub(super) at: Option<DateTime<Utc>>,
    /// Whether it is said to be news.
    pub(super) is_news: bool,
    pub(super) hint: Hint,
}

/// A site map.
#[derive(Debug)]
pub(super) enum Map {
    Pages(Vec<Listed>),
    Index(Vec<Listed>),
}

/// Reads a site map of any form, mending what can be mended.
pub(super) fn read(body: &[u8], page: &Page<'_>, notes: &mut Vec<String>) -> Result<Map, ReadError> {
    let not = |what: String| Err(ReadError::NotReadable(what));
    let mut mended = Mended::default();
    let text = xml::decode(body, page.content_type, &mut mended);
    if text.trim().is_empty() {
        return not("the site map is empty".to_owned());
    }
    let plain = plain(&text, page);
    if !plain.is_empty() {
        return Ok(Map::Pages(plain));
    }
    let doc = xml::parse(&text, mended);
    let Some(root) = doc.first_of(&["urlset", "sitemapindex"]) else {
        let what = match doc.first().map(|first| first.name().to_ascii_lowercase()) {
            Some(name) if name == "html" => "this is an HTML page, not a site map".to_owned(),
            Some(name) if name == "rss" || name == "feed" => {
                "this is a feed, not a site map: write kind = \"feed\"".to_owned()
            }
            Some(name) => format!("the answer is a document of <{name:.40}>, not a site map"),
            None => "the answer is not a site map".to_owned(),
        };
        return not(what);
    };
    let is_index = root.name().eq_ignore_ascii_case("sitemapindex");
    let wanted = if is_index { "sitemap" } else { "url" };
    let entries = root.children().filter(|entry| entry.name().eq_ignore_ascii_case(wanted) && entry.is_whole());
    let listed: Vec<Listed> = entries.take(MAX_LISTED).filter_map(|entry| one(entry, page)).collect();
    notes.extend(doc.mended.note());
    if listed.is_empty() {
        return Err(ReadError::Nothing(": the site map lists nothing".to_owned()));
    }
    Ok(if is_index { Map::Index(listed) } else { Map::Pages(listed) })
}

fn one(entry: Element<'_, '_>, page: &Page<'_>) -> Option<Listed> {
    let url = address(&entry.child(Space::Core, "loc")?.text(), page.url)?;
    let changed = entry.child(Space::Core, "lastmod").and_then(|at| stamp::read(&at.text(), page));
    let news = entry.child(Space::News, "news");
    let said = |name: &str| {
        let text = clean::plain(&news?.child(Space::News, name)?.text());
        Some(text).filter(|text| !text.is_empty())
    };
    let published = said("publication_date").and_then(|text| stamp::read(&text, page));
    let topics = said("keywords").unwrap_or_default();
    let hint = Hint {
        title: said("title"),
        topics: topics.split(',').map(clean::plain).filter(|topic| !topic.is_empty()).take(12).collect(),
        published_ms: published.map(|at| at.timestamp_millis()),
        ..Hint::default()
    };
    Some(Listed { url, at: published.or(changed), is_news: news.is_some(), hint })
}

/// A list of addresses, one a line; empty where any line is something else.
fn plain(text: &str, page: &Page<'_>) -> Vec<Listed> {
    let mut listed = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MAX_LISTED) {
        if !line.starts_with("http://") && !line.starts_with("https://") {
            return Vec::new();
        }
        let url = address(line, page.url);
        listed.extend(url.map(|url| Listed { url, at: None, is_news: false, hint: Hint::default() }));
    }
    listed
}

/// An address on the web, without a fragment.
pub(super) fn address(text: &str, base: &Url) -> Option<Url> {
    clean::resolve(text.trim(), base).filter(|url| url.scheme() != "mailto").map(|mut url| {
        url.set_fragment(None);
        url
    })
}
