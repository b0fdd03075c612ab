//! Owns the tests of what the kinds that read JSON have in common.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn page<'a>(url: &'a Url, content_type: Option<&'a str>, body: &'a [u8]) -> Page<'a> {
    Page {
        url,
        content_type,
        link: None,
        total_pages: None,
        body,
        fetched: "2026-11-22T12:00:00Z".parse().unwrap(),
        zone: chrono_tz::Europe::London,
    }
}

fn read(body: &[u8]) -> Result<Value, String> {
    let url: Url = "https://api.example/".parse().unwrap();
    parse(&page(&url, Some("application/json"), body)).map_err(|error| error.to_string())
}

#[test]
fn answers_are_read_as_apis_write_them() {
    let cases: [(&[u8], Value); 9] = [
        (b"{\"a\":1}", json!({"a": 1})),
        (b"\xef\xbb\xbf [1]", json!([1])),
        (b")]}',\n{\"a\":1}", json!({"a": 1})),
        (b"while(1);[]", json!([])),
        (b"{\"a\":1,\"a\":2}", json!({"a": 2})),
        (b"[\"half \\ud83d of one\"]", json!(["half \u{fffd} of one"])),
        (b"[\"\\udc00 \\ud83d\\ude00 \\\\ud83d\"]", json!(["\u{fffd} \u{1f600} \\ud83d"])),
        (b"[\"nul \\u0000\"]", json!(["nul \0"])),
        (b"[123456789012345678901234567890]", json!([1.234_567_890_123_456_8e29])),
    ];
    for (body, wanted) in cases {
        assert_eq!(read(body), Ok(wanted), "{}", String::from_utf8_lossy(body));
    }
    let refused: [(&[u8], &str); 6] = [
        (b"", "empty"),
        (b"<!doctype html>", "a page, not JSON"),
        (b"{\"a\":", "not JSON: EOF"),
        (b"[1e999]", "not JSON"),
        (b"\0\0", "not JSON"),
        ("[".repeat(100_000).leak().as_bytes(), "nested more than 128"),
    ];
    for (body, wanted) in refused {
        let told = read(body).expect_err(wanted);
        assert!(told.contains(wanted), "{told}");
    }
    let deep = format!("{}1{}", "{\"a\":".repeat(5000), "}".repeat(5000));
    assert!(read(deep.as_bytes()).unwrap_err().contains("nested"));
}

#[test]
fn json_is_told_from_pages() {
    let url: Url = "https://api.example/".parse().unwrap();
    let cases: [(Option<&str>, &[u8], bool); 5] = [
        (Some("application/json; charset=utf-8"), b"{}", true),
        (Some("text/html"), b" [1]", true),
        (Some("application/json"), b"<html>", false),
        (None, b"\xef\xbb\xbf{}", true),
        (Some("text/html"), b"words", false),
    ];
    for (kind, body, wanted) in cases {
        assert_eq!(is_json(&page(&url, kind, body)), wanted, "{kind:?} {body:?}");
    }
}

#[test]
fn times_are_read_in_every_unit() {
    let url: Url = "https://api.example/".parse().unwrap();
    let page = page(&url, None, b"");
    let at = "2026-11-20T09:30:00Z".parse().ok();
    for value in [
        json!(1_795_167_000),
        json!(1_795_167_000_000_i64),
        json!(1_795_167_000_000_000_i64),
        json!(1_795_167_000.25),
        json!("1795167000"),
        json!("2026-11-20T09:30:00+00:00"),
        json!("20 November 2026 9:30am"),
    ] {
        assert_eq!(time(&value, &page), at, "{value}");
    }
    for value in
        [json!(0), json!(-5), json!(i64::MAX), json!(1e300), json!("soon"), json!(null), json!("99999999999999999999")]
    {
        assert_eq!(time(&value, &page), None, "{value}");
    }
    let summer = "2026-07-01T08:00:00Z".parse().ok();
    for text in ["2026-07-01T08:00:00", "2026-07-01T08:00:00Z", "2026-07-01T09:00:00+01:00", "2026-07-01T08:00:00.123"]
    {
        let read = time_utc(&json!(text), &page).map(|at| at.timestamp());
        assert_eq!(read, summer.map(|at: DateTime<Utc>| at.timestamp()), "{text}");
    }
}

#[test]
fn values_become_words_and_numbers() {
    let lines_of = |value: Value| lines([&value]);
    assert_eq!(lines_of(json!(["A &amp; B", "<b>C</b>", "", "A &amp; B", 7, null])), ["A & B", "C", "7"]);
    assert_eq!(lines_of(json!({"name": "Ann"})), ["Ann"]);
    assert_eq!(number(&json!("1,204")), Some(1204));
    assert_eq!((number(&json!(3.0)), number(&json!(1e300)), number(&json!([1, 2]))), (Some(3), None, Some(2)));
    assert_eq!((count(&json!(-1)), count(&json!(5))), (None, Some(5)));
    for (value, wanted) in
        [(json!("0"), false), (json!("yes"), true), (json!(0), false), (json!({}), false), (json!(true), true)]
    {
        assert_eq!(is_yes(&value), wanted, "{value}");
    }
    assert_eq!(lead("<p>Few words [&hellip;]</p>").as_deref(), Some("Few words"));
    let long = lead(&"A sentence of some length. ".repeat(40)).unwrap();
    assert!(long.len() < 400 && long.ends_with("length."), "{long}");
}

#[test]
fn threads_have_depths_even_in_circles() {
    let comment = |key: &str, parent: Option<&str>| FoundComment {
        parent: parent.map(|parent| CommentKey(parent.to_owned())),
        ..FoundComment::new(CommentKey(key.to_owned()), "x")
    };
    let mut comments = [
        comment("a", None),
        comment("b", Some("a")),
        comment("c", Some("b")),
        comment("d", Some("elsewhere")),
        comment("e", Some("f")),
        comment("f", Some("e")),
    ];
    settle(&mut comments, 10);
    let told: Vec<(u32, u32)> = comments.iter().map(|comment| (comment.position, comment.depth)).collect();
    assert_eq!(told, [(10, 0), (11, 1), (12, 2), (13, 1), (14, 100), (15, 100)]);
}

proptest! {
    #[test]
    fn no_answer_is_too_odd(body in "(\\[|\\{|\"|\\\\|u[dD][89abcdAB]00|,|:|1|e|\\PC){0,40}") {
        let _ = read(body.as_bytes());
    }
}
