//! Owns the kind of source whose pages say for machines what they hold: what they state as schema.org's types is
//! believed first, and the page is read as any other where they state nothing, or less.

use scraper::Html;

use super::graph::LinkedData;
use super::listing::{self, Listed};
use super::said::{self, Said};
use crate::domain::FoundArticle;
use crate::gather::kind::{Ask, Hint, Kind, Page, ReadError, Reading, Role};
use crate::gather::page::{self, PageKind};

/// Changes whenever this reader would read the same bytes otherwise.
const READER_VERSION: u32 = 1;

/// A site whose pages hold JSON-LD.
#[derive(Debug)]
pub struct LinkedKind {
    pages: PageKind,
}

impl LinkedKind {
    /// A site; `pages` reads what its linked data does not say.
    pub fn new(pages: PageKind) -> Self {
        Self { pages }
    }

    fn listing(&self, doc: &Html, page: &Page<'_>, ask: &Ask) -> Result<Reading, ReadError> {
        let data = LinkedData::read(doc);
        let listed = listing::read(&data.index(), page);
        let shown = self.pages.read(ask, page);
        if listed.is_empty() {
            return shown;
        }
        let mut reading = shown.unwrap_or_default();
        let (shown, others): (Vec<Ask>, Vec<Ask>) =
            reading.asks.into_iter().partition(|ask| matches!(ask.role, Role::Article { .. }));
        // A page may state no more than what it shows on top.
        let is_whole = listed.len() * 2 >= shown.len();
        reading.asks = if is_whole { listed.into_iter().map(asked).collect() } else { with_hints(shown, &listed) };
        reading.asks.extend(others);
        Ok(reading)
    }

    fn article(&self, doc: &Html, page: &Page<'_>, ask: &Ask) -> Result<Reading, ReadError> {
        let data = LinkedData::read(doc);
        let said = said::read(&data.index(), page);
        match (self.pages.read(ask, page), said) {
            (Ok(mut reading), Some(said)) => {
                if let Some(article) = reading.articles.first_mut() {
                    let comments = super::comments(doc, page);
                    if comments.len() >= article.comments.len() && !comments.is_empty() {
                        article.comments = comments;
                    }
                    believe(article, said);
                    let has_all = article.comments_stated.is_some_and(|stated| {
                        usize::try_from(stated).is_ok_and(|stated| article.comments.len() >= stated)
                    });
                    reading.asks.retain(|ask| !has_all || !matches!(ask.role, Role::Comments { .. }));
                }
                Ok(reading)
            }
            (Err(ReadError::Missing { what, hint }), Some(said)) => {
                let title = said.title.clone().filter(|_| !said.body.text.is_empty());
                let Some(title) = title else { return Err(ReadError::Missing { what, hint }) };
                let mut article = FoundArticle::new(said.url.clone().unwrap_or_else(|| page.url.clone()), title);
                article.comments = super::comments(doc, page);
                believe(&mut article, said);
                let notes = vec![format!("the page shows no {what}; it was read from its linked data alone")];
                Ok(Reading { articles: vec![article], notes, ..Reading::default() })
            }
            (read, _) => read,
        }
    }
}

impl Kind for LinkedKind {
    fn begin(&self) -> Vec<Ask> {
        self.pages.begin()
    }

    fn read(&self, ask: &Ask, page: &Page<'_>) -> Result<Reading, ReadError> {
        match &ask.role {
            Role::Listing { .. } => self.listing(&page::parse(page)?, page, ask),
            Role::Article { .. } => self.article(&page::parse(page)?, page, ask),
            Role::Comments { .. } | Role::Part { .. } | Role::Feed => self.pages.read(ask, page),
        }
    }

    fn rules(&self) -> String {
        format!("linked {READER_VERSION} {}", self.pages.rules())
    }
}

/// Lets what the linked data says stand before what the page shows.
fn believe(article: &mut FoundArticle, said: Said) {
    fn first<T>(place: &mut Option<T>, said: Option<T>) {
        if said.is_some() {
            *place = said;
        }
    }
    if let Some(title) = said.title {
        article.title = title;
    }
    if !said.authors.is_empty() {
        article.authors = said.authors;
    }
    if !said.topics.is_empty() {
        article.topics = said.topics;
    }
    first(&mut article.published, said.published);
    first(&mut article.updated, said.updated);
    article.updated = article.updated.filter(|updated| Some(*updated) > article.published);
    first(&mut article.lead, said.lead);
    first(&mut article.image, said.image);
    first(&mut article.language, said.language);
    first(&mut article.comments_stated, said.comments_stated);
    if let Some(access) = said.access {
        article.access = access;
    }
    let words = |text: &str| text.split_whitespace().count();
    // What a page shows has its headings and links; what is stated often is one long line.
    if words(&said.body.text) > words(&article.text) * 11 / 10 {
        article.html = said.body.html;
        article.text = said.body.text;
    }
}

fn asked(listed: Listed) -> Ask {
    Ask { url: listed.url, role: Role::Article { hint: listed.hint } }
}

/// Adds what the linked data says of the articles that a page links to.
fn with_hints(mut shown: Vec<Ask>, listed: &[Listed]) -> Vec<Ask> {
    for ask in &mut shown {
        let Some(known) = listed.iter().find(|listed| listed.url == ask.url) else { continue };
        if let Role::Article { hint } = &mut ask.role {
            let title = known.hint.title.clone().or(hint.title.take());
            *hint = Hint { title, ..known.hint.clone() };
        }
    }
    shown
}

#[cfg(test)]
mod tests;
