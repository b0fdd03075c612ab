//! Owns the article document: the JSON that `try --json` prints and `rank` reads. Times are RFC 3339 with the site's
//! own offset, missing values are null.

use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::{Article, Comment, CommentKey, FoundComment};

/// What `try --json` prints.
#[derive(Debug, Serialize)]
pub(super) struct Document {
    pub(super) articles: Vec<ArticleDocument>,
}

/// One article.
#[derive(Debug, Serialize)]
pub(super) struct ArticleDocument {
    pub(super) url: String,
    pub(super) title: String,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<DateTime<FixedOffset>>,
    pub(super) updated: Option<DateTime<FixedOffset>>,
    pub(super) topics: Vec<String>,
    pub(super) lead: Option<String>,
    pub(super) text: String,
    pub(super) html: String,
    pub(super) image: Option<String>,
    pub(super) correction: Option<CorrectionDocument>,
    pub(super) comments_stated: Option<u32>,
    pub(super) comments: Vec<CommentDocument>,
}

#[derive(Debug, Serialize)]
pub(super) struct CorrectionDocument {
    pub(super) text: String,
    pub(super) at: Option<DateTime<FixedOffset>>,
}

/// One comment; `score` and `rank` are null until `rank` has seen it.
#[derive(Debug, Serialize)]
pub(super) struct CommentDocument {
    pub(super) key: String,
    pub(super) author: Option<String>,
    pub(super) role: Option<String>,
    pub(super) posted: Option<DateTime<FixedOffset>>,
    pub(super) text: String,
    pub(super) html: String,
    pub(super) votes: Option<i64>,
    pub(super) parent: Option<String>,
    pub(super) position: u32,
    pub(super) score: Option<f64>,
    pub(super) rank: Option<u32>,
    pub(super) reasons: Vec<String>,
}

impl ArticleDocument {
    pub(super) fn new(article: Article, comments: Vec<Comment>, zone: Tz) -> Self {
        let local = |at: Option<DateTime<Utc>>| at.map(|at| at.with_timezone(&zone).fixed_offset());
        let said = article.said;
        Self {
            url: said.url.into(),
            title: said.title,
            authors: said.authors,
            published: local(said.published),
            updated: local(said.updated),
            topics: said.topics,
            lead: said.lead,
            text: said.text,
            html: said.html,
            image: said.image.map(|image| image.url.into()),
            correction: said.correction.map(|notice| CorrectionDocument { at: local(notice.at), text: notice.text }),
            comments_stated: said.comments_stated,
            comments: comments.into_iter().map(|comment| CommentDocument::new(comment.said, zone)).collect(),
        }
    }
}

impl CommentDocument {
    fn new(said: FoundComment, zone: Tz) -> Self {
        Self {
            key: said.key.0,
            author: said.author,
            role: said.role,
            posted: said.posted.map(|at| at.with_timezone(&zone).fixed_offset()),
            text: said.text,
            html: said.html,
            votes: said.votes,
            parent: said.parent.map(|parent| parent.0),
            position: said.position,
            score: None,
            rank: None,
            reasons: Vec::new(),
        }
    }
}

/// What `rank` needs of an article; whatever else the document holds is kept as it is.
#[derive(Debug, Deserialize)]
pub(super) struct RankedArticle {
    #[serde(default)]
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) text: Option<String>,
    pub(super) comments: Vec<serde_json::Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RankedComment {
    #[serde(default)]
    key: Option<serde_json::Value>,
    #[serde(default)]
    author: Option<String>,
    #[serde(default)]
    role: Option<String>,
    #[serde(default)]
    posted: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    html: Option<String>,
    #[serde(default)]
    votes: Option<f64>,
    #[serde(default)]
    votes_against: Option<f64>,
    #[serde(default)]
    parent: Option<serde_json::Value>,
    #[serde(default)]
    position: Option<u32>,
}

impl RankedComment {
    /// The votes against it, where the document tells them beside the net votes.
    pub(super) fn votes_against(&self) -> Option<u64> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "votes beyond 2^53 are none")]
        self.votes_against.map(|votes| votes.abs().round() as u64)
    }

    /// The comment at a place in the document. Its time is taken as the site's clock showed it, whatever the offset:
    /// that is what "@1207" speaks of.
    pub(super) fn into_found(self, place: usize) -> FoundComment {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        FoundComment {
            key: CommentKey(self.key.as_ref().map_or_else(|| format!("#{place}"), word)),
            author: self.author,
            role: self.role,
            posted: self.posted.as_deref().and_then(clock_time),
            html: self.html.unwrap_or_default(),
            text: self.text.unwrap_or_default(),
            #[expect(clippy::cast_possible_truncation, reason = "votes beyond 2^53 are none")]
            votes: self.votes.map(|votes| votes.round() as i64),
            parent: self.parent.filter(|parent| !parent.is_null()).map(|parent| CommentKey(word(&parent))),
            position: self.position.unwrap_or(place),
            depth: 0,
            permalink: None,
            by_staff: false,
            removed: false,
        }
    }
}

/// Keys may be numbers or texts.
fn word(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn clock_time(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.naive_local().and_utc());
    }
    let forms = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    forms.iter().find_map(|form| chrono::NaiveDateTime::parse_from_str(text, form).ok()).map(|at| at.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_what_the_sites_clock_showed() {
        for text in ["2026-07-01T12:07:00+01:00", "2026-07-01T12:07:00Z", "2026-07-01 12:07", "2026-07-01T12:07:00"] {
            assert_eq!(clock_time(text).expect(text).to_rfc3339(), "2026-07-01T12:07:00+00:00", "{text}");
        }
        assert_eq!(clock_time("yesterday"), None);
    }
}
