//! How long other people's feeds take to read: 50 entries, about 90 kB, from bytes to articles with cleaned bodies; the
//! same with markup that only an HTML parser can clean, and with faults that have to be mended.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use postround::gather::feed::FeedKind;
use postround::gather::kind::{Ask, Kind, Page, ReadError, Reading, Role};
use postround::gather::options::{FeedRules, Follow};
use url::Url;

const WORDS: [&str; 16] = [
    "the", "board", "said", "that", "fees", "for", "every", "practice", "would", "rise", "by", "two", "per cent",
    "from", "next", "April",
];

#[derive(Debug)]
struct NoPages;

impl Kind for NoPages {
    fn begin(&self) -> Vec<Ask> {
        Vec::new()
    }

    fn read(&self, _: &Ask, _: &Page<'_>) -> Result<Reading, ReadError> {
        Ok(Reading::default())
    }

    fn rules(&self) -> String {
        String::new()
    }
}

fn words(seed: usize, count: usize) -> String {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut text = String::new();
    for _ in 0..count {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(WORDS[(state >> 33) % WORDS.len()]);
        text.push(' ');
    }
    text
}

/// 50 entries; `tail` stands at the end of each body.
fn feed(tail: &str) -> String {
    let item = |number: usize| {
        let (lead, one, two) = (words(number, 25), words(number + 100, 90), words(number + 200, 90));
        format!(
            "<item><title>Fees &amp;#8217; figures {number}</title><link>https://news.example/2026/story-{number}/</link>\n\
             <comments>https://news.example/2026/story-{number}/#comments</comments>\
             <dc:creator><![CDATA[Ann Reed]]></dc:creator><pubDate>Sun, 01 Feb 2026 08:{number:02}:00 +0000</pubDate>\n\
             <category><![CDATA[Pay]]></category><category><![CDATA[Nights]]></category>\
             <guid isPermaLink=\"false\">https://news.example/?p={number}</guid>\
             <description><![CDATA[<p>{lead}[&#8230;]</p>]]></description>\
             <content:encoded><![CDATA[<p>{one}<a href=\"https://news.example/b?x=1&#038;y=2\">fees</a>.</p>\n\
             <p class=\"wp-block\">{two} <strong>&amp; more</strong>&#8217;s.</p>{tail}]]></content:encoded>\
             <wfw:commentRss>https://news.example/2026/story-{number}/feed/</wfw:commentRss>\
             <slash:comments>3</slash:comments></item>\n"
        )
    };
    let items: String = (0..50).map(item).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\">\n\
         <channel><title>News</title><link>https://news.example/</link><description>d</description>{items}</channel></rss>"
    )
}

fn bench(c: &mut Criterion) {
    let url: Url = "https://news.example/feed/".parse().expect("it is written above");
    let plain = feed("");
    let hard = feed("<p>unclosed <u>oddly");
    let broken = plain.replace("</guid>", "").replace(" xmlns:dc=", " xmlns:xx=").replace("</item>", "&nbsp;&x</item>");
    let mut group = c.benchmark_group("a feed of 50 entries read");
    for (name, text) in [("well formed", &plain), ("bodies for a parser", &hard), ("mended", &broken)] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        for follow in [Follow::Entries, Follow::Pages] {
            let rules =
                FeedRules { feed: url.clone(), discover: false, follow, assumed: false, pages: 1, comment_pages: 20 };
            let kind = FeedKind::new(rules, NoPages);
            let page = Page {
                url: &url,
                content_type: Some("application/rss+xml"),
                link: None,
                total_pages: None,
                body: text.as_bytes(),
                fetched: "2026-03-01T12:00:00Z".parse().expect("it is a time"),
                zone: chrono_tz::Europe::London,
            };
            let ask = Ask { url: url.clone(), role: Role::Feed };
            group.bench_function(format!("{name}, {} kB, {follow:?}", text.len() / 1000), |b| {
                b.iter(|| kind.read(&ask, black_box(&page)).expect("it is a feed"));
            });
        }
    }
    group.bench_function("feed-rs alone", |b| {
        b.iter(|| feed_rs::parser::parse(black_box(plain.as_bytes())).expect("it is a feed"));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
