//! Owns the look at single threads: what was chosen, what was missed, which references were misread.

use postround::rank::RankOptions;

use crate::evaluation::measures::{TOP, ndcg, precision};
use crate::evaluation::orders::{Order, Sight};
use crate::evaluation::threads::Thread;

/// One thread in a few lines.
pub(crate) fn of(thread: &Thread) -> String {
    let sight = Sight::without_votes(thread, &RankOptions::default());
    let grades = thread.grades();
    let order = sight.order(Order::Ours).concat();
    let quoted = sight.order(Order::Quotes).concat();
    let figure = |figure: Option<f64>| figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.2}"));
    let mut text = format!(
        "{} ({}, {} comments): NDCG@3 {}, quoted {} with precision {}\n",
        thread.name,
        thread.profession,
        grades.len(),
        figure(ndcg(&order, &grades)),
        figure(ndcg(&quoted, &grades)),
        figure(precision(&quoted, &grades)),
    );
    for (place, &at) in (1..).zip(order.iter().take(TOP)) {
        text += &format!("  {place}. {}\n", line(&sight, at));
    }
    for quote in &sight.ranking.quotes {
        text += &format!("  quoted: #{} ({})\n", thread.graded[quote.index].id, quote.reason);
    }
    let missed = order.iter().enumerate().skip(TOP).filter(|(_, at)| grades[**at] == 3 && !quoted.contains(at));
    for (place, &at) in missed {
        text += &format!("  missed at {}: {} | {}\n", place + 1, line(&sight, at), thread.graded[at].why);
    }
    text + &references(&sight)
}

/// One thread, each comment from the best to the worst with all that its score was made of.
pub(crate) fn every_comment(thread: &Thread) -> String {
    let sight = Sight::without_votes(thread, &RankOptions::default());
    let of_comment = |at: usize| {
        let ranked = &sight.ranking.comments[at];
        format!("{}\n    {:?}\n    {:?}\n", line(&sight, at), ranked.features, ranked.standing)
    };
    sight.order(Order::Ours).concat().into_iter().map(of_comment).collect::<String>() + &references(&sight)
}

fn line(sight: &Sight<'_>, at: usize) -> String {
    let (ranked, graded) = (&sight.ranking.comments[at], &sight.thread.graded[at]);
    let words: String = sight.thread.comments[at].text.chars().take(60).collect();
    format!(
        "[{}] #{} {:.3} {:?} ({})",
        graded.grade,
        graded.id,
        ranked.score,
        words.replace('\n', " "),
        ranked.reasons.join("; ")
    )
}

fn references(sight: &Sight<'_>) -> String {
    let (found, marked) = (sight.found(), sight.thread.marked());
    let id = |at: usize| sight.thread.graded[at].id;
    let missed = marked.iter().filter(|(from, to)| !found.iter().any(|(f, t, _)| (f, t) == (from, to)));
    let missed: Vec<String> = missed.map(|&(from, to)| format!("{}→{}", id(from), id(to))).collect();
    let wrong = found.iter().filter(|(from, to, _)| !marked.contains(&(*from, *to)));
    let wrong: Vec<String> = wrong.map(|(from, to, by)| format!("{}→{} by {by}", id(*from), id(*to))).collect();
    let part = |what: &str, which: &[String]| match which {
        [] => String::new(),
        some => format!("  references {what}: {}\n", some.join(", ")),
    };
    part("missed", &missed) + &part("wrong", &wrong)
}
