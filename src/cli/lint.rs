//! Owns `lint`: checks any feed by the rules our own must satisfy before they are published.

use std::io::Read as _;
use std::path::PathBuf;

use serde::Serialize;
use url::Url;

use super::mistake::Mistake;
use super::output::{Done, counted, print_json, print_text};
use super::settings::Settings;
use crate::clock::Clock;
use crate::net::{Fetched, Net, Reach, Validators};
use crate::publish::lint::{Finding, Report, Severity, Surroundings, check};

/// What can be checked.
const CURE: &str = "give the file or the http(s) address of a feed, or `-` for standard input";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file or the http(s) address of a feed, or `-` for standard input
    #[arg(value_name = "FEED|-")]
    feed: String,
    /// Print what was found as one JSON document
    #[arg(long)]
    json: bool,
    /// The address the feed will stand at, where it is read from elsewhere: its own link to itself must be the same
    #[arg(long, value_name = "URL")]
    address: Option<Url>,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    /// Permit an address within a private network
    #[arg(long)]
    allow_private: bool,
}

/// A feed and what is known of it.
struct Got {
    bytes: Vec<u8>,
    address: Option<String>,
    media_type: Option<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    feed: &'a str,
    format: Option<&'static str>,
    entries: usize,
    findings: Vec<FoundDocument<'a>>,
}

#[derive(Serialize)]
struct FoundDocument<'a> {
    severity: &'static str,
    name: &'static str,
    line: Option<u32>,
    entry: Option<usize>,
    place: &'a str,
    what: &'a str,
    cure: &'static str,
    more: u32,
}

pub(super) async fn run(settings: &Settings, args: &Args) -> anyhow::Result<Done> {
    let Got { bytes, address, media_type } = got(settings, args).await?;
    let address = args.address.as_ref().map(ToString::to_string).or(address);
    let now = Clock::system().now();
    let report = tokio::task::spawn_blocking(move || {
        check(&bytes, &Surroundings { now, address: address.as_deref(), media_type: media_type.as_deref() })
    })
    .await?;
    if args.json {
        print_json(&document(&args.feed, &report))?;
    } else {
        print_text(&for_people(&args.feed, &report))?;
    }
    let worst = report.findings.first().map(|finding| finding.severity);
    Ok(Done::from(worst.is_none_or(|worst| worst < if args.strict { Severity::Warning } else { Severity::Error })))
}

async fn got(settings: &Settings, args: &Args) -> anyhow::Result<Got> {
    if let Ok(url) = args.feed.parse::<Url>()
        && matches!(url.scheme(), "http" | "https")
    {
        return fetched(settings, args, &url).await;
    }
    let mut bytes = Vec::new();
    if args.feed == "-" {
        std::io::stdin().read_to_end(&mut bytes)?;
    } else {
        let path = PathBuf::from(&args.feed);
        bytes = std::fs::read(&path)
            .map_err(|error| Mistake(format!("cannot read {}: {error}; {CURE}", path.display())))?;
    }
    Ok(Got { bytes, address: None, media_type: None })
}

async fn fetched(settings: &Settings, args: &Args, url: &Url) -> anyhow::Result<Got> {
    let options = settings.config_if_any()?.map_or_else(super::trial::net_options, |config| config.net);
    let net = Net::new(options, Clock::system())?;
    let reach = if args.allow_private { Reach::Private } else { Reach::Public };
    match net.get(url, &Validators::default(), reach).await {
        Ok(Fetched::Fresh(answer)) => Ok(Got {
            bytes: answer.body,
            address: Some(answer.url.to_string()),
            // What a server leaves out readers guess.
            media_type: Some(answer.content_type.unwrap_or_default()),
        }),
        Ok(Fetched::NotModified { .. }) => {
            anyhow::bail!("{url} answered \"not modified\" to a request without conditions")
        }
        Err(error) => anyhow::bail!("cannot get {url}: {error}"),
    }
}

fn document<'a>(feed: &'a str, report: &'a Report) -> Document<'a> {
    let found = |finding: &'a Finding| FoundDocument {
        severity: finding.severity.as_str(),
        name: finding.name,
        line: finding.line,
        entry: finding.entry,
        place: &finding.place,
        what: &finding.what,
        cure: finding.cure,
        more: finding.more,
    };
    Document {
        feed,
        format: report.format.map(crate::publish::channel::Ending::as_str),
        entries: report.entries,
        findings: report.findings.iter().map(found).collect(),
    }
}

fn for_people(feed: &str, report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        out += &format!("{finding}\n");
    }
    let kind = report.format.map_or("no feed of a known format", crate::publish::channel::Ending::name);
    let count = |severity| report.of(severity).map(|finding| 1 + finding.more as usize).sum::<usize>();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let entries = if report.entries == 1 { "1 entry".to_owned() } else { format!("{} entries", report.entries) };
    out += &format!("{feed}: {kind}, {entries}: {}, {}\n", counted(errors, "error"), counted(warnings, "warning"));
    out
}
