//! Owns the tests of reporting and deciding over HTTP: looking changes nothing (I6), one report a person, a password and
//! a sealed form before anything is decided, and nothing that is kept out is shown anywhere.

use std::time::Duration;

use base64::Engine as _;
use postround::domain::Ruling;
use postround::store::Moderated;
use serde_json::Value;

use super::Served;
use super::wire::{Answer, ask};
use crate::harness::eventually;
use crate::harness::source::files_below;
use crate::room::{Room, Settings, from_folder, selectors};

const PASSWORD: &str = "four words of ours";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn room(web: &str) -> Room {
    let mut settings = Settings::of(&from_folder(&selectors()));
    web.clone_into(&mut settings.web);
    Room::with(settings)
}

/// The newsroom, served, with a password for the operator.
fn served() -> Served {
    let room = room(&format!("operator_password = {PASSWORD:?}"));
    room.round();
    Served::of(room)
}

/// Every quote of the feed "all": the permanent id of its article, and what the feed says of it.
fn quotes(room: &Room) -> Vec<(String, Value)> {
    let feed = room.json("all");
    let of = |item: &Value| {
        let quotes = item["_postround"]["quotes"].as_array().unwrap().clone();
        let id = item["id"].as_str().unwrap().trim_start_matches("urn:uuid:").to_owned();
        quotes.into_iter().map(move |quote| (id.clone(), quote)).collect::<Vec<_>>()
    };
    feed["items"].as_array().unwrap().iter().flat_map(of).collect()
}

fn path_of(url: &str) -> String {
    url.strip_prefix("http://127.0.0.1:8080").expect("an address of ours").to_owned()
}

fn post(served: &Served, path: &str, agent: &str, body: &str) -> Answer {
    ask(served.address, "POST", path, &[FORM, ("user-agent", agent)], body.as_bytes())
}

async fn cases(room: &Room) -> Vec<Moderated> {
    let store = room.store().await;
    let cases = store.moderated().await.unwrap();
    store.close().await;
    cases
}

#[track_caller]
fn assert_private(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text());
    for (name, wanted) in
        [("cache-control", "no-store"), ("x-robots-tag", "noindex"), ("referrer-policy", "no-referrer")]
    {
        assert_eq!(answer.header(name), Some(wanted), "{name}");
    }
    assert_eq!((answer.header("set-cookie"), answer.text().contains("<script")), (None, false));
}

#[tokio::test]
async fn a_report_is_one_press_and_counts_once_a_person() {
    let served = served();
    let (_, quote) = quotes(&served.room).remove(0);
    let path = path_of(quote["report_url"].as_str().unwrap());
    let words = quote["text"].as_str().unwrap().split(['\n', '"', '\'', '&']).next().unwrap().to_owned();
    let page = served.get(&path);
    assert_private(&page, 200);
    assert!(page.text().contains(&words) && page.text().contains("method=\"post\"") && page.text().contains(&path));
    assert_eq!(served.head(&path, &[]).status, 200);
    for method in ["PUT", "DELETE", "TRACE"] {
        assert!(ask(served.address, method, &path, &[], b"").status >= 400);
    }
    let forged = [("sec-fetch-site", "cross-site"), FORM];
    assert_private(&ask(served.address, "POST", &path, &forged, b"reason=abuse"), 403);
    assert_eq!(cases(&served.room).await, [], "nothing has happened so far");

    assert!(post(&served, &path, "one", "reason=abuse").text().contains("Thank you"));
    assert!(post(&served, &path, "one", "reason=advert").text().contains("already"));
    assert_private(&post(&served, &path, "two", "\u{0}nonsense"), 200);
    let held = cases(&served.room).await.remove(0);
    assert_eq!((held.reports, held.places, held.decision.is_none()), (2, 1, true));
    assert!(served.get("/editions/daily/2026-11-22").text().contains(&words));
    let proxied = [("user-agent", "one"), ("x-forwarded-for", "198.51.100.7"), FORM];
    let third = ask(served.address, "POST", &path, &proxied, b"reason=private");
    assert_private(&third, 200);
    let held = cases(&served.room).await.remove(0);
    assert_eq!((held.reports, held.places), (3, 2), "another address is another person");
    assert_eq!(held.decision.unwrap().ruling, Ruling::Reported);
    assert!(!served.get("/editions/daily/2026-11-22").text().contains(&words), "it leaves the web edition at once");
    assert!(!served.get(&path).text().contains(&words), "nor does its report link quote it");
    served.room.workspace.run(&["publish"]).expect_code(0);
    assert!(quotes(&served.room).iter().all(|(_, other)| other["report_url"] != quote["report_url"]));

    let before = served.room.workspace.files("outbox").len();
    served.room.round_at("2026-11-22T12:05:00Z");
    let mails = served.room.workspace.files("outbox");
    assert_eq!(mails.len(), before + 1, "the operator is told");
    served.room.round_at("2026-11-22T12:10:00Z");
    assert_eq!(served.room.workspace.files("outbox").len(), before + 1, "once");
    let told = mails.iter().map(|file| std::fs::read_to_string(file).unwrap());
    let told: Vec<String> = told.filter(|mail| mail.contains("Subject: A comment was reported")).collect();
    assert!(told.len() == 1 && told[0].contains("To: editor@example.org"), "{told:?}");
    assert!(told[0].contains("/moderation#c-") && told[0].contains("postround moderate veto"), "{}", told[0]);
}

#[tokio::test]
async fn no_report_link_can_be_guessed() {
    let served = served();
    let path = path_of(quotes(&served.room)[0].1["report_url"].as_str().unwrap());
    let (numbers, sealed) = path.rsplit_once('-').unwrap();
    let number = i64::from_str_radix(numbers.rsplit('/').next().unwrap(), 16).unwrap();
    let guesses = [
        format!("/report/{:x}-{sealed}", number + 1),
        format!("{numbers}-{}", "0".repeat(sealed.len())),
        format!("{numbers}-1-{sealed}"),
        format!("{path}0"),
        "/report/x".to_owned(),
        "/report/%00".to_owned(),
        "/report/..%2f..".to_owned(),
        format!("/report/{}", "a-".repeat(2000)),
    ];
    for guess in &guesses {
        for method in ["GET", "POST"] {
            assert_private(&ask(served.address, method, guess, &[], b""), 404);
        }
    }
    assert_eq!(cases(&served.room).await, []);
    for n in 0..20 {
        post(&served, &path, &format!("agent {n}"), "");
    }
    let refused = post(&served, &path, "agent 21", "");
    assert_private(&refused, 429);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(cases(&served.room).await[0].reports, 20);
}

#[tokio::test]
async fn the_recipient_of_a_letter_is_one_person_wherever_they_are() {
    let room = room("");
    for person in ["ann@example.org", "bob@example.org"] {
        room.workspace.run(&["subscribers", "add", person, "--digest", "daily"]).expect_code(0);
    }
    room.round();
    let letter = |who: &str| -> String {
        let files = files_below(&room.workspace.path("outbox"));
        let mails = files.iter().map(|file| std::fs::read_to_string(file).unwrap());
        let mail = mails.into_iter().find(|mail| mail.contains(&format!("To: {who}"))).expect("they have a letter");
        mail.replace("=\r\n", "").replace("\r\n", "\n")
    };
    let links = |mail: &str| -> Vec<String> {
        let mut links: Vec<String> = mail
            .split("http://127.0.0.1:8080/report/")
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect())
            .collect();
        links.sort();
        links.dedup();
        links
    };
    let (anns, bobs) = (links(&letter("ann@example.org")), links(&letter("bob@example.org")));
    assert!(!anns.is_empty() && anns.len() == bobs.len() && anns.iter().all(|link| !bobs.contains(link)));
    assert!(!letter("ann@example.org").contains("report/ann"));
    let served = Served::of(room);
    let bobs_same = bobs.iter().find(|link| link.split('-').next() == anns[0].split('-').next()).unwrap();
    for (link, agent, said) in
        [(&anns[0], "at home", "Thank you"), (&anns[0], "at work", "already"), (bobs_same, "at home", "Thank you")]
    {
        let answer = post(&served, &format!("/report/{link}"), agent, "reason=other");
        assert!(answer.text().contains(said), "{said}: {}", answer.text());
    }
    assert_eq!(cases(&served.room).await[0].reports, 2);
    for path in ["/moderation", "/articles/0f8e1c52-6f0d-4a55-9a3e-1f4f2f0b7a11"] {
        assert_eq!(served.get_with(path, &[("authorization", "Basic b3A6")]).status, 404, "no password, no page");
    }
}

fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{name}:{password}")))
}

/// The value of a hidden field of the first form.
fn field(page: &Answer, name: &str) -> String {
    let text = page.text();
    let rest = text.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("the form has the field");
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_operator_decides_on_a_page_and_nobody_else_does() {
    let served = served();
    let (article, quote) = quotes(&served.room).remove(0);
    let path = format!("/articles/{article}");
    let door = basic("jo", PASSWORD);
    let inside = [("authorization", door.as_str())];
    for path in ["/moderation", path.as_str()] {
        let outside = served.get(path);
        assert_private(&outside, 401);
        assert!(outside.header("www-authenticate").unwrap().starts_with("Basic "));
        assert_private(&served.get_with(path, &[("authorization", &basic("jo", "wrong"))]), 401);
        assert_private(&served.get_with(path, &inside), 200);
    }
    let page = served.get_with(&path, &inside);
    let quoted: Vec<_> = quotes(&served.room).into_iter().filter(|(of, _)| *of == article).collect();
    let words = page.text();
    assert!(words.contains(&format!("{} quoted now", quoted.len())), "{words}");
    assert!(words.contains("centrality") && words.contains("Speaks for it") && words.contains("class=\"bar\""));
    assert!(served.get_with("/moderation", &inside).text().contains(&format!("articles/{article}")));
    assert_eq!(served.get_with("/articles/nothing", &inside).status, 404);
    assert_eq!(served.get_with("/articles/%00", &inside).status, 404);

    let (token, comment) = (field(&page, "token"), field(&page, "comment"));
    let send = |token: &str, comment: &str, verb: &str, headers: &[(&str, &str)]| {
        let body = format!("token={token}&comment={comment}&verb={verb}&reason=too+long&back={article}");
        let headers: Vec<_> = headers.iter().copied().chain([FORM]).collect();
        ask(served.address, "POST", "/moderation", &headers, body.as_bytes())
    };
    let with = |more: (&'static str, &'static str)| [("authorization", door.as_str()), more];
    assert_private(&send(&token, &comment, "veto", &[]), 401);
    assert_private(&send("", &comment, "veto", &inside), 403);
    assert_private(&send(&"0".repeat(32), &comment, "veto", &inside), 403);
    assert_private(&send(&token, &comment, "veto", &[("authorization", &basic("al", PASSWORD))]), 403);
    assert_private(&send(&token, &comment, "veto", &with(("sec-fetch-site", "cross-site"))), 403);
    assert_private(&send(&token, &comment, "veto", &with(("origin", "https://evil.example"))), 403);
    assert_private(&send(&token, &comment, "nonsense", &inside), 400);
    assert_private(&send(&token, "0f8e1c52-6f0d-4a55-9a3e-1f4f2f0b7a11", "veto", &inside), 400);
    assert_eq!(cases(&served.room).await, [], "nothing was decided so far");

    let done = send(&token, &comment, "veto", &with(("sec-fetch-site", "same-origin")));
    assert_eq!(done.status, 303);
    assert_eq!(done.header("location"), Some(format!("articles/{article}#c-{comment}").as_str()));
    let decision = cases(&served.room).await.remove(0).decision.unwrap();
    assert_eq!((decision.ruling, decision.who.as_str(), decision.why.as_str()), (Ruling::Vetoed, "jo", "too long"));
    let words = served.get_with(&path, &inside).text();
    assert!(words.contains("vetoed by jo") && words.contains("vetoed by the editor"), "{words}");
    served.room.workspace.run(&["publish"]).expect_code(0);
    assert!(quotes(&served.room).iter().all(|(_, other)| other["text"] != quote["text"]));
    eventually("the comment is served no more", Duration::from_secs(10), || {
        (!served.get("/feeds/comments.json").text().contains(&comment)).then_some(())
    });

    assert_eq!(send(&token, &comment, "pin", &inside).status, 303);
    served.room.workspace.run(&["publish"]).expect_code(0);
    let first = quotes(&served.room).into_iter().find(|(of, _)| *of == article).unwrap().1;
    assert_eq!((&first["text"], &first["reason"]), (&quote["text"], &Value::from("chosen by the editor")));
    assert_eq!(send(&token, &comment, "clear", &inside).status, 303);
    assert_eq!(cases(&served.room).await, []);
    let queue = served.get_with("/moderation", &inside).text();
    assert!(queue.contains("Nothing waits") && queue.contains("<strong>jo</strong>: clear"), "{queue}");
}

#[test]
fn passwords_are_not_tried_for_ever() {
    let served = served();
    for n in 0..10 {
        assert_eq!(served.get_with("/moderation", &[("authorization", &basic("x", &format!("{n}")))]).status, 401);
    }
    let right = [("authorization", &*basic("jo", PASSWORD))];
    let waits = served.get_with("/moderation", &right);
    assert_private(&waits, 429);
    assert!(waits.header("retry-after").is_some());
    let elsewhere = [right[0], ("x-forwarded-for", "198.51.100.7")];
    assert_eq!(served.get_with("/moderation", &elsewhere).status, 200);
}
