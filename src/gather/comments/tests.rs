//! Owns the tests of comments read from pages, by selectors and without.

mod families;
mod paging;

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
