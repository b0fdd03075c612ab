//! Owns the tests of good manners: conditional requests with the validators verbatim, an honest name, and no more
//! requests than there is to read.

use crate::harness::site::{Asked, Fault};
use crate::room::{Room, SMALL_RULES, newsroom_site, over_http, selectors, small_site};

#[tokio::test]
async fn a_second_round_costs_only_conditional_requests() {
    let site = newsroom_site();
    for rules in [selectors(), String::new()] {
        let room = Room::new(&over_http(&site, &rules));
        site.forget();
        room.round();
        let first = site.asked();
        let paths: Vec<&str> = first.iter().map(|asked| asked.path.as_str()).collect();
        let mut distinct = paths.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), paths.len(), "no page is asked for twice in a round: {paths:?}");
        assert_eq!(paths.len(), 3 + 29 + 1 + 2, "listings, articles, further pages of comments: {paths:?}");
        assert!(first.iter().all(|asked| asked.status == 200 && asked.if_none_match().is_none()), "{first:?}");

        site.forget();
        let round = room.round_of_all_at("2026-11-22T13:00:00Z");
        let second = site.asked();
        assert_eq!(second.len(), first.len());
        for asked in &second {
            assert_eq!(asked.status, 304, "{}", asked.path);
            let path = asked.path.trim_start_matches('/');
            let answered = client_validators(&site.url(path)).await;
            assert_eq!(
                (asked.if_none_match(), asked.header("if-modified-since")),
                (Some(&*answered.0), Some(&*answered.1))
            );
        }
        assert_eq!(round["not_modified"], second.len());
        assert_eq!(round["bytes"], 0);
        assert_eq!(round["articles"], serde_json::json!({ "new": 0, "changed": 0, "same": 29, "failed": 0 }));
    }
}

async fn client_validators(url: &str) -> (String, String) {
    let answer = crate::harness::client().get(url).send().await.unwrap();
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    (header("etag"), header("last-modified"))
}

#[test]
fn validators_go_back_to_the_letter() {
    let site = small_site();
    let odd = "W/\"a b, \\\"c\\\" \u{e9}\"".replace('\u{e9}', "e");
    let stamp = "Sunday, 06-Nov-94 08:49:37 GMT";
    let body = site.read("news/story-1.html").into_bytes();
    let headers =
        vec![("content-type", "text/html".to_owned()), ("etag", odd.clone()), ("last-modified", stamp.to_owned())];
    site.fault("/news/story-1.html", Fault::Answer(200, headers, body));
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    site.forget();
    site.fault("/news/story-1.html", Fault::status(304));
    let round = room.round_of_all_at("2026-11-22T13:00:00Z");
    let asked = &site.asked_for("/news/story-1.html")[0];
    assert_eq!(asked.if_none_match(), Some(odd.as_str()));
    assert_eq!(asked.header("if-modified-since"), Some(stamp));
    assert_eq!(round["articles"]["same"], 3, "{round}");
}

#[tokio::test]
async fn a_change_of_the_rules_drops_the_validators() {
    let site = small_site();
    let mut room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    assert!(room.article("story-1.html").await.article.said.text.contains("eleven years"));
    site.forget();
    let narrower = SMALL_RULES.replace("div.body", "div.body p + p");
    room.sources(&over_http(&site, &narrower));
    let round = room.round_at("2026-11-22T13:00:00Z");
    let unconditional = |asked: &Asked| asked.if_none_match().is_none() && asked.header("if-modified-since").is_none();
    assert!(site.asked().iter().all(unconditional), "{:?}", site.asked());
    assert_eq!(round["articles"]["changed"], 3, "{round}");
    let held = room.article("story-1.html").await;
    assert!(!held.article.said.text.contains("eleven years"), "the new rule holds");
    assert_eq!(held.article.revision, 2);

    site.forget();
    room.round_at("2026-11-22T14:00:00Z");
    assert!(site.asked().iter().all(|asked| asked.status == 304), "{:?}", site.asked());
}

#[test]
fn requests_say_who_asks_and_carry_nothing_else_of_ours() {
    let site = small_site();
    site.fault_times(
        "/index.html",
        1,
        Fault::Answer(302, vec![("location", "/home.html".into()), ("set-cookie", "a=b".into())], vec![]),
    );
    site.write("home.html", site.read("index.html"));
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    room.round_of_all_at("2026-11-22T13:00:00Z");
    let asked = site.asked();
    assert!(asked.len() > 6);
    for asked in asked {
        assert_eq!(asked.method, "GET");
        let agent = asked.user_agent().unwrap_or_default();
        assert!(agent.starts_with("postround/") && agent.contains("editor@example.org"), "{agent:?}");
        assert_eq!(asked.header("cookie"), None);
        assert_eq!(asked.header("referer"), None);
    }
}

#[test]
fn a_site_without_validators_is_read_whole_each_time_and_nothing_is_new() {
    let site = small_site();
    for n in 1..=3 {
        site.fault(&format!("/news/story-{n}.html"), Fault::NoValidators);
    }
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    site.forget();
    let round = room.round_at("2026-11-22T13:00:00Z");
    assert_eq!(round["articles"], serde_json::json!({ "new": 0, "changed": 0, "same": 3, "failed": 0 }));
    assert_eq!(round["comments"]["new"], 0);
    let pages: Vec<_> = site.asked().into_iter().filter(|asked| asked.path.starts_with("/news")).collect();
    assert!(pages.iter().all(|asked| asked.if_none_match().is_none() && asked.header("if-modified-since").is_none()));
}

#[test]
fn requests_to_one_host_keep_the_pause() {
    let site = small_site();
    let mut room = Room::new(&over_http(&site, SMALL_RULES));
    room.limits("timeout = \"10s\"");
    let config = room.workspace.read("config.toml").replace("pause = \"0s\"", "pause = \"150ms\"");
    room.workspace.write("config.toml", config);
    room.round();
    let at: Vec<_> = site.asked().iter().map(|asked| asked.at).collect();
    assert_eq!(at.len(), 4);
    for pair in at.windows(2) {
        // The log's own moment is taken a little after the request came.
        assert!(pair[1].duration_since(pair[0]).as_millis() >= 120, "{at:?}");
    }
}
