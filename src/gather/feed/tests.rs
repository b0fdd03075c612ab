//! Owns the tests of feeds that others write, good and broken.

mod formats;
mod mending;
mod replies;

use chrono::{DateTime, Utc};

use super::*;

#[derive(Debug)]
struct NoPages;

impl Kind for NoPages {
    fn begin(&self) -> Vec<Ask> {
        Vec::new()
    }

    fn read(&self, ask: &Ask, _: &Page<'_>) -> Result<Reading, ReadError> {
        Ok(Reading { notes: vec![format!("page {}", ask.url)], ..Reading::default() })
    }

    fn rules(&self) -> String {
        "pages".to_owned()
    }
}

fn read_as(follow: Follow, body: &[u8]) -> Result<Reading, ReadError> {
    let url = Url::parse("https://news.example/feed").expect("an address");
    let kind = FeedKind::new(rules(&url, follow), NoPages);
    let asks = kind.begin();
    kind.read(&asks[0], &page(&url, body))
}

fn page<'a>(url: &'a Url, body: &'a [u8]) -> Page<'a> {
    let fetched: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().expect("a time");
    Page { url, content_type: None, link: None, total_pages: None, body, fetched, zone: chrono_tz::Europe::London }
}

fn rules(feed: &Url, follow: Follow) -> FeedRules {
    FeedRules { feed: feed.clone(), discover: false, follow, assumed: false, pages: 1, comment_pages: 20 }
}

fn articles(body: &str) -> Vec<FoundArticle> {
    read_as(Follow::Entries, body.as_bytes()).expect("a feed").articles
}

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel><title>News</title><link>https://news.example/</link><description>d</description><language>en-GB</language>
<item><title>Rota &amp;amp; pay</title><link>/rota?utm_source=feed</link><guid isPermaLink="false">17 at news</guid><dc:creator>By Ann Smith and Bo Jones</dc:creator>
<category>Nights</category><category>Pay</category><pubDate>Sun, 01 Feb 2026 08:00:00 GMT</pubDate><description>Three dispensaries share. [&#8230;]</description>
<content:encoded><![CDATA[<p>Three dispensaries share <a href="/b">nights</a>.</p><script>x()</script><p><img src="/a.jpg" alt="A car"></p><p>The post <a href="/rota">Rota</a> appeared first on <a href="/">News</a>.</p>]]></content:encoded>
<slash:comments>12</slash:comments></item>
<item><guid>https://news.example/untitled</guid><description>No headline was given to this short note, which goes on for a while, and says little in the end of what it promised.</description><author>a@b.example (Cy Lee)</author></item>
<item><title>Nowhere</title><guid isPermaLink="false">18</guid></item>
</channel></rss>"#;

#[test]
fn rss_entries_become_articles() {
    let reading = read_as(Follow::Entries, RSS.as_bytes()).expect("a feed");
    let [first, second] = reading.articles.as_slice() else { panic!("{:?}", reading.articles) };
    assert_eq!(first.url.as_str(), "https://news.example/rota");
    assert_eq!(first.title, "Rota & pay");
    assert_eq!(first.authors, ["Ann Smith", "Bo Jones"]);
    assert_eq!(first.topics, ["Nights", "Pay"]);
    assert_eq!(first.published, "2026-02-01T08:00:00Z".parse().ok());
    assert_eq!(first.lead.as_deref(), Some("Three dispensaries share."));
    assert_eq!(first.text, "Three dispensaries share nights.");
    assert!(first.html.contains("https://news.example/b") && !first.html.contains("script"), "{}", first.html);
    assert_eq!(first.image.as_ref().map(|image| image.url.as_str()), Some("https://news.example/a.jpg"));
    assert_eq!((first.comments_stated, second.comments_stated), (Some(12), None));
    assert_eq!(first.language.as_deref(), Some("en-GB"));
    assert_eq!(second.url.as_str(), "https://news.example/untitled");
    assert_eq!(second.title, "No headline was given to this short note, which goes on for a while, and says…");
    assert_eq!(second.authors, ["Cy Lee"]);
    assert_eq!(reading.notes, ["an entry was skipped, it has no address: Nowhere"]);
}

#[test]
fn pages_are_asked_for_with_what_the_feed_said() {
    let reading = read_as(Follow::Pages, RSS.as_bytes()).expect("a feed");
    assert!(reading.articles.is_empty());
    assert_eq!(reading.asks.len(), 2);
    let Role::Article { hint } = &reading.asks[0].role else { panic!("{:?}", reading.asks) };
    assert_eq!(hint.title.as_deref(), Some("Rota & pay"));
    assert_eq!((hint.published_ms, hint.comments_stated), (Some(1_769_932_800_000), Some(12)));
}

#[test]
fn atom_entries_become_articles() {
    let found = articles(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><title>N</title><id>urn:n</id><updated>2026-02-03T00:00:00Z</updated>
        <author><name>The paper</name></author>
        <entry><title type="html">Rota &lt;i&gt;agreed&lt;/i&gt;</title><id>tag:n,1</id><published>2026-02-01T08:00:00Z</published><updated>2026-02-02T08:00:00Z</updated>
        <link rel="replies" href="/1/comments"/><link rel="alternate" type="text/html" href="/1"/><author><name>Ann Smith</name></author><category term="nights" label="Nights"/>
        <summary>Short.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The <em>whole</em> text.</p></div></content><thr:total>7</thr:total></entry></feed>"#,
    );
    let article = &found[0];
    assert_eq!((article.url.as_str(), article.title.as_str()), ("https://news.example/1", "Rota agreed"));
    assert_eq!((article.text.as_str(), article.lead.as_deref()), ("The whole text.", Some("Short.")));
    assert_eq!(
        (article.authors.as_slice(), article.topics.as_slice()),
        (&["Ann Smith".to_owned()][..], &["Nights".to_owned()][..])
    );
    assert_eq!(
        (article.published, article.updated),
        ("2026-02-01T08:00:00Z".parse().ok(), "2026-02-02T08:00:00Z".parse().ok())
    );
    assert_eq!(article.comments_stated, Some(7));
}

#[test]
fn json_and_older_feeds_become_articles() {
    let json = articles(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"N","items":[{"id":"1","url":"https://news.example/1","title":"Rota","content_html":"<p>Text</p>","date_published":"2026-02-01T08:00:00Z","tags":["Nights"],"authors":[{"name":"Ann Smith"}]}]}"#,
    );
    assert_eq!(
        (json[0].title.as_str(), json[0].text.as_str(), json[0].topics.len(), json[0].authors.len()),
        ("Rota", "Text", 1, 1)
    );
    let item = "<item><title>Rota</title><link>https://news.example/1</link><description>Text</description></item>";
    for open in ["<rss>", "<rss version=\"0.91\">", "<rss version='0.94'>", "\n<rss version=\"2.0.1\" xmlns:a=\"b\">"] {
        let found = articles(&format!(
            "{open}<channel><title>N</title><link>https://news.example/</link><description>d</description>{item}</channel></rss>"
        ));
        assert_eq!((found.len(), found[0].text.as_str()), (1, "Text"), "{open}");
    }
    let rdf = articles(&format!(
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\"><channel><title>N</title><link>https://news.example/</link><description>d</description></channel>{item}</rdf:RDF>"
    ));
    assert_eq!(rdf.len(), 1);
}

#[test]
fn declared_encodings_are_read() {
    let mut body = b"<?xml version=\"1.0\" encoding=\"windows-1252\"?><rss version=\"2.0\"><channel><title>N</title><link>https://n.example/</link><description>d</description><item><title>Caf".to_vec();
    body.extend([0xe9, 0x92]);
    body.extend(b"s</title><link>https://n.example/1</link></item></channel></rss>");
    let reading = read_as(Follow::Entries, &body).expect("a feed");
    assert_eq!(reading.articles[0].title, "Café’s");
}

#[test]
fn what_is_no_feed_is_refused() {
    for body in ["", "<html><body>Not found</body></html>", "{\"a\":1}", "<rss", "<rss version=\"2.0\"><channel>"] {
        assert!(
            matches!(read_as(Follow::Pages, body.as_bytes()), Err(ReadError::NotReadable(_) | ReadError::Nothing(_))),
            "{body}"
        );
    }
    let empty = "<rss version=\"2.0\"><channel><title>N</title><link>https://n.example/</link><description>d</description></channel></rss>";
    assert!(matches!(read_as(Follow::Pages, empty.as_bytes()), Err(ReadError::Bare)));
}

#[test]
fn other_roles_are_the_pages() {
    let url = Url::parse("https://news.example/1").expect("an address");
    let fetched: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().expect("a time");
    let page =
        Page { url: &url, content_type: None, link: None, total_pages: None, body: b"", fetched, zone: chrono_tz::UTC };
    let kind = FeedKind::new(rules(&url, Follow::Pages), NoPages);
    let ask = Ask { url: url.clone(), role: Role::Article { hint: Hint::default() } };
    assert_eq!(kind.read(&ask, &page).expect("a reading").notes, ["page https://news.example/1"]);
    assert_eq!(kind.rules(), "feed 3 Pages false 1 20 pages");
}

#[test]
fn people_that_the_parser_chokes_on_cost_only_their_names() {
    for author in ["Zoë–a@b.example", "a@b.example—Zoë", "a@b.example", "@", "é@b.example é"] {
        let found = articles(&format!(
            "<rss version=\"2.0\"><channel><title>N</title><link>https://n.example/</link><description>d</description><item><title>Rota</title><author>{author}</author><link>https://n.example/1</link></item></channel></rss>"
        ));
        assert_eq!(found[0].title, "Rota", "{author}");
    }
}

proptest::proptest! {
    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..500)) {
        let _ = read_as(Follow::Entries, &bytes);
        let _ = read_as(Follow::Entries, &[b"<rss version=\"2.0\"><channel><item><title>".as_slice(), &bytes].concat());
    }
}

#[test]
fn users_and_passwords_are_not_published() {
    let item = |link: &str, more: &str| {
        format!(
            "<rss version='2.0'><channel><title>News</title><item><title>Rota</title><link>{link}</link>{more}</item></channel></rss>"
        )
    };
    let guid = "<guid>https://me:secret@news.example/17</guid>";
    let image = "<enclosure url='https://me:secret@news.example/a.jpg' type='image/jpeg' length='1'/>";
    let found = articles(&item("https://me:secret@news.example/rota", &format!("{guid}{image}")));
    assert_eq!(found[0].url.as_str(), "https://news.example/rota");
    assert!(!format!("{found:?}").contains("secret"), "{found:?}");
    assert_eq!(found[0].seen_at.len(), 1);
    assert!(found[0].image.is_some());
}
