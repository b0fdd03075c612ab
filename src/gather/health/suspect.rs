//! Owns which readings are not believed: those that lack what the source's articles always had, and those that are
//! plainly some other page.

use url::Url;

use crate::domain::{Access, FoundArticle, Usual};

/// Before so many articles nothing is usual.
const ENOUGH: u32 = 20;
/// A shorter body, in characters, is none to speak of …
const SHORT: usize = 200;
/// … where the middle one is longer than this.
const LONG: usize = 1000;

/// Headlines of pages that are no articles, whatever their status was.
const NO_HEADLINES: &[&str] = &[
    "404",
    "404 not found",
    "403 forbidden",
    "access denied",
    "are you a robot?",
    "attention required!",
    "error",
    "error 404",
    "forbidden",
    "internal server error",
    "just a moment",
    "log in",
    "login",
    "not found",
    "oops!",
    "page not found",
    "service unavailable",
    "sign in",
    "site under maintenance",
    "the page you requested could not be found",
    "verify you are human",
];

/// Why a reading is not believed; `site` is what the source calls itself.
pub fn suspect(found: &FoundArticle, usual: &Usual, site: &str) -> Option<String> {
    let title = folded(&found.title);
    if title == folded(site) || NO_HEADLINES.contains(&title.as_str()) {
        return Some(format!("its headline is {:?}, which is no headline of an article", found.title));
    }
    let length = found.text.chars().count();
    if length >= SHORT
        && let Some((url, other)) = usual.bodies.get(&Usual::body_key(&found.text))
        && folded(other) != title
        && !is_at(found, url)
    {
        return Some(format!("its body is that of another article, {other:?} ({url})"));
    }
    if usual.articles < ENOUGH {
        return None;
    }
    let gated = found.access != Access::Open;
    // Nineteen in twenty: where one in twenty is brief, a brief one is news.
    let usually = |with: u32| u64::from(with) * 20 >= u64::from(usual.articles) * 19;
    if length < SHORT && usual.median_body > LONG && usually(usual.with_body) && !gated {
        let middle = usual.median_body;
        return Some(format!("its body has {length} characters, where {middle} are usual for this source"));
    }
    let parts = [
        ("publication time", found.published.is_none() && usually(usual.with_date)),
        ("author", found.authors.is_empty() && usually(usual.with_author)),
        ("body", length < SHORT && !gated && usually(usual.with_body)),
    ];
    let lacking: Vec<&str> = parts.into_iter().filter(|(_, lacks)| *lacks).map(|(name, _)| name).collect();
    (lacking.len() >= 2)
        .then(|| format!("it has no {}, which nearly every article of this source has", lacking.join(" and no ")))
}

fn folded(text: &str) -> String {
    let text = text.trim().trim_end_matches(['.', '…', ' ']).to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the article stands at that address, however it is spelled.
fn is_at(found: &FoundArticle, url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let place = place(&url);
    std::iter::once(&found.url).chain(&found.seen_at).any(|own| self::place(own) == place)
}

fn place(url: &Url) -> (String, String, Option<String>) {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
    (host, url.path().trim_end_matches('/').to_owned(), url.query().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn article(title: &str, body: usize) -> FoundArticle {
        let url = "https://paper.example/news/one".parse().unwrap();
        let mut found = FoundArticle::new(url, title);
        found.text = "word ".repeat(body / 5);
        found.published = Some(DateTime::UNIX_EPOCH);
        found.authors = vec!["Jo Reed".to_owned()];
        found
    }

    fn usual(articles: u32) -> Usual {
        let with = articles;
        Usual { articles, with_date: with, with_author: with, with_body: with, median_body: 3000, ..Usual::default() }
    }

    #[test]
    fn readings_that_are_not_believed() {
        let bare = |change: fn(&mut FoundArticle)| {
            let mut found = article("A headline", 3000);
            change(&mut found);
            found
        };
        let cases = [
            ("sound", article("A headline", 3000), 30, None),
            ("one thing missing", bare(|found| found.authors.clear()), 30, None),
            (
                "two things missing",
                bare(|found| {
                    found.authors.clear();
                    found.published = None;
                }),
                30,
                Some("no publication time and no author"),
            ),
            (
                "two things missing, little known",
                bare(|found| {
                    found.authors.clear();
                    found.published = None;
                }),
                19,
                None,
            ),
            ("a short body", article("A headline", 50), 30, Some("50 characters, where 3000")),
            (
                "a short body behind a gate",
                bare(|found| {
                    found.text.truncate(50);
                    found.access = Access::Paid;
                }),
                30,
                None,
            ),
            ("the site's name", article("The  Paper", 3000), 0, Some("no headline")),
            ("a wall's headline", article("Just a moment...", 3000), 0, Some("no headline")),
            ("a missing page", article("Page not found", 3000), 0, Some("no headline")),
            ("a refusal", article("Access Denied", 3000), 0, Some("no headline")),
            ("a headline that begins so", article("Access denied to 40 patients", 3000), 30, None),
        ];
        for (what, found, articles, expected) in cases {
            let why = suspect(&found, &usual(articles), "The Paper");
            match expected {
                None => assert_eq!(why, None, "{what}"),
                Some(words) => assert!(why.clone().unwrap_or_default().contains(words), "{what}: {why:?}"),
            }
        }
    }

    #[test]
    fn brief_news_is_believed_where_some_of_it_is_usual() {
        let brief = article("A brief", 50);
        for (with_body, believed) in [(40, false), (38, false), (37, true)] {
            let usual = Usual { with_body, ..usual(40) };
            assert_eq!(suspect(&brief, &usual, "The Paper").is_none(), believed, "{with_body} of 40");
        }
    }

    #[test]
    fn what_a_source_never_had_is_not_missed() {
        let mut found = article("A headline", 3000);
        found.authors.clear();
        found.published = None;
        let usual = Usual { with_author: 10, ..usual(30) };
        assert_eq!(suspect(&found, &usual, "The Paper"), None);
    }

    #[test]
    fn the_body_of_another_article_is_not_believed() {
        let found = article("A headline", 3000);
        let held = |url: &str, title: &str| {
            let mut usual = usual(1);
            usual.bodies.insert(Usual::body_key(&found.text), (url.to_owned(), title.to_owned()));
            usual
        };
        let cases = [
            ("https://paper.example/news/two", "Another headline", true),
            ("https://paper.example/news/two", "a  headline", false),
            ("http://www.paper.example/news/one/", "An older headline", false),
        ];
        for (url, title, doubted) in cases {
            assert_eq!(suspect(&found, &held(url, title), "The Paper").is_some(), doubted, "{url} {title}");
        }
    }
}
