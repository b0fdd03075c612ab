//! Owns `rank`: reads an article document, ranks its comments, and prints it with score, rank and reasons filled in.

use std::io::Read;
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::document::{RankedArticle, RankedComment};
use super::mistake::Mistake;
use super::output::{Done, print_json, print_text};
use super::settings::Settings;
use crate::domain::FoundComment;
use crate::rank::{RankOptions, Ranking, Thread, rank};

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

fn found(article: &Value) -> Result<(RankedArticle, Vec<FoundComment>), String> {
    let read: RankedArticle = object(article, "the article")?;
    let comments = read.comments.iter().enumerate().map(|(place, comment)| {
        let comment: RankedComment = object(comment, &format!("comments[{place}]"))?;
        Ok(comment.into_found(place))
    });
    let comments = comments.collect::<Result<_, String>>()?;
    Ok((read, comments))
}

fn rank_article(article: &mut Value, options: &RankOptions, shown: &str) -> anyhow::Result<String> {
    let (read, comments) =
        found(article).map_err(|what| Mistake(format!("{shown} is not an article document: {what}; {CURE}")))?;
    let (title, text) = (read.title.unwrap_or_default(), read.text.unwrap_or_default());
    let thread = Thread { title: &title, text: &text, comments: &comments, zone: chrono_tz::UTC };
    let ranking = rank(&thread, options);
    if let Some(places) = article.get_mut("comments").and_then(Value::as_array_mut) {
        for (place, ranked) in places.iter_mut().zip(&ranking.comments) {
            place["score"] = ((ranked.score * 1e5).round() / 1e5).into();
            place["rank"] = ranked.rank.into();
            place["reasons"] = ranked.reasons.clone().into();
        }
    }
    Ok(for_people(&title, &comments, &ranking))
}

fn for_people(title: &str, comments: &[FoundComment], ranking: &Ranking) -> String {
    let mut out = format!("{title}\n");
    let mut order: Vec<usize> = (0..comments.len()).collect();
    order.sort_by_key(|index| ranking.comments[*index].rank);
    for index in order {
        let (comment, ranked) = (&comments[index], &ranking.comments[index]);
        let quoted = if ranking.quotes.iter().any(|quote| quote.index == index) { "*" } else { " " };
        let author = comment.author.as_deref().unwrap_or("-");
        let words: String = comment.text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(70).collect();
        out += &format!("{quoted}{:>3}  {:.3}  {author}: {words}\n", ranked.rank, ranked.score);
        if !ranked.reasons.is_empty() {
            out += &format!("             {}\n", ranked.reasons.join("; "));
        }
    }
    out += match ranking.quotes.len() {
        0 if comments.is_empty() => "there are no comments\n",
        0 => "nobody is quoted: the thread is too thin\n",
        _ => "* is quoted\n",
    };
    out
}
