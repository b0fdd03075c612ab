//! Owns the fuzzing of answers of APIs: those of WordPress, of Discourse, and those that an operator's paths lead through.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postround::gather::discourse::DiscourseKind;
use postround::gather::json::JsonKind;
use postround::gather::kind::{Hint, Role};
use postround::gather::options::{Follow, JsonCommentRules, JsonPath, JsonRules, Reference};
use postround::gather::wordpress::WordPressKind;

#[path = "common.rs"]
mod common;

fn path(text: &str) -> JsonPath {
    JsonPath::parse(text).expect("a path")
}

fn comment_rules() -> JsonCommentRules {
    JsonCommentRules {
        url: None,
        list: path("comments"),
        next: Some(path("next")),
        next_parameter: "page".to_owned(),
        stated: Some(path("total")),
        text: path("text"),
        key: Some(path("id")),
        author: Some(path("author")),
        role: Some(path("role")),
        time: Some(path("date")),
        votes: Some(path("votes")),
        parent: Some(path("parent")),
        replies: Some(path("replies")),
        permalink: Some(path("url")),
        staff: Some(path("staff")),
        removed: Some(path("removed")),
    }
}

fn api(with_address: bool) -> JsonRules {
    let mut comments = comment_rules();
    comments.url = with_address.then(|| Reference::parse("/c?of={id}").expect("a reference"));
    JsonRules {
        address: common::address("api"),
        articles: path("items"),
        next: Some(path("next")),
        next_parameter: "page".to_owned(),
        url: Reference::parse("url").expect("a reference"),
        title: path("title"),
        authors: Some(path("author")),
        published: Some(path("date")),
        updated: Some(path("updated")),
        lead: Some(path("lead")),
        body: Some(path("text")),
        topics: Some(path("topics")),
        image: Some(path("image")),
        comments_stated: Some(path("total")),
        comments: Some(comments),
    }
}

fuzz_target!(|body: &[u8]| {
    let site = common::address("");
    let article = common::address("news/a-story");
    let comments = Role::Comments { article: article.clone(), offset: 0, number: 1 };
    let roles = [Role::Listing { number: 1 }, Role::Feed, Role::Article { hint: Hint::default() }, comments];
    let kind = Some("application/json");
    for follow in [Follow::Entries, Follow::Pages] {
        let wordpress = WordPressKind::new(site.clone(), None, follow, common::rules());
        common::read(&wordpress, &common::address("wp-json/wp/v2/posts"), kind, body, &roles);
    }
    let discourse = DiscourseKind::new(&site, 2, 2);
    common::read(&discourse, &common::address("t/a-story/7.json"), kind, body, &roles);
    common::read(&discourse, &common::address("t/7/posts.json"), kind, body, &roles);
    for with_address in [false, true] {
        let json = JsonKind::new(api(with_address), common::rules(), site.clone());
        common::read(&json, &common::address("api"), kind, body, &roles);
    }
});
