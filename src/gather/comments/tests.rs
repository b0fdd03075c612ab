//! Owns the tests of comments read from pages, by selectors and without.

use std::fmt::Write;

use chrono::{TimeZone, Utc};

use super::super::options::Css;
use super::*;

fn css(text: &str) -> Css {
    Css::parse(text).expect(text)
}

fn read_at(html: &str, url: &str, rules: Option<&CommentRules>, offset: u32) -> Comments {
    let url = Url::parse(url).unwrap();
    let fetched = Utc.with_ymd_and_hms(2020, 8, 1, 12, 0, 0).unwrap();
    let page = Page {
        url: &url,
        content_type: None,
        link: None,
        total_pages: None,
        body: html.as_bytes(),
        fetched,
        zone: chrono_tz::Europe::London,
    };
    read(&Html::parse_document(html), &page, rules, offset)
}

fn read_here(html: &str) -> Comments {
    read_at(html, "https://news.example/rota/story.html", None, 0)
}

/// Author, role, words of each comment.
fn said(comments: &Comments) -> Vec<(Option<&str>, Option<&str>, &str)> {
    let comments = comments.comments.iter();
    comments.map(|comment| (comment.author.as_deref(), comment.role.as_deref(), comment.text.as_str())).collect()
}

/// The list of an older trade site: numbers `from` to `to` of twelve comments.
fn flat_page(from: u32, to: u32, next: &str) -> String {
    let mut items = String::new();
    for number in from..=to {
        write!(
            items,
            "<li><div class='post'><p><strong>Reader {number}</strong> | GP Partner<span>27 Nov 2017 12:{number:02}pm</span></p>\
             <p>Rota {number} is too long.</p><p>So is the bus ride.</p>\
             <p class=r>Unsuitable or offensive? <a href='/report?c={number}'>Report this comment</a></p></div></li>"
        )
        .unwrap();
    }
    format!(
        "<html><body><nav><a class=next href='/news?page=2'>Next</a></nav><div class=story><h1>Rotas</h1><p>Body.</p></div>\
         <div id=talk><h3>Readers' comments (12)</h3><ul>{items}</ul><p>View results 10 per page {next}</p>\
         <h4>Have your say</h4><form><textarea></textarea></form></div>\
         <ul class=more><li><a href=/a>Another story</a><li><a href=/b>And another</a></ul></body></html>"
    )
}

#[test]
fn a_flat_list_over_two_pages_is_read_without_rules() {
    let first = read_here(&flat_page(1, 10, "<a href='?pageno=2'>Next</a>"));
    assert_eq!((first.comments.len(), first.places, first.stated), (10, 10, Some(12)));
    assert_eq!(first.next.as_ref().map(Url::as_str), Some("https://news.example/rota/story.html?pageno=2"));
    let comment = &first.comments[2];
    assert_eq!((comment.author.as_deref(), comment.role.as_deref()), (Some("Reader 3"), Some("GP Partner")));
    assert_eq!(comment.posted, Some(Utc.with_ymd_and_hms(2017, 11, 27, 12, 3, 0).unwrap()));
    assert_eq!(comment.text, "Rota 3 is too long.\n\nSo is the bus ride.");
    assert_eq!(comment.html, "<p>Rota 3 is too long.</p><p>So is the bus ride.</p>");
    assert_eq!((comment.position, comment.votes, &comment.parent), (2, None, &None));

    let second = read_at(
        &flat_page(11, 12, "<a href='?pageno=1'>1</a>"),
        "https://news.example/rota/story.html?pageno=2",
        None,
        10,
    );
    assert_eq!(second.comments.iter().map(|comment| comment.position).collect::<Vec<_>>(), [10, 11]);
    assert_eq!((second.next, second.stated), (None, Some(12)));
    let mut keys: Vec<_> = first.comments.iter().chain(&second.comments).map(|comment| &comment.key).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 12);
}

fn newsroom_rules() -> CommentRules {
    CommentRules {
        item: css("ul.comment-list > li.comment"),
        author: Some(css(".comment-author")),
        role: Some(css(".comment-role")),
        time: Some(css(".comment-time")),
        text: Some(css(".comment-body")),
        votes: None,
        key: None,
        parent: None,
        stated: Some(css("h2.comments-heading")),
        next: Some(css("a.next-comments")),
    }
}

#[test]
fn an_operators_selectors_come_first() {
    let html = "<h2 class=comments-heading>Readers' comments (3)</h2><ul class=comment-list>\
        <li class=comment><span class=comment-author>A Reader</span><span class=comment-role>Locum</span>\
        <span class=comment-time>27 Nov 2017 12:07pm</span><div class=comment-body><p>One.</p><p>Two.</p><p>Reply</p></div></li>\
        <li class=comment><span class=comment-time>27 Nov 2017 12:08pm</span><div class=comment-body>Nameless.</div></li></ul>\
        <a class=next-comments href=story-comments-2.html#more>Next</a>";
    let comments = read_at(html, "https://news.example/story.html", Some(&newsroom_rules()), 0);
    assert_eq!(said(&comments), [(Some("A Reader"), Some("Locum"), "One.\n\nTwo."), (None, None, "Nameless.")]);
    assert_eq!((comments.stated, comments.rules_failed), (Some(3), false));
    assert_eq!(comments.next.unwrap().as_str(), "https://news.example/story-comments-2.html#more");

    let renamed =
        html.replace("class=comment>", "class=\"comment new\">").replace("ul class=comment-list", "div class=x");
    let comments = read_at(&renamed, "https://news.example/story.html", Some(&newsroom_rules()), 0);
    assert_eq!((comments.comments.len(), comments.rules_failed), (2, true));
    let none = read_at("<p>No comments.</p>", "https://news.example/story.html", Some(&newsroom_rules()), 0);
    assert_eq!(none, Comments::default());
}

#[test]
fn rules_may_name_votes_keys_and_parents() {
    let html = "<div class=c data-k=a1><i>+1,204</i>First words</div><div class=c data-k=b2 data-p=a1><i>−3</i>Second words</div>";
    let mut rules = newsroom_rules();
    (rules.item, rules.author, rules.role, rules.time, rules.text) = (css("div.c"), None, None, None, Some(css("b")));
    (rules.votes, rules.key, rules.parent) = (Some(css("i")), Some(css("@data-k")), Some(css("@data-p")));
    let html = html.replace("First words", "<b>First words</b>").replace("Second words", "<b>Second words</b>");
    let comments = read_at(&html, "https://news.example/a", Some(&rules), 5).comments;
    assert_eq!(
        comments.iter().map(|c| (c.key.0.as_str(), c.votes, c.position)).collect::<Vec<_>>(),
        [("a1", Some(1204), 5), ("b2", Some(-3), 6)]
    );
    assert_eq!(comments[1].parent, Some(CommentKey("a1".into())));
}

#[test]
fn wordpress_threads_are_nested() {
    let html = "<div id=comments class=comments-area><h2 class=comments-title>3 thoughts on “Rotas”</h2><ol class=comment-list>\
        <li id=comment-71 class='comment even depth-1'><article id=div-comment-71 class=comment-body><footer class=comment-meta>\
        <div class='comment-author vcard'><img class=avatar src=/a.png width=32 height=32><b class=fn>A Reader</b> <span class=says>says:</span></div>\
        <div class=comment-metadata><a href=#comment-71><time datetime=2017-11-27T12:07:00+00:00>November 27, 2017 at 12:07 pm</time></a></div></footer>\
        <div class=comment-content><p>Too long.</p></div><div class=reply><a href=?replytocom=71>Reply</a></div></article>\
        <ol class=children><li id=comment-75 class='comment odd depth-2'><article id=div-comment-75 class=comment-body><footer class=comment-meta>\
        <b class=fn>B Reader</b><time datetime=2017-11-27T13:00:00+00:00>x</time></footer><div class=comment-content><p>Is it?</p></div></article></li></ol></li>\
        <li id=comment-73 class=comment><article class=comment-body><b class=fn>C Reader</b><div class=comment-content><p>@A Reader yes</p></div></article></li>\
        </ol><nav class=comment-navigation><div class=nav-previous><a href=/story/comment-page-1/#comments>Older Comments</a></div></nav></div>";
    let comments = read_at(html, "https://news.example/story/", None, 0);
    assert_eq!(
        said(&comments),
        [
            (Some("A Reader"), None, "Too long."),
            (Some("B Reader"), None, "Is it?"),
            (Some("C Reader"), None, "@A Reader yes")
        ]
    );
    let threads: Vec<_> =
        comments.comments.iter().map(|c| (c.key.0.as_str(), c.parent.as_ref().map(|key| key.0.as_str()))).collect();
    assert_eq!(threads, [("71", None), ("75", Some("71")), ("73", None)]);
    assert_eq!(comments.comments[0].posted, Some(Utc.with_ymd_and_hms(2017, 11, 27, 12, 7, 0).unwrap()));
    assert_eq!((comments.stated, comments.next.unwrap().path()), (Some(3), "/story/comment-page-1/"));
}

#[test]
fn other_systems_are_known() {
    let drupal = "<section id=comments><h2>Comments</h2><article class=comment data-comment-user-id=0 id=comment-4><footer class=comment__meta>\
        <p class=comment__author><a class=username>A Reader</a></p><p class=comment__time>27 Nov 2017 - 12:07</p></footer>\
        <div class=comment__content><h3><a>Subject</a></h3><div class=field--name-comment-body><p>First.</p></div><ul class=links><li><a>Reply</a></ul></div></article>\
        <div class=indented><article class=comment id=comment-9><p class=comment__author>B Reader</p>\
        <div class=comment__content><div class=field--name-comment-body>Second.</div></div></article></div></section>";
    let comments = read_here(drupal);
    assert_eq!(said(&comments), [(Some("A Reader"), None, "First."), (Some("B Reader"), None, "Second.")]);
    assert_eq!(comments.comments[1].parent, Some(CommentKey("4".into())));

    let microdata = "<div itemprop=comment itemscope itemtype='http://schema.org/Comment' id=post_2><span itemprop=author itemscope><span itemprop=name>A Reader</span></span>\
        <time itemprop=datePublished datetime=2017-11-27T12:07:00Z>Nov 27</time><div itemprop=text>First.</div><span itemprop=upvoteCount>4</span></div>\
        <div itemscope itemtype='https://schema.org/Comment'><div itemprop=text>Second.</div></div>";
    let comments = read_here(microdata);
    assert_eq!(said(&comments), [(Some("A Reader"), None, "First."), (None, None, "Second.")]);
    assert_eq!((comments.comments[0].votes, comments.comments[1].votes), (Some(4), None));

    let plain = "<h2>Comments (2)</h2><ol><li><b>A Reader</b><br>27/11/2017 12:07<br>First.<li><p>Second.</p></ol><h2>More news</h2><ul><li>x</ul>";
    let comments = read_here(plain);
    assert_eq!(said(&comments), [(Some("A Reader"), None, "First."), (None, None, "Second.")]);
    assert!(comments.comments[0].posted.is_some());

    let boxes = "<main><h1>Rotas</h1><div><div><p>First.</p><p>Unsuitable or offensive? <a>Report this comment</a></p></div>\
        <div><p>Second.<br>Unsuitable or offensive? <a>Report this comment</a></p></div></div></main>";
    assert_eq!(said(&read_here(boxes)), [(None, None, "First."), (None, None, "Second.")]);
}

#[test]
fn what_is_no_comment_is_not_read() {
    for html in [
        "<h2>Comments (0)</h2><h2>Related</h2><ul><li>A story of some words</ul>",
        "<div class=comment><a href=#comments>3 comments</a></div>",
        "<ul><li>Just a list</ul>",
        "<h2>Comment</h2><p>An opinion piece.</p><ul><li><a href=/a>Link</a></ul>",
    ] {
        assert_eq!(read_here(html).comments, [], "{html}");
    }
    let margin = "<article><li class=comment>Here.</li></article><aside><li class=comment>Elsewhere.</li></aside>";
    assert_eq!(said(&read_here(margin)), [(None, None, "Here.")]);
}

#[test]
fn removed_comments_keep_their_place_only() {
    let html = "<ul class=comment-list><li class=comment><div class=text>First.</div></li>\
        <li class=comment><div class=text>This comment has been removed by a moderator.</div></li>\
        <li class=comment><div class=text>Third.</div></li></ul>";
    let comments = read_here(html);
    assert_eq!(
        comments.comments.iter().map(|c| (c.text.as_str(), c.position)).collect::<Vec<_>>(),
        [("First.", 0), ("Third.", 2)]
    );
    assert_eq!(comments.places, 3);
}

#[test]
fn repeats_and_relative_times_have_steady_keys() {
    let html = "<ul class=comment-list><li class=comment><time>2 hours ago</time><p class=text>Hear, hear</p></li>\
        <li class=comment><time>1 hour ago</time><p class=text>Hear hear!</p></li></ul>";
    let keys = |html: &str| read_here(html).comments.into_iter().map(|comment| comment.key.0).collect::<Vec<_>>();
    let first = keys(html);
    assert_eq!(first[1], format!("{}-2", first[0]));
    assert_eq!(keys(&html.replace("2 hours", "5 hours")), first);
}

#[test]
fn ids_that_only_count_are_not_keys() {
    let page = |ids: [u32; 2], words: &str| {
        let [first, second] = ids;
        read_here(&format!(
            "<li class=comment id=comment-{first}><p>{words} one</p><li class=comment id=comment-{second}><p>{words} two</p>"
        ))
    };
    let (first, second) = (page([1, 2], "Words"), page([1, 2], "Other words"));
    assert!(first.comments.iter().all(|comment| second.comments.iter().all(|other| other.key != comment.key)));
    assert_eq!(page([71, 72], "Words").comments[0].key.0, "71");
}

#[test]
fn hostile_comments_are_harmless() {
    let html = "<ul class=comment-list><li class=comment onclick=x()><b class=author>Eve<script>alert(1)</script></b>\
        <div class=text><script>alert(1)</script><p onmouseover=x()>Wo\0rds <a href='java\tscript:alert(1)'>here</a><b>unclosed</div></li>\
        <li class=comment><div class=text><p>Next</div></li>";
    let comments = read_here(html);
    assert_eq!(said(&comments), [(Some("Eve"), None, "Words hereunclosed"), (None, None, "Next")]);
    assert_eq!(comments.comments[0].html, "<p>Words here<strong>unclosed</strong></p>");
}

#[test]
fn the_sites_own_next_is_not_followed() {
    let with = |link: &str| {
        read_here(&format!(
            "<main><h1>Rotas</h1><div id=c><h3>Comments (12)</h3><ul><li><p>First one.</p></li></ul>{link}</div></main>"
        ))
        .next
    };
    for link in [
        "<a rel=next href=/other.html>Next article</a>",
        "<a class=next href='/?page=2'>Next</a>",
        "<a href=#c>Next</a>",
        "<a href='?pageno=1'>1</a>",
    ] {
        assert_eq!(with(link), None, "{link}");
    }
    for link in [
        "<a href='?pageno=2'>next</a>",
        "<a href='?pageno=2'>Next ›</a>",
        "<a href='?pageno=2'>»</a>",
        "<p class=pager><a class='pager-next' href='?pageno=2'>2</a></p>",
        "<a href=story-2.html class=next-comments>Next</a>",
        "<a href=story-2.html>Next comments</a>",
        "<a href='?all=1'>View all comments</a>",
    ] {
        assert!(with(link).is_some(), "{link}");
    }
}
