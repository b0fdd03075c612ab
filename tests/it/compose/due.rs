//! Owns the tests of the moment: time zones, stops that made us miss one, clocks that go back, and first editions.

use postround::compose::{Composed, First};
use postround::domain::EditionState;

use super::desk::{Desk, told};
use crate::harness::store::{Place, place_test};

const HALF_PAST_SIX: &str = "schedule = \"30 6 * * *\"";

async fn desk(lines: &str, now: &str) -> (Place, Desk) {
    let place = Place::sqlite();
    let desk = Desk::new(&place.url(), lines, now).await;
    (place, desk)
}

#[tokio::test]
async fn half_past_six_in_london_stays_so_over_both_changes_of_the_clocks() {
    // (minute before, the moment, the minute before the next day's), spring and autumn of 2026.
    for days in [
        ["2026-03-28T06:30:00Z", "2026-03-29T05:30:00Z", "2026-03-30T05:30:00Z"],
        ["2026-10-24T05:30:00Z", "2026-10-25T06:30:00Z", "2026-10-26T06:30:00Z"],
    ] {
        let (_place, desk) = desk(HALF_PAST_SIX, "2026-01-01T12:00:00Z").await;
        desk.tick().await;
        for day in days {
            let due = super::desk::time(day);
            desk.move_to(due - chrono::TimeDelta::hours(3)).article(day).await;
            desk.move_to(due - chrono::TimeDelta::seconds(1));
            assert!(
                matches!(desk.tick().await, Composed::NotDue(Some(next)) if next == due) || day == days[0],
                "{day}"
            );
            desk.move_to(due);
            assert_eq!(told(&desk.tick().await), format!("{}: 1", &day[..10]));
            assert!(matches!(desk.tick().await, Composed::NotDue(_)), "{day} came twice");
        }
        let cuts: Vec<_> = desk.editions().await.into_iter().map(|(edition, _)| edition.cut).collect();
        assert!(cuts.ends_with(&days.map(super::desk::time)), "{cuts:?}");
    }
}

#[tokio::test]
async fn a_missed_run_still_goes_out_within_its_time() {
    let lines = format!("{HALF_PAST_SIX}\nsend_if_within = \"4h\"");
    let (_place, desk) = desk(&lines, "2026-02-01T12:00:00Z").await;
    desk.tick().await;
    desk.article("one").await;
    desk.at("2026-02-02T10:30:00Z").article("too-late-for-it").await;
    assert_eq!(told(&desk.tick().await), "2026-02-02: 1");
    let (edition, titles) = desk.editions().await.remove(0);
    assert_eq!((edition.cut, titles), (super::desk::time("2026-02-02T06:30:00Z"), vec!["News of one".to_owned()]));
}

#[tokio::test]
async fn a_run_missed_by_more_is_merged_into_the_next() {
    let lines = format!("{HALF_PAST_SIX}\nsend_if_within = \"4h\"\nif_later = \"merge\"");
    let (_place, desk) = desk(&lines, "2026-02-01T12:00:00Z").await;
    desk.tick().await;
    desk.article("one").await;
    desk.at("2026-02-02T10:30:01Z");
    assert_eq!(told(&desk.tick().await), "missed; waits until 2026-02-03T06:30Z");
    assert!(desk.editions().await.is_empty());
    desk.article("two").await;
    desk.at("2026-02-03T06:30:00Z");
    assert_eq!(told(&desk.tick().await), "2026-02-03: 2");
}

#[tokio::test]
async fn a_run_missed_by_more_is_skipped_where_that_is_wanted() {
    let lines = format!("{HALF_PAST_SIX}\nsend_if_within = \"4h\"\nif_later = \"skip\"");
    let (_place, desk) = desk(&lines, "2026-02-01T12:00:00Z").await;
    desk.tick().await;
    desk.article("one").await;
    desk.at("2026-02-02T10:30:01Z");
    assert!(told(&desk.tick().await).starts_with("skipped: missed by more than"));
    assert_eq!(told(&desk.tick().await), "waits until 2026-02-03T06:30Z");
    desk.article("two").await;
    desk.at("2026-02-03T06:30:00Z");
    assert_eq!(told(&desk.tick().await), "2026-02-03: 1");
    let titles: Vec<_> = desk.editions().await.into_iter().flat_map(|(_, titles)| titles).collect();
    assert_eq!(titles, ["News of two"], "a closed window was opened again");
}

#[tokio::test]
async fn several_missed_times_make_one_edition() {
    let (_place, desk) = desk(HALF_PAST_SIX, "2026-02-01T12:00:00Z").await;
    desk.tick().await;
    for day in 1..6 {
        desk.at(&format!("2026-02-0{day}T13:00:00Z")).article(&format!("day-{day}")).await;
    }
    desk.at("2026-02-06T07:00:00Z");
    assert_eq!(told(&desk.tick().await), "2026-02-06: 5");
    assert_eq!(desk.editions().await.len(), 1);
}

#[tokio::test]
async fn a_clock_that_steps_back_sends_nothing_again() {
    let (_place, desk) = desk(HALF_PAST_SIX, "2026-02-01T12:00:00Z").await;
    desk.tick().await;
    desk.article("one").await;
    desk.at("2026-02-02T06:30:00Z");
    assert_eq!(told(&desk.tick().await), "2026-02-02: 1");
    for back in ["2026-02-02T06:29:59Z", "2026-02-02T06:30:00Z", "2026-02-01T06:30:10Z", "2025-06-01T05:30:00Z"] {
        desk.at(back);
        for first in [First::AtItsTime, First::Now] {
            assert!(matches!(desk.compose(first).await, Composed::NotDue(_) | Composed::Ahead(_)), "{back}");
        }
    }
    assert_eq!(desk.editions().await.len(), 1);
}

#[tokio::test]
async fn the_first_edition_is_made_at_once_by_hand_and_at_its_time_by_the_service() {
    let (_place, service) = desk(HALF_PAST_SIX, "2026-02-02T07:00:00Z").await;
    service.article("one").await;
    assert_eq!(told(&service.tick().await), "waits until 2026-02-03T06:30Z");
    service.at("2026-02-03T06:30:00Z");
    assert_eq!(told(&service.tick().await), "2026-02-03: 1");

    let (_place, hand) = desk(HALF_PAST_SIX, "2026-02-02T07:00:00Z").await;
    hand.article("one").await;
    hand.at("2026-02-02T07:00:01Z");
    assert_eq!(told(&hand.compose(First::Now).await), "2026-02-02: 1");
    assert_eq!(told(&hand.compose(First::Now).await), "waits until 2026-02-03T06:30Z");
}

#[tokio::test]
async fn a_window_without_news_is_closed_and_mails_nobody() {
    let (_place, desk) =
        desk(&format!("{HALF_PAST_SIX}\nproof_to = [\"desk@example.org\"]"), "2026-02-01T12:00:00Z").await;
    desk.tick().await;
    desk.at("2026-02-02T06:30:00Z");
    // Before the first edition nothing is closed: a source that is down on the first day does not use it up.
    assert_eq!(told(&desk.tick().await), "skipped: nothing to send yet");
    assert!(desk.editions().await.is_empty());
    desk.at("2026-02-02T08:00:00Z").article("one").await;
    desk.at("2026-02-03T06:30:00Z");
    assert_eq!(told(&desk.tick().await), "2026-02-03: 1");
    let queued = desk.app.store.queue().await.unwrap().queued;
    desk.at("2026-02-04T06:30:00Z");
    assert_eq!(told(&desk.tick().await), "skipped: nothing new");
    assert_eq!(told(&desk.tick().await), "waits until 2026-02-05T06:30Z");
    let (edition, _) = desk.editions().await.remove(1);
    assert_eq!((edition.state, edition.candidates), (EditionState::Skipped, 0));
    assert_eq!(edition.reason, "nothing new");
    assert_eq!(desk.app.store.queue().await.unwrap().queued, queued);
}

#[tokio::test]
async fn a_template_that_fails_on_real_data_stops_the_edition_before_the_queue() {
    let folder = tempfile::tempdir().unwrap();
    let body = "{% if entries|length > 8 %}{{ entries|length // 0 }}{% endif %}{% for entry in entries %}{{ entry.title }}\n\
                {{ entry.url }}{{ 1 // (0 if 'quokka' in entry.title else 1) }}{% endfor %}{{ unsubscribe_url }}";
    std::fs::create_dir_all(folder.path().join("digest")).unwrap();
    std::fs::write(folder.path().join("digest/body.txt"), body).unwrap();
    let lines =
        format!("{HALF_PAST_SIX}\nproof_to = [\"desk@example.org\"]\n[templates]\nfolder = {:?}", folder.path());
    let (_place, desk) = desk(&lines, "2026-02-01T12:00:00Z").await;
    desk.tick().await;
    desk.article("quokka").await;
    desk.at("2026-02-02T06:30:00Z");
    for _ in 0..2 {
        let error = desk.try_compose(First::AtItsTime).await.unwrap_err();
        assert!(format!("{error:#}").contains("body.txt"), "{error:#}");
    }
    assert_eq!(desk.app.store.queue().await.unwrap().queued, 0);
    assert!(desk.editions().await.is_empty(), "the window was closed by a template that fails");
}

place_test!(two_processes_freeze_a_window_once, |place: Place| async move {
    let url = place.url();
    let first = Desk::new(&url, HALF_PAST_SIX, "2026-02-02T07:00:00Z").await;
    first.article("one").await;
    let second = Desk::new(&url, HALF_PAST_SIX, "2026-02-02T07:00:02Z").await;
    first.at("2026-02-02T07:00:01Z");
    let (one, two) = tokio::join!(first.compose(First::Now), second.compose(First::Now));
    let frozen = [&one, &two].into_iter().filter(|composed| matches!(composed, Composed::Frozen { .. })).count();
    assert_eq!(frozen, 1, "{one:?} {two:?}");
    assert_eq!(first.editions().await.len(), 1);
});
