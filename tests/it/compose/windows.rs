//! Owns the tests of the windows: over a month with articles at all hours, they touch and never overlap, and each
//! article is in one edition.

use chrono::TimeDelta;
use postround::compose::Composed;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, TestRng, TestRunner};

use super::desk::{Desk, time};
use crate::harness::store::{Place, place_test};

/// Minutes until the next thing happens, and which: an article, a tick of the service, a stop of some hours.
fn course() -> Vec<(i64, u8)> {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let step = (0_i64..120, 0_u8..20);
    let steps = proptest::collection::vec(step, 800);
    steps.new_tree(&mut runner).unwrap().current()
}

async fn a_month(url: String, lines: &str) {
    let desk = Desk::new(&url, lines, "2026-03-10T00:00:00Z").await;
    desk.tick().await;
    let end = time("2026-04-12T00:00:00Z");
    let mut articles = 0;
    for (minutes, what) in course() {
        let stop = if what == 0 { TimeDelta::hours(9) } else { TimeDelta::zero() };
        let now = desk.clock.now() + TimeDelta::minutes(minutes) + stop;
        if now > end {
            break;
        }
        desk.move_to(now);
        if what % 3 == 1 {
            articles += 1;
            desk.article(&format!("a-{articles}")).await;
        } else {
            let composed = desk.tick().await;
            assert!(!matches!(composed, Composed::Already), "{now}");
        }
    }
    desk.move_to(end);
    desk.article("the-last").await;
    desk.at("2026-04-13T05:30:00Z").tick().await;
    let editions = desk.editions().await;
    assert!(editions.len() > 20, "only {} editions in a month", editions.len());
    let mut edge = None;
    for (edition, _) in &editions {
        assert_eq!(edition.from, edge, "a gap or an overlap before {}", edition.cut);
        assert!(edge.is_none_or(|edge| edge < edition.cut), "a window that ends before it begins");
        edge = Some(edition.cut);
    }
    let mut titles: Vec<_> = editions.into_iter().flat_map(|(_, titles)| titles).collect();
    assert_eq!(titles.len(), articles + 1, "an article was lost or doubled");
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), articles + 1, "an article was doubled");
}

place_test!(a_month_of_merging_has_no_gap_and_no_overlap, |place: Place| async move {
    let url = place.url();
    a_month(url, "schedule = \"30 6 * * *\"\nmax_articles = 200\nif_later = \"merge\"").await;
});

place_test!(a_month_of_half_days_has_no_gap_and_no_overlap, |place: Place| async move {
    let url = place.url();
    a_month(url, "schedule = \"0 1,13 * * *\"\nmax_articles = 200\nsend_if_within = \"12h\"").await;
});
