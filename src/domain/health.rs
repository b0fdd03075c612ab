//! Owns what the health of a source is judged by while a round runs: samples of what is missing, and what its articles
//! usually have.

use std::collections::BTreeMap;

use super::SourceState;

/// A page that shows what is wrong: its address, and the beginning of what was read there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// Its address.
    pub url: String,
    /// The beginning of what was read there; may be empty.
    pub text: String,
}

impl std::fmt::Display for Sample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.text.as_str() {
            "" => f.write_str(&self.url),
            text => write!(f, "{}\n{text}", self.url),
        }
    }
}

/// What the articles of a source usually have, counted over its last ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usual {
    /// Articles counted.
    pub articles: u32,
    /// Of these, with a publication time.
    pub with_date: u32,
    /// Of these, with an author.
    pub with_author: u32,
    /// Of these, with a body of some length.
    pub with_body: u32,
    /// The middle length of their bodies, in characters.
    pub median_body: usize,
    /// Of each body of some length: the address and the headline of its article.
    pub bodies: BTreeMap<u64, (String, String)>,
    /// The addresses whose last reading was not believed, and whether the operator has let it in since.
    pub quarantined: BTreeMap<String, bool>,
}

/// What a round notes for the judgement at its end. Nothing of it is stored as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watch {
    /// A page that lacks the thing named ("date", "author", "body", "comments"), the first one of the round.
    pub lacking: BTreeMap<&'static str, Sample>,
    /// Pages that were a wall, in place of what they should be.
    pub walled: u32,
    /// The first of these: the state it speaks of, what it is, and what shows it.
    pub wall: Option<(SourceState, String, Sample)>,
    /// What shows the comments of a page where they are not in it.
    pub comments_behind: Option<String>,
    /// What the source's articles usually have; read when the first page is.
    pub usual: Option<Usual>,
    /// What the judgement says of the state, for people; empty where it is well.
    pub words: String,
    /// What shows it.
    pub sample: String,
}
