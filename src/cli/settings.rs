//! Owns the options that every verb takes, and what a verb begins with: the configuration, and the parts built from it.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::logging::Form;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::problem::Problems;

// No doc comment: the command line would show it as what the program is about.
#[derive(Debug, clap::Args)]
pub(super) struct Settings {
    /// The configuration
    #[arg(long, global = true, value_name = "FILE", default_value = "config.toml", env = "POSTROUND_CONFIG")]
    pub(super) config: PathBuf,
    /// Say nothing but errors; no progress bars
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Say more on standard error; twice for everything
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
    /// How log lines are written
    #[arg(long, global = true, value_enum, default_value = "text", value_name = "FORM")]
    pub(super) log: Form,
}

impl Settings {
    /// The configuration, read and checked.
    pub(super) fn config(&self) -> Result<Config, Problems> {
        Config::load(&self.config, &|name| std::env::var(name).ok())
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
