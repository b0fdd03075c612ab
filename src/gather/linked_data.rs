//! Owns the reading of JSON-LD: finds the article among the page's blocks for `metadata`, and reads the comments that
//! some sites put beside it. `json` reads the blocks as sites write them, `graph` what they refer to.

mod comments;
mod graph;
mod json;

pub use comments::comments;
pub(super) use graph::{Index, LinkedData, Object, comment_count, strings};

#[cfg(test)]
mod tests;
