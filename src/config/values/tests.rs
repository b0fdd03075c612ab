//! Single values, good and bad.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn sizes() {
    let size = size(1..=1 << 40);
    let good = [
        ("8 MB", 8_000_000),
        ("8MiB", 8 << 20),
        ("500 kB", 500_000),
        ("1 GiB", 1 << 30),
        ("2gb", 2_000_000_000),
        ("9 B", 9),
    ];
    for (text, expected) in good {
        assert_eq!(size(text), Ok(expected), "{text:?}");
    }
    for bad in ["", "8", "MB", "8 megabytes", "1.5 MB", "-8 MB", "0 MB", "99999999999999999999 GB", "9999999999 GiB"] {
        assert!(size(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn durations_keep_to_their_range() {
    let duration = duration(SECOND..=90 * SECOND);
    assert_eq!(duration("1m30s"), Ok(90 * SECOND));
    for bad in ["2m", "0s", "999ms"] {
        let mistake = duration(bad).expect_err(bad);
        assert_eq!(
            (mistake.what.contains("out of range"), mistake.cure.as_str()),
            (true, "write one from \"1s\" to \"90s\"")
        );
    }
}

#[test]
fn mailboxes() {
    let good = [
        ("The Round <round@example.org>", Some("The Round"), "round@example.org"),
        ("\"Round, The\" <round@example.org> ", Some("Round, The"), "round@example.org"),
        ("<round@example.org>", None, "round@example.org"),
        ("round@example.org", None, "round@example.org"),
    ];
    for (text, name, address) in good {
        let mailbox = mailbox(text).expect(text);
        assert_eq!((mailbox.name.as_deref(), mailbox.address.as_str()), (name, address), "{text:?}");
    }
    for bad in ["", "The Round", "The Round <round@example.org", "A <b>", "A\nBcc: x@y.z <a@b.org>"] {
        assert!(mailbox(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn web_addresses() {
    assert_eq!(base_url("https://example.org/round").expect("a base").as_str(), "https://example.org/round/");
    assert_eq!(base_url("http://127.0.0.1:8080").expect("a base").as_str(), "http://127.0.0.1:8080/");
    let bad = ["example.org", "ftp://example.org/", "https://", "https://u:p@example.org/", "mailto:a@b.org", ""];
    for bad in bad {
        assert!(url(bad).is_err(), "{bad:?}");
    }
    assert!(base_url("https://example.org/?a").is_err());
}

#[test]
fn zones_are_guessed() {
    assert_eq!(zone("Europe/London"), Ok(Tz::Europe__London));
    let cases = [
        ("London", "Europe/London"),
        ("Europe/Lundon", "Europe/London"),
        ("europe/london", "Europe/London"),
        ("America/New York", "America/New_York"),
        ("new york", "America/New_York"),
        ("somewhere", "IANA"),
    ];
    for (text, cure) in cases {
        let mistake = zone(text).expect_err(text);
        assert!(mistake.cure.contains(cure), "{text}: {}", mistake.cure);
    }
}

#[test]
fn hosts_languages_and_listeners() {
    for good in ["smtp.example.org", "localhost", "127.0.0.1", "::1", "[::1]"] {
        assert!(host(good).is_ok(), "{good:?}");
    }
    for bad in ["", "smtp.example.org:587", "smtp://x", "a b", "https://example.org/"] {
        assert!(host(bad).is_err(), "{bad:?}");
    }
    for good in ["en", "en-GB", "zh-Hant-TW", "deu"] {
        assert!(language(good).is_ok(), "{good:?}");
    }
    for bad in ["", "english", "en_GB", "en-", "e"] {
        assert!(language(bad).is_err(), "{bad:?}");
    }
    assert!(listen("[::1]:80").is_ok());
    for (bad, cure) in
        [("localhost:9000", "127.0.0.1:9000"), (":8081", "0.0.0.0:8081"), ("8082", "127.0.0.1:8082"), ("x", ":8080")]
    {
        assert!(listen(bad).expect_err(bad).cure.contains(cure), "{bad:?}");
    }
}

#[test]
fn names_are_cured() {
    assert_eq!(name("Daily Round!").expect_err("a bad name").cure, "write a name such as \"daily-round\"");
    assert_eq!(name("").expect_err("a bad name").cure, "write a name such as \"daily\"");
}

#[test]
fn an_attribute_alone_belongs_within_an_item() {
    assert!(css_within("@id").is_ok());
    assert!(css("@id").is_err_and(|mistake| mistake.cure.contains("\"a @id\"")));
    assert!(css("h1[").is_err_and(|mistake| mistake.what.contains("not a selector")));
}
