//! Owns the views of the web pages that are not an edition: what `templates/pages/*.html` can name.

use std::collections::BTreeMap;

use serde::Serialize;
use url::form_urlencoded;

use super::text;
use super::view::{ChangedView, DigestNames, EntryView, PublicationView};
use crate::domain::FeedGroup;

/// The few lines that put a button beside each address to copy it. Pages name them as `copy_script`; they run because
/// the page's policy names their hash, and nothing else does.
pub const COPY_SCRIPT: &str = include_str!("../../templates/pages/copy.js");

/// Longest title on a list, in characters.
const TITLE: usize = 140;

/// Longest lead and quote on a page that has not room for longer ones, in characters.
const SHORT: usize = 240;

/// What changed may be so many times as long as other words.
const CHANGES: usize = 3;

/// Longest description on a list, in characters.
const DESCRIPTION: usize = 240;

/// Readers on the web, each with the address to which that of a feed is put to add it.
const READERS: [(&str, &str); 5] = [
    ("Feedly", "https://feedly.com/i/subscription/feed%2F"),
    ("Inoreader", "https://www.inoreader.com/?add_feed="),
    ("NewsBlur", "https://www.newsblur.com/?url="),
    ("The Old Reader", "https://theoldreader.com/feeds/subscribe?url="),
    ("Feedbin", "https://feedbin.com/?subscribe="),
];

/// What every page can name beside its own view.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Surroundings {
    /// The documents that a feed reader finds by itself from the page, each with a title of its own.
    pub alternates: Vec<Alternate>,
    /// The page of each topic that has one, by its folded name.
    pub topic_pages: BTreeMap<String, String>,
    /// The page of each author of the page's entries, by name.
    pub author_pages: BTreeMap<String, String>,
}

/// A document that a feed reader finds by itself (`<link rel="alternate">`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alternate {
    /// Its media type.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// `pages/index.html`: the publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexPage {
    /// Who publishes.
    pub publication: PublicationView,
    /// What it is.
    pub description: String,
    /// The feeds.
    pub groups: Vec<GroupView>,
    /// The page of all feeds.
    pub feeds_url: String,
    /// The feeds as one OPML document.
    pub opml_url: String,
    /// The digests.
    pub digests: Vec<DigestLinks>,
}

/// `pages/feeds.html`: all feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedsPage {
    /// Who publishes.
    pub publication: PublicationView,
    /// The feeds.
    pub groups: Vec<GroupView>,
    /// The feeds as one OPML document.
    pub opml_url: String,
}

/// Feeds of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupView {
    /// A word for it: "main", "topics", "sources", "authors", "talk", "editions".
    pub word: &'static str,
    /// What stands over it.
    pub heading: &'static str,
    /// Those that are shown.
    pub feeds: Vec<FeedLinks>,
    /// How many more there are.
    pub more: usize,
}

/// A feed and its addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedLinks {
    /// Its name: "all", "topics/funding", "editions/daily".
    pub name: String,
    /// What it is of.
    #[serde(skip)]
    pub group: FeedGroup,
    /// Its title.
    pub title: String,
    /// The same where it stands under the publication's name and a heading: "Funding".
    pub short: String,
    /// What it is; may be empty.
    pub description: String,
    /// The page for people.
    pub page_url: String,
    /// As RSS 2.0.
    pub rss_url: String,
    /// As Atom 1.0.
    pub atom_url: String,
    /// As JSON Feed 1.1.
    pub json_url: String,
}

impl FeedLinks {
    /// The links of the feed whose documents have this address, without their ending.
    pub fn new(name: &str, group: FeedGroup, (title, description): (&str, &str), address: &str) -> Self {
        Self {
            name: name.to_owned(),
            group,
            title: title.to_owned(),
            short: title.to_owned(),
            description: description.to_owned(),
            page_url: address.to_owned(),
            rss_url: format!("{address}.rss"),
            atom_url: format!("{address}.atom"),
            json_url: format!("{address}.json"),
        }
    }

    /// As a line of a list shows it.
    fn clipped(&self) -> Self {
        Self {
            title: text::clip(&text::one_line(&self.title), TITLE),
            short: text::clip(&text::one_line(&self.short), TITLE),
            description: text::clip(&text::one_line(&self.description), DESCRIPTION),
            ..self.clone()
        }
    }

    /// Its three documents, for whoever looks for feeds from a page.
    pub fn alternates(&self) -> [Alternate; 3] {
        let title = text::clip(&text::one_line(&self.title), TITLE);
        let one =
            |kind, format, url: &String| Alternate { kind, title: format!("{title} ({format})"), url: url.clone() };
        [
            one("application/rss+xml", "RSS", &self.rss_url),
            one("application/atom+xml", "Atom", &self.atom_url),
            one("application/feed+json", "JSON Feed", &self.json_url),
        ]
    }

    /// Where the feed is followed by those who do not want to copy its address.
    pub fn follow(&self) -> Vec<FollowView> {
        READERS
            .into_iter()
            .map(|(name, address)| FollowView {
                name,
                url: format!(
                    "{address}{}",
                    form_urlencoded::byte_serialize(self.rss_url.as_bytes()).collect::<String>()
                ),
            })
            .collect()
    }
}

/// A reader on the web, and where a feed is added to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FollowView {
    /// The reader.
    pub name: &'static str,
    /// The address that adds the feed.
    pub url: String,
}

/// A digest and its newest editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DigestLinks {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// When it goes out, for people; may be empty.
    pub schedule: String,
    /// The newest editions that have a page.
    pub editions: Vec<EditionLink>,
}

/// An edition with a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionLink {
    /// `2026-11-23`.
    pub date: String,
    /// `Monday 23 November 2026`.
    pub day: String,
    /// The first headline.
    pub headline: String,
    /// Its address.
    pub url: String,
}

/// `pages/feed.html`: a feed, or an archive of it, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedPage {
    /// Who publishes.
    pub publication: PublicationView,
    /// The feed.
    pub feed: FeedLinks,
    /// What its entries are: "main", "topics" and so on, as in [`GroupView`].
    pub of: &'static str,
    /// Whether this is an archive: what it holds stands in the feed no more.
    pub archived: bool,
    /// The readers it can be followed in.
    pub follow: Vec<FollowView>,
    /// The address that a program on the reader's own machine is opened by.
    pub app_url: String,
    /// The latest entries.
    pub entries: Vec<EntryView>,
    /// The entries after them, by headline alone.
    pub earlier: Vec<EarlierView>,
    /// The page of the entries before these.
    pub older_url: Option<String>,
    /// The page of all feeds.
    pub feeds_url: String,
    /// The feeds as one OPML document.
    pub opml_url: String,
}

/// An entry of which the page has no room for more than the headline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EarlierView {
    /// Its address.
    pub url: String,
    /// The headline.
    pub title: String,
    /// When it was published, for people.
    pub published: String,
    /// The same as RFC 3339 in UTC.
    pub published_at: String,
}

impl FeedPage {
    /// The same with less on it: first shorter words, then fewer quotes under each entry, then fewer entries in full,
    /// then fewer headlines. `None` where nothing can go.
    pub fn shortened(&self) -> Option<Self> {
        let mut shorter = self.clone();
        shorter.entries.iter_mut().for_each(|entry| shorten_words(entry, SHORT));
        if shorter != *self {
            return Some(shorter);
        }
        let quotes = self.entries.iter().map(|entry| entry.quotes.len()).max().unwrap_or(0);
        if quotes > 1 {
            shorter.entries.iter_mut().for_each(|entry| entry.quotes.truncate(quotes - 1));
        } else if self.entries.len() > 1 {
            let rest = shorter.entries.split_off((self.entries.len() * 4 / 5).max(1));
            shorter.earlier = rest.into_iter().map(EarlierView::of).chain(shorter.earlier).collect();
        } else if self.earlier.is_empty() {
            return None;
        } else {
            shorter.earlier.truncate(self.earlier.len() * 2 / 3);
        }
        Some(shorter)
    }
}

/// Cuts the words of an entry to a length each; where a quote is cut, the way to all of it stands under it.
pub fn shorten_words(entry: &mut EntryView, most: usize) {
    let cut = |words: &mut String| {
        let shorter = text::clip(words, most);
        let is_cut = shorter != *words;
        *words = shorter;
        is_cut
    };
    entry.lead.as_mut().map(cut);
    shorten_changes(&mut entry.changes, most * CHANGES);
    for quote in &mut entry.quotes {
        if cut(&mut quote.text) && quote.whole_url.is_none() {
            quote.whole_url = Some(entry.comments_url.clone()).filter(|url| url != "#");
        }
    }
}

/// Cuts what changed to so many characters in all.
fn shorten_changes(changes: &mut Vec<ChangedView>, most: usize) {
    let mut left = most;
    for at in 0..changes.len() {
        let pieces = &mut changes[at].pieces;
        for piece in 0..pieces.len() {
            let length = pieces[piece].text.chars().count();
            if length > left {
                pieces[piece].text = text::clip(&pieces[piece].text, left.max(1));
                pieces.truncate(piece + 1);
                changes.truncate(at + 1);
                return;
            }
            left -= length;
        }
    }
}

impl EarlierView {
    /// What is left of an entry that is not shown in full.
    pub fn of(entry: EntryView) -> Self {
        Self {
            url: entry.url,
            title: text::clip(&entry.title, TITLE),
            published: entry.published,
            published_at: entry.published_at,
        }
    }
}

/// Feeds in their groups, at most so many of each; what is left out is counted.
pub fn grouped(feeds: &[FeedLinks], most: usize) -> Vec<GroupView> {
    let of = |group: FeedGroup| {
        let members: Vec<&FeedLinks> = feeds.iter().filter(|feed| feed.group == group).collect();
        let shown = members.iter().take(most).map(|feed| feed.clipped());
        GroupView {
            word: group.word(),
            heading: group.heading(),
            feeds: shown.collect(),
            more: members.len().saturating_sub(most),
        }
    };
    FeedGroup::ALL.into_iter().map(of).filter(|group| !group.feeds.is_empty() || group.more > 0).collect()
}

/// `pages/unsubscribe.html`, which asks, and `pages/unsubscribed.html`, which confirms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeavePage {
    /// Who publishes.
    pub publication: PublicationView,
    /// The digest.
    pub digest: DigestNames,
    /// The address the form posts to (and that was asked for).
    pub action_url: String,
}

/// `pages/error.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorPage {
    /// Who publishes.
    pub publication: PublicationView,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in a few words.
    pub title: String,
    /// What to do now.
    pub text: String,
}
