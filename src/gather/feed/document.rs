//! Owns what a feed says, whatever its format: the feed, its entries, and the small things that all formats share.

use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

use crate::domain::{Image, Skips};

/// A feed.
#[derive(Debug, Clone, Default)]
pub(super) struct Feed {
    pub(super) language: Option<String>,
    /// Who wrote the entries that do not say.
    pub(super) authors: Vec<String>,
    /// Where older entries are.
    pub(super) next: Option<Url>,
    /// How long there will be nothing new, as the feed says.
    pub(super) ttl: Option<Duration>,
    /// When it is not to be asked for.
    pub(super) skips: Skips,
    pub(super) entries: Vec<Entry>,
    /// What was odd, for the log.
    pub(super) notes: Vec<String>,
}

/// An entry as the feed has it: texts are markup or plain, as the site wrote them.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub(super) title: Option<String>,
    pub(super) url: Option<Url>,
    /// Other addresses it goes by.
    pub(super) also: Vec<Url>,
    /// Its guid or id.
    pub(super) id: Option<String>,
    /// Names as written, perhaps several in one.
    pub(super) authors: Vec<String>,
    pub(super) published: Option<DateTime<Utc>>,
    pub(super) updated: Option<DateTime<Utc>>,
    pub(super) topics: Vec<String>,
    pub(super) summary: Option<String>,
    pub(super) content: Option<String>,
    pub(super) image: Option<Image>,
    pub(super) language: Option<String>,
    /// What its relative addresses are relative to, where that is not the document.
    pub(super) base: Option<Url>,
    /// How many comments it states.
    pub(super) stated: Option<u32>,
    /// The feed of its comments.
    pub(super) replies: Option<Url>,
    /// The id of what it answers.
    pub(super) answers: Option<String>,
}

/// No server takes a longer address.
const MAX_ADDRESS: usize = 4096;

/// An address on the web, without what may stand before its host.
pub(super) fn web(address: &str, base: &Url) -> Option<Url> {
    let address = address.trim();
    if address.is_empty() {
        return None;
    }
    let mut url = base.join(address).ok()?;
    // A password in a link is the site's mistake, and not for us to publish.
    url.set_username("").and_then(|()| url.set_password(None)).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.as_str().len() <= MAX_ADDRESS).then_some(url)
}

/// An id that is itself an address on the web.
pub(super) fn whole_address(text: &str) -> Option<Url> {
    let text = text.trim();
    let is_web = ["http://", "https://"]
        .iter()
        .any(|start| text.get(..start.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(start)));
    if is_web { Url::parse(text).ok().and_then(|url| web(url.as_str(), &url)) } else { None }
}

/// The name in "mail@example (Name)", "Name <mail@example>" and the like; empty where there is only a mail address.
pub(super) fn without_mail(text: &str) -> String {
    let text = text.trim();
    if !text.contains('@') {
        let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        return inner.unwrap_or(text).trim().to_owned();
    }
    if let Some((before, rest)) = text.split_once('(')
        && before.contains('@')
    {
        return rest.split(')').next().unwrap_or(rest).trim().to_owned();
    }
    let words = text.split_whitespace().filter(|word| !word.contains('@'));
    words.collect::<Vec<_>>().join(" ").trim_matches(['"', '(', ')', '<', '>', '-', ',', ' ']).to_owned()
}

/// A count as a feed writes it.
pub(super) fn count(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_have_names_without_their_mail_addresses() {
        let cases = [
            ("Ann Lee", "Ann Lee"),
            ("a@b.example (Ann Lee)", "Ann Lee"),
            ("(Ann Lee)", "Ann Lee"),
            ("Ann Lee <a@b.example>", "Ann Lee"),
            ("\"Ann Lee\" <a@b.example>", "Ann Lee"),
            ("a@b.example Ann Lee", "Ann Lee"),
            ("a@b.example", ""),
            ("Zoë–a@b.example", ""),
            ("a@b.example (", ""),
            ("@", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(without_mail(text), expected, "{text}");
        }
    }
}
