//! Owns what an operator can say of a source: its address, its limits and its selectors.

mod json;
mod path;

use std::fmt;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use chrono_tz::Tz;
use scraper::Selector;
use url::Url;

use crate::domain::{Hours, Name, Schedule};
pub use json::{JsonCommentRules, JsonRules, Piece, Reference};
pub use path::JsonPath;

/// One source, checked.
#[derive(Debug, Clone)]
pub struct SourceOptions {
    /// Its name for ever.
    pub name: Name,
    /// What readers see.
    pub title: String,
    /// Where and how it is read.
    pub kind: KindOptions,
    /// The public address of the site.
    pub url: Url,
    /// When it is gathered.
    pub schedule: Schedule,
    /// The hours in which it may be asked, in its zone; `None`: always.
    pub hours: Option<Hours>,
    /// The zone of times on its pages.
    pub zone: Tz,
    /// Whether it may live on a private address (an intranet).
    pub allow_private: bool,
    /// After how long without a new article it is silent; `None`: by what is usual for it.
    pub silent_after: Option<Duration>,
    /// Requests a round may make of one host; what had no turn is put off to the next.
    pub budget: u32,
}

/// Where the answers of sources are kept as they came, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerOptions {
    /// The folder.
    pub folder: PathBuf,
    /// Older ones are removed.
    pub keep: Duration,
}

/// Where and how a source is read.
#[derive(Debug, Clone)]
pub enum KindOptions {
    /// Listing and article pages over HTTP.
    Page(PageRules),
    /// The same, in a folder that holds the site.
    Directory {
        /// The folder.
        path: PathBuf,
        /// The rules of its pages.
        rules: PageRules,
    },
    /// An RSS, Atom or JSON feed.
    Feed {
        /// The feed, and what is taken from it.
        feed: FeedRules,
        /// The rules of the entries' pages.
        rules: PageRules,
    },
    /// A site map.
    Sitemap {
        /// Which site map, and what is taken from it.
        map: SitemapRules,
        /// The rules of the pages it lists.
        rules: PageRules,
    },
    /// The REST API of a `WordPress` site.
    WordPress {
        /// The root of the API, such as `https://site.example/wp-json/`; `None`: found below the site's address.
        api: Option<Url>,
        /// Whether the pages of the feed's entries are read, where the API is closed.
        follow: Follow,
        /// `pages` and `comment_pages` bound the API as well; the rest is for pages read in its place.
        rules: PageRules,
    },
    /// A Discourse forum, or one category of it.
    Discourse {
        /// At most so many lists of topics.
        pages: u32,
        /// At most so many answers with posts for one topic.
        comment_pages: u32,
    },
    /// Any JSON API.
    Json {
        /// Where things are in its answers.
        api: Box<JsonRules>,
        /// `pages` and `comment_pages` bound the API as well; the rest is for articles whose body it does not give.
        rules: PageRules,
    },
    /// Pages, of which what they state for machines (schema.org as JSON-LD) is believed first.
    LinkedData(PageRules),
}

/// What is read of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRules {
    /// The feed's address, or that of a page that names it.
    pub feed: Url,
    /// Whether a page may stand at the address, from which the feed is found.
    pub discover: bool,
    /// Whether the page of each entry is read too.
    pub follow: Follow,
    /// Whether nothing said so, and it was assumed.
    pub assumed: bool,
    /// At most so many documents of a feed in several (RFC 5005).
    pub pages: u32,
    /// At most so many documents of a feed of comments.
    pub comment_pages: u32,
}

/// What is read of a site map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapRules {
    /// The site's address.
    pub site: Url,
    /// The site map's address; `None`: found from robots.txt, or at the usual places.
    pub sitemap: Option<Url>,
    /// At most so many site maps of an index.
    pub pages: u32,
    /// Pages that changed longer ago are left alone.
    pub newer_than: Duration,
}

impl KindOptions {
    /// The rules of its pages; empty where it has none.
    pub fn page_rules(&self) -> &PageRules {
        static NONE: LazyLock<PageRules> = LazyLock::new(PageRules::default);
        match self {
            Self::Page(rules)
            | Self::LinkedData(rules)
            | Self::Directory { rules, .. }
            | Self::Feed { rules, .. }
            | Self::Sitemap { rules, .. }
            | Self::WordPress { rules, .. }
            | Self::Json { rules, .. } => rules,
            Self::Discourse { .. } => &NONE,
        }
    }
}

/// Whether a feed's entries are taken as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// The feed holds the whole article.
    Entries,
    /// The page of each entry is read.
    Pages,
}

/// How pages are read. Whatever has no selector is found automatically.
#[derive(Debug, Clone, Default)]
pub struct PageRules {
    /// Absolute addresses of the listing; empty: the site's own address.
    pub listing: Vec<Url>,
    /// At most so many listing pages.
    pub pages: u32,
    /// At most so many pages of comments an article.
    pub comment_pages: u32,
    /// On the listing.
    pub links: LinkRules,
    /// On an article page.
    pub article: ArticleRules,
    /// On an article page and its comment pages; `None`: found automatically.
    pub comments: Option<CommentRules>,
}

/// Selectors for a listing page.
#[derive(Debug, Clone, Default)]
pub struct LinkRules {
    /// Each link to an article.
    pub article: Option<Css>,
    /// The link to the next page.
    pub next: Option<Css>,
}

/// Selectors for an article page.
#[derive(Debug, Clone, Default)]
pub struct ArticleRules {
    /// The headline.
    pub title: Option<Css>,
    /// The standfirst.
    pub lead: Option<Css>,
    /// Each author's name.
    pub authors: Option<Css>,
    /// The publication time.
    pub published: Option<Css>,
    /// The time of the last change.
    pub updated: Option<Css>,
    /// Each topic.
    pub topics: Option<Css>,
    /// The body.
    pub body: Option<Css>,
    /// The lead image.
    pub image: Option<Css>,
    /// The amendment notice.
    pub correction: Option<Css>,
    /// What to take out of the body.
    pub remove: Vec<Css>,
}

/// Selectors for comments; all but `stated` and `next` are looked up within `item`.
#[derive(Debug, Clone)]
pub struct CommentRules {
    /// Each comment.
    pub item: Css,
    /// The name.
    pub author: Option<Css>,
    /// The role.
    pub role: Option<Css>,
    /// The time.
    pub time: Option<Css>,
    /// The words; `None`: the item's text without the other parts.
    pub text: Option<Css>,
    /// Votes in favour, or the sum.
    pub votes: Option<Css>,
    /// The site's id of the comment, usually "@id"-like.
    pub key: Option<Css>,
    /// The key of the comment it answers; `None`: items nested in items.
    pub parent: Option<Css>,
    /// The page's own count.
    pub stated: Option<Css>,
    /// The link to the next page of comments.
    pub next: Option<Css>,
}

/// A CSS selector with an optional attribute: `SELECTOR`, `SELECTOR @attribute`, or `@attribute` (of the item itself).
#[derive(Debug, Clone)]
pub struct Css {
    source: String,
    selector: Option<Selector>,
    attribute: Option<String>,
}

impl Css {
    /// Parses it; the error is the selector parser's own words.
    pub fn parse(source: &str) -> Result<Self, String> {
        let trimmed = source.trim();
        let (css, attribute) = match trimmed.rsplit_once('@') {
            Some((css, name))
                if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_:".contains(c)) =>
            {
                (css.trim(), Some(name.to_ascii_lowercase()))
            }
            _ => (trimmed, None),
        };
        let selector = match css {
            "" if attribute.is_some() => None,
            "" => return Err("the selector is empty".to_owned()),
            css => Some(Selector::parse(css).map_err(|error| error.to_string())?),
        };
        Ok(Self { source: trimmed.to_owned(), selector, attribute })
    }

    /// The parsed selector; `None` means the item itself.
    pub fn selector(&self) -> Option<&Selector> {
        self.selector.as_ref()
    }

    /// The attribute to take instead of the text.
    pub fn attribute(&self) -> Option<&str> {
        self.attribute.as_deref()
    }
}

impl fmt::Display for Css {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_may_name_an_attribute() {
        let cases = [
            ("h1", true, None),
            ("meta[property='og:title'] @content", true, Some("content")),
            ("@data-id", false, Some("data-id")),
            ("a[href*='@x.y']", true, None),
        ];
        for (text, has_selector, attribute) in cases {
            let css = Css::parse(text).expect(text);
            assert_eq!((css.selector().is_some(), css.attribute()), (has_selector, attribute), "{text}");
        }
        for bad in ["", "h1[", "..a", "@"] {
            assert!(Css::parse(bad).is_err(), "{bad:?} was taken");
        }
    }
}
