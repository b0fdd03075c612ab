//! Owns the views: what a template can name, built from the model by pure functions. Every text in a view is already
//! clean, every link http or https.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use url::Url;

use super::masthead::Masthead;
use super::text;
use crate::domain::{
    CommentId, DeliveryId, Edition, EditionEntry, EditionQuote, comments_below, shown_name, shown_writer, told_by,
};

/// What a letter of a digest, and the web page of an edition, can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DigestView {
    /// The digest.
    pub digest: DigestNames,
    /// The edition.
    pub edition: EditionView,
    /// Who publishes it.
    pub publication: PublicationView,
    /// Whom it is for.
    pub recipient: RecipientView,
    /// Where they leave; empty on the web page.
    pub unsubscribe_url: String,
    /// The articles, in order.
    pub entries: Vec<EntryView>,
}

/// A digest's names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DigestNames {
    /// The name in addresses.
    pub name: String,
    /// The title.
    pub title: String,
}

/// An edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionView {
    /// Its name within the digest: `2026-11-23`.
    pub date: String,
    /// The same for people: `Monday 23 November 2026`.
    pub day: String,
    /// The first headline.
    pub headline: String,
    /// The other headlines, or the first lead where there are none; at most 100 characters: what an inbox shows
    /// behind the subject.
    pub headlines: String,
    /// Its page on the web, where it has one.
    pub web_url: Option<String>,
    /// How many further articles there are on the web.
    pub more: u32,
    /// Where those are.
    pub more_url: String,
}

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicationView {
    /// The title.
    pub title: String,
    /// The address of the first page.
    pub url: String,
    /// Whom to write to.
    pub contact: String,
    /// BCP 47 tag.
    pub language: String,
    /// The IANA zone its times are told in.
    pub zone: String,
}

/// Whom a letter is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RecipientView {
    /// How to greet them.
    pub name: Option<String>,
}

/// One article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryView {
    /// Its address.
    pub url: String,
    /// The headline.
    pub title: String,
    /// The lead.
    pub lead: Option<String>,
    /// Author names.
    pub authors: Vec<String>,
    /// Topics.
    pub topics: Vec<String>,
    /// When it was published, for people: `23 November 2026`.
    pub published: String,
    /// The same as RFC 3339 in UTC.
    pub published_at: String,
    /// The number of comments.
    pub comments_total: u32,
    /// Where the comments are.
    pub comments_url: String,
    /// The amendment notice.
    pub correction: Option<CorrectionView>,
    /// Who tells it, where more than one source does: "First in The Round; also in The Wire".
    pub told_by: Option<String>,
    /// Where it was gathered, where that is said.
    pub source: Option<SourceView>,
    /// The comments quoted under it, best first.
    pub quotes: Vec<QuoteView>,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceView {
    /// Its title.
    pub title: String,
    /// The page of its feed, where it has one.
    pub url: Option<String>,
}

/// An amendment notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CorrectionView {
    /// The notice.
    pub text: String,
    /// When, for people, where the notice says it.
    pub at: Option<String>,
}

/// A quoted comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuoteView {
    /// The name shown; "Anonymous" where the site shows none.
    pub author: String,
    /// The role shown.
    pub role: Option<String>,
    /// The words; paragraphs are separated by an empty line.
    pub text: String,
    /// Why it was chosen.
    pub reason: String,
    /// The line it answers.
    pub answers: Option<String>,
    /// Where all of it stands, where the words are not all of it.
    pub whole_url: Option<String>,
    /// Where a reader reports it.
    pub report_url: Option<String>,
    /// The store's number of it, where that is known.
    #[serde(skip)]
    pub comment: Option<CommentId>,
}

impl DigestView {
    /// The view of an edition, not yet addressed to anybody: what its web page shows.
    pub fn new(edition: &Edition, masthead: &Masthead) -> Self {
        let entries: Vec<_> = edition.entries.iter().map(|entry| EntryView::of(entry, masthead)).collect();
        let address = format!("{}editions/{}/{}", masthead.base, edition.digest, edition.date);
        let web_url = masthead.archive.then_some(address);
        Self {
            digest: DigestNames { name: edition.digest.to_string(), title: text::one_line(&masthead.title) },
            edition: EditionView {
                date: edition.date.clone(),
                day: day(edition, masthead.zone),
                headline: entries.first().map_or_else(String::new, |entry| entry.title.clone()),
                headlines: headlines(&entries),
                more: edition.left_out,
                more_url: masthead.more.to_string(),
                web_url,
            },
            publication: PublicationView {
                title: text::one_line(&masthead.publication),
                url: masthead.base.to_string(),
                contact: masthead.contact.clone(),
                language: masthead.language.clone(),
                zone: masthead.zone.name().to_owned(),
            },
            recipient: RecipientView::default(),
            unsubscribe_url: String::new(),
            entries,
        }
    }

    /// The same, addressed to one recipient.
    #[must_use]
    pub fn addressed(&self, name: Option<&str>, unsubscribe_url: &Url) -> Self {
        let name = name.map(|name| text::clip(&text::one_line(name), 80)).filter(|name| !name.is_empty());
        Self { recipient: RecipientView { name }, unsubscribe_url: unsubscribe_url.to_string(), ..self.clone() }
    }

    /// The same for one letter: who reports a quote of it does so as its recipient.
    #[must_use]
    pub fn in_letter(mut self, masthead: &Masthead, letter: DeliveryId) -> Self {
        for quote in self.entries.iter_mut().flat_map(|entry| &mut entry.quotes) {
            let url = quote.comment.and_then(|comment| masthead.report_url(comment, Some(letter)));
            quote.report_url = url.or(quote.report_url.take());
        }
        self
    }

    /// The same without its last article, which is counted among those on the web; where one article is left, without
    /// its last quote. `None` where nothing can go.
    pub fn shortened(&self) -> Option<Self> {
        let mut shorter = self.clone();
        if shorter.entries.len() > 1 {
            shorter.entries.pop();
            shorter.edition.more += 1;
            shorter.edition.headlines = headlines(&shorter.entries);
            return Some(shorter);
        }
        shorter.entries.first_mut()?.quotes.pop()?;
        Some(shorter)
    }

    /// The same, shortened until `size` (which renders and builds the message of a sample recipient) says that it is
    /// at most `limit` bytes. What cannot be shortened further stays as it is.
    pub fn fits<E>(self, limit: usize, mut size: impl FnMut(&Self) -> Result<usize, E>) -> Result<Self, E> {
        let mut view = self;
        while size(&view)? > limit {
            match view.shortened() {
                Some(shorter) => view = shorter,
                None => break,
            }
        }
        Ok(view)
    }
}

impl EntryView {
    /// The view of one frozen article.
    fn of(entry: &EditionEntry, masthead: &Masthead) -> Self {
        let zone = masthead.zone;
        let url = web_address(&entry.url);
        let correction = entry.correction.as_ref().map(|correction| CorrectionView {
            text: text::one_line(&correction.text),
            at: correction.at.map(|at| at.with_timezone(&zone).format("%-d %B %Y, %H:%M").to_string()),
        });
        Self {
            comments_url: comments_below(&url),
            url,
            title: text::one_line(&entry.title),
            lead: entry.lead.as_deref().map(text::one_line).filter(|lead| !lead.is_empty()),
            authors: lines(&entry.authors),
            topics: lines(&entry.topics),
            published: for_people(entry.published, zone),
            published_at: entry.published.to_rfc3339_opts(SecondsFormat::Secs, true),
            comments_total: entry.comments_total,
            correction: correction.filter(|correction| !correction.text.is_empty()),
            source: None,
            told_by: told_by(&entry.sources, &masthead.sources).map(|line| text::one_line(&line)),
            quotes: entry.quotes.iter().map(|quote| QuoteView::of(quote, masthead)).collect(),
        }
    }
}

impl QuoteView {
    fn of(quote: &EditionQuote, masthead: &Masthead) -> Self {
        let said = |text: &Option<String>| text.as_deref().map(text::one_line).filter(|text| !text.is_empty());
        Self {
            author: shown_writer(said(&quote.author).as_deref()),
            role: said(&quote.role).map(|role| shown_name(&role)),
            text: text::paragraphs(&quote.excerpt).join("\n\n"),
            reason: text::one_line(&quote.reason),
            answers: said(&quote.answers),
            whole_url: quote.whole.as_deref().map(web_address).filter(|url| url != "#"),
            report_url: masthead.report_url(quote.comment, None),
            comment: Some(quote.comment),
        }
    }
}

/// A day for people: `23 November 2026`.
pub fn for_people(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%-d %B %Y").to_string()
}

/// The address when it is http or https, else an empty link to the same page: no `javascript:` gets into a letter.
pub fn web_address(address: &str) -> String {
    match Url::parse(address.trim()) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url.to_string(),
        _ => "#".to_owned(),
    }
}

fn lines(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| text::one_line(text)).filter(|text| !text.is_empty()).collect()
}

/// An edition's own date, which may carry `-2` behind it; else the day of its cut.
fn day(edition: &Edition, zone: Tz) -> String {
    let named = edition.date.get(..10).and_then(|date| NaiveDate::parse_from_str(date, "%Y-%m-%d").ok());
    named.unwrap_or_else(|| edition.cut.with_timezone(&zone).date_naive()).format("%A %-d %B %Y").to_string()
}

fn headlines(entries: &[EntryView]) -> String {
    let others: Vec<&str> = entries.iter().skip(1).map(|entry| entry.title.as_str()).collect();
    let line = if others.is_empty() {
        entries.first().and_then(|entry| entry.lead.clone()).unwrap_or_default()
    } else {
        others.join(" · ")
    };
    text::clip(&line, 100)
}
