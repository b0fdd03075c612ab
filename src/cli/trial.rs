//! Owns `try`: what a source, a page or a saved page yields, gathered by the same code into a store that is thrown
//! away.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use chrono_tz::Tz;
use url::Url;

use super::document::{ArticleDocument, Document};
use super::gather;
use super::mistake::Mistake;
use super::output::{Done, Voice, counted, print_json, print_text};
use super::progress::Bar;
use super::replay;
use super::scratch::Scratch;
use super::settings::Settings;
use crate::app::{self, App};
use crate::clock::Clock;
use crate::domain::SourceState;
use crate::gather::{Errand, Looking, Source, gather as gather_source};
use crate::net::options::NetOptions;
use crate::net::{Net, Reach};
use crate::rank::{Judge, RankOptions};
use crate::store::{ArticleFilter, Round, Store};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A source of the configuration by its name, the http(s) address of a page, or the file of a saved page
    #[arg(value_name = "SOURCE|URL|FILE")]
    what: String,
    /// Print the articles with their comments as one JSON document
    #[arg(long)]
    json: bool,
    /// Read the kept answers of a source by its present rules, ask for nothing, and show what would change
    #[arg(long)]
    replay: bool,
    /// Permit an address within a private network
    #[arg(long)]
    allow_private: bool,
    /// The IANA zone of times on a page that name none [default: the configuration's, or Europe/London]
    #[arg(long, value_name = "ZONE")]
    zone: Option<Tz>,
}

pub(super) async fn run(settings: &Settings, args: &Args, voice: Voice) -> anyhow::Result<Done> {
    if args.replay {
        return replay::run(settings, &args.what, args.json, voice).await;
    }
    let scratch = Scratch::new().await?;
    let Tried { source, judge, single } = tried(settings, args, &scratch.store)?;
    let clock = Clock::system();
    let errand = Errand { looking: Looking::All, by_hand: true, ..Errand::default() };
    let bar = Bar::new("trying", Voice { quiet: voice.quiet || args.json });
    let round = gather_source(&scratch.store, &source, errand, &clock, &bar).await?;
    drop(bar);
    let Some(round) = round else { anyhow::bail!("the scratch store is locked") };
    if let Some(url) = single.as_ref().filter(|_| !round.problem.is_empty()) {
        scratch.store.close().await;
        anyhow::bail!("no article found at {}: {}", args.what, why_none(&round, url));
    }
    let articles = scratch.store.articles_latest(&ArticleFilter::default(), u32::MAX).await?;
    if let Some(url) = single.as_ref().filter(|_| articles.is_empty()) {
        scratch.store.close().await;
        anyhow::bail!("no article found at {}: {}", args.what, why_not_believed(&round, url));
    }
    let zone = source.options.zone;
    let mut out = String::new();
    let mut documents = Vec::new();
    for article in articles {
        let comments = scratch.store.comments_under(article.id).await?;
        if args.json {
            documents.push(ArticleDocument::new(article, comments, zone));
        } else {
            let quotes = judge.rank(&article, &comments).quotes;
            out += &for_people(&ArticleDocument::new(article, comments, zone), &quotes);
        }
    }
    scratch.store.close().await;
    if args.json {
        print_json(&Document { articles: documents })?;
    } else {
        print_text(&(out + &account(&round, &args.what)))?;
    }
    if round.problem.is_empty() {
        return Ok((round.articles_failed == 0).into());
    }
    anyhow::bail!("{}", round.problem)
}

/// Why what one page yielded is not believed.
fn why_not_believed(round: &Round, url: &Url) -> String {
    let note = round.notes.iter().find(|note| note.starts_with(url.as_str())).or(round.notes.first());
    let note = note.map_or("nothing was read", |note| note.strip_prefix(url.as_str()).unwrap_or(note));
    note.trim_start_matches(": ").trim_end_matches("; kept in quarantine").to_owned()
}

/// Why one page yielded nothing, and what to do about it.
fn why_none(round: &Round, url: &Url) -> String {
    let problem = round.problem.as_str();
    let why = problem.rsplit_once(&format!("{url}: ")).map_or(problem, |(_, why)| why);
    let cure = match (round.state, why.rsplit_once(" answered ").map(|(_, code)| code)) {
        (SourceState::BotWall, _) => "; the site lets no program in: ask its owner for a feed",
        (SourceState::Login, _) => "; only what is shown to everybody can be read",
        (_, Some("404" | "410")) => " (there is no such page): check the address",
        (_, Some("204" | "205")) => " (it has nothing to show)",
        (_, Some("401" | "403")) => " (it does not show the page to everybody)",
        (_, Some("429")) => " (it was asked too often): try again later",
        (_, Some("500" | "502" | "503" | "504")) => " (it is in trouble itself): try again later",
        _ if why.contains("robots.txt") => "; the site does not want this page to be read by programs",
        _ => "",
    };
    match round.state {
        // A refusal is told by its number, though what came with it was a wall.
        SourceState::BotWall if !why.contains("stands in front") => {
            format!("a check for robots stands in front of the page ({why}){cure}")
        }
        SourceState::Login if !why.contains("stands in front") => {
            format!("a login stands in front of the page ({why}){cure}")
        }
        // What to do about a source says nothing of one page.
        SourceState::BotWall | SourceState::Login => {
            format!("{}{cure}", why.split_once(". ").map_or(why, |(first, _)| first))
        }
        _ => format!("{why}{cure}"),
    }
}

/// What is tried.
struct Tried {
    source: Source,
    judge: Judge,
    /// The address of the one page it is, where it is no source of the configuration.
    single: Option<Url>,
}

fn tried(settings: &Settings, args: &Args, store: &Store) -> anyhow::Result<Tried> {
    let reach = if args.allow_private { Reach::Private } else { Reach::Public };
    let config = settings.config_if_any()?;
    let zone = args
        .zone
        .or_else(|| config.as_ref().map(|config| config.publication.zone))
        .unwrap_or(chrono_tz::Europe::London);
    let judge = match &config {
        Some(config) => app::judge(config),
        None => Judge { options: RankOptions::default(), zones: BTreeMap::default(), zone },
    };
    let path = Path::new(&args.what);
    if let Ok(url) = args.what.parse::<Url>()
        && matches!(url.scheme(), "http" | "https")
    {
        let options = config.map_or_else(net_options, |config| config.net);
        let source = Source::page(url, Net::new(options, Clock::system())?, reach, zone);
        return Ok(Tried { single: Some(source.options.url.clone()), source, judge });
    }
    let configured = config.as_ref().and_then(|config| config.sources.iter().find(|s| s.name.as_str() == args.what));
    if let (Some(config), Some(_)) = (&config, configured) {
        let app = App::build_on(config.clone(), store.clone(), Clock::system())?;
        return Ok(Tried {
            source: gather::find(&app, &args.what)?.reaching(reach).keeping(None),
            judge,
            single: None,
        });
    }
    if path.is_file() {
        let source = Source::saved_page(path, zone)?;
        return Ok(Tried { single: Some(source.options.url.clone()), source, judge });
    }
    let sources = match &config {
        Some(config) => {
            let names: Vec<&str> = config.sources.iter().map(|source| source.name.as_str()).collect();
            format!("a source of {} ({})", settings.config.display(), names.join(", "))
        }
        None => format!("a source, as there is no {}", settings.config.display()),
    };
    Err(Mistake(format!("{:?} is neither {sources}, nor an http(s) address, nor a file", args.what)).into())
}

pub(super) fn net_options() -> NetOptions {
    NetOptions {
        contact: "postmaster@localhost".to_owned(),
        timeout: Duration::from_secs(30),
        max_size: 8_000_000,
        max_redirects: 5,
        pause: Duration::from_secs(1),
    }
}

fn for_people(article: &ArticleDocument, quotes: &[crate::rank::Quote]) -> String {
    let date =
        article.published.map_or_else(|| "no date".to_owned(), |at| at.format("%a %-d %b %Y %H:%M %:z").to_string());
    let or_none = |words: &[String]| if words.is_empty() { "none".to_owned() } else { words.join(", ") };
    let stated = article.comments_stated.map_or_else(|| "no count stated".to_owned(), |n| format!("{n} stated"));
    let mut out = format!(
        "{}\n  {}\n  {date}; authors: {}; topics: {}\n  {} of text; {} ({stated})\n",
        article.title,
        article.url,
        or_none(&article.authors),
        or_none(&article.topics),
        counted(article.text.split_whitespace().count(), "word"),
        counted(article.comments.len(), "comment"),
    );
    if let Some(notice) = &article.correction {
        out += &format!("  corrected: {}\n", notice.text);
    }
    for quote in quotes {
        let author = article.comments[quote.index].author.as_deref().unwrap_or("-");
        out += &format!("  > {author} ({}): {}\n", quote.reason, quote.excerpt.replace('\n', " "));
    }
    out + "\n"
}

/// Nothing for a round that failed: the error says it.
fn account(round: &Round, what: &str) -> String {
    if !round.problem.is_empty() {
        return String::new();
    }
    let name = format!("gathered  {}:", round.source);
    let mut out = gather::line(round).replacen(&name, &format!("tried     {what}:"), 1);
    for note in &round.notes {
        out += &format!("          {note}\n");
    }
    out
}
