//! Whole threads, in our own words: who answers whom, who comes first, who is quoted, and when nobody is.

use chrono::{DateTime, Utc};

use super::*;
use crate::domain::CommentKey;

mod any;
mod guards;

const ZONE: chrono_tz::Tz = chrono_tz::Europe::London;

/// A thread in the making.
#[derive(Default)]
struct Page {
    title: &'static str,
    text: &'static str,
    comments: Vec<FoundComment>,
}

impl Page {
    fn of(title: &'static str, text: &'static str) -> Self {
        Self { title, text, comments: Vec::new() }
    }

    /// Adds a comment posted at `time`, on the site's clock in summer, an hour ahead of UTC; "" for no time.
    fn says(mut self, time: &str, author: &str, text: &str) -> Self {
        let posted = (!time.is_empty())
            .then(|| DateTime::parse_from_rfc3339(&format!("2024-07-02T{time}:00+01:00")).unwrap().to_utc());
        self.comments.push(comment(self.comments.len(), author, text, posted));
        self
    }

    fn voted(mut self, votes: i64) -> Self {
        self.comments.last_mut().unwrap().votes = Some(votes);
        self
    }

    fn under(mut self, parent: usize) -> Self {
        let key = self.comments[parent].key.clone();
        self.comments.last_mut().unwrap().parent = Some(key);
        self
    }

    fn ranked(&self) -> Ranking {
        self.with(&RankOptions::default())
    }

    fn with(&self, options: &RankOptions) -> Ranking {
        rank(&Thread { title: self.title, text: self.text, comments: &self.comments, zone: ZONE }, options)
    }
}

fn comment(at: usize, author: &str, text: &str, posted: Option<DateTime<Utc>>) -> FoundComment {
    FoundComment {
        key: CommentKey(format!("c{at}")),
        author: Some(author.to_owned()).filter(|author| !author.is_empty()),
        role: None,
        posted,
        text: text.to_owned(),
        html: String::new(),
        votes: None,
        parent: None,
        position: u32::try_from(at).unwrap(),
        depth: 0,
        permalink: None,
        by_staff: false,
        removed: false,
    }
}

fn edges(ranking: &Ranking) -> Vec<(usize, usize, Reference)> {
    ranking.edges.iter().map(|edge| (edge.from, edge.to, edge.by)).collect()
}

fn quoted(ranking: &Ranking) -> Vec<usize> {
    ranking.quotes.iter().map(|quote| quote.index).collect()
}

fn first(ranking: &Ranking) -> usize {
    ranking.comments.iter().position(|ranked| ranked.rank == 1).unwrap()
}

/// An anonymous flat thread about school libraries, where people address each other by the clock.
fn flat() -> Page {
    Page::of(
        "Every primary school to get a librarian, minister says",
        "Every primary school will have a trained librarian by 2030, the minister said. The plan will cost £90m. \
         Unions called for the posts to be permanent and for school budgets to be protected.",
    )
    .says("09:02", "Anonymous", "Pie in the sky.")
    .says(
        "09:15",
        "Anonymous",
        "Our school lost its librarian six years ago because the budget was cut by 12%. Reading scores fell within two \
         years, and no volunteer could make up for that. If the posts are not permanent it will happen again.",
    )
    .says("09:40", "Anonymous", "Books are finished anyway, children have tablets and that is all they need now.")
    .says(
        "10:05",
        "Anonymous",
        "@0915 I agree completely. We saw the same in our two schools, and the shelves are now a store room for chairs.",
    )
    .says("12:31", "Anonymous", "9:40 - that is not what the research says, and tablets need somebody to guide them too.")
    .says("12:50", "Anonymous", "Anonymous 9.15am is right, permanence is the whole question here.")
    .says("13:10", "Anonymous", "The library van comes at 9.40 on Mondays, and that is the only service we have.")
    .says("15:20", "Anonymous", "@1231 Tablets are fine. My class reads more than ever on them, thanks to an app.")
}

#[test]
fn a_flat_thread_is_linked_by_the_clock() {
    let ranking = flat().ranked();
    let by_time: Vec<_> = edges(&ranking).into_iter().filter(|edge| edge.2 == Reference::Time).collect();
    assert_eq!(
        by_time,
        [(3, 1, Reference::Time), (4, 2, Reference::Time), (5, 1, Reference::Time), (7, 4, Reference::Time)]
    );
    assert_eq!(first(&ranking), 1);
    assert_eq!(ranking.comments[1].standing.answers, 2);
    assert_eq!(ranking.comments[1].reasons[0], "answered by two others");
    assert!(ranking.comments[1].reasons.contains(&"first-hand account".to_owned()));
}

#[test]
fn a_reply_is_quoted_with_the_line_it_answers() {
    let ranking = flat().with(&RankOptions { quotes: 8, ..RankOptions::default() });
    assert!(!quoted(&ranking).contains(&0), "a quip is never quoted: {:?}", ranking.quotes);
    let reply = ranking.quotes.iter().find(|quote| quote.index == 4).unwrap();
    let line = "Anonymous: Books are finished anyway, children have tablets and that is all they need now.";
    assert_eq!(reply.answers.as_deref(), Some(line));
    assert!(ranking.comments[4].reasons.contains(&"argues the other side".to_owned()));
    assert!(ranking.quotes.iter().find(|quote| quote.index == 1).unwrap().answers.is_none());
}

#[test]
fn assent_stands_whatever_is_qualified_after_it() {
    let first =
        "A test on a good day rules nothing out, so nobody should throw an inhaler away on the strength of one.";
    for (answer, expected) in [
        ("@0907 quite right, but you forget that most of them never needed it.", Stance::Objects),
        (
            "@0907 quite right. Whoever tests well but tells another story goes on for the further tests that the \
             guideline asks for, before anybody touches an inhaler.",
            Stance::Agrees,
        ),
    ] {
        let ranking =
            Page::of("Tests by the sea", "").says("09:07", "Dr Ilse Moor", first).says("10:00", "Anonymous", answer);
        let edges = ranking.ranked().edges;
        assert_eq!(edges.iter().map(|edge| edge.stance).collect::<Vec<_>>(), [expected], "{answer}");
    }
}

#[test]
fn without_times_a_time_refers_to_nothing() {
    let mut page = flat();
    page.comments.iter_mut().for_each(|comment| comment.posted = None);
    assert!(page.ranked().edges.iter().all(|edge| edge.by != Reference::Time));
}

#[test]
fn a_list_with_the_newest_first_is_read_from_its_end() {
    let mut page = flat();
    page.comments.reverse();
    let ranking = page.ranked();
    assert!(edges(&ranking).contains(&(4, 6, Reference::Time)), "{:?}", ranking.edges);
    assert!(ranking.comments[7].features.early > 0.99);
}

/// A thread of named people who write to each other by name.
fn named() -> Page {
    Page::of(
        "Ports to test night unloading",
        "Two ports will unload at night from May, the harbour board said. Councillor Ruth Vane welcomed the trial.",
    )
    .says(
        "",
        "Marta Quist",
        "Night crews cost us 40% more at our yard, and we gave up after 3 months because nobody slept.",
    )
    .says("", "Owen Bright", "Ruth Vane says she welcomes it. She does not live beside the cranes as I do.")
    .says("", "Tomas Reyl", "I agree with Marta, we tried the same and the night shift was gone by Christmas.")
    .says(
        "",
        "Dr Ilse Karn",
        "Marta Quist: which yard was that? The insurers would need to see figures from more than one.",
    )
    .says("", "Marta Quist", "@Karn the one in the north basin, and the insurers have had our figures since last year.")
    .says("", "Owen Bright", "May is too early for a trial; rich or poor, people sleep with windows open then.")
    .says(
        "",
        "Lena",
        "Owen's point about the cranes is what the board should hear, as noise carries across the water.",
    )
}

#[test]
fn names_link_to_the_latest_word_of_that_person() {
    let ranking = named().ranked();
    assert_eq!(
        edges(&ranking),
        [(2, 0, Reference::Name), (3, 0, Reference::Name), (4, 3, Reference::Name), (6, 5, Reference::Name)]
    );
    assert_eq!(first(&ranking), 0);
    let mut writers: Vec<_> = quoted(&ranking).iter().map(|&at| named().comments[at].author.clone()).collect();
    let all = writers.len();
    writers.sort();
    writers.dedup();
    assert_eq!((writers.len(), all), (3, 3), "one quote a person");
}

#[test]
fn numbers_places_and_quotations_link_too() {
    let page = Page::of("Parking at the depot", "The depot will lose forty spaces.")
        .says("", "", "The night bus stops at half past ten, so whoever works late has no other way home than by car.")
        .says("", "", "Cycling is an option for those who live near enough and have somewhere to lock a bicycle.")
        .says("", "", "#1 there is a works bus, ask at the gate, it runs until midnight on all days but Sunday.")
        .says(
            "",
            "",
            "So \"whoever works late has no other way home\" is news to those of us who share lifts each week.",
        )
        .says(
            "",
            "",
            "The colleague above has forgotten that lifts end when one of the four goes on holiday or is ill.",
        )
        .says("", "", "Comment 2 is right about locks: three bicycles were stolen from the shed in a single month.")
        .says("", "", "#1 priority must be safety, and after comment 300 I expect somebody will agree with that too.");
    let found = edges(&page.ranked());
    assert_eq!(
        found,
        [(2, 0, Reference::Number), (3, 0, Reference::Quotation), (4, 3, Reference::Place), (5, 1, Reference::Number)]
    );
}

#[test]
fn the_sites_threading_wins() {
    let page =
        flat().says("15:30", "Anonymous", "@0915 yes, and the same holds for tablets, in my view at least.").under(4);
    let from: Vec<_> = edges(&page.ranked()).into_iter().filter(|edge| edge.0 == 8).collect();
    assert_eq!(from, [(8, 4, Reference::Site)]);
}

#[test]
fn votes_lead_where_there_are_any() {
    let mut page = flat();
    for (comment, votes) in page.comments.iter_mut().zip([3, 7, 41, 0, 12, -2, 5, 5]) {
        comment.votes = Some(votes);
    }
    let ranking = page.ranked();
    let mut by_rank: Vec<usize> = (0..8).collect();
    by_rank.sort_by_key(|&at| ranking.comments[at].rank);
    assert_eq!(by_rank[..3], [2, 4, 1]);
    assert_eq!(ranking.comments[2].reasons[0], "the most voted");
    assert!(!quoted(&ranking).contains(&5) && !quoted(&ranking).contains(&0));
}

#[test]
fn a_thin_thread_quotes_nobody() {
    let quips = ["Smoke, no fire.", "Here we go again", "Words fail me", "Same circus, new tent", "lol"];
    let page = quips.iter().fold(Page::of("A plan", "There is a plan."), |page, quip| page.says("", "", quip));
    assert!(page.ranked().quotes.is_empty());
    let pair = Page::of("A plan", "There is a plan.")
        .says("", "", "We have worked under such a plan for four years, and it cost us two rooms and a nurse.")
        .says("", "", "The plan before this one failed because nobody was asked; I expect the same of this one.");
    assert_eq!(pair.ranked().comments.len(), 2);
    assert!(pair.ranked().quotes.is_empty(), "fewer than min_comments");
    assert_eq!(Page::default().ranked(), Ranking::default());
}

#[test]
fn abuse_neither_leads_nor_is_quoted() {
    let page = flat()
        .says("16:00", "Anonymous", "You people are pathetic. Only an idiot would pay for librarians, get a life!!!")
        .voted(90)
        .says("16:01", "Anonymous", "@1600 there is no need for that, I think, and it does not help the schools.")
        .says("16:02", "Anonymous", "@1600 that is uncalled for; perhaps the moderators will have a look at it soon.");
    let ranking = page.ranked();
    assert_ne!(first(&ranking), 8);
    assert!(!quoted(&ranking).contains(&8));
    assert_eq!(ranking.comments[8].substance.barred, Some(Bar::Abusive));
    assert!(ranking.comments[8].reasons.is_empty());
    assert!(ranking.quotes.iter().all(|quote| !quote.answers.as_deref().unwrap_or_default().contains("pathetic")));
}

#[test]
fn the_same_words_twice_are_quoted_once_and_are_no_answer() {
    let said = "We lost our librarian six years ago, and reading scores fell within two years of that day.";
    let page = flat().says("17:00", "Anonymous", said).says("17:05", "Anonymous", said);
    let ranking = page.with(&RankOptions { quotes: 10, ..RankOptions::default() });
    assert_eq!(ranking.comments[9].substance.barred, Some(Bar::Copy));
    assert!(edges(&ranking).iter().all(|edge| edge.0 != 9));
}

#[test]
fn the_other_side_is_heard() {
    let ranking = flat().ranked();
    let dissents =
        ranking.edges.iter().any(|edge| edge.stance == Stance::Objects && quoted(&ranking).contains(&edge.from));
    assert!(dissents, "{:?}", ranking.quotes);
}

#[test]
fn other_languages_are_ranked_by_what_can_be_seen() {
    let page = Page::of("Новая больница откроется весной", "Больница откроется весной, сообщило министерство.")
        .says(
            "",
            "Анна",
            "Наша больница закрылась пять лет назад, и до ближайшей теперь два часа езды по плохой дороге.",
        )
        .says("", "Пётр", "Не верю.")
        .says("", "Олег", "@Анна у нас то же самое, скорая едет час, и весной дорогу размывает так, что не проехать.");
    let ranking = page.ranked();
    assert_eq!(edges(&ranking), [(2, 0, Reference::Name)]);
    assert_eq!(first(&ranking), 0);
    assert!(!quoted(&ranking).contains(&1));
}

#[test]
fn a_flood_neither_stalls_nor_wins() {
    let mentions = "@1207 @Anna #1 ".repeat(10_000);
    let zalgo = format!("h{}ello there", "\u{336}".repeat(100_000));
    let mut page = flat().says("18:00", "Anna", &mentions).says("18:01", "Bo", &zalgo);
    page = page.says("18:02", "Cy", &"word ".repeat(200_000)).says(
        "18:03",
        &"x".repeat(1_000_000),
        &"a".repeat(1_000_000),
    );
    let ranking = page.ranked();
    assert_eq!(ranking.comments.len(), 12);
    assert!(ranking.edges.iter().filter(|edge| edge.from == 8).map(|edge| edge.weight).sum::<f64>() <= 3.0 + 1e-9);
    assert!(ranking.quotes.iter().all(|quote| quote.excerpt.chars().count() <= 400 && quote.index < 8));
}

#[test]
fn a_ring_of_parents_ends() {
    let mut page = flat();
    for at in 0..page.comments.len() {
        let next = (at + 1) % page.comments.len();
        page.comments[at].parent = Some(page.comments[next].key.clone());
    }
    let parents = page.ranked().edges.len();
    assert_eq!(parents, page.comments.len());
}

#[test]
fn scores_and_ranks_agree() {
    let ranking = flat().ranked();
    let mut ranks: Vec<u32> = ranking.comments.iter().map(|ranked| ranked.rank).collect();
    ranks.sort_unstable();
    assert_eq!(ranks, (1..=8).collect::<Vec<_>>());
    for a in &ranking.comments {
        assert!((0.0..=1.0).contains(&a.score));
        assert!(ranking.comments.iter().all(|b| a.rank > b.rank || a.score >= b.score));
    }
}
