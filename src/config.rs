//! Owns the checked whole of `config.toml`: the file is read once, every mistake in it is told at once with its line,
//! key and cure, and what comes out needs no further checks. Each section's types belong to the flow it speaks of.
//!
//! Only `[publication]` and one `[[source]]` must be there; whatever else is left out has the value of the shipped
//! file. Paths come out resolved: a relative one is relative to the folder of the file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::de::DeTable;

use crate::compose::options::DigestOptions;
use crate::deliver::options::MailOptions;
use crate::domain::{Address, BlockKind, Schedule};
use crate::gather::options::{AnswerOptions, SourceOptions};
use crate::net::options::NetOptions;
use crate::problem::{Problem, Problems};
use crate::publish::options::PublishOptions;
use crate::rank::RankOptions;
use crate::render::Templates;
use crate::store::options::StoreUrl;
use crate::web::options::WebOptions;

use read::Table;
use report::Report;
use surroundings::Surroundings;

pub use publication::Publication;
pub use surroundings::Environment;

mod digests;
mod feeds;
mod general;
mod mail;
mod moderation;
mod names;
mod near;
mod publication;
mod ranking;
mod read;
mod report;
mod sources;
mod surroundings;
mod syntax;
mod values;

/// Everything the operator says, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Who publishes.
    pub publication: Publication,
    /// Where data are kept.
    pub store_url: StoreUrl,
    /// When sources are gathered that have no schedule of their own.
    pub gather_schedule: Schedule,
    /// Who is told of a source that breaks, by mail.
    pub alarm_to: Vec<Address>,
    /// How sources are asked.
    pub net: NetOptions,
    /// Where their answers are kept; `None`: nowhere.
    pub answers: Option<AnswerOptions>,
    /// The sources, at least one.
    pub sources: Vec<SourceOptions>,
    /// How comments are chosen.
    pub rank: RankOptions,
    /// What is never quoted.
    pub blocks: Vec<(BlockKind, String)>,
    /// The feeds.
    pub publish: PublishOptions,
    /// The digests.
    pub digests: Vec<DigestOptions>,
    /// How mail leaves.
    pub mail: MailOptions,
    /// How readers are served.
    pub web: WebOptions,
    /// The templates, the operator's own over the built-in ones, each tried.
    pub templates: Arc<Templates>,
    /// The folder of the file.
    pub folder: PathBuf,
}

impl Config {
    /// Reads and checks the file at `path`. `POSTROUND_STORE_URL`, `POSTROUND_SMTP_PASSWORD` and
    /// `POSTROUND_OPERATOR_PASSWORD` of the environment take the place of what the file says.
    pub fn load(path: &Path, environment: Environment<'_>) -> Result<Self, Problems> {
        let refuse = |line, what: String, cure: &str| {
            let file = path.display().to_string();
            Problems(vec![Problem { file, line, key: String::new(), what, cure: cure.to_owned() }])
        };
        let bytes = std::fs::read(path).map_err(|error| {
            let cure =
                "name the file with --config FILE, or begin with a copy of the config.toml that comes with postround";
            refuse(None, format!("cannot read the configuration: {error}"), cure)
        })?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let before = bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count();
            let line = u32::try_from(before + 1).ok();
            refuse(line, "the file is not UTF-8 text".to_owned(), "save it with the encoding UTF-8")
        })?;
        Self::parse(text, path, environment)
    }

    /// Checks `text` as if it were read from `path`.
    pub fn parse(text: &str, path: &Path, environment: Environment<'_>) -> Result<Self, Problems> {
        let report = Report::new(path.display().to_string(), text);
        let (tree, errors) = DeTable::parse_recoverable(text);
        let readable = syntax::report(&report, &errors);
        // A tree with holes would only make up mistakes that are none.
        let config = if readable { read_all(&report, tree.get_ref(), path, environment) } else { None };
        let problems = report.into_problems();
        match config {
            Some(config) if problems.is_empty() => Ok(config),
            _ => Err(Problems(problems)),
        }
    }
}

/// `None` only where a problem was reported.
fn read_all(report: &Report, tree: &DeTable<'_>, path: &Path, environment: Environment<'_>) -> Option<Config> {
    let root = Table::root(report, tree);
    let parent = path.parent().unwrap_or(Path::new(""));
    let (zone, publication) = publication::read(&root);
    let source_tables = sources::tables(&root);
    let sources = sources::names(&source_tables);
    let templates = general::templates(&root, parent, report);
    let around = Surroundings { folder: parent, environment, zone, publication, sources, templates };

    let store_url = general::store(&root, &around, report);
    let gather = general::gather(&root, &around);
    let defaults = sources::Defaults { schedule: gather.schedule.as_ref(), hours: gather.hours, budget: gather.budget };
    let sources = sources::read(source_tables, defaults, &around);
    let rank = ranking::rank(&root);
    let digests = digests::read(&root, &around);
    let publish = feeds::read(&root, &sources, &digests, &around);
    let mail = mail::read(&root, &around);
    let moderating = moderation::read(&root, &around);
    let web = general::web(&root, moderating.hide_after_reports, &around);
    root.finish();

    let folder = if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent.to_owned() };
    Some(Config {
        publication: around.publication?,
        store_url: store_url?,
        gather_schedule: gather.schedule?,
        net: gather.net?,
        answers: gather.answers,
        alarm_to: gather.alarm_to,
        sources,
        rank,
        blocks: moderating.blocks,
        publish: publish?,
        digests,
        mail: mail?,
        web,
        templates: around.templates,
        folder,
    })
}

#[cfg(test)]
mod tests;
