//! Owns a source made ready: which kind reads it, and where its pages are fetched from.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono_tz::Tz;
use url::Url;

use super::answers::{Answers, Kept};
use super::discourse::DiscourseKind;
use super::elsewise;
use super::feed::FeedKind;
use super::fetch::{Fetcher, Keeper, SiteFolder};
use super::json::JsonKind;
use super::kind::{Ask, Hint, Kind, Page, ReadError, Reading, Role};
use super::linked_data::LinkedKind;
use super::options::{KindOptions, PageRules, SourceOptions};
use super::page::PageKind;
use super::replay::{ReplayKind, Shelf};
use super::sitemap::SitemapKind;
use super::wordpress::WordPressKind;
use crate::domain::{Name, Schedule};
use crate::net::{Net, Reach};

/// The largest saved page that is read, in bytes.
const SAVED_SIZE: u64 = 32_000_000;

/// A source, ready to be gathered.
#[derive(Debug, Clone)]
pub struct Source {
    /// What the operator said of it.
    pub options: Arc<SourceOptions>,
    pub(super) kind: Arc<dyn Kind>,
    pub(super) fetcher: Fetcher,
}

impl Source {
    /// Makes a source ready; `max_size` bounds the files of a folder as it bounds answers over HTTP.
    pub fn new(options: &SourceOptions, net: &Net, max_size: u64) -> Self {
        let reach = if options.allow_private { Reach::Private } else { Reach::Public };
        let pages = |rules: &PageRules| PageKind::new(rules.clone(), options.url.clone());
        let (kind, folder): (Arc<dyn Kind>, _) = match &options.kind {
            KindOptions::Page(rules) => (Arc::new(pages(rules)), None),
            KindOptions::Directory { path, rules } => (Arc::new(pages(rules)), Some(path.clone())),
            KindOptions::Feed { feed, rules } => (Arc::new(FeedKind::new(feed.clone(), pages(rules))), None),
            KindOptions::Sitemap { map, rules } => (Arc::new(SitemapKind::new(map.clone(), pages(rules))), None),
            KindOptions::WordPress { api, follow, rules } => {
                (Arc::new(WordPressKind::new(options.url.clone(), api.as_ref(), *follow, rules.clone())), None)
            }
            KindOptions::Discourse { pages, comment_pages } => {
                (Arc::new(DiscourseKind::new(&options.url, *pages, *comment_pages)), None)
            }
            KindOptions::Json { api, rules } => {
                (Arc::new(JsonKind::new(*api.clone(), rules.clone(), options.url.clone())), None)
            }
            KindOptions::LinkedData(rules) => (Arc::new(LinkedKind::new(pages(rules))), None),
        };
        let fetcher = match folder {
            Some(path) => Fetcher::Folder(SiteFolder::new(path, options.url.clone(), max_size)),
            None => Fetcher::Http { net: net.clone(), reach, keeper: None },
        };
        Self { options: Arc::new(options.clone()), kind, fetcher }
    }

    /// One page, found automatically.
    pub fn page(url: Url, net: Net, reach: Reach, zone: Tz) -> Self {
        Self::single(url, Fetcher::Http { net, reach, keeper: None }, zone)
    }

    /// One saved page, found automatically; what it links to is looked for in its folder.
    pub fn saved_page(path: &Path, zone: Tz) -> anyhow::Result<Self> {
        let path = std::fs::canonicalize(path)?;
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            anyhow::bail!("{} is not a file", path.display())
        };
        // A name that no site can have stands for the folder.
        let base: Url = "https://saved.invalid/".parse()?;
        let mut url = base.clone();
        url.set_path(&percent_encoded(&name.to_string_lossy()));
        Ok(Self::single(url, Fetcher::Folder(SiteFolder::new(folder.to_owned(), base, SAVED_SIZE)), zone))
    }

    /// The same source with another reach.
    #[must_use]
    pub fn reaching(mut self, wider: Reach) -> Self {
        if let (Fetcher::Http { reach, .. }, Reach::Private) = (&mut self.fetcher, wider) {
            *reach = Reach::Private;
        }
        self
    }

    /// The same source, whose answers are kept; those of a folder are there anyway.
    #[must_use]
    pub fn keeping(mut self, answers: Option<&Answers>) -> Self {
        if let Fetcher::Http { keeper, .. } = &mut self.fetcher {
            *keeper = answers.map(|answers| Keeper { answers: answers.clone(), source: self.options.name.clone() });
        }
        self
    }

    /// The same source over what was kept of its answers; nothing is asked for.
    #[must_use]
    pub fn replaying(mut self, kept: Vec<(Kept, PathBuf)>) -> Self {
        self.kind = Arc::new(ReplayKind::new(self.kind, &kept));
        self.fetcher = Fetcher::Shelf(Shelf::new(kept));
        self
    }

    /// Whether its pages come from a folder.
    pub fn is_folder(&self) -> bool {
        matches!(self.fetcher, Fetcher::Folder(_))
    }

    /// Whether looking costs nobody anything: a folder on this machine, or answers that were kept.
    pub(super) fn costs_nothing(&self) -> bool {
        matches!(self.fetcher, Fetcher::Folder(_) | Fetcher::Shelf(_))
    }

    fn single(url: Url, fetcher: Fetcher, zone: Tz) -> Self {
        let name: Name = "page".parse().expect("the word is a name");
        let rules = PageRules { pages: 1, comment_pages: 50, ..PageRules::default() };
        let options = SourceOptions {
            name,
            title: url.to_string(),
            kind: KindOptions::Page(rules.clone()),
            url: url.clone(),
            schedule: Schedule::parse("@daily", zone).expect("the word is a schedule"),
            hours: None,
            zone,
            allow_private: false,
            silent_after: None,
            budget: u32::MAX,
        };
        let kind = Arc::new(SinglePage { url: url.clone(), pages: PageKind::new(rules, url) });
        Self { options: Arc::new(options), kind, fetcher }
    }
}

/// The name of a file as it stands in an address, whatever the address would make of its characters.
fn percent_encoded(name: &str) -> String {
    name.bytes().fold(String::new(), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            path.push(byte.into());
        } else {
            let _ = write!(path, "%{byte:02X}");
        }
        path
    })
}

/// One article page and nothing else.
#[derive(Debug)]
struct SinglePage {
    url: Url,
    pages: PageKind,
}

impl Kind for SinglePage {
    fn begin(&self) -> Vec<Ask> {
        vec![Ask { url: self.url.clone(), role: Role::Article { hint: Hint::default() } }]
    }

    fn read(&self, ask: &Ask, page: &Page<'_>) -> Result<Reading, ReadError> {
        if !matches!(ask.role, Role::Article { .. }) {
            return self.pages.read(ask, page);
        }
        if let Some(what) = elsewise::not_a_page(page) {
            return Err(ReadError::NotReadable(what));
        }
        let read = self.pages.read(ask, page);
        match elsewise::not_an_article(page, &read) {
            Some(what) => Err(ReadError::NotReadable(what)),
            None => read,
        }
    }

    fn rules(&self) -> String {
        self.pages.rules()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Fetched, Validators};

    #[tokio::test]
    async fn a_saved_page_may_have_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let mut names = vec!["50% of GPs.html", "a%20b.html", "caf\u{e9}, #1.html", "%2e%2e"];
        if cfg!(unix) {
            names.extend(["a\\b.html", "why?.html", "two\nlines.html"]);
        }
        for name in names {
            let path = folder.path().join(name);
            std::fs::write(&path, name).unwrap();
            let source = Source::saved_page(&path, chrono_tz::Europe::London).unwrap();
            let ask = source.kind.begin().remove(0);
            let fetched = source.fetcher.fetch(&ask, &source.options.url, &Validators::default()).await;
            let Ok(Fetched::Fresh(answer)) = fetched else { panic!("{name}: {fetched:?}") };
            assert_eq!(answer.body, name.as_bytes());
        }
    }
}
