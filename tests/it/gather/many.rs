//! Owns the tests of more than one process, and of one that is killed: nothing is lost, and nothing is held twice.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::harness::site::Fault;
use crate::room::{Held, NOW, Room, SMALL_RULES, from_folder, newsroom_site, over_http, selectors, small_site};

/// All that must be the same however often a round was cut short.
fn essence(held: &[Held]) -> Vec<(String, u32, Vec<String>)> {
    let comments = |held: &Held| held.comments.iter().map(|comment| format!("{:?}", comment.said)).collect();
    held.iter().map(|held| (held.article.said.url.to_string(), held.article.revision, comments(held))).collect()
}

#[track_caller]
fn assert_no_doubles(held: &[Held]) {
    let uids: BTreeSet<&str> = held.iter().map(|held| held.article.uid.as_str()).collect();
    assert_eq!(uids.len(), held.len());
    let comments: Vec<_> = held.iter().flat_map(|held| &held.comments).collect();
    let keys: BTreeSet<_> = comments.iter().map(|comment| (comment.article, &comment.said.key)).collect();
    assert_eq!(keys.len(), comments.len());
    let uids: BTreeSet<_> = comments.iter().map(|comment| &comment.uid).collect();
    assert_eq!(uids.len(), comments.len());
}

#[tokio::test]
async fn two_processes_on_one_store_make_no_doubles() {
    let site = newsroom_site();
    let room = Room::new(&over_http(&site, &selectors()));
    let runs: Vec<_> = (0..2).map(|_| room.workspace.command(&["gather", "--json"]).start()).collect();
    let mut new = 0;
    for run in runs {
        let output = run.wait().expect_code(0);
        let rounds: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
        assert_eq!(rounds[0]["problem"], serde_json::Value::Null, "{rounds}");
        new += rounds[0]["articles"]["new"].as_u64().unwrap();
    }
    assert_eq!(new, 29, "each article was new to one of the two");
    let whole = site.asked().iter().filter(|asked| asked.status == 200).count();
    assert_eq!(whole, 35, "and was asked for whole once");
    let held = room.held().await;
    assert_eq!(held.len(), 29);
    assert_no_doubles(&held);
}

#[tokio::test]
async fn sources_that_share_articles_share_them() {
    let site = newsroom_site();
    let twin = over_http(&site, &selectors()).replace("\"newsroom\"", "\"twin\"");
    let room = Room::new(&format!("{}\n{twin}", over_http(&site, &selectors())));
    let output = room.workspace.run(&["gather", "--json"]).expect_code(0);
    let rounds: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let new = |n: usize| rounds[n]["articles"]["new"].as_u64().unwrap();
    assert_eq!(new(0) + new(1), 29, "{rounds}");
    let held = room.held().await;
    assert_eq!(held.len(), 29);
    assert_no_doubles(&held);
}

#[tokio::test]
async fn a_round_that_is_killed_loses_nothing_and_doubles_nothing() {
    let site = newsroom_site();
    let whole = Room::new(&over_http(&site, &selectors()));
    whole.workspace.run(&["gather"]).expect_code(0);
    let wanted = essence(&whole.held().await);
    // A slow page somewhere in the middle makes the moments fall all over the round.
    site.fault("/news/two-hour-returners.html", Fault::Delay(Duration::from_millis(150)));
    let room = Room::new(&over_http(&site, &selectors()));
    let mut ids: Vec<(String, String)> = Vec::new();
    for kill in 0..10 {
        site.forget();
        let run = room.workspace.command(&["gather", "--all"]).start();
        // So many requests, and a little: each kill falls later in the round than the one before.
        crate::harness::eventually("the round to get so far", Duration::from_secs(20), || {
            (site.asked().len() > kill * 3).then_some(())
        });
        run.kill_after(Duration::from_millis(kill as u64 * 3));
        let held = room.held().await;
        assert_no_doubles(&held);
        for (url, uid) in &ids {
            let now = held.iter().find(|held| held.article.said.url.as_str() == url);
            assert_eq!(
                now.map(|held| held.article.uid.as_str()),
                Some(uid.as_str()),
                "{url} was held before kill {kill}"
            );
        }
        ids = held.iter().map(|held| (held.article.said.url.to_string(), held.article.uid.clone())).collect();
        for held in &held {
            let expected = wanted.iter().find(|(url, ..)| *url == held.article.said.url.as_str()).unwrap();
            assert_eq!(essence(std::slice::from_ref(held))[0], *expected, "an article is stored whole or not at all");
        }
    }
    room.workspace.run(&["gather"]).expect_code(0);
    assert_eq!(essence(&room.held().await), wanted);
}

#[tokio::test]
async fn a_folder_gathered_by_kills_is_gathered_whole_in_the_end() {
    let room = Room::new(&from_folder(&selectors()));
    for kill in 1..8 {
        room.workspace.command(&["once", "--now", NOW]).start().kill_after(Duration::from_millis(kill * 40));
    }
    room.workspace.run(&["once", "--now", NOW]).expect_code(0);
    let held = room.held().await;
    assert_eq!(held.len(), 29);
    assert_no_doubles(&held);
    let left: Vec<_> =
        room.published().into_iter().map(|(name, _)| name).filter(|name| name.ends_with(".tmp")).collect();
    assert_eq!(left, Vec::<String>::new());
}

#[tokio::test]
async fn what_memory_says_is_unchanged_but_the_store_lost_is_read_again() {
    let site = small_site();
    let room = Room::new(&over_http(&site, SMALL_RULES));
    room.round();
    let store =
        sqlx::SqlitePool::connect(&format!("sqlite:{}", room.workspace.path("postround.db").display())).await.unwrap();
    for sql in [
        "DELETE FROM edition_quotes",
        "DELETE FROM edition_articles",
        "DELETE FROM article_sources",
        "DELETE FROM article_topics",
        "DELETE FROM revisions",
        "DELETE FROM comments",
        "DELETE FROM aliases",
        "DELETE FROM articles",
    ] {
        sqlx::query(sql).execute(&store).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    store.close().await;
    let round = room.round_at("2026-11-22T13:00:00Z");
    assert_eq!(round["articles"]["new"], 3, "{round}");
    assert_eq!(room.article("story-2.html").await.comments.len(), 2);
}
