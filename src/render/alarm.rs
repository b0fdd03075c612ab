//! Owns the view of an alarm: what the operator is told of a source that broke, or healed.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use url::Url;

use super::text;
use crate::domain::SourceState;

/// What an alarm is about.
#[derive(Debug, Clone, Serialize)]
pub struct AlarmView {
    publication: AlarmPublication,
    source: AlarmSource,
    alarm: AlarmWords,
}

#[derive(Debug, Clone, Serialize)]
struct AlarmPublication {
    title: String,
}

#[derive(Debug, Clone, Serialize)]
struct AlarmSource {
    name: String,
    title: String,
    url: String,
}

#[derive(Debug, Clone, Serialize)]
struct AlarmWords {
    state: &'static str,
    headline: &'static str,
    words: String,
    began: String,
    ended: Option<String>,
    /// What became of the readings that were not believed, where it has ended and there were any.
    quarantine: String,
    sample_url: String,
    sample: String,
}

/// Whom an alarm speaks of.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The title of the publication.
    pub publication: &'a str,
    /// The name of the source.
    pub name: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its address, or empty.
    pub url: &'a str,
    /// The zone times are told in.
    pub zone: Tz,
}

impl AlarmView {
    /// The view of an alarm that began, and where it has ended of its end; then `(kept, waiting)` says how often a reading
    /// was not believed meanwhile, and how many wait. The first line of `sample` is an address.
    pub fn new(
        about: &About<'_>,
        state: SourceState,
        words: &str,
        sample: &str,
        (began, ended): (DateTime<Utc>, Option<DateTime<Utc>>),
        (kept, waiting): (u32, u32),
    ) -> Self {
        let (url, shown) = sample.split_once('\n').unwrap_or((sample, ""));
        // Only what a browser opens harmlessly is made a link.
        let is_address = Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        let shown = if is_address { shown } else { sample };
        let when = |at: DateTime<Utc>| at.with_timezone(&about.zone).format("%A %-d %B, %H:%M").to_string();
        Self {
            publication: AlarmPublication { title: text::one_line(about.publication) },
            source: AlarmSource {
                name: about.name.to_owned(),
                title: text::one_line(about.title),
                url: about.url.to_owned(),
            },
            alarm: AlarmWords {
                state: state.as_str(),
                headline: if ended.is_some() { was(state) } else { headline(state) },
                words: text::clip(&text::one_line(words), 2000),
                began: when(began),
                ended: ended.map(when),
                quarantine: if ended.is_some() { quarantine(about.name, kept, waiting) } else { String::new() },
                sample_url: if is_address { url.to_owned() } else { String::new() },
                sample: text::clip(&text::clean(shown), 600),
            },
        }
    }
}

fn quarantine(name: &str, kept: u32, waiting: u32) -> String {
    match (kept, waiting) {
        (0, 0) => String::new(),
        (_, 0) => "What was kept in quarantine was read soundly since, or let in: nothing is left there.".to_owned(),
        (_, waiting) => {
            let readings = if waiting == 1 { "1 reading is".to_owned() } else { format!("{waiting} readings are") };
            format!(
                "{readings} still in quarantine, and not published: each comes in once its page changes and reads soundly, \
                 or when you let it in (`postround sources {name} --quarantine`)."
            )
        }
    }
}

/// What a state was, once it is over, after the name of the source and a colon.
fn was(state: SourceState) -> &'static str {
    match state {
        SourceState::Well => "nothing",
        SourceState::Held => "it asked to be left alone",
        SourceState::Failing => "it could not be read",
        SourceState::Disallowed => "its robots.txt did not allow it",
        SourceState::Gone => "it said that it was gone for good",
        SourceState::Empty => "it announced nothing",
        SourceState::Silent => "it was silent for too long",
        SourceState::Degraded => "parts of its articles were missing",
        SourceState::CommentsMissing => "comments were missing",
        SourceState::BotWall => "a check for robots stood in front of it",
        SourceState::Login => "a login stood in front of it",
        SourceState::Parked => "its domain was parked or empty",
        SourceState::MassNew => "many old articles looked new",
    }
}

/// What a state is called in a headline.
pub fn headline(state: SourceState) -> &'static str {
    match state {
        SourceState::Well => "well",
        SourceState::Held => "asked to be left alone for a while",
        SourceState::Failing => "cannot be read",
        SourceState::Disallowed => "robots.txt does not allow it",
        SourceState::Gone => "gone for good",
        SourceState::Empty => "announces nothing any more",
        SourceState::Silent => "silent for too long",
        SourceState::Degraded => "parts of its articles are missing",
        SourceState::CommentsMissing => "comments are missing",
        SourceState::BotWall => "a check for robots stands in front of it",
        SourceState::Login => "a login stands in front of it",
        SourceState::Parked => "the domain is parked or empty",
        SourceState::MassNew => "many old articles look new",
    }
}
