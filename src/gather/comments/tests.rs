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
fn a_byline_in_a_heading_leaves_the_words_below_it() {
    for level in [3, 4, 5] {
        let item = |name: &str| {
            format!(
                "<li><h{level}>{name} | GP Partner27 Nov 2017 12:07pm</h{level}><p>It is too long.</p><p>So is the ride.</p></li>"
            )
        };
        let found = read_here(&format!(
            "<h1>Rotas</h1><p>Body.</p><h2>Readers' comments (2)</h2><ul>{}{}</ul>",
            item("Al Ford"),
            item("Bo Hill")
        ));
        let words = "It is too long.\n\nSo is the ride.";
        let expected = [(Some("Al Ford"), Some("GP Partner"), words), (Some("Bo Hill"), Some("GP Partner"), words)];
        assert_eq!(said(&found), expected, "h{level}");
    }
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

/// Key, author, role, parent, depth, votes, staff of each comment, as one line.
fn lines(comments: &Comments) -> Vec<String> {
    let or = |text: Option<&str>| text.unwrap_or("-").to_owned();
    let line = |c: &FoundComment| {
        let key = if c.key.0.len() == 32 { "*" } else { c.key.0.as_str() };
        let parent = c.parent.as_ref().map(|key| if key.0.len() == 32 { "*" } else { key.0.as_str() });
        let staff = if c.by_staff { " staff" } else { "" };
        let removed = if c.removed { " removed" } else { "" };
        format!(
            "{key} {}|{} <{} @{} {:?}{staff}{removed}: {}",
            or(c.author.as_deref()),
            or(c.role.as_deref()),
            or(parent),
            c.depth,
            c.votes,
            c.text
        )
    };
    comments.comments.iter().map(line).collect()
}

/// A family of sites, its markup, and what is read of it.
const FAMILIES: &[(&str, &str, &[&str])] = &[
    (
        "block theme of WordPress",
        "<div class=wp-block-comments><h2>2 responses to “Rotas”</h2><ol class=wp-block-comment-template>\
             <li id=comment-7 class='comment even depth-1'><div class=wp-block-comment-author-name><a href=/x>Ann</a></div>\
             <div class=wp-block-comment-date><time datetime=2017-11-27T12:07:00+00:00><a href='/rota/story.html#comment-7'>27 Nov</a></time></div>\
             <div class=wp-block-comment-content><p>One.</p></div><div class=wp-block-comment-reply-link><a>Reply</a></div>\
             <ol><li id=comment-9 class='comment bypostauthor depth-2'><div class=wp-block-comment-author-name>Bo</div>\
             <div class=wp-block-comment-content><p>Two.</p></div></li></ol></li></ol></div>",
        &["7 Ann|- <- @0 None: One.", "9 Bo|- <7 @1 None staff: Two."],
    ),
    (
        "Drupal 7",
        "<div id=comments><h2>Comments</h2><a id=comment-4></a><div class='comment comment-by-anonymous clearfix' typeof='sioc:Post sioct:Comment' about='/comment/4#comment-4'>\
             <div class=submitted>Submitted by <span class=username>Ann</span> on Mon, 27/11/2017 - 12:07</div><div class=content><div property=content:encoded><p>One.</p></div></div></div>\
             <div class=indented><a id=comment-6></a><div class='comment comment-by-node-author by-node-author' typeof='sioc:Post sioct:Comment'><div class=submitted><span class=username>Bo</span></div>\
             <div class=content><p>Two.</p></div></div></div></div>",
        &["4 Ann|- <- @0 None: One.", "6 Bo|- <4 @1 None staff: Two."],
    ),
    (
        "JComments",
        "<div id=comments><h4>Comments</h4><div id=comments-list class=comments-list><div class=even id=comment-item-15><div class=rbox><div class='comment-box usertype-guest'>\
             <span class=comments-vote><span id=comment-vote-holder-15><span class=vote-good>+2</span></span></span><a class=comment-anchor href='/rota/story.html#comment-15' id=comment-15>#1</a>\
             <span class=comment-author>Ann</span> <span class=comment-date>2017-11-27 12:07</span><div class=comment-body id=comment-body-15>One.</div></div></div></div></div></div>",
        &["15 Ann|- <- @0 Some(2): One."],
    ),
    (
        "Movable Type",
        "<div class=comments><h2 class=comments-header>1 Comment</h2><div class=comments-content><div class=comment id=comment-123><div class=inner><div class=comment-header>\
             <span class=byline><span class='vcard author'>Ann</span> | <a href='#comment-123'><abbr class=published title='2017-11-27T12:07:00Z'>November 27</abbr></a></span></div>\
             <div class=comment-content><p>One.</p></div></div></div></div></div>",
        &["123 Ann|- <- @0 None: One."],
    ),
    (
        "RDFa",
        "<section><div typeof=schema:Comment resource='#comment-8'><span property=schema:author typeof=schema:Person><span property=schema:name>Ann</span></span>\
             <span property=schema:dateCreated content='2017-11-27T12:07:00Z'>then</span><div property=schema:text>One.</div></div></section>",
        &["8 Ann|- <- @0 None: One."],
    ),
    (
        "microformats",
        "<section class='h-feed comments'><h2>Responses</h2><div class='h-cite u-comment p-comment' id=c31><a class='p-author h-card' href=/a>Ann</a>\
             <a class=u-url href='#c31'><time class=dt-published datetime=2017-11-27T12:07Z>then</time></a><p class='p-content'>One.</p></div></section>",
        &["31 Ann|- <- @0 None: One."],
    ),
    (
        "details",
        "<h2>Comments (2)</h2><div><details open><summary>Ann, 27 Nov 2017 12:07</summary><p>One.</p>\
             <details open><summary>Bo, 27 Nov 2017 12:09</summary><p>Two.</p></details></details></div>",
        &["* Ann|- <- @0 None: One.", "* Bo|- <* @1 None: Two."],
    ),
    (
        "terms and words",
        "<h3>Your comments</h3><dl><dt><b>Ann</b>, locum, 27 Nov 2017 12:07pm</dt><dd><p>One.</p></dd><dt>Bo, 28 Nov 2017</dt><dd>Two.</dd></dl>",
        &["* Ann|locum <- @0 None: One.", "* Bo|- <- @0 None: Two."],
    ),
    (
        "boxes of one make",
        "<h3>Comments (2)</h3><div class=x><div class=y><b>Ann</b><br>27 Nov 2017 12:07<br>One.</div><div class=ad>Buy tea</div><div class=y><b>Bo</b><br>27 Nov 2017 12:09<br>Two.</div></div>",
        &["* Ann|- <- @0 None: One.", "* Bo|- <- @0 None: Two."],
    ),
    (
        "a table",
        "<h3>Comments</h3><table><tr><td><b>Ann</b><br>27 Nov 2017 12:07</td><td class=postbody>One.</td></tr><tr><td><b>Bo</b><br>27 Nov 2017 12:09</td><td class=postbody>Two.</td></tr></table>",
        &["* Ann|- <- @0 None: One.", "* Bo|- <- @0 None: Two."],
    ),
    (
        "Discourse for crawlers",
        "<div itemscope itemtype='http://schema.org/DiscussionForumPosting'><div id=post_1 class='topic-body crawler-post'><div class=post itemprop=text>The topic.</div></div>\
             <div id=post_2 itemprop=comment itemscope itemtype='http://schema.org/Comment' class='topic-body crawler-post'><div class=crawler-post-meta><span class=creator itemprop=author itemscope><span itemprop=name>ann</span></span>\
             <time datetime=2017-11-27T12:07:00Z class=post-time>then</time></div><div class=post itemprop=text><p>One.</p></div><span class=post-likes>3 Likes</span></div></div>",
        &["2 ann|- <- @0 Some(3): One."],
    ),
    (
        "Disqus for those without scripts",
        "<div id=disqus_thread><ul id=dsq-comments><li id=dsq-comment-55><div><cite>Ann</cite></div><div class=message>One.</div></li></ul></div>",
        &["55 Ann|- <- @0 None: One."],
    ),
    (
        "levels beside each other",
        "<ul class=comments><li class=level-0 data-comment-id=1a>One</li><li class=level-1 data-comment-id=1b>Two</li><li class=level-2 data-comment-id=1c>Three</li><li class=level-1 data-comment-id=1d>Four</li></ul>",
        &["1a -|- <- @0 None: One", "1b -|- <1a @1 None: Two", "1c -|- <1b @2 None: Three", "1d -|- <1a @1 None: Four"],
    ),
    (
        "indentation",
        "<div class=comment style='margin-left:0px' id=c11>One</div><div class=comment style='margin-left: 40px' id=c12>Two</div><div class=comment style='margin-left: 0' id=c13>Three</div>",
        &["11 -|- <- @0 None: One", "12 -|- <11 @1 None: Two", "13 -|- <- @0 None: Three"],
    ),
    (
        "badges, roles, votes, edits and removals",
        "<ul class=comment-list><li class=comment id=comment-61><span class=author>Ann <span class=badge>Moderator</span></span><span class=role>Staff nurse</span>\
             <span class=edited>edited <time datetime=2018-01-01T00:00Z>x</time></span><time datetime=2017-11-27T12:07Z>then</time><div class=text>One.</div>\
             <span class=up>7</span><span class=down>2</span></li>\
             <li class=comment id=comment-62><span class=author>Bo</span><span class=role>Staff nurse</span><div class=text>Two.</div><button aria-label='4 people like this'>♥</button></li>\
             <li class=comment id=comment-63><span class=author>Cy</span><div class=text>This comment has been removed by a moderator.</div></li>\
             <li class=comment id=comment-64><span class=author>[deleted]</span><div class=text>Four.</div><a class=rec>Recommend (4)</a></li></ul>",
        &[
            "61 Ann|Staff nurse <- @0 Some(5) staff: One.",
            "62 Bo|Staff nurse <- @0 Some(4): Two.",
            "63 -|- <- @0 None removed: ",
            "64 -|- <- @0 Some(4): Four.",
        ],
    ),
    (
        "forms, advertisements and pingbacks among them",
        "<div id=comments><ol class=comment-list><li class=comment id=comment-71><div class=comment-content>One.</div><div id=respond class=comment-respond><h3>Leave a reply</h3><form>x</form></div></li>\
             <li class='comment advert'>Buy tea</li><li class='comment pingback'>Pingback: another site</li></ol></div>\
             <aside><ul class=recent-comments><li class=comment>Ann on Another story</li></ul></aside>",
        &["71 -|- <- @0 None: One."],
    ),
];

#[test]
fn each_family_of_sites_is_read() {
    for (family, html, expected) in FAMILIES {
        assert_eq!(lines(&read_here(html)), *expected, "{family}");
    }
}

#[test]
fn a_comment_has_its_own_time_and_address() {
    let html = "<ul class=comment-list><li class=comment id=comment-61><span class=edited>edited <time datetime=2018-01-01T00:00Z>x</time></span>\
        <a href='/rota/story.html?replytocom=61#respond'>Reply</a><a class=comment-permalink href='/rota/story.html#comment-61'><time datetime=2017-11-27T12:07Z>then</time></a>\
        <div class=text>One. Edited 1 Jan 2018.</div></li></ul>";
    let comments = read_here(html).comments;
    assert_eq!(comments[0].posted, Some(Utc.with_ymd_and_hms(2017, 11, 27, 12, 7, 0).unwrap()));
    assert_eq!(
        comments[0].permalink.as_ref().map(Url::as_str),
        Some("https://news.example/rota/story.html#comment-61")
    );
}

#[test]
fn pages_without_comments_have_none() {
    for html in [
        "<h2>Discussion</h2><p>The study has limits.</p><ul><li>It is small.<li>It is short.</ul><p>And so on.</p>",
        "<main><h1>Live</h1><article class=live-post><time>12:07</time><p>Doors open.</p></article><article class=live-post><time>12:09</time><p>Doors shut.</p></article></main>",
        "<div class=review><span itemprop=reviewRating>4</span> stars <p>Five stars of five</p></div>",
        "<h3>Most commented</h3><ul><li><a href=/a>One story</a> 12 comments</li><li><a href=/b>Another</a> 9 comments</li></ul>",
        "<aside><h3>Recent comments</h3><ul class=recent-comments><li class=comment>Ann on <a href=/b>a story</a></li></ul></aside>",
        "<div class=widget_recent_comments><ul id=recentcomments><li class=recentcomments>Ann on <a href=/x>Rotas</a></li></ul></div>",
        "<h3>Comments</h3><p>No comments yet.</p><form class=comment-form><p class=comment-form-author>Name</p></form>",
        "<div id=disqus_thread></div>",
        "<div><h3>Readers' comments (0)</h3><p>Be the first.</p></div><div><h3>Have your say</h3></div><div><ul><li><a href=/a>One story</a> 12 comments</ul></div>",
        "<h3>Comments</h3><p>None.</p><div class=promo><ul><li><a href=/a>One story</a> 12 comments</ul></div>",
        "<h3>Comments</h3><div id=app></div><div><div class=x><h4><a href=/a>One</a></h4>27 Nov 2017 Words</div><div class=x><h4><a href=/b>Two</a></h4>28 Nov 2017 Words</div></div>",
        "<p><a href=#comments>5 comments</a></p><h2>Related</h2><ul><li>27 Nov 2017 Another story</ul>",
    ] {
        let found = read_here(html);
        assert!(found.comments.is_empty(), "{html}: {:?}", lines(&found));
    }
}

#[test]
fn what_shows_comments_elsewhere_is_said() {
    let html = "<h2>Comments (12)</h2><div id=disqus_thread><noscript>Please enable JavaScript to view the comments.</noscript></div>";
    let doc = Html::parse_document(html);
    let found = read_here(html);
    assert_eq!((behind(&doc, &found).as_deref(), found.stated, found.places), (Some("Disqus"), Some(12), 0));
    let held = "<div id=disqus_thread></div><ul class=comment-list><li class=comment>Here.</ul>";
    assert_eq!(behind(&Html::parse_document(held), &read_here(held)), None);
}

#[test]
fn a_page_that_leads_both_ways_says_so() {
    let html = "<div id=comments><ol class=comment-list><li class=comment id=comment-71>One<li class=comment id=comment-72>Two</ol>\
        <nav class=comment-navigation><div class=nav-previous><a href='/story/comment-page-1/#comments'>Older Comments</a></div>\
        <div class=nav-next><a href='/story/comment-page-3/#comments'>Newer Comments</a></div></nav></div>";
    let found = read_at(html, "https://news.example/story/comment-page-2/", None, 10);
    assert_eq!(found.next.as_ref().map(Url::path), Some("/story/comment-page-3/"));
    assert_eq!(found.older.as_ref().map(Url::path), Some("/story/comment-page-1/"));
}

/// Drupal gives each comment a subject: made of its first words, or the writer's own.
#[test]
fn a_subject_is_left_out_where_it_repeats_the_words_and_kept_where_it_does_not() {
    let comment = |id: u32, subject: &str, words: &str| {
        format!(
            "<article class='comment js-comment' id=comment-{id}><footer class=comment__meta><p class=comment__author>\
             <span class=username>Reader {id}</span></p><p class=comment__time>Tue, 07/05/2020 - 07:12</p></footer>\
             <div class=content><h3><a href='/comment/{id}#comment-{id}' class=permalink rel=bookmark>{subject}</a></h3>\
             <div class='field field--name-comment-body field__item'><p>{words}</p></div></div></article>"
        )
    };
    let cases = [
        ("It did not say which pers", "It did not say which person.", "It did not say which person."),
        ("Shall I bring cake?", "Shall I bring cake?", "Shall I bring cake?"),
        ("Rotas & cake", "We have neither.", "Rotas & cake\n\nWe have neither."),
        ("Re: Shall I bring cake?", "Please do.", "Please do."),
        ("(No subject)", "Nothing more.", "Nothing more."),
    ];
    let items: String = cases.iter().zip(1..).map(|((subject, words, _), id)| comment(id, subject, words)).collect();
    let found = read_here(&format!("<section class=comment-wrapper><h2>Comments</h2>{items}</section>"));
    let texts: Vec<&str> = found.comments.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(texts, cases.map(|(_, _, wanted)| wanted));
    assert!(found.comments.iter().all(|comment| comment.author.is_some()));
    assert!(
        found.comments[2].html.starts_with("<p><strong>Rotas &amp; cake</strong></p>"),
        "{}",
        found.comments[2].html
    );
    // The subject may stand beside what holds the words.
    let beside = comment(1, "Cake", "We have none.").replace("class=content", "class=comment__content");
    assert_eq!(read_here(&beside).comments[0].text, "Cake\n\nWe have none.");
}
