//! Owns `rank`: reads an article document, ranks its comments, and prints it with score, rank and reasons filled in.

use std::io::Read;
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::document::{RankedArticle, RankedComment};
use super::mistake::Mistake;
use super::output::{Done, print_json, print_text};
use super::settings::Settings;
use crate::domain::FoundComment;
use crate::rank::{Bar, Circumstances, Edge, Features, RankOptions, Ranked, Ranking, Thread, rank_in};

/// What a document should be.
const CURE: &str = "it should be what `postround try --json` prints, or one object of its \"articles\"";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The article document, or `-` for standard input
    #[arg(value_name = "FILE|-")]
    file: PathBuf,
    /// Print the document with score, rank and reasons filled in
    #[arg(long)]
    json: bool,
}

pub(super) fn run(settings: &Settings, args: &Args) -> anyhow::Result<Done> {
    let shown = shown(args);
    let bytes = read(args)?;
    let json = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    if json.iter().all(u8::is_ascii_whitespace) {
        return Err(Mistake(format!("{shown} is empty; {CURE}")).into());
    }
    let mut document: Value =
        serde_json::from_slice(json).map_err(|error| Mistake(format!("{shown} is not JSON: {error}; {CURE}")))?;
    // The weights are the operator's where there is a configuration; ranking needs none.
    let options = settings.config_if_any()?.map_or_else(RankOptions::default, |config| config.rank);
    let articles: Vec<&mut Value> = match document.get_mut("articles").map(Value::as_array_mut) {
        Some(Some(articles)) => articles.iter_mut().collect(),
        _ => vec![&mut document],
    };
    let mut out = String::new();
    for article in articles {
        out += &rank_article(article, &options, &shown)?;
    }
    if args.json {
        print_json(&document)?;
    } else {
        print_text(&out)?;
    }
    Ok(Done::Well)
}

fn shown(args: &Args) -> String {
    if args.file.as_os_str() == "-" { "standard input".to_owned() } else { args.file.display().to_string() }
}

fn read(args: &Args) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if args.file.as_os_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(&args.file)
    };
    Ok(read.map_err(|error| Mistake(format!("cannot read {}: {error}", shown(args))))?)
}

/// One object of the document; a list is none, though serde would take it for the fields in their order.
fn object<T: DeserializeOwned>(value: &Value, place: &str) -> Result<T, String> {
    if !value.is_object() {
        return Err(format!("{place} is not an object"));
    }
    serde_json::from_value(value.clone()).map_err(|error| format!("{place}: {error}"))
}

/// An article, its comments, and the votes against each.
type Found = (RankedArticle, Vec<FoundComment>, Vec<Option<u64>>);

fn found(article: &Value) -> Result<Found, String> {
    let read: RankedArticle = object(article, "the article")?;
    let comments = read.comments.iter().enumerate().map(|(place, comment)| {
        let comment: RankedComment = object(comment, &format!("comments[{place}]"))?;
        let against = comment.votes_against();
        Ok((comment.into_found(place), against))
    });
    let comments: Vec<(FoundComment, Option<u64>)> = comments.collect::<Result<_, String>>()?;
    let (comments, against) = comments.into_iter().unzip();
    Ok((read, comments, against))
}

fn rank_article(article: &mut Value, options: &RankOptions, shown: &str) -> anyhow::Result<String> {
    let (read, comments, against) =
        found(article).map_err(|what| Mistake(format!("{shown} is not an article document: {what}; {CURE}")))?;
    let (title, text) = (read.title.unwrap_or_default(), read.text.unwrap_or_default());
    let thread = Thread { title: &title, text: &text, comments: &comments, zone: chrono_tz::UTC };
    let circumstances = Circumstances { against: &against, ..Circumstances::default() };
    let ranking = rank_in(&thread, options, &circumstances);
    if let Some(places) = article.get_mut("comments").and_then(Value::as_array_mut) {
        for (at, place) in places.iter_mut().enumerate() {
            let ranked = &ranking.comments[at];
            place["score"] = short(ranked.score);
            place["rank"] = ranked.rank.into();
            place["reasons"] = ranked.reasons.clone().into();
            place["features"] = features(ranked);
            place["answers"] = answered(&ranking, &comments, at);
            place["quoted"] = quoted(&ranking, at);
        }
    }
    Ok(for_people(&title, &comments, &ranking))
}

/// A figure with five places, as short as it reads well.
fn short(figure: f64) -> Value {
    ((figure * 1e5).round() / 1e5).into()
}

/// What a score was made of.
fn features(ranked: &Ranked) -> Value {
    let Features { votes, replies, opening, early, centrality, relevance, novelty, .. } = ranked.features;
    let Features { substance, experience, evidence, reasoning, civility, form, .. } = ranked.features;
    json!({
        "votes": votes.map(short), "replies": short(replies), "opening": short(opening), "early": short(early),
        "centrality": short(centrality), "relevance": short(relevance), "novelty": short(novelty),
        "substance": short(substance), "experience": short(experience), "evidence": short(evidence),
        "reasoning": short(reasoning), "civility": short(civility), "form": short(form),
        "never_quoted": ranked.substance.barred.map(Bar::as_str),
    })
}

/// The comments that one answers, by key, how each was read, and how sure it is.
fn answered(ranking: &Ranking, comments: &[FoundComment], at: usize) -> Value {
    let edges = ranking.edges.iter().filter(|edge| edge.from == at);
    let edge =
        |edge: &Edge| json!({ "key": comments[edge.to].key.0, "by": edge.by.as_str(), "weight": short(edge.weight) });
    edges.map(edge).collect()
}

/// How it would be quoted; null where it is not.
fn quoted(ranking: &Ranking, at: usize) -> Value {
    let quote = ranking.quotes.iter().find(|quote| quote.index == at);
    quote.map_or(Value::Null, |q| json!({ "excerpt": q.excerpt, "reason": q.reason, "answers": q.answers }))
}

/// A table, best first: place, score, writer and time, what its score was made of, its words, why, whom it answers.
fn for_people(title: &str, comments: &[FoundComment], ranking: &Ranking) -> String {
    let mut out = format!("{title}\n");
    let mut order: Vec<usize> = (0..comments.len()).collect();
    order.sort_by_key(|index| ranking.comments[*index].rank);
    for at in order {
        let (comment, ranked) = (&comments[at], &ranking.comments[at]);
        let mark = if ranking.quotes.iter().any(|quote| quote.index == at) { "*" } else { " " };
        let author = plain(comment.author.as_deref().unwrap_or("-"), 30);
        let time = comment.posted.map(|posted| posted.format(", %H:%M").to_string()).unwrap_or_default();
        let words = plain(&comment.text, 70);
        out += &format!("{mark}{:>3}  {:.3}  {author}{time}: {words}\n", ranked.rank, ranked.score);
        for line in [made_of(ranked), links(ranking, comments, at), ranked.reasons.join("; ")] {
            if !line.is_empty() {
                out += &format!("             {line}\n");
            }
        }
    }
    out += match ranking.quotes.len() {
        0 if comments.is_empty() => "there are no comments\n",
        0 => "nobody is quoted: the thread is too thin\n",
        _ => "* is quoted\n",
    };
    out
}

/// The features that are not nothing, in hundredths, and why it is never quoted.
fn made_of(ranked: &Ranked) -> String {
    let features = &ranked.features;
    let named = [
        ("votes", features.votes.unwrap_or(0.0)),
        ("replies", features.replies),
        ("opening", features.opening),
        ("early", features.early),
        ("centrality", features.centrality),
        ("relevance", features.relevance),
        ("novelty", features.novelty),
        ("substance", features.substance),
        ("experience", features.experience),
        ("evidence", features.evidence),
        ("reasoning", features.reasoning),
    ];
    let kept = [("civility", features.civility), ("form", features.form)];
    let told =
        named.into_iter().filter(|(_, figure)| *figure >= 0.005).chain(kept.into_iter().filter(|(_, k)| *k < 0.995));
    let mut parts: Vec<String> = told.map(|(name, figure)| format!("{name} {:.0}", figure * 100.0)).collect();
    parts.extend(ranked.substance.barred.map(|bar| format!("never quoted: {}", bar.as_str())));
    parts.join(" · ")
}

fn links(ranking: &Ranking, comments: &[FoundComment], at: usize) -> String {
    let told = |edge: &Edge| {
        let to = &comments[edge.to];
        let time = to.posted.map(|posted| posted.format(" %H:%M").to_string()).unwrap_or_default();
        let author = plain(to.author.as_deref().unwrap_or("-"), 30);
        format!("answers {author}{time} (by {}, {:.0} %)", edge.by.as_str(), edge.weight * 100.0)
    };
    ranking.edges.iter().filter(|edge| edge.from == at).map(told).collect::<Vec<_>>().join("; ")
}

/// A commenter's words on one line, without what could steer a terminal.
fn plain(text: &str, most: usize) -> String {
    let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words
        .chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .take(most)
        .collect()
}
