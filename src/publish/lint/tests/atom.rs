//! Owns the proof that what is wrong with an Atom document is named.

use super::sample::{ATOM, assert_spoilt, names};

#[test]
fn what_is_wrong_with_atom_is_named() {
    let entry = &ATOM[ATOM.find("<entry>").unwrap()..ATOM.find("</feed>").unwrap()];
    let other = entry.replace("000000000001", "000000000002");
    assert_spoilt(
        ATOM,
        &[
            ("<title>Rounds</title>", "", "MissingElement"),
            ("<title>Rounds</title>", "<title/>", "NotBlank"),
            ("<author><name>The Round</name></author>", "", "MissingElement"),
            ("<name>The Round</name>", "", "MissingElement"),
            ("rel=\"self\"", "rel=\"related\"", "MissingSelf"),
            ("https://a.example/all.atom", "all.atom", "RelativeSelf"),
            ("type=\"text/html\" href=\"https://a.example/\"", "type=\"text/html\" href=\"#\"", "InvalidFullLink"),
            (
                "<link rel=\"alternate\"",
                "<link rel=\"alternate\" type=\"text/html\" href=\"https://b.example/\"/><link rel=\"alternate\"",
                "DuplicateAtomLink",
            ),
            ("2026-11-22T10:30:00Z", "2026-11-22 10:30:00Z", "InvalidRFC3339Date"),
            ("2026-11-22T10:30:00Z", "2026-11-22T09:30:00Z", "ImplausibleDate"),
            ("2026-11-22T10:30:00Z", "2027-11-22T10:30:00Z", "ImplausibleDate"),
            ("2026-11-22T10:30:00Z", " 2026-11-22T10:30:00Z ", "UnexpectedWhitespace"),
            ("urn:uuid:00000000-0000-4000-8000-000000000001", "HTTP://a.example", "NonCanonicalURI"),
            ("urn:uuid:00000000-0000-4000-8000-000000000001", "17", "InvalidFullLink"),
            ("</entry>", &format!("</entry>{entry}"), "DuplicateEntries"),
            ("</entry>", &format!("</entry>{other}"), "DuplicateUpdated"),
            ("</entry>", "</entry><rights>x</rights>", "MisplacedMetadata"),
            ("Fees &amp; forms", "a &lt;b&gt;b&lt;/b&gt;", "ContainsHTML"),
            ("Fees &amp; forms", "a <b>b</b>", "UndefinedElement"),
            ("<content type=\"html\">", "<content type=\"xhtml\">", "MissingXhtmlDiv"),
            ("<summary>", "<summary type=\"text/plain\">", "InvalidTextType"),
            ("<category term=\"Pay\"/>", "<category/>", "MissingAttribute"),
            ("<category term=\"Pay\"/>", "<stats/>", "UndefinedElement"),
            ("thr:count", "thr:when", "NoThrWhen"),
            ("thr:count=\"12\"", "thr:count=\"-1\"", "InvalidNonNegativeInteger"),
            ("thr:count=\"12\"", "thr:updated=\"today\"", "InvalidRFC3339Date"),
            ("thr:count=\"12\"", "thr:updated=\"2027-11-22T10:30:00Z\"", "ImplausibleDate"),
            ("rel=\"replies\"", "rel=\"related\"", "UnexpectedAttribute"),
            ("rel=\"replies\"", "rel=\"\"", "AttrNotBlank"),
            ("href=\"https://a.example/1.atom\"", "", "MissingHref"),
            ("<name>The Round</name>", "<name>a &lt;b&gt;b&lt;/b&gt;</name>", "ContainsHTML"),
            ("<content type=\"html\">", "<content src=\"https://a.example/1\">", "MissingTypeAttr"),
            ("<thr:total>12</thr:total>", "<thr:total>many</thr:total>", "InvalidNonNegativeInteger"),
            ("<thr:total>12</thr:total>", "<thr:in-reply-to ref=\"x\"/>", "InvalidFullLink"),
            ("<thr:total>12</thr:total>", "<thr:in-reply-to ref=\"https://a.example\"/>", "NonCanonicalURI"),
            ("<thr:total>12</thr:total>", "<thr:in-reply-to ref=\"urn:a:b\" href=\"/x\"/>", "InvalidFullLink"),
            ("<thr:total>12</thr:total>", "<thr:in-reply-to ref=\"urn:a:b\" type=\"html\"/>", "InvalidMIMEType"),
            ("<thr:total>12</thr:total>", "<thr:in-reply-to/>", "MissingAttribute"),
            (
                "<thr:total>12</thr:total>",
                "<link rel=\"prev-archive\" href=\"https://a.example/0\"/>",
                "FeedHistoryRelInEntry",
            ),
        ],
    );
    let bare = ATOM.replace("<summary>Fees rise.</summary>\n", "");
    let bare = bare.replace("<content type=\"html\">&lt;p&gt;Fees rise.&lt;/p&gt;</content>\n", "");
    assert!(names(&bare).contains(&"MissingTextualContent"));
    let nowhere = bare.replace("<link rel=\"alternate\" type=\"text/html\" href=\"https://a.example/1\"/>\n", "");
    assert!(names(&nowhere).contains(&"MissingContentOrAlternate"));
}

#[test]
fn what_is_rarely_wrong_with_atom_is_named_too() {
    let entry = &ATOM[ATOM.find("<entry>").unwrap()..ATOM.find("</feed>").unwrap()];
    assert_spoilt(
        ATOM,
        &[
            (" xml:lang=\"en-GB\"", "", "MissingDCLanguage"),
            ("</entry>", &format!("</entry>{}", entry.repeat(9)), "DuplicateIds"),
            ("rel=\"self\" type=\"application/atom+xml\"", "rel=\"self\" type=\"text/html\"", "SelfNotAtom"),
        ],
    );
    assert!(!names(&ATOM.replace("</entry>", &format!("</entry>{}", entry.repeat(8)))).contains(&"DuplicateIds"));
}

#[test]
fn content_that_is_no_text_has_a_summary() {
    let bare = ATOM.replace("<summary>Fees rise.</summary>\n", "");
    for (content, missing) in [
        ("type=\"image/png\" src=\"https://a.example/1.png\"", true),
        ("type=\"image/png\"", true),
        ("type=\"application/atom+xml\"", false),
        ("type=\"text/markdown\"", false),
        ("type=\"html\"", false),
    ] {
        let found = |document: &str| names(&document.replace("type=\"html\"", content)).contains(&"MissingSummary");
        assert_eq!((found(&bare), found(ATOM)), (missing, false), "{content}");
    }
}
