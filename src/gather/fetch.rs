//! Owns how a source's pages are had: over HTTP, or from the folder that holds the site.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use url::Url;

use super::answers::Answers;
use super::kind::Ask;
use super::replay::Shelf;
use crate::domain::{Name, hex};
use crate::net::{Answer, Fetched, Net, NetError, Reach, Validators};

/// Where the pages of a source come from.
#[derive(Debug, Clone)]
pub(super) enum Fetcher {
    /// The web.
    Http {
        /// The client.
        net: Net,
        /// Whether private addresses may be asked.
        reach: Reach,
        /// Where the source's answers are kept, if they are.
        keeper: Option<Keeper>,
    },
    /// A folder that stands for a site.
    Folder(SiteFolder),
    /// What was kept of earlier answers.
    Shelf(Shelf),
}

/// Where the answers of one source are kept.
#[derive(Debug, Clone)]
pub(super) struct Keeper {
    pub(super) answers: Answers,
    pub(super) source: Name,
}

impl Fetcher {
    /// The client, where pages come from the web.
    pub(super) fn net(&self) -> Option<&Net> {
        match self {
            Self::Http { net, .. } => Some(net),
            Self::Folder(_) | Self::Shelf(_) => None,
        }
    }

    /// Asks for one page, with the validators of the last time; `at` is the ask's own address, or where that has moved.
    pub(super) async fn fetch(&self, ask: &Ask, at: &Url, validators: &Validators) -> Result<Fetched, NetError> {
        match self {
            Self::Http { net, reach, keeper } => {
                let fetched = net.get(at, validators, *reach).await?;
                if let (Fetched::Fresh(answer), Some(keeper)) = (&fetched, keeper) {
                    keeper.answers.keep(&keeper.source, ask, answer, net.now()).await;
                }
                Ok(fetched)
            }
            Self::Folder(folder) => folder.read(at, validators).await,
            Self::Shelf(kept) => kept.fetch(ask).await,
        }
    }
}

/// A folder that stands for the site at an address.
#[derive(Debug, Clone)]
pub(super) struct SiteFolder {
    root: PathBuf,
    base: Url,
    max_size: u64,
}

impl SiteFolder {
    /// The folder `root` holds what the site has below `base`.
    pub(super) fn new(root: PathBuf, base: Url, max_size: u64) -> Self {
        Self { root, base, max_size }
    }

    async fn read(&self, url: &Url, validators: &Validators) -> Result<Fetched, NetError> {
        let path = self.path_of(url)?;
        let unreadable = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => NetError::status(404),
            _ => NetError::Transport(format!("cannot read {}: {error}", path.display())),
        };
        // Links within the folder may not lead out of it.
        let real = tokio::fs::canonicalize(&path).await.map_err(unreadable)?;
        let root = tokio::fs::canonicalize(&self.root).await.map_err(unreadable)?;
        if !real.starts_with(&root) {
            return Err(NetError::Forbidden(format!("{} lies outside {}", path.display(), self.root.display())));
        }
        if tokio::fs::metadata(&real).await.map_err(unreadable)?.len() > self.max_size {
            return Err(NetError::TooLarge(self.max_size));
        }
        let body = tokio::fs::read(&real).await.map_err(unreadable)?;
        let etag = format!("\"{}\"", hex(&Sha256::digest(&body)[..16]));
        if validators.etag.as_ref() == Some(&etag) {
            return Ok(Fetched::NotModified { moved: None, fresh_for: None });
        }
        Ok(Fetched::Fresh(Box::new(Answer {
            url: url.clone(),
            validators: Validators { etag: Some(etag), last_modified: None },
            content_type: None,
            link: None,
            total_pages: None,
            moved: None,
            fresh_for: None,
            body,
        })))
    }

    fn path_of(&self, url: &Url) -> Result<PathBuf, NetError> {
        let outside = || NetError::Forbidden(format!("{url} is not below {}", self.base));
        let same_site = url.scheme() == self.base.scheme()
            && url.host_str() == self.base.host_str()
            && url.port_or_known_default() == self.base.port_or_known_default();
        let below = url.path().strip_prefix(self.base.path().trim_end_matches('/')).filter(|_| same_site);
        let below = percent_decoded(below.ok_or_else(outside)?);
        let mut path = self.root.clone();
        for part in below.split('/').filter(|part| !part.is_empty()) {
            // A backslash parts folders on Windows alone; elsewhere it is a character of a name.
            let parts_further = part.contains(std::path::is_separator) || part.contains('\0');
            if part == ".." || parts_further || Path::new(part).is_absolute() {
                return Err(outside());
            }
            path.push(part);
        }
        if below.is_empty() || below.ends_with('/') {
            path.push("index.html");
        }
        Ok(path)
    }
}

fn percent_decoded(path: &str) -> String {
    let mut out = Vec::with_capacity(path.len());
    let bytes = path.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        if byte == b'%'
            && let Some(decoded) = code.and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            out.push(decoded);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_paths_within_the_folder() {
        let base: Url = "https://site.example/mag/".parse().expect("url");
        let folder = SiteFolder::new(PathBuf::from("/site"), base.clone(), 1000);
        let cases = [
            ("", Some("/site/index.html")),
            ("news/a.html#x", Some("/site/news/a.html")),
            ("news/", Some("/site/news/index.html")),
            ("caf%C3%A9%20b.html?x=1", Some("/site/café b.html")),
            ("%2e%2e/etc/passwd", None),
            ("..%2f..%2fetc/passwd", None),
            ("/other/a.html", None),
            ("https://elsewhere.example/mag/a.html", None),
        ];
        for (link, wanted) in cases {
            let url = base.join(link).expect(link);
            assert_eq!(folder.path_of(&url).ok().as_deref(), wanted.map(Path::new), "{link}");
        }
    }
}
