//! Owns what is decided of comments: the operator's rulings, the readers' reports, and what becomes of one comment.

use std::collections::HashMap;

use super::{Blocks, Comment, CommentId, Name};

/// What stands decided of one comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ruling {
    /// Not quoted until somebody decides otherwise.
    Hidden,
    /// May be quoted, and no report hides it again.
    Shown,
    /// Quoted first, whatever its score.
    Pinned,
    /// Never quoted.
    Vetoed,
    /// As many readers reported it as the configuration says: not quoted until an operator decides.
    Reported,
}

impl Ruling {
    /// Every ruling.
    pub const ALL: [Self; 5] = [Self::Hidden, Self::Shown, Self::Pinned, Self::Vetoed, Self::Reported];

    /// The word in the store and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Shown => "shown",
            Self::Pinned => "pinned",
            Self::Vetoed => "vetoed",
            Self::Reported => "reported",
        }
    }

    /// The ruling of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ruling| ruling.as_str() == word)
    }

    /// Whether a comment of this ruling is kept out of feeds, editions and letters.
    pub fn is_kept_out(self) -> bool {
        matches!(self, Self::Hidden | Self::Vetoed | Self::Reported)
    }

    /// Why a comment of this ruling is not quoted, in plain words; `None` where it may be.
    fn why_not(self) -> Option<&'static str> {
        match self {
            Self::Hidden => Some("hidden by the editor"),
            Self::Vetoed => Some("vetoed by the editor"),
            Self::Reported => Some("reported by readers, and not decided yet"),
            Self::Shown | Self::Pinned => None,
        }
    }
}

/// What a reader may say of a comment that they report: the word in the store and the words on the page.
pub const REPORT_REASONS: [(&str, &str); 6] = [
    ("abuse", "It insults or threatens somebody"),
    ("private", "It tells who a patient or a private person is"),
    ("advert", "It advertises something"),
    ("false", "It claims what is false and does harm"),
    ("mine", "I wrote it and do not want it quoted"),
    ("other", "Something else"),
];

/// What becomes of one comment when quotes are chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Treatment {
    /// Its rank decides.
    #[default]
    Ranked,
    /// It is quoted first.
    Pinned,
    /// It is not quoted, for this reason.
    Barred(String),
}

/// Every ruling, and every block.
#[derive(Debug, Clone, Default)]
pub struct Moderation {
    rulings: HashMap<CommentId, Ruling>,
    blocks: Blocks,
}

impl Moderation {
    /// Of these rulings and blocks.
    pub fn new(rulings: HashMap<CommentId, Ruling>, blocks: Blocks) -> Self {
        Self { rulings, blocks }
    }

    /// The lists that block.
    pub fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// What becomes of a comment. The operator's word on the comment itself comes before any list.
    pub fn treatment(&self, comment: &Comment, source: &Name) -> Treatment {
        match self.rulings.get(&comment.id) {
            Some(Ruling::Pinned) => return Treatment::Pinned,
            Some(ruling) => {
                if let Some(why) = ruling.why_not() {
                    return Treatment::Barred(why.to_owned());
                }
            }
            None => {}
        }
        let writer = (comment.said.author.as_deref(), comment.said.role.as_deref());
        let why = self.blocks.why(writer, &comment.said.text, source.as_str());
        why.map_or(Treatment::Ranked, Treatment::Barred)
    }

    /// What becomes of each comment of a thread.
    pub fn treatments(&self, comments: &[Comment], source: &Name) -> Vec<Treatment> {
        comments.iter().map(|comment| self.treatment(comment, source)).collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::{ArticleId, BlockKind, CommentKey, FoundComment};

    fn comment(id: i64, author: &str, text: &str) -> Comment {
        Comment {
            id: CommentId(id),
            uid: format!("urn:uuid:{id}"),
            article: ArticleId(1),
            first_seen: DateTime::UNIX_EPOCH,
            said: FoundComment {
                author: Some(author.to_owned()),
                ..FoundComment::new(CommentKey(id.to_string()), text)
            },
        }
    }

    #[test]
    fn words_and_rulings_are_one() {
        for ruling in Ruling::ALL {
            assert_eq!(Ruling::of(ruling.as_str()), Some(ruling));
        }
        assert_eq!(Ruling::of("x"), None);
    }

    #[test]
    fn the_word_on_the_comment_itself_comes_first() {
        let rulings = [(1, Ruling::Pinned), (2, Ruling::Vetoed), (3, Ruling::Shown), (5, Ruling::Reported)];
        let rulings = rulings.map(|(id, ruling)| (CommentId(id), ruling)).into();
        let moderation = Moderation::new(rulings, Blocks::new([(BlockKind::Word, "rubbish")]));
        let paper: Name = "paper".parse().unwrap();
        let of = |id, text| moderation.treatment(&comment(id, "Jo", text), &paper);
        assert_eq!(of(1, "What rubbish"), Treatment::Pinned);
        assert_eq!(of(2, "fine"), Treatment::Barred("vetoed by the editor".to_owned()));
        assert!(matches!(of(3, "rubbish"), Treatment::Barred(_)), "shown lifts reports, not the lists");
        assert_eq!(of(3, "fine"), Treatment::Ranked);
        assert_eq!(of(4, "fine"), Treatment::Ranked);
        assert_eq!(of(5, "fine"), Treatment::Barred("reported by readers, and not decided yet".to_owned()));
        let Treatment::Barred(why) = of(4, "Such RUBBISH!") else { panic!("it is blocked") };
        assert_eq!(why, "the word \"rubbish\" is blocked");
    }
}
