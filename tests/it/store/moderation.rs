//! Owns the tests of moderation: what is decided stands and is logged, reports count once a person, and what is kept out
//! leaves frozen editions too.

use postround::domain::{Article, BlockKind, CommentId, DeliveryId, EditionId, Ruling, Treatment};
use postround::store::{Block, By, FreezeEntry, FreezeQuote, Moderated, Report, Reported, Store};

use super::sample::{add, at, claim, comment, entry, found, freeze, frozen, held, name, pass, person, record};
use crate::harness::store::{Place, place_test, store_test};

fn by(who: &str, why: &str) -> By {
    By { who: who.to_owned(), why: why.to_owned() }
}

fn report(person: &str, why: &str) -> Report {
    Report { person: person.to_owned(), place: format!("at {}", &person[..1]), why: why.to_owned() }
}

/// An article with the comments `a` to `c`; its comments' numbers.
async fn thread(store: &Store) -> (Article, Vec<CommentId>) {
    let id = record(store, &found("a", "A story"), 0).await.id;
    store.record_comments(&name("paper"), id, &pass(&["a", "b", "c"]), at(0)).await.unwrap();
    let numbers = store.comments_under(id).await.unwrap().iter().map(|comment| comment.id).collect();
    (held(store, id).await, numbers)
}

async fn case(store: &Store, id: CommentId) -> Option<Moderated> {
    store.moderated().await.unwrap().into_iter().find(|case| case.id == id)
}

async fn log(store: &Store) -> Vec<String> {
    let lines = store.moderation_log(100).await.unwrap();
    lines.iter().rev().map(|line| format!("{}: {} ({})", line.who, line.what, line.why)).collect()
}

async fn treatment(store: &Store, article: &Article, at: usize) -> Treatment {
    let comments = store.comments_under(article.id).await.unwrap();
    store.moderation().await.unwrap().treatments(&comments, &article.source).remove(at)
}

store_test!(a_decision_stands_until_it_is_taken_back, |store: Store| async move {
    let (article, ids) = thread(&store).await;
    let a = ids[0];
    assert_eq!(treatment(&store, &article, 0).await, Treatment::Ranked);
    assert_eq!(store.decide(a, Some(Ruling::Pinned), &by("jo", "the sum"), at(1)).await.unwrap(), None);
    assert_eq!(treatment(&store, &article, 0).await, Treatment::Pinned);
    assert_eq!(store.decide(a, Some(Ruling::Vetoed), &by("al", ""), at(2)).await.unwrap(), Some(Ruling::Pinned));
    assert!(matches!(treatment(&store, &article, 0).await, Treatment::Barred(_)));
    let held = case(&store, a).await.unwrap();
    let decision = held.decision.clone().unwrap();
    assert_eq!((decision.ruling, decision.at, decision.who.as_str()), (Ruling::Vetoed, at(2), "al"));
    assert_eq!((held.title.as_str(), held.source.as_str(), held.waits()), ("A story", "paper", false));
    assert_eq!(store.decide(a, None, &by("al", "a mistake"), at(3)).await.unwrap(), Some(Ruling::Vetoed));
    assert_eq!(case(&store, a).await, None);
    assert_eq!(treatment(&store, &article, 0).await, Treatment::Ranked);
    assert_eq!(log(&store).await, ["jo: pin (the sum)", "al: veto ()", "al: clear (a mistake)"]);
    let last = store.last_decision().await.unwrap();
    assert!(store.decide(a, Some(Ruling::Hidden), &by("al", ""), at(4)).await.is_ok());
    assert!(store.last_decision().await.unwrap() > last);
});

store_test!(reports_count_once_a_person_and_hide_until_somebody_decides, |store: Store| async move {
    let (article, ids) = thread(&store).await;
    let a = ids[0];
    let say = async |who: &str, why: &str, minute| store.report(a, &report(who, why), 3, at(minute)).await.unwrap();
    assert_eq!(say("x1", "abuse", 1).await, Reported::Taken { people: 1, hidden: false });
    assert_eq!(say("x1", "", 2).await, Reported::Again);
    assert_eq!(say("x2", "abuse", 3).await, Reported::Taken { people: 2, hidden: false });
    assert_eq!(treatment(&store, &article, 0).await, Treatment::Ranked);
    assert!(store.claim_alarm(at(3)).await.unwrap().is_none(), "nothing to tell yet");
    assert_eq!(say("y1", "advert", 4).await, Reported::Taken { people: 3, hidden: true });
    let held = case(&store, a).await.unwrap();
    assert_eq!((held.reports, held.places, held.last_report, held.waits()), (3, 2, Some(at(4)), true));
    assert_eq!(held.reasons, [("abuse".to_owned(), 2), ("advert".to_owned(), 1)]);
    assert!(matches!(treatment(&store, &article, 0).await, Treatment::Barred(_)));
    assert_eq!(say("y2", "", 5).await, Reported::Taken { people: 4, hidden: false }, "told once");
    let alarm = store.claim_alarm(at(5)).await.unwrap().unwrap();
    assert!(alarm.comment() == Some(held.uid.as_str()) && alarm.words.starts_with("3 readers"), "{}", alarm.words);
    assert!(alarm.sample.contains("What a says."));
    assert!(store.record_alarm(&alarm, &[], None, "", at(5)).await.unwrap());
    assert!(store.claim_alarm(at(500)).await.unwrap().is_none());

    store.decide(a, Some(Ruling::Shown), &by("jo", ""), at(6)).await.unwrap();
    assert_eq!(treatment(&store, &article, 0).await, Treatment::Ranked);
    assert!(store.claim_alarm(at(500)).await.unwrap().is_none(), "whoever decided knows");
    for (who, minute) in [("z1", 7), ("z2", 8), ("z3", 9), ("z4", 10)] {
        assert!(matches!(say(who, "", minute).await, Reported::Taken { hidden: false, .. }));
    }
    assert_eq!(say("x1", "", 11).await, Reported::Again, "once for ever");
    assert_eq!(treatment(&store, &article, 0).await, Treatment::Ranked, "the operator's word stands");
    assert_eq!(case(&store, a).await.unwrap().reports, 4, "and hears of what came since");
    store.decide(a, None, &by("jo", ""), at(12)).await.unwrap();
    assert_eq!(case(&store, a).await, None, "a decision settles the reports before it");
    assert_eq!(say("z5", "", 13).await, Reported::Taken { people: 1, hidden: false });
    let nobody = store.report(CommentId(999), &report("x", ""), 3, at(14)).await.unwrap();
    assert_eq!(nobody, Reported::Gone);
    for (n, who) in ["a", "b", "c", "d"].iter().enumerate() {
        let taken = store.report(ids[1], &report(who, ""), 0, at(20)).await.unwrap();
        assert_eq!(taken, Reported::Taken { people: u32::try_from(n).unwrap() + 1, hidden: false }, "0 is never");
    }
    store.record_comments(&name("paper"), article.id, &pass(&["b", "c"]), at(30)).await.unwrap();
    assert_eq!(say("late", "", 31).await, Reported::Gone, "the site took it away");
    assert_eq!(store.reportable(a).await.unwrap(), None);
    let shown = store.reportable(ids[1]).await.unwrap().unwrap();
    assert_eq!((shown.text.as_str(), shown.title.as_str(), shown.article), ("What b says.", "A story", article.id));
    assert!(!shown.kept_out);
    store.block(BlockKind::Word, "b says", &by("jo", ""), at(32)).await.unwrap();
    assert!(store.reportable(ids[1]).await.unwrap().unwrap().kept_out);
});

store_test!(an_operator_who_decides_before_the_mail_gets_none, |store: Store| async move {
    let (_, ids) = thread(&store).await;
    store.report(ids[0], &report("x", ""), 1, at(1)).await.unwrap();
    store.decide(ids[0], Some(Ruling::Vetoed), &by("jo", ""), at(1)).await.unwrap();
    assert!(store.claim_alarm(at(500)).await.unwrap().is_none());
    store.report(ids[1], &report("x", ""), 1, at(2)).await.unwrap();
    assert!(store.claim_alarm(at(2)).await.unwrap().is_some());
});

store_test!(what_is_blocked_by_the_verb_and_by_the_file, |store: Store| async move {
    let (article, _) = thread(&store).await;
    let words = |blocks: Vec<Block>| -> Vec<(BlockKind, String, bool)> {
        blocks.into_iter().map(|block| (block.kind, block.words, block.from_config)).collect()
    };
    let jo = by("jo", "vulgar");
    assert!(store.block(BlockKind::Word, " A  Sáys ", &jo, at(1)).await.unwrap());
    assert!(!store.block(BlockKind::Word, "a says", &jo, at(2)).await.unwrap(), "the same folded");
    assert!(!store.block(BlockKind::Word, "?!", &jo, at(2)).await.unwrap());
    assert_eq!(
        treatment(&store, &article, 0).await,
        Treatment::Barred("the word \"A  S\u{e1}ys\" is blocked".to_owned())
    );
    assert_eq!(treatment(&store, &article, 1).await, Treatment::Ranked);
    let listed = [(BlockKind::Person, "ANONYMOUS".to_owned()), (BlockKind::Word, "a says".to_owned())];
    store.configure_blocks(&listed, at(3)).await.unwrap();
    store.configure_blocks(&listed, at(4)).await.unwrap();
    assert!(matches!(treatment(&store, &article, 1).await, Treatment::Barred(_)));
    assert_eq!(words(store.blocks().await.unwrap()).len(), 3);
    assert!(store.unblock(BlockKind::Word, "a SAYS", &jo, at(5)).await.unwrap());
    assert!(!store.unblock(BlockKind::Word, "a says", &jo, at(5)).await.unwrap(), "the file's own stays");
    assert!(matches!(treatment(&store, &article, 0).await, Treatment::Barred(_)));
    store.configure_blocks(&[(BlockKind::Source, "paper".to_owned())], at(6)).await.unwrap();
    assert_eq!(words(store.blocks().await.unwrap()), [(BlockKind::Source, "paper".to_owned(), true)]);
    assert_eq!(treatment(&store, &article, 2).await, Treatment::Barred("the source \"paper\" is blocked".to_owned()));
    store.configure_blocks(&[], at(7)).await.unwrap();
    assert_eq!(store.blocks().await.unwrap(), []);
    let said = log(&store).await;
    assert_eq!(said.len(), 8, "{said:?}");
    assert_eq!(said[0], "jo: block word (vulgar)");
    assert!(said[1..3].iter().all(|line| line.starts_with("config: block ")), "{said:?}");
});

/// An edition that quotes `a`, and `b` with the line of `c` that it answers.
async fn quoting(store: &Store, article: &Article, ids: &[CommentId]) -> EditionId {
    let quote = |comment, answered: Option<CommentId>| FreezeQuote {
        comment,
        excerpt: "words".to_owned(),
        reason: "why".to_owned(),
        answered,
        answers: answered.map(|_| "a line".to_owned()),
    };
    let quotes = vec![quote(ids[0], None), quote(ids[1], Some(ids[2]))];
    let mut freeze = freeze(None, 10);
    freeze.entries = vec![FreezeEntry { quotes, ..entry(article) }];
    frozen(store, &freeze).await
}

store_test!(a_frozen_edition_loses_what_is_kept_out_since, |store: Store| async move {
    let (article, ids) = thread(&store).await;
    let edition = quoting(&store, &article, &ids).await;
    let shown = async || {
        let entries = store.edition(edition).await.unwrap().unwrap().entries;
        entries[0].quotes.iter().map(|quote| (quote.comment, quote.answers.is_some())).collect::<Vec<_>>()
    };
    let all = vec![(ids[0], false), (ids[1], true)];
    assert_eq!(shown().await, all);
    for (ruling, is_shown) in [
        (Ruling::Hidden, false),
        (Ruling::Shown, true),
        (Ruling::Vetoed, false),
        (Ruling::Pinned, true),
        (Ruling::Reported, false),
    ] {
        store.decide(ids[0], Some(ruling), &by("jo", ""), at(20)).await.unwrap();
        assert_eq!(shown().await, if is_shown { all.clone() } else { all[1..].to_vec() }, "{ruling:?}");
    }
    store.decide(ids[0], None, &by("jo", ""), at(21)).await.unwrap();
    store.decide(ids[2], Some(Ruling::Hidden), &by("jo", ""), at(21)).await.unwrap();
    assert_eq!(shown().await, [(ids[0], false), (ids[1], false)], "the line it answers goes alone");
    store.decide(ids[2], None, &by("jo", ""), at(22)).await.unwrap();
    store.block(BlockKind::Word, "c says", &by("jo", ""), at(23)).await.unwrap();
    assert_eq!(shown().await, [(ids[0], false), (ids[1], false)]);
    store.block(BlockKind::Word, "b says", &by("jo", ""), at(23)).await.unwrap();
    assert_eq!(shown().await, [(ids[0], false)]);
    store.decide(ids[1], Some(Ruling::Pinned), &by("jo", ""), at(24)).await.unwrap();
    assert_eq!(shown().await, [(ids[0], false), (ids[1], false)], "a pin comes before a list");
});

place_test!(a_seal_is_made_once_and_lasts, |place: Place| async move {
    let store = place.open().await;
    let (one, other) = (store.seal("report", at(0)).await.unwrap(), store.seal("other", at(0)).await.unwrap());
    assert!(one != other, "each purpose has its own");
    store.close().await;
    let store = place.open().await;
    assert!(store.seal("report", at(9)).await.unwrap() == one);
    assert_eq!(place.number("SELECT count(*) FROM seals WHERE length(secret) = 64").await, 2);
});

store_test!(a_comment_is_found_by_what_can_be_copied, |store: Store| async move {
    let (article, ids) = thread(&store).await;
    let mut linked = comment("d", 3);
    linked.permalink = "https://news.example/a#d".parse().ok();
    let mut read = pass(&["a", "b", "c"]);
    read.pages[0].comments.as_mut().unwrap().push(linked);
    store.record_comments(&name("paper"), article.id, &read, at(1)).await.unwrap();
    let uid = store.comment_numbered(ids[0]).await.unwrap().unwrap().uid;
    let bare = uid.strip_prefix("urn:uuid:").unwrap();
    for name in [&uid, bare, &bare.to_uppercase(), &bare[..36], &bare[24..], &bare[24..].to_uppercase()] {
        let called = store.comments_called(name).await.unwrap();
        assert!(called.len() == 1 && called[0].id == ids[0], "{name}: {called:?}");
    }
    assert_eq!(store.comments_called("d").await.unwrap()[0].text, "What d says.", "the site's key");
    assert_eq!(store.comments_called("https://news.example/a#d").await.unwrap()[0].text, "What d says.");
    for nobody in ["", "e", "%", "zzzz", "0000-0000", "'; --"] {
        assert_eq!(store.comments_called(nobody).await.unwrap(), [], "{nobody}");
    }
    let typo = format!("{}{}", if bare.starts_with('0') { "1" } else { "0" }, &bare[1..]);
    assert_eq!(store.comments_near(&typo, 3).await.unwrap()[0].id, ids[0]);
    let holding = store.comments_near("B SAYS", 3).await.unwrap();
    assert_eq!((holding.len(), holding[0].id), (1, ids[1]));
    assert_eq!(store.article_called(&article.uid).await.unwrap(), Some(article.id));
    assert_eq!(store.article_called(article.uid.trim_start_matches("urn:uuid:")).await.unwrap(), Some(article.id));
    assert_eq!(store.article_called("nothing").await.unwrap(), None);
    assert_eq!(store.comment_numbered(CommentId(999)).await.unwrap(), None);
});

store_test!(a_letter_is_its_recipients, |store: Store| async move {
    let (article, ids) = thread(&store).await;
    add(&store, &person("ann@example.org", &["daily"])).await;
    let edition = quoting(&store, &article, &ids).await;
    let letter = claim(&store, 10, 5).await.remove(0);
    assert_eq!(letter.edition, edition);
    let ann = store.subscribers().await.unwrap()[0].id;
    assert_eq!(store.recipient_of(letter.id).await.unwrap(), Some(ann));
    assert_eq!(store.recipient_of(DeliveryId(999)).await.unwrap(), None);
});

store_test!(articles_are_looked_at_again_by_their_own_source, |store: Store| async move {
    let (article, _) = thread(&store).await;
    let other = record(&store, &found("b", "Another story"), 1).await.id;
    let ids = [article.id, other];
    let looks = store.looks_at(&name("paper"), &ids).await.unwrap();
    assert_eq!(looks.iter().map(|look| look.id).collect::<Vec<_>>(), ids);
    assert_eq!(store.looks_at(&name("wire"), &ids).await.unwrap(), []);
    assert!(store.articles_gone(&ids).await.unwrap().is_empty());
    store.record_gone(other, &name("paper"), at(2)).await.unwrap();
    assert_eq!(store.articles_gone(&ids).await.unwrap(), [other].into());
    store.withdraw(article.id, &name("paper"), at(3)).await.unwrap();
    assert_eq!(store.looks_at(&name("paper"), &ids).await.unwrap().len(), 1);
});
