//! Owns the references by quotation: a run of words that an earlier comment had, and the article had not.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::rank::words::{Reading, Vocabulary};

/// A run is so many words long…
const WORDS: usize = 6;
/// … or at least so many words and so many characters.
const FEW_WORDS: usize = 4;
/// Characters that make a shorter run telling.
const CHARACTERS: usize = 30;
/// Words of one comment in which runs are looked for.
const LOOKED_AT: usize = 800;

/// Who wrote a run first.
#[derive(Clone, Copy)]
enum Owner {
    Article,
    Comment(u32),
}

/// Fingerprints are mixed already, and hashing them again would take longer than finding them.
type Mixed = BuildHasherDefault<AsItIs>;

/// Passes a fingerprint on.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// What a comment repeats.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::rank) struct Copied {
    /// The earlier comments it repeats and how many of its words are theirs, by comment.
    pub(in crate::rank) from: Vec<(usize, usize)>,
    /// The share of its words that are an earlier comment's, 0 to 1.
    pub(in crate::rank) of_comments: f64,
    /// The share that is the article's.
    pub(in crate::rank) of_article: f64,
}

/// Finds what each comment repeats; `order` holds the comments' indices, earliest first.
pub(in crate::rank) fn copied(
    comments: &[Reading],
    article: &Reading,
    order: &[usize],
    vocabulary: &Vocabulary,
) -> Vec<Copied> {
    let lengths: Vec<usize> = vocabulary.lengths();
    let read = comments.iter().map(|comment| &comment.words[..comment.words.len().min(LOOKED_AT)]);
    let repeated = Repeated::of(read.chain([article.words.as_slice()]), &lengths);
    let mut first: HashMap<u64, Owner, Mixed> = HashMap::with_hasher(Mixed::default());
    let kept = |run: &(usize, usize, u64)| repeated.may_hold(run.2);
    first.extend(runs(&article.words, &lengths).filter(kept).map(|(_, _, run)| (run, Owner::Article)));
    let mut found = vec![Copied::default(); comments.len()];
    for &at in order {
        let own = u32::try_from(at).unwrap_or(u32::MAX);
        let words = &comments[at].words;
        let looked_at = words.len().min(LOOKED_AT);
        let (mut theirs, mut articles) = (vec![None; looked_at], vec![false; looked_at]);
        for (start, length, run) in runs(&words[..looked_at], &lengths).filter(kept) {
            let span = start..start + length;
            match *first.entry(run).or_insert(Owner::Comment(own)) {
                Owner::Article => articles[span].fill(true),
                Owner::Comment(earlier) if earlier != own => {
                    theirs[span]
                        .iter_mut()
                        .filter(|place| place.is_none())
                        .for_each(|place| *place = Some(earlier as usize));
                }
                Owner::Comment(_) => {}
            }
        }
        found[at] = summed(&theirs, &articles);
    }
    found
}

/// Which fingerprints come twice, for certain or by the chance of one in a few: most of a thread is said once, and need
/// not be remembered.
struct Repeated {
    once: Vec<u64>,
    twice: Vec<u64>,
    mask: usize,
}

impl Repeated {
    fn of<'w>(texts: impl Iterator<Item = &'w [u32]> + Clone, lengths: &[usize]) -> Self {
        let words: usize = texts.clone().map(<[u32]>::len).sum();
        let cells = (words / 8).next_power_of_two().max(64);
        let mut repeated = Self { once: vec![0; cells], twice: vec![0; cells], mask: cells - 1 };
        for text in texts {
            for (_, _, run) in runs(text, lengths) {
                let (cell, bit) = repeated.place(run);
                repeated.twice[cell] |= repeated.once[cell] & bit;
                repeated.once[cell] |= bit;
            }
        }
        repeated
    }

    fn place(&self, run: u64) -> (usize, u64) {
        let mixed = run ^ (run >> 29);
        ((mixed >> 6) as usize & self.mask, 1 << (mixed & 63))
    }

    fn may_hold(&self, run: u64) -> bool {
        let (cell, bit) = self.place(run);
        self.twice[cell] & bit != 0
    }
}

fn summed(theirs: &[Option<usize>], articles: &[bool]) -> Copied {
    let total = theirs.len().max(1) as f64;
    let mut sources: Vec<usize> = theirs.iter().flatten().copied().collect();
    sources.sort_unstable();
    let of_comments = sources.len() as f64 / total;
    let from = sources.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect();
    let of_article = articles.iter().filter(|&&copied| copied).count() as f64 / total;
    Copied { from, of_comments, of_article }
}

/// The shortest telling run from each word on: where it starts, its words, and its fingerprint, in which two runs of a
/// thread agree by chance less often than a disk fails.
fn runs<'w>(words: &'w [u32], lengths: &'w [usize]) -> impl Iterator<Item = (usize, usize, u64)> {
    (0..words.len()).filter_map(move |start| {
        let (mut length, mut characters, mut run) = (0, 0, 0_u64);
        while length < WORDS && !(length >= FEW_WORDS && characters >= CHARACTERS) {
            let word = *words.get(start + length)?;
            characters += lengths[word as usize] + usize::from(length > 0);
            run = (run.rotate_left(5) ^ u64::from(word + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            length += 1;
        }
        Some((start, length, run))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::language::Language;

    #[test]
    fn a_run_belongs_to_the_first_who_wrote_it() {
        let texts = [
            "Nothing will change until the rota is written by those who work it.",
            "You say nothing will change until the rota is written by others? I doubt that very much.",
            "The ministry promised two thousand new posts by spring, and I doubt it.",
            "Unrelated words here, as unlike the others as words can be.",
        ];
        let mut vocabulary = Vocabulary::new(Language::English);
        let read: Vec<_> = texts.iter().map(|text| vocabulary.read(text, 4)).collect();
        let article = vocabulary.read("The ministry promised two thousand new posts by spring.", 1);
        let found = copied(&read, &article, &[0, 1, 2, 3], &vocabulary);
        assert_eq!(found[1].from, [(0, 9)]);
        assert!(found[1].of_comments > 0.4 && found[1].of_comments < 0.6);
        assert!(found[2].from.is_empty() && found[2].of_article > 0.6);
        assert_eq!(found[3], Copied::default());
    }
}
