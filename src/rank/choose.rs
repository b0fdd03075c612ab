//! Owns the choice of what is quoted: good, unlike one another, by different people, and both sides where there are
//! two; or nothing, where nothing is worth a busy reader's minute.

use super::circumstances::Circumstances;
use super::excerpt::{excerpt, first_sentence};
use super::options::RankOptions;
use super::references::{Edge, Reference, Stance, person};
use super::replies::{SURE, Standing};
use super::score::GRID;
use super::similarity::{Bag, cosine};
use super::substance::{QUIP, Substance};
use super::words::{Reading, clean};
use crate::domain::FoundComment;

/// Candidates looked at, best first.
const CANDIDATES: usize = 60;
/// The share of the last chosen one's score that the other side needs to take its place.
const OTHER_SIDE: f64 = 0.7;
/// Longest line that shows what a reply answers, in characters.
const ANSWERED: usize = 160;
/// Longest name shown, in characters.
const NAME: usize = 60;

/// A comment chosen to be quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Its index in the thread.
    pub index: usize,
    /// Its words, whole or cut at the end of a sentence.
    pub excerpt: String,
    /// All of its words that were read and judged, cleaned of what hides in text; cut where the reading ended.
    pub words: String,
    /// Why it was chosen: "answered by four others".
    pub reason: String,
    /// The index of the comment that this line is from.
    pub answered: Option<usize>,
    /// The line it answers, where it is a reply: "Anonymous: the first sentence …".
    pub answers: Option<String>,
}

/// A thread as judged; one entry for each comment in all but `edges`.
pub(super) struct Judged<'a> {
    /// As found.
    pub(super) comments: &'a [FoundComment],
    /// As read.
    pub(super) readings: &'a [Reading],
    /// What they say.
    pub(super) substances: &'a [Substance],
    /// What the others made of them.
    pub(super) standings: &'a [Standing],
    /// Weighted terms.
    pub(super) bags: &'a [Bag],
    /// Who answers whom.
    pub(super) edges: &'a [Edge],
    /// Scores, 0 to 1.
    pub(super) scores: &'a [f64],
    /// Reasons, weightiest first.
    pub(super) reasons: Vec<&'a [String]>,
    /// All indices, best first.
    pub(super) best_first: &'a [usize],
    /// The moment of choosing, and since when each stands.
    pub(super) circumstances: &'a Circumstances<'a>,
}

/// Chooses the quotes, best first.
pub(super) fn choose(judged: &Judged<'_>, options: &RankOptions) -> Vec<Quote> {
    if judged.comments.len() < options.min_comments {
        return Vec::new();
    }
    let able: Vec<usize> =
        judged.best_first.iter().copied().filter(|&at| judged.quotable(at, options)).take(CANDIDATES).collect();
    let mut chosen: Vec<usize> = Vec::new();
    // A choice that takes most of a short thread is none.
    let most = options.quotes.min((judged.comments.len() / 2).max(1));
    while chosen.len() < most
        && let Some(next) = judged.next(&able, &chosen, options)
    {
        chosen.push(next);
    }
    judged.hear_the_other_side(&able, &mut chosen);
    chosen.sort_by(|&a, &b| judged.scores[b].total_cmp(&judged.scores[a]).then(a.cmp(&b)));
    chosen.into_iter().map(|at| judged.quote(at, options.excerpt)).collect()
}

impl Judged<'_> {
    /// Whether a comment may stand in somebody's inbox.
    fn quotable(&self, at: usize, options: &RankOptions) -> bool {
        let substance = &self.substances[at];
        let spoken_for = self.standings[at].answers > 0
            || substance.experience > 0.0
            || substance.evidence > 0.0
            || self.comments[at].votes.is_some_and(|votes| votes > 0);
        substance.barred.is_none()
            // Nobody is quoted for whom nothing can be said.
            && !self.reasons[at].is_empty()
            && substance.words >= if spoken_for { QUIP } else { options.guards.brief }
            && self.scores[at] >= options.floor
            && self.comments[at].votes.is_none_or(|votes| votes >= 0)
            && !self.comments[at].removed
            && self.has_cooled(at, options)
    }

    /// Whether it has stood for the cooling-off time.
    fn has_cooled(&self, at: usize, options: &RankOptions) -> bool {
        let Some(now) = self.circumstances.now else { return true };
        let (posted, seen) = (self.comments[at].posted, self.circumstances.first_seen.get(at).copied());
        // A time that was still to come when it was seen is the mistake of some clock.
        let since = match (posted, seen) {
            (Some(posted), Some(seen)) => posted.min(seen),
            (Some(posted), None) => posted,
            (None, Some(seen)) => seen,
            (None, None) => return true,
        };
        (now - since).to_std().is_ok_and(|stood| stood >= options.cooling_off)
    }

    /// The next by score less likeness to those chosen (MMR); none of a person already quoted, none that says the
    /// same again.
    fn next(&self, able: &[usize], chosen: &[usize], options: &RankOptions) -> Option<usize> {
        let variety = options.variety;
        let value = |at: usize| {
            let likeness = chosen.iter().map(|&other| cosine(&self.bags[at], &self.bags[other])).fold(0.0, f64::max);
            let new = likeness < options.guards.same && self.beside(at, chosen);
            new.then(|| ((1.0 - variety) * self.scores[at] - variety * likeness) * GRID).map(f64::round)
        };
        able.iter()
            .filter(|at| !chosen.contains(at))
            .filter_map(|&at| Some((at, value(at)?)))
            .reduce(|best, other| if other.1 > best.1 { other } else { best })
            .map(|(at, _)| at)
    }

    /// Whether no other of those chosen is by the same person.
    fn beside(&self, at: usize, chosen: &[usize]) -> bool {
        let writer = |at: usize| person(self.comments[at].author.as_deref());
        writer(at).is_none_or(|name| chosen.iter().all(|&other| other == at || writer(other).as_ref() != Some(&name)))
    }

    /// Gives the last place to an objection to what is quoted, where none is quoted and a good one exists.
    fn hear_the_other_side(&self, able: &[usize], chosen: &mut Vec<usize>) {
        let objects = |at: usize, among: &[usize]| {
            self.edges.iter().any(|edge| {
                edge.from == at && edge.stance == Stance::Objects && edge.weight >= SURE && among.contains(&edge.to)
            })
        };
        let Some((&last, kept)) = chosen.split_last() else { return };
        if kept.is_empty()
            || chosen.iter().any(|&at| self.answered(at).is_some_and(|edge| edge.stance == Stance::Objects))
        {
            return;
        }
        let kept = kept.to_vec();
        let other = able.iter().copied().find(|&at| {
            !chosen.contains(&at)
                && self.scores[at] >= OTHER_SIDE * self.scores[last]
                && self.beside(at, &kept)
                && objects(at, &kept)
        });
        if let Some(other) = other {
            chosen.pop();
            chosen.push(other);
        }
    }

    /// The link a comment answers by, where it is sure.
    fn answered(&self, at: usize) -> Option<&Edge> {
        let start = self.edges.partition_point(|edge| edge.from < at);
        self.edges[start..]
            .iter()
            .take_while(|edge| edge.from == at)
            .filter(|edge| edge.weight >= SURE && edge.by != Reference::Echo)
            .reduce(|best, edge| if edge.weight > best.weight { edge } else { best })
    }

    fn quote(&self, at: usize, most: usize) -> Quote {
        let reading = &self.readings[at];
        let reason = self.reasons[at].first().cloned().unwrap_or_else(|| "a brief point".to_owned());
        let excerpt = excerpt(&reading.text, reading.cut, most);
        let (answered, answers) = self.line_answered(at).unzip();
        Quote { index: at, words: judged_words(reading), excerpt, reason, answered, answers }
    }

    /// The comment a reply answers and its line; none where that line is itself unfit to be quoted.
    fn line_answered(&self, at: usize) -> Option<(usize, String)> {
        use super::substance::Bar;
        let to = self.answered(at)?.to;
        let fit = self.substances[to].barred.is_none_or(|bar| bar == Bar::Empty);
        let line = first_sentence(&self.readings[to].text, ANSWERED);
        (fit && !line.is_empty()).then(|| (to, format!("{}: {line}", shown(self.comments[to].author.as_deref()))))
    }
}

/// What was read of a comment: where more followed, nobody has judged that.
fn judged_words(reading: &Reading) -> String {
    if reading.cut { excerpt(&reading.text, true, reading.text.len()) } else { reading.text.clone() }
}

/// The name as a quotation shows it.
fn shown(author: Option<&str>) -> String {
    let (name, _) = clean(author.unwrap_or_default(), NAME);
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() { "A reader".to_owned() } else { name }
}
