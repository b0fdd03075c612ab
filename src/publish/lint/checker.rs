//! Owns the checks that every format shares: a value of a kind, at a spot, and what is said where it is not.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::finding::{Findings, Spot};
use super::tree::Element;
use super::values::{self, Time, TimeStyle};

/// What is found so far, and what is known of the document's surroundings.
#[derive(Debug)]
pub(super) struct Checker<'a> {
    pub(super) findings: Findings,
    /// The present: times after it are not true.
    pub(super) now: DateTime<Utc>,
    /// The address the document was got from, or will stand at.
    pub(super) address: Option<&'a str>,
}

/// What of the children of an element may stand there, and how often.
pub(super) struct Children<'a> {
    /// Exactly once; with the fault's name where it is missing.
    pub(super) needed: &'a [(&'a str, &'static str)],
    /// At most once.
    pub(super) once: &'a [&'a str],
    /// Any number of times.
    pub(super) many: &'a [&'a str],
}

impl Checker<'_> {
    /// A time, as the format writes it.
    pub(super) fn time(&mut self, spot: Spot<'_>, text: &str, style: TimeStyle) -> Option<DateTime<Utc>> {
        let text = text.trim();
        let (invalid, cure) = match style {
            TimeStyle::Rss => ("InvalidRFC2822Date", "write it as `Wed, 02 Oct 2002 13:00:00 GMT`"),
            TimeStyle::Atom => ("InvalidRFC3339Date", "write it as `2002-10-02T13:00:00Z`"),
        };
        match (style.read(text), style) {
            (Time::Good(time), _) => {
                if !values::is_plausible(time, self.now) {
                    let what = format!("{text} is before 1990 or still to come");
                    self.findings.warning(spot, "ImplausibleDate", what, "give the time at which it was published");
                }
                return Some(time);
            }
            (Time::Doubtful, TimeStyle::Rss) => {
                let what = format!("{text:?} is not read alike by all");
                self.findings.warning(spot, "ProblematicalRFC822Date", what, cure);
            }
            (Time::WrongDay, _) => {
                let what = format!("{text:?} names another day of the week than its date's");
                self.findings.error(spot, "IncorrectDOW", what, "compute the day from the date");
            }
            _ => self.findings.error(spot, invalid, format!("{text:?} is no time of this format"), cure),
        }
        None
    }

    /// An address that must be whole.
    pub(super) fn address(&mut self, spot: Spot<'_>, text: &str) {
        if let Some(fault) = values::address_fault(text) {
            let what = format!("{text:?}: {fault}");
            self.findings.error(spot, "InvalidFullLink", what, "write the whole address, odd characters as %XX");
        } else if values::is_number_of_ipv6(text) {
            let what =
                format!("{text:?}: its host is a number of IPv6, which the pattern of the W3C's validator refuses");
            self.findings.warning(spot, "InvalidFullLink", what, "give the host a name");
        }
    }

    /// Words that readers may take for plain text or for HTML: what looks like markup is shown by some and hidden by
    /// others.
    pub(super) fn plain(&mut self, spot: Spot<'_>, text: &str) {
        if let Some(found) = values::markup(text) {
            let what = format!("{found} looks like markup");
            self.findings.warning(spot, "ContainsHTML", what, "give plain words");
        }
    }

    /// A whole number of at least `least`.
    pub(super) fn number(&mut self, spot: Spot<'_>, text: &str, least: u64) {
        if text.trim().parse::<u64>().map_or(true, |number| number < least) {
            let what = format!("{:?} is no whole number from {least}", text.trim());
            self.findings.error(spot, "InvalidNonNegativeInteger", what, "give a whole number");
        }
    }

    /// A language tag.
    pub(super) fn language(&mut self, spot: Spot<'_>, text: &str) {
        if !values::is_language(text.trim()) {
            let what = format!("{:?} is no language tag", text.trim());
            self.findings.error(spot, "InvalidLanguage", what, "give a tag of BCP 47, as en-GB");
        }
    }

    /// A media type.
    pub(super) fn media_type(&mut self, spot: Spot<'_>, text: &str) {
        if !values::is_media_type(text) {
            let what = format!("{text:?} is no media type");
            self.findings.error(spot, "InvalidMIMEType", what, "give a media type, as text/html");
        }
    }

    /// The attribute's value, or an error where it is missing.
    pub(super) fn needed<'e>(&mut self, spot: Spot<'_>, element: &'e Element, name: &str) -> Option<&'e str> {
        let value = element.attribute(name);
        if value.is_none() {
            self.findings.error(spot, "MissingAttribute", format!("it has no {name}"), "add the attribute");
        }
        value
    }

    /// Which children an element has, against those it may have.
    pub(super) fn children(&mut self, spot: Spot<'_>, element: &Element, allowed: &Children<'_>) {
        let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        for child in &element.children {
            let count = counts.entry(&child.name).or_insert((0, child.line));
            count.0 += 1;
            count.1 = child.line;
        }
        for (name, fault) in allowed.needed {
            if !counts.contains_key(name) {
                self.findings.error(spot, fault, format!("it has no <{name}>"), "add the element");
            }
        }
        for (name, (count, line)) in counts {
            let at = Spot { line: Some(line), ..spot }.of(name);
            let single = allowed.needed.iter().any(|(needed, _)| *needed == name) || allowed.once.contains(&name);
            if single && count > 1 {
                let what = format!("it stands {count} times");
                self.findings.error(at, "DuplicateElement", what, "let it stand once");
            } else if !single && !allowed.many.contains(&name) && !name.contains([':', '{']) {
                let what = "the format has no such element".to_owned();
                self.findings.error(at, "UndefinedElement", what, "put elements of your own in a namespace");
            }
        }
    }
}

/// The spot of an element.
pub(super) fn spot<'a>(element: &'a Element, kind: &'static str, entry: Option<usize>) -> Spot<'a> {
    Spot { line: Some(element.line), entry, kind, name: &element.name }
}
