//! Owns who answers whom: the site's threading where it has one, else what a flat list says in words: a time, a
//! number, a name, a quotation, "the colleague above".
//!
//! Links lead only to earlier comments (Schuth 2007, Balali 2014 recover them the same way). What cannot be resolved
//! is left alone, never guessed.

mod names;
mod numbers;
mod runs;
mod times;

use std::collections::HashMap;

use chrono_tz::Tz;

use super::lexicon::{Found, Sign};
use super::similarity::{Likeness, cosine};
use super::words::{Reading, Vocabulary};
use crate::domain::FoundComment;
use names::People;
pub(super) use names::person;
use numbers::Numbers;
pub(super) use runs::{Copied, copied};
use times::Clock;

/// References read in one comment; the rest is noise or an attack.
const MENTIONS: usize = 12;
/// Comments one comment can answer.
const TARGETS: usize = 6;
/// What one comment can give to others in all.
const GIVES: f64 = 3.0;
/// Cosine from which assent to nobody in particular is taken to be meant for a neighbour.
const ECHO: f64 = 0.2;
/// How far back such a neighbour is looked for.
const REACH: usize = 5;
/// Words of "the colleague above" that name no trade.
const NO_TRADE: &[&str] = &[
    "above",
    "the",
    "my",
    "our",
    "dear",
    "to",
    "with",
    "this",
    "immediately",
    "directly",
    "just",
    "previous",
    "last",
    "comment",
    "post",
    "reply",
    "poster",
    "commenter",
    "contributor",
    "colleague",
    "person",
    "writer",
    "reader",
];
/// How far back somebody of a trade is looked for.
const FAR: usize = 20;
/// A site threads if one in so many of its comments answers another.
const THREADED: usize = 12;
/// Words of a comment in which its stance is looked for.
const OPENING: u32 = 45;
/// What is said so many words after assent qualifies something else.
const LATER: u32 = 15;

/// How a link was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference {
    /// The site says so.
    Site,
    /// By the time of posting: "@1207".
    Time,
    /// By number: "#3".
    Number,
    /// By the writer's name.
    Name,
    /// By repeating its words.
    Quotation,
    /// By place: "the colleague above".
    Place,
    /// By assent to nobody in particular, and likeness. Weak.
    Echo,
}

impl Reference {
    /// In a word or two, for an operator.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Site => "the site's threading",
            Self::Time => "time",
            Self::Number => "number",
            Self::Name => "name",
            Self::Quotation => "quotation",
            Self::Place => "place",
            Self::Echo => "likeness",
        }
    }
}

/// How one comment takes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// It assents.
    Agrees,
    /// It objects.
    Objects,
    /// Neither can be told.
    Neutral,
}

/// One comment answers another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Index of the answer.
    pub from: usize,
    /// Index of the comment answered.
    pub to: usize,
    /// How sure it is, 0 to 1: a reference that fits k comments gives each 1/k.
    pub weight: f64,
    /// How it was read.
    pub by: Reference,
    /// How the answer takes it.
    pub stance: Stance,
}

/// The comments' order in time, and their links.
#[derive(Debug, Clone, Default)]
pub(super) struct Links {
    /// Each comment's place in time, from 0.
    pub(super) place: Vec<usize>,
    /// Who answers whom, by the answer and then by the answered.
    pub(super) edges: Vec<Edge>,
    /// How deep in the site's threading; 0 at the top and where the site has none.
    pub(super) depth: Vec<u32>,
    /// What each answers by the site's threading, by index.
    pub(super) parents: Vec<Option<usize>>,
    /// Whether the site threads, so that who answers whom is known and not read from the words.
    pub(super) threaded: bool,
}

/// The comments in the order they were written. A list whose times run backwards is a site that shows the newest
/// first.
pub(super) fn chronological(comments: &[FoundComment]) -> Vec<usize> {
    let times: Vec<_> = comments.iter().filter_map(|comment| comment.posted).collect();
    let falls = times.windows(2).filter(|pair| pair[1] < pair[0]).count();
    let rises = times.windows(2).filter(|pair| pair[1] > pair[0]).count();
    let mut order: Vec<usize> = (0..comments.len()).collect();
    if falls > rises {
        order.reverse();
    }
    if times.len() == comments.len() {
        order.sort_by_key(|&at| comments[at].posted);
    }
    order
}

/// What links are read from.
pub(super) struct Sources<'a> {
    /// The comments as found.
    pub(super) comments: &'a [FoundComment],
    /// The same, read.
    pub(super) readings: &'a [Reading],
    /// The article's body, read.
    pub(super) article: &'a Reading,
    /// The words of them all.
    pub(super) vocabulary: &'a Vocabulary,
    /// Who resembles whom.
    pub(super) likeness: &'a Likeness,
    /// Who repeats whom.
    pub(super) copied: &'a [Copied],
    /// The zone of the site's clock.
    pub(super) zone: Tz,
}

/// Finds all links between comments written in `order`.
pub(super) fn resolve(sources: &Sources<'_>, order: &[usize]) -> Links {
    let mut place = vec![0; order.len()];
    for (nth, &at) in order.iter().enumerate() {
        place[at] = nth;
    }
    let parents = parents(sources.comments);
    let clock = Clock::new(sources.comments, order, sources.zone);
    let people = People::new(sources.comments, order);
    let known = people.known(sources.vocabulary);
    let stances: Vec<Stance> = sources.readings.iter().map(stance).collect();
    let numbers = Numbers::new(sources.comments);
    let reader = Reader { sources, order, place: &place, clock, numbers, people: &people, stances: &stances, known };
    let mut edges = Vec::new();
    for (from, parent) in parents.iter().enumerate() {
        let stance = stances[from];
        match *parent {
            Some(to) => edges.push(Edge { from, to, weight: 1.0, by: Reference::Site, stance }),
            None => edges.extend(reader.targets(from).into_iter().map(|(to, by, weight)| Edge {
                from,
                to,
                weight,
                by,
                stance,
            })),
        }
    }
    let depth = depths(&parents);
    let answers = parents.iter().flatten().count();
    Links { place, edges, depth, threaded: answers > 0 && answers * THREADED >= parents.len(), parents }
}

/// The parent the site gives, by index.
fn parents(comments: &[FoundComment]) -> Vec<Option<usize>> {
    let keys: HashMap<&str, usize> =
        comments.iter().enumerate().rev().map(|(at, comment)| (comment.key.0.as_str(), at)).collect();
    let found = |(at, comment): (usize, &FoundComment)| {
        let parent = keys.get(comment.parent.as_ref()?.0.as_str()).copied()?;
        (parent != at).then_some(parent)
    };
    comments.iter().enumerate().map(found).collect()
}

/// Depths by the site's threading; a ring, which only a broken page has, ends where it began.
fn depths(parents: &[Option<usize>]) -> Vec<u32> {
    let mut depth: Vec<Option<u32>> = vec![None; parents.len()];
    for start in 0..parents.len() {
        let (mut path, mut at) = (Vec::new(), start);
        let base = loop {
            if let Some(known) = depth[at] {
                break known + 1;
            }
            depth[at] = Some(0);
            path.push(at);
            match parents[at] {
                Some(parent) => at = parent,
                None => break 0,
            }
        };
        for (step, &on_path) in path.iter().rev().enumerate() {
            depth[on_path] = Some(base + u32::try_from(step).unwrap_or(u32::MAX));
        }
    }
    depth.into_iter().map(Option::unwrap_or_default).collect()
}

struct Reader<'a> {
    sources: &'a Sources<'a>,
    order: &'a [usize],
    place: &'a [usize],
    clock: Clock,
    numbers: Numbers,
    people: &'a People,
    stances: &'a [Stance],
    known: Vec<&'a [usize]>,
}

impl Reader<'_> {
    /// The comments one comment answers in words, by index: how it was read, and how sure.
    fn targets(&self, from: usize) -> Vec<(usize, Reference, f64)> {
        let reading = &self.sources.readings[from];
        let earlier = |to: usize| self.place[to] < self.place[from];
        let mut found: Vec<(usize, Reference, f64)> = Vec::new();
        let mut add = |by, targets: Vec<(usize, f64)>| found.extend(targets.into_iter().map(|(to, w)| (to, by, w)));
        if reading.digits > 0 {
            add(Reference::Time, self.clock.referred(&reading.text, MENTIONS, earlier));
            if reading.text.contains('#') || reading.found(Sign::Numbered).next().is_some() {
                add(Reference::Number, self.numbers.referred(&reading.text, MENTIONS));
            }
        }
        let own = (self.place, self.place[from]);
        add(Reference::Name, self.people.referred(reading, &self.known, self.sources.article, own, MENTIONS));
        add(Reference::Quotation, self.quoted(from));
        found.retain(|&(to, _, _)| to < self.order.len() && earlier(to));
        if found.is_empty() {
            found.extend(self.nearby(from));
        }
        merged(found)
    }

    /// The comments it quotes. A copy is not a quotation: something of one's own must stand beside it.
    fn quoted(&self, from: usize) -> Vec<(usize, f64)> {
        let copied = &self.sources.copied[from];
        if copied.of_comments > 0.8 { Vec::new() } else { copied.from.iter().map(|&(to, _)| (to, 1.0)).collect() }
    }

    /// The latest earlier comment by somebody of the trade that "the ward manager above" names.
    fn of_that_trade(&self, from: usize, above: &Found) -> Option<usize> {
        let reading = &self.sources.readings[from];
        let phrase = (above.at as usize)..(above.at + above.length) as usize;
        let spoken = |at: &usize| !NO_TRADE.contains(&reading.word(*at).to_lowercase().as_str());
        let at = phrase.rev().find(spoken)?;
        let (trade, number) = (reading.word(at).to_lowercase(), reading.words[at]);
        let before = || self.order[..self.place[from]].iter().rev().copied().take(FAR);
        let says = |text: Option<&String>| text.is_some_and(|text| text.to_lowercase().contains(&trade));
        let shown = |at: &usize| {
            let comment = &self.sources.comments[*at];
            says(comment.role.as_ref()) || says(comment.author.as_ref())
        };
        let told = |at: &usize| {
            let other = &self.sources.readings[*at];
            other.words.iter().take(OPENING as usize).any(|&word| word == number)
                && other.found(Sign::Experience).next().is_some()
        };
        before().find(shown).or_else(|| before().find(told))
    }

    /// A neighbour meant by its place, or by assent and likeness.
    fn nearby(&self, from: usize) -> Option<(usize, Reference, f64)> {
        let reading = &self.sources.readings[from];
        let place = self.place[from];
        let before = self.order[..place].iter().rev().copied();
        if reading.found(Sign::First).next().is_some() {
            return self.order[..place].first().map(|&to| (to, Reference::Place, 0.5));
        }
        if let Some(above) = reading.found(Sign::Above).next() {
            if let Some(known) = self.of_that_trade(from, above) {
                return Some((known, Reference::Place, 0.6));
            }
            return before.clone().next().map(|to| (to, Reference::Place, 0.5));
        }
        if self.stances[from] == Stance::Neutral {
            return None;
        }
        let bags = &self.sources.likeness.bags;
        before
            .take(REACH)
            .map(|to| (to, cosine(&bags[from], &bags[to])))
            .filter(|&(_, likeness)| likeness > ECHO)
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(to, _)| (to, Reference::Echo, 0.3))
    }
}

/// One entry for each target, at its surest, and no more in all than one comment may give.
fn merged(mut found: Vec<(usize, Reference, f64)>) -> Vec<(usize, Reference, f64)> {
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)).then(a.1.cmp(&b.1)));
    found.dedup_by_key(|target| target.0);
    if found.len() > TARGETS {
        found.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
        found.truncate(TARGETS);
        found.sort_by_key(|target| target.0);
    }
    let given: f64 = found.iter().map(|target| target.2).sum();
    if given > GIVES {
        for target in &mut found {
            target.2 *= GIVES / given;
        }
    }
    found
}

/// How a comment opens towards what it answers.
fn stance(reading: &Reading) -> Stance {
    let opening = |sign| reading.found(sign).map(|found| found.at).find(|&at| at < OPENING);
    match (opening(Sign::Agreement), opening(Sign::Dissent)) {
        (Some(yes), Some(no)) if yes < no && (no - yes > LATER || !reading.turns_between(yes, no)) => Stance::Agrees,
        (Some(_) | None, Some(_)) => Stance::Objects,
        (Some(_), None) => Stance::Agrees,
        (None, None) => Stance::Neutral,
    }
}
