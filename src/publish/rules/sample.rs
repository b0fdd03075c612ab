//! Owns the channels the rules are held against.

use chrono::{DateTime, TimeZone, Utc};
use url::Url;

use crate::domain::{
    Article, ArticleId, Comment, CommentId, CommentKey, Correction, Edition, EditionEntry, EditionId, EditionQuote,
    EditionState, FoundArticle, FoundComment, Image,
};
use crate::publish::channel::{Channel, Entry, EntrySource, Paging, QuotedComment, ReplyTo};

pub(in crate::publish) const HOSTILE: [&str; 9] = [
    r#"Trust <5% & "A&E""#,
    "nul\0 tab\u{B} bell\u{1D} bom\u{FFFE} end",
    "CDATA ]]> ends <![CDATA[ begins ]]]]>>",
    "nurse \u{1F469}\u{1F3FD}\u{200D}\u{2695}\u{FE0F} on shift",
    "\u{5E9}\u{5DC}\u{5D5}\u{5DD} and \u{202E}back",
    "it\u{92}s \u{93}quoted\u{94} \u{FFFD}",
    "&amp;amp; &nbsp; &#0; &#x1F; &bogus;",
    "<script>alert(1)</script> <!-- <?xml version='1.1'?>",
    "line one\r\nline two\rline three",
];

pub(in crate::publish) fn at(hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, hour, minute, 7).unwrap()
}

pub(in crate::publish) fn url(text: &str) -> Url {
    text.parse().unwrap()
}

pub(in crate::publish) fn quote(text: &str) -> QuotedComment {
    QuotedComment {
        author: Some("Jo Ash".to_owned()),
        role: Some("practice manager".to_owned()),
        text: text.to_owned(),
        reason: "adds figures of their own".to_owned(),
        answers: Some("The new form saves time".to_owned()),
        whole: None,
        report: None,
    }
}

pub(in crate::publish) fn entry(number: u32) -> Entry {
    let id = format!("urn:uuid:00000000-0000-4000-8000-{number:012}");
    let page = url(&format!("https://news.example/story/{number}?a=1&b=2"));
    Entry {
        authors: vec!["Ann Reed".to_owned(), "Bo Fell".to_owned()],
        topics: vec!["Pay & pensions".to_owned()],
        summary: Some("Fees rise by <2% & no more.".to_owned()),
        html:
            "<p>Fees rise <b>a little</b>.</p><p>See <a href=\"https://news.example/a?x=1&amp;y=2\">the list</a>.</p>"
                .to_owned(),
        image: Some(Image {
            url: url("https://news.example/i.jpg?w=1&h=2"),
            alt: Some("A \"form\" & a pen".to_owned()),
            credit: None,
        }),
        correction: Some(Correction { text: "This story was amended at 9am.".to_owned(), at: Some(at(9, 0)) }),
        quotes: vec![quote("We counted 40 forms a week.\n\nSee https://count.example/a?b=1&c=2.")],
        comments_total: Some(12),
        comments_url: Some(url(&format!("https://news.example/story/{number}#comments"))),
        comments_feed: Some(url(&format!("https://feeds.example/articles/{number}/comments"))),
        ..Entry::new(id, page, format!("Story {number}"), at(8, number), at(9, number))
    }
}

pub(in crate::publish) fn reply() -> Entry {
    let Entry { id, url, title, authors, topics, published, updated, summary, html, .. } = entry(9);
    let reply_to = Some(ReplyTo { id: entry(1).id, url: entry(1).url });
    Entry { authors, topics, summary, html, reply_to, ..Entry::new(id, url, title, published, updated) }
}

pub(in crate::publish) fn channel(entries: Vec<Entry>) -> Channel {
    Channel {
        id: "urn:uuid:11111111-1111-4111-8111-111111111111".to_owned(),
        title: "Trade & News".to_owned(),
        description: "What is new, and what colleagues say of it".to_owned(),
        language: "en-GB".to_owned(),
        home: url("https://feeds.example/feeds/all"),
        address: url("https://feeds.example/feeds/all"),
        publisher: "The Society".to_owned(),
        updated: at(9, 59),
        ttl: 15,
        hubs: Vec::new(),
        paging: Paging::None,
        entries,
    }
}

pub(in crate::publish) fn full() -> Channel {
    channel(vec![entry(3), entry(2), reply(), entry(1)])
}

/// What the feed tells of beside its entries' own words: hubs, a history, where each was gathered, when it was discussed.
pub(in crate::publish) fn told(paging: Paging) -> Channel {
    let mut channel = full();
    channel.paging = paging;
    channel.hubs = vec![url("https://hub.example/?a=1&b=2"), url("https://other.example/")];
    for entry in &mut channel.entries {
        entry.source = Some(source());
        entry.comments_updated = entry.comments_feed.as_ref().map(|_| at(9, 30));
    }
    channel
}

pub(in crate::publish) fn source() -> EntrySource {
    EntrySource {
        title: "The Wire & Co".to_owned(),
        home: url("https://wire.example/"),
        feed: Some(url("https://wire.example/feed?a=1&b=2")),
    }
}

/// A document with archives before it, the only archive, and one between two others.
pub(in crate::publish) fn pagings() -> [Paging; 5] {
    let archive = |number: u32| Some(url(&format!("https://feeds.example/feeds/all.archive-{number}")));
    let current = || url("https://feeds.example/feeds/all");
    [
        Paging::None,
        Paging::Live { older: None },
        Paging::Live { older: archive(3) },
        Paging::Archive { current: current(), older: None, newer: None },
        Paging::Archive { current: current(), older: archive(1), newer: archive(3) },
    ]
}

/// Each hostile text, everywhere an outsider can put one.
pub(in crate::publish) fn hostile() -> Channel {
    let entries = (1..).zip(HOSTILE).map(|(number, text)| poisoned(number, text));
    channel(entries.collect())
}

pub(in crate::publish) fn poisoned(number: u32, text: &str) -> Entry {
    let owned = || text.to_owned();
    let mut entry = entry(number);
    entry.title = owned();
    entry.authors = vec![owned()];
    entry.topics = vec![owned()];
    entry.summary = Some(owned());
    entry.html.push_str(&crate::publish::body::text_html(text));
    entry.html.push_str(text);
    entry.image = entry.image.map(|image| Image { alt: Some(owned()), ..image });
    entry.correction = Some(Correction { text: owned(), at: None });
    entry.quotes = vec![QuotedComment {
        author: Some(owned()),
        role: Some(owned()),
        text: owned(),
        reason: owned(),
        answers: Some(owned()),
        whole: Some(url("https://news.example/story/1#c7")),
        report: Some(url("https://round.example/report/1-0")),
    }];
    entry
}

pub(in crate::publish) fn article(number: u32) -> Article {
    let entry = entry(number);
    let mut said = FoundArticle::new(entry.url, entry.title);
    (said.authors, said.topics, said.html) = (entry.authors, entry.topics, entry.html);
    Article {
        id: ArticleId(i64::from(number)),
        uid: entry.id,
        source: "wire".parse().unwrap(),
        also_from: Vec::new(),
        revision: 1,
        first_seen: entry.published,
        changed: entry.updated,
        comments_held: 0,
        said,
    }
}

/// One whose key is its number, posted in the order of numbers.
pub(in crate::publish) fn comment(number: i64, text: &str) -> Comment {
    let mut said = FoundComment::new(CommentKey(number.to_string()), text);
    said.author = Some(format!("Jo {number}"));
    said.posted = Some(at(8, 0) + chrono::TimeDelta::seconds(number));
    Comment {
        id: CommentId(number),
        uid: format!("urn:uuid:00000000-0000-4000-9000-{number:012}"),
        article: ArticleId(3),
        first_seen: at(9, 30),
        said,
    }
}

pub(in crate::publish) fn edition(articles: u32) -> Edition {
    let article = |number: u32| EditionEntry {
        article: ArticleId(i64::from(number)),
        revision: 1,
        url: entry(number).url.to_string(),
        title: format!("Fees <{number}> & forms"),
        lead: Some("Lead & line.".to_owned()),
        authors: Vec::new(),
        topics: vec!["Pay".to_owned()],
        published: at(6, 0),
        image: None,
        correction: Some(Correction { text: "Amended at 9am.".to_owned(), at: None }),
        comments_total: 12,
        sources: vec!["round".parse().unwrap(), "wire".parse().unwrap()],
        quotes: vec![EditionQuote {
            comment: CommentId(7),
            author: Some("Jo Ash".to_owned()),
            role: Some("locum".to_owned()),
            excerpt: "We counted 40.".to_owned(),
            reason: "adds figures".to_owned(),
            answers: None,
            whole: None,
        }],
    };
    Edition {
        id: EditionId(5),
        uid: "0123abcd000040008000000000000005".to_owned(),
        digest: "daily".parse().unwrap(),
        date: "2026-03-02".to_owned(),
        from: None,
        cut: at(7, 0),
        stale: at(20, 0),
        state: EditionState::Frozen,
        reason: String::new(),
        mail_domain: "round.example".to_owned(),
        candidates: 0,
        left_out: 0,
        entries: (1..=articles).map(article).collect(),
    }
}
