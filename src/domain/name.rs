//! Owns the name of a source, feed or digest: one word that is safe in a URL, a file name and SQL.

use std::fmt;
use std::str::FromStr;

/// A name given by the operator: lower-case ASCII letters, digits, `-` and `_`, at most 64 of them, a letter or
/// digit first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Why a text is not a [`Name`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was given.
    #[error("a name cannot be empty")]
    Empty,
    /// More than 64 characters.
    #[error("the name {0:?} is longer than 64 characters")]
    TooLong(String),
    /// A character outside the allowed set, or a first one that is not a letter or digit.
    #[error("the name {0:?} may hold only a-z, 0-9, \"-\" and \"_\", and starts with a letter or digit")]
    Character(String),
}

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.len() > 64 {
            return Err(NameError::TooLong(text.to_owned()));
        }
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if !text.chars().all(allowed) || text.starts_with(['-', '_']) {
            return Err(NameError::Character(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_slugs_and_refuses_the_rest() {
        for good in ["a", "daily", "the-round_2", "0x"] {
            assert_eq!(good.parse::<Name>().expect(good).as_str(), good);
        }
        for bad in ["", "-a", "_a", "Daily", "a b", "a/b", "../a", "é"] {
            assert!(bad.parse::<Name>().is_err(), "{bad:?} was taken");
        }
        assert!("a".repeat(64).parse::<Name>().is_ok());
        assert!("a".repeat(65).parse::<Name>().is_err());
    }
}
