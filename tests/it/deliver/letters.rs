//! Owns the tests of the bytes that go out: the headers a list owes its readers, both parts of the body, and that
//! nothing hostile in a title or a name becomes a header or markup.

use base64::Engine as _;
use postround::domain::Edition;
use postround::store::Store;
use postround::store::options::StoreUrl;
use scraper::{Html, Selector};

use super::office::{MONDAY, Office, Piece, Plan, block_on, reader, write_site};

const ARCHIVED: &str = r#"
[[digest]]
name = "daily"
title = "Die Tägliche Runde, „kurz“"
schedule = "30 6 * * *"
max_articles = 40
"#;

/// A message taken apart.
struct Message {
    headers: Vec<(String, String)>,
    parts: Vec<(String, String)>,
}

impl Message {
    fn read(bytes: &[u8]) -> Self {
        let text = std::str::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let headers = headers(head);
        let kind = &headers.iter().find(|(name, _)| name == "content-type").unwrap().1;
        assert!(kind.starts_with("multipart/alternative"), "{kind}");
        let boundary = kind.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
        let mut parts = Vec::new();
        for piece in body.split(&format!("--{boundary}\r\n")).skip(1) {
            let piece = piece.split(&format!("\r\n--{boundary}")).next().unwrap();
            let (head, content) = piece.split_once("\r\n\r\n").unwrap();
            let head = self::headers(head);
            let of = |name: &str| head.iter().find(|(key, _)| key == name).unwrap().1.to_ascii_lowercase();
            assert_eq!(of("content-transfer-encoding"), "quoted-printable");
            parts.push((of("content-type"), quoted_printable(content)));
        }
        Self { headers, parts }
    }

    /// The one header of that name.
    #[track_caller]
    fn one(&self, name: &str) -> &str {
        let all: Vec<_> = self.headers.iter().filter(|(key, _)| key == &name.to_ascii_lowercase()).collect();
        assert_eq!(all.len(), 1, "{name}: {all:?}");
        &all[0].1
    }

    fn text(&self) -> &str {
        &self.parts[0].1
    }

    fn html(&self) -> &str {
        &self.parts[1].1
    }
}

fn headers(head: &str) -> Vec<(String, String)> {
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    head.split("\r\n")
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no header: {line:?}"));
            (name.to_ascii_lowercase(), value.trim().to_owned())
        })
        .collect()
}

fn quoted_printable(content: &str) -> String {
    let joined = content.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        rest = more;
        if *first == b'=' {
            let hex = std::str::from_utf8(&rest[..2]).unwrap();
            bytes.push(u8::from_str_radix(hex, 16).unwrap());
            rest = &rest[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// A header as a mail program shows it (RFC 2047).
fn shown(header: &str) -> String {
    let mut out = String::new();
    let mut after_word = false;
    for word in header.split(' ') {
        let encoded = word.strip_prefix("=?utf-8?").and_then(|word| word.strip_suffix("?="));
        let decoded = encoded.map(|word| match word.split_once('?').unwrap() {
            ("b" | "B", base64) => {
                String::from_utf8(base64::engine::general_purpose::STANDARD.decode(base64).unwrap()).unwrap()
            }
            (_, q) => quoted_printable(&q.replace('_', " ")),
        });
        let joined = after_word && decoded.is_some();
        if !out.is_empty() && !joined {
            out.push(' ');
        }
        after_word = decoded.is_some();
        out += decoded.as_deref().unwrap_or(word);
    }
    out
}

/// The words alone, without the signs that plain text sets before quotations.
fn words(text: &str) -> String {
    text.split_whitespace().filter(|word| ![">", "|", "!"].contains(word)).collect::<Vec<_>>().join(" ")
}

fn edition(office: &Office) -> Edition {
    let url: StoreUrl = format!("sqlite:{}", office.workspace.path("postround.db").display()).parse().unwrap();
    block_on(async {
        let store = Store::open(&url).await.unwrap();
        let id = store.editions_of(&"daily".parse().unwrap(), 1).await.unwrap()[0];
        store.edition(id).await.unwrap().unwrap()
    })
}

fn message_of(office: &Office, address: &str) -> Message {
    let taken = office.sink.taken_for(address);
    assert_eq!(taken.len(), 1);
    Message::read(&taken[0].bytes)
}

/// Both parts hold every title, address and quoted comment of the edition, and the way out.
fn holds_everything(office: &Office, message: &Message, edition: &Edition, address: &str) {
    let html = Html::parse_document(message.html());
    let visible = words(&html.root_element().text().collect::<Vec<_>>().join(" "));
    let plain = words(message.text());
    let links: Vec<_> =
        html.select(&Selector::parse("a[href]").unwrap()).filter_map(|link| link.value().attr("href")).collect();
    let leave = format!("https://round.example.org/unsubscribe/{}", office.token(address));
    for entry in &edition.entries {
        let title = words(&entry.title);
        assert!(plain.contains(&title), "the text lacks {title:?}");
        assert!(visible.contains(&title), "the HTML lacks {title:?}");
        assert!(message.text().contains(&entry.url) && links.contains(&entry.url.as_str()), "{}", entry.url);
        for quote in &entry.quotes {
            let said = words(&quote.excerpt);
            assert!(plain.contains(&said), "the text lacks {said:?}");
            assert!(visible.contains(&said), "the HTML lacks {said:?}");
        }
    }
    assert!(message.text().contains(&leave) && links.contains(&leave.as_str()), "no way out: {leave}");
}

fn well_formed(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.is_ascii(), "eight bits on the wire");
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "a line end that is not CRLF");
    let longest = text.split("\r\n").map(str::len).max().unwrap();
    assert!(longest <= 998, "a line of {longest} bytes");
    assert!(bytes.len() <= 100_000, "{} bytes", bytes.len());
}

#[test]
fn a_letter_carries_what_a_list_owes_and_the_whole_edition_twice() {
    let office = Office::open(Plan { digests: ARCHIVED, ..Plan::default() });
    office.once(MONDAY).expect_code(0);
    let edition = edition(&office);
    assert_eq!(edition.entries.len(), 3);
    assert!(edition.entries.iter().all(|entry| !entry.quotes.is_empty()), "{:#?}", edition.entries);
    for number in 0..3 {
        let address = reader(number);
        let taken = &office.sink.taken_for(&address)[0];
        well_formed(&taken.bytes);
        assert_eq!(taken.from, "round@mail.example.org");
        let message = Message::read(&taken.bytes);
        for name in ["Date", "From", "Reply-To", "Subject", "Message-ID", "MIME-Version", "Content-Type", "List-Help"] {
            message.one(name);
        }
        assert!(!message.headers.iter().any(|(name, _)| ["bcc", "cc", "sender"].contains(&name.as_str())));
        assert_eq!(message.one("To"), format!("\"Reader {number}\" <{address}>"));
        assert!(message.one("Message-ID").ends_with("@mail.example.org>"));
        assert_eq!(message.one("Auto-Submitted"), "auto-generated");
        let list = message.one("List-Id");
        assert!(shown(list).starts_with("Die Tägliche Runde") && list.ends_with("<daily.mail.example.org>"), "{list}");
        let secret = office.token(&address);
        let leave = format!("<https://round.example.org/unsubscribe/{secret}>, <mailto:editor@round.example.org?");
        assert!(message.one("List-Unsubscribe").starts_with(&leave), "{}", message.one("List-Unsubscribe"));
        assert_eq!(message.one("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        let kinds: Vec<_> = message.parts.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["text/plain; charset=utf-8", "text/html; charset=utf-8"]);
        holds_everything(&office, &message, &edition, &address);
        assert!(!message.html().contains("<img") || !message.html().contains("width=\"1\""), "a pixel");
    }
}

#[test]
fn hostile_titles_and_names_stay_words() {
    let office = Office::open(Plan { digests: ARCHIVED, subscribers: 0, ..Plan::default() });
    let evil = "Beds\r\nBcc: victim@example.net\r\n\r\n<script>alert(1)</script> \u{202e}desrever\u{2066} <img src=x onerror=y>";
    let mut piece = Piece::plain(9);
    piece.title = evil.to_owned();
    piece.comments.push((
        "<b onclick=x>Eve</b>\r\nX-Evil: 1".to_owned(),
        "We counted <script>alert(2)</script> forty beds in the ward\r\n.\r\nMAIL FROM:<x@y> and the night nurse agreed."
            .to_owned(),
    ));
    write_site(&office.workspace, &[piece]);
    let people = "email,name\neve@reader.example,\"Eve\r\nBcc: victim@example.net\u{202e} <script>\"\n";
    office.workspace.write("eve.csv", people);
    let imported = office.workspace.run(&["subscribers", "import", "eve.csv"]);
    let taken_in = imported.code() == Some(0);
    if !taken_in {
        office.workspace.write("eve.csv", "email,name\neve@reader.example,\"Eve <script> Bcc: x\"\n");
        office.workspace.run(&["subscribers", "import", "eve.csv"]).expect_code(0);
    }
    office.once(MONDAY).expect_code(0);
    let taken = office.sink.taken_for("eve@reader.example");
    well_formed(&taken[0].bytes);
    assert_eq!(taken[0].to, ["eve@reader.example"]);
    let message = message_of(&office, "eve@reader.example");
    let known = |name: &str| {
        ["bcc", "x-evil", "cc", "mail from"].iter().all(|bad| *bad != name)
            && name.bytes().all(|b| b.is_ascii_graphic())
    };
    for (name, value) in &message.headers {
        assert!(known(name), "{name}: {value}");
        let value = shown(value);
        assert!(!value.contains(['\r', '\n', '\u{202e}', '\u{2066}']), "{name}: {value:?}");
    }
    assert!(shown(message.one("Subject")).contains("Beds"), "{}", message.one("Subject"));
    let html = Html::parse_document(message.html());
    for bad in ["script", "[onerror]", "[onclick]", "img[src=x]", "iframe", "form", "object"] {
        assert_eq!(html.select(&Selector::parse(bad).unwrap()).count(), 0, "{bad} in the letter");
    }
    for part in [message.text(), message.html()] {
        assert!(!part.contains(['\u{202e}', '\u{2066}']), "a bidi control");
    }
    holds_everything(&office, &message, &edition(&office), "eve@reader.example");
}

#[test]
fn more_articles_than_fit_are_counted() {
    let office = Office::open(Plan { subscribers: 1, ..Plan::default() });
    office.reconfigure("schedule = \"30 6 * * *\"", "schedule = \"30 6 * * *\"\nmax_articles = 4");
    write_site(&office.workspace, &(0..9).map(Piece::plain).collect::<Vec<_>>());
    office.once(MONDAY).expect_code(0);
    let message = message_of(&office, &reader(0));
    assert_eq!(edition(&office).entries.len(), 4);
    for part in [message.text(), message.html()] {
        let part = words(part);
        assert!(part.contains("5 more"), "{part}");
    }
}

#[test]
fn a_letter_over_the_limit_is_shortened_by_whole_articles() {
    let office = Office::open(Plan { digests: ARCHIVED, subscribers: 1, ..Plan::default() });
    let pieces: Vec<Piece> = (0..40)
        .map(|number| {
            let mut piece = Piece::plain(number);
            piece.body =
                format!("Überblick {number}: ").repeat(1) + &"ärztliche Verbände, Möglichkeiten, Gebühren; ".repeat(40);
            piece
        })
        .collect();
    write_site(&office.workspace, &pieces);
    office.once(MONDAY).expect_code(0);
    let taken = office.sink.taken_for(&reader(0));
    well_formed(&taken[0].bytes);
    let message = message_of(&office, &reader(0));
    let edition = edition(&office);
    assert_eq!(edition.entries.len(), 40);
    let mut html = Html::parse_document(message.html());
    let links: Vec<String> = html
        .select(&Selector::parse("a[href]").unwrap())
        .filter_map(|link| link.value().attr("href").map(str::to_owned))
        .collect();
    let held = edition.entries.iter().filter(|entry| links.contains(&entry.url)).count();
    let told = edition.entries.iter().filter(|entry| message.text().contains(&entry.url)).count();
    assert!(held < 40 && held > 0 && held == told, "{held} in HTML, {told} in text");
    assert!(words(message.text()).contains(&format!("And {} more", 40 - held)), "{held} held");
    html.errors.clear();
    assert!(message.html().trim_end().ends_with("</html>"), "cut in the middle");
}
