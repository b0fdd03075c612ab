//! Owns the properties of ranking that hold for any thread.

use chrono::DateTime;
use proptest::prelude::*;

use super::super::*;
use super::{ZONE, comment, flat};
use crate::domain::CommentKey;

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,80}",
        "[@#]?[0-9]{1,4}[:.]?[0-9]{0,2} ?(am|pm)? ?[-,:]? [a-z ]{0,60}",
        "(Anna|Bo|the gp above|comment [0-9]{1,3}|@[a-z]{1,5}|>|\"|\u{202e}|e\u{301}\u{302}\u{303}|👩‍👩‍👧|\n){0,12}",
        "([A-Za-z]{1,9} ){0,40}[.!?…]{0,4}",
    ]
}

fn any_comment() -> impl Strategy<Value = FoundComment> {
    let author = prop_oneof![Just(None), Just(Some("Anna Bo".to_owned())), ".{0,12}".prop_map(Some)];
    let (posted, votes) = (proptest::option::of(any::<i64>()), proptest::option::of(any::<i64>()));
    (any_text(), author, posted, votes, proptest::option::of(0_u8..12), 0_u8..12).prop_map(
        |(text, author, posted, votes, parent, key)| FoundComment {
            key: CommentKey(key.to_string()),
            parent: parent.map(|parent| CommentKey(parent.to_string())),
            posted: posted.and_then(|seconds| DateTime::from_timestamp(seconds % 4_000_000_000, 0)),
            votes,
            ..comment(0, author.as_deref().unwrap_or_default(), &text, None)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_thread_is_judged_whole_and_alike_each_time(
        title in ".{0,40}",
        text in any_text(),
        comments in proptest::collection::vec(any_comment(), 0..14),
        excerpt in 0_usize..200,
    ) {
        let thread = Thread { title: &title, text: &text, comments: &comments, zone: ZONE };
        let options = RankOptions { excerpt, floor: 0.0, ..RankOptions::default() };
        let ranking = rank(&thread, &options);
        prop_assert_eq!(&ranking, &rank(&thread, &options));
        prop_assert_eq!(ranking.comments.len(), comments.len());
        prop_assert!(ranking.comments.iter().all(|ranked| (0.0..=1.0).contains(&ranked.score)));
        prop_assert!(ranking.edges.iter().all(|edge| edge.from != edge.to && edge.weight > 0.0));
        prop_assert!(ranking.quotes.len() <= options.quotes);
        prop_assert!(ranking.quotes.iter().all(|quote| quote.excerpt.chars().count() <= excerpt.max(1)));
    }

    #[test]
    fn equal_comments_keep_their_order(text in "[a-zà-ÿ ,.!]{0,200}", copies in 1_usize..9) {
        let comments: Vec<_> = (0..copies).map(|at| comment(at, "", &text, None)).collect();
        let ranking = rank(&Thread { title: "", text: "", comments: &comments, zone: ZONE }, &RankOptions::default());
        let ranks: Vec<_> = ranking.comments.iter().map(|ranked| ranked.rank).collect();
        prop_assert_eq!(ranks, (1..=u32::try_from(copies).unwrap()).collect::<Vec<_>>());
        prop_assert!(ranking.quotes.len() <= 1);
    }

    #[test]
    fn the_order_of_the_list_is_no_matter_where_times_are_known(seed in any::<u64>()) {
        let page = flat();
        let mut shuffled: Vec<_> = page.comments.iter().cloned().enumerate().collect();
        shuffled.sort_by_key(|(at, _)| seed.rotate_left(u32::try_from(*at).unwrap() * 7).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let comments: Vec<_> = shuffled.iter().map(|(_, comment)| comment.clone()).collect();
        let thread = Thread { title: page.title, text: page.text, comments: &comments, zone: ZONE };
        let (ranking, straight) = (rank(&thread, &RankOptions::default()), page.ranked());
        for (ranked, (at, _)) in ranking.comments.iter().zip(&shuffled) {
            prop_assert_eq!(ranked.rank, straight.comments[*at].rank);
        }
    }
}
