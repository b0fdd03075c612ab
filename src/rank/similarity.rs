//! Owns what comments have in common: weighted terms, closeness to the article, novelty, and standing in the middle
//! of the thread.
//!
//! Comments are compared through an inverted index whose lists are capped, so ten thousand of them cost no more than
//! their words.

use super::words::Reading;

/// Terms kept of one comment, heaviest first.
const TERMS: usize = 48;
/// Comments remembered for one term. A term more frequent tells little apart.
const POSTINGS: usize = 64;
/// Neighbours remembered of one comment.
const NEIGHBOURS: usize = 16;
/// Cosine from which two comments are neighbours (Erkan and Radev 2004).
const NEAR: f64 = 0.1;
/// The share of centrality handed along the edges at each step.
const DAMPING: f64 = 0.85;
/// Steps of the power iteration; the order has settled long before.
const STEPS: usize = 20;

/// A comment's terms and their weights, by term, of length one. Empty where nothing was said.
pub(super) type Bag = Vec<(u32, f64)>;

/// What the comparison of all comments found; one entry for each comment.
#[derive(Debug, Default)]
pub(super) struct Likeness {
    /// Weighted terms.
    pub(super) bags: Vec<Bag>,
    /// Cosine with the article, 0 to 1.
    pub(super) relevance: Vec<f64>,
    /// 1 less the cosine with the nearest earlier comment.
    pub(super) novelty: Vec<f64>,
    /// `LexRank`; the mean is 1.
    pub(super) centrality: Vec<f64>,
}

/// Compares the comments with each other, in the order they came (`order` holds indices, earliest first), and with
/// the article. `terms` is the size of the vocabulary.
pub(super) fn compare(
    comments: &[Reading],
    title: &Reading,
    body: &Reading,
    order: &[usize],
    terms: usize,
) -> Likeness {
    let idf = rarity(comments, terms);
    let bags: Vec<Bag> = comments.iter().map(|reading| weigh(&reading.terms, &idf)).collect();
    let (title, body) = (weigh(&title.terms, &idf), weigh(&body.terms, &idf));
    let relevance = bags.iter().map(|bag| closeness(bag, &title, &body)).collect();
    let nearest = earlier_neighbours(&bags, order, terms);
    let novelty = nearest.iter().map(|near| 1.0 - near.iter().map(|&(_, cosine)| cosine).fold(0.0, f64::max)).collect();
    let centrality = lexrank(&nearest);
    Likeness { bags, relevance, novelty, centrality }
}

/// Cosine of two bags, 0 to 1.
pub(super) fn cosine(a: &Bag, b: &Bag) -> f64 {
    let (mut left, mut right, mut sum) = (0, 0, 0.0);
    while let (Some(x), Some(y)) = (a.get(left), b.get(right)) {
        match x.0.cmp(&y.0) {
            std::cmp::Ordering::Less => left += 1,
            std::cmp::Ordering::Greater => right += 1,
            std::cmp::Ordering::Equal => {
                sum += x.1 * y.1;
                (left, right) = (left + 1, right + 1);
            }
        }
    }
    sum.clamp(0.0, 1.0)
}

/// Inverse document frequency of each term: ln(1 + N / df).
fn rarity(comments: &[Reading], terms: usize) -> Vec<f64> {
    let mut frequency = vec![0_u32; terms];
    for &(term, _) in comments.iter().flat_map(|reading| &reading.terms) {
        frequency[term as usize] += 1;
    }
    let total = comments.len() as f64;
    frequency.iter().map(|&df| (1.0 + total / f64::from(df.max(1))).ln()).collect()
}

fn weigh(terms: &[(u32, u32)], idf: &[f64]) -> Bag {
    let mut bag: Bag =
        terms.iter().map(|&(term, count)| (term, (1.0 + f64::from(count).ln()) * idf[term as usize])).collect();
    if bag.len() > TERMS {
        bag.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        bag.truncate(TERMS);
        bag.sort_by_key(|&(term, _)| term);
    }
    let length = bag.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    if length > 0.0 {
        for (_, weight) in &mut bag {
            *weight /= length;
        }
    }
    bag
}

/// Cosine with the body; an echo of the headline alone counts half.
fn closeness(bag: &Bag, title: &Bag, body: &Bag) -> f64 {
    if body.is_empty() { cosine(bag, title) } else { cosine(bag, body).max(0.5 * cosine(bag, title)) }
}

/// For each comment the earlier ones it resembles.
fn earlier_neighbours(bags: &[Bag], order: &[usize], terms: usize) -> Vec<Vec<(usize, f64)>> {
    let mut nearest = vec![Vec::new(); bags.len()];
    let mut postings: Vec<Vec<(u32, f32)>> = vec![Vec::new(); terms];
    let mut sums = vec![0.0_f32; bags.len()];
    let mut touched = Vec::new();
    for &comment in order {
        for &(term, weight) in &bags[comment] {
            let weight = single(weight);
            for &(earlier, other) in &postings[term as usize] {
                let sum = &mut sums[earlier as usize];
                if *sum == 0.0 {
                    touched.push(earlier);
                }
                *sum += weight * other;
            }
        }
        let mut near: Vec<(usize, f64)> = touched
            .drain(..)
            .map(|at| (at as usize, f64::from(std::mem::take(&mut sums[at as usize]).min(1.0))))
            .filter(|near| near.1 > NEAR)
            .collect();
        near.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.truncate(NEIGHBOURS);
        near.sort_by_key(|&(at, _)| at);
        nearest[comment] = near;
        for &(term, weight) in &bags[comment] {
            let list = &mut postings[term as usize];
            if list.len() < POSTINGS {
                list.push((u32::try_from(comment).unwrap_or(u32::MAX), single(weight)));
            }
        }
    }
    nearest
}

/// Half the room, and enough for likeness.
#[expect(clippy::cast_possible_truncation, reason = "weights are between 0 and 1, and seven figures of them suffice")]
fn single(weight: f64) -> f32 {
    weight as f32
}

/// Centrality in the graph of neighbours, read both ways.
fn lexrank(nearest: &[Vec<(usize, f64)>]) -> Vec<f64> {
    let mut strength = vec![0.0; nearest.len()];
    for (comment, near) in nearest.iter().enumerate() {
        for &(other, cosine) in near {
            strength[comment] += cosine;
            strength[other] += cosine;
        }
    }
    let mut rank = vec![1.0; nearest.len()];
    for _ in 0..STEPS {
        let mut next = vec![1.0 - DAMPING; nearest.len()];
        for (comment, near) in nearest.iter().enumerate() {
            for &(other, cosine) in near {
                next[comment] += DAMPING * cosine / strength[other] * rank[other];
                next[other] += DAMPING * cosine / strength[comment] * rank[comment];
            }
        }
        rank = next;
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::language::Language;
    use crate::rank::words::Vocabulary;

    fn compared(texts: &[&str], body: &str) -> Likeness {
        let mut vocabulary = Vocabulary::new(Language::English);
        let read: Vec<_> = texts.iter().map(|text| vocabulary.read(text, texts.len())).collect();
        let (title, body) = (vocabulary.read("", 1), vocabulary.read(body, 1));
        let order: Vec<usize> = (0..texts.len()).collect();
        compare(&read, &title, &body, &order, vocabulary.len())
    }

    #[test]
    fn the_article_and_the_neighbours_are_recognised() {
        let likeness = compared(
            &[
                "Pharmacists already check repeat prescriptions every month",
                "My dog likes long walks in the rain",
                "Repeat prescriptions checked by pharmacists save us hours",
            ],
            "Pharmacists will check repeat prescriptions from April, the ministry said.",
        );
        assert!(likeness.relevance[0] > likeness.relevance[1]);
        assert!(likeness.relevance[1] < 0.05);
        assert!(likeness.novelty[2] < likeness.novelty[1]);
        assert!(likeness.centrality[0] > likeness.centrality[1]);
    }

    #[test]
    fn cosine_stays_between_none_and_one() {
        let likeness = compared(&["the same thing said twice over", "the same thing said twice over", ""], "");
        assert!(cosine(&likeness.bags[0], &likeness.bags[1]) > 0.999);
        assert!(cosine(&likeness.bags[0], &likeness.bags[2]) < f64::EPSILON);
        assert!(likeness.novelty[1] < 0.001 && likeness.novelty[2] > 0.999);
    }
}
