//! Owns the tests of broken feeds: what is mended and said to be, what is refused, and that nothing takes for ever.

use proptest::prelude::*;

use super::*;

/// A sound feed of two entries, which each case breaks.
const SOUND: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\">\n\
<channel>\n<title>News</title>\n<item>\n<title>Rota agreed</title>\n<link>https://news.example/1</link>\n\
<description>&lt;p&gt;Nights are shared.&lt;/p&gt;</description>\n<media:thumbnail url=\"https://news.example/i.jpg\"/>\n</item>\n\
<item>\n<title>Fees rise</title>\n<link>https://news.example/2</link>\n<description><![CDATA[<p>By two per cent.</p>]]></description>\n\
</item>\n</channel>\n</rss>\n";

fn notes(body: &[u8]) -> (Vec<FoundArticle>, String) {
    let reading =
        read_as(Follow::Entries, body).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(body)));
    (reading.articles, reading.notes.join("; "))
}

#[test]
fn a_sound_feed_has_nothing_to_mend() {
    let (articles, said) = notes(SOUND.as_bytes());
    assert_eq!((articles.len(), said.as_str()), (2, ""));
    assert_eq!((articles[0].text.as_str(), articles[1].text.as_str()), ("Nights are shared.", "By two per cent."));
}

#[test]
fn each_fault_is_mended_and_named() {
    let cases = [
        (" xmlns:media=\"http://search.yahoo.com/mrss/\"", "", "an undeclared namespace \"media\""),
        ("Rota agreed", "Rota\u{1} agreed\u{b}", "2 control characters"),
        ("Rota agreed", "Rota&nbsp;agreed", "1 HTML entity"),
        ("Rota agreed", "Rota agreed&hearts;", "1 HTML entity"),
        ("Rota agreed", "Rota & co agreed", "1 bare \"&\""),
        ("Rota agreed", "Rota < 5 agreed", "1 bare \"<\""),
        ("Rota agreed</title>", "Rota agreed", "1 element closed wrongly"),
        ("</item>\n<item>", "<item>", "1 element closed wrongly"),
        ("Rota agreed</title>", "<b><i>Rota agreed</b></i></title>", "2 elements closed wrongly"),
        ("<?xml", "\n \u{feff}<br />\n<b>Warning</b>: in line 3<br />\n<?xml", "something before the document"),
        ("<?xml", "  \n<?xml", ""),
        ("</rss>\n", "</rss>\n<!-- cached -->", ""),
        ("</rss>\n", "</rss>\n<script>x()</script>", "something after the document"),
        ("</rss>\n", "</rss> trailing", "something after the document"),
        ("</channel>\n</rss>\n", "", "its end is missing"),
        ("</rss>\n", "", "its end is missing"),
        (
            "url=\"https://news.example/i.jpg\"",
            "url=\"https://news.example/i.jpg\" url=\"x\"",
            "1 attribute given twice",
        ),
        ("url=\"https://news.example/i.jpg\"", "url=https://news.example/i.jpg", "1 attribute without quotes"),
        ("&lt;p&gt;Nights are shared.&lt;/p&gt;", "<p>Nights are shared.<br>", "1 text with unescaped HTML"),
        ("]]></description>", "</description>", "1 CDATA section closed wrongly"),
        ("]]></description>", "]]>]]></description>", "1 CDATA section closed wrongly"),
        ("<title>Rota agreed</title>", "<TITLE>Rota agreed</TITLE>", "1 tag in capitals"),
        ("encoding=\"UTF-8\"", "encoding=\"utf8mb9\"", ""),
        ("Rota agreed", "Rota agreed &#0;&#x1b;", "2 control characters"),
        (
            "<rss version=\"2.0\"",
            "<!DOCTYPE rss PUBLIC \"-//N//DTD RSS 0.91//EN\" \"x\" [ <!ENTITY a \"b\"> ]><rss version=\"0.91\"",
            "",
        ),
    ];
    for (sound, broken, expected) in cases {
        let text = SOUND.replacen(sound, broken, 1);
        assert_ne!(text, SOUND, "{sound}");
        let (articles, said) = notes(text.as_bytes());
        let what = format!("{broken:?}: {said}");
        if expected.is_empty() {
            assert_eq!(said, "", "{what}");
        } else {
            assert!(said.contains(expected), "{what}");
        }
        assert_eq!(articles.len(), 2, "{what}");
        assert!(articles[0].title.starts_with("Rota"), "{what}: {}", articles[0].title);
        assert_eq!(articles[0].url.as_str(), "https://news.example/1", "{what}");
        assert!(articles[0].text.contains("Nights are shared."), "{what}: {}", articles[0].text);
        assert_eq!(
            (articles[1].title.as_str(), articles[1].text.as_str()),
            ("Fees rise", "By two per cent."),
            "{what}"
        );
        assert!(articles[0].image.is_some(), "{what}");
    }
}

#[test]
fn a_feed_that_is_cut_keeps_its_whole_entries() {
    let second = SOUND.find("<title>Fees").expect("it is there");
    for cut in
        [second + 3, second + 20, second + 60, second + 100, SOUND.find("</item>\n</channel>").expect("it is there")]
    {
        let (articles, said) = notes(&SOUND.as_bytes()[..cut]);
        assert_eq!(articles.len(), 1, "{cut}");
        assert!(said.contains("its end is missing") && said.contains("the last entry breaks off"), "{cut}: {said}");
    }
    let early = read_as(Follow::Entries, &SOUND.as_bytes()[..SOUND.find("<link>").expect("it is there")]);
    assert_eq!(early.expect_err("no entry").to_string(), "the feed breaks off before the end of its first entry");
}

#[test]
fn characters_are_read_whatever_is_said_of_them() {
    let text = |declared: &str| SOUND.replace(" encoding=\"UTF-8\"", declared).replace("Rota agreed", "Rota – Café’s");
    let single = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let wide: Vec<u8> = text("").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&b"\xff\xfe"[..], &wide].concat();
    let cyrillic =
        encoding_rs::KOI8_R.encode(&SOUND.replace(" encoding=\"UTF-8\"", "").replace("agreed", "Смена")).0.into_owned();
    let cases: [(Vec<u8>, Option<&str>, &str); 11] = [
        (text("").into_bytes(), None, ""),
        (format!("\u{feff}\u{feff}{}", text("")).into_bytes(), None, ""),
        (single(&text(" encoding=\"windows-1252\"")), None, ""),
        (single(&text(" encoding=\"ISO-8859-1\"")), None, ""),
        (single(&text("")), Some("text/xml; charset=iso-8859-1"), ""),
        (single(&text(" encoding=\"UTF-8\"")), None, "bytes outside of the character set"),
        (
            single(&text(" encoding=\"UTF-8\"")),
            Some("application/rss+xml; charset=utf-8"),
            "bytes outside of the character set",
        ),
        (text(" encoding=\"ISO-8859-1\"").into_bytes(), None, "a wrong character set, read as UTF-8"),
        (text("").into_bytes(), Some("text/xml; charset=us-ascii"), "a wrong character set, read as UTF-8"),
        (wide, None, ""),
        (marked, Some("application/xml"), ""),
    ];
    let url: Url = "https://news.example/feed".parse().expect("an address");
    let kind = FeedKind::new(rules(&url, Follow::Entries), NoPages);
    for (body, content_type, expected) in cases {
        let page = Page { content_type, ..page(&url, &body) };
        let reading = kind.read(&kind.begin()[0], &page).expect("a feed");
        let what = format!("{content_type:?} {}", String::from_utf8_lossy(&body[..60]));
        assert_eq!(reading.articles[0].title, "Rota – Café’s", "{what}");
        let said = reading.notes.join("; ");
        assert!(if expected.is_empty() { said.is_empty() } else { said.contains(expected) }, "{what}: {said}");
    }
    let page = Page { content_type: Some("text/xml;charset=KOI8-R"), ..page(&url, &cyrillic) };
    assert_eq!(kind.read(&kind.begin()[0], &page).expect("a feed").articles[0].title, "Rota Смена");
}

#[test]
fn what_is_no_feed_is_named() {
    let cases = [
        ("", "the answer is empty, not a feed"),
        (" \n\t", "the answer is empty, not a feed"),
        ("<!DOCTYPE html><p>Down</p>", "this is an HTML page, not a feed; look on it"),
        ("<html><link rel=alternate type=application/rss+xml href=/f></html>", "its feeds are: https://news.example/f"),
        (
            "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
            "this is an HTML page",
        ),
        ("{\"error\":\"rate limit\"}", "this is a JSON document and no feed: rate limit"),
        ("{\"items\":[", "the answer is JSON that breaks off"),
        ("[]", "this is a JSON document and no feed"),
        ("<opml><body/></opml>", "the answer is a document of <opml>, not a feed"),
        ("Service unavailable", "the answer is not a feed"),
        ("<rss version='2.0'><channel><title>N</title></channel></rss>", "the feed has no entries"),
    ];
    for (body, expected) in cases {
        let error = read_as(Follow::Entries, body.as_bytes()).expect_err(body).to_string();
        assert!(error.contains(expected), "{body}: {error}");
    }
}

fn in_item(inside: &str) -> String {
    format!("<item><title>U</title><link>https://news.example/u</link>{inside}</item>")
}

/// Each is unlike the others, and a name.
fn names(count: u32) -> String {
    let letter = |n: u32| char::from_u32(u32::from(b'a') + n % 26).unwrap_or('a');
    let name = |n: u32| format!("Ann {}", [n, n / 26, n / 676, n / 17_576].map(letter).iter().collect::<String>());
    (0..count).map(name).collect::<Vec<_>>().join(", ")
}

/// Each of letters alone, and unlike the others.
fn attributes() -> String {
    names(50_000).split(", ").map(|name| name.replace("Ann ", "x") + "=\"\" ").collect()
}

/// By a prefix of its own, so that none ends the other.
fn entries_in_entries() -> String {
    let open = "<x:item><x:title>T</x:title><x:link>https://news.example/1</x:link><x:description>";
    let start = "<rss xmlns:x=\"http://purl.org/rss/1.0/\"><channel>";
    format!("{start}{}{}{}", open.repeat(30), "word ".repeat(20_000), "</x:description></x:item>".repeat(30))
}

fn long_base() -> String {
    let links = "&lt;a href=x>w&lt;/a> ".repeat(3_000);
    format!("<link>https://news.example/{}</link><description>{links}</description>", "b".repeat(100_000))
}

/// So many pieces, each with its own number in place of `#`.
fn numbered(pieces: u32, piece: &str) -> String {
    (0..pieces).map(|n| piece.replace('#', &n.to_string())).collect()
}

/// Each would cost a careless reader the square of its length, or its memory.
#[test]
fn hostile_documents_are_bounded() {
    let item = "<item><title>T</title><link>https://news.example/1</link></item>";
    let around = |inside: &str| format!("<rss version=\"2.0\"><channel>{inside}{item}</channel></rss>");
    let laughs = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>".to_owned()
        + &around("<title>&b;&b;</title>");
    let many: String = (0..100_000).map(|n| item.replace("/1", &format!("/{n}"))).collect();
    let cases = [
        ("laughs", laughs),
        ("many entries", around(&many)),
        ("deep", around(&"<a>".repeat(200_000))),
        ("deep within", around(&format!("<item><description>{}", "<b>".repeat(200_000)))),
        ("brackets", around(&"<".repeat(1_000_000))),
        ("tags without end", around(&"<a ".repeat(300_000))),
        ("quotes without end", around(&"<a b=\"".repeat(150_000))),
        ("other quotes without end", around(&"<a b='c=\"".repeat(100_000))),
        ("sections without end", around(&"<![CDATA[".repeat(100_000))),
        ("sections that run on", around(&format!("{}]]>", "<item><title><![CDATA[x</title></item>".repeat(20_000)))),
        ("comments without end", around(&"<!--".repeat(200_000))),
        ("closing tags", around(&"</a></b></item>".repeat(100_000))),
        ("ampersands", around(&format!("<title>{}</title>", "&a".repeat(500_000)))),
        ("unknown entities", around(&format!("<title>{}</title>", "&abc;".repeat(200_000)))),
        ("attributes", around(&format!("<a {}/>", numbered(100_000, "a#=1 ")))),
        ("prefixes", around(&numbered(50_000, "<p#:a xmlns:p#=\"u\"/>"))),
        ("long text", around(&format!("<description>{}</description>", "word ".repeat(1_000_000)))),
        ("nul", around(&"\0".repeat(1_000_000))),
        ("doctypes", "<!DOCTYPE [".repeat(100_000) + item),
        ("tags in values of tags", around(&format!("<a b=\"{}<", "<a \" b=\"".repeat(40_000)))),
        ("people", around(&in_item(&numbered(30_000, "<dc:creator>A# Bo</dc:creator>")))),
        ("a byline", around(&in_item(&format!("<author>{}</author>", names(30_000))))),
        ("topics", around(&in_item(&numbered(30_000, "<category>t#</category>")))),
        ("entries in entries", entries_in_entries()),
        ("a long address", around(&format!("<item><title>U</title>{}</item>", long_base()))),
        (
            "long bases",
            format!("<rss>{}{}", format!("<a xml:base=\"/{}\">", "b".repeat(16_000)).repeat(90), item.repeat(500)),
        ),
        ("attributes in words", around(&in_item(&format!("<description>&lt;p {}&gt;x</description>", attributes())))),
        ("json", format!("{{\"items\":{}", "[".repeat(1_000_000))),
    ];
    for (what, text) in cases {
        // The suite's own limit of time is what would be missed.
        if let Ok(reading) = read_as(Follow::Entries, text.as_bytes()) {
            assert!(reading.articles.len() <= 1_000, "{what}");
            let size: usize = reading.articles.iter().map(|article| article.html.len() + article.title.len()).sum();
            assert!(size <= 2 * text.len() + 1_000, "{what}: {size}");
            assert!(reading.notes.len() < 10 && reading.notes.iter().all(|note| note.len() < 1_000), "{what}");
        }
    }
}

fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        3 => proptest::sample::select(vec![
            "<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "<description>", "</description>", "<![CDATA[",
            "]]>", "<!--", "-->", "<?xml", "?>", "<!DOCTYPE", "<a b=\"", "<a b=c>", "'", "\"", ">", "<", "&", "&amp;", "&#x0;",
            "&nbsp;", "<br>", "<dc:date>", "https://news.example/1", "<rss>", "</rss>", "<entry>", "<feed>", "xmlns:a=", "/>",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..6),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_makes_the_reader_fail_or_its_answer_grow(inside in soup(), from in 0..400_usize, to in 0..400_usize) {
        let mut body = SOUND.as_bytes().to_vec();
        let range = from.min(to).min(body.len())..to.max(from).min(body.len());
        body.splice(range, inside);
        if let Ok(reading) = read_as(Follow::Entries, &body) {
            for article in reading.articles {
                prop_assert!(article.html.len() <= 20 * body.len() + 1_000);
                prop_assert!(matches!(article.url.scheme(), "http" | "https"));
            }
        }
    }
}

/// What a careless hand does to JSON Feed, each named in the log.
#[test]
fn a_loose_json_feed_is_mended_and_said_to_be() {
    let cases = [
        (
            "{\"items\":[{\"id\":\"https://news.example/1\",\"title\":\"Rota\",},],}",
            "commas before a closing bracket (3)",
        ),
        ("\u{feff}{\"items\":[{\"id\":\"https://news.example/1\",\"title\":\"Rota\"}]}", ""),
        (
            "// made by hand\n{\"items\":[/* one */{\"id\":\"https://news.example/1\",\"title\":\"Rota\"}]}",
            "mended: comments (1); the JSON begins with comments",
        ),
        (
            "{\"items\":[{\"id\":\"https://news.example/1\",\"title\":\"Rota\",\"content_text\":\"One\ntwo\"}]}",
            "control characters (1)",
        ),
    ];
    for (body, wanted) in cases {
        let (articles, said) = notes(body.as_bytes());
        assert_eq!(articles[0].title, "Rota", "{body}");
        assert!(said.replace(" or a byte order mark, which were left out", "").contains(wanted), "{said}");
        assert_eq!(said.is_empty(), wanted.is_empty(), "{said}");
    }
    let refused = |body: &str| read_as(Follow::Entries, body.as_bytes()).expect_err(body).to_string();
    assert!(refused("{\"items\":[{\"id\":1").contains("breaks off"));
    assert!(refused("{\"items\": nothing}").contains("cannot be read"));
}

#[test]
fn a_packed_feed_is_unpacked_within_bounds() {
    use std::io::Write;
    let packed = |body: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(body).expect("memory");
        encoder.finish().expect("memory")
    };
    let whole = packed(SOUND.as_bytes());
    let (articles, said) = notes(&whole);
    assert_eq!((articles.len(), said.as_str()), (2, ""));
    let (articles, said) = notes(&whole[..whole.len() - 6]);
    assert!(articles.len() == 2 && said.contains("breaks off"), "{said}");
    let refused = |body: &[u8]| read_as(Follow::Entries, body).expect_err("a bomb").to_string();
    assert!(refused(&packed(&vec![b' '; 40_000_000])).contains("more than 32 MB"));
    assert!(refused(&packed(b"")).contains("empty"));
    assert!(refused(&[0x1f, 0x8b, 8, 0]).contains("cannot be unpacked"));
}

#[test]
fn an_operator_hears_of_summaries_taken_for_articles() {
    let entry = |number: usize, text: &str| {
        format!(
            "<item><title>Rota {number}</title><link>https://news.example/{number}</link><description>{text}</description></item>"
        )
    };
    let feed = |texts: &[&str]| {
        let items: String = texts.iter().enumerate().map(|(number, text)| entry(number, text)).collect();
        format!("<rss version=\"2.0\"><channel>{items}</channel></rss>")
    };
    let long = "The rota was agreed by all who were asked about it. ".repeat(20);
    let url = Url::parse("https://news.example/feed").expect("an address");
    let told = |body: &str, assumed: bool, follow: Follow| {
        let kind = FeedKind::new(FeedRules { assumed, ..rules(&url, follow) }, NoPages);
        let reading = kind.read(&kind.begin()[0], &page(&url, body.as_bytes())).expect("a feed");
        reading.notes.iter().any(|note| note.starts_with(HINT) && note.contains("articles = \"pages\""))
    };
    let summaries = feed(&["The rota was agreed […]", "Fees rise… Read more", &long]);
    assert!(told(&summaries, true, Follow::Entries));
    assert!(!told(&summaries, false, Follow::Entries), "the operator said that it is meant");
    assert!(!told(&summaries, true, Follow::Pages));
    assert!(!told(&feed(&["The rota was agreed […]", &long, &long]), true, Follow::Entries));
}
