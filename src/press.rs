//! Owns going to press: what an edition would quote is looked at again at its site before it is frozen, so that nothing
//! is quoted that its site has taken away (I4). The flows meet here, since none of them knows another.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::task::JoinSet;

use crate::app::App;
use crate::compose::options::DigestOptions;
use crate::compose::{self, Composed, Desk, First, Window};
use crate::domain::{ArticleId, Name};
use crate::gather::{self, Source};
use crate::stop::Stop;

/// The last looks take no longer: an edition is due at its hour.
const LONGEST: Duration = Duration::from_mins(3);
/// What is under way then is dropped.
const TOO_LONG: Duration = Duration::from_mins(4);

/// Composes the edition of a digest that is due, if one is. What it would quote is looked at again before, but for what
/// was looked at since `again`; with `None` it is quoted as it stands.
pub async fn compose(
    app: &App,
    digest: &DigestOptions,
    first: First,
    again: Option<DateTime<Utc>>,
    stop: &Stop,
) -> anyhow::Result<Composed> {
    let desk = desk(app, digest)?;
    if let Some(since) = again {
        let quoted = compose::would_quote(&app.store, desk, first, &app.clock).await?;
        tokio::select! {
            biased;
            // The next process looks again, and composes.
            () = stop.asked() => return Ok(Composed::NotDue(None)),
            looked = look_again(app, &digest.name, &quoted, since) => looked?,
        }
    }
    compose::compose(&app.store, desk, first, &app.clock).await
}

/// Composes the edition of one window now, after a last look at what it would quote.
pub async fn compose_window(app: &App, digest: &DigestOptions, window: Window) -> anyhow::Result<Composed> {
    let desk = desk(app, digest)?;
    let quoted = compose::quoted_in(&app.store, desk, window).await?;
    look_again(app, &digest.name, &quoted, app.clock.now()).await?;
    compose::compose_window(&app.store, desk, window, app.clock.now()).await
}

fn desk<'a>(app: &'a App, digest: &'a DigestOptions) -> anyhow::Result<Desk<'a>> {
    app.desk(digest).ok_or_else(|| anyhow::anyhow!("the digest {} has no masthead", digest.name))
}

/// Looks again at these articles, the sources side by side. What cannot be looked at in time is quoted as it stood.
async fn look_again(app: &App, digest: &Name, articles: &[ArticleId], since: DateTime<Utc>) -> anyhow::Result<()> {
    let mut looks: JoinSet<(Name, anyhow::Result<gather::LastLooks>)> = JoinSet::new();
    for (source, articles) in by_source(app, articles).await? {
        let (app, name) = (app.clone(), source.options.name.clone());
        looks.spawn(async move {
            let looked = gather::look_again(&app.store, &source, &articles, (since, LONGEST), &app.clock);
            let looked = match tokio::time::timeout(TOO_LONG, looked).await {
                Ok(looked) => looked,
                Err(_) => Err(anyhow::anyhow!("it took longer than {TOO_LONG:?}")),
            };
            (name, looked)
        });
    }
    while let Some(looked) = looks.join_next().await {
        let (source, looked) = match looked {
            Ok(looked) => looked,
            Err(error) => {
                // A page that breaks the reader must not stop the edition at every tick.
                tracing::error!(%digest, "a last look before the edition of {digest} broke off: {error}");
                continue;
            }
        };
        let stood = "what it quotes of it is as it stood";
        match looked {
            Ok(last) => {
                for why in &last.missed {
                    tracing::warn!(%digest, %source, "no last look before the edition of {digest}, {stood}: {why}");
                }
                if last.looked > 0 {
                    tracing::info!(%digest, %source, "looked again at {} articles before the edition of {digest}", last.looked);
                }
            }
            Err(error) => {
                tracing::warn!(%digest, %source, "no last look before the edition of {digest}, {stood}: {error:#}");
            }
        }
    }
    Ok(())
}

/// The articles of each source that is still configured.
async fn by_source(app: &App, articles: &[ArticleId]) -> anyhow::Result<Vec<(Source, Vec<ArticleId>)>> {
    let mut of: HashMap<Name, Vec<ArticleId>> = HashMap::new();
    for article in app.store.articles(articles).await? {
        of.entry(article.source).or_default().push(article.id);
    }
    let known = |source: &Source| Some((source.clone(), of.get(&source.options.name)?.clone()));
    Ok(app.sources.iter().filter_map(known).collect())
}
