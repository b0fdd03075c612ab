//! Owns the seal: what is made with a secret and cannot be made, guessed or counted through without it (HMAC-SHA-256,
//! RFC 2104). No token holds anything of a person.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{CommentId, DeliveryId, hex};

/// The purpose of the seal that report links and the operator's forms are made with.
pub const REPORT_SEAL: &str = "moderation";

/// Bytes of the seal on a token: 96 bits, as many as nobody tries.
const SEALED: usize = 12;

/// A secret and what is made with it.
#[derive(Clone, PartialEq, Eq)]
pub struct Seal(Vec<u8>);

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// Of this secret.
    pub fn new(secret: impl Into<Vec<u8>>) -> Self {
        Self(secret.into())
    }

    /// The token of the report link beside a quoted comment: on a page of everybody's, or in one letter.
    pub fn report_token(&self, comment: CommentId, letter: Option<DeliveryId>) -> String {
        let numbers = match letter {
            Some(letter) => format!("{:x}-{:x}", comment.0, letter.0),
            None => format!("{:x}", comment.0),
        };
        format!("{numbers}-{}", hex(&self.sum("report", &[&numbers])[..SEALED]))
    }

    /// The comment, and the letter if it was one, of a token that this seal made.
    pub fn report_of(&self, token: &str) -> Option<(CommentId, Option<DeliveryId>)> {
        let (numbers, _) = token.rsplit_once('-')?;
        let mut parts = numbers.split('-').map(|part| i64::from_str_radix(part, 16).ok());
        let comment = CommentId(parts.next()??);
        let letter = match parts.next() {
            None => None,
            Some(letter) => Some(DeliveryId(letter?)),
        };
        is_same(&self.report_token(comment, letter), token).then_some((comment, letter))
    }

    /// What stands for these words and says nothing of them: 32 figures.
    pub fn mark(&self, purpose: &str, words: &[&str]) -> String {
        hex(&self.sum(purpose, words)[..16])
    }

    /// Whether it is the mark of these words; takes as long whatever differs.
    pub fn is_mark(&self, purpose: &str, words: &[&str], mark: &str) -> bool {
        is_same(&self.mark(purpose, words), mark)
    }

    /// Each word with its length before it, so that no two lists of words are one text.
    fn sum(&self, purpose: &str, words: &[&str]) -> Vec<u8> {
        let mut sum = keyed(&self.0);
        for word in std::iter::once(&purpose).chain(words) {
            sum.update(&(word.len() as u64).to_be_bytes());
            sum.update(word.as_bytes());
        }
        sum.finalize().into_bytes().to_vec()
    }
}

/// Whether two secrets are the same; takes as long wherever they differ, and however long they are.
pub fn is_same(one: &str, other: &str) -> bool {
    let mut wanted = keyed(b"compare");
    wanted.update(one.as_bytes());
    let mut given = keyed(b"compare");
    given.update(other.as_bytes());
    wanted.verify_slice(&given.finalize().into_bytes()).is_ok()
}

fn keyed(secret: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(secret).expect("HMAC takes a key of any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_to_its_comment_and_no_other_does() {
        let seal = Seal::new(*b"one");
        for (comment, letter) in [(7, None), (7, Some(9)), (i64::MAX, Some(i64::MAX))] {
            let (comment, letter) = (CommentId(comment), letter.map(DeliveryId));
            let token = seal.report_token(comment, letter);
            assert_eq!(seal.report_of(&token), Some((comment, letter)), "{token}");
            assert_eq!(Seal::new(*b"two").report_of(&token), None);
            assert_eq!(seal.report_of(&token.to_uppercase()), None);
            assert_eq!(seal.report_of(&token[..token.len() - 1]), None);
        }
        let token = seal.report_token(CommentId(7), None);
        let neighbour = format!("8-{}", token.split_once('-').unwrap().1);
        for bad in ["", "-", "7", "7-", "x-y", "7-0", neighbour.as_str(), "7-9-1-ff", "-7-00"] {
            assert_eq!(seal.report_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn marks_differ_by_purpose_and_by_where_words_end() {
        let seal = Seal::new(*b"one");
        let mark = seal.mark("person", &["ab", "c"]);
        assert_eq!(mark.len(), 32);
        assert!(seal.is_mark("person", &["ab", "c"], &mark));
        assert_ne!(mark, seal.mark("person", &["a", "bc"]));
        assert_ne!(mark, seal.mark("place", &["ab", "c"]));
        assert!(!seal.is_mark("person", &["ab", "c"], ""));
        assert_eq!(format!("{seal:?}"), "Seal");
        assert!(is_same("x", "x") && !is_same("x", "xx") && !is_same("", "x"));
    }
}
