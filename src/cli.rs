//! Owns the command line: what can be typed, and the exit code (0 done, 1 something failed, 2 the operator's mistake).
//! Each verb has a file of its own.

mod check;
mod compose;
mod deliver;
mod document;
mod gather;
mod logging;
mod manual;
mod once;
mod preview;
mod progress;
mod publish;
mod rank;
mod run;
mod status;
mod subscribers;
mod trial;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::problem::Problems;

/// Gathers trade news and its readers' comments, publishes feeds, and mails a digest with the comments worth reading.
#[derive(Debug, Parser)]
#[command(
    name = "postround",
    version,
    max_term_width = 100,
    after_help = "Without a verb, postround runs as a service.\nExit codes: 0 done, 1 something failed, 2 a mistake in the configuration or the arguments."
)]
pub struct Cli {
    /// The configuration
    #[arg(long, global = true, value_name = "FILE", default_value = "config.toml", env = "POSTROUND_CONFIG")]
    config: PathBuf,
    /// Say nothing but errors; no progress bars
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Say more on standard error; twice for everything
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    /// How log lines are written
    #[arg(long, global = true, value_enum, default_value = "text", value_name = "FORM")]
    log: logging::Form,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run as a service: gather, publish, compose and deliver on schedule, and serve the web
    Run,
    /// One full round now, then a summary
    Once(once::Args),
    /// Gather all sources, or one
    Gather(gather::Args),
    /// Publish the feeds
    Publish(publish::Args),
    /// Compose the edition of a digest that is due
    Compose(compose::Args),
    /// Send what is queued
    Deliver(deliver::Args),
    /// Check the configuration and the templates
    Check(check::Args),
    /// Show what a source, a page or a saved page yields; nothing is stored
    Try(trial::Args),
    /// Rank the comments of an article, as `try --json` prints it
    Rank(rank::Args),
    /// Write a digest's next edition to files, as it would go out
    Preview(preview::Args),
    /// Show the last and next runs, the sources' health, the queue and each edition's balance
    Status(status::Args),
    /// Add, list, import and export subscribers
    Subscribers(subscribers::Args),
    /// Print a completion script for a shell
    Completions(manual::Completions),
    /// Print the manual page
    Man(manual::Man),
}

/// How loud a verb may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Voice {
    quiet: bool,
}

/// What became of a verb that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// All went well.
    Well,
    /// Something failed, and was told.
    Badly,
}

impl From<bool> for Done {
    fn from(well: bool) -> Self {
        if well { Self::Well } else { Self::Badly }
    }
}

/// Parses the arguments, runs the verb, and tells what became of it.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let verb = cli.verb.as_ref().unwrap_or(&Verb::Run);
    logging::start(cli.log, cli.quiet, cli.verbose, matches!(verb, Verb::Run));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(8 << 20).build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&anyhow::anyhow!("cannot start: {error}")),
    };
    let ended = runtime.block_on(dispatch(&cli, verb));
    // Threads that wait for the disk or a parser are not waited for.
    runtime.shutdown_background();
    match ended {
        Ok(Done::Well) => ExitCode::SUCCESS,
        Ok(Done::Badly) => ExitCode::from(1),
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    if let Some(Problems(problems)) = error.downcast_ref() {
        for problem in problems {
            eprintln!("{problem}");
        }
        eprintln!("{} in the configuration", counted(problems.len(), "mistake"));
        return ExitCode::from(2);
    }
    if let Some(mistake) = error.downcast_ref::<Mistake>() {
        eprintln!("error: {mistake}");
        return ExitCode::from(2);
    }
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    eprintln!("error: {error:#}");
    ExitCode::from(1)
}

/// Whoever read our output had enough of it.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

/// A mistake in the arguments that only the configuration or a file could show.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Mistake(pub(crate) String);

async fn dispatch(cli: &Cli, verb: &Verb) -> anyhow::Result<Done> {
    let voice = Voice { quiet: cli.quiet };
    match verb {
        Verb::Run => run::run(cli).await,
        Verb::Once(args) => once::run(cli, args, voice).await,
        Verb::Gather(args) => gather::run(&cli.app().await?, args, voice).await,
        Verb::Publish(args) => publish::run(&cli.app().await?, args, voice).await,
        Verb::Compose(args) => compose::run(&cli.app().await?, args).await,
        Verb::Deliver(args) => deliver::run(&cli.app().await?, args, voice).await,
        Verb::Check(args) => check::run(cli, args).await,
        Verb::Try(args) => trial::run(cli, args, voice).await,
        Verb::Rank(args) => rank::run(cli, args),
        Verb::Preview(args) => preview::run(&cli.app().await?, args).await,
        Verb::Status(args) => status::run(cli.config()?, args).await,
        Verb::Subscribers(args) => subscribers::run(cli.config()?, args).await,
        Verb::Completions(args) => manual::completions(args),
        Verb::Man(args) => manual::man(args),
    }
}

impl Cli {
    fn config(&self) -> Result<Config, Problems> {
        Config::load(&self.config, &|name| std::env::var(name).ok())
    }

    async fn app(&self) -> anyhow::Result<App> {
        App::build(self.config()?, Clock::system()).await
    }

    async fn app_at(&self, now: Option<DateTime<Utc>>) -> anyhow::Result<App> {
        App::build(self.config()?, now.map_or_else(Clock::system, Clock::set_to)).await
    }
}

/// `1 article`, `2 articles`.
pub(crate) fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// One JSON document on standard output, and nothing else.
pub(crate) fn print_json<T: serde::Serialize>(value: &T) -> anyhow::Result<()> {
    print_text(&format!("{}\n", serde_json::to_string_pretty(value)?))
}

/// Text on standard output; a reader that has gone is an error, not a panic.
pub(crate) fn print_text(text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
