//! Owns `subscribers feed`: making, renewing and taking away a person's own feed.

use serde_json::json;

use crate::cli::mistake::Mistake;
use crate::cli::output::{Done, print_json, print_text};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::Address;
use crate::publish::channel::Ending;
use crate::publish::options::Target;
use crate::publish::personal::{is_open, personal_address};
use crate::store::{OpenedFeed, PersonalChange, Store};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Whose
    address: Address,
    /// The topics it is of, with commas between them; "" for those of the digests they get, as at first
    #[arg(long, value_delimiter = ',')]
    topics: Option<Vec<String>>,
    /// Give it a new address; the old one opens nothing any more
    #[arg(long)]
    renew: bool,
    /// Take it away
    #[arg(long, conflicts_with_all = ["topics", "renew"])]
    revoke: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// What became of a feed, and all that is told of it.
#[derive(Debug)]
struct Account<'a> {
    config: &'a Config,
    address: &'a Address,
    change: &'static str,
    opened: Option<OpenedFeed>,
    /// Topics of its own that no article has.
    unheard: Vec<String>,
}

pub(super) async fn run(config: &Config, store: &Store, args: &Args) -> anyhow::Result<Done> {
    let address = &args.address;
    let account = if args.revoke {
        let change = if store.revoke_personal(address).await? { "revoked" } else { "none" };
        Account { config, address, change, opened: None, unheard: Vec::new() }
    } else {
        let topics = args.topics.as_ref().map(|topics| cleaned(topics));
        let made = store.make_personal(address, topics.as_deref(), args.renew, Clock::system().now()).await?;
        let Some((feed, change)) = made else {
            let cure = format!("`postround subscribers add {address}` adds them");
            return Err(Mistake(format!("nobody has the address {address}; {cure}")).into());
        };
        let change = match change {
            PersonalChange::Made => "made",
            PersonalChange::Renewed => "renewed",
            PersonalChange::Kept if topics.is_some() => "changed",
            PersonalChange::Kept => "kept",
        };
        let unheard = unheard(store, &feed.topics).await?;
        Account { config, address, change, opened: store.personal_of(&feed.token).await?, unheard }
    };
    if args.json {
        print_json(&account.for_machines())?;
    } else {
        print_text(&account.for_people())?;
    }
    Ok(Done::Well)
}

/// Each topic once, without the spaces around it.
fn cleaned(topics: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for topic in topics.iter().map(|topic| topic.trim()).filter(|topic| !topic.is_empty()) {
        if !out.iter().any(|known| known.to_lowercase() == topic.to_lowercase()) {
            out.push(topic.to_owned());
        }
    }
    out
}

async fn unheard(store: &Store, topics: &[String]) -> anyhow::Result<Vec<String>> {
    if topics.is_empty() {
        return Ok(Vec::new());
    }
    let known: Vec<String> = store.topics(1).await?.into_iter().map(|(topic, _)| topic.to_lowercase()).collect();
    Ok(topics.iter().filter(|topic| !known.contains(&topic.to_lowercase())).cloned().collect())
}

impl Account<'_> {
    fn is_open(&self) -> bool {
        self.opened.as_ref().is_some_and(|opened| is_open(opened, &self.config.publish.digests))
    }

    /// The digests it goes by, where it has no topics of its own.
    fn digests(&self) -> Vec<&str> {
        let Some(opened) = self.opened.as_ref().filter(|opened| opened.feed.topics.is_empty()) else {
            return Vec::new();
        };
        let known = self.config.publish.digests.iter().filter(|digest| opened.digests.contains(&digest.name));
        known.map(|digest| digest.name.as_str()).collect()
    }

    fn feeds(&self) -> Vec<(Ending, String)> {
        let Some(opened) = &self.opened else { return Vec::new() };
        let address = personal_address(&self.config.publish.base, &opened.feed.token);
        Ending::ALL.into_iter().map(|ending| (ending, ending.of(&address).into())).collect()
    }

    fn for_people(&self) -> String {
        let says = match self.change {
            "made" => "their own feed was made",
            "renewed" => "their own feed has a new address; the old one opens nothing any more",
            "changed" => "their own feed has other topics now, at the address it had",
            "kept" => "their own feed, as it was",
            "revoked" => "their own feed was taken away; its address opens nothing any more",
            _ => "they had no feed of their own",
        };
        let mut out = format!("{}: {says}\n", self.address);
        let Some(opened) = &self.opened else { return out };
        for (ending, feed) in self.feeds() {
            out += &format!("  {:<13}  {feed}\n", ending.name());
        }
        out += &match (opened.feed.topics.as_slice(), self.digests().as_slice()) {
            ([], []) => String::new(),
            ([], digests) => format!("It is of what their digests are of: {}.\n", digests.join(", ")),
            (topics, _) => format!("It is of {}.\n", topics.join(", ")),
        };
        if !self.unheard.is_empty() {
            out += &format!("No article is of {} yet.\n", self.unheard.join(", "));
        }
        if !self.is_open() {
            out += "It opens nothing for now: nobody may write to them, or they get no digest and have no topics of \
                    their own.\n";
        }
        if self.config.publish.to == Target::Folder {
            out += "It stands in no folder: your web server must hand what is asked for below /my/ on to this postround.\n";
        }
        out + "Whoever has an address of these reads the feed: give it to this person alone, and --renew it if it got \
               about.\n"
    }

    fn for_machines(&self) -> serde_json::Value {
        let feeds: serde_json::Map<String, serde_json::Value> =
            self.feeds().into_iter().map(|(ending, feed)| (ending.as_str().to_owned(), feed.into())).collect();
        json!({
            "address": self.address.as_str(),
            "change": self.change,
            "open": self.is_open(),
            "topics": self.opened.as_ref().map(|opened| &opened.feed.topics),
            "digests": self.digests(),
            "made": self.opened.as_ref().map(|opened| opened.feed.made),
            "feeds": feeds,
        })
    }
}
