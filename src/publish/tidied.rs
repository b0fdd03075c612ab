//! Owns what every format starts from: a channel tidied once, with what all of them write of an entry put together once.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Deref;

use chrono::{DateTime, Utc};

use super::channel::{Channel, Entry, EntrySource, Paging, QuotedComment};
use super::text;
use crate::domain::{Correction, Image};

/// A channel as every format writes it.
#[derive(Debug)]
pub(super) struct Tidied {
    /// All of it but its entries.
    channel: Channel,
    /// Newest first.
    pub(super) entries: Vec<TidiedEntry>,
}

/// An entry as every format writes it.
#[derive(Debug)]
pub(super) struct TidiedEntry {
    entry: Entry,
    /// Its whole body: HTML.
    pub(super) body: String,
    /// What stands for it where its body does not: plain words.
    pub(super) description: String,
}

impl Tidied {
    /// Of a channel.
    pub(super) fn of(channel: Channel) -> Self {
        let mut channel = channel.tidied();
        let entries = std::mem::take(&mut channel.entries).into_iter().map(TidiedEntry::of).collect();
        Self { channel, entries }
    }
}

impl Deref for Tidied {
    type Target = Channel;

    fn deref(&self) -> &Channel {
        &self.channel
    }
}

impl TidiedEntry {
    fn of(entry: Entry) -> Self {
        let body = entry.body_html();
        Self { description: entry.described(&body), body, entry }
    }
}

impl Deref for TidiedEntry {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        &self.entry
    }
}

impl Channel {
    /// The channel with its text cleaned, times in their range and in order, no entry without a title, no id twice (the
    /// first, newer one stays), no counts in an archive. Done twice, it is the same.
    pub(super) fn tidied(self) -> Self {
        let mut seen = BTreeSet::new();
        let counted = !matches!(self.paging, Paging::Archive { .. });
        let entries = self.entries.into_iter().map(|entry| entry.tidied(counted));
        Self {
            id: text::line(&self.id),
            title: optional(Some(&self.title)).unwrap_or_else(|| self.home.host_str().unwrap_or("Feed").to_owned()),
            description: text::line(&self.description),
            language: text::line(&self.language),
            publisher: text::name(&self.publisher),
            updated: plausible(self.updated),
            entries: entries.filter(|entry| seen.insert(entry.id.clone())).collect(),
            ..self
        }
    }
}

impl Entry {
    fn tidied(self, counted: bool) -> Self {
        let updated = plausible(self.updated);
        let mut entry = Self {
            id: text::line(&self.id),
            title: text::line(&self.title),
            authors: lines(&self.authors, text::name),
            topics: lines(&self.topics, text::line),
            published: whole(plausible(self.published).min(updated)),
            updated,
            html: cleaned(self.html),
            image: self.image.map(|image| Image {
                alt: optional(image.alt.as_deref()),
                credit: optional(image.credit.as_deref()),
                ..image
            }),
            correction: self.correction.map(|correction| Correction {
                text: cleaned(correction.text),
                at: correction.at.map(|at| whole(plausible(at))),
            }),
            quotes: self.quotes.into_iter().map(QuotedComment::tidied).collect(),
            comments_total: self.comments_total.filter(|_| counted),
            comments_updated: self.comments_updated.filter(|_| counted).map(|at| whole(plausible(at))),
            told_by: optional(self.told_by.as_deref()),
            source: self.source.map(EntrySource::tidied),
            ..self
        };
        entry.summary = entry.summary_or_beginning();
        if entry.title.is_empty() {
            entry.title =
                entry.summary.as_deref().map_or_else(|| entry.url.to_string(), |words| text::beginning(words, 80));
        }
        if let Some(reply_to) = &mut entry.reply_to {
            reply_to.id = text::line(&reply_to.id);
        }
        entry
    }
}

impl EntrySource {
    fn tidied(self) -> Self {
        let host = || self.home.host_str().unwrap_or("The source").to_owned();
        Self { title: optional(Some(&self.title)).unwrap_or_else(host), ..self }
    }
}

impl QuotedComment {
    fn tidied(self) -> Self {
        Self {
            author: optional(self.author.as_deref()),
            role: optional(self.role.as_deref()),
            text: cleaned(self.text),
            reason: text::line(&self.reason),
            answers: optional(self.answers.as_deref()),
            ..self
        }
    }
}

/// A text cleaned; one that was clean is not copied.
fn cleaned(text: String) -> String {
    let cleaned = match text::clean(&text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(cleaned) => Some(cleaned),
    };
    cleaned.unwrap_or(text)
}

/// A line of text, or nothing where it has no letters.
fn optional(text: Option<&str>) -> Option<String> {
    text.map(text::line).filter(|line| !line.is_empty())
}

/// The lines that are not empty, each once.
fn lines(texts: &[String], line: fn(&str) -> String) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts.iter().map(|text| line(text)).filter(|line| !line.is_empty() && seen.insert(line.clone())).collect()
}

/// A time that each format can write: whole milliseconds, and a year of four digits that readers take for true.
fn plausible(time: DateTime<Utc>) -> DateTime<Utc> {
    /// 1990-01-01 and the end of 9999: outside them feed validators and RFC 3339 give up.
    const RANGE: (i64, i64) = (631_152_000, 253_402_300_799);
    let milliseconds = time.timestamp_millis().clamp(RANGE.0 * 1_000, RANGE.1 * 1_000);
    DateTime::from_timestamp_millis(milliseconds).unwrap_or(time)
}

/// The second a time is in.
fn whole(time: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(time.timestamp(), 0).unwrap_or(time)
}
