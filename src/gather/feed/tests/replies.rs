//! Owns the tests of feeds of comments.

use super::*;
use crate::domain::FoundComment;

const ARTICLE: &str = "https://news.example/rota/";

fn read(text: &str, comment_pages: u32) -> Reading {
    let url: Url = "https://news.example/rota/feed/".parse().expect("an address");
    let kind = FeedKind::new(FeedRules { comment_pages, ..rules(&url, Follow::Entries) }, NoPages);
    let role = Role::Comments { article: ARTICLE.parse().expect("an address"), offset: 10, number: 1 };
    kind.read(&Ask { url: url.clone(), role }, &page(&url, text.as_bytes())).expect("a reading")
}

fn told(comment: &FoundComment) -> (String, Option<&str>, &str, Option<String>, u32, u32) {
    let parent = comment.parent.as_ref().map(ToString::to_string);
    (comment.key.to_string(), comment.author.as_deref(), &comment.text, parent, comment.position, comment.depth)
}

#[test]
fn wordpress_comments_newest_first_with_answers_in_their_words() {
    let item = |number: u32, title: &str, minute: u32, text: &str| {
        format!(
            "<item><title>{title}</title><link>{ARTICLE}#comment-{number}</link><dc:creator>{}</dc:creator>\
             <pubDate>Sun, 01 Feb 2026 08:{minute:02}:00 +0000</pubDate><guid isPermaLink=\"false\">https://news.example/?p=7#comment-{number}</guid>\
             <description>short</description><content:encoded><![CDATA[{text}]]></content:encoded></item>",
            if title == "By: Jo Ash" { "" } else { "Al" },
        )
    };
    let text = format!(
        "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>\
         <title>Comments on: Rota</title>{}{}{}</channel></rss>",
        item(
            33,
            "By: Al",
            30,
            "<p>In reply to <a href=\"https://news.example/rota/#comment-31\">Jo Ash</a>.</p>\n<p>So it is.</p>"
        ),
        item(32, "By: Al", 20, "<p>Second <b>thought</b>.</p>"),
        item(31, "By: Jo Ash", 10, "<p>First.</p>"),
    );
    let reading = read(&text, 20);
    let comments: Vec<_> = reading.comments.iter().map(told).collect();
    assert_eq!(
        comments,
        [
            ("31".to_owned(), Some("Jo Ash"), "First.", None, 10, 0),
            ("32".to_owned(), Some("Al"), "Second thought.", None, 11, 0),
            ("33".to_owned(), Some("Al"), "So it is.", Some("31".to_owned()), 12, 1),
        ]
    );
    assert_eq!(reading.comments[1].html, "<p>Second <strong>thought</strong>.</p>");
    let permalink = reading.comments[0].permalink.as_ref().map(Url::as_str);
    assert_eq!(permalink, Some("https://news.example/rota/#comment-31"));
    assert_eq!(reading.comments[0].posted, "2026-02-01T08:10:00Z".parse().ok());
}

#[test]
fn atom_threads_and_further_documents() {
    let entry = |id: &str, to: &str, at: &str| {
        format!(
            "<entry><id>tag:n,{id}</id><title>Re</title><author><name>Reader {id}</name></author><published>2026-02-01T08:{at}:00Z</published>\
             <link rel=\"alternate\" href=\"/rota/c/{id}\"/><thr:in-reply-to ref=\"tag:n,{to}\"/><content type=\"html\">Words of {id}</content></entry>"
        )
    };
    let text = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:thr=\"http://purl.org/syndication/thread/1.0\">\
         <link rel=\"next\" href=\"/rota/feed/?paged=2\"/><entry><id>tag:n,story</id><title>Rota</title><link href=\"{ARTICLE}\"/>\
         <content>The article itself</content></entry>{}{}</feed>",
        entry("1", "story", "01"),
        entry("2", "1", "02")
    );
    let reading = read(&text, 20);
    let comments: Vec<_> = reading.comments.iter().map(told).collect();
    assert_eq!(
        comments,
        [
            ("tag:n,1".to_owned(), Some("Reader 1"), "Words of 1", None, 10, 0),
            ("tag:n,2".to_owned(), Some("Reader 2"), "Words of 2", Some("tag:n,1".to_owned()), 11, 1),
        ]
    );
    let further = &reading.asks[0];
    assert_eq!(further.url.as_str(), "https://news.example/rota/feed/?paged=2");
    assert_eq!(further.role, Role::Comments { article: ARTICLE.parse().expect("one"), offset: 12, number: 2 });
    let last = read(&text, 1);
    assert!(last.asks.is_empty() && last.notes[0].contains("comment_pages = 1"), "{last:?}");
}

#[test]
fn comments_without_ids_get_the_key_of_their_words() {
    let text = "<rss version='2.0'><channel><item><title>Comment on Rota by Night by Dr Bee</title><link>https://news.example/rota/</link>\
                <pubDate>Sun, 01 Feb 2026 08:00:00 GMT</pubDate><description>No.</description></item>\
                <item><title>Comment on Rota</title><link>https://news.example/rota/#c-2</link><description>Yes.</description></item>\
                <item><title>x</title><link>https://news.example/rota/#c-3</link><description></description></item></channel></rss>";
    // The first leads to the article and answers nothing: it is taken for the article itself.
    let comments = read(text, 20).comments;
    assert_eq!(comments.iter().map(|comment| comment.text.as_str()).collect::<Vec<_>>(), ["Yes."]);
    let text = text.replace("<link>https://news.example/rota/</link>", "");
    let comments = read(&text, 20).comments;
    let bee = comments.iter().find(|comment| comment.text == "No.").expect("it is there");
    assert_eq!((bee.author.as_deref(), bee.key.0.len()), (Some("Dr Bee"), 32));
}

#[test]
fn a_page_of_comments_that_is_no_feed_is_the_pages() {
    assert_eq!(read("<!doctype html><p>x", 20).notes, ["page https://news.example/rota/feed/"]);
}
