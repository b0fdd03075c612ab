//! How long other people's feeds take to read: 50 entries, about 90 kB, from bytes to articles with cleaned bodies; the
//! same with markup that only an HTML parser can clean, and with faults that have to be mended. `as gathered beside
//! others` is what `gather_beside.py` measures: escaped bodies of four paragraphs, each headline and name another.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use postround::domain::wording::folded;
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

/// A feed as `gather_beside.py` writes it.
fn beside() -> String {
    const NEWS: [&str; 16] = [
        "practice",
        "partners",
        "federation",
        "locum",
        "appointment",
        "funding",
        "contract",
        "network",
        "patients",
        "clinic",
        "commissioner",
        "winter",
        "premises",
        "indemnity",
        "vaccination",
        "workload",
    ];
    let mut state = 7_usize;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        NEWS[(state >> 33) % NEWS.len()]
    };
    let titled = |word: &str| format!("{}{}", word[..1].to_ascii_uppercase(), &word[1..]);
    let mut item = |number: usize| {
        let mut sentence = || {
            let words: Vec<&str> = (0..9 + word().len() % 8).map(|_| word()).collect();
            format!("{}.", titled(&words.join(" ")))
        };
        let mut paragraphs: Vec<String> =
            (0..4).map(|_| (0..3).map(|_| sentence()).collect::<Vec<_>>().join(" ")).collect();
        paragraphs[1] += &format!(" <a href=\"https://wire.example/{number}\">practice</a>.");
        let mut body = format!("<p>{}</p>", paragraphs.join("</p><p>"));
        if number.is_multiple_of(5) {
            body += &format!("<ul><li>{}</li><li>{}</li><li>{}</li></ul>", sentence(), sentence(), sentence());
        }
        let (title, body) = (sentence(), body.replace('<', "&lt;").replace('>', "&gt;"));
        let day = 1 + number % 20;
        format!(
            "<item><title>{} 1-{number}</title><link>https://site1.example/news/{number}-story</link>\
             <guid isPermaLink=\"false\">site1-{number}</guid><dc:creator>{} {}</dc:creator><category>{}</category>\
             <pubDate>{}, {day:02} Nov 2026 {:02}:01:00 GMT</pubDate><description>{body}</description></item>\n",
            title.trim_end_matches('.'),
            titled(word()),
            titled(word()),
            word(),
            ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][day % 7],
            number % 24,
        )
    };
    let items: String = (0..50).map(&mut item).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Site 1</title><link>https://site1.example/</link>\
         <description>News of site 1</description>\n{items}</channel></rss>\n"
    )
}

fn page_of<'a>(url: &'a Url, text: &'a str) -> Page<'a> {
    Page {
        url,
        content_type: Some("application/rss+xml"),
        link: None,
        total_pages: None,
        body: text.as_bytes(),
        fetched: "2026-11-22T12:00:00Z".parse().expect("it is a time"),
        zone: chrono_tz::Europe::London,
    }
}

fn bench(c: &mut Criterion) {
    let url: Url = "https://news.example/feed/".parse().expect("it is written above");
    let plain = feed("");
    let hard = feed("<p>unclosed <u>oddly");
    let broken = plain.replace("</guid>", "").replace(" xmlns:dc=", " xmlns:xx=").replace("</item>", "&nbsp;&x</item>");
    let mut group = c.benchmark_group("a feed of 50 entries read");
    let beside = beside();
    for (name, text) in [
        ("as gathered beside others", &beside),
        ("well formed", &plain),
        ("bodies for a parser", &hard),
        ("mended", &broken),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        for follow in [Follow::Entries, Follow::Pages] {
            let rules =
                FeedRules { feed: url.clone(), discover: false, follow, assumed: false, pages: 1, comment_pages: 20 };
            let kind = FeedKind::new(rules, NoPages);
            let page = page_of(&url, text);
            let ask = Ask { url: url.clone(), role: Role::Feed };
            group.bench_function(format!("{name}, {} kB, {follow:?}", text.len() / 1000), |b| {
                b.iter(|| kind.read(&ask, black_box(&page)).expect("it is a feed"));
            });
        }
    }
    let rules = FeedRules {
        feed: url.clone(),
        discover: false,
        follow: Follow::Entries,
        assumed: false,
        pages: 1,
        comment_pages: 20,
    };
    let kind = FeedKind::new(rules, NoPages);
    let ask = Ask { url: url.clone(), role: Role::Feed };
    let read = kind.read(&ask, &page_of(&url, &beside)).expect("it is a feed").articles;
    group.bench_function("its headlines and bodies folded", |b| {
        b.iter(|| read.iter().map(|found| folded(&found.title).len() + folded(&found.text).len()).sum::<usize>());
    });
    group.bench_function("feed-rs alone", |b| {
        b.iter(|| feed_rs::parser::parse(black_box(plain.as_bytes())).expect("it is a feed"));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
