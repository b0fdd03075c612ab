//! Owns the tests of the budget of a round: what has no turn is put off, new articles never for old ones.

use crate::room::{Room, SMALL_RULES, Settings, over_http, small_site, story};

const LIMITS: &str = "timeout = \"10s\"\nbudget = 2";

#[tokio::test]
async fn what_has_no_turn_is_put_off_to_the_next_round() {
    let site = small_site();
    let room = Room::with(Settings::of(&over_http(&site, SMALL_RULES)).limits(LIMITS));
    assert_eq!(room.round()["articles"]["new"], 3, "the first round has all that there is");
    for n in 1..=3 {
        site.write(&format!("news/story-{n}.html"), story(n, &["First", "Second", "Third"]));
    }
    let mut seen = 0;
    for (minute, put_off) in [(20, 2), (21, 1), (22, 0)] {
        site.forget();
        let round = room.round_at(&format!("2026-11-22T12:{minute}:00Z"));
        assert_eq!((&round["put_off"], site.asked().len()), (&put_off.into(), 2), "{round}");
        assert_eq!(round["notes"].to_string().contains("gather.budget"), put_off > 0, "{round}");
        seen += round["comments"]["new"].as_u64().unwrap();
    }
    assert_eq!(seen, 3 + 1 + 3);
    assert!(room.held().await.iter().all(|held| held.comments.len() == 3));
}

#[test]
fn new_articles_have_their_turn_first() {
    let site = small_site();
    let room = Room::with(Settings::of(&over_http(&site, SMALL_RULES)).limits(LIMITS));
    room.round();
    site.write("news/story-4.html", story(4, &[]));
    let link = "<article><h2><a href=\"news/story-4.html\">The story of surgery 4</a></h2></article></main>";
    site.write("index.html", site.read("index.html").replace("</main>", link));
    site.forget();
    let round = room.round_at("2026-11-22T13:00:00Z");
    assert_eq!((&round["articles"]["new"], &round["put_off"]), (&1.into(), &3.into()), "{round}");
    assert_eq!(room.round_of_all_at("2026-11-22T13:01:00Z")["requests"], 5, "asked for all, it spends what it takes");
}
