//! Owns what may be published: a channel's documents, each checked before it can replace the last good one. An entry that
//! spoils a document is left out, so that it keeps back none of the others.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::channel::Ending;
use super::lint::{Finding, Severity, Surroundings, VALIDATORS_LIMIT, check};
use super::tidied::{Tidied, TidiedEntry};
use super::{atom, json, rss};

/// An entry that fills more than this part of the largest document leaves before others do.
const LARGE: usize = 5;

/// What passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passed {
    /// The documents, in the order of [`Ending::ALL`].
    pub(super) documents: Vec<(Ending, Vec<u8>)>,
    /// Entries in each.
    pub(super) entries: usize,
    /// Of each entry that was left out, which and why.
    pub(super) left_out: Vec<String>,
    /// What some readers may show wrongly.
    pub(super) warnings: Vec<String>,
}

/// Renders one document of a channel and checks it; answers it with what some readers may show wrongly, and nothing where
/// entries are to be left out first, or nothing helps: [`pass`] tells which. One for which `stands` says that the folder
/// holds its bytes already was checked when it was written.
pub(super) fn document(
    channel: &Tidied,
    ending: Ending,
    now: DateTime<Utc>,
    stands: impl Fn(&[u8]) -> bool,
) -> Option<(Vec<u8>, Vec<String>)> {
    let bytes = rendered(ending, channel);
    if bytes.len() > VALIDATORS_LIMIT {
        return None;
    }
    let found = if stands(&bytes) { Vec::new() } else { findings(ending, &bytes, channel, now) };
    let is_good = found.iter().all(|finding| finding.severity != Severity::Error);
    is_good.then(|| (bytes, warnings(ending, &found).collect()))
}

/// Renders a channel and checks its documents; those for which `stands` says that the folder holds these bytes already
/// were checked when they were written.
///
/// # Errors
///
/// What is wrong with a document, where leaving entries out does not mend it.
pub(super) fn pass(
    mut channel: Tidied,
    now: DateTime<Utc>,
    stands: &dyn Fn(Ending, &[u8]) -> bool,
) -> Result<Passed, String> {
    let mut left_out = Vec::new();
    let all = channel.entries.len();
    loop {
        let documents: Vec<(Ending, Vec<u8>)> =
            Ending::ALL.iter().map(|ending| (*ending, rendered(*ending, &channel))).collect();
        let size = documents.iter().map(|(_, bytes)| bytes.len()).max().unwrap_or_default();
        if size > VALIDATORS_LIMIT && !channel.entries.is_empty() {
            left_out.extend(lightened(&mut channel, size));
            continue;
        }
        let mut found = Vec::new();
        for (ending, bytes) in documents.iter().filter(|(ending, bytes)| !stands(*ending, bytes)) {
            found.extend(findings(*ending, bytes, &channel, now).into_iter().map(|finding| (*ending, finding)));
        }
        let errors = found.iter().filter(|(_, finding)| finding.severity == Severity::Error);
        let spoilt: BTreeSet<usize> = errors.clone().filter_map(|(_, finding)| finding.entry).collect();
        if let Some((ending, finding)) = errors.clone().find(|(_, finding)| finding.entry.is_none()) {
            return Err(format!("its {} document would not be good: {finding}", ending.name()));
        }
        if spoilt.is_empty() {
            let entries = channel.entries.len();
            let warnings = found.iter().flat_map(|(ending, finding)| warnings(*ending, std::slice::from_ref(finding)));
            let warnings = warnings.collect();
            return Ok(Passed { documents, entries, left_out, warnings });
        }
        for (index, entry) in channel.entries.iter().enumerate().filter(|(index, _)| spoilt.contains(index)) {
            let first = errors.clone().find(|(_, finding)| finding.entry == Some(index));
            let why = first.map(|(_, finding)| format!("{}: {}", finding.name, finding.what)).unwrap_or_default();
            left_out.push(format!("{:?} ({}): {why}", entry.title, entry.url));
        }
        let mut index = 0;
        channel.entries.retain(|_| {
            index += 1;
            !spoilt.contains(&(index - 1))
        });
        // A fault of all is none of theirs: better the last good documents than empty ones (I3).
        if channel.entries.is_empty() && all > 1 {
            return Err(format!("not one of its {all} entries is good, such as {}", left_out[0]));
        }
    }
}

/// Leaves out what makes a document of `size` bytes too large for readers: an entry that fills a good part of it alone,
/// else the oldest. One entry at least; answers which, and why.
fn lightened(channel: &mut Tidied, size: usize) -> Vec<String> {
    /// What stands around the body of an entry, in bytes, about.
    const AROUND: usize = 1_000;
    let weight = |entry: &TidiedEntry| entry.html.len() + AROUND;
    let mut whole: usize = channel.entries.iter().map(weight).sum();
    // What may be written of them, by how much longer the document is than what it is made of.
    let most = |of: usize| usize::try_from(of as u128 * whole as u128 / size.max(1) as u128).unwrap_or(of);
    let (limit, large) = (most(VALIDATORS_LIMIT), most(VALIDATORS_LIMIT / LARGE));
    let mut left_out = Vec::new();
    while left_out.is_empty() || whole > limit {
        // Of those that are about as heavy the oldest.
        let heaviest = (0..channel.entries.len()).max_by_key(|index| weight(&channel.entries[*index]) / large.max(1));
        let Some(heaviest) = heaviest else { break };
        let is_large = weight(&channel.entries[heaviest]) > large;
        let entry = channel.entries.remove(if is_large { heaviest } else { channel.entries.len() - 1 });
        whole -= weight(&entry);
        let megabytes = VALIDATORS_LIMIT / 1_000_000;
        left_out
            .push(format!("{:?} ({}): readers take no document of more than {megabytes} MB", entry.title, entry.url));
    }
    left_out
}

/// One document.
fn rendered(ending: Ending, channel: &Tidied) -> Vec<u8> {
    match ending {
        Ending::Rss => rss::written(channel),
        Ending::Atom => atom::written(channel),
        Ending::Json => json::written(channel),
    }
}

fn findings(ending: Ending, bytes: &[u8], channel: &Tidied, now: DateTime<Utc>) -> Vec<Finding> {
    let address = ending.of(&channel.address).to_string();
    check(bytes, &Surroundings { now, address: Some(&address), media_type: None }).findings
}

fn warnings(ending: Ending, found: &[Finding]) -> impl Iterator<Item = String> {
    let warnings = found.iter().filter(|finding| finding.severity == Severity::Warning);
    warnings.map(move |finding| format!("{}: {finding}", ending.name()))
}

#[cfg(test)]
mod tests {
    use super::super::channel::{Channel, Entry};
    use super::super::rules::sample::{channel, entry, hostile};
    use super::*;

    const NOW: &str = "2026-03-02T12:00:00Z";

    fn passed(channel: &Channel) -> Result<Passed, String> {
        let tidied = || Tidied::of(channel.clone());
        let passed = pass(tidied(), NOW.parse().unwrap(), &|_, _| false);
        // A document alone is good where nothing was left out, and then the same.
        let good = passed.as_ref().is_ok_and(|passed| passed.left_out.is_empty());
        for (index, ending) in Ending::ALL.into_iter().enumerate() {
            let document = document(&tidied(), ending, NOW.parse().unwrap(), |_| false);
            assert!(
                !good
                    || document.map(|(bytes, _)| bytes).as_ref() == Some(&passed.as_ref().unwrap().documents[index].1)
            );
        }
        passed
    }

    #[test]
    fn good_and_hostile_channels_pass_without_a_word() {
        let mut hostile = hostile();
        // A body went through the cleaning of what is gathered before it comes here.
        hostile.entries.iter_mut().for_each(|entry| entry.html.clear());
        for channel in [channel(Vec::new()), channel(vec![entry(3), entry(2)]), hostile] {
            let passed = passed(&channel).unwrap();
            assert_eq!((passed.left_out, passed.warnings), (Vec::new(), Vec::new()));
            assert_eq!(passed.entries, channel.entries.len());
        }
    }

    #[test]
    fn an_entry_that_spoils_the_document_is_left_out_and_named() {
        let mut deep = entry(2);
        deep.html = "<div>".repeat(300);
        let passed = passed(&channel(vec![entry(3), deep.clone(), entry(1)])).unwrap();
        assert_eq!((passed.entries, passed.left_out.len()), (2, 1));
        assert!(passed.left_out[0].contains("Story 2") && passed.left_out[0].contains("deep"), "{:?}", passed.left_out);
        for (_, bytes) in &passed.documents {
            let text = String::from_utf8_lossy(bytes);
            assert!(text.contains("Story 3") && text.contains("Story 1") && !text.contains("Story 2"));
        }
        let error = self::passed(&channel(vec![deep.clone(), Entry { id: "urn:uuid:x".to_owned(), ..deep.clone() }]));
        assert!(
            error.unwrap_err().contains("not one of its 2 entries"),
            "better the last good document than an empty one"
        );
        // What stands already was checked before: it is not checked again.
        let stands = pass(Tidied::of(channel(vec![deep])), NOW.parse().unwrap(), &|_, _| true).unwrap();
        assert_eq!((stands.entries, stands.left_out.len()), (1, 0));
    }

    #[test]
    fn a_publication_at_a_number_of_ipv6_passes() {
        let at = |path: &str| format!("http://[::1]:8080/{path}").parse().unwrap();
        let entry = Entry { url: at("a[1]"), ..entry(1) };
        let passed = passed(&Channel { home: at("feeds/x"), address: at("feeds/x"), ..channel(vec![entry]) }).unwrap();
        assert_eq!((passed.entries, passed.left_out), (1, Vec::new()));
        assert!(!passed.warnings.is_empty() && passed.warnings.iter().all(|told| told.contains("IPv6")));
        assert!(String::from_utf8_lossy(&passed.documents[1].1).contains("\"http://[::1]:8080/a%5B1%5D\""));
    }

    #[test]
    fn what_is_too_large_leaves_and_keeps_nothing_else_back() {
        let of = |number: u32, length: usize| Entry {
            html: format!("<p>{}</p>", "word ".repeat(length / 5)),
            ..entry(number)
        };
        // One that fills the document alone, wherever it stands.
        let one = passed(&channel(vec![entry(4), of(3, 4_900_000), of(2, 200_000), entry(1)])).unwrap();
        assert_eq!((one.entries, one.left_out.len()), (3, 1));
        assert!(one.left_out[0].contains("Story 3") && one.left_out[0].contains("5 MB"), "{:?}", one.left_out);
        // Many that are no larger than others: the oldest.
        let many = passed(&channel((1..=9).rev().map(|number| of(number, 700_000)).collect())).unwrap();
        assert_eq!((many.entries, many.left_out.len()), (7, 2));
        assert!(many.left_out[0].contains("Story 1") && many.left_out[1].contains("Story 2"), "{:?}", many.left_out);
        // Many that are large, the newest a little larger than the others: the oldest too.
        let large = passed(&channel((1..=9).rev().map(|n| of(n, 1_100_000 + n as usize * 5_000)).collect())).unwrap();
        assert_eq!((large.entries, large.left_out.len()), (4, 5));
        assert!(large.left_out[0].contains("Story 1") && large.left_out[4].contains("Story 5"), "{:?}", large.left_out);
        assert!(many.documents.iter().all(|(_, bytes)| bytes.len() <= VALIDATORS_LIMIT));
    }

    #[test]
    fn a_document_that_is_wrong_as_a_whole_is_kept_out() {
        let wrong = Channel { language: "English!".to_owned(), ..channel(vec![entry(1)]) };
        let error = passed(&wrong).unwrap_err();
        assert!(error.contains("RSS 2.0") && error.contains("InvalidLanguage"), "{error}");
    }
}
