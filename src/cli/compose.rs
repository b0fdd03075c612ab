//! Owns `compose`: the edition of one digest that is due.

use chrono::{DateTime, Utc};

use super::mistake::Mistake;
use super::output::{Done, Voice, counted};
use crate::app::App;
use crate::compose::options::DigestOptions;
use crate::compose::{Composed, First, Window};
use crate::press;
use crate::stop::Stop;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The digest, by its name in the configuration
    digest: String,
    /// Close its window now, whatever the schedule says; the next edition begins where this one ends
    #[arg(long)]
    early: bool,
}

pub(super) async fn run(app: &App, args: &Args, voice: Voice) -> anyhow::Result<Done> {
    let digest = find(app, &args.digest)?;
    let composed = if args.early {
        let window = Window { from: app.store.last_cut(&digest.name).await?, cut: app.clock.now() };
        press::compose_window(app, digest, window).await?
    } else {
        press::compose(app, digest, First::Now, Some(app.clock.now()), &Stop::never()).await?
    };
    voice.say(&line(digest, &composed))?;
    Ok((!matches!(composed, Composed::Ahead(_))).into())
}

/// The digest of that name.
pub(super) fn find<'a>(app: &'a App, name: &str) -> anyhow::Result<&'a DigestOptions> {
    app.config.digests.iter().find(|digest| digest.name.as_str() == name).ok_or_else(|| {
        let names: Vec<&str> = app.config.digests.iter().map(|digest| digest.name.as_str()).collect();
        Mistake(format!("there is no digest {name:?}; the configuration has {}", names.join(", "))).into()
    })
}

/// For people.
pub(super) fn line(digest: &DigestOptions, composed: &Composed) -> String {
    let zone = digest.schedule.zone();
    let local = |at: &DateTime<Utc>| at.with_timezone(&zone).format("%a %-d %b %Y %H:%M");
    match composed {
        Composed::NotDue(Some(next)) => {
            format!("composed  {}: nothing due before {} ({zone})\n", digest.name, local(next))
        }
        Composed::Missed(missed, _) => format!(
            "composed  {}: too late for the edition of {} ({zone}); its articles go into the next one\n",
            digest.name,
            local(missed)
        ),
        Composed::Ahead(closed) => format!(
            "composed  {}: FAILED: its last window closed in the future, at {} ({zone}); was the clock wrong, or a rehearsal run with --now on this store?\n",
            digest.name,
            local(closed)
        ),
        Composed::NotDue(None) => format!("composed  {}: nothing due\n", digest.name),
        Composed::Frozen { date, articles, quotes, .. } => format!(
            "composed  {} {date}: {} quoting {}\n",
            digest.name,
            counted(*articles, "article"),
            counted(*quotes, "comment")
        ),
        Composed::Skipped(reason) => format!("composed  {}: no edition: {reason}\n", digest.name),
        Composed::Already => format!("composed  {}: another process was first\n", digest.name),
    }
}
