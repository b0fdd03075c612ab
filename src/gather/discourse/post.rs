//! Owns the reading of one post of a Discourse topic.

use serde_json::Value;
use url::Url;

use crate::domain::{CommentKey, FoundComment};
use crate::gather::comments::site_key;
use crate::gather::kind::Page;
use crate::gather::{api, clean};

/// A post, read.
pub(super) struct Post {
    /// Its number in the topic, from 1.
    pub(super) number: i64,
    /// The number of the post it answers.
    pub(super) answers: Option<i64>,
    /// What it says; `parent` is left to the caller.
    pub(super) comment: FoundComment,
}

/// Reads a post; `base` is the forum's root, for its permalink. `None` for what nobody said: "closed this topic".
pub(super) fn read(post: &Value, page: &Page<'_>, topic: &Url, base: Option<&Url>) -> Option<Post> {
    let is = |key: &str| post.get(key).is_some_and(api::is_yes);
    // 1 is a post and 2 a moderator's; what the software did itself is 3.
    let is_action = post.get("post_type").and_then(api::number).is_some_and(|kind| kind > 2) || is("action_code");
    let number = post.get("post_number").and_then(api::number).filter(|_| !is_action)?;
    let cooked = post.get("cooked").and_then(Value::as_str).unwrap_or_default();
    let cleaned = clean::fragment(cooked, topic);
    let removed = is("deleted_at") || is("user_deleted") || is("hidden") || is_marker(&cleaned.text);
    let (text, html) = if removed { (String::new(), String::new()) } else { (cleaned.text, cleaned.html) };
    if !removed && text.trim().is_empty() && html.is_empty() {
        return None;
    }
    let named = |key: &str| post.get(key).and_then(api::line);
    let address = post.get("post_url").and_then(|url| api::address(url, base?));
    let permalink = address.or_else(|| base.map(|_| within(topic, number)));
    let comment = FoundComment {
        author: named("name").or_else(|| named("display_username")).or_else(|| named("username")),
        role: named("user_title").or_else(|| named("primary_group_name")),
        posted: post.get("created_at").and_then(|value| api::time(value, page)),
        html,
        votes: likes(post).filter(|_| !removed),
        permalink,
        by_staff: is("staff") || is("moderator") || is("admin"),
        removed,
        ..FoundComment::new(key(number), text)
    };
    Some(Post { number, answers: post.get("reply_to_post_number").and_then(api::number), comment })
}

/// A post's key is its number in the topic: a reply names that, and the forum's pages give it as the element's id.
pub(super) fn key(number: i64) -> CommentKey {
    site_key(&number.to_string())
}

/// What Discourse writes in place of a post.
fn is_marker(text: &str) -> bool {
    let text = text.trim().trim_matches(['(', ')', '.']).to_lowercase();
    text.len() <= 200
        && [
            "post deleted by author",
            "topic deleted by author",
            "post withdrawn by author",
            "topic withdrawn by author",
        ]
        .iter()
        .any(|marker| text.starts_with(marker))
}

/// The action with the number 2 is a like; without one in the list nobody liked it.
fn likes(post: &Value) -> Option<i64> {
    let actions = post.get("actions_summary").and_then(Value::as_array);
    let like = actions.into_iter().flatten().find(|action| action.get("id").and_then(api::number) == Some(2));
    let counted = like.map(|like| like.get("count").and_then(api::number).unwrap_or(0));
    post.get("like_count").and_then(api::number).or(counted).or_else(|| actions.map(|_| 0))
}

/// Where a post stands: the topic's page, and its number.
fn within(topic: &Url, number: i64) -> Url {
    let path = topic.path().trim_end_matches(".json").trim_end_matches('/').to_owned();
    let mut url = topic.clone();
    url.set_query(None);
    url.set_path(&format!("{path}/{number}"));
    url
}
