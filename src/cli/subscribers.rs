//! Owns `subscribers`: adding, listing, importing and exporting the people who are mailed.

mod columns;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::mistake::Mistake;
use super::output::{Done, counted, print_json, print_text};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{Address, Name, Subscriber, SubscriptionState};
use crate::store::{Added, NewSubscriber, Store};
use columns::Columns;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Add a person who has given consent
    Add {
        /// Their address
        address: Address,
        /// How to greet them
        #[arg(long)]
        name: Option<String>,
        /// The digest they asked for; may be repeated [default: all]
        #[arg(long)]
        digest: Vec<String>,
    },
    /// List everybody
    List {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Import a CSV file; columns of listmonk and Mailchimp exports are known as well
    Import {
        /// The file, or `-` for standard input
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
        /// The digest for people whose row names none; may be repeated [default: all]
        #[arg(long)]
        digest: Vec<String>,
        /// Show what would be done, and store nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Export a CSV file that `import` takes back
    Export {
        /// The file [default: standard output]
        file: Option<PathBuf>,
    },
}

pub(super) async fn run(config: Config, args: &Args) -> anyhow::Result<Done> {
    let store = Store::open(&config.store_url).await?;
    let done = match &args.verb {
        Verb::Add { address, name, digest } => {
            let digests = digests(&config, digest)?;
            add(&store, address, name.clone(), digests).await
        }
        Verb::List { json } => list(&store, *json).await,
        Verb::Import { file, digest, dry_run } => {
            let digests = digests(&config, digest)?;
            import(&config, &store, file, digests, *dry_run).await
        }
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

async fn add(store: &Store, address: &Address, name: Option<String>, digests: Vec<Name>) -> anyhow::Result<Done> {
    let person =
        NewSubscriber { address: address.clone(), name, digests, method: "operator".to_owned(), suppressed: None };
    let added = store.add_subscriber(&person, Clock::system().now()).await?;
    let says = match added {
        Added::New => "added",
        Added::Subscribed => "known, and now subscribed to more",
        Added::Unchanged => "known, and subscribed already",
        Added::Left => "NOT added: they left, and only they can come back",
        Added::Suppressed => "NOT added: nobody may mail this address",
    };
    print_text(&format!("{address}: {says}\n"))?;
    Ok((!matches!(added, Added::Left | Added::Suppressed)).into())
}

async fn list(store: &Store, json: bool) -> anyhow::Result<Done> {
    let people = store.subscribers().await?;
    if json {
        print_json(&people.iter().map(for_machines).collect::<Vec<_>>())?;
        return Ok(Done::Well);
    }
    let mut out = String::new();
    for person in &people {
        let digests: Vec<String> = person
            .subscriptions
            .iter()
            .map(|subscription| match subscription.state {
                SubscriptionState::Active => subscription.digest.to_string(),
                SubscriptionState::Left => format!("{} (left)", subscription.digest),
            })
            .collect();
        let name = person.name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
        let suppressed = person.suppressed.as_deref().map(|why| format!("; SUPPRESSED: {why}")).unwrap_or_default();
        out += &format!("{}{name}: {}{suppressed}\n", person.address, digests.join(", "));
    }
    out += &format!("{}\n", counted(people.len(), "subscriber"));
    print_text(&out)?;
    Ok(Done::Well)
}

fn for_machines(person: &Subscriber) -> serde_json::Value {
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
        "subscriptions": subscriptions.collect::<Vec<_>>(),
    })
}

/// All rows or none: a file with a mistake changes nothing, and every mistake in it is told.
async fn import(
    config: &Config,
    store: &Store,
    file: &Path,
    digests: Vec<Name>,
    dry_run: bool,
) -> anyhow::Result<Done> {
    let all: Vec<Name> = config.digests.iter().map(|digest| digest.name.clone()).collect();
    let text = read(file)?;
    let people = rows(&text, file, &digests, &all)?;
    if dry_run {
        print_text(&format!("{} would be imported; nothing was stored\n", counted(people.len(), "row")))?;
        return Ok(Done::Well);
    }
    let added = store.add_subscribers(&people, Clock::system().now()).await?;
    let count = |wanted: Added| added.iter().filter(|added| **added == wanted).count();
    print_text(&format!(
        "{}: {} new, {} with more digests, {} unchanged, {} left before and stay so, {} suppressed\n",
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

fn rows(text: &str, file: &Path, digests: &[Name], all: &[Name]) -> anyhow::Result<Vec<NewSubscriber>> {
    let delimiter = columns::delimiter(text);
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = Columns::of(reader.headers()?).map_err(|what| Mistake(format!("{}: {what}", file.display())))?;
    let shown = if file.as_os_str() == "-" { "standard input".to_owned() } else { file.display().to_string() };
    let (mut people, mut mistakes) = (Vec::new(), Vec::new());
    for row in reader.records() {
        let row = row.map_err(|error| Mistake(format!("{shown}: {error}")))?;
        let line = row.position().map_or(0, csv::Position::line);
        match columns.person(&row, digests, |name| digest(all, name)) {
            Ok(Some(mut person)) => {
                person.method = format!("import {shown}");
                people.push(person);
            }
            Ok(None) => {}
            Err(what) => mistakes.push(format!("{shown}:{line}: {what}")),
        }
    }
    if mistakes.is_empty() {
        return Ok(people);
    }
    let told = mistakes.len().min(50);
    Err(Mistake(format!(
        "nothing was imported, as {} cannot be read:\n{}",
        counted(mistakes.len(), "row"),
        mistakes[..told].join("\n")
    ))
    .into())
}

async fn export(store: &Store, file: Option<&PathBuf>) -> anyhow::Result<Done> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["email", "name", "status", "digests", "left", "since", "method"])?;
    for person in store.subscribers().await? {
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
