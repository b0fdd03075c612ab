//! Owns the page of a feed: what its JSON document holds (the last good one, I3), for people.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::catalogue::Feeds;
use super::conditions::Coding;
use super::documents::Read;
use super::on_demand::{Made, Wish, is_private, made};
use super::pages::{self, Keep};
use super::read_back;
use super::site::Site;
use crate::domain::{ANONYMOUS, FeedGroup};
use crate::publish::{archives, channels};
use crate::render::page::{EarlierView, FeedLinks, FeedPage, Surroundings, shorten_words};
use crate::render::text;
use crate::render::view::{CorrectionView, EntryView, QuoteView, SourceView, for_people, web_address};

/// Entries shown in full.
const ENTRIES: usize = 20;

/// Entries shown by their headline after those.
const EARLIER: usize = 100;

/// Longest lead and quote, headline and notice, name and topic, in characters.
const WORDS: usize = 700;
const LINE: usize = 300;
const NAME: usize = 80;

/// Authors and topics shown of one entry.
const NAMES: usize = 6;

/// The page of a feed, or of one of its archives. `path` is that of its documents without an ending: `feeds/all`,
/// `feeds/topics/funding`, `editions/daily`, `feeds/all.archive-3`; or of a document that is made for whoever asks.
pub(super) async fn feed(site: &Site, path: &str) -> Response {
    let feeds = site.feeds().await;
    let live = archives::of_stem(path).map_or(path, |(live, _)| live);
    let links = channels::key(live).and_then(|key| feeds.all.iter().find(|feed| feed.name == key));
    match (links, site.documents.plain(&format!("{path}.json")).await) {
        (Some(links), Some(document)) => show(site, &feeds, links, &document, live != path),
        // Also where another server has the documents from the folder: an article's comments are no feed of the list.
        (None, _) => on_demand(site, &feeds, path).await,
        (Some(_), None) => pages::nothing(site),
    }
}

/// The page of a document that is made when it is asked for: its title stands in it.
async fn on_demand(site: &Site, feeds: &Feeds, path: &str) -> Response {
    let file = format!("{path}.json");
    let Some(wish) = Wish::of(&file).filter(|_| !is_private(&file)) else { return pages::nothing(site) };
    let document = match made(site, &wish).await {
        Made::Document(document) => document,
        Made::Nothing => return pages::nothing(site),
        Made::Busy => {
            let words = "Please ask again in a minute.";
            return pages::say(site, StatusCode::SERVICE_UNAVAILABLE, "Too much is being asked for at once", words);
        }
    };
    let bytes = match site.documents.read(&file, &document, Coding::Plain).await {
        Ok(Read::Expected(bytes) | Read::Other(bytes, _)) => bytes,
        Err(error) => return pages::broken(site, &error.into()),
    };
    let head: Head = match serde_json::from_slice(&bytes) {
        Ok(head) => head,
        Err(error) => return pages::broken(site, &error.into()),
    };
    let key = channels::key(path).unwrap_or(path);
    // Its documents stand beside the page, wherever that is: those of an article's comments below no `feeds/`.
    let address = format!("{}{path}", site.base);
    let links = FeedLinks::new(key, FeedGroup::of(path), (&head.title, &head.description), &address);
    show(site, feeds, &links, &bytes, false)
}

fn show(site: &Site, feeds: &Feeds, links: &FeedLinks, document: &[u8], archived: bool) -> Response {
    let feed: Feed = match serde_json::from_slice(document) {
        Ok(feed) => feed,
        Err(error) => return pages::broken(site, &error.into()),
    };
    let zone = site.publication.zone.parse().unwrap_or(chrono_tz::UTC);
    let reports = (links.group == FeedGroup::Talk).then(|| format!("{}report/", site.base));
    let told = Told { zone, reports, corrections: feeds.corrections.contains(&links.name) };
    let mut entries: Vec<EntryView> = feed.items.into_iter().map(|item| entry(item, &told, feeds)).collect();
    let rest = entries.split_off(entries.len().min(ENTRIES));
    let view = FeedPage {
        publication: site.publication.clone(),
        feed: links.clone(),
        of: links.group.word(),
        archived,
        follow: links.follow(),
        app_url: format!("feed:{}", links.rss_url),
        entries,
        earlier: rest.into_iter().take(EARLIER).map(EarlierView::of).collect(),
        older_url: older(site, feed.next_url),
        feeds_url: format!("{}feeds", site.base),
        opml_url: format!("{}feeds.opml", site.base),
    };
    // Who wrote a comment has no page; of the same name there may be somebody else who wrote an article.
    let writes_articles = links.group != FeedGroup::Talk;
    let authors = view.entries.iter().filter(|_| writes_articles).flat_map(|entry| &entry.authors);
    let around = Surroundings {
        author_pages: authors.filter_map(|name| Some((name.clone(), site.author_page(name)?))).collect(),
        topic_pages: feeds.topics.clone(),
        ..pages::surroundings(site, feeds, Some(links))
    };
    let views = std::iter::successors(Some(view), FeedPage::shortened);
    pages::fitting(site, "feed", views, &around, (StatusCode::OK, Keep::Shortly))
}

/// The page of the archive before this document, where that is one of ours.
fn older(site: &Site, next_url: Option<String>) -> Option<String> {
    let next_url = next_url?;
    let path = next_url.strip_prefix(site.base.as_str())?.strip_suffix(".json")?;
    archives::of_stem(path)?;
    Some(format!("{}{path}", site.base))
}

/// What a document says of its feed.
#[derive(Deserialize)]
struct Head {
    title: String,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
struct Feed {
    #[serde(default)]
    next_url: Option<String>,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    url: String,
    #[serde(default)]
    title: String,
    summary: Option<String>,
    #[serde(default)]
    content_html: String,
    #[serde(default)]
    authors: Vec<Author>,
    #[serde(default)]
    tags: Vec<String>,
    date_published: chrono::DateTime<chrono::Utc>,
    #[serde(rename = "_postround", default)]
    more: More,
}

#[derive(Deserialize)]
struct Author {
    name: String,
}

#[derive(Deserialize, Default)]
struct More {
    #[serde(default)]
    comments_total: u32,
    comments_url: Option<String>,
    correction: Option<Notice>,
    told_by: Option<String>,
    source: Option<Origin>,
    #[serde(default)]
    quotes: Vec<Quote>,
}

#[derive(Deserialize)]
struct Origin {
    title: String,
}

#[derive(Deserialize)]
struct Notice {
    text: String,
    at: Option<chrono::DateTime<chrono::Utc>>,
}

#[derive(Deserialize)]
struct Quote {
    author: Option<String>,
    role: Option<String>,
    text: String,
    reason: String,
    answers: Option<String>,
    whole_url: Option<String>,
    report_url: Option<String>,
}

/// How entries are told.
struct Told {
    zone: chrono_tz::Tz,
    /// What the addresses begin with at which entries are reported; none where they are no comments.
    reports: Option<String>,
    /// Whether they are corrections.
    corrections: bool,
}

fn entry(item: Item, told: &Told, feeds: &Feeds) -> EntryView {
    let zone = told.zone;
    let corrected = told.corrections.then(|| read_back::correction(&item.content_html)).flatten();
    let report = told.reports.as_ref().and_then(|reports| read_back::report(&item.content_html, reports));
    let (lead, changes) = match corrected {
        Some(corrected) => (Some(corrected.notice), corrected.changes),
        None => (item.summary, Vec::new()),
    };
    let correction = |notice: Notice| CorrectionView {
        text: text::clip(&notice.text, WORDS),
        at: notice.at.map(|at| for_people(at, zone)),
    };
    let url = web_address(&item.url);
    let mut entry = EntryView {
        comments_url: item.more.comments_url.map_or_else(|| url.clone(), |url| web_address(&url)),
        url,
        title: text::clip(&item.title, LINE),
        lead,
        changes,
        report_url: report.map(|url| web_address(&url)),
        authors: item.authors.into_iter().take(NAMES).map(|author| text::clip(&author.name, NAME)).collect(),
        topics: item.tags.iter().take(NAMES).map(|topic| text::clip(topic, NAME)).collect(),
        published: for_people(item.date_published, zone),
        published_at: item.date_published.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        comments_total: item.more.comments_total,
        correction: item.more.correction.map(correction),
        source: item.more.source.map(|origin| SourceView {
            url: feeds.sources.get(&origin.title).cloned(),
            title: text::clip(&origin.title, NAME),
        }),
        told_by: item.more.told_by.map(|line| text::clip(&line, LINE)),
        quotes: item.more.quotes.into_iter().map(quote).collect(),
    };
    shorten_words(&mut entry, WORDS);
    entry
}

fn quote(quote: Quote) -> QuoteView {
    let address = |url: Option<String>| url.map(|url| web_address(&url)).filter(|url| url != "#");
    QuoteView {
        author: text::clip(quote.author.as_deref().unwrap_or(ANONYMOUS), NAME),
        role: quote.role.map(|role| text::clip(&role, NAME)),
        text: quote.text,
        reason: text::clip(&quote.reason, LINE),
        answers: quote.answers.map(|line| text::clip(&line, LINE)),
        whole_url: address(quote.whole_url),
        report_url: address(quote.report_url),
        comment: None,
    }
}
