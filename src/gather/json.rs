//! Owns the kind of source that is a JSON API of any shape: the operator says by paths where its articles and comments
//! are. Where it gives no bodies, the articles' pages are read.

mod article;
mod comments;
mod next;

use serde_json::Value;
use url::Url;

use super::api;
use super::kind::{Ask, Hint, Kind, Page, ReadError, Reading, Role};
use super::options::{JsonRules, PageRules};
use super::page::PageKind;
use crate::domain::FoundArticle;

/// Changes whenever this reader would read the same bytes otherwise.
const READER_VERSION: u32 = 1;

/// An answer with more articles is an archive.
const MAX_ARTICLES: usize = 1_000;

/// An API whose answers are JSON.
#[derive(Debug)]
pub struct JsonKind {
    rules: JsonRules,
    pages: u32,
    comment_pages: u32,
    /// Where links lead that name no host.
    site: Url,
    page_kind: PageKind,
}

impl JsonKind {
    /// An API read by `rules`; `page_rules` read the pages of articles whose body it does not give.
    pub fn new(rules: JsonRules, page_rules: PageRules, site: Url) -> Self {
        let (pages, comment_pages) = (page_rules.pages, page_rules.comment_pages);
        Self { rules, pages, comment_pages, site: site.clone(), page_kind: PageKind::new(page_rules, site) }
    }

    fn listing(&self, value: &Value, page: &Page<'_>, ask: &Ask, number: u32) -> Result<Reading, ReadError> {
        let items = self.rules.articles.items(value);
        let items = items.ok_or_else(|| ReadError::NotReadable(self.rules.articles.miss(value)))?;
        let mut reading = Reading::default();
        let mut seen: Vec<Url> = Vec::new();
        for item in items.iter().take(MAX_ARTICLES) {
            match article::read(&self.rules, item, page, &self.site) {
                Ok(read) if seen.contains(&read.url) => {}
                Ok(read) => {
                    seen.push(read.url.clone());
                    self.take(read, item, page, &mut reading);
                }
                Err(note) => note_once(&mut reading.notes, note),
            }
        }
        if seen.is_empty() && number == 1 {
            let why = reading.notes.first().map(|note| format!(": {note}"));
            return Err(ReadError::Nothing(why.unwrap_or_else(|| format!(": \"{}\" is empty", self.rules.articles))));
        }
        if let Some(next) = &self.rules.next
            && number < self.pages
            && !items.is_empty()
        {
            let url = next::address(next, &self.rules.next_parameter, value, page, &[&ask.url, &self.rules.address]);
            reading.asks.extend(url.map(|url| Ask { url, role: Role::Listing { number: number + 1 } }));
        }
        Ok(reading)
    }

    /// Takes an article as it is, or asks for its page; and asks for its comments.
    fn take(&self, mut article: FoundArticle, item: &Value, page: &Page<'_>, reading: &mut Reading) {
        let further = self.rules.comments.as_ref().and_then(|rules| {
            let url = rules.url.as_ref()?.resolve(item, page.url, Some(&article.url));
            url.map_err(|note| note_once(&mut reading.notes, note)).ok()
        });
        let named = article.url.clone();
        if self.rules.body.is_some() {
            if let Some(rules) = self.rules.comments.as_ref().filter(|rules| rules.url.is_none()) {
                let found = comments::read(rules, item, page, &named, 0);
                found.notes.into_iter().for_each(|note| note_once(&mut reading.notes, note));
                article.comments = found.comments;
            }
            reading.articles.push(article);
        } else {
            reading.asks.push(announced(article));
        }
        if let Some(url) = further {
            reading.asks.push(Ask { url, role: Role::Comments { article: named, offset: 0, number: 1 } });
        }
    }

    fn comments(&self, value: &Value, page: &Page<'_>, ask: &Ask) -> Result<Reading, ReadError> {
        let (Role::Comments { article, offset, number }, Some(rules)) = (&ask.role, &self.rules.comments) else {
            return Err(ReadError::NotReadable("no comments were asked for here".to_owned()));
        };
        if rules.list.items(value).is_none() {
            return Err(ReadError::NotReadable(rules.list.miss(value)));
        }
        let found = comments::read(rules, value, page, article, *offset);
        let stated = rules.stated.as_ref().and_then(|path| path.first(value)).and_then(api::count);
        let offset = offset.saturating_add(found.places);
        let mut reading =
            Reading { comments: found.comments, comments_stated: stated, notes: found.notes, ..Reading::default() };
        let next = rules.next.as_ref().filter(|_| found.places > 0);
        let next = next.and_then(|next| next::address(next, &rules.next_parameter, value, page, &[&ask.url]));
        match next {
            Some(url) if *number < self.comment_pages => {
                let role = Role::Comments { article: article.clone(), offset, number: number + 1 };
                reading.asks.push(Ask { url, role });
            }
            Some(_) => {
                reading.notes.push(format!("further comments are not read: comment_pages = {}", self.comment_pages));
            }
            None => {}
        }
        Ok(reading)
    }
}

impl Kind for JsonKind {
    fn begin(&self) -> Vec<Ask> {
        vec![Ask { url: self.rules.address.clone(), role: Role::Listing { number: 1 } }]
    }

    fn read(&self, ask: &Ask, page: &Page<'_>) -> Result<Reading, ReadError> {
        match &ask.role {
            Role::Listing { number } => self.listing(&api::parse(page)?, page, ask, *number),
            Role::Comments { .. } if api::is_json(page) => self.comments(&api::parse(page)?, page, ask),
            _ => self.page_kind.read(ask, page),
        }
    }

    fn rules(&self) -> String {
        let said = format!("{:?}", self.rules);
        let said = super::comments::digest(&said);
        format!("json {READER_VERSION} {} {said} {}", self.site, self.page_kind.rules())
    }
}

fn announced(article: FoundArticle) -> Ask {
    let hint = Hint {
        title: Some(article.title),
        authors: article.authors,
        topics: article.topics,
        published_ms: article.published.map(|at| at.timestamp_millis()),
        lead: article.lead,
        comments_stated: article.comments_stated,
    };
    Ask { url: article.url, role: Role::Article { hint } }
}

/// A path that misses in one item tends to miss in all.
fn note_once(notes: &mut Vec<String>, note: String) {
    if !notes.contains(&note) && notes.len() < 50 {
        notes.push(note);
    }
}

#[cfg(test)]
mod tests;
