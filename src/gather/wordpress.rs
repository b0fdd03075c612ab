//! Owns the kind of source that is a `WordPress` site with its REST API open: posts and comments as records, paged by
//! headers. Where the API is closed, the site's feed is read in its place.

mod comment;
mod post;

use serde_json::Value;
use url::Url;

use super::api;
use super::feed::FeedKind;
use super::kind::{Ask, Kind, Page, ReadError, Reading, Role};
use super::options::{FeedRules, Follow, PageRules};
use super::page::PageKind;

/// Changes whenever this reader would read the same bytes otherwise.
const READER_VERSION: u32 = 1;

/// Posts in one answer: all that a busy site changes between two rounds.
const POSTS: &str = "50";

/// Comments in one answer: the most that the API gives.
const COMMENTS: &str = "100";

/// The parts of a post that are read; without `_links` the API embeds nothing.
const POST_FIELDS: &str = "id,date_gmt,date,modified_gmt,link,title,content,excerpt,sticky,lang,author,\
    yoast_head_json.og_locale,yoast_head_json.author,_links,_embedded";

const COMMENT_FIELDS: &str = "id,post,parent,author,author_name,date_gmt,date,content,link,type,status";

/// A site whose software is `WordPress`.
#[derive(Debug)]
pub struct WordPressKind {
    site: Url,
    /// Where the API is, the likely place first.
    roots: Vec<Root>,
    pages: u32,
    comment_pages: u32,
    feed: FeedKind<PageKind>,
    feed_address: Url,
}

/// One way to write the API's addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Root {
    /// `https://site.example/wp-json/`.
    Pretty(Url),
    /// `https://site.example/?rest_route=/`, which a site answers whose addresses were never set up.
    Plain(Url),
}

impl Root {
    fn of(address: &Url) -> Self {
        if address.query_pairs().any(|(key, _)| key == "rest_route") {
            return Self::Plain(address.clone());
        }
        let mut root = address.clone();
        root.set_query(None);
        root.set_fragment(None);
        let path = root.path().trim_end_matches('/').trim_end_matches("/wp/v2").to_owned();
        root.set_path(&format!("{path}/"));
        Self::Pretty(root)
    }

    fn address(&self, what: &str, parameters: &[(&str, &str)]) -> Url {
        let mut url = match self {
            Self::Pretty(root) => root.join(&format!("wp/v2/{what}")).unwrap_or_else(|_| root.clone()),
            Self::Plain(root) => {
                let mut url = root.clone();
                let route = root.query_pairs().find(|(key, _)| key == "rest_route");
                let base = route.map(|(_, value)| value.trim_end_matches('/').trim_end_matches("/wp/v2").to_owned());
                url.query_pairs_mut()
                    .clear()
                    .append_pair("rest_route", &format!("{}/wp/v2/{what}", base.unwrap_or_default()));
                url
            }
        };
        url.query_pairs_mut().extend_pairs(parameters);
        url
    }

    fn posts(&self, page: u32) -> Url {
        let embedded = "author,wp:term,wp:featuredmedia";
        let page = page.to_string();
        let mut parameters =
            vec![("per_page", POSTS), ("orderby", "modified"), ("order", "desc"), ("_embed", embedded)];
        parameters.push(("_fields", POST_FIELDS));
        if page != "1" {
            parameters.push(("page", &page));
        }
        self.address("posts", &parameters)
    }

    fn comments(&self, post: &str, page: u32) -> Url {
        let page = page.to_string();
        let mut parameters = vec![("post", post), ("per_page", COMMENTS), ("orderby", "date_gmt"), ("order", "asc")];
        parameters.push(("_fields", COMMENT_FIELDS));
        if page != "1" {
            parameters.push(("page", &page));
        }
        self.address("comments", &parameters)
    }
}

impl WordPressKind {
    /// A site at an address; `api` is the root of its API where that is not below it. `rules` read the pages of the
    /// entries of its feed.
    pub fn new(site: Url, api: Option<&Url>, follow: Follow, rules: PageRules) -> Self {
        let mut folder = site.clone();
        folder.set_query(None);
        folder.set_fragment(None);
        if !folder.path().ends_with('/') {
            folder.set_path(&format!("{}/", site.path()));
        }
        let below = |path: &str| folder.join(path).unwrap_or_else(|_| folder.clone());
        let roots = match api {
            Some(api) => vec![Root::of(api)],
            None => vec![Root::of(&below("wp-json/")), Root::of(&below("?rest_route=/"))],
        };
        let feed_address = below("feed/");
        let (pages, comment_pages) = (rules.pages, rules.comment_pages);
        let feed =
            FeedRules { feed: feed_address.clone(), discover: true, follow, assumed: false, pages: 1, comment_pages };
        let feed = FeedKind::new(feed, PageKind::new(rules, site.clone()));
        Self { site, roots, pages, comment_pages, feed, feed_address }
    }

    /// The way of writing addresses in which an address is written, and its place among them.
    fn root_of(&self, url: &Url) -> Option<(usize, &Root)> {
        let plain = |url: &Url| url.query_pairs().any(|(key, _)| key == "rest_route");
        self.roots.iter().enumerate().find(|(_, root)| match root {
            Root::Pretty(root) => url.as_str().starts_with(root.as_str()) && !plain(url),
            Root::Plain(_) => plain(url),
        })
    }

    fn posts(&self, value: &Value, page: &Page<'_>, ask: &Ask, number: u32) -> Result<Reading, ReadError> {
        let Some((_, root)) = self.root_of(&ask.url) else {
            return Err(ReadError::NotReadable("this address is none of the API's".to_owned()));
        };
        let Some(posts) = value.as_array() else { return Err(refusal(value)) };
        if posts.is_empty() && number == 1 {
            return Err(ReadError::Nothing(": the API lists no posts".to_owned()));
        }
        let mut reading = Reading::default();
        for found in posts {
            match post::read(found, page, &self.site) {
                Ok(read) => {
                    // Whoever wrote the post answers as its author: the reading of comments is told by the address.
                    let mut url = root.comments(&read.id, 1);
                    url.set_fragment(read.author.map(|author| format!("author={author}")).as_deref());
                    let role = Role::Comments { article: read.article.url.clone(), offset: 0, number: 1 };
                    reading.asks.push(Ask { url, role });
                    reading.articles.push(read.article);
                }
                Err(note) => reading.notes.push(note),
            }
        }
        if number < self.pages && has_next(page, number) {
            reading.asks.push(Ask { url: root.posts(number + 1), role: Role::Listing { number: number + 1 } });
        }
        Ok(reading)
    }

    fn comments(&self, value: &Value, page: &Page<'_>, ask: &Ask) -> Result<Reading, ReadError> {
        let Role::Comments { article, offset, number } = &ask.role else { return Ok(Reading::default()) };
        let Some(list) = value.as_array() else { return Err(refusal(value)) };
        let author = ask.url.fragment().and_then(|fragment| fragment.strip_prefix("author="));
        let mut comments: Vec<_> =
            list.iter().filter_map(|found| comment::read(found, page, article, author)).collect();
        api::settle(&mut comments, *offset);
        let mut reading = Reading::default();
        let places = u32::try_from(comments.len()).unwrap_or(u32::MAX);
        let goes_on = has_next(page, *number) && !list.is_empty();
        if goes_on && *number < self.comment_pages {
            let post = ask.url.query_pairs().find(|(key, _)| key == "post").map(|(_, post)| post.into_owned());
            if let (Some(post), Some((_, root))) = (post, self.root_of(&ask.url)) {
                let mut url = root.comments(&post, number + 1);
                url.set_fragment(ask.url.fragment());
                let offset = offset.saturating_add(places);
                let role = Role::Comments { article: article.clone(), offset, number: number + 1 };
                reading.asks.push(Ask { url, role });
            }
        } else if goes_on {
            reading.notes.push(format!("further comments are not read: comment_pages = {}", self.comment_pages));
        } else {
            reading.comments_stated = Some(offset.saturating_add(places));
        }
        reading.comments = comments;
        Ok(reading)
    }

    /// What is asked for where the API does not answer with what it should.
    fn otherwise(&self, ask: &Ask) -> Vec<Ask> {
        match &ask.role {
            Role::Listing { number: 1 } => {
                let Some((place, _)) = self.root_of(&ask.url) else { return Vec::new() };
                let next = self.roots.get(place + 1);
                let listing = next.map(|root| Ask { url: root.posts(1), role: Role::Listing { number: 1 } });
                vec![listing.unwrap_or_else(|| Ask { url: self.feed_address.clone(), role: Role::Feed })]
            }
            Role::Comments { article, number: 1, .. } if self.root_of(&ask.url).is_some() => {
                vec![Ask { url: comment::feed_of(article), role: ask.role.clone() }]
            }
            _ => Vec::new(),
        }
    }
}

impl Kind for WordPressKind {
    fn begin(&self) -> Vec<Ask> {
        let first = self.roots.first().map(|root| Ask { url: root.posts(1), role: Role::Listing { number: 1 } });
        first.into_iter().collect()
    }

    fn read(&self, ask: &Ask, page: &Page<'_>) -> Result<Reading, ReadError> {
        let of_api =
            matches!(ask.role, Role::Listing { .. } | Role::Comments { .. }) && self.root_of(&ask.url).is_some();
        if !of_api {
            return self.feed.read(ask, page);
        }
        let value = match api::parse(page) {
            Ok(value) => value,
            // A front page where the API should be: the site does not know the address.
            Err(error) => {
                let asks = self.otherwise(ask);
                if asks.is_empty() {
                    return Err(error);
                }
                let notes = vec![format!("no REST API answers ({error}); {} is asked instead", asks[0].url)];
                return Ok(Reading { asks, notes, refused: Some(error.to_string()), ..Reading::default() });
            }
        };
        match ask.role {
            Role::Listing { number } => self.posts(&value, page, ask, number),
            _ => self.comments(&value, page, ask),
        }
    }

    fn rules(&self) -> String {
        let roots: Vec<Url> = self.roots.iter().map(|root| root.posts(1)).collect();
        let roots = roots.iter().map(Url::as_str).collect::<Vec<_>>().join(" ");
        format!("wordpress {READER_VERSION} {roots} {} {} {}", self.pages, self.comment_pages, self.feed.rules())
    }

    fn cure(&self) -> String {
        "neither the REST API nor the feed of the site can be read; ask its owner to open one of them, say where its API is \
         (api = \"…\"), or have its pages read (kind = \"page\")"
            .to_owned()
    }

    fn instead(&self, ask: &Ask, status: u16) -> Vec<Ask> {
        match status {
            // Closed, switched off, hidden, or never there. What is overloaded is asked again another time.
            400 | 401 | 403..=406 | 410 | 451 | 501 => self.otherwise(ask),
            _ => Vec::new(),
        }
    }
}

fn has_next(page: &Page<'_>, number: u32) -> bool {
    let by_link = || {
        page.link
            .is_some_and(|link| link.split(',').any(|one| one.contains("rel=\"next\"") || one.contains("rel=next")))
    };
    page.total_pages.map_or_else(by_link, |total| total > number)
}

/// An error is an object with a code and a message.
fn refusal(value: &Value) -> ReadError {
    let say = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let said = format!("{} {}", say("code"), say("message"));
    let said = match said.trim() {
        "" => "it is no list".to_owned(),
        said => format!("it says {said:?}"),
    };
    ReadError::NotReadable(format!("the answer of the REST API cannot be used: {said}"))
}

#[cfg(test)]
mod tests;
