//! Owns the judgement of the ranking on threads graded by hand: it may not fall below its floors.

#[path = "../../benches/ranking/evaluation.rs"]
mod evaluation;

use std::collections::BTreeSet;

use evaluation::floors::{self, Floors};
use evaluation::measures::{Links, ndcg, pairwise, precision, share, standard_error};
use evaluation::orders::Order;
use evaluation::threads::{self, Half, thread};
use evaluation::{Line, Part, Report, table};

#[test]
fn the_ranking_does_not_fall_below_its_floors() {
    let threads = threads::load(&threads::folder()).unwrap();
    let report = Report::of(&threads);
    assert_eq!(Floors::read(&floors::file()).unwrap().below(&report), Vec::<String>::new(), "{}", table::text(&report));
    assert_eq!(table::json(&report)["all"]["comments"], report.parts[0].size.1);
}

/// Without these the figures would say less than they seem to.
#[test]
fn the_threads_are_many_and_various() {
    let threads = threads::load(&threads::folder()).unwrap();
    let comments: usize = threads.iter().map(|thread| thread.comments.len()).sum();
    assert!(threads.len() >= 30 && comments >= 600, "{} threads, {comments} comments", threads.len());
    let professions: BTreeSet<_> = threads.iter().map(|thread| &thread.profession).collect();
    assert!(professions.len() >= 4, "{professions:?}");
    for thread in &threads {
        let best = thread.graded.iter().filter(|graded| graded.grade == 3).count();
        assert!(best <= 3, "{}: {best} comments are graded 3; three are shown", thread.name);
        assert!(thread.comments.len() >= 10, "{} is too short to choose from", thread.name);
    }
    let held = threads.iter().filter(|thread| thread.half == Half::Held).count();
    assert!(held.abs_diff(threads.len() - held) <= 4, "the halves are of one size: {held} of {}", threads.len());
}

const HEAD: &str = "title = \"A\"\nprofession = \"vets\"\nhalf = \"tune\"\nzone = \"Europe/London\"\nday = \"2024-07-02\"\ntext = \"B\"\n";

fn of(comments: &str) -> anyhow::Result<threads::Thread> {
    thread("a", &format!("{HEAD}{comments}"))
}

#[test]
fn a_thread_is_read_as_it_is_written() {
    let read = of(
        "[[comment]]\nid = 2\nat = \"+1 09:05\"\ntext = \"c\"\ngrade = 0\nunder = 1\nanswers = [1]\ntags = [\"ad\"]\n\
                   [[comment]]\nid = 1\nat = \"12:07\"\ntext = \"d\"\ngrade = 3\nwhy = \"e\"\nvotes = 4\n",
    )
    .unwrap();
    assert_eq!(read.comments[0].posted.unwrap().to_rfc3339(), "2024-07-03T08:05:00+00:00");
    assert_eq!((read.comments[0].depth, read.comments[1].depth), (1, 0));
    assert_eq!((read.graded[0].answers.as_slice(), read.graded[0].unhealthy), ([1_usize].as_slice(), true));
    assert!(read.marked().is_empty(), "what the site gives is not counted as found in words");
    assert_eq!((read.replies(1), read.voted(), read.grades()), (1, true, vec![0, 3]));
    assert_eq!(read.graded[1].why, "e");
}

#[test]
fn a_slip_in_a_thread_is_told() {
    for (comment, wanted) in [
        ("id = 1\ntext = \"c\"\ngrade = 4", "from 0 to 3"),
        ("id = 1\ntext = \"c\"\ngrade = 2", "without a `why`"),
        ("id = 1\ntext = \"c\"\ngrade = 0\ntags = [\"rude\"]", "`rude` is not known"),
        ("id = 1\ntext = \"c\"\ngrade = 0\nanswers = [2]", "written later"),
        ("id = 3\ntext = \"c\"\ngrade = 0\nanswers = [2]", "not there"),
        ("id = 1\ntext = \"c\"\ngrade = 0\nat = \"12.07\"", "+1 12:07"),
        ("id = 1\ntext = \"c\"\ngrade = 0\nmood = \"f\"", "unknown field"),
    ] {
        let told = format!("{:#}", of(&format!("[[comment]]\n{comment}\n")).unwrap_err());
        assert!(told.contains(wanted), "{told}");
    }
}

fn close(found: Option<f64>, wanted: f64) -> bool {
    found.is_some_and(|found| (found - wanted).abs() < 1e-9)
}

#[test]
fn ndcg_is_one_for_the_best_order_and_falls_with_the_place() {
    let grades = [0, 3, 1, 2];
    let second = 7.0 / 3_f64.log2();
    let best = 7.0 + 3.0 / 3_f64.log2() + 0.5;
    for (order, wanted) in [
        (vec![1, 3, 2, 0], 1.0),
        (vec![0, 1, 2, 3], (second + 0.5) / best),
        (vec![1], 7.0 / best),
        (vec![0], 0.0),
        (vec![], 0.0),
    ] {
        assert!(close(ndcg(&order, &grades), wanted), "{order:?}: {:?}", ndcg(&order, &grades));
    }
    assert_eq!(ndcg(&[0, 1], &[0, 0]), None, "nothing to find");
    assert_eq!(ndcg(&[], &[1, 0]), Some(1.0), "nobody worth quoting, and nobody quoted");
}

#[test]
fn the_error_of_a_mean_is_its_spread_over_threads() {
    assert!(close(standard_error([Some(0.0), None, Some(1.0)].into_iter()), 0.5));
    assert!(close(standard_error([Some(0.7); 4].into_iter()), 0.0));
    assert_eq!(standard_error([Some(0.7)].into_iter()), None);
}

#[test]
fn precision_counts_the_worthy_among_those_shown() {
    let grades = [0, 3, 1, 2, 2];
    assert!(close(precision(&[1, 3, 0, 4, 2], &grades), 2.0 / 3.0));
    assert!(close(precision(&[1, 2], &grades), 0.5));
    assert_eq!(precision(&[], &grades), None);
    assert!(close(share(&[0, 1, 2, 3], |at| at == 3), 0.0));
}

#[test]
fn pairwise_is_the_share_of_pairs_in_the_right_order() {
    let grades = [0, 2, 2, 3];
    assert!(close(pairwise(&[3, 1, 2, 0], &grades), 1.0));
    assert!(close(pairwise(&[0, 1, 2, 3], &grades), 0.0));
    assert!(close(pairwise(&[1, 3, 2, 0], &grades), 4.0 / 5.0));
    assert_eq!(pairwise(&[3, 1], &grades), None, "a choice of two orders too little");
    assert_eq!(pairwise(&[0, 1], &[1, 1]), None);
}

#[test]
fn links_are_counted_by_how_they_were_read() {
    let found = [(1, 0, "Time".to_owned()), (2, 0, "Time".to_owned()), (3, 1, "Name".to_owned())];
    let mut links = Links::of(&[(1, 0), (3, 1), (4, 1), (5, 1)], &found);
    assert_eq!((links.marked, links.right), (4, 2));
    assert_eq!(links.by["Time"], (1, 1));
    assert!(close(links.precision(), 2.0 / 3.0));
    assert!(close(links.recall(), 0.5));
    assert!(close(links.f1(), 4.0 / 7.0));
    links.add(&Links::of(&[(0, 1)], &[(0, 1, "Time".to_owned())]));
    assert_eq!((links.marked, links.right, links.by["Time"]), (5, 3, (2, 1)));
    assert_eq!(Links::default().f1(), None);
}

fn line(order: Order, ndcg: f64) -> Line {
    Line {
        order: order.name(),
        ndcg: Some(ndcg),
        error: None,
        precision: Some(0.5),
        pairwise: None,
        unhealthy: Some(0.02),
    }
}

#[test]
fn what_is_below_its_floor_is_told() {
    let part = Part {
        name: "all",
        size: (1, 3),
        hidden: vec![line(Order::Ours, 0.8), line(Order::Quotes, 0.85), line(Order::Longest, 0.7)],
        voted: (0, Vec::new()),
        links: Links::default(),
        empty: 0,
        abstained: (0, 0),
    };
    let report = Report { parts: vec![part] };
    let below = |floors: &str| toml::from_str::<Floors>(floors).unwrap().below(&report);
    assert_eq!(below("[all]\nndcg = 0.8\nover_others = 0.09\nunhealthy_at_most = 0.02"), Vec::<String>::new());
    assert_eq!(below("[all]\nndcg = 0.801"), ["all: NDCG@3 is 0.800, at least 0.801 is wanted"]);
    assert_eq!(below("[all]\nover_others = 0.11").len(), 1);
    assert_eq!(below("[all]\nunhealthy_at_most = 0.01").len(), 1);
    assert_eq!(below("[all]\nvoted_ndcg = 0.1"), ["all: NDCG@3 with votes is nothing, at least 0.100 is wanted"]);
    assert_eq!(below("[held]\nndcg = 0.9"), Vec::<String>::new(), "no such part was measured");
}
