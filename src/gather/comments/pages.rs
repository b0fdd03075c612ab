//! Owns what can be said of an article's comments only once all their pages are read: a page that came twice, comments of
//! the same words on two pages, and the order of time where the site shows the newest first.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::key::is_minted;
use crate::domain::{CommentKey, FoundComment};

/// Settles the comments of one pass over an article's pages, in the order they were read. `standing` are those that are
/// held of pages which did not change and were not read again.
///
/// A page that only repeats another is emptied; minted keys of unlike comments are made unlike; positions follow time
/// where the pages show the newest first.
pub fn settle(pages: &mut [&mut Vec<FoundComment>], standing: &[FoundComment]) {
    drop_repeats(pages);
    tell_apart(pages, standing);
    put_in_order(pages, standing);
}

/// A key without the number that tells it from an equal one.
fn base(key: &CommentKey) -> &str {
    if is_minted(key) { key.0.split('-').next().unwrap_or_default() } else { &key.0 }
}

/// A site that does not know `?page=3` answers with the first page again.
fn drop_repeats(pages: &mut [&mut Vec<FoundComment>]) {
    let keys = |page: &[FoundComment]| page.iter().map(|comment| comment.key.clone()).collect::<Vec<_>>();
    let lists: Vec<Vec<CommentKey>> = pages.iter().map(|page| keys(page)).collect();
    for at in 1..pages.len() {
        let is_repeat = !lists[at].is_empty() && lists[..at].contains(&lists[at]);
        // One comment of the same two words is no repeated page.
        if is_repeat && (lists[at].len() > 1 || pages[at].iter().all(|comment| comment.posted.is_some())) {
            pages[at].clear();
        }
    }
}

/// "Agreed" on the first page and "Agreed" on the second are two comments, unless both were posted at the same minute, or
/// the second page begins with what the first one ended with because somebody wrote in between.
fn tell_apart(pages: &mut [&mut Vec<FoundComment>], standing: &[FoundComment]) {
    let mut known: HashMap<CommentKey, Option<DateTime<Utc>>> =
        standing.iter().map(|comment| (comment.key.clone(), comment.posted)).collect();
    let mut before: Vec<CommentKey> = Vec::new();
    for page in pages.iter_mut() {
        let overlap = overlap(&before, page);
        let mut renamed: HashMap<CommentKey, CommentKey> = HashMap::new();
        let taken: HashSet<CommentKey> = page.iter().map(|comment| comment.key.clone()).collect();
        for comment in page.iter_mut().skip(overlap).filter(|comment| is_minted(&comment.key)) {
            let is_other = known.get(&comment.key).is_some_and(|posted| posted.is_none() || *posted != comment.posted);
            if is_other {
                let base = base(&comment.key).to_owned();
                let mut further = (2..).map(|count| CommentKey(format!("{base}-{count}")));
                let free = further.find(|key| !known.contains_key(key) && !taken.contains(key));
                let free = free.unwrap_or_else(|| comment.key.clone());
                renamed.insert(comment.key.clone(), free.clone());
                known.insert(free.clone(), comment.posted);
                comment.key = free;
            }
        }
        for comment in page.iter_mut() {
            comment.parent = comment.parent.take().map(|parent| renamed.get(&parent).cloned().unwrap_or(parent));
        }
        known.extend(page.iter().map(|comment| (comment.key.clone(), comment.posted)));
        if !page.is_empty() {
            before = page.iter().map(|comment| comment.key.clone()).collect();
        }
    }
}

/// How many comments at the beginning of a page are the last ones of the page before; a single one may be a coincidence.
fn overlap(before: &[CommentKey], page: &[FoundComment]) -> usize {
    let most = before.len().min(page.len());
    let is_shared = |count: &usize| {
        before[before.len() - count..].iter().zip(page.iter()).all(|(key, comment)| *key == comment.key)
    };
    (2..=most).rev().find(is_shared).unwrap_or(0)
}

/// Gives the comments the places that time gives them, where the site shows the newest first: within its pages, page by
/// page (`WordPress` opens with the last page), or both. Answers stay behind what they answer.
fn put_in_order(pages: &mut [&mut Vec<FoundComment>], standing: &[FoundComment]) {
    let times: Vec<Vec<DateTime<Utc>>> = pages.iter().map(|page| times(page)).collect();
    if pages
        .iter()
        .zip(&times)
        .any(|(page, times)| times.len() != page.iter().filter(|c| c.depth == 0 && !c.removed).count())
    {
        return;
    }
    let falls_within = falls_within(&times);
    let falls_over = falls_over(&times);
    if falls_within || falls_over {
        let mut places: Vec<u32> = pages.iter().flat_map(|page| page.iter()).map(|comment| comment.position).collect();
        places.sort_unstable();
        let mut places = places.into_iter();
        let mut order: Vec<usize> = (0..pages.len()).collect();
        if falls_over {
            order.reverse();
        }
        for page in order {
            for at in in_time(pages[page], falls_within) {
                pages[page][at].position = places.next().unwrap_or(pages[page][at].position);
            }
        }
    }
    behind_older(pages, &times, standing);
}

/// The times of a page's comments that answer the article itself.
fn times(page: &[FoundComment]) -> Vec<DateTime<Utc>> {
    page.iter().filter(|comment| comment.depth == 0 && !comment.removed).filter_map(|comment| comment.posted).collect()
}

/// Whether every page begins with its newest comment; three in a row are needed to say so.
fn falls_within(times: &[Vec<DateTime<Utc>>]) -> bool {
    let pairs = || times.iter().flat_map(|times| times.windows(2));
    let (falling, rising) =
        (pairs().filter(|pair| pair[0] > pair[1]).count(), pairs().filter(|pair| pair[0] < pair[1]).count());
    rising == 0 && falling >= 2
}

/// Whether every page is older than the one read before it.
fn falls_over(times: &[Vec<DateTime<Utc>>]) -> bool {
    let spans: Vec<_> = times.iter().filter_map(|times| Some((times.iter().min()?, times.iter().max()?))).collect();
    spans.len() > 1 && spans.windows(2).all(|pair| pair[1].1 <= pair[0].0 && pair[1].0 < pair[0].1)
}

/// The comments of a page in the order of time, each with the answers that follow it.
fn in_time(page: &[FoundComment], falls: bool) -> Vec<usize> {
    let mut threads: Vec<Vec<usize>> = Vec::new();
    for (at, comment) in page.iter().enumerate() {
        match threads.last_mut() {
            Some(thread) if comment.depth > 0 => thread.push(at),
            _ => threads.push(vec![at]),
        }
    }
    if falls {
        threads.reverse();
    }
    threads.concat()
}

/// Where older pages did not change, the newer ones that were read stand behind them.
fn behind_older(pages: &mut [&mut Vec<FoundComment>], times: &[Vec<DateTime<Utc>>], standing: &[FoundComment]) {
    let oldest = times.iter().flatten().min();
    let newest = standing.iter().map(|comment| comment.posted).collect::<Option<Vec<_>>>();
    let newest = newest.and_then(|times| times.into_iter().max());
    let first = pages.iter().flat_map(|page| page.iter()).map(|comment| comment.position).min();
    let last = standing.iter().map(|comment| comment.position).max();
    let (Some(oldest), Some(newest), Some(first), Some(last)) = (oldest, newest, first, last) else { return };
    if newest < *oldest && first <= last {
        let by = last + 1 - first;
        for comment in pages.iter_mut().flat_map(|page| page.iter_mut()) {
            comment.position = comment.position.saturating_add(by);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::mint;
    use super::*;

    fn comment(words: &str, minute: Option<i64>, position: u32) -> FoundComment {
        let posted = minute.and_then(|minute| DateTime::from_timestamp(1_511_784_420 + minute * 60, 0));
        FoundComment { posted, position, ..FoundComment::new(mint(Some("A"), posted, words), words) }
    }

    fn settled(mut pages: Vec<Vec<FoundComment>>, standing: &[FoundComment]) -> Vec<(String, u32)> {
        settle(&mut pages.iter_mut().collect::<Vec<_>>(), standing);
        let mut all: Vec<FoundComment> = pages.into_iter().flatten().collect();
        let mut keys: Vec<_> = all.iter().map(|comment| comment.key.clone()).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all.len(), "a key twice");
        all.sort_by_key(|comment| comment.position);
        all.into_iter().map(|comment| (comment.text, comment.position)).collect()
    }

    fn page(words: &[(&str, Option<i64>)], offset: u32) -> Vec<FoundComment> {
        (offset..).zip(words).map(|(position, (words, minute))| comment(words, *minute, position)).collect()
    }

    #[test]
    fn equal_words_on_two_pages_are_two_comments() {
        let first = page(&[("One", None), ("Agreed", None)], 0);
        let second = page(&[("Agreed", None), ("Two", None)], 2);
        assert_eq!(settled(vec![first.clone(), second.clone()], &[]).len(), 4);
        // The page that holds the other one did not change.
        let mut pages = [second];
        settle(&mut pages.iter_mut().collect::<Vec<_>>(), &first);
        assert_eq!(pages[0][0].key.0, format!("{}-2", first[1].key.0));
    }

    #[test]
    fn repeated_pages_and_shifted_ones_count_once() {
        let first = page(&[("One", None), ("Two", None), ("Three", None)], 0);
        assert_eq!(
            settled(vec![first.clone(), page(&[("One", None), ("Two", None), ("Three", None)], 3)], &[]).len(),
            3
        );
        let mut shifted = [first, page(&[("Two", None), ("Three", None), ("Four", None)], 3)];
        settle(&mut shifted.iter_mut().collect::<Vec<_>>(), &[]);
        assert_eq!(shifted[1][0].key, shifted[0][1].key);
    }

    #[test]
    fn the_newest_first_is_put_in_the_order_of_time() {
        let at = |words: &'static str, minute| (words, Some(minute));
        let names = |pages| settled(pages, &[]).into_iter().map(|(words, _)| words).collect::<Vec<_>>().join(" ");
        assert_eq!(names(vec![page(&[at("c", 3), at("b", 2), at("a", 1)], 0)]), "a b c");
        assert_eq!(names(vec![page(&[at("a", 1), at("b", 2), at("c", 3)], 0)]), "a b c");
        assert_eq!(
            names(vec![page(&[at("e", 5), at("d", 4), at("c", 3)], 0), page(&[at("b", 2), at("a", 1)], 3)]),
            "a b c d e"
        );
        // The last page first, each in the order of time.
        assert_eq!(names(vec![page(&[at("c", 3), at("d", 4)], 0), page(&[at("a", 1), at("b", 2)], 2)]), "a b c d");
        // By votes: as the site has it.
        assert_eq!(names(vec![page(&[at("c", 3), at("a", 1), at("b", 2)], 0)]), "c a b");
        assert_eq!(names(vec![page(&[("b", None), ("a", None)], 0)]), "b a");
    }

    #[test]
    fn answers_stay_behind_what_they_answer() {
        let mut one = page(&[("c", Some(9)), ("c1", Some(10)), ("b", Some(5)), ("a", Some(1))], 0);
        one[1].depth = 1;
        let order: Vec<_> = settled(vec![one], &[]).into_iter().map(|(words, _)| words).collect();
        assert_eq!(order, ["a", "b", "c", "c1"]);
    }

    #[test]
    fn a_new_page_stands_behind_older_ones_that_did_not_change() {
        let standing = page(&[("a", Some(1)), ("b", Some(2))], 0);
        let order = settled(vec![page(&[("c", Some(3)), ("d", Some(4))], 0)], &[]);
        assert_eq!(order[0].1, 0);
        let mut fresh = [page(&[("c", Some(3))], 0)];
        settle(&mut fresh.iter_mut().collect::<Vec<_>>(), &standing);
        assert_eq!(fresh[0][0].position, 2);
    }
}
