//! Owns the documents that nobody publishes: they are made when somebody asks for them, of the same parts and through the
//! same gate as those that stand in the folder. Making one changes nothing in the store (I6).

use chrono::{DateTime, Utc};

use super::channel::{Channel, Ending, Entry, Paging};
use super::channels;
use super::desk::article_entries;
use super::entries::{comments_page, thread_address};
use super::gate;
use super::options::PublishOptions;
use super::packing::Encoding;
use super::quoted::Quoted;
use super::report::ReportLinks;
use super::slug::slug;
use super::thread_entries;
use super::tidied::Tidied;
use crate::domain::{Article, Comment, Seal, Treatment};
use crate::rank::{Bar, Judge};

use crate::store::Store;

/// Articles looked through for those of one author, at least: others have names that contain theirs.
const LOOKED_THROUGH: u32 = 200;

/// What stands in the place of a secret in whatever is told.
const HIDDEN: &str = "TOKEN";

/// What documents are made with.
#[derive(Debug, Clone, Copy)]
pub struct Means<'a> {
    /// Where everything is held.
    pub store: &'a Store,
    /// How feeds are made.
    pub options: &'a PublishOptions,
    /// Chooses comments.
    pub judge: &'a Judge,
    /// What report links, and ids that nothing else mints, are made with.
    pub seal: &'a Seal,
    /// The present.
    pub now: DateTime<Utc>,
}

/// One document in its three representations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The format.
    pub ending: Ending,
    /// As it is.
    pub plain: Vec<u8>,
    /// The same, by gzip.
    pub gzip: Vec<u8>,
    /// The same, by Brotli.
    pub brotli: Vec<u8>,
}

/// The newest articles of the author whose name gives this slug, in every format; `None` where there is no such author.
pub async fn author(means: &Means<'_>, wanted: &str) -> anyhow::Result<Option<Vec<Packed>>> {
    let Some((name, articles)) = articles_of(means, wanted).await? else { return Ok(None) };
    let key = format!("authors/{wanted}");
    let entries = entries(means, articles).await?;
    let options = means.options;
    let updated = entries.iter().map(|entry| entry.updated).max().unwrap_or_default();
    let address = channels::address(&options.base, &key);
    passed(
        means,
        Channel {
            id: minted(means.seal, &key),
            title: format!("{}: {name}", options.publisher),
            description: format!("Articles by {name}, with the best comments under them"),
            language: options.language.clone(),
            home: address.clone(),
            address,
            publisher: options.publisher.clone(),
            updated,
            ttl: options.ttl,
            // No hub is told of what is only made when it is asked for.
            hubs: Vec::new(),
            paging: Paging::None,
            entries,
        },
        None,
    )
    .await
    .map(Some)
}

/// The comments of an article, in every format; `None` where no such article stands.
pub async fn comments(means: &Means<'_>, id: &str) -> anyhow::Result<Option<Vec<Packed>>> {
    let Some(article) = means.store.article_by_uid(id).await? else { return Ok(None) };
    let channel = thread(means, &article).await?;
    passed(means, channel, None).await.map(Some)
}

/// The comments that stand under an article, as a channel. Those that nobody may quote are not in it: what an operator or
/// readers' reports keep out, and what abuses somebody, gives somebody away or sells something.
pub(super) async fn thread(means: &Means<'_>, article: &Article) -> anyhow::Result<Channel> {
    let options = means.options;
    let held = means.store.comments_under(article.id).await?;
    let treatments = means.store.moderation().await?.treatments(&held, &article.source);
    let ranking = means.judge.rank(article, &held);
    let is_fit = |index: usize| match &treatments[index] {
        Treatment::Pinned => true,
        Treatment::Barred(_) => false,
        Treatment::Ranked => {
            let bar = ranking.comments.get(index).and_then(|ranked| ranked.substance.barred);
            !matches!(bar, Some(Bar::Moderated | Bar::Abusive | Bar::Private | Bar::Advert))
        }
    };
    let fit: Vec<Comment> =
        held.into_iter().enumerate().filter(|(index, _)| is_fit(*index)).map(|(_, comment)| comment).collect();
    let reports = ReportLinks::new(options.base.clone(), means.seal.clone());
    let entries = thread_entries::entries(article, &fit, &|comment| reports.of(comment));
    Ok(Channel {
        id: minted(means.seal, &format!("comments {}", article.uid)),
        title: thread_entries::title(article),
        description: thread_entries::title(article),
        language: options.language.clone(),
        home: comments_page(&article.said.url),
        address: thread_address(&options.base, &article.uid),
        publisher: options.publisher.clone(),
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or(article.first_seen),
        ttl: options.ttl,
        hubs: Vec::new(),
        paging: Paging::None,
        entries,
    })
}

/// The author's name as the newest article has it, and their newest articles.
async fn articles_of(means: &Means<'_>, wanted: &str) -> anyhow::Result<Option<(String, Vec<Article>)>> {
    let most = means.options.entries.max(LOOKED_THROUGH);
    let called = |name: &String| slug(name).as_deref() == Some(wanted);
    for pattern in [spelt(wanted), folded(wanted)] {
        let mut articles = means.store.articles_by_author(&pattern, most).await?;
        articles.retain(|article| article.said.authors.iter().any(called));
        articles.truncate(means.options.entries as usize);
        let name = articles.first().and_then(|article| article.said.authors.iter().find(|name| called(name)));
        if let Some(name) = name.cloned() {
            return Ok(Some((name, articles)));
        }
    }
    Ok(None)
}

/// The pattern of a name whose letters are those of its slug.
fn spelt(slug: &str) -> String {
    format!("%{}%", slug.replace('-', "%"))
}

/// The pattern of a name with letters that the slug has in another spelling: an accent on any of them, and two letters for
/// one.
fn folded(slug: &str) -> String {
    let mut pattern = slug.replace('-', "%");
    for pair in ["ss", "ae", "oe", "th", "ff", "fi", "fl"] {
        pattern = pattern.replace(pair, "%");
    }
    let letter = |c: char| if "aceilnosuyzgdtr".contains(c) { '_' } else { c };
    format!("%{}%", pattern.chars().map(letter).collect::<String>())
}

/// The entries of articles, each with what is quoted under it.
pub(super) async fn entries(means: &Means<'_>, articles: Vec<Article>) -> anyhow::Result<Vec<Entry>> {
    let reports = ReportLinks::new(means.options.base.clone(), means.seal.clone());
    let mut quoted = Quoted::new(means.store, reports).await?;
    let options = means.options;
    article_entries(means.store, means.judge, options, &mut quoted, options.text, articles).await
}

/// An id that is always the same for the same channel of this store, and another in any other (RFC 9562, version 8): what
/// is made when it is asked for leaves nothing behind that could remember one.
fn minted(seal: &Seal, key: &str) -> String {
    let figures = u128::from_str_radix(&seal.mark("feed", &[key]), 16).unwrap_or_default();
    uuid::Builder::from_custom_bytes(figures.to_be_bytes()).into_uuid().urn().to_string()
}

/// Renders, checks and packs a channel. What is told of it holds `secret` nowhere.
pub(super) async fn passed(means: &Means<'_>, channel: Channel, secret: Option<&str>) -> anyhow::Result<Vec<Packed>> {
    let (now, secret) = (means.now, secret.map(str::to_owned));
    tokio::task::spawn_blocking(move || {
        // A finding may name the address of the document.
        let told = |text: &str| secret.as_ref().map_or_else(|| text.to_owned(), |secret| text.replace(secret, HIDDEN));
        let address = told(channel.address.as_str());
        let passed = gate::pass(Tidied::of(channel), now, &|_, _| false)
            .map_err(|why| anyhow::anyhow!("{address} cannot be published: {}", told(&why)))?;
        for finding in passed.left_out.iter().chain(&passed.warnings) {
            tracing::warn!("in {address}: {}", told(finding));
        }
        let packed = |(ending, plain): (Ending, Vec<u8>)| {
            let (gzip, brotli) = (Encoding::Gzip.compress(&plain)?, Encoding::Brotli.compress(&plain)?);
            anyhow::Ok(Packed { ending, plain, gzip, brotli })
        };
        passed.documents.into_iter().map(packed).collect()
    })
    .await?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_minted_anew_each_time_and_is_the_same() {
        let seal = Seal::new(*b"one");
        let id = minted(&seal, "authors/jo-reed");
        assert_eq!(id, minted(&seal, "authors/jo-reed"));
        assert_ne!(id, minted(&seal, "authors/jo-read"));
        assert_ne!(id, minted(&Seal::new(*b"two"), "authors/jo-reed"));
        let uuid: uuid::Uuid = id.strip_prefix("urn:uuid:").unwrap().parse().unwrap();
        assert_eq!((uuid.get_version_num(), uuid.get_variant()), (8, uuid::Variant::RFC4122));
    }

    #[test]
    fn a_name_is_looked_for_as_it_is_spelt_and_with_accents() {
        assert_eq!((spelt("jo-reed"), folded("jo-reed")), ("%jo%reed%".to_owned(), "%j_%____%".to_owned()));
        assert_eq!(folded("max-strasser"), "%m_x%____%__%");
    }
}
