//! Owns the choice of comments: pure, comments in, ranked comments with reasons out. The same input gives the same
//! order on every machine.
//!
//! Read (`words`) → compare (`similarity`) → link (`references`, `replies`) → weigh (`substance`, `lexicon`) → score
//! (`score`) → explain (`reasons`) → choose (`choose`, `excerpt`).

mod choose;
mod circumstances;
mod excerpt;
mod language;
mod lexicon;
mod options;
mod private;
mod reasons;
mod references;
mod replies;
mod score;
mod shown;
mod similarity;
mod substance;
mod tone;
mod words;

mod judge;
mod moderated;

use crate::domain::FoundComment;
pub use choose::Quote;
pub use circumstances::Circumstances;
pub use judge::Judge;
pub use options::{Guards, RankOptions, Tone, Weights};
pub use references::{Edge, Reference, Stance};
pub use replies::Standing;
pub use score::Features;
pub use substance::{Bar, Substance};

use choose::Judged;
use reasons::Known;
use references::{Links, Sources};
use score::Findings;
use words::{Reading, Vocabulary};

/// One article's thread.
#[derive(Debug, Clone, Copy)]
pub struct Thread<'a> {
    /// The headline.
    pub title: &'a str,
    /// The body as plain text.
    pub text: &'a str,
    /// The comments, in the site's order.
    pub comments: &'a [FoundComment],
    /// The zone in which the site prints times: "@1207" is a time on its clock.
    pub zone: chrono_tz::Tz,
}

/// The judgement of one comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// 0 to 1, comparable only within its article.
    pub score: f64,
    /// 1 is the best.
    pub rank: u32,
    /// Why, in plain words, weightiest first; empty where nothing speaks for it.
    pub reasons: Vec<String>,
    /// What the score was made of, on one scale within the article.
    pub features: Features,
    /// What its own words show, and whether it may be quoted at all.
    pub substance: Substance,
    /// What the others made of it.
    pub standing: Standing,
}

/// The judgement of a thread.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// One for each comment, in the thread's order.
    pub comments: Vec<Ranked>,
    /// The chosen ones, best first; empty where the thread is too thin.
    pub quotes: Vec<Quote>,
    /// Who answers whom, as far as the page tells.
    pub edges: Vec<Edge>,
}

/// Characters of each text in which its language is looked for.
const TASTE: usize = 600;

/// Ranks a thread, whatever the clock says.
pub fn rank(thread: &Thread<'_>, options: &RankOptions) -> Ranking {
    rank_in(thread, options, &Circumstances::default())
}

/// Ranks a thread in its circumstances.
pub fn rank_in(thread: &Thread<'_>, options: &RankOptions, circumstances: &Circumstances<'_>) -> Ranking {
    let comments = thread.comments;
    let mut vocabulary = Vocabulary::new(spoken_in(thread));
    let readings: Vec<Reading> = comments.iter().map(|c| vocabulary.read(&c.text, comments.len())).collect();
    let (title, article) = (vocabulary.read(thread.title, 1), vocabulary.read(thread.text, 1));
    let order = references::chronological(comments);
    let likeness = similarity::compare(&readings, &title, &article, &order, vocabulary.len());
    let copied = references::copied(&readings, &article, &order, &vocabulary);
    let weigh = |at: usize| substance::weigh(&readings[at], &copied[at], likeness.novelty[at], &options.guards);
    let substances: Vec<Substance> = (0..comments.len()).map(weigh).collect();
    let sources = Sources {
        comments,
        readings: &readings,
        article: &article,
        vocabulary: &vocabulary,
        likeness: &likeness,
        copied: &copied,
        zone: thread.zone,
    };
    let links = references::resolve(&sources, &order);
    let weights = if links.threaded { &options.threaded } else { &options.weights };
    let standings = replies::standings(comments, &links, &substances, weights.exposure);
    let findings = Findings {
        comments,
        links: &links,
        likeness: &likeness,
        standings: &standings,
        substances: &substances,
        against: circumstances.against,
    };
    let (judged, best_first) = judge(&findings, weights, options.guards.flood);
    let quotes = choose::choose(
        &Judged {
            comments,
            readings: &readings,
            substances: &substances,
            standings: &standings,
            bags: &likeness.bags,
            edges: &links.edges,
            scores: &judged.iter().map(|ranked| ranked.score).collect::<Vec<_>>(),
            reasons: judged.iter().map(|ranked| ranked.reasons.as_slice()).collect(),
            best_first: &best_first,
            circumstances,
        },
        options,
    );
    Ranking { comments: judged, quotes, edges: links.edges }
}

/// Whether a comment by itself seems to tell who a patient or a private person is; nobody is quoted with that unless an
/// operator pins it.
pub fn gives_away(text: &str) -> bool {
    let language = language::guess(std::iter::once(&text[..text.floor_char_boundary(TASTE)]));
    private::gives_away(&Vocabulary::new(language).read(text, 1))
}

/// The language of a thread, by the beginnings of its texts.
fn spoken_in(thread: &Thread<'_>) -> language::Language {
    let texts = [thread.title, thread.text].into_iter().chain(thread.comments.iter().map(|c| c.text.as_str()));
    language::guess(texts.map(|text| &text[..text.floor_char_boundary(TASTE)]))
}

/// Scores, ranks and explains; also gives the indices, best first, ties by position.
fn judge(findings: &Findings<'_>, weights: &Weights, flood: usize) -> (Vec<Ranked>, Vec<usize>) {
    let features = score::features(findings, flood);
    let scores: Vec<f64> = features.iter().map(|features| features.score(weights)).collect();
    let mut best_first: Vec<usize> = (0..scores.len()).collect();
    best_first.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    let mut places = vec![0; scores.len()];
    for (rank, &at) in (1..).zip(&best_first) {
        places[at] = rank;
    }
    let most = findings.comments.iter().filter_map(|comment| comment.votes).max();
    let objecting = objecting(findings.links, scores.len());
    let judged = (0..scores.len())
        .map(|at| {
            let known = Known {
                features: &features[at],
                standing: &findings.standings[at],
                substance: &findings.substances[at],
                objects: objecting[at],
                votes: findings.comments[at].votes.zip(most),
            };
            Ranked {
                score: scores[at],
                rank: places[at],
                reasons: reasons::reasons(&known, weights),
                features: features[at],
                substance: findings.substances[at],
                standing: findings.standings[at],
            }
        })
        .collect();
    (judged, best_first)
}

/// Which comments object to another for certain.
fn objecting(links: &Links, comments: usize) -> Vec<bool> {
    let mut objecting = vec![false; comments];
    for edge in &links.edges {
        if edge.stance == Stance::Objects && edge.weight >= replies::SURE {
            objecting[edge.from] = true;
        }
    }
    objecting
}

#[cfg(test)]
mod tests;
