//! Owns the tests that the tokens of people's addresses reach no log, however much is logged, and nothing that is
//! published.

use std::net::{SocketAddr, TcpListener};

use postround::domain::REPORT_SEAL;
use serde_json::Value;

use crate::harness::client;
use crate::harness::folder::Workspace;
use crate::room::{NOW, Room, SMALL_RULES, Settings, over_http, small_site, time};

const PERSON: &str = "jo.private@example.org";

fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap()
}

/// The token of the person's own feed.
fn feed_token(workspace: &Workspace, arguments: &[&str]) -> String {
    let mut all = vec!["subscribers", "feed", PERSON, "--json"];
    all.extend(arguments);
    let output = workspace.command(&all).env("RUST_LOG", "trace").start().wait().expect_code(0);
    let document: Value = serde_json::from_str(&output.stdout).unwrap();
    let rss = document["feeds"]["rss"].as_str().unwrap();
    let token = rss.strip_prefix("http://127.0.0.1:8080/my/").and_then(|rest| rest.strip_suffix("/feed.rss")).unwrap();
    assert!(!output.stderr.contains(token), "the verb logged what it was asked to print");
    token.to_owned()
}

async fn ask(method: &str, url: &str) -> (u16, String) {
    let asked = client().request(method.parse().unwrap(), url).body("List-Unsubscribe=One-Click");
    let answer = asked.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_reaches_a_log_or_a_document() {
    let site = small_site();
    let web = free_port();
    let room = Room::with(Settings { listen: web.to_string(), ..Settings::of(&over_http(&site, SMALL_RULES)) });
    let workspace = &room.workspace;
    workspace.run(&["subscribers", "add", PERSON, "--digest", "daily"]).expect_code(0);
    workspace.run(&["once", "--now", NOW]).expect_code(0);
    let old = feed_token(workspace, &[]);
    let token = feed_token(workspace, &["--renew"]);
    let store = room.store().await;
    let leaving = store.subscribers().await.unwrap()[0].subscriptions[0].token.clone();
    let seal = store.seal(REPORT_SEAL, time(NOW)).await.unwrap();
    store.close().await;
    let comment = room.held().await.into_iter().find_map(|held| held.comments.into_iter().next()).unwrap();
    let report = seal.report_token(comment.id, None);

    let running = workspace.command(&["run"]).env("RUST_LOG", "trace").start();
    running.until_it_says("is running");
    let at = |path: &str| format!("http://{web}/{path}");
    let answer = client().get(at(&format!("my/{token}/feed.json"))).send().await.unwrap();
    let header = |name: &str| answer.headers().get(name).map_or("", |value| value.to_str().unwrap());
    assert_eq!(header("cache-control"), "private, max-age=900");
    assert!(header("x-robots-tag").contains("noindex"), "{answer:?}");
    assert_eq!((header("link"), header("access-control-allow-origin")), ("", ""));
    for ending in ["rss", "atom", "json"] {
        let (status, body) = ask("GET", &at(&format!("my/{token}/feed.{ending}"))).await;
        assert!(status == 200 && body.contains(&token) && !body.contains(PERSON), "{status} {body}");
        assert!(body.contains("The Round, gathered: for you") && !body.contains("rel=\"hub\""), "{body}");
        assert_eq!(ask("HEAD", &at(&format!("my/{token}/feed.{ending}"))).await.0, 200);
        assert_eq!(ask("GET", &at(&format!("my/{old}/feed.{ending}"))).await.0, 404, "it was renewed");
    }
    for path in ["feed", "feed.txt", "feed.archive-1.rss", "feed.rss/x", "", "%66eed.rss?x=%ff"] {
        ask("GET", &at(&format!("my/{token}/{path}"))).await;
    }
    ask("DELETE", &at(&format!("my/{token}/feed.rss"))).await;
    assert_eq!(ask("GET", &at(&format!("report/{report}"))).await.0, 200);
    assert_eq!(ask("GET", &at(&format!("unsubscribe/{leaving}"))).await.0, 200);
    assert_eq!(ask("POST", &at(&format!("unsubscribe/{leaving}"))).await.0, 200);
    let closed = ask("GET", &at(&format!("my/{token}/feed.json"))).await;
    assert_eq!(closed.0, 404, "they left, and what was made a moment ago is theirs no more");
    running.signal("TERM");
    let output = running.wait().expect_code(0);
    let status = workspace.command(&["status"]).env("RUST_LOG", "trace").start().wait().expect_code(0);
    let logged = output.stderr + &output.stdout + &status.stderr + &status.stdout;
    assert!(logged.contains("TRACE") && logged.contains("a subscriber left"), "nothing was logged: {logged}");
    for secret in [&token, &old, &leaving, &report] {
        let line = logged.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(line, None, "a token was logged");
    }
    for (name, bytes) in room.published() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!name.starts_with("my") && !text.contains(&token) && !text.contains("/my/"), "{name}");
    }
}
