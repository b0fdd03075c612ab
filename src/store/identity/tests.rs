//! Owns the tests of aliases and of what they are believed for.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;

fn url(text: &str) -> Url {
    text.parse().expect(text)
}

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).unwrap() + TimeDelta::hours(hours)
}

#[test]
fn spellings_of_one_address_are_one_alias() {
    for (what, spelling) in [
        ("as it is", "https://site.example/news/a-story"),
        ("www and a slash", "https://www.site.example/news/a-story/"),
        ("http", "http://site.example/news/a-story"),
        ("port, tracking, fragment", "https://site.example:443/news/a-story?utm_source=x&utm_medium=y#comments"),
        ("capitals in the host", "https://SITE.example/news/a-story?fbclid=1"),
        ("a telephone's host", "https://m.site.example/news/a-story"),
        ("another", "https://mobile.site.example/news/a-story"),
        ("amp by host", "https://amp.site.example/news/a-story"),
        ("both", "https://www.m.site.example/news/a-story"),
        ("amp by path", "https://site.example/news/a-story/amp/"),
        ("amp by suffix", "https://site.example/news/a-story.amp"),
        ("amp by parameter", "https://site.example/news/a-story?amp"),
        ("amp by value", "https://site.example/news/a-story?amp=1&outputType=amp"),
        ("an index", "https://site.example/news/a-story/index.html"),
        ("another index", "https://site.example/news/a-story/Default.aspx"),
        ("a visit in the path", "https://site.example/news/a-story;jsessionid=AB12"),
        ("a visit in the query", "https://site.example/news/a-story?PHPSESSID=ab12&sid=0123456789abcdef0123"),
        ("encoded for nothing", "https://site.example/news/%61-story"),
        ("two slashes", "https://site.example//news/a-story"),
        ("a dot", "https://site.example./news/a-story"),
        ("more tracking", "https://site.example/news/a-story?at_campaign=x&mc_cid=2&CMP=share&gbraid=1&_hsenc=4&&"),
        ("a reply link", "https://site.example/news/a-story?replytocom=17#respond"),
    ] {
        assert_eq!(of_address(&url(spelling)), "u:site.example/news/a-story", "{what}");
    }
    for (one, other) in [
        ("https://site.example/a?b=1&a=2", "https://site.example/a?a=2&b=1"),
        ("https://site.example/a?q=x%2fy", "https://site.example/a?q=x%2Fy"),
        ("https://site.example/a?q=x+y", "https://site.example/a?q=x%20y"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://site.example/caf%c3%a9", "https://site.example/café"),
        ("https://site.example", "https://www.site.example/index.php"),
        ("https://site.example/a?print=", "https://site.example/a?print"),
    ] {
        assert_eq!(of_address(&url(one)), of_address(&url(other)), "{one}");
    }
}

#[test]
fn other_addresses_are_other_aliases() {
    let all = [
        "https://site.example/",
        "https://site.example/a",
        "https://site.example/A",
        "https://site.example/amp",
        "https://site.example/a?id=1",
        "https://site.example/a?id=2",
        "https://site.example/a?sid=1",
        "https://site.example/a?pageno=2",
        "https://site.example/a/b",
        "https://site.example/a%2Fb",
        "https://site.example/#!/a",
        "https://site.example/#!/b",
        "https://site.example:8080/a",
        "https://news.site.example/a",
        "https://m.example/a",
        "http://10.0.0.1/a",
        "http://0.0.0.1/a",
    ];
    let aliases: std::collections::HashSet<String> = all.iter().map(|text| of_address(&url(text))).collect();
    assert_eq!(aliases.len(), all.len());
}

#[test]
fn the_number_of_a_story_is_read_from_its_address() {
    for (text, expected) in [
        ("https://www.site.example/news/a-title/20012345.article", Some("i:site.example:20012345")),
        ("https://site.example/20012345.article", Some("i:site.example:20012345")),
        ("https://site.example/news/12345/other-title", Some("i:site.example:12345")),
        ("https://site.example/news/a-title-98765", Some("i:site.example:98765")),
        ("https://site.example/story.asp?sectioncode=26&storycode=4100123", Some("i:site.example:4100123")),
        ("https://site.example/?p=54321", Some("i:site.example:54321")),
        ("https://site.example/news?page=54321", None),
        ("https://site.example/2026/01/02/a-title", None),
        ("https://site.example/20260102/a-title", None),
        ("https://site.example/covid19-and-1234", None),
        ("https://site.example/a1b2c3d4e5f6", None),
    ] {
        assert_eq!(of_story(&url(text)).as_deref(), expected, "{text}");
    }
}

#[test]
fn a_headline_is_an_alias_for_its_day() {
    let of_its_day = |title: &str, hour| near_headline(title, Some(at(hour))).first().cloned();
    let one = of_its_day("Pharmacists' leaders reject the offer", 0);
    assert!(one.as_ref().is_some_and(|alias| alias.starts_with("t:") && alias.ends_with(":2026-01-01")), "{one:?}");
    assert_eq!(one, of_its_day("PHARMACISTS’ leaders reject the offer!", 23));
    assert!(near_headline("Pharmacists' leaders reject the offer", Some(at(30))).contains(&one.unwrap()));
    for (title, published) in [
        ("Pharmacists' leaders reject the offer", None),
        ("Letters to the editor", Some(at(0))),
        ("Considerably disproportionate responsibilities", Some(at(0))),
    ] {
        assert_eq!(near_headline(title, published), Vec::<String>::new(), "{title}");
    }
    assert_eq!(of_body(&"word ".repeat(99)), None);
    assert_eq!(of_body(&"word ".repeat(100)), of_body(&"Word, ".repeat(100)));
    assert_ne!(of_body(&"word ".repeat(100)), None);
}

#[test]
fn an_alias_is_believed_for_what_agrees_beside_it() {
    let words = |seed: &str| (0..80).map(|n| format!("{seed}word{n:03}x")).collect::<Vec<_>>().join(" ");
    let (body, other) = (words("a"), words("b"));
    let told = |title, hours: i64, text| Told { title, published: Some(at(hours)), text };
    let (plain, edited) = ("Leaders reject the new offer", "Leaders reject new offer");
    let case = |via, held, found, same, stands| believed(via, held, found, same, stands);
    for (what, is, expected) in [
        ("an address", case(Via::Address, told("A", 0, ""), told("B", 900, ""), true, true), true),
        ("a number and its headline", case(Via::Story, told(plain, 0, ""), told(edited, 30, ""), true, true), true),
        (
            "a column in a numbered section",
            case(Via::Story, told(plain, 0, ""), told(plain, 900, ""), true, true),
            false,
        ),
        (
            "a number, its headline and its words",
            case(Via::Story, told(plain, 0, &body), told(edited, 900, &body), true, true),
            true,
        ),
        (
            "a number alone",
            case(Via::Story, told(plain, 0, ""), told("Quite another matter", 0, ""), true, false),
            false,
        ),
        (
            "other numbers",
            case(Via::Story, told("Week 12 of the year", 0, ""), told("Week 13 of the year", 0, ""), true, false),
            false,
        ),
        ("words elsewhere", case(Via::Body, told(plain, 0, &body), told("An offer", 0, &body), false, false), true),
        ("words much later", case(Via::Body, told(plain, 0, &body), told("An offer", 40, &body), false, false), false),
        ("a wall", case(Via::Body, told(plain, 0, &body), told("Weather", 0, &body), false, false), false),
        ("words in one source", case(Via::Body, told(plain, 0, &body), told(plain, 0, &body), true, false), false),
        ("a headline that moved", case(Via::Headline, told(plain, 0, ""), told(plain, 1, ""), true, false), true),
        ("one that stands", case(Via::Headline, told(plain, 0, ""), told(plain, 1, ""), true, true), false),
        ("a daily column", case(Via::Headline, told(plain, 0, ""), told(plain, 24, ""), true, false), false),
        ("days apart", case(Via::Headline, told(plain, 0, ""), told(plain, 37, ""), false, false), false),
        ("moved with its words", case(Via::Headline, told(plain, 0, &body), told(plain, 30, &body), true, false), true),
        ("other words", case(Via::Headline, told(plain, 0, &body), told(plain, 1, &other), true, false), false),
        ("elsewhere", case(Via::Headline, told(plain, 0, &body), told(plain, 30, ""), false, true), true),
        (
            "other words elsewhere",
            case(Via::Headline, told(plain, 0, &body), told(plain, 1, &other), false, true),
            false,
        ),
    ] {
        assert_eq!(is, expected, "{what}");
    }
    let undated = Told { title: plain, published: None, text: "" };
    assert!(!believed(Via::Headline, undated, undated, true, false));
}

#[test]
fn an_escape_within_an_escape_is_read_to_its_end() {
    for (text, expected) in
        [("https://a.example/?a=%%330", "a.example?a=0"), ("https://a.example/?a=%z%2f", "a.example?a=%z%2F")]
    {
        let once = address(&Url::parse(text).unwrap());
        assert_eq!(once, expected);
        assert_eq!(address(&Url::parse(&format!("https://{once}")).unwrap()), expected);
    }
}

proptest! {
    #[test]
    fn an_alias_read_again_is_itself(
        host in "(www\\.|m\\.|amp\\.){0,2}[a-z]{1,5}\\.(example|co\\.uk|com)\\.?",
        path in "(/([a-zA-Z0-9._~;%-]|%[0-9a-fA-F]{2}|amp|index\\.html|é){0,6}){0,4}",
        query in "([a-z_]{1,6}|utm_a|amp|sid|PHPSESSID)(=([a-zA-Z0-9+%;]|%[0-9a-fA-F]{2}){0,4})?(&[a-z]{1,3}=[0-9]){0,3}",
        fragment in "(#!?/?[a-z]{0,4})?",
    ) {
        let text = format!("https://{host}{path}?{query}{fragment}");
        let Ok(url) = Url::parse(&text) else { return Ok(()) };
        let once = address(&url);
        let again = address(&Url::parse(&format!("https://{once}")).unwrap());
        prop_assert_eq!(&again, &once, "{}", text);
        let http = Url::parse(&text.replacen("https", "http", 1)).unwrap();
        prop_assert_eq!(address(&http), once);
    }

    #[test]
    fn tracking_and_order_change_nothing(mut pairs in proptest::collection::vec("[b-k]{1,4}=[a-z0-9]{0,4}", 0..5)) {
        let plain = url(&format!("https://site.example/a?{}", pairs.join("&")));
        pairs.reverse();
        pairs.push("utm_source=x".to_owned());
        let dressed = url(&format!("http://www.site.example/a/?gclid=4&{}#top", pairs.join("&")));
        prop_assert_eq!(address(&plain), address(&dressed));
    }
}
