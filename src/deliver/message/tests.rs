//! Owns the tests of the message: one of each header, nothing injected, both parts whole.

use proptest::prelude::*;

use super::*;
use crate::deliver::options::{Transport, Uncertain};
use crate::render::{Templates, sample};

fn options() -> MailOptions {
    let mailbox =
        |name: &str, address: &str| Mailbox { name: Some(name.to_owned()), address: address.parse().unwrap() };
    MailOptions {
        from: mailbox("The Round", "round@example.org"),
        reply_to: Some(mailbox("The editor", "editor@example.org")),
        contact: "editor@example.org".parse().unwrap(),
        base: Url::parse("https://round.example.org/").unwrap(),
        transport: Transport::File { folder: "outbox".into() },
        uncertain: Uncertain::Resend,
        connections: 1,
    }
}

struct Case {
    recipient: Address,
    digest: Name,
    unsubscribe: Url,
    archive: Url,
}

impl Case {
    fn new() -> Self {
        Self {
            recipient: "dr.sample@example.com".parse().unwrap(),
            digest: "daily".parse().unwrap(),
            unsubscribe: Url::parse("https://round.example.org/unsubscribe/0123456789abcdef0123456789abcdef").unwrap(),
            archive: Url::parse("https://round.example.org/").unwrap(),
        }
    }

    fn addressing<'a>(&'a self, title: &'a str, name: &'a str) -> Addressing<'a> {
        Addressing {
            recipient: &self.recipient,
            name: Some(name),
            message_id: message_id(DeliveryId(42), &sample::edition(1)),
            date: DateTime::from_timestamp(1_795_415_400, 0).unwrap(),
            digest: &self.digest,
            title,
            edition: "2026-11-23",
            list_domain: "example.org",
            unsubscribe: &self.unsubscribe,
            archive: Some(&self.archive),
        }
    }
}

fn sample_letter(articles: usize) -> Letter {
    Templates::load(None).unwrap().letter("digest", "", &sample::digest_view(articles)).unwrap()
}

/// Unfolds the header of a message, checking each octet on the way (RFC 5322 section 2.2, RFC 5321 section 4.5.3).
fn header_of(bytes: &[u8]) -> Vec<(String, String)> {
    let text = std::str::from_utf8(bytes).expect("seven bits");
    assert!(text.is_ascii());
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "a bare CR or LF");
    for line in text.split("\r\n") {
        assert!(line.len() <= 998, "{} octets: {line}", line.len());
    }
    let (head, _) = text.split_once("\r\n\r\n").expect("a body");
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n") {
        assert!(line.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b)), "{line:?}");
        if line.starts_with([' ', '\t']) {
            assert!(!line.trim().is_empty(), "a folded line of blanks (RFC 5322 section 3.2.2)");
            let last = fields.last_mut().expect("a field to fold");
            last.1.push_str(line);
        } else {
            let (name, value) = line.split_once(": ").expect("name: value");
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{name}");
            fields.push((name.to_owned(), value.to_owned()));
        }
    }
    fields
}

const FIELDS: [&str; 17] = [
    "Auto-Submitted",
    "Content-Type",
    "Date",
    "Feedback-ID",
    "From",
    "List-Archive",
    "List-Help",
    "List-Id",
    "List-Owner",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Message-ID",
    "Precedence",
    "Reply-To",
    "Subject",
    "To",
];

fn names(fields: &[(String, String)]) -> Vec<&str> {
    let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    names.retain(|name| *name != "X-Auto-Response-Suppress");
    names.sort_unstable();
    names
}

#[test]
fn a_message_has_each_header_once() {
    let case = Case::new();
    let parcel = build(&sample_letter(3), &case.addressing("The Daily Round", "Dr Sample"), &options()).unwrap();
    let fields = header_of(&parcel.bytes);
    assert_eq!(names(&fields), FIELDS);
    let of = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str()).unwrap();
    let id = "42.0f8e1c52-6f0d-4a55-9a3e-1f4f2f0b7a11@example.org";
    let want = [
        ("Message-ID", format!("<{id}>").as_str()),
        ("Date", "Mon, 23 Nov 2026 06:30:00 +0000"),
        ("From", "\"The Round\" <round@example.org>"),
        ("Reply-To", "\"The editor\" <editor@example.org>"),
        ("To", "\"Dr Sample\" <dr.sample@example.com>"),
        ("List-Id", "\"The Daily Round\" <daily.example.org>"),
        (
            "List-Unsubscribe",
            "<https://round.example.org/unsubscribe/0123456789abcdef0123456789abcdef>, \
             <mailto:editor@example.org?subject=unsubscribe%20daily>",
        ),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Archive", "<https://round.example.org/>"),
        ("List-Owner", "<mailto:editor@example.org>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Feedback-ID", "2026-11-23:daily:digest:exampleorg"),
        ("MIME-Version", "1.0"),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    for (name, value) in want {
        assert_eq!(of(name), value, "{name}");
    }
    assert!(of("Content-Type").starts_with("multipart/alternative"));
    assert_eq!(parcel.message_id, id);
    assert_eq!(parcel.sender.as_str(), "round@example.org");
}

#[test]
fn a_message_is_small_and_the_same_each_time() {
    let case = Case::new();
    let letter = sample_letter(8);
    let build = || build(&letter, &case.addressing("The Daily Round", "Dr Sample"), &options()).unwrap();
    let parcel = build();
    assert!(parcel.bytes.len() < LIMIT * 3 / 5, "{} bytes", parcel.bytes.len());
    assert_eq!(parcel.bytes, build().bytes);
    let text = String::from_utf8(parcel.bytes).unwrap();
    let (plain, html) =
        (text.find("text/plain; charset=utf-8").unwrap(), text.find("text/html; charset=utf-8").unwrap());
    assert!(plain < html, "the best part comes last (RFC 2046 section 5.1.4)");
    assert_eq!(text.matches("Content-Transfer-Encoding: quoted-printable").count(), 2);
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(body.split("\r\n").all(|line| line.len() <= 78));
}

#[test]
fn addresses_beyond_ascii_get_an_ascii_domain() {
    let cases = [("a@bücher.example", "a@xn--bcher-kva.example"), ("a@example.org", "a@example.org")];
    for (given, want) in cases {
        let given: Address = given.parse().unwrap();
        assert_eq!(address(&given).unwrap().to_string(), want);
        assert_eq!(mailto(&given), format!("mailto:{want}"));
    }
    assert_eq!(mailto(&"a&b?c/d%e@example.org".parse().unwrap()), "mailto:a%26b%3Fc%2Fd%25e@example.org");
}

#[test]
fn encoded_words_are_short_and_whole() {
    let line = encoded_words(&"Tägliche Rúnde – ".repeat(6));
    for word in line.split("\r\n ") {
        assert!(word.len() <= 75 && word.starts_with("=?utf-8?Q?") && word.ends_with("?="), "{word}");
        let inner = &word[10..word.len() - 2];
        let bytes: Vec<u8> = inner.replace('=', "%").into_bytes();
        let query = format!("a={}", String::from_utf8(bytes).unwrap());
        let decoded = url::form_urlencoded::parse(query.as_bytes()).next().unwrap().1.into_owned();
        assert!(!decoded.contains('\u{fffd}'), "{decoded}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn nothing_from_outside_reaches_a_header(
        subject in "(.|[\r\n\u{0}\u{85}\u{2028}\u{202e}]){0,300}",
        title in "(.|[\r\n\"\\\\<>\u{2028}]){0,200}",
        name in "(.|[\r\n\"\\\\<>,\u{85}]){0,200}",
        text in "(.|[\r\n]){0,300}",
    ) {
        let case = Case::new();
        let letter = Letter { subject: format!("{subject}\r\nBcc: a@example.org"), text: text.clone(), html: text };
        let title = format!("{title}\r\nBcc: a@example.org");
        let name = format!("{name}\nBcc: a@example.org");
        let parcel = build(&letter, &case.addressing(&title, &name), &options()).unwrap();
        let fields = header_of(&parcel.bytes);
        prop_assert_eq!(names(&fields), FIELDS);
        let to = fields.iter().find(|(field, _)| field == "To").map(|(_, value)| value.as_str()).unwrap_or_default();
        prop_assert!(to.ends_with("<dr.sample@example.com>"), "{}", to);
    }
}

/// `POSTROUND_DUMP=DIR cargo test --lib dump_message` writes the sample as a message.
#[test]
fn dump_message() {
    let Ok(folder) = std::env::var("POSTROUND_DUMP") else { return };
    let case = Case::new();
    let parcel =
        build(&sample_letter(4), &case.addressing("Die tägliche Runde", "Dr Jörg Sample"), &options()).unwrap();
    std::fs::write(std::path::Path::new(&folder).join("digest.eml"), parcel.bytes).unwrap();
}
