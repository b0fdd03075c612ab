//! Owns the plain words in which a comment's place is explained, weightiest first.

use super::options::Weights;
use super::replies::Standing;
use super::score::{Features, VOTES};
use super::substance::Substance;

/// A reason adding less than this to the score is not worth a word.
const WORTH_SAYING: f64 = 0.012;
/// From here on a comment stands out in its thread by a measure that every comment has some of.
const STANDS_OUT: f64 = 0.8;

/// What is known of one comment.
pub(super) struct Known<'a> {
    /// Its features.
    pub(super) features: &'a Features,
    /// What the others made of it.
    pub(super) standing: &'a Standing,
    /// What it says.
    pub(super) substance: &'a Substance,
    /// Whether it objects to another.
    pub(super) objects: bool,
    /// Its count of votes and the most in its thread.
    pub(super) votes: Option<(i64, i64)>,
}

/// The reasons; empty where nothing speaks for the comment.
pub(super) fn reasons(known: &Known<'_>, weights: &Weights) -> Vec<String> {
    let Known { features, standing, substance, objects, votes } = known;
    if substance.barred.is_some() {
        return Vec::new();
    }
    let [replies, _, _, centrality, relevance, novelty, fullness, experience, evidence, reasoning] =
        features.shares(weights);
    let mut said: Vec<(f64, String)> = Vec::new();
    let mut say = |weight: f64, applies: bool, text: String| {
        if applies && weight >= WORTH_SAYING {
            said.push((weight, text));
        }
    };
    let led = features.votes.map_or(0.0, |votes| VOTES * votes);
    if let Some((own, most)) = votes {
        say(led, own == most && *own > 0, "the most voted".to_owned());
        say(led, own < most && *own > 0 && led >= 0.5, format!("{own} votes"));
    }
    say(replies, standing.answers > 0, answered(standing.answers));
    say(replies / 2.0, standing.agreeing >= 2, format!("{} others agree", count(standing.agreeing)));
    say(experience, true, "first-hand account".to_owned());
    say(evidence, substance.figures, "gives figures".to_owned());
    say(evidence, !substance.figures && substance.source, "points to its source".to_owned());
    say(evidence / 2.0, !substance.figures && !substance.source, "names the bodies concerned".to_owned());
    say(reasoning, features.reasoning >= 0.3, "gives reasons".to_owned());
    say(weights.reasoning.max(0.02), *objects, "argues the other side".to_owned());
    let long_enough = substance.words >= 20;
    say(relevance / 2.0, long_enough && features.relevance >= STANDS_OUT, "speaks to the article".to_owned());
    say(fullness / 2.0, features.substance >= STANDS_OUT, "one of the fuller comments".to_owned());
    say(centrality / 2.0, long_enough && features.centrality >= 0.9, "at the heart of the thread".to_owned());
    say(novelty / 2.0, long_enough && features.novelty >= 0.9 && features.early < 0.5, "a new point".to_owned());
    said.sort_by(|a, b| b.0.total_cmp(&a.0));
    said.into_iter().map(|(_, text)| text).collect()
}

fn answered(people: u32) -> String {
    if people == 1 { "answered by another reader".to_owned() } else { format!("answered by {} others", count(people)) }
}

/// A number in words up to twelve, as running text has it.
fn count(number: u32) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(number as usize).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weightiest_comes_first() {
        let features = Features { replies: 1.0, experience: 1.0, evidence: 0.4, ..Features::default() };
        let standing = Standing { answers: 4, ..Standing::default() };
        let substance = Substance { words: 40, figures: true, ..Substance::default() };
        let known =
            Known { features: &features, standing: &standing, substance: &substance, objects: false, votes: None };
        assert_eq!(reasons(&known, &Weights::FLAT), ["answered by four others", "first-hand account", "gives figures"]);
    }

    #[test]
    fn numbers_are_words_while_they_are_short() {
        for (people, expected) in [
            (1, "answered by another reader"),
            (2, "answered by two others"),
            (12, "answered by twelve others"),
            (13, "answered by 13 others"),
        ] {
            assert_eq!(answered(people), expected);
        }
    }
}
