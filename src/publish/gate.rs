//! Owns what may be published: a channel's documents, each checked before it can replace the last good one. An entry that
//! spoils a document is left out, so that it keeps back none of the others.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::channel::{Channel, Ending};
use super::lint::{Finding, Severity, Surroundings, check};
use super::{atom, json, rss};

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

/// Renders a channel and checks its documents; those for which `stands` says that the folder holds these bytes already
/// were checked when they were written.
///
/// # Errors
///
/// What is wrong with a document, where leaving entries out does not mend it.
pub(super) fn pass(
    channel: &Channel,
    now: DateTime<Utc>,
    stands: &dyn Fn(Ending, &[u8]) -> bool,
) -> Result<Passed, String> {
    let mut left_out = Vec::new();
    let mut channel = channel.tidied();
    loop {
        let documents: Vec<(Ending, Vec<u8>)> =
            Ending::ALL.iter().map(|ending| (*ending, rendered(*ending, &channel))).collect();
        let found = findings(&documents, &channel, now, stands);
        let errors = found.iter().filter(|(_, finding)| finding.severity == Severity::Error);
        let spoilt: BTreeSet<usize> = errors.clone().filter_map(|(_, finding)| finding.entry).collect();
        if let Some((ending, finding)) = errors.clone().find(|(_, finding)| finding.entry.is_none()) {
            return Err(format!("its {} document would not be good: {finding}", ending.name()));
        }
        if spoilt.is_empty() {
            let entries = channel.entries.len();
            let warnings = found.iter().filter(|(_, finding)| finding.severity == Severity::Warning);
            let warnings = warnings.map(|(ending, finding)| format!("{}: {finding}", ending.name())).collect();
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
    }
}

/// One document.
pub(super) fn rendered(ending: Ending, channel: &Channel) -> Vec<u8> {
    match ending {
        Ending::Rss => rss::write(channel),
        Ending::Atom => atom::write(channel),
        Ending::Json => json::write(channel),
    }
}

fn findings(
    documents: &[(Ending, Vec<u8>)],
    channel: &Channel,
    now: DateTime<Utc>,
    stands: &dyn Fn(Ending, &[u8]) -> bool,
) -> Vec<(Ending, Finding)> {
    let mut found = Vec::new();
    for (ending, bytes) in documents.iter().filter(|(ending, bytes)| !stands(*ending, bytes)) {
        let address = ending.of(&channel.address).to_string();
        let surroundings = Surroundings { now, address: Some(&address), media_type: None };
        found.extend(check(bytes, &surroundings).findings.into_iter().map(|finding| (*ending, finding)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::rules::sample::{channel, entry, hostile};
    use super::*;

    const NOW: &str = "2026-03-02T12:00:00Z";

    fn passed(channel: &Channel) -> Result<Passed, String> {
        pass(channel, NOW.parse().unwrap(), &|_, _| false)
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
        // What stands already was checked before: it is not checked again.
        let stands = pass(&channel(vec![deep]), NOW.parse().unwrap(), &|_, _| true).unwrap();
        assert_eq!((stands.entries, stands.left_out.len()), (1, 0));
    }

    #[test]
    fn a_document_that_is_wrong_as_a_whole_is_kept_out() {
        let wrong = Channel { language: "English!".to_owned(), ..channel(vec![entry(1)]) };
        let error = passed(&wrong).unwrap_err();
        assert!(error.contains("RSS 2.0") && error.contains("InvalidLanguage"), "{error}");
    }
}
