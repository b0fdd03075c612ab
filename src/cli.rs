//! Owns the command line: what can be typed, and the exit code (0 done, 1 something failed, 2 the operator's mistake).
//! Each verb has a file of its own.

mod check;
mod compose;
mod deliver;
mod document;
mod gather;
mod hubs;
mod lint;
mod logging;
mod manual;
mod mistake;
mod moderate;
mod once;
mod output;
mod preview;
mod progress;
mod publish;
mod rank;
mod replay;
mod run;
mod scratch;
mod settings;
mod sources;
mod status;
mod subscribers;
mod timetable;
mod trial;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::problem::Problems;
use mistake::Mistake;
use output::{Done, NoReader, Voice, counted};
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
    ///
    /// SIGTERM and Ctrl-C stop it in order, and a second one at once. SIGHUP reads the configuration again; where that
    /// has mistakes, they are logged and the old one stays.
    Run,
    /// Do one full round now, then print a summary
    ///
    /// Gathers every source, publishes the feeds, composes the digests that are due (and a first edition where there
    /// has never been one), and delivers until the queue is empty. The exit code is 1 where a source, a feed, a digest
    /// or a letter failed.
    Once(once::Args),
    /// Gather all sources, or one
    ///
    /// A source or a page that fails stops none of the others; the exit code is 1 where a source failed as a whole.
    Gather(gather::Args),
    /// Publish the feeds from what is stored
    ///
    /// Only documents that changed are written. A feed that cannot be made stays as it was, and the exit code is 1. Where
    /// hubs are configured, they are told of what changed; one that cannot be told now is told again later, and is no
    /// failure.
    Publish(publish::Args),
    /// Compose the edition of a digest that is due, and queue its letters
    ///
    /// Where nothing is due, it says when the next edition is, and the exit code is 0. `postround deliver` sends what
    /// was queued.
    Compose(compose::Args),
    /// Send what is queued
    ///
    /// The exit code is 1 where a letter failed, or was put off and is still queued.
    Deliver(deliver::Args),
    /// Check the configuration and the templates
    ///
    /// Every mistake is told at once, each with file, line, key, what is wrong and what to do; the exit code is then 2.
    Check(check::Args),
    /// Show what a source, a page or a saved page yields; nothing is stored
    ///
    /// A source is read by its own rules. Of a page on its own everything is found automatically, and further pages of
    /// its comments are followed, for a saved page in its folder. Shown are the articles and the comments that would be
    /// quoted.
    ///
    /// With --replay, the answers kept of a source (`keep_answers`) are read by its present rules, without a
    /// request, and what would change in the store is shown; the exit code is 1 where a page that was read cannot be
    /// read now.
    Try(trial::Args),
    /// Rank the comments of an article, as `try --json` prints it
    ///
    /// Takes the whole document or one object of its "articles", and needs no configuration; where there is one, its
    /// [rank] counts. With --json the document is printed with score, rank and reasons filled in, and all else as it was.
    Rank(rank::Args),
    /// Check any feed by the rules ours must satisfy
    ///
    /// RSS 2.0, Atom 1.0 and JSON Feed 1.1, by their specifications and by what the W3C feed validator warns of. Each
    /// finding has its line, its place and its cure. The exit code is 1 where there is an error, with --strict also where
    /// there is a warning.
    Lint(lint::Args),
    /// Write a digest's next edition to files, as it would go out
    ///
    /// Nothing is frozen, queued or sent. Where nothing is new since the last edition, that one is written again.
    Preview(preview::Args),
    /// Show how each source fares and why, or one of them in full
    ///
    /// Each with its state, since when and what to do about it, what its pages usually have, and how many of the
    /// comments they state are held. With a name also its last rounds, the articles short of comments, its alarms, and
    /// the readings that were not believed.
    Sources(sources::Args),
    /// Show the last and next runs, the sources' health, the queue and each edition's balance
    Status(status::Args),
    /// Add, list, import and export subscribers, and give them feeds of their own
    Subscribers(subscribers::Args),
    /// Hide, show, pin or veto comments, block words, people and sources, and see what readers reported
    ///
    /// What is hidden, vetoed or blocked is in no feed, edition or letter; what is pinned is quoted first. Everything is
    /// written down with who did it, when and why (`moderate log`).
    Moderate(moderate::Args),
    /// Print a completion script for a shell
    ///
    /// For bash: postround completions bash > ~/.local/share/bash-completion/completions/postround
    Completions(manual::Completions),
    /// Print the manual page, of the program or of a verb
    ///
    /// To read one: postround man once | man -l -
    Man(manual::Man),
}

/// Parses the arguments, runs the verb, and tells what became of it.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let verb = cli.verb.as_ref().unwrap_or(&Verb::Run);
    // What goes wrong is what `try` shows: the log would only say it twice.
    let settings = &cli.settings;
    let quiet = settings.quiet || (matches!(verb, Verb::Try(_)) && settings.verbose == 0);
    logging::start(settings.log, quiet, settings.verbose, matches!(verb, Verb::Run));
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
    if error.is::<NoReader>() {
        return ExitCode::SUCCESS;
    }
    let (code, text) = if let Some(problems) = error.downcast_ref::<Problems>() {
        (2, format!("{problems}\n{} in the configuration", counted(problems.0.len(), "mistake")))
    } else if let Some(mistake) = error.downcast_ref::<Mistake>() {
        (2, format!("error: {mistake}"))
    } else {
        (1, format!("error: {error:#}"))
    };
    // Where nobody reads it, the exit code still tells.
    let _ = writeln!(std::io::stderr(), "{text}");
    ExitCode::from(code)
}

async fn dispatch(settings: &Settings, verb: &Verb) -> anyhow::Result<Done> {
    let voice = Voice { quiet: settings.quiet };
    match verb {
        Verb::Run => run::run(settings).await,
        Verb::Once(args) => once::run(settings, args, voice).await,
        Verb::Gather(args) => gather::run(&settings.app().await?, args, voice).await,
        Verb::Publish(args) => publish::run(&settings.app().await?, args, voice).await,
        Verb::Compose(args) => compose::run(&settings.app().await?, args, voice).await,
        Verb::Deliver(args) => deliver::run(&settings.app().await?, args, voice).await,
        Verb::Check(args) => check::run(settings, args, voice).await,
        Verb::Try(args) => trial::run(settings, args, voice).await,
        Verb::Rank(args) => rank::run(settings, args),
        Verb::Lint(args) => lint::run(settings, args).await,
        Verb::Preview(args) => preview::run(&settings.app().await?, args, voice).await,
        Verb::Sources(args) => sources::run(settings.config()?, args).await,
        Verb::Status(args) => status::run(settings.config()?, args).await,
        Verb::Subscribers(args) => subscribers::run(settings.config()?, args, voice).await,
        Verb::Moderate(args) => moderate::run(&settings.app().await?, args, voice).await,
        Verb::Completions(args) => manual::completions(args, Cli::command()),
        Verb::Man(args) => manual::man(args, Cli::command()),
    }
}
