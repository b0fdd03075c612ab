//! Owns what an operator can say of the feeds.

use std::collections::BTreeMap;
use std::path::PathBuf;

use url::Url;

use crate::domain::Name;

/// What is true of every feed.
#[derive(Debug, Clone)]
pub struct PublishOptions {
    /// Where documents are written.
    pub folder: PathBuf,
    /// Who serves them.
    pub to: Target,
    /// Entries in one live document.
    pub entries: u32,
    /// The address readers reach this postround at; ends in `/`.
    pub base: Url,
    /// The publisher's name.
    pub publisher: String,
    /// BCP 47 tag.
    pub language: String,
    /// How often it is worth asking, in minutes: the shortest gathering interval.
    pub ttl: u32,
    /// The sources, by name.
    pub sources: BTreeMap<Name, Origin>,
    /// Which feeds are made without being named.
    pub automatic: Automatic,
    /// How much of an article the automatic feeds hold.
    pub text: EntryText,
    /// The digests whose editions are published as a feed: name and title.
    pub editions: Vec<(Name, String)>,
    /// What each digest is of: people's own feeds go by it.
    pub digests: Vec<DigestScope>,
    /// The WebSub hubs that are told of changes; the first is named in the documents.
    pub hubs: Vec<Url>,
    /// Whether a hub may live on a private address.
    pub private_hubs: bool,
    /// The feeds.
    pub feeds: Vec<FeedOptions>,
}

/// The articles a digest chooses from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestScope {
    /// The digest.
    pub name: Name,
    /// Only articles of these topics; empty: all.
    pub topics: Vec<String>,
    /// Only articles of these sources; empty: all.
    pub sources: Vec<Name>,
}

/// Who serves the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// This postround; what few ask for is made when it is asked for.
    Web,
    /// Another web server, from the folder: everything that is linked stands in it.
    Folder,
}

/// Which feeds are made without being named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Automatic {
    /// One for each topic, at `/feeds/topics/TOPIC`.
    pub topics: bool,
    /// One for each source, at `/feeds/sources/NAME`.
    pub sources: bool,
    /// One for each author, at `/feeds/authors/AUTHOR`, when somebody asks for it.
    pub authors: bool,
    /// One of all corrections, at `/feeds/corrections`, unless a feed of that name is configured.
    pub corrections: bool,
}

/// How much of an article an entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryText {
    /// All of it.
    Full,
    /// Its summary, and the way to the rest.
    Summary,
}

/// A source, as entries name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its title.
    pub title: String,
    /// Its public address.
    pub home: Url,
    /// The feed that its articles are from, where it is gathered from a feed whose address is configured.
    pub feed: Option<Url>,
}

/// One feed.
#[derive(Debug, Clone)]
pub struct FeedOptions {
    /// Its name, part of its address.
    pub name: Name,
    /// Names it had before: their addresses lead to this one for ever.
    pub was: Vec<Name>,
    /// Its title.
    pub title: String,
    /// What it is.
    pub description: String,
    /// What its entries are.
    pub content: FeedContent,
    /// How much of an article an entry holds.
    pub text: EntryText,
    /// Only articles of these topics (compared without case); empty: all.
    pub topics: Vec<String>,
    /// Only articles of these sources; empty: all.
    pub sources: Vec<Name>,
}

/// What the entries of a feed are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedContent {
    /// Articles, with their best comments quoted.
    Articles,
    /// The best comments themselves.
    Comments,
    /// Amendments: the notice, and what it changed.
    Corrections,
}
