//! Owns the proof that no rule is broken by what we write: of each kind of document one, checked as a stranger's would be.

use chrono::{DateTime, TimeDelta, Utc};

use super::sample::{HOSTILE, article, at, channel, comment, edition, entry, full, pagings, poisoned, told, url};
use crate::domain::{CommentId, CommentKey, Correction};
use crate::publish::channel::{Channel, Ending, Entry, EntrySource, Paging, told_apart};
use crate::publish::lint::{Surroundings, check};
use crate::publish::{atom, corrections, editions, json, rss, text, thread_entries};
use crate::store::StoredCorrection;

/// Whether a document's size is spoken of: that of a thousand entries is, and rightly.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    Good,
    Large,
}

/// Nothing at all is found, not even advice.
fn assert_clean(what: &str, channel: &Channel) {
    assert_sized(what, channel, Size::Good);
}

fn assert_sized(what: &str, channel: &Channel, size: Size) {
    for (ending, document) in
        [(Ending::Rss, rss::write(channel)), (Ending::Atom, atom::write(channel)), (Ending::Json, json::write(channel))]
    {
        let address = text::address(&ending.of(&channel.address));
        let media_type = format!("{}; charset=utf-8", ending.media_type());
        let surroundings = Surroundings {
            now: "2026-03-02T12:00:00Z".parse().unwrap(),
            address: Some(&address),
            media_type: Some(&media_type),
        };
        let mut report = check(&document, &surroundings);
        report.findings.retain(|finding| size == Size::Good || finding.name != "TooLarge");
        assert_eq!(report.findings, [], "{what} as {}: {}", ending.name(), String::from_utf8_lossy(&document));
        assert_eq!((report.format, report.entries), (Some(ending), channel.entries.len()), "{what}");
    }
}

#[test]
fn every_kind_of_document_is_found_good() {
    for paging in pagings() {
        assert_clean("what tells all", &told(paging.clone()));
        assert_clean("an empty one", &Channel { entries: Vec::new(), ..told(paging.clone()) });
        assert_clean("one entry", &Channel { entries: vec![entry(1)], ..told(paging) });
    }
    assert_clean("one without a history", &full());
}

#[test]
fn what_outsiders_wrote_is_found_good_everywhere() {
    for hostile in
        HOSTILE.into_iter().chain(["R&D2 &copy &eacute; </b>", "<a@b.example>", "", " \u{0}\u{A0}", "a </title> b"])
    {
        for paging in pagings() {
            // A body went through the cleaning of what is gathered before it comes here.
            let mut one = Entry { html: String::new(), ..poisoned(1, hostile) };
            one.told_by = Some(hostile.to_owned());
            one.source = Some(EntrySource {
                title: hostile.to_owned(),
                home: url("https://wire.example/caf%c3%a9|x"),
                feed: Some(url("http://wire.example/feed?q=[a]&b=%7e'\"")),
            });
            let mut channel = Channel { entries: vec![one], ..told(paging) };
            (channel.title, channel.description, channel.publisher) =
                (hostile.to_owned(), hostile.to_owned(), hostile.to_owned());
            assert_clean(hostile, &channel);
            // Without a publisher the feed itself answers for what it holds.
            assert_clean(hostile, &Channel { publisher: String::new(), ..channel });
        }
    }
}

#[test]
fn entries_that_lack_much_are_found_good() {
    let bare = |html: &str| {
        let Entry { id, url, title, published, updated, .. } = entry(1);
        Entry { html: html.to_owned(), ..Entry::new(id, url, title, published, updated) }
    };
    let picture = "<p><img src=\"https://news.example/i.png\" alt=\"\"></p>";
    for (what, entry) in [
        ("nothing but an address", Entry { title: String::new(), ..bare("") }),
        ("no author", bare("<p>Words.</p>")),
        ("a picture alone", bare(picture)),
        ("a picture without a title", Entry { title: "\u{1}".to_owned(), ..bare(picture) }),
        (
            "comments without a number",
            Entry { comments_url: entry(1).comments_url, comments_feed: entry(1).comments_feed, ..bare("") },
        ),
        (
            "times before all feeds",
            Entry { published: DateTime::UNIX_EPOCH, updated: DateTime::UNIX_EPOCH, ..bare("") },
        ),
        ("published after it changed", Entry { published: at(11, 0), updated: at(10, 0), ..bare("") }),
        (
            "odd topics",
            Entry {
                topics: vec![
                    "C&A </b>".to_owned(),
                    "<p>".to_owned(),
                    "a/b?c=d&e|f\"g'".to_owned(),
                    "\u{5D0}\u{202E}".to_owned(),
                ],
                ..bare("")
            },
        ),
    ] {
        assert_clean(what, &channel(vec![entry]));
    }
}

#[test]
fn every_language_is_found_good() {
    for language in ["de", "cy", "zh-Hant-TW", "ar", "pt-BR"] {
        let titled = Entry { title: "الرسوم ترتفع — 手数料 — Gebühren".to_owned(), ..entry(1) };
        assert_clean(language, &Channel { language: language.to_owned(), ..channel(vec![titled]) });
    }
}

#[test]
fn a_thousand_entries_of_one_second_are_found_good() {
    let second: DateTime<Utc> = "2026-03-02T09:00:00.600Z".parse().unwrap();
    let small = |number: u32| Entry {
        html: format!("<p>Words {number}.</p>"),
        quotes: Vec::new(),
        id: format!("urn:uuid:00000000-0000-4000-8000-{number:012}"),
        published: second - TimeDelta::hours(1),
        updated: told_apart(second, i64::from(number) + 77_123),
        ..entry(1)
    };
    for paging in [Paging::None, pagings()[4].clone()] {
        let channel = Channel { paging, ..channel((1..=1_000).rev().map(small).collect()) };
        assert_sized("a thousand entries", &channel, Size::Large);
    }
}

#[test]
fn comments_of_an_article_are_found_good() {
    let mut article = article(3);
    let mut entries = Vec::new();
    for hostile in HOSTILE {
        article.said.title = hostile.to_owned();
        let mut comments: Vec<_> = (1..=9).map(|number| comment(number, hostile)).collect();
        comments[3].said.parent = Some(CommentKey("1".to_owned()));
        for comment in &mut comments {
            (comment.said.author, comment.said.posted) = (Some(hostile.to_owned()), None);
        }
        let report = |id: CommentId| url(&format!("https://round.example/report/{}", id.0));
        entries = thread_entries::entries(&article, &comments, &report);
        let title = thread_entries::title(&article);
        assert_clean("comments of one second", &Channel { title, ..channel(entries.clone()) });
    }
    assert_eq!(entries.len(), 9);
}

#[test]
fn corrections_and_editions_are_found_good() {
    for hostile in HOSTILE {
        let correction = |id: i64| StoredCorrection {
            id,
            uid: format!("urn:uuid:00000000-0000-4000-8000-{id:012}"),
            article: article(3),
            revision: 2,
            found: at(10, 0),
            notice: Correction { text: hostile.to_owned(), at: None },
            title: format!("{hostile} new"),
            text: format!("One {hostile} two.\n\n{hostile}\n\nThree."),
            before: Some((format!("{hostile} old"), format!("One {hostile} twenty.\n\nGone {hostile}."))),
        };
        assert_clean("corrections", &channel((1..=3).rev().map(|id| corrections::entry(&correction(id))).collect()));
        let mut edition = edition(3);
        edition.entries[1].title = hostile.to_owned();
        edition.entries[1].lead = Some(hostile.to_owned());
        edition.entries[1].quotes[0].excerpt = hostile.to_owned();
        let report = |id: CommentId| url(&format!("https://round.example/report/{}", id.0));
        let page = url("https://round.example/editions/daily/2026-03-02");
        assert_clean("editions", &channel(vec![editions::entry(&edition, &page, &[].into(), &report)]));
    }
}
