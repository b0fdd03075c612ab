//! Owns the address of the store: which engine, and where its data live.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use url::Url;

/// The address of the store; the engine follows from it alone.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// A `SQLite` file.
    Sqlite(PathBuf),
    /// A `PostgreSQL` address, with its user and password.
    Postgres(String),
}

/// Why a text is not a [`StoreUrl`]. It never repeats the text, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreUrlError {
    /// Neither engine.
    #[error("the store's address begins with neither \"sqlite:\" nor \"postgres:\"")]
    Engine,
    /// No file after `sqlite:`.
    #[error("the store's address names no file")]
    NoFile,
    /// A `SQLite` store that is gone when the process ends.
    #[error("a store in memory would be lost with each stop")]
    Memory,
    /// A `?` after the file.
    #[error("the address of a SQLite store takes no options")]
    Options,
    /// Not a URL with a host.
    #[error("the address of the PostgreSQL store cannot be read: {0}")]
    Postgres(String),
    /// No database after the host.
    #[error("the address of the PostgreSQL store names no database")]
    NoDatabase,
}

impl StoreUrl {
    /// The same, with a relative file taken as relative to `folder`.
    #[must_use]
    pub fn within(self, folder: &Path) -> Self {
        match self {
            Self::Sqlite(file) => Self::Sqlite(folder.join(file)),
            postgres @ Self::Postgres(_) => postgres,
        }
    }
}

impl FromStr for StoreUrl {
    type Err = StoreUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix("sqlite:") {
            let file = rest.strip_prefix("//").unwrap_or(rest);
            return match file {
                "" => Err(StoreUrlError::NoFile),
                memory if memory.contains(":memory:") => Err(StoreUrlError::Memory),
                options if options.contains('?') => Err(StoreUrlError::Options),
                file => Ok(Self::Sqlite(PathBuf::from(file))),
            };
        }
        if !text.starts_with("postgres:") && !text.starts_with("postgresql:") {
            return Err(StoreUrlError::Engine);
        }
        let url = Url::parse(text).map_err(|error| StoreUrlError::Postgres(error.to_string()))?;
        if !url.has_host() && !url.query_pairs().any(|(key, _)| key == "host") {
            return Err(StoreUrlError::Postgres("there is no host".to_owned()));
        }
        if url.path().trim_matches('/').is_empty() {
            return Err(StoreUrlError::NoDatabase);
        }
        Ok(Self::Postgres(text.to_owned()))
    }
}

/// Without the password, nor the options that may hold it.
impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Sqlite(file) => return write!(f, "sqlite:{}", file.display()),
            Self::Postgres(text) => text,
        };
        let Ok(mut url) = Url::parse(text) else { return f.write_str("postgres:***") };
        if url.password().is_some() && url.set_password(Some("***")).is_err() {
            return f.write_str("postgres:***");
        }
        url.set_query(None);
        write!(f, "{url}")
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_follows_from_the_address() {
        let cases = [
            ("sqlite:var/a.db", StoreUrl::Sqlite("var/a.db".into())),
            ("sqlite://var/a.db", StoreUrl::Sqlite("var/a.db".into())),
            ("sqlite:///var/a.db", StoreUrl::Sqlite("/var/a.db".into())),
            (" postgres://u:p@h/n ", StoreUrl::Postgres("postgres://u:p@h/n".into())),
            ("postgresql:///n?host=/run/pg", StoreUrl::Postgres("postgresql:///n?host=/run/pg".into())),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse(), Ok(expected), "{text:?}");
        }
        let bad = [
            ("", StoreUrlError::Engine),
            ("var/a.db", StoreUrlError::Engine),
            ("mysql://h/n", StoreUrlError::Engine),
            ("sqlite:", StoreUrlError::NoFile),
            ("sqlite::memory:", StoreUrlError::Memory),
            ("sqlite:a.db?mode=ro", StoreUrlError::Options),
            ("postgres://u:p@h", StoreUrlError::NoDatabase),
            ("postgres:///n", StoreUrlError::Postgres("there is no host".into())),
        ];
        for (text, expected) in bad {
            assert_eq!(text.parse::<StoreUrl>(), Err(expected), "{text:?}");
        }
    }

    #[test]
    fn shows_no_password() {
        for text in ["postgres://round:hunter2@db.example/round", "postgres://round@db.example/round?password=hunter2"]
        {
            let url: StoreUrl = text.parse().expect(text);
            for shown in [format!("{url:?}"), url.to_string()] {
                assert!(!shown.contains("hunter2") && shown.contains("db.example/round"), "{shown}");
            }
        }
    }

    #[test]
    fn a_relative_file_is_relative_to_the_folder() {
        let url: StoreUrl = "sqlite:var/a.db".parse().expect("an address");
        assert_eq!(url.within(Path::new("/srv")), StoreUrl::Sqlite("/srv/var/a.db".into()));
        let url: StoreUrl = "sqlite:/var/a.db".parse().expect("an address");
        assert_eq!(url.within(Path::new("/srv")), StoreUrl::Sqlite("/var/a.db".into()));
    }
}
