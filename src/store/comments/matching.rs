//! Owns which comment found is which comment stored: by its key, or where an edit changed a minted key, by what else
//! agrees; and what differs between the two.

use std::collections::{HashMap, HashSet};

use super::super::columns::{ms, row};
use crate::domain::{FoundComment, wording};

/// Words with so much in common are one comment, edited, where author and time agree.
const EDITED: f64 = 0.3;

/// And where only author and place agree.
const IN_PLACE: f64 = 0.75;

row!(pub(crate) Stored {
    id: i64,
    key: String,
    author: Option<String>,
    role: Option<String>,
    posted_at: Option<i64>,
    text: String,
    html: String,
    votes: Option<i64>,
    parent: Option<String>,
    position: i64,
    page: String,
    depth: i64,
    permalink: Option<String>,
    by_staff: bool,
    removed: bool,
    withdrawn_at: Option<i64>,
});

impl Stored {
    /// Whether anything would change by writing what was found.
    pub(crate) fn differs(&self, page: &str, said: &FoundComment) -> bool {
        if said.removed && self.removed && self.withdrawn_at.is_some() {
            return self.page != page || self.position != i64::from(said.position);
        }
        self.removed != said.removed
            || self.withdrawn_at.is_some()
            || self.text != said.text
            || self.html != said.html
            || self.votes != said.votes
            || self.position != i64::from(said.position)
            || self.page != page
            || self.author != said.author
            || self.role != said.role
            || (self.posted_at.is_none() && said.posted.is_some())
            || self.parent.as_deref() != said.parent.as_ref().map(|parent| parent.0.as_str())
            || self.depth != i64::from(said.depth)
            || self.permalink.as_deref() != said.permalink.as_ref().map(url::Url::as_str)
            || self.by_staff != said.by_staff
    }

    /// Whether its words are others, not only their spacing. What a moderator's marker took away or gave back is no edit.
    pub(crate) fn is_edited(&self, said: &FoundComment) -> bool {
        !said.removed && !self.removed && !self.text.split_whitespace().eq(said.text.split_whitespace())
    }
}

/// The comments stored that were found under another key, as `(place in stored, the new key)`: an edit, or a
/// moderator's marker, gave them one. Only those that `may_be` found are asked.
pub(crate) fn renamed<'a>(
    stored: &[Stored],
    found: &[(&str, &'a FoundComment)],
    may_be: impl Fn(&Stored) -> bool,
) -> Vec<(usize, &'a str)> {
    let held: HashSet<&str> = stored.iter().map(|comment| comment.key.as_str()).collect();
    let seen: HashSet<&str> = found.iter().map(|(_, said)| said.key.0.as_str()).collect();
    let mut by_time: HashMap<i64, Vec<usize>> = HashMap::new();
    let mut by_place: HashMap<i64, Vec<usize>> = HashMap::new();
    for (number, comment) in stored.iter().enumerate() {
        if !seen.contains(comment.key.as_str()) && may_be(comment) && !(comment.removed && comment.text.is_empty()) {
            if let Some(posted) = comment.posted_at {
                by_time.entry(posted).or_default().push(number);
            }
            by_place.entry(comment.position).or_default().push(number);
        }
    }
    let mut taken: HashSet<usize> = HashSet::new();
    let mut out = Vec::new();
    for (_, said) in found.iter().filter(|(_, said)| !held.contains(said.key.0.as_str())) {
        let same_time = said.posted.and_then(|posted| by_time.get(&ms(posted))).into_iter().flatten();
        let same_place = by_place.get(&i64::from(said.position)).into_iter().flatten();
        // Bounded, for a page that gives a thousand comments one time.
        let near = same_time.take(20).chain(same_place.take(20)).filter(|number| !taken.contains(*number));
        let best = near.filter_map(|number| Some((likeness(&stored[*number], said)?, *number)));
        if let Some((_, number)) = best.max_by(|(one, _), (other, _)| one.total_cmp(other)) {
            taken.insert(number);
            out.push((number, said.key.0.as_str()));
        }
    }
    out
}

/// How alike two comments are that stand at one time or place; `None`: they are not one.
fn likeness(stored: &Stored, said: &FoundComment) -> Option<f64> {
    let same_time = said.posted.is_some_and(|posted| stored.posted_at == Some(ms(posted)));
    let same_place = stored.position == i64::from(said.position);
    if said.removed {
        // A marker says nothing of its own: its place is enough, and a time or an author that it keeps must agree.
        let agrees = same_place && (said.posted.is_none() || same_time);
        let agrees = agrees && (said.author.is_none() || said.author == stored.author);
        return (agrees && stored.withdrawn_at.is_none()).then_some(1.0);
    }
    let other_time = said.posted.is_some() && stored.posted_at.is_some() && !same_time;
    if said.author != stored.author || other_time {
        return None;
    }
    let alike = wording::similarity(&stored.text, &said.text);
    let enough = if same_time { EDITED } else { IN_PLACE };
    (alike >= enough && (same_time || same_place)).then_some(alike)
}
