//! Owns good documents of each format, and what is found in one that was spoilt.

use super::super::{Report, Surroundings, check};

pub(super) const NOW: &str = "2026-11-22T12:00:00Z";

pub(super) fn report(document: &str) -> Report {
    check(document.as_bytes(), &Surroundings { now: NOW.parse().unwrap(), address: None, media_type: None })
}

pub(super) fn names(document: &str) -> Vec<&'static str> {
    report(document).findings.iter().map(|finding| finding.name).collect()
}

pub(super) const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:wfw="http://wellformedweb.org/CommentAPI/">
<channel>
<title>Rounds</title>
<link>https://a.example/</link>
<description>What is new</description>
<language>en-GB</language>
<lastBuildDate>Sun, 22 Nov 2026 11:00:00 GMT</lastBuildDate>
<ttl>60</ttl>
<atom:link rel="self" type="application/rss+xml" href="https://a.example/all.rss"/>
<item>
<title>Fees &#x26; forms</title>
<link>https://a.example/1</link>
<description>&lt;p&gt;Fees rise.&lt;/p&gt;</description>
<category>Pay</category>
<comments>https://a.example/1#comments</comments>
<guid isPermaLink="false">urn:uuid:00000000-0000-4000-8000-000000000001</guid>
<pubDate>Sun, 22 Nov 2026 10:00:00 GMT</pubDate>
<content:encoded>&lt;p&gt;Fees rise a &lt;b&gt;lot&lt;/b&gt;.&lt;/p&gt;</content:encoded>
<dc:creator>Ann Reed</dc:creator>
<slash:comments>12</slash:comments>
<wfw:commentRss>https://a.example/1.rss</wfw:commentRss>
<media:content url="https://a.example/i.png" medium="image"/>
</item>
</channel>
</rss>
"#;

pub(super) const ATOM: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="en-GB">
<id>urn:uuid:00000000-0000-4000-8000-000000000000</id>
<title>Rounds</title>
<updated>2026-11-22T11:00:00Z</updated>
<author><name>The Round</name></author>
<link rel="self" type="application/atom+xml" href="https://a.example/all.atom"/>
<link rel="alternate" type="text/html" href="https://a.example/"/>
<entry>
<id>urn:uuid:00000000-0000-4000-8000-000000000001</id>
<title>Fees &amp; forms</title>
<updated>2026-11-22T10:30:00Z</updated>
<published>2026-11-22T10:00:00Z</published>
<link rel="alternate" type="text/html" href="https://a.example/1"/>
<link rel="replies" type="application/atom+xml" href="https://a.example/1.atom" thr:count="12"/>
<category term="Pay"/>
<summary>Fees rise.</summary>
<content type="html">&lt;p&gt;Fees rise.&lt;/p&gt;</content>
<thr:total>12</thr:total>
</entry>
</feed>
"#;

pub(super) const JSON: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Rounds", "language": "en",
"feed_url": "https://a.example/all.json", "home_page_url": "https://a.example/", "authors": [{"name": "The Round"}],
"items": [{"id": "1", "url": "https://a.example/1", "title": "Fees", "content_html": "<p>Fees rise.</p>",
"date_published": "2026-11-22T10:00:00Z", "date_modified": "2026-11-22T10:30:00Z", "tags": ["Pay"]}]}"#;

/// Each line of a good document spoilt in one way: what is then found first.
pub(super) fn assert_spoilt(good: &str, cases: &[(&str, &str, &str)]) {
    for (before, after, expected) in cases {
        assert!(good.contains(before), "{before}");
        let found = names(&good.replacen(before, after, 1));
        assert!(found.contains(expected), "{before} → {after}: {found:?}, not {expected}");
    }
}
