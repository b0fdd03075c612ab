//! Owns the tests of leaving a source alone: when it asks for that, when it fails, and when it is gone for good.

use chrono::TimeDelta;
use postround::store::Standing;
use serde_json::Value;

use crate::harness::site::{Fault, Site};
use crate::room::{NOW, Room, SMALL_RULES, over_http, small_site, summary, time};

async fn standing(room: &Room) -> Standing {
    let store = room.store().await;
    let standing = store.standing(&"newsroom".parse().unwrap()).await.unwrap();
    store.close().await;
    standing
}

fn busy(retry_after: Option<&str>) -> Fault {
    let headers = retry_after.map(|seconds| ("retry-after", seconds.to_owned()));
    Fault::Answer(429, headers.into_iter().collect(), vec![])
}

#[tokio::test]
async fn a_site_that_is_too_busy_is_left_alone_and_has_not_failed() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    site.fault("/index.html", busy(None));
    let output = room.workspace.run(&["once", "--json", "--now", NOW]).expect_code(0);
    let round = summary(&output)["gathered"][0].clone();
    assert_eq!((&round["problem"], &round["state"]), (&Value::Null, &"held".into()), "{round}");
    assert!(round["notes"][0].as_str().unwrap().contains("answered 429"), "{round}");
    let standing = standing(&room).await;
    assert_eq!(standing.last_ok, None, "nor has it gone well");
    assert!(standing.held_until.unwrap() >= time(NOW) + TimeDelta::minutes(1), "{standing:?}");
    // One word holds both: the source is due when its host is left alone no more.
    let store = room.store().await;
    let host = store.hosts().await.unwrap().remove(0);
    store.close().await;
    let apart = host.held_until.unwrap() - standing.held_until.unwrap();
    assert!(apart.abs() < TimeDelta::seconds(2), "{host:?}, {standing:?}");
}

#[tokio::test]
async fn an_article_page_that_is_too_busy_puts_off_the_rest() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    site.fault("/news/story-2.html", Fault::status(503));
    let round = room.round();
    assert_eq!(round["articles"], serde_json::json!({ "new": 1, "changed": 0, "same": 0, "failed": 0 }), "{round}");
    assert_eq!((&round["put_off"], &round["state"]), (&2.into(), &"held".into()), "{round}");
    assert!(site.asked_for("/news/story-3.html").is_empty());
    site.mend("/news/story-2.html");
    let round = room.round_at("2026-11-22T14:00:00Z");
    assert_eq!((&round["articles"]["new"], &round["state"]), (&2.into(), &"well".into()), "{round}");
    assert_eq!(standing(&room).await.held_until, None);
}

#[tokio::test]
async fn failures_in_a_row_are_tried_again_later_each_time() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    site.fault("/index.html", Fault::status(500));
    let mut waits = Vec::new();
    for hour in 12..16 {
        let now = format!("2026-11-22T{hour}:00:00Z");
        assert_eq!(room.round_at(&now)["state"], "failing");
        waits.push((standing(&room).await.held_until.unwrap() - time(&now)).num_seconds());
    }
    for (wait, least) in waits.iter().zip([60, 120, 240, 480]) {
        assert!((least..=least * 5 / 4 + 60).contains(wait), "{waits:?}");
    }
    site.mend("/index.html");
    assert_eq!(room.round_at("2026-11-22T16:00:00Z")["problem"], Value::Null);
    let standing = standing(&room).await;
    assert_eq!((standing.held_until, standing.failures), (None, 0));
}

#[test]
fn a_page_that_fails_is_not_asked_for_in_every_round() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    site.fault("/news/story-2.html", Fault::status(403));
    room.round();
    let asked = |now: &str| {
        site.forget();
        room.round_at(now);
        site.asked_for("/news/story-2.html").len()
    };
    assert_eq!(["12:10", "12:25", "12:40", "13:10"].map(|now| asked(&format!("2026-11-22T{now}:00Z"))), [0, 1, 0, 1]);
}

#[test]
fn an_old_article_that_cannot_be_read_rests_as_others_do() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    site.fault("/news/story-2.html", Fault::status(403));
    let asked = |now: &str| {
        site.forget();
        room.round_at(now);
        site.asked_for("/news/story-2.html").len()
    };
    let days = ["2026-11-24", "2026-12-23", "2026-12-26", "2027-01-10", "2027-02-10"];
    assert_eq!(days.map(|day| asked(&format!("{day}T12:30:00Z"))), [1, 1, 0, 0, 0]);
}

fn rounds(room: &Room, arguments: &[&str], code: i32) -> Value {
    let output = room.workspace.run(&[&["gather", "--json"], arguments].concat()).expect_code(code);
    serde_json::from_str::<Value>(&output.stdout).unwrap()[0].clone()
}

#[test]
fn a_source_that_is_gone_for_good_is_not_asked_until_somebody_does_by_hand() {
    let site: Site = small_site();
    let mut room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    site.fault("/index.html", Fault::status(410));
    let round = rounds(&room, &["newsroom"], 1);
    assert_eq!(round["state"], "gone");
    let problem = round["problem"].as_str().unwrap();
    assert!(problem.contains("gone for good") && problem.contains("postround gather newsroom"), "{problem}");
    site.forget();
    let round = rounds(&room, &[], 1);
    assert_eq!((&round["state"], site.asked().len()), (&"gone".into(), 0), "{round}");
    assert!(round["problem"].as_str().unwrap().contains("answered 410 on"), "{round}");
    rounds(&room, &["newsroom"], 1);
    assert_eq!(site.asked().len(), 1, "by hand it is asked");
    site.forget();
    room.sources(&over_http(&site, &SMALL_RULES.replace("h2 a", "article h2 a")));
    rounds(&room, &[], 1);
    assert_eq!(site.asked().len(), 1, "so is one that is read otherwise");
    site.mend("/index.html");
    assert_eq!(rounds(&room, &["newsroom"], 0)["state"], "well");
    assert_eq!(rounds(&room, &[], 0)["state"], "well");
}
