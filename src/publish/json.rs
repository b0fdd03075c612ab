//! Owns JSON Feed 1.1: one channel in, the bytes of one document out. What the format has no word for (the number of
//! comments, the quotes, the correction) stands under `_postround`, as the format asks of extensions.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::channel::{Channel, Ending, EntrySource, QuotedComment};
use super::text;
use super::tidied::{Tidied, TidiedEntry};

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'a str,
    authors: [Author<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Hub {
    r#type: &'static str,
    url: String,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: String,
    title: &'a str,
    content_html: &'a str,
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(rename = "_postround")]
    postround: Extension<'a>,
}

/// What JSON Feed has no word for.
#[derive(Serialize)]
struct Extension<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    comments_total: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comments_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comments_feed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comments_updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<Correction<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_reply_to: Option<ReplyTo<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source<'a>>,
    quotes: Vec<Quote<'a>>,
}

#[derive(Serialize)]
struct Correction<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

#[derive(Serialize)]
struct ReplyTo<'a> {
    id: &'a str,
    url: String,
}

#[derive(Serialize)]
struct Source<'a> {
    title: &'a str,
    home_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<String>,
}

#[derive(Serialize)]
struct Quote<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    text: &'a str,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    whole_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report_url: Option<&'a str>,
}

/// Writes the channel as a JSON Feed 1.1 document.
pub fn write(channel: &Channel) -> Vec<u8> {
    written(&Tidied::of(channel.clone()))
}

/// Writes what was tidied.
pub(super) fn written(channel: &Tidied) -> Vec<u8> {
    let author = channel.author();
    let hub = |hub| Hub { r#type: "WebSub", url: text::address(hub) };
    let document = Document {
        version: "https://jsonfeed.org/version/1.1",
        title: &channel.title,
        home_page_url: text::address(&channel.home),
        feed_url: text::address(&Ending::Json.of(&channel.address)),
        next_url: channel.paging.older().map(|older| text::address(&Ending::Json.of(older))),
        description: &channel.description,
        language: &channel.language,
        authors: [Author { name: &author }],
        hubs: channel.hubs.iter().filter(|_| channel.hub().is_some()).map(hub).collect(),
        items: channel.entries.iter().map(item).collect(),
    };
    serde_json::to_vec(&document).expect("strings and numbers always serialise")
}

fn item(entry: &TidiedEntry) -> Item<'_> {
    Item {
        id: &entry.id,
        url: text::address(&entry.url),
        title: &entry.title,
        content_html: &entry.body,
        summary: &entry.description,
        image: entry.image.as_ref().map(|image| text::address(&image.url)),
        date_published: date(entry.published),
        date_modified: date(entry.updated),
        authors: entry.authors.iter().map(|name| Author { name }).collect(),
        tags: &entry.topics,
        postround: extension(entry),
    }
}

fn extension(entry: &TidiedEntry) -> Extension<'_> {
    Extension {
        comments_total: entry.comments_total,
        comments_url: entry.comments_url.as_ref().map(text::address),
        comments_feed: entry.comments_feed.as_ref().map(|feed| text::address(&Ending::Json.of(feed))),
        comments_updated: entry.comments_updated.map(date),
        correction: entry
            .correction
            .as_ref()
            .map(|correction| Correction { text: &correction.text, at: correction.at.map(date) }),
        in_reply_to: entry.reply_to.as_ref().map(|to| ReplyTo { id: &to.id, url: text::address(&to.url) }),
        told_by: entry.told_by.as_deref(),
        source: entry.source.as_ref().map(source),
        quotes: entry.quotes.iter().map(quote).collect(),
    }
}

fn source(source: &EntrySource) -> Source<'_> {
    Source {
        title: &source.title,
        home_url: text::address(&source.home),
        feed_url: source.feed.as_ref().map(text::address),
    }
}

fn quote(quote: &QuotedComment) -> Quote<'_> {
    Quote {
        author: quote.author.as_deref(),
        role: quote.role.as_deref(),
        text: &quote.text,
        reason: &quote.reason,
        answers: quote.answers.as_deref(),
        whole_url: quote.whole.as_ref().map(text::address),
        report_url: quote.report.as_ref().map(url::Url::as_str),
    }
}

fn date(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
