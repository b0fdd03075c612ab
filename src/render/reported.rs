//! Owns the view of a comment that readers reported: what the operator is told, and where they decide.

use serde::Serialize;

use super::text;
use crate::domain::bare;

/// What the letters of `templates/reported` can name.
#[derive(Debug, Clone, Serialize)]
pub struct ReportedView {
    publication: String,
    words: String,
    said: String,
    id: String,
    decide_url: Option<String>,
}

impl ReportedView {
    /// The view of one comment: its permanent id, what happened, what it says, and the page on which it is decided of.
    pub fn new(publication: &str, uid: &str, (words, said): (&str, &str), decide: Option<&str>) -> Self {
        let id = bare(uid).to_owned();
        Self {
            publication: text::one_line(publication),
            words: text::clip(&text::one_line(words), 2000),
            said: text::clip(&text::clean(said), 1200),
            decide_url: decide.map(|page| format!("{page}#c-{id}")),
            id,
        }
    }
}
