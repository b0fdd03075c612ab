//! Owns the options that every verb takes, and what a verb begins with: the configuration, and the parts built from it.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::logging::Form;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::problem::Problems;

/// The configuration, where none is named.
const CONFIG: &str = "config.toml";

// No doc comment: the command line would show it as what the program is about.
#[derive(Debug, clap::Args)]
pub(super) struct Settings {
    /// The configuration; relative paths in it are relative to its folder
    #[arg(long, global = true, value_name = "FILE", default_value = CONFIG, env = "POSTROUND_CONFIG")]
    pub(super) config: PathBuf,
    /// Say nothing but errors, and show no progress bars; what was asked for (`status`, `list`, --json) is printed still
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Log what is done to standard error; twice for details, three times for everything
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
    /// How log lines are written: for people, or for machines as one JSON object a line
    #[arg(long, global = true, value_enum, default_value = "text", value_name = "FORM")]
    pub(super) log: Form,
}

impl Settings {
    /// The configuration, read and checked.
    pub(super) fn config(&self) -> Result<Config, Problems> {
        Config::load(&self.config, &|name| std::env::var(name).ok())
    }

    /// The configuration for a verb that works without one: `None` only where none was named and none is there.
    pub(super) fn config_if_any(&self) -> Result<Option<Config>, Problems> {
        let named = self.config != std::path::Path::new(CONFIG);
        if named || self.config.exists() { self.config().map(Some) } else { Ok(None) }
    }

    /// Everything the configuration speaks of.
    pub(super) async fn app(&self) -> anyhow::Result<App> {
        App::build(self.config()?, Clock::system()).await
    }

    /// The same at another present than the real one.
    pub(super) async fn app_at(&self, now: Option<DateTime<Utc>>) -> anyhow::Result<App> {
        App::build(self.config()?, now.map_or_else(Clock::system, Clock::set_to)).await
    }
}
