//! Owns `subscribers`: adding, listing, importing and exporting the people who are mailed.

mod columns;
mod feed;

use std::collections::HashSet;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::mistake::Mistake;
use super::output::{Done, Voice, counted, print_json, print_text};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{Address, Name, Subscriber, SubscriberId, SubscriptionState};
use crate::store::{Added, NewSubscriber, Store};
use columns::Columns;

/// The method of a subscription that stands only because the configuration's proof list asks for it.
const PROOF: &str = "proof";

/// Mistakes told of one file.
const TOLD: usize = 50;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Add a person who has given consent
    ///
    /// Somebody who left, or whom nobody may mail, is not added, and the exit code is 1.
    Add {
        /// Their address
        address: Address,
        /// How to greet them
        #[arg(long)]
        name: Option<String>,
        /// A digest they asked for, by its name; may be repeated [default: all]
        #[arg(long)]
        digest: Vec<String>,
    },
    /// List everybody, with the digests they get or left
    List {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Import a CSV file; exports of listmonk and Mailchimp are understood as well
    ///
    /// The first line names the columns: "email", and where there are any "name", "digests", "left" and "status". Comma,
    /// semicolon and tab separate them. Nobody who left is signed up again, and whoever left or bounced in the imported
    /// list is known as such from then on. A file with mistakes changes nothing: each is told with its line, and the
    /// exit code is 2.
    Import {
        /// The file, or `-` for standard input
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
        /// A digest for people whose row names none; may be repeated [default: all]
        #[arg(long)]
        digest: Vec<String>,
        /// Show what would be done, and store nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Give a person a feed of their own, show its address, or take it away
    ///
    /// It has the articles of the topics they choose, else of the digests they get, in three formats at an address that
    /// only who has it can know. It works until it is taken away, nobody may mail them, or they leave every digest and
    /// have no topics of their own. Nobody else is told of it: no hub, no list of feeds, no log.
    Feed(feed::Args),
    /// Export a CSV file that `import` takes back, with who left and whom nobody may mail
    Export {
        /// The file, which is written over [default: standard output]
        file: Option<PathBuf>,
    },
}

pub(super) async fn run(config: Config, args: &Args, voice: Voice) -> anyhow::Result<Done> {
    let store = Store::open(&config.store_url).await?;
    let done = match &args.verb {
        Verb::Add { address, name, digest } => {
            let digests = digests(&config, digest)?;
            add(&store, address, name.clone(), digests, voice).await
        }
        Verb::List { json } => list(&store, *json).await,
        Verb::Import { file, digest, dry_run } => {
            let digests = digests(&config, digest)?;
            import(&config, &store, file, digests, (*dry_run, voice)).await
        }
        Verb::Feed(args) => feed::run(&config, &store, args).await,
        Verb::Export { file } => export(&store, file.as_ref()).await,
    };
    store.close().await;
    done
}

fn digests(config: &Config, asked: &[String]) -> Result<Vec<Name>, Mistake> {
    let all: Vec<Name> = config.digests.iter().map(|digest| digest.name.clone()).collect();
    if asked.is_empty() {
        return Ok(all);
    }
    asked.iter().map(|name| digest(&all, name)).collect()
}

fn digest(all: &[Name], name: &str) -> Result<Name, Mistake> {
    all.iter().find(|digest| digest.as_str() == name).cloned().ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(Name::as_str).collect();
        Mistake(format!("there is no digest {name:?}; the configuration has {}", names.join(", ")))
    })
}

async fn add(
    store: &Store,
    address: &Address,
    name: Option<String>,
    digests: Vec<Name>,
    voice: Voice,
) -> anyhow::Result<Done> {
    let person = NewSubscriber {
        address: address.clone(),
        name,
        digests,
        left: Vec::new(),
        method: "operator".to_owned(),
        suppressed: None,
    };
    let added = store.add_subscriber(&person, Clock::system().now()).await?;
    let says = match added {
        Added::New => "added",
        Added::Subscribed => "known, and now subscribed to more",
        Added::Unchanged => "known, and subscribed already",
        Added::Left => anyhow::bail!("{address} was not added: they left, and only they can come back"),
        Added::Suppressed => anyhow::bail!("{address} was not added: nobody may mail this address"),
    };
    voice.say(&format!("{address}: {says}\n"))?;
    Ok(Done::Well)
}

async fn list(store: &Store, json: bool) -> anyhow::Result<Done> {
    let people = store.subscribers().await?;
    let with_feed: HashSet<SubscriberId> = store.personal_feeds().await?.iter().map(|feed| feed.subscriber).collect();
    let has_feed = |person: &Subscriber| with_feed.contains(&person.id);
    if json {
        print_json(&people.iter().map(|person| for_machines(person, has_feed(person))).collect::<Vec<_>>())?;
        return Ok(Done::Well);
    }
    let mut out = String::new();
    for person in &people {
        let digests: Vec<String> = person
            .subscriptions
            .iter()
            .map(|subscription| match subscription.state {
                SubscriptionState::Active if subscription.method == PROOF => {
                    format!("{} (proofs only)", subscription.digest)
                }
                SubscriptionState::Active => subscription.digest.to_string(),
                SubscriptionState::Left => format!("{} (left)", subscription.digest),
            })
            .collect();
        let name = person.name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
        let suppressed = person.suppressed.as_deref().map(|why| format!("; SUPPRESSED: {why}")).unwrap_or_default();
        let feed = if has_feed(person) { "; has a feed of their own" } else { "" };
        out += &format!("{}{name}: {}{feed}{suppressed}\n", person.address, digests.join(", "));
    }
    out += &format!("{}\n", counted(people.len(), "subscriber"));
    print_text(&out)?;
    Ok(Done::Well)
}

fn for_machines(person: &Subscriber, has_feed: bool) -> serde_json::Value {
    let subscriptions = person.subscriptions.iter().map(|subscription| {
        serde_json::json!({
            "digest": subscription.digest.as_str(),
            "state": subscription.state.as_str(),
            "method": subscription.method,
            "since": subscription.since,
        })
    });
    serde_json::json!({
        "address": person.address.as_str(),
        "name": person.name,
        "since": person.since,
        "suppressed": person.suppressed,
        "own_feed": has_feed,
        "subscriptions": subscriptions.collect::<Vec<_>>(),
    })
}

/// All rows or none: a file with a mistake changes nothing, and every mistake in it is told.
async fn import(
    config: &Config,
    store: &Store,
    file: &Path,
    digests: Vec<Name>,
    (dry_run, voice): (bool, Voice),
) -> anyhow::Result<Done> {
    let all: Vec<Name> = config.digests.iter().map(|digest| digest.name.clone()).collect();
    let text = read(file)?;
    let (people, strangers) = rows(&text, file, &digests, &all)?;
    let left_out = match strangers {
        0 => String::new(),
        n => format!("{} left out: they are not subscribed where they come from\n", counted(n, "row")),
    };
    if dry_run {
        let count = |wanted: fn(&NewSubscriber) -> bool| people.iter().filter(|person| wanted(person)).count();
        voice.say(&format!(
            "{} would be imported, {} of people who left and {} of suppressed ones among them; nothing was stored\n{left_out}",
            counted(people.len(), "row"),
            count(|person| !person.left.is_empty() && person.suppressed.is_none()),
            count(|person| person.suppressed.is_some()),
        ))?;
        return Ok(Done::Well);
    }
    let added = store.add_subscribers(&people, Clock::system().now()).await?;
    let count = |wanted: Added| added.iter().filter(|added| **added == wanted).count();
    voice.say(&format!(
        "{}: {} new, {} with more digests, {} unchanged, {} left and stay so, {} suppressed\n{left_out}",
        counted(people.len(), "row"),
        count(Added::New),
        count(Added::Subscribed),
        count(Added::Unchanged),
        count(Added::Left),
        count(Added::Suppressed),
    ))?;
    Ok(Done::Well)
}

fn read(file: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(file).map_err(|error| Mistake(format!("cannot read {}: {error}", file.display())))?;
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Mistake(format!("{} is not UTF-8 text; save it as \"CSV UTF-8\"", file.display())))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// The people of a file, and how many rows are of people who are not subscribed where they come from.
fn rows(text: &str, file: &Path, digests: &[Name], all: &[Name]) -> anyhow::Result<(Vec<NewSubscriber>, usize)> {
    let delimiter = columns::delimiter(text);
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
    let shown = if file.as_os_str() == "-" { "standard input".to_owned() } else { file.display().to_string() };
    let columns = Columns::of(reader.headers()?).map_err(|what| Mistake(format!("{shown}:1: {what}")))?;
    let (mut people, mut mistakes, mut strangers) = (Vec::new(), Vec::new(), 0);
    for row in reader.records() {
        let row = row.map_err(|error| Mistake(format!("{shown}: {error}")))?;
        let line = row.position().map_or(0, |position| position.line() + empty_lines(text, position));
        match columns.person(&row, digests, |name| digest(all, name)) {
            Ok(Some(mut person)) => {
                person.method = format!("import {shown}");
                people.push(person);
            }
            Ok(None) => strangers += usize::from(row.iter().any(|cell| !cell.is_empty())),
            Err(what) => mistakes.push(format!("{shown}:{line}: {what}")),
        }
    }
    if mistakes.is_empty() {
        return Ok((people, strangers));
    }
    let told = mistakes.len().min(TOLD);
    let more = match mistakes.len() - told {
        0 => String::new(),
        n => format!("\nand {n} more"),
    };
    Err(Mistake(format!(
        "nothing was imported, as {} cannot be read:\n{}{more}",
        counted(mistakes.len(), "row"),
        mistakes[..told].join("\n")
    ))
    .into())
}

/// The empty lines before a row, which the reader passes over without counting them.
fn empty_lines(text: &str, before: &csv::Position) -> u64 {
    let rest = usize::try_from(before.byte()).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
    let passed = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    passed.fold(0, |lines, byte| lines + u64::from(*byte == b'\n'))
}

async fn export(store: &Store, file: Option<&PathBuf>) -> anyhow::Result<Done> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["email", "name", "status", "digests", "left", "reason", "since", "method"])?;
    for mut person in store.subscribers().await? {
        // A proof is the configuration's wish, not the person's: another store makes its own.
        let known = person.subscriptions.len();
        person
            .subscriptions
            .retain(|subscription| subscription.method != PROOF || subscription.state == SubscriptionState::Left);
        if person.subscriptions.is_empty() && known > 0 && person.suppressed.is_none() {
            continue;
        }
        let of = |state: SubscriptionState| {
            let names = person.subscriptions.iter().filter(|subscription| subscription.state == state);
            names.map(|subscription| subscription.digest.as_str()).collect::<Vec<_>>().join(" ")
        };
        let status = if person.suppressed.is_some() { "suppressed" } else { "subscribed" };
        let method = person.subscriptions.first().map_or("", |subscription| subscription.method.as_str());
        writer.write_record([
            person.address.as_str(),
            person.name.as_deref().unwrap_or_default(),
            status,
            &of(SubscriptionState::Active),
            &of(SubscriptionState::Left),
            person.suppressed.as_deref().unwrap_or_default(),
            &person.since.to_rfc3339(),
            method,
        ])?;
    }
    let bytes = writer.into_inner().map_err(|error| anyhow::anyhow!("cannot write the CSV: {error}"))?;
    match file {
        Some(path) => std::fs::File::create(path)
            .and_then(|mut file| file.write_all(&bytes))
            .map_err(|error| anyhow::anyhow!("cannot write {}: {error}", path.display()))?,
        None => print_text(&String::from_utf8_lossy(&bytes))?,
    }
    Ok(Done::Well)
}
