//! Owns the test of servers that play all that a gatherer meets in years: each ends in a state of its own, within its
//! limits, and the sources beside it are unharmed.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::raw::{Raw, Then};
use crate::harness::site::{Fault, Site};
use crate::room::{NOW, Room, SMALL_RULES, Settings, over_http, page, story, summary};

const LATER: &str = "2026-11-22T13:00:00Z";

const LIMITS: &str = "timeout = \"4s\"\nmax_size = \"200 kB\"";

/// What a server plays, the state that its source is then in, and what is said of it.
struct Play {
    name: &'static str,
    fault: Option<Fault>,
    state: &'static str,
    says: &'static str,
}

fn play(name: &'static str, fault: Fault, state: &'static str, says: &'static str) -> Play {
    Play { name, fault: Some(fault), state, says }
}

fn html() -> Vec<(&'static str, String)> {
    vec![("content-type", "text/html; charset=utf-8".to_owned())]
}

fn plays() -> Vec<Play> {
    let challenge = page("Just a moment...", "<script src=\"/cdn-cgi/challenge-platform/x.js\"></script>");
    let busy = vec![("retry-after", "600".to_owned())];
    vec![
        Play { name: "not-modified", fault: None, state: "well", says: "" },
        play("ok", Fault::NoValidators, "well", ""),
        play("moved", Fault::redirect(301, "/home.html"), "well", ""),
        play("circle", Fault::RedirectLoop, "failing", "redirects"),
        play("gone", Fault::status(410), "gone", "gone for good"),
        play("busy", Fault::Answer(429, busy, vec![]), "held", "the server answered 429"),
        play("broken", Fault::status(500), "failing", "the server answered 500"),
        play("slow-head", Fault::Delay(Duration::from_secs(30)), "failing", "no whole answer within 4s"),
        play("cut", Fault::Cut, "failing", "cut off after"),
        play("bomb", Fault::GzipBomb(2 << 20), "failing", "larger than 200000 bytes"),
        play("endless", Fault::Endless, "failing", "larger than 200000 bytes"),
        play("charset", Fault::Answer(200, html(), lying_charset()), "well", ""),
        play("login", Fault::redirect(302, "/login.html"), "login", "a login stands in front"),
        play("robots-check", Fault::Answer(403, html(), challenge.into_bytes()), "bot-wall", "a check for robots"),
        play("metadata", Fault::redirect(302, "http://169.254.169.254/latest/"), "failing", "it is never asked"),
    ]
}

/// The numbers of the stories of a site; no two sites tell one story.
fn numbers(site: u32) -> std::ops::Range<u32> {
    site * 10..site * 10 + 3
}

fn listing(site: u32) -> String {
    let link = |n| format!("<article><h2><a href=\"news/story-{n}.html\">The story of surgery {n}</a></h2></article>");
    page("News", &numbers(site).map(link).collect::<String>())
}

/// Says that it is UTF-8, and is not; it lists nothing that its site has not.
fn lying_charset() -> Vec<u8> {
    let site = u32::try_from(11).unwrap();
    listing(site).replace("News", "Caf\u{e9}").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn site(number: u32) -> Site {
    let site = Site::empty();
    site.write("index.html", listing(number));
    site.write("home.html", listing(number));
    site.write("login.html", page("The Site", "<form><input name=\"user\"><input type=\"password\"></form>"));
    for n in numbers(number) {
        site.write(&format!("news/story-{n}.html"), story(n, &[]));
    }
    site
}

fn named(source: &str, name: &str) -> String {
    source.replace("\"newsroom\"", &format!("\"{name}\""))
}

/// Servers that speak no proper HTTP; they never gave anything.
fn raws() -> Vec<(&'static str, Raw, &'static str)> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n";
    let long = format!("{head}content-length: 50000\r\n\r\n<!doctype html><title>News</title>");
    vec![
        ("silent", Raw::answering("", Then::GoesSilent), "no whole answer within 4s"),
        ("slow-body", Raw::answering(long.as_str(), Then::Trickles), "no whole answer within 4s"),
        ("wrong-length", Raw::answering(long.as_str(), Then::HangsUp), "cut off after"),
        ("no-http", Raw::answering("SSH-2.0-OpenSSH_9.2\r\n", Then::HangsUp), ""),
    ]
}

fn find<'a>(list: &'a Value, key: &str, name: &str) -> &'a Value {
    let found = list.as_array().unwrap().iter().find(|one| one[key] == name);
    found.unwrap_or_else(|| panic!("{name} is missing: {list}"))
}

#[tokio::test]
async fn each_server_ends_in_its_own_state_and_the_others_are_unharmed() {
    let plays = plays();
    let sites: Vec<Site> = (0..u32::try_from(plays.len()).unwrap()).map(site).collect();
    let config: String =
        plays.iter().zip(&sites).map(|(play, site)| named(&over_http(site, SMALL_RULES), play.name)).collect();
    let mut room = Room::with(Settings::of(&config).limits(LIMITS));
    let first = summary(&room.workspace.run(&["once", "--json", "--now", NOW]).expect_code(0));
    for play in &plays {
        assert_eq!(find(&first["gathered"], "source", play.name)["articles"]["new"], 3, "{}", play.name);
    }

    let raws = raws();
    let over_raw = |(name, raw, _): &(&str, Raw, &str)| {
        format!(
            "[[source]]\nname = \"{name}\"\ntitle = \"Raw\"\nkind = \"page\"\nurl = \"{}\"\nallow_private = true\n",
            raw.url()
        )
    };
    room.sources(&(config + &raws.iter().map(over_raw).collect::<String>()));
    for (play, site) in plays.iter().zip(&sites) {
        site.forget();
        if let Some(fault) = &play.fault {
            site.fault("/index.html", fault.clone());
        }
    }
    let start = Instant::now();
    let second = summary(&room.workspace.run(&["once", "--json", "--now", LATER]).expect_code(1));
    assert!(start.elapsed() < Duration::from_secs(45), "{:?}", start.elapsed());
    let sources = room.workspace.run(&["sources", "--json"]).expect_code(0);
    let sources: Value = serde_json::from_str(&sources.stdout).unwrap();
    let expected = plays.iter().map(|play| (play.name, play.state, play.says));
    let expected: Vec<_> = expected.chain(raws.iter().map(|(name, _, says)| (*name, "failing", *says))).collect();
    for (name, state, says) in expected {
        let (round, source) = (find(&second["gathered"], "source", name), find(&sources["sources"], "name", name));
        assert_eq!((&round["state"], &source["state"]), (&state.into(), &state.into()), "{name}: {round}");
        match state {
            "well" => assert_eq!((&round["problem"], &round["articles"]["same"]), (&Value::Null, &3.into()), "{round}"),
            "held" => assert!(round["notes"].to_string().contains(says), "{name}: {round}"),
            _ => {
                assert!(round["problem"].as_str().unwrap().contains(says), "{name}: {round}");
                assert!(source["words"].as_str().unwrap().contains(says), "{name}: {source}");
            }
        }
        let is_over = matches!(state, "well" | "gone");
        assert_eq!(round["held_until"].is_null(), is_over, "{name} is asked again later: {round}");
    }
    for (play, site) in plays.iter().zip(&sites).filter(|(play, _)| play.state != "well") {
        let asked: Vec<String> = site.asked().into_iter().map(|asked| asked.path).collect();
        assert!(!asked.iter().any(|path| path.starts_with("/news")), "{}: {asked:?}", play.name);
        assert!(asked.len() <= 6, "{} is not pressed: {asked:?}", play.name);
    }
    assert_eq!(room.held().await.len(), 3 * plays.len(), "nothing that is held is lost");
}
