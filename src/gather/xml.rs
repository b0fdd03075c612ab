//! Owns the reading of XML that others write, well formed or not: a flat tree whatever the document does, in one pass
//! over its characters, with an account of what had to be mended. No entity is expanded but to one character, and
//! depth, number of nodes and time are bounded by the size of the document.

mod characters;
mod entities;
mod mended;
mod names;
mod parse;
mod tags;
mod tree;

pub(super) use characters::decode;
pub(super) use mended::Mended;
pub(super) use names::Space;
pub(super) use parse::parse;
pub(super) use tree::Element;
