//! Owns the line that says who wrote a comment, as what, and when: "Anonymous | GP Partner/Principal30 Mar 2019 7:55am".

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use regex::Regex;

use super::super::clean::plain;
use super::super::dates;
use super::super::kind::Page;

/// A longer line is the comment itself.
const MAX_LINE: usize = 160;

/// A longer part of a line is no name.
const MAX_NAME: usize = 80;

/// What such a line says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Byline {
    pub(super) author: Option<String>,
    pub(super) role: Option<String>,
    pub(super) posted: Option<DateTime<Utc>>,
    pub(super) is_absolute: bool,
}

/// Reads a line of which it is known that it names the author.
pub(super) fn read(line: &str, page: &Page<'_>) -> Byline {
    let line = plain(line);
    match dates::split_trailing(&line, page.fetched, page.zone) {
        Some((head, at)) => {
            // The role before it may end in a figure that is none of the date's.
            let date = line.find(&head).map_or(line.as_str(), |start| &line[start + head.len()..]);
            Byline { posted: Some(at), is_absolute: dates::is_absolute(date), ..parts(&head) }
        }
        None => parts(&line),
    }
}

/// Reads the first lines of a comment, if they end in a date: the byline, and how many lines it takes.
pub(super) fn leading(lines: &[String], page: &Page<'_>) -> Option<(Byline, usize)> {
    for (index, line) in lines.iter().take(3).enumerate() {
        if line.len() > MAX_LINE {
            return None;
        }
        let read = read(line, page);
        if read.posted.is_some() {
            let before = lines[..index].join(" | ");
            let named = parts(&before);
            let (author, role) = match named.author {
                Some(author) => (Some(author), named.role.or(read.author).or(read.role)),
                None => (read.author, named.role.or(read.role)),
            };
            let byline = Byline { author, role, posted: read.posted, is_absolute: read.is_absolute };
            return Some((byline, index + 1));
        }
        if line.len() > MAX_NAME || line.ends_with(['.', '!', '?', '…']) {
            return None;
        }
    }
    None
}

/// Author and role, apart by a bar, a dot, a dash or a comma.
fn parts(line: &str) -> Byline {
    let said = plain(&SAYS.replace_all(line, ""));
    let mut parts =
        PART.splitn(&said, 2).map(|part| part.trim_matches(|c: char| c.is_whitespace() || "|·•,:–—-".contains(c)));
    let mut next = || parts.next().filter(|part| !part.is_empty() && part.len() <= MAX_NAME).map(str::to_owned);
    let (author, role) = (next(), next());
    match (author, role) {
        // Where a site shows a role and no name, the role is no name.
        (Some(role), None) if is_role(&role) => Byline { role: Some(role), ..Byline::default() },
        (author, role) => Byline { author, role, ..Byline::default() },
    }
}

/// The words of which roles in a practice, a pharmacy, a ward are made.
const ROLES: &str = "gp gps partner principal salaried locum sessional practice nurse manager registrar trainee trainer \
    retired consultant pharmacist pharmacy technician dispenser paramedic physiotherapist dentist \
    optometrist optician midwife student medical junior doctor physician associate healthcare health \
    care professional other assistant hospital community clinical advanced practitioner specialist \
    senior lead director receptionist commissioner secretary visitor staff district prescriber \
    independent owner contractor superintendent employee st1 st2 st3 fy1";

/// Whether words are nothing but a role in a practice, a pharmacy, a ward.
fn is_role(words: &str) -> bool {
    let mut words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some()
        && words
            .all(|word| ROLES.split(' ').any(|role| role == word.to_lowercase()) || matches!(word, "and" | "of" | "or"))
}

static SAYS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:(?:posted|written|comment(?:ed)?|submitted)\s+)?(?:by|from)\s*:?\s+|\s+(?:says|said|wrote|writes|commented|replied)\s*(?:on\s*)?:?\s*$")
        .expect("the pattern is a constant that a test uses")
});
static PART: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\s*[|·•]\s*|\s+[–—-]\s+|,\s+").expect("the pattern is a constant that a test uses"));

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use url::Url;

    use super::*;

    type Case<'a> = (&'a [&'a str], Option<&'a str>, Option<&'a str>, usize);

    #[test]
    fn lines_name_author_role_and_time() {
        let url = Url::parse("https://news.example/a").unwrap();
        let fetched = Utc.with_ymd_and_hms(2019, 4, 1, 0, 0, 0).unwrap();
        let page = Page {
            url: &url,
            content_type: None,
            link: None,
            total_pages: None,
            body: b"",
            fetched,
            zone: chrono_tz::Europe::London,
        };
        let cases: [Case<'_>; 11] = [
            (&["GP Partner/Principal30 Mar 2019 7:55am"], None, Some("GP Partner/Principal"), 1),
            (&["Anonymous | ST330 Mar 2019 7:55am"], Some("Anonymous"), Some("ST3"), 1),
            (&["Doctor Doolally 30 Mar 2019 7:55am"], Some("Doctor Doolally"), None, 1),
            (
                &["Anonymous | GP Partner/Principal30 Mar 2019 7:55am"],
                Some("Anonymous"),
                Some("GP Partner/Principal"),
                1,
            ),
            (&["A Reader says:", "30 Mar 2019 7:55am", "Words"], Some("A Reader"), None, 1 + 1),
            (&["A Reader", "Practice nurse30 Mar 2019 7:55am", "Words"], Some("A Reader"), Some("Practice nurse"), 2),
            (&["A Reader", "Practice nurse", "30 Mar 2019 7:55am"], Some("A Reader"), Some("Practice nurse"), 3),
            (&["Posted by A Reader, locum, on 30 Mar 2019 7:55am"], Some("A Reader"), Some("locum"), 1),
            (&["30 Mar 2019 7:55am"], None, None, 1),
            (&["No byline here.", "30 Mar 2019 7:55am"], None, None, 0),
            (&["Words and more words", "still no date", "nor here", "30 Mar 2019"], None, None, 0),
        ];
        for (lines, author, role, taken) in cases {
            let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            let read = leading(&lines, &page);
            assert_eq!(read.as_ref().map_or(0, |(_, taken)| *taken), taken, "{lines:?}");
            let byline = read.map(|(byline, _)| byline).unwrap_or_default();
            assert_eq!((byline.author.as_deref(), byline.role.as_deref()), (author, role), "{lines:?}");
            let expected = (taken > 0).then(|| Utc.with_ymd_and_hms(2019, 3, 30, 7, 55, 0).unwrap());
            assert_eq!((byline.posted, byline.is_absolute), (expected, taken > 0), "{lines:?}");
        }
    }

    proptest::proptest! {
        /// Whoever writes as whatever at whatever minute, in whichever of the glues: the parts come out as they went in.
        #[test]
        fn glued_lines_come_apart(
            name in "[A-Z][a-z]{2,9} [A-Z][a-z]{2,9}",
            role in proptest::sample::select(vec!["Locum GP", "GP Partner/Principal", "Practice nurse", "Salaried GP"]),
            bar in proptest::sample::select(vec![" | ", " · ", " – ", ", "]),
            day in 1_u32..29, hour in 1_u32..12, minute in 0_u32..60,
        ) {
            let url = Url::parse("https://news.example/a").unwrap();
            let fetched = Utc.with_ymd_and_hms(2019, 6, 1, 0, 0, 0).unwrap();
            let page = Page {
                url: &url, content_type: None, link: None, total_pages: None, body: b"", fetched, zone: chrono_tz::Europe::London,
            };
            let line = format!("{name}{bar}{role}{day} Jan 2019 {hour}:{minute:02}am");
            let read = read(&line, &page);
            let at = Utc.with_ymd_and_hms(2019, 1, day, hour, minute, 0).single();
            proptest::prop_assert_eq!(
                (read.author.as_deref(), read.role.as_deref(), read.posted),
                (Some(name.as_str()), Some(role), at)
            );
        }

        #[test]
        fn no_line_is_too_odd(line in "\\PC{0,200}") {
            let url = Url::parse("https://news.example/a").unwrap();
            let fetched = Utc.with_ymd_and_hms(2019, 6, 1, 0, 0, 0).unwrap();
            let page = Page {
                url: &url, content_type: None, link: None, total_pages: None, body: b"", fetched, zone: chrono_tz::Europe::London,
            };
            let read = read(&line, &page);
            proptest::prop_assert!(read.author.is_none_or(|name| !name.is_empty() && name.len() <= MAX_NAME));
            proptest::prop_assert!(read.role.is_none_or(|role| !role.is_empty() && role.len() <= MAX_NAME));
            let _ = leading(&[line], &page);
        }
    }
}
