//! Owns how an amendment becomes an entry of its own: what the notice says, and what changed in the article. Readers do not
//! show an edited entry again, so who read the article hears of its correction only so.

use super::body::text_html;
use super::channel::{Entry, ReplyTo, told_apart};
use super::difference::{Difference, between, between_lines};
use super::text;
use crate::store::StoredCorrection;

/// Letters of the summary.
const SUMMARY: usize = 500;

/// Letters of a notice that are shown.
const NOTICE: usize = 5_000;

/// The entry of a correction. It is of the revision that carries the notice, and stays as it is when others follow; who
/// wrote the article, where it stands and what it is about are as they are now.
pub fn entry(correction: &StoredCorrection) -> Entry {
    let article = &correction.article;
    let notice = text::beginning(&correction.notice.text, NOTICE);
    let headline = text::line(&correction.title);
    let changes = changes(correction);
    let mut html = format!("<h3>What the notice says</h3><blockquote>{}</blockquote>", text_html(&notice));
    push_changes(&mut html, &changes, correction.before.is_some());
    let address = text::escape(article.said.url.as_str());
    html.push_str(&format!("<p><a href=\"{address}\">Read the article</a></p>"));
    let (id, title) = (correction.uid.clone(), format!("Correction: {headline}"));
    let (published, updated) = (correction.found, told_apart(correction.found, correction.id));
    Entry {
        authors: article.said.authors.clone(),
        topics: article.said.topics.clone(),
        summary: Some(summary(&notice, &changes)),
        html,
        reply_to: Some(ReplyTo { id: article.uid.clone(), url: article.said.url.clone() }),
        ..Entry::new(id, article.said.url.clone(), title, published, updated)
    }
}

/// What changed, of the headline and of the words; nothing where there was no revision before.
struct Changes {
    headline: Difference,
    words: Difference,
}

fn changes(correction: &StoredCorrection) -> Changes {
    let Some((title, words)) = &correction.before else {
        return Changes { headline: Difference::default(), words: Difference::default() };
    };
    let notice = &correction.notice.text;
    Changes {
        headline: between_lines(title, &correction.title),
        words: between(&without(words, notice), &without(&correction.text, notice)),
    }
}

/// The words without the notice itself, which many articles print at their end: that it was added tells nothing.
fn without(words: &str, notice: &str) -> String {
    let dense = |text: &str| text.split_whitespace().collect::<String>();
    let notice = dense(notice);
    let says = |paragraph: &String| {
        let paragraph = dense(paragraph);
        notice.contains(&paragraph) || paragraph.len() <= notice.len() * 2 && paragraph.contains(&notice)
    };
    let mut paragraphs = text::paragraphs(words);
    if !notice.is_empty() {
        paragraphs.retain(|paragraph| !says(paragraph));
    }
    paragraphs.join("\n\n")
}

fn push_changes(html: &mut String, changes: &Changes, compared: bool) {
    if !compared {
        return;
    }
    html.push_str("<h3>What changed</h3>");
    if !changes.headline.html.is_empty() {
        html.push_str(&format!("<p>In the headline:</p>{}", changes.headline.html));
    }
    if !changes.words.html.is_empty() {
        html.push_str(if changes.headline.html.is_empty() { "" } else { "<p>In the article:</p>" });
        html.push_str(&changes.words.html);
    } else if changes.headline.html.is_empty() {
        html.push_str("<p>Nothing but the notice: the words are those of before.</p>");
    }
}

/// The notice, and the first changes in words: what a list of entries shows, and what is heard where `<del>` is not.
fn summary(notice: &str, changes: &Changes) -> String {
    let mut summary = text::line(notice);
    let told = [("In the headline", &changes.headline), ("In the article", &changes.words)];
    for (place, told) in told.iter().filter(|(_, told)| !told.plain.is_empty()) {
        summary.push_str(&format!(" {place}: {}.", told.plain));
    }
    text::beginning(summary.trim(), SUMMARY)
}

#[cfg(test)]
mod tests {
    use super::super::rules::sample::article;
    use super::*;
    use crate::domain::Correction;

    fn correction(notice: &str, before: Option<(&str, &str)>, after: (&str, &str)) -> StoredCorrection {
        StoredCorrection {
            id: 1_007,
            uid: "urn:uuid:00000000-0000-4000-8000-00000000c007".to_owned(),
            article: article(3),
            revision: 2,
            found: "2026-03-02T10:00:07.900Z".parse().unwrap(),
            notice: Correction { text: notice.to_owned(), at: None },
            title: after.0.to_owned(),
            text: after.1.to_owned(),
            before: before.map(|(title, text)| (title.to_owned(), text.to_owned())),
        }
    }

    #[test]
    fn a_correction_tells_its_notice_and_what_changed() {
        let said = "<h3>What the notice says</h3><blockquote><p>Amended: the fee is &lt;3%.</p></blockquote>";
        let read = "<p><a href=\"https://news.example/story/3?a=1&amp;b=2\">Read the article</a></p>";
        let words = "<p>The fee is <del>two</del> <ins>three</ins>.</p>";
        let cases = [
            (None, ("Fees rise", "The fee is three."), String::new(), ""),
            (
                Some(("Fees rise", "The fee is two.")),
                ("Fees rise", "The fee is three."),
                format!("<h3>What changed</h3>{words}"),
                " In the article: “two” became “three”.",
            ),
            (
                Some(("Fees fall", "The fee is two.")),
                ("Fees rise", "The fee is three.\n\nAmended: the  fee is <3%."),
                format!(
                    "<h3>What changed</h3><p>In the headline:</p><p>Fees <del>fall</del> <ins>rise</ins></p><p>In the article:</p>{words}"
                ),
                " In the headline: “fall” became “rise”. In the article: “two” became “three”.",
            ),
            (
                Some(("Fees rise", "The same.")),
                ("Fees rise", "The same."),
                "<h3>What changed</h3><p>Nothing but the notice: the words are those of before.</p>".to_owned(),
                "",
            ),
        ];
        for (before, after, changed, plain) in cases {
            let entry = entry(&correction("Amended: the fee is <3%.", before, after));
            assert_eq!(entry.html, format!("{said}{changed}{read}"));
            assert_eq!(entry.summary.unwrap(), format!("Amended: the fee is <3%.{plain}"));
        }
    }

    #[test]
    fn a_correction_is_an_entry_that_answers_its_article() {
        let entry = entry(&correction("Amended.", None, (" Fees\n\u{0}rise ", "x")));
        assert_eq!(entry.title, "Correction: Fees rise");
        assert_eq!(entry.id, "urn:uuid:00000000-0000-4000-8000-00000000c007");
        assert_eq!(entry.url, article(3).said.url);
        assert_eq!(entry.reply_to.unwrap().id, article(3).uid);
        // The time of finding, told apart by the correction's number.
        assert_eq!(entry.updated, "2026-03-02T10:00:07.007Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
        assert_eq!((entry.quotes, entry.correction, entry.comments_total), (Vec::new(), None, None));
    }
}
