//! Owns the judgement of a round: which state it found its source in, in plain words, with the cure.
//!
//! | state | when |
//! |---|---|
//! | empty | nothing is announced where three rounds or more announced three articles or more; or the listing yields none and articles are held |
//! | degraded | a part that 80 in 100 pages had falls by 40 points, over two rounds in a row or one of five pages, and chance cannot explain it (less than 1 in 1000) |
//! | comments missing | of five stated or more, less than half of the usual share is found (two rounds, or one of five pages and twenty comments), or less than 60 in 100 in three rounds |
//! | silent | nothing new for longer than [`silence`](super::silence) allows, or than `silent_after` |
//! | a wall | the listing is one, or half of the pages asked for |
//!
//! A round that read nothing afresh leaves degraded and missing comments as they were; one good round heals.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::options::{Css, KindOptions, PageRules, SourceOptions};
use super::baseline::{Baseline, ratio};
use super::failure::Failure;
use crate::domain::{RoundFacts, Sample, SourceState, Watch};
use crate::store::{History, PastRound};

/// A part that a smaller share of pages has is not missed.
const USUAL: f64 = 0.8;
/// By so much must its share fall.
const FALL: f64 = 0.4;
/// So many pages make a round whole by itself.
const WHOLE: u32 = 5;
/// What chance alone brings about less often than this, it did not bring about.
const CHANCE: f64 = 0.001;
/// Of fewer comments stated nothing is said.
const STATED: u32 = 5;
/// A smaller share of comments found is too small for any source.
const FOUND: f64 = 0.6;

/// What a judgement comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The state.
    pub state: SourceState,
    /// What is wrong and the cure; empty where the source is well, or as it was.
    pub words: String,
    /// What shows it.
    pub sample: Sample,
}

impl Verdict {
    fn of(state: SourceState) -> Self {
        Self { state, words: String::new(), sample: Sample::default() }
    }

    fn saying(state: SourceState, words: String, sample: Sample) -> Self {
        Self { state, words, sample }
    }
}

/// A round, as far as it is judged.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What the operator says of the source.
    pub options: &'a SourceOptions,
    /// The state before.
    pub before: SourceState,
    /// What its pages held.
    pub facts: RoundFacts,
    /// Articles never seen before.
    pub new: u32,
    /// Whether a listing or a feed was read afresh.
    pub fresh_listing: bool,
    /// What was noted while it ran.
    pub watch: &'a Watch,
    /// Why it failed as a whole.
    pub failure: Option<&'a Failure>,
}

/// Judges a round by those before it.
pub fn judge(case: &Case<'_>, history: &History, usual: &Baseline, now: DateTime<Utc>) -> Verdict {
    if let Some(failure) = case.failure {
        return failed(case, failure, history);
    }
    walled(case)
        .or_else(|| empty(case, usual))
        .or_else(|| degraded(case, history, usual))
        .or_else(|| comments_missing(case, history, usual))
        .or_else(|| silent(case, history, usual, now))
        .unwrap_or_else(|| Verdict::of(SourceState::Well))
}

fn cure(options: &SourceOptions) -> String {
    let name = &options.name;
    format!(
        "`postround try {name}` shows what is found now; `postround try {name} --replay` tries changed rules on pages kept \
         from before"
    )
}

fn failed(case: &Case<'_>, failure: &Failure, history: &History) -> Verdict {
    let (options, sample) = (case.options, failure.sample.clone());
    let wrong = &failure.words;
    let held = history.newest.is_some();
    let (state, words) = match failure.state {
        SourceState::Empty if !held => (SourceState::Failing, format!("{wrong}; {}", cure(options))),
        SourceState::Empty => {
            let says = format!("nothing is announced any more ({wrong}); {}", announced_by(options));
            (SourceState::Empty, format!("{says}. {}", cure(options)))
        }
        SourceState::Degraded => {
            let rules = &options.kind.page_rules().article;
            let (title, body) = (&rules.title, &rules.body);
            let which =
                [named(options, "article.title", title.as_ref()), named(options, "article.body", body.as_ref())];
            (SourceState::Degraded, format!("{wrong}. They are found by {}. {}", which.join(" and "), cure(options)))
        }
        SourceState::BotWall | SourceState::Login | SourceState::Parked => {
            (failure.state, format!("{wrong}. {}", cure_of_wall(failure.state, options)))
        }
        SourceState::Disallowed => {
            let what = "ask the site's owner for leave, or take the source out of the configuration";
            (failure.state, format!("{wrong}; {what}"))
        }
        SourceState::Gone => {
            let name = &options.name;
            let what = format!("it is not asked again by itself; `postround gather {name}` asks once more");
            (failure.state, format!("{wrong}: the site says that it is gone for good; {what}"))
        }
        SourceState::Failing if failure.no_robots => {
            let what = "The source goes on by itself once it can be had. Where this lasts, tell the site's owner: a \
                robots.txt that is there (200), or is not (404), lets us in; an error keeps everybody out (RFC 9309)";
            (SourceState::Failing, format!("{wrong}. {what}"))
        }
        SourceState::Failing => {
            let name = &options.name;
            let what = format!(
                "It is asked again by itself; where this lasts, see the address in a browser, and whether it has moved, and \
                 look with `postround try {name}`"
            );
            (SourceState::Failing, format!("{wrong}. {what}"))
        }
        state => (state, wrong.clone()),
    };
    Verdict::saying(state, words, sample)
}

fn cure_of_wall(state: SourceState, options: &SourceOptions) -> String {
    let name = &options.name;
    match state {
        SourceState::BotWall => format!(
            "Ask the site's owner to let postround in (it names you in its User-Agent), use its feed, or ask less often; \
             `postround try {name}` shows whether it is let in"
        ),
        SourceState::Login => format!(
            "What stands behind a login is not gathered; point url or listing at pages that everybody may read, and look \
             with `postround try {name}`"
        ),
        _ => format!(
            "See the address in a browser; when the site has moved, change url and listing and look with \
             `postround try {name}`"
        ),
    }
}

fn walled(case: &Case<'_>) -> Option<Verdict> {
    let (state, what, sample) = case.watch.wall.as_ref()?;
    let walled = case.watch.walled;
    let asked = walled + case.facts.pages_read;
    (walled * 2 >= asked).then(|| {
        let words = format!("{what}: {walled} of {asked} pages. {}", cure_of_wall(*state, case.options));
        Verdict::saying(*state, words, sample.clone())
    })
}

fn empty(case: &Case<'_>, usual: &Baseline) -> Option<Verdict> {
    let many = usual.announced.filter(|many| *many >= 3)?;
    if case.facts.announced > 0 || !case.fresh_listing {
        return None;
    }
    let options = case.options;
    let which = announced_by(options);
    let words =
        format!("nothing is announced any more, where there usually are {many} articles; {which}. {}", cure(options));
    Some(Verdict::saying(SourceState::Empty, words, Sample { url: options.url.to_string(), text: String::new() }))
}

/// A part of an article, and how to speak of it.
struct Part {
    key: &'static str,
    noun: &'static str,
    selector: &'static str,
    css: fn(&PageRules) -> Option<&Css>,
    with: fn(&RoundFacts) -> u32,
    usual: fn(&Baseline) -> Option<f64>,
}

const PARTS: [Part; 3] = [
    Part {
        key: "date",
        noun: "publication time",
        selector: "article.published",
        css: |rules| rules.article.published.as_ref(),
        with: |facts| facts.with_date,
        usual: |usual| usual.date,
    },
    Part {
        key: "author",
        noun: "author",
        selector: "article.authors",
        css: |rules| rules.article.authors.as_ref(),
        with: |facts| facts.with_author,
        usual: |usual| usual.author,
    },
    Part {
        key: "body",
        noun: "body of 200 characters or more",
        selector: "article.body",
        css: |rules| rules.article.body.as_ref(),
        with: |facts| facts.with_body,
        usual: |usual| usual.body,
    },
];

fn degraded(case: &Case<'_>, history: &History, usual: &Baseline) -> Option<Verdict> {
    if case.facts.pages_read == 0 {
        return (case.before == SourceState::Degraded).then(|| Verdict::of(SourceState::Degraded));
    }
    let fallen: Vec<&Part> = PARTS.iter().filter(|part| falls(part, case, history, usual)).collect();
    let first = fallen.first()?;
    let options = case.options;
    let mut words = String::new();
    for part in &fallen {
        let share = (part.usual)(usual).unwrap_or_default() * 100.0;
        let without = case.facts.pages_read - (part.with)(&case.facts);
        let which = named(options, part.selector, (part.css)(options.kind.page_rules()));
        let pages = case.facts.pages_read;
        let noun = part.noun;
        words += &format!(
            "{without} of {pages} pages read have no {noun}, where {share:.0} in 100 had one; it is found by {which}. "
        );
    }
    let sample = case.watch.lacking.get(first.key).cloned().unwrap_or_default();
    Some(Verdict::saying(SourceState::Degraded, words + &cure(options), sample))
}

fn falls(part: &Part, case: &Case<'_>, history: &History, usual: &Baseline) -> bool {
    let Some(share) = (part.usual)(usual).filter(|share| *share >= USUAL) else { return false };
    let is_bad = |facts: &RoundFacts| ratio((part.with)(facts), facts.pages_read) < share - FALL;
    if !is_bad(&case.facts) {
        return false;
    }
    let earlier: Vec<&PastRound> = history.latest.iter().take_while(|round| is_bad(&round.facts)).collect();
    let without = |facts: &RoundFacts| facts.pages_read.saturating_sub((part.with)(facts));
    let missing: u32 = without(&case.facts) + earlier.iter().map(|round| without(&round.facts)).sum::<u32>();
    let by_chance = (1.0 - share.min(0.99)).powi(i32::try_from(missing).unwrap_or(i32::MAX));
    let lasting = !earlier.is_empty() || case.facts.pages_read >= WHOLE || case.before == SourceState::Degraded;
    lasting && by_chance < CHANCE
}

fn comments_missing(case: &Case<'_>, history: &History, usual: &Baseline) -> Option<Verdict> {
    let facts = &case.facts;
    let was = case.before == SourceState::CommentsMissing;
    if let Some(behind) = &case.watch.comments_behind
        && facts.comments_found == 0
        && usual.comments.is_some_and(|share| share >= FOUND)
        && (was
            || facts.pages_read >= WHOLE
            || history.latest.first().is_some_and(|past| past.facts.comments_found == 0))
    {
        let what = format!("the comments are no longer in the pages: {behind} shows them");
        return Some(missing(case, &what));
    }
    if facts.comments_stated < STATED {
        return was.then(|| Verdict::of(SourceState::CommentsMissing));
    }
    let below = |limit: f64| {
        move |facts: &RoundFacts| {
            facts.comments_stated >= STATED && ratio(facts.comments_found, facts.comments_stated) < limit
        }
    };
    let spoken = || history.latest.iter().filter(|past| past.facts.comments_stated >= STATED);
    let in_a_row = |is_bad: &dyn Fn(&RoundFacts) -> bool| {
        if is_bad(facts) { 1 + spoken().take_while(|past| is_bad(&past.facts)).count() } else { 0 }
    };
    let fallen = usual.comments.map_or(0, |share| in_a_row(&below(share * 0.5)));
    let few = in_a_row(&below(FOUND));
    let whole = facts.pages_read >= WHOLE && facts.comments_stated >= 20;
    let is_missing = fallen >= 2 || (fallen >= 1 && (whole || was)) || few >= 3 || (few >= 1 && was);
    is_missing.then(|| {
        let (found, stated) = (facts.comments_found, facts.comments_stated);
        missing(case, &format!("{found} of the {stated} comments that its pages state were found"))
    })
}

fn missing(case: &Case<'_>, what: &str) -> Verdict {
    let options = case.options;
    let rules = options.kind.page_rules().comments.as_ref();
    let which = [
        named(options, "comments.item", rules.map(|rules| &rules.item)),
        named(options, "comments.next", rules.and_then(|rules| rules.next.as_ref())),
    ];
    let sample = case.watch.lacking.get("comments").cloned().unwrap_or_default();
    let words = format!("{what}; they are found by {}. {}", which.join(" and "), cure(options));
    Verdict::saying(SourceState::CommentsMissing, words, sample)
}

fn silent(case: &Case<'_>, history: &History, usual: &Baseline, now: DateTime<Utc>) -> Option<Verdict> {
    let newest = history.newest.filter(|_| case.new == 0)?;
    let options = case.options;
    let said = options.silent_after.and_then(|after| TimeDelta::from_std(after).ok());
    let (over, rule) = if let Some(after) = said {
        (now - newest > after, format!("silent_after allows {}", spoken(after)))
    } else {
        let patience = usual.patience?;
        let days = if patience.weekdays { " of weekdays" } else { "" };
        let rule = format!("by its own rhythm {}{days} would be long", spoken(patience.time));
        (patience.is_over(newest, now, options.zone), rule)
    };
    over.then(|| {
        let since = spoken(now - newest);
        let name = &options.name;
        let words = format!(
            "it answers, but nothing new came for {since}; {rule}. `postround try {name}` shows what it announces; where \
             it is a quiet source, set silent_after"
        );
        let url = options.url.to_string();
        Verdict::saying(SourceState::Silent, words, Sample { url, text: String::new() })
    })
}

/// `36 hours`, `9 days`.
fn spoken(time: TimeDelta) -> String {
    let hours = time.num_hours();
    if hours < 72 { format!("{hours} hours") } else { format!("{} days", time.num_days()) }
}

/// A selector by its key and its text, or that there is none.
fn named(options: &SourceOptions, key: &str, css: Option<&Css>) -> String {
    match css {
        Some(css) => format!("{key} = \"{css}\""),
        None => {
            format!("looking for it automatically ({} has no {key}; a selector there takes its place)", options.name)
        }
    }
}

/// Where the articles of a source are announced, and the key that says so.
fn announced_by(options: &SourceOptions) -> String {
    let (what, key) = match &options.kind {
        KindOptions::Feed { .. } => ("feed", "feed"),
        KindOptions::Sitemap { .. } => ("site map", "sitemap"),
        KindOptions::WordPress { .. } => ("REST API", "api"),
        KindOptions::Json { .. } => ("API", "json.articles"),
        KindOptions::Discourse { .. } => ("forum", "url"),
        KindOptions::Page(_) | KindOptions::LinkedData(_) | KindOptions::Directory { .. } => {
            let css = options.kind.page_rules().links.article.as_ref();
            return format!("links are found by {}", named(options, "links.article", css));
        }
    };
    format!("see whether the {what} still lists them, and whether {key} is right")
}

#[cfg(test)]
mod tests;
