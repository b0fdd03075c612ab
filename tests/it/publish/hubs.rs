//! Owns the tests of WebSub from outside: a real hub is told of what changed, once it stands, until it has taken the word.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use postround::app::App;
use postround::clock::Clock;
use postround::config::Config;
use postround::progress::Silent;
use postround::publish::options::PublishOptions;
use postround::publish::websub::{self, HubReport};
use postround::stop::Stop;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::killed;
use crate::harness::hub::{Hub, Look, Told};
use crate::room::{NOW, Room, SMALL_RULES, over_http, small_site, story, summary, time};

/// A room whose feeds a hub is told of.
struct Pushed {
    room: Room,
    hub: Hub,
}

impl Pushed {
    fn new(sources: &str) -> Self {
        let room = Room::new(sources);
        let hub = Hub::start(Look::Folder(room.workspace.path("public")));
        let config = room.workspace.read("config.toml");
        let hubs = format!("[publish]\nhubs = [\"{}\"]\nprivate_hubs = true\n", hub.url());
        room.workspace.write("config.toml", config.replacen("[publish]\n", &hubs, 1));
        Self { room, hub }
    }

    /// The live documents, by their path, each with a mark of its bytes.
    fn live(&self) -> BTreeMap<String, String> {
        let is_live = |name: &str| {
            let ending = name.rsplit('.').next().unwrap_or_default();
            let is_own = name.starts_with('.') || name.contains("/.") || name == "manifest.json";
            ["rss", "atom", "json"].contains(&ending) && !is_own && !name.contains(".archive-")
        };
        let published = self.room.published().into_iter().filter(|(name, _)| is_live(name));
        published.map(|(name, bytes)| (format!("/{name}"), mark(&bytes))).collect()
    }

    /// What the hub is still to be told, as `status` says.
    fn waiting(&self) -> Value {
        let output = self.room.workspace.run(&["status", "--json"]).expect_code(0);
        serde_json::from_str::<Value>(&output.stdout).unwrap()["hubs"].clone()
    }

    async fn app(&self, clock: &Clock) -> App {
        let config = Config::load(&self.room.workspace.path("config.toml"), &|_| None).unwrap();
        App::build(config, clock.clone()).await.unwrap()
    }
}

/// What differs where the bytes do, and can be read where a test fails.
fn mark(bytes: &[u8]) -> String {
    let sum = Sha256::digest(bytes);
    format!("{} bytes, {:02x}{:02x}{:02x}{:02x}", bytes.len(), sum[0], sum[1], sum[2], sum[3])
}

/// What the hub was told, each topic with a mark of the bytes it saw last.
fn seen(told: &[Told]) -> BTreeMap<String, String> {
    let path = |told: &Told| told.topic.parse::<url::Url>().unwrap().path().to_owned();
    told.iter().map(|told| (path(told), mark(told.seen.as_deref().unwrap_or_default()))).collect()
}

#[test]
fn a_hub_is_told_of_each_changed_document_once_it_stands() {
    let site = small_site();
    let pushed = Pushed::new(&over_http(&site, SMALL_RULES));
    let (room, hub) = (&pushed.room, &pushed.hub);
    let output = room.workspace.run(&["once", "--json", "--now", NOW]).expect_code(0);
    let live = pushed.live();
    assert!(live.len() >= 9, "{:?}", live.keys());
    assert_eq!(seen(&hub.told()), live, "what it saw is what stands");
    assert_eq!(hub.told().len(), live.len(), "each once");
    let told = &summary(&output)["told"][0];
    assert_eq!((told["hub"].as_str(), told["told"].as_u64()), (Some(hub.url()), Some(live.len() as u64)));
    for told in hub.told() {
        assert_eq!(told.asked, "POST /", "no robots.txt is asked for an interface");
        let form: Vec<(&str, &str)> = told.form.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(form, [("hub.mode", "publish"), ("hub.url", &told.topic), ("hub.topic", &told.topic)]);
        assert_eq!(told.header("content-type"), Some("application/x-www-form-urlencoded"));
        assert!(told.header("user-agent").unwrap().contains("editor@example.org"), "{told:?}");
    }

    // Nothing is news: not another round, not another publication, and least of all somebody's own feed.
    hub.forget();
    room.workspace.run(&["subscribers", "add", "jo@example.org"]).expect_code(0);
    let feed = room.workspace.run(&["subscribers", "feed", "jo@example.org", "--json"]).expect_code(0);
    let feed: Value = serde_json::from_str(&feed.stdout).unwrap();
    let token = feed["feeds"]["rss"].as_str().unwrap().split('/').rev().nth(1).unwrap().to_owned();
    room.round_of_all_at("2026-11-22T12:05:00Z");
    let output = room.workspace.run(&["publish"]).expect_code(0);
    assert!(!output.stdout.contains("told"), "{}", output.stdout);
    assert_eq!(hub.topics(), Vec::<String>::new());

    site.write("news/story-1.html", story(1, &[]).replace("a Saturday", "another day"));
    room.workspace.run(&["gather", "--all"]).expect_code(0);
    let output = room.workspace.run(&["publish"]).expect_code(0);
    let (before, live) = (live, pushed.live());
    let changed: BTreeMap<_, _> = live.into_iter().filter(|(name, bytes)| before.get(name) != Some(bytes)).collect();
    assert!(!changed.is_empty() && changed.len() < before.len(), "{:?}", changed.keys());
    assert_eq!(seen(&hub.told()), changed, "only what changed");
    assert!(output.stdout.contains(&format!("told      1 hub of {} documents", changed.len())), "{}", output.stdout);
    assert_eq!(pushed.waiting(), serde_json::json!([]));
    for (name, bytes) in room.published() {
        assert!(!name.contains(&token) && !String::from_utf8_lossy(&bytes).contains(&token), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_fails_is_told_again_later_and_later() {
    let site = small_site();
    let pushed = Pushed::new(&over_http(&site, SMALL_RULES));
    pushed.room.workspace.run(&["gather"]).expect_code(0);
    let clock = Clock::by_hand(time("2026-11-22T12:00:00Z"));
    let (app, hub) = (pushed.app(&clock).await, &pushed.hub);
    let told = async |options: &PublishOptions| -> Vec<HubReport> {
        websub::tell((&app.store, &app.net), options, &app.clock, LONG, &Stop::never()).await.unwrap()
    };
    let tell = async || told(&app.config.publish).await.pop().expect("something was to be told");
    let is_quiet = async || told(&app.config.publish).await.is_empty();
    hub.answers(503, &[("retry-after", "1800")]);
    postround::publish::publish(&app.store, &app.config.publish, &app.judge, &app.clock, &Silent).await.unwrap();
    let all = u32::try_from(pushed.live().len()).unwrap();
    let first = tell().await;
    assert!(first.told == 0 && first.failed > 0 && first.problem.contains("503"), "{first:?}");
    assert!(hub.told().len() <= 4, "one that asks to be left alone is: {:?}", hub.topics());
    hub.forget();
    clock.advance(TimeDelta::minutes(29));
    assert!(is_quiet().await);
    let waiting = app.store.waiting_hubs().await.unwrap();
    assert_eq!((waiting.len(), waiting[0].topics), (1, all));
    assert!(waiting[0].problem.contains("503"), "{waiting:?}");

    // It comes back, but will not have some of it: that is told, and tried again more slowly.
    clock.advance(TimeDelta::minutes(2));
    hub.answers(202, &[]);
    hub.answers_once(404, &[]);
    hub.answers_once(307, &[("location", "/moved")]);
    let second = tell().await;
    assert_eq!((second.told, second.failed, second.problem.as_str()), (all - 1, 1, "it answered 404"));
    assert!(hub.told().iter().any(|told| told.asked == "POST /moved" && told.status == 202), "the method is kept");
    clock.advance(TimeDelta::minutes(59));
    assert!(is_quiet().await);
    hub.answers(302, &[("location", "/elsewhere")]);
    // An hour, or two where it is the second attempt.
    clock.advance(TimeDelta::minutes(62));
    assert_eq!(tell().await.problem, "it answered 302");
    assert!(hub.told().iter().all(|told| told.asked != "GET /elsewhere" && told.asked != "POST /elsewhere"));

    // After a week it is news no more.
    hub.answers(500, &[]);
    clock.advance(TimeDelta::days(6));
    assert_eq!(tell().await.failed, 1);
    clock.advance(TimeDelta::days(2));
    hub.forget();
    assert!(is_quiet().await);
    assert_eq!((hub.topics(), app.store.waiting_hubs().await.unwrap()), (Vec::new(), Vec::new()));

    // A hub on a private address is told only where that is permitted.
    let mut options = app.config.publish.clone();
    options.private_hubs = false;
    websub::expect(&app.store, &options, &["feeds/all.rss".to_owned()], clock.now()).await.unwrap();
    websub::release(&app.store, &options, clock.now()).await.unwrap();
    let told = told(&options).await;
    assert!(told[0].failed == 1 && told[0].problem.contains("publish.private_hubs"), "{told:?}");
    assert_eq!(hub.topics(), Vec::<String>::new());
    app.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_gone_is_not_asked_again_for_each_of_a_thousand_documents() {
    let pushed = Pushed::new(&over_http(&small_site(), SMALL_RULES));
    let clock = Clock::by_hand(time("2026-11-22T12:00:00Z"));
    let (app, hub) = (pushed.app(&clock).await, &pushed.hub);
    let (store, options) = (&app.store, &app.config.publish);
    hub.answers(410, &[]);
    let many: Vec<String> = (0..1_000).map(|number| format!("feeds/topics/t{number}.rss")).collect();
    websub::expect(store, options, &many, clock.now()).await.unwrap();
    websub::release(store, options, clock.now()).await.unwrap();
    for (minutes, asked) in [(0, 12), (59, 0), (2, 12), (110, 0), (11, 12)] {
        clock.advance(TimeDelta::minutes(minutes));
        hub.forget();
        websub::tell((store, &app.net), options, &app.clock, LONG, &Stop::never()).await.unwrap();
        assert_eq!(hub.told().len(), asked, "after {minutes} minutes more");
    }
    app.store.close().await;
}

/// More than all of it takes.
const LONG: Duration = Duration::from_mins(1);

/// Publications that are killed.
const KILLS: usize = 8;

#[test]
fn a_kill_between_a_document_and_its_word_loses_nothing() {
    let site = small_site();
    let pushed = Pushed::new(&over_http(&site, SMALL_RULES));
    let (room, hub) = (&pushed.room, &pushed.hub);
    killed::publications(room, &site, KILLS, || ());
    room.workspace.run(&["publish"]).expect_code(0);
    assert_eq!(seen(&hub.told()), pushed.live(), "the last word of each document came when it stood as it stands now");
    assert_eq!(pushed.waiting(), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_publication_had_announced_is_told_by_the_next() {
    let site = small_site();
    let pushed = Pushed::new(&over_http(&site, SMALL_RULES));
    pushed.room.workspace.run(&["once", "--now", NOW]).expect_code(0);
    pushed.hub.forget();
    // As a kill leaves it just after the documents: they stand, and nobody said so.
    let app = pushed.app(&Clock::system()).await;
    let options = &app.config.publish;
    let changing = ["feeds/all.atom", "feeds/all.archive-1.atom", "my/0123/feed.atom"].map(str::to_owned);
    websub::expect(&app.store, options, &changing, app.clock.now()).await.unwrap();
    app.store.close().await;
    let waiting = pushed.waiting();
    assert_eq!((&waiting[0]["documents"], &waiting[0]["next"]), (&Value::from(1), &Value::Null), "{waiting}");
    let output = pushed.room.workspace.run(&["publish"]).expect_code(0);
    assert!(output.stdout.contains("0 documents changed") && output.stdout.contains("told      1 hub of 1 document"));
    assert_eq!(pushed.hub.topics(), ["/feeds/all.atom"], "neither an archive nor what is somebody's own");

    // A hub that is taken out while it does not answer is waited for no more.
    pushed.hub.answers(500, &[]);
    let app = pushed.app(&Clock::system()).await;
    websub::expect(&app.store, &app.config.publish, &changing[..1], app.clock.now()).await.unwrap();
    app.store.close().await;
    let config = pushed.room.workspace.read("config.toml");
    pushed.room.workspace.write("config.toml", config.replacen("\nhubs = ", "\n# hubs = ", 1));
    assert_ne!(pushed.waiting(), serde_json::json!([]));
    pushed.room.workspace.run(&["publish"]).expect_code(0);
    assert_eq!(pushed.waiting(), serde_json::json!([]));
}
