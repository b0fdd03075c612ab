//! Owns the tests of threads over several pages: which link leads on, and which does not.

use std::fmt::Write;

use chrono::{TimeZone, Utc};
use url::Url;

use super::{read_at, read_here};

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

#[test]
fn a_page_that_leads_both_ways_says_so() {
    let html = "<div id=comments><ol class=comment-list><li class=comment id=comment-71>One<li class=comment id=comment-72>Two</ol>\
        <nav class=comment-navigation><div class=nav-previous><a href='/story/comment-page-1/#comments'>Older Comments</a></div>\
        <div class=nav-next><a href='/story/comment-page-3/#comments'>Newer Comments</a></div></nav></div>";
    let found = read_at(html, "https://news.example/story/comment-page-2/", None, 10);
    assert_eq!(found.next.as_ref().map(Url::path), Some("/story/comment-page-3/"));
    assert_eq!(found.older.as_ref().map(Url::path), Some("/story/comment-page-1/"));
}
