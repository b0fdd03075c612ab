//! Owns how a digest's edition becomes an entry: its headline, the way to its page, and its articles as they were frozen.

use std::collections::BTreeMap;

use url::Url;
use uuid::Uuid;

use super::body;
use super::channel::{Entry, QuotedComment, told_apart};
use super::entries::comments_page;
use super::text;
use crate::domain::{CommentId, Edition, EditionEntry, EditionQuote, Name, shown_name, told_by};

/// Headlines that a summary names behind the first.
const NAMED: usize = 5;

/// The entry of an edition: `page` is its web view, `titles` are the sources', and `report` makes the address at which a
/// reader reports a comment.
pub fn entry(
    edition: &Edition,
    page: &Url,
    titles: &BTreeMap<Name, String>,
    report: &dyn Fn(CommentId) -> Url,
) -> Entry {
    let headlines: Vec<String> = edition.entries.iter().map(|entry| text::line(&entry.title)).collect();
    let articles: String = edition.entries.iter().map(|entry| article_html(entry, titles, report)).collect();
    let topics = edition.entries.iter().flat_map(|entry| entry.topics.iter().cloned()).collect();
    let id = Uuid::try_parse(&edition.uid).map_or_else(|_| edition.uid.clone(), |uid| uid.urn().to_string());
    let title = headlines.first().filter(|line| !line.is_empty()).unwrap_or(&edition.date).clone();
    let (published, updated) = (edition.cut, told_apart(edition.cut, edition.id.0));
    Entry {
        topics,
        summary: summary(edition, &headlines),
        html: if articles.is_empty() { String::new() } else { format!("<ul>{articles}</ul>") },
        ..Entry::new(id, page.clone(), title, published, updated)
    }
}

/// The other headlines; the lead where there is but one.
fn summary(edition: &Edition, headlines: &[String]) -> Option<String> {
    let others: Vec<&str> = headlines.iter().skip(1).take(NAMED).map(String::as_str).collect();
    if others.is_empty() {
        return edition.entries.first().and_then(|entry| entry.lead.clone());
    }
    let more = headlines.len().saturating_sub(1 + others.len());
    let more = if more == 0 { String::new() } else { format!("; and {more} more") };
    Some(format!("Also: {}{more}", others.join("; ")))
}

fn article_html(entry: &EditionEntry, titles: &BTreeMap<Name, String>, report: &dyn Fn(CommentId) -> Url) -> String {
    let on_the_web = Url::parse(&entry.url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let title = text::escape(&text::line(&entry.title));
    let mut html = String::from("<li><p><strong>");
    match &on_the_web {
        Some(url) => html.push_str(&format!("<a href=\"{}\">{title}</a>", text::escape(url.as_str()))),
        None => html.push_str(&title),
    }
    html.push_str("</strong></p>");
    if let Some(lead) = entry.lead.as_deref().map(text::line).filter(|lead| !lead.is_empty()) {
        html.push_str(&format!("<p>{}</p>", text::escape(&lead)));
    }
    if let Some(correction) = &entry.correction {
        body::push_correction(&mut html, &correction.text);
    }
    html.extend(entry.quotes.iter().map(|quote| body::quote_html(&quoted(quote, report))));
    if let Some(url) = on_the_web.filter(|_| entry.comments_total > 0) {
        let noun = if entry.comments_total == 1 { "comment" } else { "comments" };
        let address = text::escape(comments_page(&url).as_str());
        html.push_str(&format!("<p><a href=\"{address}\">{} {noun}</a></p>", entry.comments_total));
    }
    if let Some(told_by) = told_by(&entry.sources, titles) {
        html.push_str(&format!("<p><small>{}</small></p>", text::escape(&told_by)));
    }
    html.push_str("</li>");
    html
}

fn quoted(quote: &EditionQuote, report: &dyn Fn(CommentId) -> Url) -> QuotedComment {
    QuotedComment {
        author: quote.author.as_deref().map(shown_name),
        role: quote.role.as_deref().map(shown_name),
        text: quote.excerpt.clone(),
        reason: quote.reason.clone(),
        answers: quote.answers.clone(),
        whole: quote.whole.as_deref().and_then(|whole| whole.parse().ok()),
        report: Some(report(quote.comment)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::sample::{at, edition, url};
    use super::*;

    fn told(edition: &Edition) -> Entry {
        let report = |comment: CommentId| url(&format!("https://round.example/report/{}", comment.0));
        entry(edition, &url("https://round.example/editions/daily/2026-03-02"), &BTreeMap::new(), &report)
    }

    #[test]
    fn an_edition_lists_its_articles_with_what_was_frozen() {
        let entry = told(&edition(1));
        assert_eq!(
            entry.html,
            "<ul><li><p><strong><a href=\"https://news.example/story/1?a=1&amp;b=2\">Fees &lt;1&gt; &amp; forms</a></strong></p>\
             <p>Lead &amp; line.</p><p><strong>Correction:</strong> <mark>Amended at 9am.</mark></p>\
             <blockquote><p>We counted 40.</p></blockquote><p>— <strong>Jo Ash</strong>, locum<br><small>adds figures</small></p>\
             <p><small><a href=\"https://round.example/report/7\" rel=\"nofollow\">Report</a></small></p>\
             <p><a href=\"https://news.example/story/1?a=1&amp;b=2#comments\">12 comments</a></p>\
             <p><small>First in round; also in wire</small></p></li></ul>"
        );
        assert_eq!(entry.id, "urn:uuid:0123abcd-0000-4000-8000-000000000005");
        assert_eq!((entry.title.as_str(), entry.summary.as_deref()), ("Fees <1> & forms", Some("Lead & line.")));
        assert_eq!(entry.url.as_str(), "https://round.example/editions/daily/2026-03-02");
        assert_eq!((entry.published, entry.updated.timestamp_subsec_millis()), (at(7, 0), 5));
    }

    #[test]
    fn an_edition_is_summed_up_by_its_headlines() {
        for (articles, expected) in [
            (0, None),
            (3, Some("Also: Fees <2> & forms; Fees <3> & forms".to_owned())),
            (
                9,
                Some(format!(
                    "Also: {}; and 3 more",
                    (2..=6).map(|n| format!("Fees <{n}> & forms")).collect::<Vec<_>>().join("; ")
                )),
            ),
        ] {
            let entry = told(&edition(articles));
            assert_eq!(entry.summary, expected, "{articles}");
            assert_eq!(entry.html.matches("<li>").count(), articles as usize);
        }
        assert_eq!(told(&edition(0)).title, "2026-03-02");
        let mut odd = edition(1);
        odd.entries[0].url = "javascript:alert(1)".to_owned();
        assert!(!told(&odd).html.contains("javascript"));
    }
}
