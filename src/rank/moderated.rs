//! Owns the choice under the operator's hand: what is barred is not in the thread that is ranked, so that neither it nor
//! its line is quoted; what is pinned comes first.

use super::Ranking;
use super::choose::Quote;
use super::excerpt::excerpt;
use super::judge::Judge;
use super::substance::Bar;
use super::words::clean;
use crate::domain::{Comment, Treatment};

/// No pinned comment is read beyond so many characters.
const LONGEST: usize = 8_000;
/// The reason a pinned comment is quoted with.
const CHOSEN: &str = "chosen by the editor";

impl Judge {
    /// The quotes of a thread, best first, as indices into `comments`; `treatments` has one for each, and `rank` ranks
    /// what of the thread may be quoted.
    pub fn chosen(
        &self,
        comments: &[Comment],
        treatments: &[Treatment],
        rank: impl FnOnce(&[Comment]) -> Ranking,
    ) -> Vec<Quote> {
        let is_barred = |at: &usize| matches!(treatments.get(*at), Some(Treatment::Barred(_)));
        let is_pinned = |at: &usize| treatments.get(*at) == Some(&Treatment::Pinned);
        let kept: Vec<usize> = (0..comments.len()).filter(|at| !is_barred(at)).collect();
        let ranking = if kept.len() == comments.len() {
            rank(comments)
        } else {
            rank(&kept.iter().map(|&at| comments[at].clone()).collect::<Vec<_>>())
        };
        let place = |quote: Quote| Quote {
            index: kept[quote.index],
            answered: quote.answered.map(|answered| kept[answered]),
            ..quote
        };
        let ranked: Vec<Quote> = ranking.quotes.into_iter().map(place).collect();
        // What the site took away is not quoted again, whoever pinned what stood there.
        let is_gone = |(judged, at): (usize, usize)| {
            let bar = ranking.comments.get(judged).and_then(|ranked| ranked.substance.barred);
            comments[at].said.removed || bar == Some(Bar::Moderated)
        };
        let stands = |&(judged, at): &(usize, usize)| is_pinned(&at) && !is_gone((judged, at));
        let pinned: Vec<usize> = kept.iter().copied().enumerate().filter(stands).map(|(_, at)| at).collect();
        if pinned.is_empty() {
            return ranked;
        }
        let (mut first, rest): (Vec<Quote>, Vec<Quote>) = ranked.into_iter().partition(|quote| is_pinned(&quote.index));
        for &index in pinned.iter().filter(|&&at| !comments[at].said.text.trim().is_empty()) {
            if !first.iter().any(|quote| quote.index == index) {
                let (text, cut) = clean(&comments[index].said.text, LONGEST);
                let short = excerpt(&text, cut, self.options.excerpt);
                let words = if cut { excerpt(&text, cut, LONGEST) } else { text };
                first.push(Quote {
                    index,
                    words,
                    excerpt: short,
                    reason: String::new(),
                    answered: None,
                    answers: None,
                });
            }
        }
        for quote in &mut first {
            CHOSEN.clone_into(&mut quote.reason);
        }
        // However many are pinned, all of them are quoted; the others have the places that are left.
        let room = self.options.quotes.max(first.len());
        first.into_iter().chain(rest).take(room).collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::{Article, ArticleId, CommentId, CommentKey, FoundArticle, FoundComment};
    use crate::rank::RankOptions;

    fn judge() -> Judge {
        Judge { options: RankOptions::default(), zones: std::collections::BTreeMap::default(), zone: chrono_tz::UTC }
    }

    fn article() -> Article {
        Article {
            id: ArticleId(1),
            uid: "urn:uuid:1".to_owned(),
            source: "paper".parse().unwrap(),
            also_from: Vec::new(),
            revision: 1,
            first_seen: DateTime::UNIX_EPOCH,
            changed: DateTime::UNIX_EPOCH,
            comments_held: 5,
            said: FoundArticle {
                text: "The board pays for evening clinics in eight practices from April.".to_owned(),
                ..FoundArticle::new("https://paper.example/a".parse().unwrap(), "Evening clinics are paid for")
            },
        }
    }

    fn thread() -> Vec<Comment> {
        let said = [
            "We ran an evening clinic for a year in our practice because the board paid for it, and 40 patients came a week.",
            "Our practice closed its evening clinic since nobody could staff it after the first winter, whatever was paid.",
            "@Ann the money is not the problem: our nurses will not work until nine for that rate, I asked all six.",
            "ok",
            "As a manager I counted the cost: heating and reception come to 300 pounds an evening, and the board pays 200.",
        ];
        let names = ["Ann", "Ben", "Cat", "Dan", "Eve"];
        let comment = |at: usize| Comment {
            id: CommentId(i64::try_from(at).unwrap()),
            uid: format!("urn:uuid:{at}"),
            article: ArticleId(1),
            first_seen: DateTime::UNIX_EPOCH,
            said: FoundComment {
                author: Some(names[at].to_owned()),
                position: u32::try_from(at).unwrap(),
                ..FoundComment::new(CommentKey(at.to_string()), said[at])
            },
        };
        (0..said.len()).map(comment).collect()
    }

    fn treated(changed: &[(usize, Treatment)]) -> Vec<Quote> {
        let comments = thread();
        let mut treatments = vec![Treatment::Ranked; comments.len()];
        for (at, treatment) in changed {
            treatments[*at] = treatment.clone();
        }
        let judge = judge();
        judge.chosen(&comments, &treatments, |kept| judge.rank(&article(), kept))
    }

    #[test]
    fn what_is_barred_is_quoted_neither_itself_nor_as_the_line_answered() {
        let free = treated(&[]);
        assert!(!free.is_empty());
        for quote in &free {
            let without = treated(&[(quote.index, Treatment::Barred("x".to_owned()))]);
            assert!(without.iter().all(|other| other.index != quote.index && other.answered != Some(quote.index)));
        }
        let all: Vec<_> = (0..5).map(|at| (at, Treatment::Barred(String::new()))).collect();
        assert_eq!(treated(&all), []);
    }

    #[test]
    fn what_is_pinned_comes_first_whatever_it_is_worth() {
        let quotes = treated(&[(3, Treatment::Pinned)]);
        assert_eq!((quotes[0].index, quotes[0].reason.as_str(), quotes[0].excerpt.as_str()), (3, CHOSEN, "ok"));
        assert!(quotes.len() > 1 && quotes.len() <= 3, "{quotes:?}");
        let mut comments = thread();
        comments[3].said.text = "This comment has been removed by a moderator.".to_owned();
        let (judge, pins) =
            (judge(), [Treatment::Ranked, Treatment::Ranked, Treatment::Ranked, Treatment::Pinned, Treatment::Ranked]);
        let quotes = judge.chosen(&comments, &pins, |kept| judge.rank(&article(), kept));
        assert!(quotes.iter().all(|quote| quote.index != 3), "what the site took away: {quotes:?}");
        let best = treated(&[])[0].index;
        let quotes = treated(&[(best, Treatment::Pinned)]);
        assert_eq!((quotes[0].index, quotes[0].reason.as_str()), (best, CHOSEN));
        assert_eq!(quotes.iter().filter(|quote| quote.index == best).count(), 1);
        let all: Vec<_> = (0..5).map(|at| (at, Treatment::Pinned)).collect();
        assert_eq!(treated(&all).len(), 5, "every one the operator wants");
    }
}
