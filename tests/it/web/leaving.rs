//! Owns the tests of leaving: looking changes nothing (I6), one POST of any kind does it at once (RFC 8058), and no
//! answer tells whether a token is known.

use postround::domain::{Subscriber, SubscriptionState};

use super::Served;
use super::wire::{Answer, ask};
use crate::harness::store::{Place, place_test};
use crate::room::{Room, Settings};

const PEOPLE: [&str; 2] = ["ann@example.org", "bob@example.org"];

fn served() -> Served {
    let site = crate::room::small_site();
    let room = Room::new(&crate::room::over_http(&site, crate::room::SMALL_RULES));
    room.round();
    for person in PEOPLE {
        room.workspace.run(&["subscribers", "add", person]).expect_code(0);
    }
    Served::of(room)
}

async fn people(served: &Served) -> Vec<Subscriber> {
    let store = served.room.store().await;
    let people = store.subscribers().await.unwrap();
    store.close().await;
    people
}

/// Every subscription: who, to what, and whether it stands.
async fn subscriptions(served: &Served) -> Vec<(String, String, bool)> {
    let people = people(served).await;
    let each =
        people.iter().flat_map(|person| person.subscriptions.iter().map(move |subscription| (person, subscription)));
    let mut out: Vec<_> = each
        .map(|(person, subscription)| {
            let stands = subscription.state == SubscriptionState::Active;
            (person.address.to_string(), subscription.digest.to_string(), stands)
        })
        .collect();
    out.sort();
    out
}

async fn token(served: &Served, who: &str, digest: &str) -> String {
    let people = people(served).await;
    let person = people.iter().find(|person| person.address.to_string() == who).unwrap();
    person.subscriptions.iter().find(|subscription| subscription.digest.as_str() == digest).unwrap().token.clone()
}

fn post(served: &Served, token: &str, kind: &str, body: &str) -> Answer {
    let headers: Vec<_> = (!kind.is_empty()).then_some(("content-type", kind)).into_iter().collect();
    ask(served.address, "POST", &format!("/unsubscribe/{token}"), &headers, body.as_bytes())
}

#[track_caller]
fn assert_private(answer: &Answer) {
    assert_eq!(answer.status, 200);
    for (name, wanted) in
        [("cache-control", "no-store"), ("x-robots-tag", "noindex"), ("referrer-policy", "no-referrer")]
    {
        assert_eq!(answer.header(name), Some(wanted), "{name}");
    }
    assert_eq!((answer.header("location"), answer.header("set-cookie")), (None, None));
    assert!(answer.header("content-security-policy").is_some());
}

#[tokio::test]
async fn looking_changes_nothing() {
    let served = served();
    let before = subscriptions(&served).await;
    assert_eq!(before.len(), 4);
    assert!(before.iter().all(|(.., stands)| *stands), "{before:?}");
    let path = format!("/unsubscribe/{}", token(&served, PEOPLE[0], "daily").await);
    for round in 0..3 {
        for query in ["", "?List-Unsubscribe=One-Click", "?confirm=1&_method=POST"] {
            let page = served.get(&format!("{path}{query}"));
            assert_private(&page);
            let words = page.text();
            assert!(
                words.contains("The Daily Round") && words.contains("method=\"post\"") && words.contains(&path),
                "{words}"
            );
            assert!(!words.contains(PEOPLE[0]), "no address in a page that is found by a link");
            assert_eq!(served.head(&path, &[]).status, 200);
            for method in ["OPTIONS", "TRACE", "PUT", "DELETE", "PROPFIND"] {
                let answer = ask(served.address, method, &path, &[("x-http-method-override", "POST")], b"");
                assert!(answer.status >= 400 || method == "OPTIONS", "{method}: {}", answer.status);
            }
        }
        assert_eq!(subscriptions(&served).await, before, "round {round}");
    }
}

#[tokio::test]
async fn one_post_of_any_kind_leaves_that_digest_and_no_other() {
    let multipart = "--x\r\ncontent-disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let kinds = [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        ("multipart/form-data; boundary=x", multipart),
        ("", ""),
        ("application/x-www-form-urlencoded", ""),
        ("text/nonsense", "\u{0}\u{1}"),
        ("application/json", "{\"List-Unsubscribe\":"),
    ];
    for (kind, body) in kinds {
        let served = served();
        let before = subscriptions(&served).await;
        let token = token(&served, PEOPLE[0], "daily").await;
        let answer = post(&served, &token, kind, body);
        assert_private(&answer);
        assert!(answer.text().contains("You have left The Daily Round"), "{kind}: {}", answer.text());
        let after = subscriptions(&served).await;
        let changed: Vec<_> = after.iter().filter(|entry| !before.contains(entry)).collect();
        assert_eq!(changed, [&(PEOPLE[0].to_owned(), "daily".to_owned(), false)], "{kind}");

        let again = post(&served, &token, kind, body);
        assert_private(&again);
        assert_eq!(again.body, answer.body, "{kind}: twice is fine");
        assert_eq!(subscriptions(&served).await, after, "{kind}");
        assert_private(&served.get(&format!("/unsubscribe/{token}")));
        assert_eq!(subscriptions(&served).await, after, "{kind}");
    }
}

#[tokio::test]
async fn a_mail_providers_post_needs_no_headers_of_a_browser() {
    let served = served();
    let token = token(&served, PEOPLE[1], "weekly").await;
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "https://mail.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    let answer = ask(served.address, "POST", &format!("/unsubscribe/{token}"), &headers, b"List-Unsubscribe=One-Click");
    assert_private(&answer);
    let left: Vec<_> = subscriptions(&served).await.into_iter().filter(|(.., stands)| !stands).collect();
    assert_eq!(left, [(PEOPLE[1].to_owned(), "weekly".to_owned(), false)]);
}

#[tokio::test]
async fn an_unknown_token_is_answered_as_a_known_one() {
    let served = served();
    let before = subscriptions(&served).await;
    let long = "a".repeat(3000);
    for token in [
        "0123456789abcdef0123456789abcdef",
        "x",
        "%00",
        "%27%20OR%201=1--",
        "%3Cscript%3E",
        "..%2f..",
        "%C3%A9",
        long.as_str(),
    ] {
        for method in ["GET", "POST"] {
            let answer = ask(served.address, method, &format!("/unsubscribe/{token}"), &[], b"");
            assert_private(&answer);
            assert!(!answer.text().contains("<script"), "{token}");
        }
    }
    assert_eq!(subscriptions(&served).await, before);
}

place_test!(no_odd_address_reaches_the_store, |place: Place| async move {
    let site = crate::room::small_site();
    let mut settings = Settings::of(&crate::room::over_http(&site, crate::room::SMALL_RULES));
    settings.store = place.url();
    let served = Served::of(Room::with(settings));
    for odd in ["%00", "abc%00", "%C3%A9", "%EF%BF%BF", "%01%7F"] {
        for method in ["GET", "POST"] {
            assert_private(&ask(served.address, method, &format!("/unsubscribe/{odd}"), &[], b""));
        }
        assert_eq!(served.get(&format!("/editions/daily/{odd}")).status, 404, "{odd}");
        assert_eq!(served.get(&format!("/editions/daily/2026-11-22{odd}")).status, 404, "{odd}");
    }
});

#[tokio::test]
async fn a_post_too_large_is_refused_or_read_and_does_no_harm() {
    let served = served();
    let token = token(&served, PEOPLE[0], "daily").await;
    let answer = post(&served, &token, "application/x-www-form-urlencoded", &"x".repeat(300_000));
    assert!(matches!(answer.status, 200 | 413), "{}", answer.status);
    assert_eq!(served.get("/healthz").status, 200);
}

#[tokio::test]
async fn who_left_by_the_link_in_a_letter_gets_no_further_letter() {
    let site = crate::room::small_site();
    let room = Room::new(&crate::room::over_http(&site, crate::room::SMALL_RULES));
    for person in PEOPLE {
        room.workspace.run(&["subscribers", "add", person, "--digest", "daily"]).expect_code(0);
    }
    room.round();
    let letters = |room: &Room, who: &str| {
        let files = room.workspace.files("outbox").into_iter();
        files
            .map(|file| std::fs::read_to_string(file).unwrap())
            .filter(|letter| letter.contains(&format!("To: {who}")))
            .collect::<Vec<_>>()
    };
    assert_eq!((letters(&room, PEOPLE[0]).len(), letters(&room, PEOPLE[1]).len()), (1, 1));
    let letter = letters(&room, PEOPLE[0]).remove(0).replace("\r\n ", " ").replace("\r\n", "\n");
    let header = letter.lines().find(|line| line.starts_with("List-Unsubscribe:")).expect("it has the header");
    let path =
        header.split("http://127.0.0.1:8080").nth(1).expect("an address of ours").split('>').next().unwrap().to_owned();
    assert!(letter.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    let served = Served::of(room);
    assert_private(&ask(served.address, "POST", &path, &[], b"List-Unsubscribe=One-Click"));
    site.write(
        "index.html",
        site.read("index.html").replace(
            "</main>",
            "<article><h2><a href=\"news/story-4.html\">The story of surgery 4</a></h2></article></main>",
        ),
    );
    site.write("news/story-4.html", crate::room::story(4, &[]));
    served.room.round_at("2026-11-23T12:00:00Z");
    served.room.round_at("2026-11-24T06:35:00Z");
    assert_eq!((letters(&served.room, PEOPLE[0]).len(), letters(&served.room, PEOPLE[1]).len()), (1, 2));
}
