//! Owns the tests of each format: what every field of an article is read from.

use std::time::Duration;

use super::*;

fn rss(item: &str) -> String {
    format!(
        "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:media=\"http://search.yahoo.com/mrss\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
         xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:thr=\"http://purl.org/syndication/thread/1.0\" \
         xmlns:fb=\"http://rssnamespace.org/feedburner/ext/1.0\"><channel><title>N</title>\
         <item><title>Rota</title><link>https://news.example/1</link>{item}</item></channel></rss>"
    )
}

fn one(item: &str) -> FoundArticle {
    articles(&rss(item)).remove(0)
}

#[test]
fn authors_are_names() {
    let cases = [
        ("<dc:creator>Ann Lee</dc:creator><dc:creator>Bo Ash</dc:creator>", vec!["Ann Lee", "Bo Ash"]),
        ("<author>a@b.example (Ann Lee)</author>", vec!["Ann Lee"]),
        ("<author>a@b.example</author><itunes:author>Cy Fox</itunes:author>", vec!["Cy Fox"]),
        ("<author><name>Ann Lee</name></author>", vec!["Ann Lee"]),
        ("<atom:author><atom:name>Ann Lee</atom:name></atom:author>", vec!["Ann Lee"]),
        ("<dc:creator><![CDATA[By Ann Lee and Bo Ash]]></dc:creator>", vec!["Ann Lee", "Bo Ash"]),
        ("", vec![]),
    ];
    for (item, expected) in cases {
        assert_eq!(one(item).authors, expected, "{item}");
    }
    let edited = rss("").replace("<title>N</title>", "<managingEditor>e@b.example (Ed Poe)</managingEditor>");
    assert_eq!(articles(&edited)[0].authors, ["Ed Poe"]);
}

#[test]
fn dates_are_read_in_the_sources_zone_where_they_have_none() {
    let cases = [
        ("<pubDate>Sun, 01 Feb 2026 08:00:00 EST</pubDate>", Some("2026-02-01T13:00:00Z")),
        ("<pubDate>Mon, 01 Feb 2026 08:00:00 GMT</pubDate>", Some("2026-02-01T08:00:00Z")),
        ("<dc:date>2025-07-01T08:00:00+02:00</dc:date>", Some("2025-07-01T06:00:00Z")),
        ("<pubDate>1 July 2025 08:00</pubDate>", Some("2025-07-01T07:00:00Z")),
        ("<dcterms:created>2025-07-01 08:00:00</dcterms:created>", Some("2025-07-01T07:00:00Z")),
        ("<pubDate>never</pubDate><dc:date>2026-02-01</dc:date>", Some("2026-02-01T00:00:00Z")),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None),
    ];
    for (item, expected) in cases {
        assert_eq!(one(item).published, expected.and_then(|at| at.parse().ok()), "{item}");
    }
    let changed =
        one("<pubDate>Sun, 01 Feb 2026 08:00:00 GMT</pubDate><atom:updated>2026-02-02T08:00:00Z</atom:updated>");
    assert_eq!(changed.updated, "2026-02-02T08:00:00Z".parse().ok());
}

#[test]
fn pictures_come_with_their_words() {
    let cases = [
        (
            "<media:content url='/a.jpg' medium='image'><media:description>A desk</media:description><media:credit>Jo Ray</media:credit></media:content>",
            "https://news.example/a.jpg A desk Jo Ray",
        ),
        (
            "<media:group><media:content url='https://n.example/s.jpg' type='image/jpeg' width='90'/><media:content url='https://n.example/l.jpg' type='image/jpeg' width='900'/><media:credit>Jo</media:credit></media:group>",
            "https://n.example/l.jpg  Jo",
        ),
        (
            "<media:content url='https://n.example/v.mp4' type='video/mp4'><media:thumbnail url='https://n.example/t.jpg'/></media:content>",
            "https://n.example/t.jpg  ",
        ),
        ("<media:thumbnail url='//cdn.example/t.jpg'/>", "https://cdn.example/t.jpg  "),
        ("<enclosure url='https://n.example/e.png' type='image/png' length='1'/>", "https://n.example/e.png  "),
        ("<enclosure url='https://n.example/e.mp3' type='audio/mpeg' length='1'/>", ""),
        ("<itunes:image href='https://n.example/p.jpg'/>", "https://n.example/p.jpg  "),
        (
            "<description>&lt;p&gt;x&lt;img src=\"b.jpg?a&amp;amp;b\" alt=\"A &amp;quot;car&amp;quot;\"&gt;&lt;/p&gt;</description>",
            "https://news.example/b.jpg?a&b A \"car\" ",
        ),
    ];
    for (item, expected) in cases {
        let image = one(item).image;
        let told = image.map(|image| {
            format!("{} {} {}", image.url, image.alt.unwrap_or_default(), image.credit.unwrap_or_default())
        });
        assert_eq!(told.unwrap_or_default(), expected, "{item}");
    }
}

#[test]
fn comments_are_counted_wherever_they_are_stated() {
    let slash = " xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\"";
    let cases = [
        (format!("<slash:comments{slash}>12</slash:comments>"), Some(12)),
        (format!("<slash:comments{slash}>none</slash:comments>"), None),
        ("<thr:total>3</thr:total>".to_owned(), Some(3)),
        ("<comments>7</comments>".to_owned(), Some(7)),
        ("<comments>https://news.example/1#comments</comments>".to_owned(), None),
        ("<atom:link rel='replies' href='/c' thr:count='5'/>".to_owned(), Some(5)),
    ];
    for (item, expected) in cases {
        assert_eq!(one(&item).comments_stated, expected, "{item}");
    }
}

#[test]
fn an_entry_is_where_it_says_it_is() {
    let item = |inside: &str| {
        let text = rss("").replace("<link>https://news.example/1</link>", inside);
        articles(&text).into_iter().next().map(|article| article.url.to_string()).unwrap_or_default()
    };
    let cases = [
        ("<link>/a?utm_source=x</link>", "https://news.example/a"),
        ("<link> <![CDATA[https://news.example/b]]> </link>", "https://news.example/b"),
        ("<link href='https://news.example/c'/>", "https://news.example/c"),
        ("<atom:link rel='self' href='/self'/><atom:link rel='alternate' href='/d'/>", "https://news.example/d"),
        ("<guid>https://news.example/e</guid>", "https://news.example/e"),
        (
            "<link>https://burner.example/~r/1</link><fb:origLink>https://news.example/f</fb:origLink>",
            "https://news.example/f",
        ),
        ("<link>//news.example/g</link>", "https://news.example/g"),
    ];
    for (inside, expected) in cases {
        if let Ok(reading) =
            read_as(Follow::Entries, rss("").replace("<link>https://news.example/1</link>", inside).as_bytes())
        {
            assert!(!reading.articles.is_empty(), "{inside}");
        }
        assert_eq!(item(inside), expected, "{inside}");
    }
    for none in ["<link>javascript:alert(1)</link>", "<guid isPermaLink='false'>17</guid>"] {
        let text = rss("").replace("<link>https://news.example/1</link>", none);
        assert!(matches!(read_as(Follow::Entries, text.as_bytes()), Err(ReadError::Nothing(_))), "{none}");
    }
}

#[test]
fn atom_of_both_versions_with_bases() {
    let found = articles(
        r#"<?xml version="1.0"?><feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="de"><title>N</title>
        <entry><title mode="escaped">One &amp;amp; only</title><link rel="alternate" type="text/html" href="https://news.example/1"/>
        <id>tag:n,1</id><issued>2026-02-01T08:00:00Z</issued><modified>2026-02-02T08:00:00Z</modified>
        <author><name>Ann Lee</name></author><content type="text/html" mode="escaped">&lt;p&gt;Text&lt;/p&gt;</content></entry></feed>"#,
    );
    let one = &found[0];
    assert_eq!((one.title.as_str(), one.html.as_str(), one.authors.len()), ("One & only", "<p>Text</p>", 1));
    assert_eq!(one.published, "2026-02-01T08:00:00Z".parse().ok());
    assert_eq!((one.updated.is_some(), one.language.as_deref()), (true, Some("de")));
    let found = articles(
        r#"<atom:feed xmlns:atom="http://www.w3.org/2005/Atom" xml:base="https://other.example/a/"><atom:title>N</atom:title>
        <atom:entry xml:base="b/"><atom:title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Two <em>words</em></div></atom:title><atom:id>x</atom:id>
        <atom:link href="c"/><atom:updated>2026-02-01T08:00:00Z</atom:updated>
        <atom:content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>See <x:a href="d">it</x:a>.</x:p><x:script/></x:div></atom:content></atom:entry></atom:feed>"#,
    );
    assert_eq!((found[0].url.as_str(), found[0].title.as_str()), ("https://other.example/a/b/c", "Two words"));
    assert_eq!(found[0].html, "<p>See <a href=\"https://other.example/a/b/d\">it</a>.</p>");
    let out_of_line = articles(
        r#"<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><id>x</id><link href="/1"/><summary>Short.</summary>
        <content type="application/pdf" src="/1.pdf"/></entry></feed>"#,
    );
    assert_eq!(out_of_line[0].text, "Short.");
}

#[test]
fn json_of_both_versions() {
    let found = articles(
        r#" {"version":"https://jsonfeed.org/version/1","language":"en","next_url":"/feed.json?page=2","author":{"name":"Pat Lane"},
        "items":[{"id":17,"url":"/1","title":"3 < 4","content_text":"One\n\nTwo & three","image":"/i.jpg","author":{"name":"Ann Lee"}},
        {"id":"https://news.example/2","content_html":"<p>No headline here at all.</p>","date_modified":"2026-02-01T08:00:00Z"},
        {"id":"3","title":"Nowhere"}]}"#,
    );
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].title.as_str(), found[0].html.as_str()), ("3 < 4", "<p>One</p><p>Two &amp; three</p>"));
    assert_eq!((found[0].authors.as_slice(), found[0].image.is_some()), (&["Ann Lee".to_owned()][..], true));
    assert_eq!((found[1].title.as_str(), found[1].authors.len()), ("No headline here at all.", 1));
    assert!(found[1].published.is_some());
}

#[test]
fn advice_and_further_documents_are_passed_on() {
    let text = rss("")
        .replace("<title>N</title>", "<title>N</title><ttl>30</ttl><atom:link rel='next' href='/feed?paged=2'/>");
    let reading = read_as(Follow::Entries, text.as_bytes()).expect("a feed");
    assert_eq!((reading.ttl, reading.asks.len()), (Some(Duration::from_mins(30)), 0));
    let url: Url = "https://news.example/feed".parse().expect("an address");
    let kind = FeedKind::new(FeedRules { pages: 2, ..rules(&url, Follow::Pages) }, NoPages);
    let read =
        |role: Role| kind.read(&Ask { url: url.clone(), role }, &page(&url, text.as_bytes())).expect("a feed").asks;
    let asks = read(Role::Feed);
    assert_eq!(
        asks[1],
        Ask { url: "https://news.example/feed?paged=2".parse().expect("one"), role: Role::Listing { number: 2 } }
    );
    assert_eq!(read(Role::Listing { number: 2 }).len(), 1, "no third document");
}

#[test]
fn a_page_leads_to_its_feed() {
    let home: Url = "https://news.example/".parse().expect("an address");
    let html = "<!doctype html><title>N</title><link rel=alternate type=application/atom+xml href=/all.atom>";
    let kind = FeedKind::new(FeedRules { discover: true, ..rules(&home, Follow::Entries) }, NoPages);
    let begin = kind.begin();
    assert_eq!(begin.len(), 1);
    let reading = kind.read(&begin[0], &page(&home, html.as_bytes())).expect("a reading");
    let asked: Vec<&str> = reading.asks.iter().map(|ask| ask.url.as_str()).collect();
    assert_eq!(asked[..2], ["https://news.example/all.atom", "https://news.example/feed/"]);
    assert!(reading.notes[0].ends_with("in this order: https://news.example/all.atom"), "{:?}", reading.notes);
    // A usual place that answers with a page is no feed, and leads nowhere.
    let guess = &reading.asks[1];
    let refused = kind.read(guess, &page(&guess.url, html.as_bytes())).expect_err("no feed");
    assert_eq!(refused.to_string(), "this is an HTML page, not a feed; its feeds are: https://news.example/all.atom");
    let found = kind.read(&reading.asks[0], &page(&reading.asks[0].url, RSS.as_bytes())).expect("a feed");
    assert!(
        found.notes.iter().any(|note| note.contains("write feed = \"https://news.example/all.atom\"")),
        "{found:?}"
    );
    let begin: Vec<String> = kind.begin().iter().map(|ask| ask.url.to_string()).collect();
    assert_eq!(begin, ["https://news.example/all.atom", "https://news.example/"], "the page only where the feed fails");
}

#[test]
fn comments_of_entries_have_their_feed_asked_for() {
    let text = rss(
        "<wfw:commentRSS xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\">https://news.example/1/feed/</wfw:commentRSS>STATED",
    );
    for (stated, asks) in [("", 1), ("<thr:total>2</thr:total>", 1), ("<thr:total>0</thr:total>", 0)] {
        let reading = read_as(Follow::Entries, text.replace("STATED", stated).as_bytes()).expect("a feed");
        assert_eq!(reading.asks.len(), asks, "{stated}");
        for ask in reading.asks {
            assert_eq!(ask.url.as_str(), "https://news.example/1/feed/");
            assert_eq!(ask.role, Role::Comments { article: reading.articles[0].url.clone(), offset: 0, number: 1 });
        }
    }
}
