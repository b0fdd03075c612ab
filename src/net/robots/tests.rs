//! Owns the tests of robots.txt: the RFC's own examples, and the traps real files hold.

use proptest::prelude::*;

use super::*;

fn allows(file: &str, path: &str) -> bool {
    let url = Url::parse("https://news.example/").expect("url").join(path).expect(path);
    Robots::parse(file.as_bytes()).forbids(&url).is_none()
}

/// The file, an address it lets us ask for or not, and which.
#[test]
fn files_are_read_as_the_rfc_says() {
    let merged =
        "user-agent: PostRound\ndisallow: /a\nuser-agent: *\ndisallow: /b\nuser-agent: postround\ndisallow: /c";
    let shared = "user-agent: otherbot\nuser-agent: postround\ndisallow: /x\n\nuser-agent: third\ndisallow: /";
    let cases = [
        ("", "/a", true),
        ("User-agent: *\nDisallow: /", "/a", false),
        ("User-agent: *\nDisallow: /", "/robots.txt", true),
        ("User-agent: *\nDisallow:", "/a", true),
        ("User-agent: otherbot\nDisallow: /", "/a", true),
        ("Disallow: /", "/a", true),
        ("User-agent: *\nDisallow: /\nUser-agent: postround\nAllow: /news", "/old", true),
        ("User-agent: postround\nUser-agent: *\nDisallow: /x\n", "/x", false),
        (merged, "/a", false),
        (merged, "/b", true),
        (merged, "/c", false),
        (shared, "/x", false),
        (shared, "/y", true),
        // The longest decides, wherever it stands; of two as long, the one that allows.
        (
            "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif",
            "/example/page/disallowed.gif",
            false,
        ),
        ("User-agent: *\nDisallow: /p\nAllow: /p", "/page", true),
        ("User-agent: *\nAllow: /page\nDisallow: /*.html", "/page.html", false),
        ("User-agent: *\nAllow: /$\nDisallow: /", "/", true),
        ("User-agent: *\nAllow: /$\nDisallow: /", "/page", false),
        // Places for anything, and the end.
        ("User-agent: *\nDisallow: *.gif$", "/a/b.gif", false),
        ("User-agent: *\nDisallow: *.gif$", "/a/b.gif?x", true),
        ("User-agent: *\nDisallow: /*/print", "/news/1/print?x=1", false),
        ("User-agent: *\nDisallow: /fish*", "/fishheads/yummy.html", false),
        ("User-agent: *\nDisallow: /a$b", "/a$bc", false),
        ("User-agent: *\nDisallow: /*?sort=", "/list?a=1", true),
        ("User-agent: *\nDisallow: /*a*a*a*a*b", "/aaaaaaaaaaaaaaaaaaaaaaaa", true),
        ("User-agent: *\nDisallow: /*b$", "/abab", false),
        ("User-agent: *\nDisallow: /Fish", "/fish", true),
        // Percent-encoding.
        ("User-agent: *\nDisallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar", false),
        ("User-agent: *\nDisallow: /caf\u{e9}", "/caf%C3%A9", false),
        ("User-agent: *\nDisallow: /caf%c3%a9", "/caf\u{e9}", false),
        ("User-agent: *\nDisallow: /%7Ejoe/", "/~joe/x", false),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", true),
        ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", false),
        ("User-agent: *\nDisallow: /a%2A", "/a*", false),
        ("User-agent: *\nDisallow: /a%2A", "/abc", true),
        ("User-agent: *\nDisallow: /100%", "/100%", false),
        // Traps: ends of lines, byte order marks, NULs, blanks, comments, spellings, versions.
        ("\u{feff}User-agent: *\nDisallow: /x", "/x", false),
        ("User-agent: *\r\nDisallow: /x\r\n", "/x", false),
        ("User-agent: *\rDisallow: /x", "/x", false),
        ("User-agent: *\0\nDisallow: /x\0", "/x", false),
        ("  USER-AGENT :  *  # all\n\tdisallow\t:\t/x # this", "/x", false),
        ("User-agent *\nDisallow /x", "/x", false),
        ("useragent: *\ndissallow: /x", "/x", false),
        ("User-agent: postround/2.0 (news)\nDisallow: /x", "/x", false),
        ("User-agent: postrounder\nDisallow: /x", "/x", true),
        ("User-agent: postround-extra\nDisallow: /x", "/x", true),
        ("User-agent: *\nDisallow: x/", "/x/y", false),
        ("User-agent: *\nDisallow: https://news.example/", "/a", true),
        ("User-agent: *\nSitemap: https://news.example/s.xml\nDisallow: /x", "/x", false),
        ("User-agent: *\nCrawl-delay: 1\nUser-agent: bad\nDisallow: /", "/x", true),
        ("<!doctype html><title>Not found</title><p>Disallow: /", "/a", true),
    ];
    for (file, path, allowed) in cases {
        assert_eq!(allows(file, path), allowed, "{path} by {file:?}");
    }
}

#[test]
fn the_line_that_forbids_is_named() {
    let url = "https://news.example/private/a".parse().expect("url");
    let robots = Robots::parse(b"User-agent: *\nDisallow: /\nDisallow: /private/*$\n");
    assert_eq!(robots.forbids(&url).as_deref(), Some("Disallow: /private/*$"));
}

#[test]
fn delays_and_sitemaps_are_read() {
    let cases = [("10", Some(10_000)), ("0.5", Some(500)), ("1,5", Some(1500)), ("2s", Some(2000)), ("0", Some(0))];
    let refused = [("-1", None), ("soon", None), ("NaN", None), ("", None), ("1e300", Some(120_000))];
    for (text, wanted) in cases.into_iter().chain(refused) {
        let robots = Robots::parse(format!("User-agent: *\nCrawl-delay: {text}").as_bytes());
        assert_eq!(robots.delay(), wanted.map(Duration::from_millis), "{text:?}");
    }
    let file = "Sitemap: https://a.example/1.xml\nUser-agent: postround\nDisallow: /x\nsitemap: /2.xml\nSitemap:";
    assert_eq!(Robots::parse(file.as_bytes()).sitemaps(), ["https://a.example/1.xml", "/2.xml"]);
}

#[test]
fn no_more_is_read_than_the_limit() {
    let mut file = b"User-agent: *\n".to_vec();
    file.resize(READ_AT_MOST, b'#');
    file.extend_from_slice(b"\nDisallow: /x");
    assert_eq!(Robots::parse(&file).forbids(&"https://a.example/x".parse().expect("url")), None);
}

#[test]
fn a_file_that_grows_by_being_kept_is_kept_whole() {
    let line = format!("Disallow: /{}\n", "é".repeat(100));
    let file = format!("User-agent: *\n{}Disallow: /x\n", line.repeat(READ_AT_MOST / line.len() - 1));
    let robots = Robots::parse(file.as_bytes());
    let kept = robots.to_string();
    assert!(kept.len() > READ_AT_MOST);
    assert_eq!(Robots::kept(kept.as_bytes()), robots);
    assert!(robots.forbids(&"https://a.example/x".parse().expect("url")).is_some());
}

#[test]
fn an_address_has_one_spelling() {
    for (text, expected) in [
        ("/%61%2f%2F", "/a%2F%2F"),
        ("/100%", "/100%25"),
        ("/100%25", "/100%25"),
        ("/%%30a", "/%250a"),
        ("/%zz%3", "/%25zz%253"),
        ("/é", "/%C3%A9"),
    ] {
        assert_eq!(normalised(text, true), expected);
        assert_eq!(normalised(expected, true), expected);
    }
}

proptest! {
    /// Whatever stands in the file, what is kept of it says the same again, and no address is too much for it.
    #[test]
    fn what_is_kept_says_the_same(
        lines in proptest::collection::vec("(user-agent|disallow|allow|crawl-delay|sitemap): ?(postround|[*/$a-c%0-9é#. ]{0,12})", 0..30),
        path in "[/*$a-c%0-9é?.]{0,20}",
    ) {
        let robots = Robots::parse(lines.join("\n").as_bytes());
        let again = Robots::parse(robots.to_string().as_bytes());
        prop_assert_eq!(&again, &robots);
        if let Ok(url) = Url::parse("https://a.example/").expect("url").join(&path) {
            prop_assert_eq!(again.forbids(&url), robots.forbids(&url));
        }
    }

    #[test]
    fn nothing_breaks_it(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let robots = Robots::parse(&bytes);
        let _ = robots.forbids(&"https://a.example/x?y".parse().expect("url"));
    }
}
