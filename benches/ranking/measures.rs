//! Owns the measures: pure, an order and the grades in, a figure out. README.md says where each is from.

use std::collections::BTreeMap;

/// What a reader is shown of an order.
pub(crate) const TOP: usize = 3;
/// A comment of this grade or a higher one is worth quoting.
pub(crate) const WORTHY: u8 = 2;

/// The mean of what is there; `None` of nothing.
pub(crate) fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, count) = values.flatten().fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// The standard error of that mean; `None` of fewer than two.
pub(crate) fn standard_error(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let values: Vec<f64> = values.flatten().collect();
    let (mean, count) = (mean(values.iter().copied().map(Some))?, values.len() as f64);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (count > 1.0).then(|| (squares / (count - 1.0) / count).sqrt())
}

/// Normalised discounted cumulative gain of the first three (Järvelin and Kekäläinen 2002, with the gain `2^grade − 1`
/// of Burges and others 2005), 0 to 1; `None` where every grade is 0 and no order is better than another. To choose
/// nobody is best where nobody is worth quoting.
pub(crate) fn ndcg(order: &[usize], grades: &[u8]) -> Option<f64> {
    if order.is_empty() && grades.iter().all(|&grade| grade < WORTHY) {
        return Some(1.0);
    }
    let mut ideal = grades.to_vec();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = gains(ideal.into_iter());
    (best > 0.0).then(|| gains(order.iter().map(|&at| grades[at])) / best)
}

fn gains(grades: impl Iterator<Item = u8>) -> f64 {
    let discounted = |(place, grade): (u32, u8)| (f64::from(1_u32 << grade) - 1.0) / f64::from(place + 1).log2();
    (1..).zip(grades.take(TOP)).map(discounted).sum()
}

/// Share of the first three that are worth quoting; of as many as there are, where there are fewer.
pub(crate) fn precision(order: &[usize], grades: &[u8]) -> Option<f64> {
    share(order, |at| grades[at] >= WORTHY)
}

/// Share of the first three of which something is true; `None` of nobody.
pub(crate) fn share(order: &[usize], is: impl Fn(usize) -> bool) -> Option<f64> {
    mean(order.iter().take(TOP).map(|&at| Some(f64::from(u8::from(is(at))))))
}

/// Share of the pairs of different grades of which the better stands first; `None` where there is no such pair, or
/// where the order leaves comments out.
pub(crate) fn pairwise(order: &[usize], grades: &[u8]) -> Option<f64> {
    if order.len() < grades.len() {
        return None;
    }
    let pairs = order.iter().enumerate().flat_map(|(place, &first)| {
        order[place + 1..]
            .iter()
            .filter(move |&&second| grades[first] != grades[second])
            .map(move |&second| Some(f64::from(u8::from(grades[first] > grades[second]))))
    });
    mean(pairs)
}

/// References found, against those marked by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Links {
    /// Marked by hand.
    pub(crate) marked: usize,
    /// Found and marked.
    pub(crate) right: usize,
    /// Found, by how they were read: right and wrong.
    pub(crate) by: BTreeMap<String, (usize, usize)>,
}

impl Links {
    /// Compares links of one thread, each from an answer to what it answers.
    pub(crate) fn of(marked: &[(usize, usize)], found: &[(usize, usize, String)]) -> Self {
        let mut links = Self { marked: marked.len(), ..Self::default() };
        for (from, to, by) in found {
            let right = marked.contains(&(*from, *to));
            let tally = links.by.entry(by.clone()).or_default();
            if right {
                tally.0 += 1;
                links.right += 1;
            } else {
                tally.1 += 1;
            }
        }
        links
    }

    /// Adds another thread's.
    pub(crate) fn add(&mut self, other: &Self) {
        self.marked += other.marked;
        self.right += other.right;
        for (by, tally) in &other.by {
            let sum = self.by.entry(by.clone()).or_default();
            *sum = (sum.0 + tally.0, sum.1 + tally.1);
        }
    }

    /// Share of the found that are right.
    pub(crate) fn precision(&self) -> Option<f64> {
        ratio(self.right, self.by.values().map(|tally| tally.0 + tally.1).sum())
    }

    /// Share of the marked that were found.
    pub(crate) fn recall(&self) -> Option<f64> {
        ratio(self.right, self.marked)
    }

    /// The harmonic mean of the two.
    pub(crate) fn f1(&self) -> Option<f64> {
        let (precision, recall) = (self.precision()?, self.recall()?);
        (precision + recall > 0.0).then(|| 2.0 * precision * recall / (precision + recall))
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
