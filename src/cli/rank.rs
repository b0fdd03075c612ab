//! Owns `rank`: reads an article document, ranks its comments, and prints it with score, rank and reasons filled in.

use std::io::Read;
use std::path::PathBuf;

use serde_json::Value;

use super::document::RankedArticle;
use super::mistake::Mistake;
use super::output::{Done, print_json, print_text};
use super::settings::Settings;
use crate::domain::FoundComment;
use crate::rank::{RankOptions, Ranking, Thread, rank};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The article document, or `-` for standard input
    #[arg(value_name = "FILE|-")]
    file: PathBuf,
    /// Print the document as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(settings: &Settings, args: &Args) -> anyhow::Result<Done> {
    let text = read(args)?;
    let mut document: Value = serde_json::from_str(&text)
        .map_err(|error| Mistake(format!("{} is not JSON: {error}", args.file.display())))?;
    // The weights are the operator's where there is a configuration; ranking needs none.
    let options = if settings.config.exists() { settings.config()?.rank } else { RankOptions::default() };
    let articles: Vec<&mut Value> = match document.get_mut("articles").map(Value::as_array_mut) {
        Some(Some(articles)) => articles.iter_mut().collect(),
        _ => vec![&mut document],
    };
    let mut out = String::new();
    for article in articles {
        out += &rank_article(article, &options, args)?;
    }
    if args.json {
        print_json(&document)?;
    } else {
        print_text(&out)?;
    }
    Ok(Done::Well)
}

fn read(args: &Args) -> anyhow::Result<String> {
    if args.file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    let read = std::fs::read_to_string(&args.file);
    Ok(read.map_err(|error| Mistake(format!("cannot read {}: {error}", args.file.display())))?)
}

fn rank_article(article: &mut Value, options: &RankOptions, args: &Args) -> anyhow::Result<String> {
    let read: RankedArticle = serde_json::from_value(article.clone()).map_err(|error| {
        let cure = "it should be one object as `postround try --json` prints it in \"articles\"";
        Mistake(format!("{} is not an article document: {error}; {cure}", args.file.display()))
    })?;
    let (title, text) = (read.title.unwrap_or_default(), read.text.unwrap_or_default());
    let comments: Vec<FoundComment> =
        read.comments.into_iter().enumerate().map(|(place, comment)| comment.into_found(place)).collect();
    let thread = Thread { title: &title, text: &text, comments: &comments, zone: chrono_tz::UTC };
    let ranking = rank(&thread, options);
    if let Some(places) = article.get_mut("comments").and_then(Value::as_array_mut) {
        for (place, ranked) in places.iter_mut().zip(&ranking.comments) {
            place["score"] = ranked.score.into();
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
        0 => "nobody is quoted: the thread is too thin\n",
        _ => "* is quoted\n",
    };
    out
}
