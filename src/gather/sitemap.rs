//! Owns the kind of source that announces its articles by a site map: of pages, of news, an index of others, packed or
//! plain, named by robots.txt or found at the usual places. The pages themselves are read by the kind this one is given.

mod document;
mod select;

use chrono::{DateTime, TimeDelta, Utc};

use super::kind::{Ask, Kind, Page, ReadError, Reading, Role};
use super::options::SitemapRules;
use super::unpack;
use document::Map;

/// Changes whenever this reader would read the same bytes otherwise.
const READER_VERSION: u32 = 1;

/// Where site maps usually are, after robots.txt.
const WELL_KNOWN: [&str; 4] = ["/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap.xml.gz"];

/// An index may list indices, but not for ever.
const MAX_DEPTH: u32 = 3;

/// A source that announces its articles by a site map.
#[derive(Debug)]
pub struct SitemapKind<P> {
    rules: SitemapRules,
    pages: P,
}

impl<P: Kind> SitemapKind<P> {
    /// The map of a site; `pages` reads the pages it lists.
    pub fn new(rules: SitemapRules, pages: P) -> Self {
        Self { rules, pages }
    }

    fn oldest(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        now.checked_sub_signed(TimeDelta::from_std(self.rules.newer_than).ok()?)
    }

    fn read_robots(&self, page: &Page<'_>) -> Result<Reading, ReadError> {
        let text = String::from_utf8_lossy(page.body);
        let named = text.lines().filter_map(|line| {
            let (key, value) = line.split_once(':')?;
            let is_map = key.trim().trim_start_matches('\u{feff}').eq_ignore_ascii_case("sitemap");
            is_map.then(|| document::address(value, page.url)).flatten()
        });
        let mut reading = Reading::default();
        for url in named.filter(|url| select::is_of_site(url, &self.rules.site)) {
            let is_new = reading.asks.iter().all(|ask| ask.url != url);
            if is_new && reading.asks.len() < self.most_maps() {
                reading.asks.push(Ask { url, role: Role::Listing { number: 1 } });
            }
        }
        if reading.asks.is_empty() {
            return Err(ReadError::Nothing(": robots.txt names no site map".to_owned()));
        }
        Ok(reading)
    }

    fn most_maps(&self) -> usize {
        usize::try_from(self.rules.pages).unwrap_or(usize::MAX)
    }

    fn read_map(&self, page: &Page<'_>, depth: u32) -> Result<Reading, ReadError> {
        let mut reading = Reading::default();
        let body = unpack::unpack(page.body, &mut reading.notes)?;
        let oldest = self.oldest(page.fetched);
        match document::read(&body, page, &mut reading.notes)? {
            Map::Index(children) if depth >= MAX_DEPTH => {
                reading.notes.push(format!("{} site maps below the third level were not read", children.len()));
            }
            Map::Index(children) => {
                let chosen = select::children(children, &self.rules.site, oldest, self.most_maps(), &mut reading.notes);
                let role = Role::Listing { number: depth + 1 };
                reading.asks.extend(chosen.into_iter().map(|url| Ask { url, role: role.clone() }));
            }
            Map::Pages(listed) => {
                let within = select::Within { site: &self.rules.site, map: page.url, oldest };
                let (chosen, listed) = select::pages(listed, &within, &mut reading.notes);
                reading.listed = Some(listed);
                let asks =
                    chosen.into_iter().map(|listed| Ask { url: listed.url, role: Role::Article { hint: listed.hint } });
                reading.asks.extend(asks);
            }
        }
        Ok(reading)
    }
}

impl<P: Kind> Kind for SitemapKind<P> {
    fn begin(&self) -> Vec<Ask> {
        if let Some(url) = &self.rules.sitemap {
            return vec![Ask { url: url.clone(), role: Role::Listing { number: 1 } }];
        }
        let usual = std::iter::once("/robots.txt").chain(WELL_KNOWN).filter_map(|path| self.rules.site.join(path).ok());
        usual.map(|url| Ask { url, role: Role::Feed }).collect()
    }

    fn read(&self, ask: &Ask, page: &Page<'_>) -> Result<Reading, ReadError> {
        match &ask.role {
            Role::Feed if ask.url.path() == "/robots.txt" => self.read_robots(page),
            Role::Feed => self.read_map(page, 1),
            Role::Listing { number } => self.read_map(page, *number),
            Role::Article { .. } | Role::Part { .. } | Role::Comments { .. } => self.pages.read(ask, page),
        }
    }

    fn cure(&self) -> String {
        "name the site map of its articles (sitemap = \"…\"), or have them found on a page that lists them (kind = \"page\", \
         listing = […], and [source.links] article = \"…\" where their links look like no article's)"
            .to_owned()
    }

    fn rules(&self) -> String {
        let newer = self.rules.newer_than.as_secs();
        format!("sitemap {READER_VERSION} {newer} {} {}", self.rules.pages, self.pages.rules())
    }
}

#[cfg(test)]
mod tests;
