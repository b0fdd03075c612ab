//! Owns the kind of source that is a Discourse forum, or one category of it: a topic is an article, its first post the
//! body, the others the comments.

mod post;

use serde_json::Value;
use url::Url;

use super::api;
use super::kind::{Ask, Hint, Kind, Page, ReadError, Reading, Role};
use crate::domain::{FoundArticle, FoundComment, Image};

/// Changes whenever this reader would read the same bytes otherwise.
const READER_VERSION: u32 = 1;

/// Posts asked for in one request beyond the twenty that a topic brings along.
const POSTS: usize = 50;

/// A topic with more posts is no article with comments.
const MAX_POSTS: usize = 5_000;

/// A forum.
#[derive(Debug)]
pub struct DiscourseKind {
    /// The root of the forum.
    base: Url,
    /// The list of topics.
    listing: Url,
    pages: u32,
    comment_pages: u32,
}

impl DiscourseKind {
    /// A forum, a category of it, or any list of topics; at most so many lists of topics, and so many answers a topic.
    pub fn new(address: &Url, pages: u32, comment_pages: u32) -> Self {
        let mut listing = address.clone();
        listing.set_fragment(None);
        let path = listing.path().trim_end_matches('/').trim_end_matches(".json").to_owned();
        // A forum may live in a folder of a site: what names a list of topics begins there.
        let places = ["/latest", "/top", "/new", "/c/", "/tag/", "/tags/"];
        let found = places.iter().filter_map(|place| path.find(place)).min();
        let root = found.map_or(path.as_str(), |at| &path[..at]);
        let mut base = listing.clone();
        base.set_query(None);
        base.set_path(&format!("{root}/"));
        listing.set_path(&if found.is_some() { format!("{path}.json") } else { format!("{path}/latest.json") });
        Self { base, listing, pages, comment_pages }
    }

    fn at(&self, path: &str) -> Option<Url> {
        self.base.join(path).ok()
    }

    fn topics(&self, value: &Value, page: &Page<'_>, number: u32) -> Result<Reading, ReadError> {
        let topics = value.pointer("/topic_list/topics").and_then(Value::as_array).ok_or_else(|| refusal(value))?;
        let mut reading = Reading::default();
        for topic in topics.iter().filter(|topic| !is_furniture(topic)) {
            let id = topic.get("id").and_then(api::number);
            let Some(url) = id.and_then(|id| self.at(&format!("t/{id}.json"))) else { continue };
            let time = |key: &str| topic.get(key).and_then(|value| api::time(value, page));
            let posts = topic.get("posts_count").and_then(api::count);
            let hint = Hint {
                title: topic.get("title").and_then(api::line),
                topics: api::lines(topic.get("tags")),
                published_ms: time("created_at").map(|at| at.timestamp_millis()),
                lead: topic.get("excerpt").and_then(Value::as_str).and_then(api::lead),
                comments_stated: posts.map(|posts| posts.saturating_sub(1)),
                ..Hint::default()
            };
            reading.asks.push(Ask { url, role: Role::Article { hint } });
        }
        if reading.asks.is_empty() && number == 1 {
            return Err(ReadError::Nothing(": the forum lists no topics".to_owned()));
        }
        if number < self.pages && value.pointer("/topic_list/more_topics_url").is_some_and(Value::is_string) {
            let mut url = self.listing.clone();
            url.query_pairs_mut().append_pair("page", &number.to_string());
            reading.asks.push(Ask { url, role: Role::Listing { number: number + 1 } });
        }
        Ok(reading)
    }

    fn topic(&self, topic: &Value, page: &Page<'_>, hint: &Hint, ask: &Ask) -> Result<Reading, ReadError> {
        let posts = topic.pointer("/post_stream/posts").and_then(Value::as_array).ok_or_else(|| refusal(topic))?;
        let Some((first, rest)) = posts.split_first() else {
            return Err(ReadError::Missing { what: "first post", hint: String::new() });
        };
        let title = topic.get("title").and_then(api::line).or_else(|| hint.title.clone());
        let title = title.ok_or(ReadError::Missing { what: "headline", hint: String::new() })?;
        let url = self.address(topic).unwrap_or_else(|| ask.url.clone());
        let opening = post::read(first, page, &url, None).filter(|opening| !opening.comment.removed);
        let opening = opening.ok_or(ReadError::Missing { what: "body", hint: String::new() })?;
        let mut article = FoundArticle::new(url, title);
        article.authors = opening.comment.author.into_iter().collect();
        article.published = opening.comment.posted;
        let edited = first.get("version").and_then(api::number).is_some_and(|version| version > 1);
        let updated = first.get("updated_at").and_then(|value| api::time(value, page));
        article.updated = updated.filter(|at| edited && Some(*at) > article.published);
        article.topics = api::lines(topic.get("tags"));
        article.image = topic.get("image_url").and_then(|url| api::address(url, &article.url)).map(|url| Image {
            url,
            alt: None,
            credit: None,
        });
        article.lead = hint.lead.clone().or_else(|| api::lead(opening.comment.text.split("\n\n").next()?));
        article.correction = super::correction::find(&opening.comment.text, article.published, page);
        article.html = opening.comment.html;
        article.text = opening.comment.text;
        article.comments = self.thread(rest, page, &article.url, 0, opening.number);
        let stated = topic.get("posts_count").and_then(api::count).map(|count| count.saturating_sub(1));
        article.comments_stated = stated.or(hint.comments_stated);
        let mut reading = Reading::default();
        self.rest(topic, posts, (&ask.url, article.comments_stated), &mut reading);
        reading.articles.push(article);
        Ok(reading)
    }

    /// The topic's own page.
    fn address(&self, topic: &Value) -> Option<Url> {
        let id = topic.get("id").and_then(api::number)?;
        let slug = topic.get("slug").and_then(Value::as_str).filter(|slug| !slug.is_empty());
        self.at(&slug.map_or_else(|| format!("t/{id}"), |slug| format!("t/{slug}/{id}")))
    }

    fn thread(&self, posts: &[Value], page: &Page<'_>, article: &Url, offset: u32, opening: i64) -> Vec<FoundComment> {
        let read: Vec<post::Post> =
            posts.iter().filter_map(|post| post::read(post, page, article, Some(&self.base))).collect();
        // A reply to the opening post answers the article.
        let answered = |post: &post::Post| post.answers.filter(|number| *number != opening && *number != post.number);
        let with_parent = |post: post::Post| FoundComment { parent: answered(&post).map(post::key), ..post.comment };
        let mut comments: Vec<FoundComment> = read.into_iter().map(with_parent).collect();
        api::settle(&mut comments, offset);
        comments
    }

    /// Asks for the posts that did not come along: their numbers are in the stream.
    fn rest(&self, topic: &Value, held: &[Value], (article, stated): (&Url, Option<u32>), reading: &mut Reading) {
        let stream = topic.pointer("/post_stream/stream").and_then(Value::as_array);
        let Some(id) = topic.get("id").and_then(api::number) else { return };
        let held: Vec<String> = held.iter().filter_map(|post| post.get("id").and_then(api::id)).collect();
        let missing: Vec<String> =
            stream.into_iter().flatten().filter_map(api::id).filter(|id| !held.contains(id)).take(MAX_POSTS).collect();
        let mut offset = u32::try_from(held.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let chunks: Vec<&[String]> = missing.chunks(POSTS).collect();
        let most = usize::try_from(self.comment_pages.saturating_sub(1)).unwrap_or(usize::MAX);
        for (number, chunk) in (2..).zip(chunks.iter().take(most)) {
            let Some(mut url) = self.at(&format!("t/{id}/posts.json")) else { return };
            url.query_pairs_mut().extend_pairs(chunk.iter().map(|id| ("post_ids[]", id)));
            let role = Role::Comments { article: article.clone(), offset, number };
            reading.asks.push(Ask { url, role });
            offset = offset.saturating_add(u32::try_from(chunk.len()).unwrap_or(u32::MAX));
        }
        if chunks.len() > most {
            reading.notes.push(format!("further comments are not read: comment_pages = {}", self.comment_pages));
        }
        if let (Some(stated), None) = (stated.filter(|stated| *stated > offset), stream) {
            reading.notes.push(format!("the topic says {stated} replies, and names no more than {offset}"));
        }
    }
}

/// Reads an answer with posts of the topic that holds the comments of an article elsewhere. Its first post only says
/// where the article is.
pub(super) fn embedded(page: &Page<'_>, ask: &Ask, comment_pages: u32) -> Result<Reading, ReadError> {
    let Role::Comments { article, offset, .. } = &ask.role else { return Ok(Reading::default()) };
    let value = api::parse(page)?;
    let posts = value.pointer("/post_stream/posts").and_then(Value::as_array).ok_or_else(|| refusal(&value))?;
    let folder = ask.url.path().find("/t/").map_or("/", |at| &ask.url.path()[..=at]);
    let mut base = ask.url.clone();
    base.set_query(None);
    base.set_path(folder);
    let forum = DiscourseKind::new(&base, 1, comment_pages);
    let id = value.get("id").and_then(api::number).or_else(|| posts.first()?.get("topic_id").and_then(api::number));
    let numbered = id.and_then(|id| forum.at(&format!("t/{id}")));
    let topic = forum.address(&value).or(numbered).unwrap_or_else(|| ask.url.clone());
    let is_opening = |post: &Value| post.get("post_number").and_then(api::number) == Some(1);
    let said: Vec<Value> = posts.iter().filter(|post| !is_opening(post)).cloned().collect();
    let mut reading = Reading { comments: forum.thread(&said, page, &topic, *offset, 1), ..Reading::default() };
    if value.pointer("/post_stream/stream").is_some() {
        let count = value.get("posts_count").and_then(api::count).map(|count| count.saturating_sub(1));
        reading.comments_stated = count;
        forum.rest(&value, posts, (article, count), &mut reading);
    }
    Ok(reading)
}

impl Kind for DiscourseKind {
    fn begin(&self) -> Vec<Ask> {
        vec![Ask { url: self.listing.clone(), role: Role::Listing { number: 1 } }]
    }

    fn read(&self, ask: &Ask, page: &Page<'_>) -> Result<Reading, ReadError> {
        let value = api::parse(page)?;
        match &ask.role {
            Role::Listing { number } => self.topics(&value, page, *number),
            Role::Article { hint } => self.topic(&value, page, hint, ask),
            Role::Comments { article, offset, .. } => {
                let posts =
                    value.pointer("/post_stream/posts").and_then(Value::as_array).ok_or_else(|| refusal(&value))?;
                let comments = self.thread(posts, page, article, *offset, 1);
                Ok(Reading { comments, ..Reading::default() })
            }
            Role::Feed | Role::Part { .. } => {
                Err(ReadError::NotReadable("a forum has neither feeds nor articles in parts".to_owned()))
            }
        }
    }

    fn rules(&self) -> String {
        format!("discourse {READER_VERSION} {} {} {}", self.listing, self.pages, self.comment_pages)
    }
}

/// Topics that explain the forum or its categories, and are pinned above what is new for ever.
fn is_furniture(topic: &Value) -> bool {
    let is = |key: &str| topic.get(key) == Some(&Value::Bool(true));
    let title = topic.get("title").and_then(Value::as_str).unwrap_or_default();
    let is_pinned = is("pinned") || is("pinned_globally");
    is_pinned && (title.starts_with("About the ") || title.starts_with("Welcome to "))
}

fn refusal(value: &Value) -> ReadError {
    let said = value.get("errors").map(|errors| api::lines([errors]).join("; ")).filter(|said| !said.is_empty());
    let said = said.map_or_else(String::new, |said| format!(": it says {said:?}"));
    ReadError::NotReadable(format!("the answer is not one of a Discourse forum{said}"))
}

#[cfg(test)]
mod tests;
