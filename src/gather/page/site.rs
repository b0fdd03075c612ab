//! Owns the site that pages are of: its address, its rules, and which addresses are its own.

use url::Url;

use super::super::options::PageRules;

/// A site of HTML pages.
#[derive(Debug, Clone)]
pub struct PageKind {
    pub(super) rules: PageRules,
    pub(super) site: Url,
}

impl PageKind {
    /// A site at a public address, read by rules.
    pub fn new(rules: PageRules, site: Url) -> Self {
        Self { rules, site }
    }

    /// Where its articles are announced.
    pub(super) fn listings(&self) -> Vec<Url> {
        if self.rules.listing.is_empty() { vec![self.site.clone()] } else { self.rules.listing.clone() }
    }

    /// Whether an address is that of the site, or of a page that announces its articles.
    pub(super) fn is_listing(&self, url: &Url) -> bool {
        let place = |url: &Url| {
            let host = url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
            (host, url.path().trim_end_matches('/').to_owned(), url.query().map(str::to_owned))
        };
        std::iter::once(&self.site).chain(&self.rules.listing).any(|listing| place(listing) == place(url))
    }

    /// Whether an address is one of this site's: its host, or that of one of its listings.
    pub(super) fn is_of_site(&self, url: &Url) -> bool {
        let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
        let asked = host(url);
        asked.is_some()
            && (asked == host(&self.site) || self.rules.listing.iter().any(|listing| asked == host(listing)))
    }
}

/// The address of the page, whatever place on it was meant.
pub(super) fn without_fragment(mut url: Url) -> Url {
    url.set_fragment(None);
    url
}
