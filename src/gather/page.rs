//! Owns the kind of source that is a site of HTML pages: listings that announce articles, articles, and further pages of
//! their comments. It follows the operator's selectors, and finds by itself whatever has none or whose selector found
//! nothing.

mod article;
mod body;
mod forum;
mod listing;
mod part;
mod rules;
mod site;
mod thread;

use scraper::Html;

use super::kind::{Ask, Kind, Page, ReadError, Reading, Role};
use super::{api, charset, depth};
pub use site::PageKind;

/// Changes whenever this reader would read the same bytes otherwise.
const READER_VERSION: u32 = 4;

impl Kind for PageKind {
    fn begin(&self) -> Vec<Ask> {
        self.listings().into_iter().map(|url| Ask { url, role: Role::Listing { number: 1 } }).collect()
    }

    fn read(&self, ask: &Ask, page: &Page<'_>) -> Result<Reading, ReadError> {
        if matches!(ask.role, Role::Comments { .. }) && api::is_json(page) {
            return forum::read(self, page, ask);
        }
        let doc = parse(page)?;
        match &ask.role {
            Role::Listing { number } => listing::read(self, &doc, page, ask, *number),
            Role::Article { hint } => article::read(self, &doc, page, ask, hint),
            Role::Comments { article, offset, number } => {
                let place = thread::Place { article, offset: *offset, number: *number };
                Ok(thread::read_further(self, &doc, page, ask, &place))
            }
            Role::Part { number } => part::read(self, &doc, page, ask, *number),
            Role::Feed => Err(ReadError::NotReadable("a page was fetched where a feed was asked for".to_owned())),
        }
    }

    fn rules(&self) -> String {
        rules::fingerprint(&self.rules, READER_VERSION)
    }
}

/// Decodes and parses a page, unless it is none or would cost too much.
pub(super) fn parse(page: &Page<'_>) -> Result<Html, ReadError> {
    let media_type =
        page.content_type.map(|header| header.split(';').next().unwrap_or(header).trim().to_ascii_lowercase());
    if let Some(other) = media_type.filter(|kind| !is_markup(kind)) {
        return Err(ReadError::NotReadable(format!("the answer is {other}, not an HTML page")));
    }
    if [&b"%PDF"[..], b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b"]
        .iter()
        .any(|magic| page.body.starts_with(magic))
    {
        return Err(ReadError::NotReadable("the answer is not an HTML page".to_owned()));
    }
    let text = charset::decode(page.body, page.content_type);
    if text.trim().is_empty() {
        return Err(ReadError::NotReadable("the page is empty".to_owned()));
    }
    depth::check(&text).map_err(ReadError::Excessive)?;
    let doc = Html::parse_document(&text);
    depth::check_parsed(&doc).map_err(ReadError::Excessive)?;
    Ok(doc)
}

/// Servers call a page many things; only what cannot be one is refused.
fn is_markup(media_type: &str) -> bool {
    let refused =
        ["image/", "audio/", "video/", "font/", "application/pdf", "application/json", "application/zip", "text/css"];
    !refused.iter().any(|refused| media_type.starts_with(refused)) && !media_type.ends_with("javascript")
}

#[cfg(test)]
mod tests;
