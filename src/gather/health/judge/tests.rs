//! Owns the tables of the judgement: what a round of a source with a known past is found to be.

use std::time::Duration;

use super::super::baseline::baseline;
use super::*;
use crate::domain::Schedule;
use crate::gather::options::{ArticleRules, CommentRules, KindOptions, LinkRules};

const ZONE: chrono_tz::Tz = chrono_tz::Europe::London;

fn now() -> DateTime<Utc> {
    "2026-05-06T12:00:00Z".parse().unwrap()
}

fn options() -> SourceOptions {
    let css = |text: &str| Some(Css::parse(text).unwrap());
    let rules = PageRules {
        links: LinkRules { article: css("h2 a"), next: None },
        article: ArticleRules { published: css("time.published"), body: css("div.story"), ..ArticleRules::default() },
        comments: Some(CommentRules {
            item: Css::parse("ul.comments > li").unwrap(),
            author: None,
            role: None,
            time: None,
            text: None,
            votes: None,
            key: None,
            parent: None,
            stated: None,
            next: css("a.next"),
        }),
        ..PageRules::default()
    };
    SourceOptions {
        name: "paper".parse().unwrap(),
        title: "The Paper".to_owned(),
        kind: KindOptions::Page(rules),
        url: "https://paper.example/".parse().unwrap(),
        schedule: Schedule::parse("@daily", ZONE).unwrap(),
        zone: ZONE,
        allow_private: false,
        hours: None,
        silent_after: None,
        budget: 200,
    }
}

/// Pages read, and how many of them had a date, an author, a body; comments found and stated.
fn facts(pages: u32, with: [u32; 3], comments: (u32, u32)) -> RoundFacts {
    RoundFacts {
        announced: 20,
        pages_read: pages,
        with_date: with[0],
        with_author: with[1],
        with_body: with[2],
        comments_found: comments.0,
        comments_stated: comments.1,
    }
}

fn past(facts: RoundFacts, state: SourceState) -> PastRound {
    PastRound { started: now() - TimeDelta::days(1), state, facts }
}

/// Forty pages with everything, of which ten in the newest round, and `bad` rounds after them.
fn history(bad: &[RoundFacts]) -> History {
    let good = past(facts(10, [10, 10, 10], (30, 30)), SourceState::Well);
    let mut latest: Vec<PastRound> = bad.iter().map(|facts| past(*facts, SourceState::Well)).collect();
    latest.push(good);
    let published: Vec<_> = (0..60).map(|n| now() - TimeDelta::hours(n * 12)).collect();
    History { latest, well: vec![good; 4], published, newest: Some(now() - TimeDelta::hours(3)) }
}

struct Judged {
    before: SourceState,
    facts: RoundFacts,
    new: u32,
    watch: Watch,
    failure: Option<Failure>,
    options: SourceOptions,
}

impl Judged {
    fn of(facts: RoundFacts) -> Self {
        let options = options();
        Self { before: SourceState::Well, facts, new: 0, watch: Watch::default(), failure: None, options }
    }

    fn by(&self, history: &History, now: DateTime<Utc>) -> Verdict {
        let case = Case {
            options: &self.options,
            before: self.before,
            facts: self.facts,
            new: self.new,
            fresh_listing: true,
            watch: &self.watch,
            failure: self.failure.as_ref(),
        };
        judge(&case, history, &baseline(history, ZONE, now), now)
    }
}

/// What is judged, the round, bad rounds before it, the state before, the state found, and words that must be said.
type Line<'a> = (&'a str, RoundFacts, &'a [RoundFacts], SourceState, SourceState, &'a str);

#[test]
fn falling_coverage_is_degraded() {
    let bare = facts(2, [0, 2, 2], (0, 0));
    let cases: &[Line<'_>] = &[
        ("all there", facts(8, [8, 8, 8], (0, 0)), &[], SourceState::Well, SourceState::Well, ""),
        ("one odd page in eight", facts(8, [7, 8, 7], (0, 0)), &[], SourceState::Well, SourceState::Well, ""),
        ("one hiccup", bare, &[], SourceState::Well, SourceState::Well, ""),
        (
            "two in a row",
            bare,
            &[bare],
            SourceState::Well,
            SourceState::Degraded,
            "article.published = \"time.published\"",
        ),
        ("a whole round", facts(5, [0, 5, 5], (0, 0)), &[], SourceState::Well, SourceState::Degraded, "5 of 5 pages"),
        (
            "no authors",
            facts(5, [5, 0, 5], (0, 0)),
            &[],
            SourceState::Well,
            SourceState::Degraded,
            "paper has no article.authors",
        ),
        (
            "no bodies",
            facts(6, [6, 6, 1], (0, 0)),
            &[],
            SourceState::Well,
            SourceState::Degraded,
            "article.body = \"div.story\"",
        ),
        ("healed", facts(1, [1, 1, 1], (0, 0)), &[bare, bare], SourceState::Degraded, SourceState::Well, ""),
        (
            "still so",
            facts(1, [0, 1, 1], (0, 0)),
            &[bare, bare],
            SourceState::Degraded,
            SourceState::Degraded,
            "postround try paper --replay",
        ),
        (
            "nothing read since",
            facts(0, [0, 0, 0], (0, 0)),
            &[bare, bare],
            SourceState::Degraded,
            SourceState::Degraded,
            "",
        ),
    ];
    for (what, facts, bad, before, state, says) in cases {
        let mut judged = Judged::of(*facts);
        judged.before = *before;
        judged.watch.lacking.insert("date", Sample { url: "https://paper.example/news/one".into(), text: "A".into() });
        let verdict = judged.by(&history(bad), now());
        assert_eq!(verdict.state, *state, "{what}: {verdict:?}");
        assert!(verdict.words.contains(says), "{what}: {}", verdict.words);
    }
}

#[test]
fn what_is_rare_or_new_is_not_missed() {
    let little = History { well: vec![past(facts(9, [9, 9, 9], (0, 0)), SourceState::Well); 2], ..history(&[]) };
    let verdict = Judged::of(facts(8, [0, 0, 0], (0, 0))).by(&little, now());
    assert_eq!(verdict.state, SourceState::Well, "eighteen pages say nothing");
    let sometimes = History { well: vec![past(facts(10, [10, 6, 10], (0, 0)), SourceState::Well); 4], ..history(&[]) };
    let verdict = Judged::of(facts(8, [8, 0, 8], (0, 0))).by(&sometimes, now());
    assert_eq!(verdict.state, SourceState::Well, "authors in 60 of 100");
    let mostly = History { well: vec![past(facts(10, [10, 9, 10], (0, 0)), SourceState::Well); 4], ..history(&[]) };
    let one = facts(1, [1, 0, 1], (0, 0));
    let twice = History { latest: vec![past(one, SourceState::Well), mostly.well[0]], ..mostly.clone() };
    assert_eq!(Judged::of(one).by(&twice, now()).state, SourceState::Well, "two pieces by nobody are chance");
    let four = History { latest: vec![past(one, SourceState::Well); 3], ..mostly };
    assert_eq!(Judged::of(one).by(&four, now()).state, SourceState::Degraded, "four are none");
}

#[test]
fn missing_comments_are_missed() {
    let with = |pages, found, stated| facts(pages, [pages; 3], (found, stated));
    let cases: &[(&str, RoundFacts, &[RoundFacts], SourceState, SourceState)] = &[
        ("all found", with(2, 12, 12), &[], SourceState::Well, SourceState::Well),
        ("one hiccup", with(2, 0, 12), &[], SourceState::Well, SourceState::Well),
        ("two in a row", with(2, 0, 12), &[with(1, 2, 9)], SourceState::Well, SourceState::CommentsMissing),
        ("a whole round", with(6, 10, 40), &[], SourceState::Well, SourceState::CommentsMissing),
        ("55 in 100, twice", with(1, 11, 20), &[with(1, 11, 20)], SourceState::Well, SourceState::Well),
        ("55 in 100, thrice", with(1, 11, 20), &[with(1, 11, 20); 2], SourceState::Well, SourceState::CommentsMissing),
        ("too few to say", with(3, 0, 4), &[with(3, 0, 4); 3], SourceState::Well, SourceState::Well),
        (
            "a quiet round between",
            with(1, 0, 9),
            &[with(1, 0, 0), with(1, 0, 9)],
            SourceState::Well,
            SourceState::CommentsMissing,
        ),
        ("as it was", with(1, 0, 0), &[], SourceState::CommentsMissing, SourceState::CommentsMissing),
        ("healed", with(1, 9, 9), &[with(1, 0, 9)], SourceState::CommentsMissing, SourceState::Well),
    ];
    for (what, facts, bad, before, state) in cases {
        let mut judged = Judged::of(*facts);
        judged.before = *before;
        let verdict = judged.by(&history(bad), now());
        assert_eq!(verdict.state, *state, "{what}: {verdict:?}");
        if *state == SourceState::CommentsMissing && facts.comments_stated > 0 {
            assert!(verdict.words.contains("comments.item = \"ul.comments > li\""), "{}", verdict.words);
            assert!(verdict.words.contains("comments.next = \"a.next\""), "{}", verdict.words);
        }
    }
    let mut behind = Judged::of(with(6, 0, 0));
    behind.watch.comments_behind = Some("Disqus".to_owned());
    let verdict = behind.by(&history(&[]), now());
    assert_eq!(verdict.state, SourceState::CommentsMissing);
    assert!(verdict.words.contains("Disqus"), "{}", verdict.words);
    let never = History { well: vec![past(with(10, 0, 0), SourceState::Well); 4], ..history(&[]) };
    assert_eq!(behind.by(&never, now()).state, SourceState::Well, "they never were in the page");
}

#[test]
fn nothing_where_there_were_many_is_empty() {
    let none = RoundFacts::default();
    let verdict = Judged::of(none).by(&history(&[]), now());
    assert_eq!(verdict.state, SourceState::Empty);
    for words in ["usually are 20 articles", "links.article = \"h2 a\"", "postround try paper"] {
        assert!(verdict.words.contains(words), "{}", verdict.words);
    }
    let rare = RoundFacts { announced: 2, ..none };
    let few = History { well: vec![past(rare, SourceState::Well); 4], ..history(&[]) };
    assert_eq!(Judged::of(none).by(&few, now()).state, SourceState::Well, "two are not many");
    let mut nothing = Judged::of(none);
    nothing.failure = Some(Failure {
        state: SourceState::Empty,
        words: "no articles were found".into(),
        sample: Sample::default(),
        no_robots: false,
    });
    assert_eq!(nothing.by(&history(&[]), now()).state, SourceState::Empty);
    let begun = nothing.by(&History::default(), now());
    assert_eq!(begun.state, SourceState::Failing, "there never was any");
    assert!(begun.words.contains("no articles were found"), "{}", begun.words);
}

#[test]
fn silence_is_told_and_heals() {
    let judged = Judged::of(facts(0, [0; 3], (0, 0)));
    let held = history(&[]);
    assert_eq!(judged.by(&held, now() + TimeDelta::hours(40)).state, SourceState::Well);
    let verdict = judged.by(&held, now() + TimeDelta::days(5));
    assert_eq!(verdict.state, SourceState::Silent);
    assert!(verdict.words.contains("nothing new came for 5 days"), "{}", verdict.words);
    let mut told = Judged::of(facts(0, [0; 3], (0, 0)));
    told.options.silent_after = Some(Duration::from_hours(10 * 24));
    assert_eq!(told.by(&held, now() + TimeDelta::days(9)).state, SourceState::Well);
    assert_eq!(told.by(&held, now() + TimeDelta::days(11)).state, SourceState::Silent);
    told.new = 1;
    assert_eq!(told.by(&held, now() + TimeDelta::days(11)).state, SourceState::Well);
    let young = History { published: held.published[..5].to_vec(), ..held };
    assert_eq!(judged.by(&young, now() + TimeDelta::days(50)).state, SourceState::Well);
}

#[test]
fn walls_and_failures_name_the_cure() {
    let mut judged = Judged::of(facts(2, [2; 3], (0, 0)));
    let sample = Sample { url: "https://paper.example/news/one".into(), text: "verify you are human".into() };
    judged.watch.wall = Some((SourceState::BotWall, "a check for robots".into(), sample.clone()));
    judged.watch.walled = 1;
    assert_eq!(judged.by(&history(&[]), now()).state, SourceState::Well, "one page of three");
    judged.watch.walled = 2;
    let verdict = judged.by(&history(&[]), now());
    assert_eq!((verdict.state, &verdict.sample), (SourceState::BotWall, &sample));
    assert!(verdict.words.contains("2 of 4 pages") && verdict.words.contains("postround try paper"), "{verdict:?}");
    let cases = [
        (SourceState::Login, "behind a login is not gathered"),
        (SourceState::Parked, "change url and listing"),
        (SourceState::Gone, "postround gather paper"),
        (SourceState::Disallowed, "ask the site's owner"),
        (SourceState::Degraded, "article.body = \"div.story\""),
        (SourceState::Failing, "it broke"),
        (SourceState::Held, "it broke"),
    ];
    for (state, says) in cases {
        judged.failure = Some(Failure { state, words: "it broke".into(), sample: Sample::default(), no_robots: false });
        let verdict = judged.by(&history(&[]), now());
        assert_eq!(verdict.state, state);
        assert!(verdict.words.contains(says) && verdict.words.contains("it broke"), "{state:?}: {}", verdict.words);
    }
}
