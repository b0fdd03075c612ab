//! Owns the sample every template is tried against before it is used, in words of our own: once with everything a
//! letter or page can hold, once with as little as can be.

mod desk;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use url::Url;

use super::alarm::{About, AlarmView};
use super::masthead::Masthead;
use super::page::{
    DigestLinks, EarlierView, EditionLink, ErrorPage, FeedLinks, FeedPage, FeedsPage, IndexPage, LeavePage,
    Surroundings, grouped,
};
use super::reported::ReportedView;
use super::templates::on_page;
use super::view::{ChangedView, DigestView, EntryView, PieceView, PublicationView};
use crate::domain::{
    ArticleId, CommentId, Correction, Edition, EditionEntry, EditionId, EditionQuote, EditionState, FeedGroup, Name,
    Seal, SourceState,
};

/// Title, lead, topic, and for each quote author, role, words and reason.
type Sample = (&'static str, &'static str, &'static str, [(&'static str, &'static str, &'static str, &'static str); 3]);

const ARTICLES: [Sample; 3] = [
    (
        "Practices to share one pharmacist between two sites from April",
        "The board has agreed a pilot in which neighbouring practices employ a pharmacist together. Half of the cost \
         is met for the first two years; after that the practices decide whether to go on alone.",
        "Workforce",
        [
            (
                "Dr A. Marsh",
                "Salaried GP",
                "We have done this since last spring. The gain is not the prescriptions signed but the telephone calls \
                 that no longer reach me. Do agree in writing who covers leave, though, because that is where ours \
                 nearly came apart.",
                "answered by four others",
            ),
            (
                "Anonymous",
                "Practice manager",
                "Two years of half the cost, and then? We had the same promise for the care navigator.",
                "asks what others ask",
            ),
            (
                "Priya N.",
                "Community pharmacist",
                "From the other side of the counter: please tell the patients. Three in a week asked me whether their \
                 surgery had closed.",
                "first-hand experience",
            ),
        ],
    ),
    (
        "Waiting-room screens cut missed appointments by a tenth, small trial finds",
        "Twelve surgeries showed how many appointments had been missed the week before. The number fell, and stayed \
         down for five months.",
        "Research",
        [
            (
                "Dr T. Okafor",
                "GP partner",
                "Twelve surgeries, no control group. I would like it to be true.",
                "cites the method",
            ),
            (
                "Jo",
                "Nurse",
                "Ours has shown the number for years.\n\nNobody looks up from the telephone.",
                "a different view",
            ),
            ("Anonymous", "GP trainee", "What did the screens cost?", "short and to the point"),
        ],
    ),
    (
        "Funding for evening clinics to be paid monthly instead of at the year's end",
        "Payments move to a monthly rhythm from July, the department says. Claims already made are not affected.",
        "Funding",
        [
            (
                "Dr L. Berg",
                "GP partner",
                "This matters more than it sounds: we carried four months of wages last year.",
                "explains the effect",
            ),
            ("M. Hale", "Practice manager", "The form is still eleven pages.", "agreed with by three others"),
            (
                "Anonymous",
                "Locum",
                "Will locum sessions count this time, or is it partners only again?",
                "asks what others ask",
            ),
        ],
    ),
];

/// A sample edition of so many articles with three quotes each; the first one carries a correction.
pub fn edition(articles: usize) -> Edition {
    let cut = DateTime::from_timestamp(1_795_415_400, 0).unwrap_or_default();
    let entries = ARTICLES.iter().cycle().take(articles).enumerate();
    Edition {
        id: EditionId(7),
        uid: "0f8e1c52-6f0d-4a55-9a3e-1f4f2f0b7a11".to_owned(),
        digest: name("daily"),
        date: "2026-11-23".to_owned(),
        from: Some(cut - TimeDelta::days(1)),
        cut,
        stale: cut + TimeDelta::hours(20),
        state: EditionState::Frozen,
        reason: String::new(),
        mail_domain: "example.org".to_owned(),
        candidates: 2,
        left_out: 14,
        entries: entries.map(|(index, sample)| entry(index, sample, cut)).collect(),
    }
}

fn entry(index: usize, (title, lead, topic, quotes): &Sample, cut: DateTime<Utc>) -> EditionEntry {
    let number = i64::try_from(index).unwrap_or(0) + 1;
    let quote = |(author, role, words, reason): &(&str, &str, &str, &str)| EditionQuote {
        comment: CommentId(number),
        author: Some((*author).to_owned()),
        role: Some((*role).to_owned()),
        excerpt: (*words).to_owned(),
        reason: (*reason).to_owned(),
        whole: (words.len() > 150).then(|| format!("https://newsroom.example/news/2026/11/article-{number}#c1")),
        answers: words.ends_with('?').then(|| "Dr A. Marsh: We have done this since last spring.".to_owned()),
    };
    EditionEntry {
        article: ArticleId(number),
        revision: 1,
        url: format!("https://newsroom.example/news/2026/11/article-{number}"),
        title: (*title).to_owned(),
        lead: Some((*lead).to_owned()),
        authors: vec!["Ellen Reed".to_owned()],
        topics: vec![(*topic).to_owned()],
        published: cut - TimeDelta::hours(number),
        image: None,
        correction: (index == 0).then(|| Correction {
            text: "Please note: an earlier version of this article gave the first year of the pilot as 2025."
                .to_owned(),
            at: Some(cut - TimeDelta::minutes(50)),
        }),
        comments_total: 12,
        sources: ["round", "wire"][..if index == 0 { 2 } else { 1 }]
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect(),
        quotes: quotes.iter().map(quote).collect(),
    }
}

/// An edition with as little as can be: one article of which only title and address are known.
fn bare_edition() -> Edition {
    let mut bare = edition(1);
    bare.left_out = 0;
    for entry in &mut bare.entries {
        entry.lead = None;
        entry.correction = None;
        entry.comments_total = 0;
        entry.sources.truncate(1);
        entry.authors.clear();
        entry.topics.clear();
        entry.quotes.clear();
    }
    bare
}

/// The view of a sample edition, addressed to nobody real.
pub fn digest_view(articles: usize) -> DigestView {
    view_of(&edition(articles), true)
        .addressed(Some("Dr Sample"), &base("unsubscribe/0123456789abcdef0123456789abcdef"))
}

fn view_of(edition: &Edition, archive: bool) -> DigestView {
    let masthead = Masthead {
        name: "daily".parse().expect("the word is a name"),
        title: "The Daily Round".to_owned(),
        subject: String::new(),
        template: "digest".to_owned(),
        zone: chrono_tz::Europe::London,
        archive,
        publication: "The Round, gathered".to_owned(),
        more: base("feeds/all"),
        base: base(""),
        contact: "editor@example.org".to_owned(),
        language: "en-GB".to_owned(),
        sources: BTreeMap::default(),
        seal: archive.then(|| Seal::new(*b"sample")),
    };
    DigestView::new(edition, &masthead)
}

/// Both ends of what a letter can hold.
pub(super) fn letters() -> [DigestView; 2] {
    let bare = view_of(&bare_edition(), false).addressed(None, &base("unsubscribe/0"));
    [digest_view(4), bare]
}

/// An alarm that began with all that can be said of it, and one that ended with nothing.
pub(super) fn alarms() -> [AlarmView; 2] {
    let began = DateTime::from_timestamp(1_795_415_400, 0).unwrap_or_default();
    let about = |title, url| About {
        publication: "The Round, gathered",
        name: "site",
        title,
        url,
        zone: chrono_tz::Europe::London,
    };
    let words =
        "5 of 6 pages read have no author, where 98 in 100 had one; it is found by article.authors = \"p.byline\".";
    let sample = "https://newsroom.example/news/one\nA headline\n\nThe board has agreed a pilot.";
    let state = SourceState::Degraded;
    let full =
        AlarmView::new(&about("The Site", "https://newsroom.example/"), state, words, sample, (began, None), (0, 0));
    let ended = Some(began + TimeDelta::hours(3));
    [full, AlarmView::new(&about("site", ""), SourceState::Failing, "", "", (began, ended), (3, 2))]
}

/// A comment that was reported: with a page to decide on, and without.
pub(super) fn reported() -> [ReportedView; 2] {
    let uid = "urn:uuid:0f8e1c52-6f0d-4a55-9a3e-1f4f2f0b7a11";
    let words = "3 readers reported a comment by Jo under \u{201c}Evening clinics\u{201d}: It insults somebody (3).";
    let page = base("moderation").to_string();
    [
        ReportedView::new("The Round, gathered", uid, (words, "What Jo said.\n\nAnd more."), Some(&page)),
        ReportedView::new("The Round, gathered", uid, (words, ""), None),
    ]
}

/// The name of each page and what it is tried against.
pub(super) fn pages() -> Vec<(&'static str, minijinja::Value)> {
    let full = digest_view(3);
    let publication = full.publication.clone();
    let web = DigestView { unsubscribe_url: String::new(), ..full.clone() };
    let bare = view_of(&bare_edition(), true);
    let leave =
        LeavePage { publication: publication.clone(), digest: full.digest.clone(), action_url: full.unsubscribe_url };
    let error = ErrorPage {
        publication: publication.clone(),
        status: 404,
        title: "There is no such page".to_owned(),
        text: "The address may be mistyped, or what stood here was withdrawn.".to_owned(),
    };
    let edition = EditionLink {
        date: full.edition.date,
        day: full.edition.day,
        headline: full.edition.headline,
        url: base("editions/daily/2026-11-23").to_string(),
    };
    let digest = |title: &str, schedule: &str, editions| DigestLinks {
        name: title.to_lowercase(),
        title: format!("The {title} Round"),
        schedule: schedule.to_owned(),
        editions,
    };
    let feeds = feeds();
    let index = IndexPage {
        publication: publication.clone(),
        description: "News for general practice, with the comments most worth reading".to_owned(),
        groups: grouped(&feeds, 2),
        feeds_url: base("feeds").to_string(),
        opml_url: base("feeds.opml").to_string(),
        digests: vec![digest("Daily", "weekdays at 06:30", vec![edition]), digest("Weekly", "", Vec::new())],
    };
    let bare_index = IndexPage { groups: grouped(&feeds, 0), digests: Vec::new(), ..index.clone() };
    let list = FeedsPage {
        publication: publication.clone(),
        groups: grouped(&feeds, 1),
        opml_url: base("feeds.opml").to_string(),
    };
    let feed_page = feed_page(&publication, full.entries);
    let bare_feed = FeedPage { entries: bare.entries.clone(), older_url: None, ..feed_page.clone() };
    let empty_feed =
        FeedPage { entries: Vec::new(), earlier: Vec::new(), follow: Vec::new(), archived: true, ..feed_page.clone() };
    vec![
        ("pages/index.html", value(&index)),
        ("pages/index.html", value(&bare_index)),
        ("pages/feeds.html", value(&list)),
        ("pages/feed.html", value(&feed_page)),
        ("pages/feed.html", value(&bare_feed)),
        ("pages/feed.html", value(&empty_feed)),
        ("pages/edition.html", value(&web)),
        ("pages/edition.html", value(&bare)),
        ("pages/unsubscribe.html", value(&leave)),
        ("pages/unsubscribed.html", value(&leave)),
        ("pages/error.html", value(&error)),
    ]
    .into_iter()
    .chain(desk::pages(&publication))
    .collect()
}

fn feeds() -> [FeedLinks; 3] {
    [
        feed("all", "The Round: everything"),
        feed("workforce", "The Round: workforce"),
        feed("topics/funding", "The Round: Funding"),
    ]
}

fn feed(feed_name: &str, title: &str) -> FeedLinks {
    let path = format!("feeds/{feed_name}");
    let description = "Every article, with its best comments quoted";
    FeedLinks::new(feed_name, FeedGroup::of(&path), (title, description), base(&path).as_str())
}

fn feed_page(publication: &PublicationView, mut entries: Vec<EntryView>) -> FeedPage {
    let feed = feed("all", "The Round: everything");
    let earlier = entries.pop().map(EarlierView::of).into_iter().collect();
    if let Some(entry) = entries.first_mut() {
        let piece = |kind, text: &str| PieceView { kind, text: text.to_owned() };
        let pieces = vec![piece("", "The fee is "), piece("out", "two"), piece("", " "), piece("in", "three")];
        entry.changes = vec![ChangedView { pieces }];
        entry.report_url = Some(base("report/1-sample").to_string());
    }
    FeedPage {
        publication: publication.clone(),
        of: feed.group.word(),
        archived: false,
        follow: feed.follow(),
        app_url: format!("feed:{}", feed.rss_url),
        feed,
        entries,
        earlier,
        older_url: Some(base("feeds/all.archive-2").to_string()),
        feeds_url: base("feeds").to_string(),
        opml_url: base("feeds.opml").to_string(),
    }
}

/// What stands around every page.
fn surroundings() -> Surroundings {
    Surroundings {
        alternates: feed("all", "The Round: everything").alternates().into(),
        topic_pages: BTreeMap::from([("workforce".to_owned(), base("feeds/topics/workforce").to_string())]),
        author_pages: BTreeMap::from([("Ellen Reed".to_owned(), base("feeds/authors/ellen-reed").to_string())]),
    }
}

fn value<V: Serialize>(view: &V) -> minijinja::Value {
    on_page(view, &surroundings())
}

fn name(text: &str) -> Name {
    text.parse().expect("the sample's name is a plain word")
}

fn base(path: &str) -> Url {
    Url::parse("https://round.example.org/").and_then(|base| base.join(path)).expect("the sample's address is a URL")
}
