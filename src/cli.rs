//! Owns the command line: what can be typed, and the exit code (0 done, 1 something failed, 2 the operator's mistake).
//! Each verb has a file of its own.

mod check;
mod compose;
mod deliver;
mod document;
mod gather;
mod logging;
mod manual;
mod mistake;
mod once;
mod output;
mod preview;
mod progress;
mod publish;
mod rank;
mod run;
mod settings;
mod status;
mod subscribers;
mod trial;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::problem::Problems;
use mistake::Mistake;
use output::{Done, Voice, counted};
use settings::Settings;

/// Gathers trade news and its readers' comments, publishes feeds, and mails a digest with the comments worth reading.
#[derive(Debug, Parser)]
#[command(
    name = "postround",
    version,
    max_term_width = 100,
    after_help = "Without a verb, postround runs as a service.\nExit codes: 0 done, 1 something failed, 2 a mistake in the configuration or the arguments."
)]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
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

/// Parses the arguments, runs the verb, and tells what became of it.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let verb = cli.verb.as_ref().unwrap_or(&Verb::Run);
    let settings = &cli.settings;
    logging::start(settings.log, settings.quiet, settings.verbose, matches!(verb, Verb::Run));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(8 << 20).build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&anyhow::anyhow!("cannot start: {error}")),
    };
    let ended = runtime.block_on(dispatch(settings, verb));
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

async fn dispatch(settings: &Settings, verb: &Verb) -> anyhow::Result<Done> {
    let voice = Voice { quiet: settings.quiet };
    match verb {
        Verb::Run => run::run(settings).await,
        Verb::Once(args) => once::run(settings, args, voice).await,
        Verb::Gather(args) => gather::run(&settings.app().await?, args, voice).await,
        Verb::Publish(args) => publish::run(&settings.app().await?, args, voice).await,
        Verb::Compose(args) => compose::run(&settings.app().await?, args).await,
        Verb::Deliver(args) => deliver::run(&settings.app().await?, args, voice).await,
        Verb::Check(args) => check::run(settings, args).await,
        Verb::Try(args) => trial::run(settings, args, voice).await,
        Verb::Rank(args) => rank::run(settings, args),
        Verb::Preview(args) => preview::run(&settings.app().await?, args).await,
        Verb::Status(args) => status::run(settings.config()?, args).await,
        Verb::Subscribers(args) => subscribers::run(settings.config()?, args).await,
        Verb::Completions(args) => manual::completions(args, Cli::command()),
        Verb::Man(args) => manual::man(args, Cli::command()),
    }
}
