//! Owns the proof that the check names what is wrong, and finds nothing wrong with what is right.

mod atom;
mod sample;

use super::*;
use sample::{ATOM, JSON, NOW, RSS, assert_spoilt, names, report};

#[test]
fn good_documents_are_found_good() {
    for (document, format) in [(RSS, Ending::Rss), (ATOM, Ending::Atom), (JSON, Ending::Json)] {
        let report = report(document);
        assert_eq!(report, Report { format: Some(format), entries: 1, findings: Vec::new() });
    }
}

#[test]
fn what_is_wrong_with_rss_is_named() {
    let item = &RSS[RSS.find("<item>").unwrap()..RSS.find("</channel>").unwrap()];
    assert_spoilt(
        RSS,
        &[
            ("version=\"2.0\"", "version=\"0.91\"", "InvalidRSSVersion"),
            ("<title>Rounds</title>", "", "MissingTitle"),
            ("<title>Rounds</title>", "<title>a</title><title>b</title>", "DuplicateElement"),
            ("<title>Rounds</title>", "<title> </title>", "NotBlank"),
            ("<link>https://a.example/</link>", "<link>/</link>", "InvalidFullLink"),
            ("<link>https://a.example/1</link>", "<link>https://a.example/a|b</link>", "InvalidFullLink"),
            ("en-GB", "English!", "InvalidLanguage"),
            ("<ttl>60", "<ttl>0", "InvalidNonNegativeInteger"),
            ("<ttl>60</ttl>", "<stats>60</stats>", "UndefinedElement"),
            ("rel=\"self\"", "rel=\"via\"", "MissingAtomSelfLink"),
            ("rel=\"self\"", "rel=\"nosuch\"", "UnregisteredAtomLinkRel"),
            ("https://a.example/all.rss", "/all.rss", "RelativeSelf"),
            ("Fees &#x26; forms", "a &lt;b&gt;b&lt;/b&gt;", "ContainsHTML"),
            ("Sun, 22 Nov 2026 10:00", "Mon, 22 Nov 2026 10:00", "IncorrectDOW"),
            ("Sun, 22 Nov 2026 10:00", "Sun, 22 Nov 26 10:00", "ProblematicalRFC822Date"),
            ("Sun, 22 Nov 2026 10:00", "Sun, 22 Nov 2026 13:00", "ImplausibleDate"),
            ("Sun, 22 Nov 2026 10:00:00 GMT", "today", "InvalidRFC2822Date"),
            ("<guid isPermaLink=\"false\">", "<guid>", "InvalidHttpGUID"),
            ("urn:uuid:00000000-0000-4000-8000-000000000001", "17", "NotSufficientlyUnique"),
            ("<guid isPermaLink=\"false\">urn:uuid:00000000-0000-4000-8000-000000000001</guid>", "", "MissingGuid"),
            ("<dc:creator>Ann Reed</dc:creator>", "<author>Ann Reed</author>", "InvalidContact"),
            ("</item>", "<author>a@b.example (Ann)</author></item>", "DuplicateItemSemantics"),
            ("<slash:comments>12", "<slash:comments>-1", "InvalidNonNegativeInteger"),
            ("<lastBuildDate>Sun, 22 Nov 2026 11:00:00 GMT</lastBuildDate>", "", "SlashDate"),
            ("wfw:commentRss>h", "wfw:commentRSS>h", "SAXError"),
            ("<category>", "<wfw:commentRSS/><category>", "CommentRSS"),
            ("</item>", "<enclosure url=\"https://a.example/x\" type=\"a/b\"/></item>", "MissingAttribute"),
            ("medium=\"image\"", "medium=\"picture\"", "InvalidMediaMedium"),
            (
                "medium=\"image\"/>",
                "><media:description type=\"text\">x</media:description></media:content>",
                "InvalidMediaTextType",
            ),
            ("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss", "InvalidNamespace"),
            ("</item>", "</item><generator>x</generator>", "MisplacedItem"),
            ("</item>", &format!("</item>{item}"), "DuplicateValue"),
            ("&lt;p&gt;Fees rise.", "&lt;p&gt;&lt;script&gt;x&lt;/script&gt;", "SecurityRisk"),
            ("Fees rise a", "&nbsp;", "SAXError"),
            ("Fees rise a", "\u{92}", "BadCharacters"),
            ("Fees rise a", "cafÃ©", "BadCharacters"),
            ("Fees rise a", "&#xB;", "SAXError"),
            ("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", "", "MissingEncoding"),
            ("encoding=\"utf-8\"", "encoding=\"iso-8859-1\"", "NotUTF8"),
            ("?>\n<rss", "?>\n<!DOCTYPE rss>\n<rss", "InvalidDoctype"),
        ],
    );
}

#[test]
fn what_is_rarely_wrong_with_rss_is_named_too() {
    let enclosure = "<enclosure url=\"https://a.example/x\" type=\"a/b\" length=\"0\"/>";
    let image = "<media:content url=\"https://a.example/i.png\" medium=\"image\"/>";
    let logo = |title: &str, link: &str| {
        format!("<image><url>https://a.example/i.png</url><title>{title}</title><link>{link}</link></image>")
    };
    assert_eq!(names(&RSS.replace("<ttl>60</ttl>", &logo("Rounds", "https://a.example/"))), [] as [&str; 0]);
    assert_eq!(names(&RSS.replace("</item>", &format!("{enclosure}</item>"))), [] as [&str; 0]);
    assert_spoilt(
        RSS,
        &[
            ("<link>https://a.example/</link>", "", "MissingLink"),
            ("<description>What is new</description>", "", "MissingDescription"),
            ("<language>en-GB</language>", "", "MissingDCLanguage"),
            ("isPermaLink=\"false\"", "isPermaLink=\"no\"", "InvalidBooleanAttribute"),
            ("<dc:creator>Ann Reed</dc:creator>", "<author>a@b.example</author>", "MissingRealName"),
            ("</item>", &format!("{}</item>", enclosure.repeat(2)), "DuplicateEnclosure"),
            (image, &format!("<media:group>{image}</media:group>"), "MediaGroupWithoutAlternatives"),
            ("<ttl>60</ttl>", &logo("Other", "https://a.example/"), "ImageTitleDoesntMatch"),
            ("<ttl>60</ttl>", &logo("Rounds", "https://a.example/x"), "ImageLinkDoesntMatch"),
            ("<ttl>60</ttl>", "<textInput/>", "AvoidTextInput"),
            ("<ttl>60</ttl>", "<cloud/>", "Cloud"),
            ("application/rss+xml", "text/html", "SelfNotAtom"),
            ("/all.rss\"/>", "/all.rss\">x</atom:link>", "AtomLinkNotEmpty"),
            ("?>\n<rss", "?>\n<?xml-stylesheet href=\"x\"?>\n<rss", "Stylesheet"),
            ("encoding=\"utf-8\"", "encoding=\"utf-99\"", "UnknownEncoding"),
        ],
    );
}

#[test]
fn content_stands_behind_its_summary() {
    let summary = "<description>&lt;p&gt;Fees rise.&lt;/p&gt;</description>\n";
    assert!(names(&RSS.replace(summary, "")).contains(&"NeedDescriptionBeforeContent"));
    let nameless = RSS.replace("<title>Fees &#x26; forms</title>\n", "");
    assert_eq!(names(&nameless), [] as [&str; 0], "a summary stands for a title");
    assert!(names(&nameless.replace(summary, "")).contains(&"ItemMustContainTitleOrDescription"));
}

#[test]
fn archives_are_linked_as_rfc_5005_says() {
    let declared = "xml:lang=\"en-GB\" xmlns:fh=\"http://purl.org/syndication/history/1.0\">";
    let archive = ATOM.replacen("xml:lang=\"en-GB\">", &format!("{declared}<fh:archive/>"), 1);
    assert!(names(&archive).contains(&"MissingCurrentInArchive"));
    let link = |rel: &str, path: &str| format!("<link rel=\"{rel}\" href=\"https://a.example/{path}\"/>");
    let (current, older, next) = (link("current", "all.atom"), link("prev-archive", "0.atom"), link("next", "2.atom"));
    let cases = [
        (format!("<fh:archive/>{current}{older}"), None),
        (format!("<fh:archive/>{current}"), Some("ArchiveIncomplete")),
        (format!("<fh:archive/>{older}"), Some("MissingCurrentInArchive")),
        (format!("<fh:archive>yes</fh:archive>{current}{older}"), Some("UnexpectedText")),
        (format!("<fh:complete/>{current}"), None),
        (format!("<fh:complete/>{}", link("current", "other.atom")), Some("CurrentNotSelfInCompleteFeed")),
        (format!("<fh:complete/>{next}"), Some("FeedRelInCompleteFeed")),
        (format!("{}{next}", link("last", "all.atom")), Some("LinkPastEnd")),
        (format!("{}{}", link("first", "all.atom"), link("previous", "0.atom")), Some("LinkPastEnd")),
        (format!("{}{next}", link("last", "9.atom")), None),
        (link("hub", "hub"), None),
        (link("hub", "hub").repeat(2), Some("DuplicateAtomLink")),
    ];
    for (head, expected) in cases {
        let found = names(&archive.replace("<fh:archive/>", &head));
        assert_eq!(found, Vec::from_iter(expected), "{head}");
    }
}

#[test]
fn the_source_of_an_entry_is_whole() {
    let source = "<source><id>https://b.example/feed</id><title>B</title><updated>2026-11-22T10:30:00Z</updated>\
                  <link rel=\"self\" href=\"https://b.example/feed\"/></source>";
    let good = ATOM.replace("<thr:total>", &format!("{source}<thr:total>"));
    assert_eq!(names(&good), [] as [&str; 0]);
    for (before, after, expected) in [
        ("<id>https://b.example/feed</id>", "", "MissingSourceElement"),
        ("<title>B</title>", "", "MissingSourceElement"),
        ("<title>B</title>", "<title>B</title><title>C</title>", "DuplicateElement"),
        ("<title>B</title>", "<title>B</title><entry/>", "UndefinedElement"),
        ("https://b.example/feed</id>", "https://b.example/caf%c3%a9</id>", "NonCanonicalURI"),
        ("rel=\"self\" href=\"https://b.example/feed\"", "rel=\"self\" href=\"/feed\"", "RelativeSelf"),
        ("rel=\"self\" href=\"https://b.example/feed\"", "rel=\"self\"", "MissingHref"),
    ] {
        assert!(good.contains(before), "{before}");
        let found = names(&good.replace(before, after));
        assert_eq!(found, [expected], "{before} → {after}");
    }
    let item = |source: &str| names(&RSS.replace("</item>", &format!("{source}</item>")));
    assert_eq!(item("<source url=\"https://b.example/feed\">B</source>"), [] as [&str; 0]);
    assert_eq!(item("<source>B</source>"), ["MissingAttribute"]);
    assert_eq!(item("<source url=\"feed\">B</source>"), ["InvalidFullLink"]);
    assert_eq!(item("<source url=\"https://b.example/\">a &lt;b&gt;b&lt;/b&gt;</source>"), ["ContainsHTML"]);
}

#[test]
fn what_is_wrong_with_json_is_named() {
    let item = &JSON[JSON.find("{\"id\"").unwrap()..JSON.rfind(']').unwrap()];
    assert_spoilt(
        JSON,
        &[
            ("{\"version\"", "{{\"version\"", "InvalidJSON"),
            ("version/1.1", "version/2", "InvalidVersion"),
            ("version/1.1", "version/1", "ObsoleteVersion"),
            ("\"authors\": [{\"name\": \"The Round\"}]", "\"author\": {\"name\": \"The Round\"}", "ObsoleteVersion"),
            ("\"title\": \"Rounds\"", "\"title\": \"\"", "MissingTitle"),
            ("\"items\"", "\"entries\"", "MissingElement"),
            ("\"feed_url\"", "\"feed\"", "MissingSelf"),
            ("https://a.example/all.json", "/all.json", "InvalidFullLink"),
            ("\"id\": \"1\"", "\"id\": 1", "MissingGuid"),
            ("\"content_html\"", "\"html\"", "MissingTextualContent"),
            ("<p>Fees rise.", "<p onclick='x'>Fees rise.", "SecurityRiskAttr"),
            ("2026-11-22T10:00:00Z", "22 November", "InvalidRFC3339Date"),
            ("2026-11-22T10:30:00Z", "2026-11-22T09:30:00Z", "ImplausibleDate"),
            ("[\"Pay\"]", "\"Pay\"", "InvalidValue"),
            ("\"language\"", "\"next_url\": \"https://a.example/all.json\", \"language\"", "LinkPastEnd"),
            ("\"language\"", "\"next_url\": \"/2.json\", \"language\"", "InvalidFullLink"),
            ("\"language\"", "\"hubs\": [\"https://hub.example/\"], \"language\"", "InvalidValue"),
            ("\"language\"", "\"hubs\": [{\"type\": \"WebSub\", \"url\": \"/\"}], \"language\"", "InvalidFullLink"),
            ("[{\"name\": \"The Round\"}]", "[\"The Round\"]", "InvalidValue"),
            ("\"url\": \"https://a.example/1\"", "\"url\": 1", "InvalidValue"),
            (item, &format!("{item}, {item}"), "DuplicateValue"),
        ],
    );
}

#[test]
fn where_it_stands_and_how_it_is_served_count() {
    let check = |address, media_type| {
        let surroundings = Surroundings { now: NOW.parse().unwrap(), address, media_type };
        let report = check(RSS.as_bytes(), &surroundings);
        report.findings.iter().map(|finding| finding.name).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(check(Some("https://a.example/all.rss"), Some("application/rss+xml; charset=utf-8")), none);
    assert_eq!(check(Some("https://b.example/all.rss"), None), ["SelfDoesntMatchLocation"]);
    assert_eq!(check(None, Some("text/xml")), ["NonSpecificMediaType"]);
    assert_eq!(check(None, Some("text/html")), ["UnexpectedContentType"]);
    assert_eq!(check(None, Some("application/rss+xml; charset=latin1")), ["EncodingMismatch"]);
}

#[test]
fn what_is_no_feed_says_so() {
    for (document, expected) in [
        ("", "SAXError"),
        ("<html><p>x", "SAXError"),
        ("<html><p>x</p></html>", "UndefinedElement"),
        ("<rdf:RDF xmlns:rdf='urn:x'/>", "UndefinedElement"),
        ("{}", "InvalidVersion"),
        ("<rss/>", "MissingElement"),
    ] {
        assert!(names(document).contains(&expected), "{document}: {:?}", names(document));
    }
    let surroundings = Surroundings { now: NOW.parse().unwrap(), address: None, media_type: None };
    let broken = check(&[RSS.as_bytes(), b"\xff"].concat(), &surroundings);
    assert!(broken.findings.iter().any(|finding| finding.name == "UnicodeError"), "{broken:?}");
}

#[test]
fn a_document_is_small_or_says_so() {
    for (length, expected) in [
        (400_000, None),
        (600_000, Some(("TooLarge", Severity::Advice))),
        (1_100_000, Some(("TooLarge", Severity::Warning))),
        (5_100_000, Some(("ValidatorLimit", Severity::Error))),
    ] {
        let found = report(&RSS.replace("Fees rise a", &"x".repeat(length))).findings;
        let found: Vec<_> = found.iter().map(|finding| (finding.name, finding.severity)).collect();
        assert_eq!(found, Vec::from_iter(expected), "{length}");
    }
}

proptest::proptest! {
    #[test]
    fn no_document_breaks_the_check(
        noise in "[<>/a-z=\"'&;#x0-9: {}\\[\\],é\u{0}\u{92}]{0,300}", at in 0_usize..1200, cut in 0_usize..40,
    ) {
        for good in [RSS, ATOM, JSON] {
            let mut at = at.min(good.len());
            while !good.is_char_boundary(at) {
                at -= 1;
            }
            let mut end = (at + cut).min(good.len());
            while !good.is_char_boundary(end) {
                end += 1;
            }
            report(&format!("{}{noise}{}", &good[..at], &good[end..]));
        }
        report(&noise);
    }
}
