//! Owns the tests of what is kept out and held back: young comments, floods, copies, private data, outbursts, votes
//! against the words.

use chrono::TimeDelta;

use super::*;

#[test]
fn a_comment_cools_before_it_is_quoted() {
    let page = flat();
    let whole = page.ranked();
    let best = first(&whole);
    let posted = page.comments[best].posted.unwrap();
    let at = |minutes: i64| {
        let now = Some(posted + TimeDelta::minutes(minutes));
        let thread = Thread { title: page.title, text: page.text, comments: &page.comments, zone: ZONE };
        rank_in(&thread, &RankOptions::default(), &Circumstances { now, ..Circumstances::default() })
    };
    assert!(!quoted(&at(44)).contains(&best));
    assert!(quoted(&at(45)).contains(&best));
    assert_eq!(at(44).comments, whole.comments, "the order does not depend on the clock");
    assert_eq!(at(60 * 24).quotes, whole.quotes);
}

#[test]
fn a_comment_without_a_time_stands_since_it_was_seen() {
    let mut page = flat();
    page.comments.iter_mut().for_each(|comment| comment.posted = None);
    let seen = DateTime::from_timestamp(1_720_000_000, 0).unwrap();
    let first_seen = vec![seen; page.comments.len()];
    let quotes = |minutes: i64| {
        let thread = Thread { title: page.title, text: page.text, comments: &page.comments, zone: ZONE };
        let now = Some(seen + TimeDelta::minutes(minutes));
        rank_in(&thread, &RankOptions::default(), &Circumstances { now, first_seen: &first_seen, against: &[] }).quotes
    };
    assert!(quotes(44).is_empty());
    assert!(!quotes(45).is_empty());
}

#[test]
fn votes_against_count_where_they_are_known() {
    let page = flat();
    let mut comments = page.comments.clone();
    for (comment, votes) in comments.iter_mut().zip([0, 20, 24, 0, 3, 0, 0, 0]) {
        comment.votes = Some(votes);
    }
    // Twenty-four net of seventy-six against prove less than twenty of twenty.
    let against: Vec<Option<u64>> = [0, 0, 76, 0, 0, 0, 0, 0].map(Some).to_vec();
    let thread = Thread { title: page.title, text: page.text, comments: &comments, zone: ZONE };
    let first = |against: &[Option<u64>]| {
        let circumstances = Circumstances { against, ..Circumstances::default() };
        first(&rank_in(&thread, &RankOptions::default(), &circumstances))
    };
    assert_eq!(first(&[]), 2);
    assert_eq!(first(&against), 1);
}

#[test]
fn who_writes_again_and_again_counts_less_each_time() {
    let mut page = Page::of("Night buses to end", "The last bus will leave at nine, the council said.");
    for minute in 10..22 {
        let text =
            format!("Route {minute} was full on every night of the week because the trains had stopped by then.");
        page = page.says(&format!("09:{minute}"), "Ida Flood", &text);
    }
    let forms: Vec<f64> = page.ranked().comments.iter().map(|ranked| ranked.features.form).collect();
    assert!(forms[3] > forms[4], "{forms:?}");
    assert_eq!(quoted(&page.ranked()).len(), 1, "one quote a person");
}

#[test]
fn ten_thousand_alike_neither_stall_nor_fill_the_page() {
    let said = "We lost our librarian six years ago, and reading scores fell within two years of that day.";
    let comments: Vec<_> = (0..10_000).map(|at| comment(at, "", said, None)).collect();
    let ranking = rank(&Thread { title: "", text: "", comments: &comments, zone: ZONE }, &RankOptions::default());
    assert_eq!(quoted(&ranking), [0]);
    assert!(ranking.edges.is_empty());
}

#[test]
fn who_gives_a_patient_away_is_never_quoted() {
    let page = flat()
        .says(
            "17:00",
            "Dr Holm",
            "Mrs Penrose, 84, waited nine months for her books because the van was cancelled twice.",
        )
        .voted(400);
    let ranking = page.with(&RankOptions { quotes: 10, ..RankOptions::default() });
    assert_eq!(ranking.comments[8].substance.barred, Some(Bar::Private));
    assert!(!quoted(&ranking).contains(&8));
    assert!(ranking.quotes.iter().all(|quote| !quote.answers.as_deref().unwrap_or_default().contains("Penrose")));
}

/// A quip that two answer, and somebody who did the sum.
#[test]
fn a_quip_does_not_outrank_the_sum() {
    let page = Page::of("Fee for flu jabs to rise", "Practices will be paid £10.20 a jab from April, up from £9.58.")
        .says("09:00", "Anonymous", "Jam tomorrow, as ever.")
        .says("09:05", "Anonymous", "@0900 and bread never.")
        .says("09:06", "Anonymous", "9:00 - mine is marmalade.")
        .says(
            "09:30",
            "Petra Lind",
            "We gave 3,100 jabs last year. At 62p more that is £1,922, and the second nurse for the Saturday clinics \
             costs us £2,640, so we lose £718 by giving more of them, unless the fridge counts too.",
        );
    assert_eq!(first(&page.ranked()), 3);
}

/// The shape of a trade paper's page: anonymous, flat, addressed by the minute, a slogan first.
#[test]
fn a_page_of_the_trade_press_is_read_as_people_read_it() {
    let page = Page::of(
        "Counsellors to sit in libraries",
        "Two hundred counsellors will move from clinics into libraries by spring, the board said. Their clinic posts will \
         be filled again. The board said that it could not yet tell how many would be new.",
    )
    .says("11:52", "Anonymous", "Ducks and drakes")
    .says(
        "12:07",
        "Anonymous",
        "I do not mind which building they come from, so long as they come. They will know the work from the clinics.",
    )
    .says("12:20", "Harbour Doc", "Musical chairs, again")
    .says(
        "12:44",
        "Anonymous",
        "@1207\nThey are not idle in the clinics now. Moving the chair does not add a counsellor: it is like opening a \
         second till with the cashier from the first. It helps only if the clinic post is filled, which the board \
         could not say.",
    )
    .says("17:56", "Anonymous", "The board never mentions waiting times because they would spoil the picture of it.")
    .says("22:44", "Anonymous", "Because the board are a bunch of Herberts.")
    .says(
        "23:10",
        "Anonymous",
        "5:56 - the times are in the annex, page nine.\n\n10:44 - or a bunch of Cuthberts?\n\nI was on the panel; we saw \
         14 weeks in two towns and 31 in the third, so the third should have come first.",
    );
    let ranking = page.ranked();
    assert_eq!(edges(&ranking), [(3, 1, Reference::Time), (6, 4, Reference::Time), (6, 5, Reference::Time)]);
    let quotes = quoted(&ranking);
    assert!(quotes.contains(&3), "{:?}", ranking.quotes);
    assert!(!quotes.contains(&0) && !quotes.contains(&2) && !quotes.contains(&5));
    let reply = ranking.quotes.iter().find(|quote| quote.index == 3).unwrap();
    assert_eq!(
        reply.answers.as_deref(),
        Some("Anonymous: I do not mind which building they come from, so long as they come.")
    );
}

#[test]
fn a_thread_of_the_sites_own_is_weighed_as_one() {
    let page = flat()
        .says(
            "16:00",
            "Anonymous",
            "Why does a school of ninety children need a librarian, in two lines that a governor would read?",
        )
        .says("16:05", "Anonymous", "So that the shelves are used and the children find what they need.")
        .under(8)
        .says("16:06", "Anonymous", "And because somebody has to order the books at all.")
        .under(8)
        .says("16:07", "Anonymous", "The first answer says it well, I have nothing to add to it.")
        .under(9);
    let ranking = page.ranked();
    assert!(ranking.comments[8].features.opening > ranking.comments[9].features.opening);
    assert!(ranking.comments[9].features.opening > ranking.comments[11].features.opening);
    assert!(ranking.comments[8].rank <= 3, "answers lift even the late: {}", ranking.comments[8].rank);
}

#[test]
fn nothing_is_shown_that_was_not_judged() {
    let told = "My patient Mrs Thole, 84, waited longest.";
    let essay = "In one week of winter we lost 12 of our loans because the desk was closed. ".repeat(150);
    assert!(essay.len() > 8_000);
    let ranking = flat()
        .says("16:00", "Ada Lund", &format!("{essay}{told}"))
        .with(&RankOptions { quotes: 10, ..RankOptions::default() });
    let quote = ranking.quotes.iter().find(|quote| quote.index == 8).expect("an essay with figures is quoted");
    assert!(quote.words.len() > 7_000 && quote.words.ends_with('.') && !quote.words.contains("Thole"));
    assert!(quote.words.starts_with(&quote.excerpt));
    let whole = flat().says("16:00", "Ada Lund", "In our school we lost\u{202e} 30 of 90 loans a week, Z\u{301}\u{301}\u{301}\u{301}oe said, because the desk was closed.");
    let ranking = whole.with(&RankOptions { quotes: 10, ..RankOptions::default() });
    let quote = ranking.quotes.iter().find(|quote| quote.index == 8).expect("it is quoted");
    assert_eq!(
        quote.words,
        "In our school we lost 30 of 90 loans a week, Z\u{301}\u{301}oe said, because the desk was closed."
    );
}

#[test]
fn only_a_text_by_itself_that_tells_of_somebody_gives_them_away() {
    assert!(gives_away("My patient Mrs Penrose waited nine months for a bed"));
    assert!(!gives_away("The board waited nine months for a bed") && !gives_away(""));
}
