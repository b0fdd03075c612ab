//! Owns `preview`: a digest's next edition as files, as it would go out; nothing is frozen or sent.

use std::path::PathBuf;

use super::compose;
use super::mistake::Mistake;
use super::output::{Done, counted, print_text};
use crate::app::App;
use crate::compose::{Window, draft};
use crate::deliver;
use crate::domain::{Address, Edition};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The digest
    digest: String,
    /// As this subscriber would get it
    #[arg(long, value_name = "ADDRESS")]
    subscriber: Option<Address>,
    /// Where digest.html, digest.txt and digest.eml are written
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) async fn run(app: &App, args: &Args) -> anyhow::Result<Done> {
    let (edition, about) = edition(app, args).await?;
    let (address, name, token) = recipient(app, args).await?;
    let room = app.post_room()?;
    let (letter, parcel) = deliver::proof(&room, &edition, &address, name.as_deref(), &token)?;
    std::fs::create_dir_all(&args.out)
        .map_err(|error| anyhow::anyhow!("cannot make the folder {}: {error}", args.out.display()))?;
    let files = [
        ("digest.html", letter.html.as_bytes()),
        ("digest.txt", letter.text.as_bytes()),
        ("digest.eml", &parcel.bytes[..]),
    ];
    for (file, bytes) in files {
        let path = args.out.join(file);
        std::fs::write(&path, bytes).map_err(|error| anyhow::anyhow!("cannot write {}: {error}", path.display()))?;
    }
    print_text(&format!(
        "{about}\nsubject: {}\n{}, {} bytes; digest.html, digest.txt and digest.eml are in {}\n",
        letter.subject,
        counted(edition.entries.len(), "article"),
        parcel.bytes.len(),
        args.out.display(),
    ))?;
    Ok(Done::Well)
}

/// What is new since the last edition; where nothing is, the last edition again.
async fn edition(app: &App, args: &Args) -> anyhow::Result<(Edition, String)> {
    let digest = compose::find(app, &args.digest)?;
    let Some(desk) = app.desk(digest) else { anyhow::bail!("the digest {} has no masthead", digest.name) };
    let window = Window { from: app.store.last_cut(&digest.name).await?, cut: app.clock.now() };
    let draft = draft(&app.store, desk, window).await?;
    if !draft.edition.entries.is_empty() {
        return Ok((draft.edition, format!("{}: what is new since the last edition", digest.name)));
    }
    for id in app.store.editions_of(&digest.name, 1).await? {
        if let Some(edition) = app.store.edition(id).await?.filter(|edition| !edition.entries.is_empty()) {
            let about = format!("{}: nothing is new, so this is the edition of {} again", digest.name, edition.date);
            return Ok((edition, about));
        }
    }
    anyhow::bail!("there is nothing to show for {}: gather first, with `postround gather`", digest.name)
}

async fn recipient(app: &App, args: &Args) -> anyhow::Result<(Address, Option<String>, String)> {
    let sample = "0123456789abcdef0123456789abcdef".to_owned();
    let Some(address) = &args.subscriber else {
        return Ok((app.config.publication.contact.clone(), None, sample));
    };
    let people = app.store.subscribers().await?;
    let Some(person) = people.into_iter().find(|person| person.address.folded() == address.folded()) else {
        return Err(Mistake(format!("{address} is not a subscriber; `postround subscribers list` shows who is")).into());
    };
    let token = person.subscriptions.iter().find(|subscription| subscription.digest.as_str() == args.digest);
    Ok((person.address, person.name, token.map_or(sample, |subscription| subscription.token.clone())))
}
