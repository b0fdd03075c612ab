//! Owns the account of what was wrong with a document and how it was read all the same.

use std::fmt;

/// No more undeclared prefixes than this are named.
const MOST_NAMED: usize = 4;

/// What had to be mended; all counts are 0 for a document without faults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is a fault of its own
pub(in crate::gather) struct Mended {
    /// The character set that was read in place of the declared one.
    pub(in crate::gather) charset: Option<String>,
    /// Bytes that are not of the character set.
    pub(in crate::gather) bytes: usize,
    /// Control characters.
    pub(in crate::gather) controls: usize,
    /// Entities of HTML.
    pub(in crate::gather) entities: usize,
    /// `&` that begin no entity.
    pub(in crate::gather) ampersands: usize,
    /// `<` that begin no tag.
    pub(in crate::gather) brackets: usize,
    /// Elements never closed, closed twice or closed in the wrong order.
    pub(in crate::gather) nesting: usize,
    /// Elements deeper than is read.
    pub(in crate::gather) depth: usize,
    /// Attributes given twice.
    pub(in crate::gather) twice: usize,
    /// Attributes without quotes or value.
    pub(in crate::gather) unquoted: usize,
    /// CDATA sections without an end, or ends without a section.
    pub(in crate::gather) sections: usize,
    /// Entries whose HTML is not escaped.
    pub(in crate::gather) unescaped: usize,
    /// Tags in capitals.
    pub(in crate::gather) capitals: usize,
    /// Prefixes without a namespace.
    pub(in crate::gather) prefixes: Vec<String>,
    /// Something before the document.
    pub(in crate::gather) before: bool,
    /// Something after it.
    pub(in crate::gather) after: bool,
    /// The end is missing.
    pub(in crate::gather) cut: bool,
    /// It holds more than is read.
    pub(in crate::gather) endless: bool,
}

impl Mended {
    /// Takes note of a prefix without a namespace.
    pub(super) fn prefix(&mut self, prefix: &str) {
        if self.prefixes.len() < MOST_NAMED && !self.prefixes.iter().any(|known| known == prefix) {
            self.prefixes.push(prefix.chars().take(20).collect());
        }
    }

    /// The note for the log; `None` where nothing was wrong.
    pub(in crate::gather) fn note(&self) -> Option<String> {
        (*self != Self::default()).then(|| self.to_string())
    }
}

impl fmt::Display for Mended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said: Vec<String> = Vec::new();
        said.extend(self.charset.as_ref().map(|charset| format!("a wrong character set, read as {charset}")));
        let counted = [
            (self.bytes, "byte outside of the character set", "bytes outside of the character set"),
            (self.controls, "control character", "control characters"),
            (self.entities, "HTML entity", "HTML entities"),
            (self.ampersands, "bare \"&\"", "bare \"&\""),
            (self.brackets, "bare \"<\"", "bare \"<\""),
            (self.nesting, "element closed wrongly", "elements closed wrongly"),
            (self.depth, "element too deep", "elements too deep"),
            (self.twice, "attribute given twice", "attributes given twice"),
            (self.unquoted, "attribute without quotes", "attributes without quotes"),
            (self.sections, "CDATA section closed wrongly", "CDATA sections closed wrongly"),
            (self.unescaped, "text with unescaped HTML", "texts with unescaped HTML"),
            (self.capitals, "tag in capitals", "tags in capitals"),
        ];
        said.extend(
            counted
                .iter()
                .filter(|(count, ..)| *count > 0)
                .map(|(count, one, many)| if *count == 1 { format!("1 {one}") } else { format!("{count} {many}") }),
        );
        said.extend(self.prefixes.iter().map(|prefix| format!("an undeclared namespace \"{prefix}\"")));
        let facts = [
            (self.before, "something before the document"),
            (self.after, "something after the document"),
            (self.cut, "its end is missing"),
            (self.endless, "only its beginning was read, it has too many elements"),
        ];
        said.extend(facts.iter().filter(|(is, _)| *is).map(|(_, what)| (*what).to_owned()));
        write!(f, "mended: {}", said.join("; "))
    }
}
