//! Owns the log: to standard error, so that standard output stays a verb's own; as text or as JSON, a line an event.

use std::io::IsTerminal;

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    Text,
    Json,
}

/// Starts the log. `RUST_LOG` sets the level as well; otherwise a service tells what it does and a single verb only
/// what went wrong.
pub(super) fn start(form: Form, quiet: bool, verbose: u8, service: bool) {
    let level = match (quiet, verbose, service) {
        (true, ..) => "error",
        (_, 0, false) => "warn",
        (_, 0, true) | (_, 1, false) => "postround=info,warn",
        (_, 1, true) | (_, 2, false) => "postround=debug,info",
        _ => "debug",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let builder = tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).with_ansi(colour);
    // A log that nobody reads any more is no reason to stop.
    let builder = builder.log_internal_errors(false);
    let started = match form {
        Form::Text => builder.with_target(false).try_init(),
        Form::Json => builder.json().flatten_event(true).try_init(),
    };
    if let Err(error) = started {
        eprintln!("cannot start the log: {error}");
    }
}
