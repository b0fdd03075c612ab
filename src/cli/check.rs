//! Owns `check`: every mistake in the configuration and the templates at once; with `--online`, what only the world
//! can tell.

use super::output::{Done, counted, print_text};
use super::settings::Settings;
use crate::app::App;
use crate::clock::Clock;
use crate::deliver::transport;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Also ask each source for its first page, and the mail transport whether it lets us in
    #[arg(long)]
    online: bool,
}

pub(super) async fn run(settings: &Settings, args: &Args) -> anyhow::Result<Done> {
    let config = settings.config()?;
    print_text(&format!(
        "{} is right: {}, {}, {}\n",
        settings.config.display(),
        counted(config.sources.len(), "source"),
        counted(config.publish.feeds.len(), "feed"),
        counted(config.digests.len(), "digest"),
    ))?;
    if !args.online {
        return Ok(Done::Well);
    }
    let app = App::build(config, Clock::system()).await?;
    let mut well = true;
    for source in &app.sources {
        let (ok, says) = match source.first_page(&app.clock).await {
            Ok(says) => (true, says),
            Err(error) => (false, format!("{error:#}")),
        };
        well &= ok;
        print_text(&format!("{} source {}: {says}\n", mark(ok), source.options.name))?;
    }
    let (ok, says) = match transport::build(&app.config.mail)?.probe().await {
        Ok(says) => (true, says),
        Err(error) => (false, format!("{error:#}")),
    };
    print_text(&format!("{} mail: {says}\n", mark(ok)))?;
    Ok((well && ok).into())
}

fn mark(ok: bool) -> &'static str {
    if ok { "ok    " } else { "FAILED" }
}
