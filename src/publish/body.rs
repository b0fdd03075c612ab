//! Owns the body of an entry as readers see it in every format: the article, the notice that it was amended, the best
//! comments, the way to the rest of them, who else tells it. The article's HTML is trusted (it was allow-listed when it was gathered);
//! everything else is text and is escaped here.

use std::fmt::Write as _;

use url::Url;

use super::channel::{Entry, QuotedComment};
use super::text;
use crate::domain::ANONYMOUS;

/// Letters of a summary that is made of the body's beginning.
const SUMMARY: usize = 280;

/// Letters of one quoted comment, so that one reader's essay does not push the others out.
const QUOTE: usize = 3_000;

/// Bytes of an address that is made a link; a longer one is for no reader, and would be read again from each `http` in it.
const ADDRESS: usize = 2_000;

impl Entry {
    /// The whole body as HTML: the article, its correction, "What readers say", and the link to all comments. Where the
    /// article itself is not given, its summary, and the way to it.
    pub fn body_html(&self) -> String {
        let mut body = text::clean(&self.html).into_owned();
        let whole = !body.trim().is_empty();
        if !whole && let Some(summary) = self.summary.as_deref().map(text::line).filter(|line| !line.is_empty()) {
            push(&mut body, format_args!("<p>{}</p>", text::escape(&summary)));
        }
        if let Some(correction) = &self.correction
            && !holds(&body, &correction.text)
        {
            push_correction(&mut body, &correction.text);
        }
        let quotes: String = self.quotes.iter().map(quote_html).collect();
        if !quotes.is_empty() {
            push(&mut body, format_args!("<h3>What readers say</h3>{quotes}"));
        }
        if !whole {
            push(
                &mut body,
                format_args!("<p><a href=\"{}\">Read the article</a></p>", text::escape(self.url.as_str())),
            );
        }
        if let Some(url) = &self.comments_url {
            let words = match self.comments_total {
                Some(1) => "1 comment".to_owned(),
                Some(total) => format!("{total} comments"),
                None => "Comments".to_owned(),
            };
            push(&mut body, format_args!("<p><a href=\"{}\">{words}</a></p>", text::escape(url.as_str())));
        }
        if let Some(told_by) = &self.told_by {
            push(&mut body, format_args!("<p><small>{}</small></p>", text::escape(told_by)));
        }
        body
    }

    /// The summary, or the beginning of the body where there is none; `None` for an entry without words.
    pub fn summary_or_beginning(&self) -> Option<String> {
        let given = self.summary.as_deref().map(text::line).filter(|summary| !summary.is_empty());
        given.or_else(|| beginning(&self.html))
    }

    /// What stands for the entry where its body does not: the summary, the beginning of the body, of what stands around it
    /// (what readers say, the correction), or the title. RSS asks for it before any content.
    pub fn description(&self) -> String {
        self.described(&self.body_html())
    }

    /// The same, where its body was put together already.
    pub(super) fn described(&self, body: &str) -> String {
        let words = self.summary_or_beginning().or_else(|| beginning(body));
        words.unwrap_or_else(|| self.title.clone())
    }
}

/// The beginning of the words of some HTML; `None` where it has none.
pub(super) fn beginning(html: &str) -> Option<String> {
    Some(text::beginning(&text::words(html), SUMMARY)).filter(|words| !words.is_empty())
}

/// A reader's plain text as HTML: escaped, in paragraphs, its web addresses made links.
pub fn text_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for paragraph in text::paragraphs(text) {
        push(&mut html, format_args!("<p>{}</p>", linkified(&paragraph)));
    }
    html
}

/// Whether the body already says the notice; spaces are left out, since tags part words in other places than text does.
fn holds(html: &str, notice: &str) -> bool {
    let dense = |text: String| text.split_whitespace().collect::<String>();
    dense(text::words(html)).contains(&dense(text::line(notice)))
}

pub(super) fn push_correction(body: &mut String, notice: &str) {
    for (index, paragraph) in text::paragraphs(notice).iter().enumerate() {
        let label = if index == 0 { "<strong>Correction:</strong> " } else { "" };
        push(body, format_args!("<p>{label}<mark>{}</mark></p>", linkified(paragraph)));
    }
}

/// A quote with what it answers and who says it; nothing for one without words.
pub(super) fn quote_html(quote: &QuotedComment) -> String {
    let words = text_html(&text::beginning(&quote.text, QUOTE));
    if words.is_empty() {
        return words;
    }
    let mut html = String::from("<blockquote>");
    if let Some(answers) = quote.answers.as_deref().map(text::line).filter(|line| !line.is_empty()) {
        push(&mut html, format_args!("<p><em>In answer to: “{}”</em></p>", text::escape(&answers)));
    }
    push(&mut html, format_args!("{words}</blockquote>"));
    push_attribution(&mut html, quote);
    html
}

fn push_attribution(body: &mut String, quote: &QuotedComment) {
    let author = quote.author.as_deref().map(text::line).filter(|line| !line.is_empty());
    push(body, format_args!("<p>— <strong>{}</strong>", text::escape(author.as_deref().unwrap_or(ANONYMOUS))));
    if let Some(role) = quote.role.as_deref().map(text::line).filter(|line| !line.is_empty()) {
        push(body, format_args!(", {}", text::escape(&role)));
    }
    let reason = text::line(&quote.reason);
    if !reason.is_empty() {
        push(body, format_args!("<br><small>{}</small>", text::escape(&reason)));
    }
    body.push_str("</p>");
    if let Some(whole) = &quote.whole {
        let address = text::escape(whole.as_str());
        push(
            body,
            format_args!(
                "<p><small><a href=\"{address}\" rel=\"nofollow ugc noopener\">The whole comment</a></small></p>"
            ),
        );
    }
    if let Some(report) = &quote.report {
        body.push_str(&report_html(report, "Report"));
    }
}

/// The link at which a reader reports a comment.
pub(super) fn report_html(address: &Url, words: &str) -> String {
    format!("<p><small><a href=\"{}\" rel=\"nofollow\">{words}</a></small></p>", text::escape(address.as_str()))
}

/// Text as HTML: escaped, lines kept, http(s) addresses made links that lend no weight to what they point at.
fn linkified(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, address)) = next_address(rest) {
        html.push_str(&broken_lines(before));
        let escaped = text::escape(address);
        push(&mut html, format_args!("<a href=\"{escaped}\" rel=\"nofollow ugc noopener\">{escaped}</a>"));
        rest = &rest[before.len() + address.len()..];
    }
    html.push_str(&broken_lines(rest));
    html
}

fn broken_lines(text: &str) -> String {
    text::escape(text).replace('\n', "<br>")
}

/// The next address that is a URL, and what stands before it.
fn next_address(text: &str) -> Option<(&str, &str)> {
    let ends = |c: char| c.is_whitespace() || "<>\"“”".contains(c);
    let mut from = 0;
    loop {
        let start = from + text[from..].find("http")?;
        let (before, rest) = text.split_at(start);
        let is_web = rest.starts_with("http://") || rest.starts_with("https://");
        if is_web && !before.ends_with(char::is_alphanumeric) {
            let end = rest.char_indices().find(|(at, c)| ends(*c) || *at > ADDRESS).map_or(rest.len(), |(at, _)| at);
            let address = without_stop(&rest[..end]);
            if end <= ADDRESS && Url::parse(address).is_ok_and(|url| url.has_host()) {
                return Some((before, address));
            }
        }
        from = start + "http".len();
    }
}

/// The address without the stop of the sentence it ends, or the bracket it stands in.
fn without_stop(address: &str) -> &str {
    let mut address = address;
    loop {
        let shorter = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', ']']);
        let shorter = match shorter.strip_suffix(')') {
            Some(inside) if shorter.matches(')').count() > shorter.matches('(').count() => inside,
            _ => shorter,
        };
        if shorter.len() == address.len() {
            return address;
        }
        address = shorter;
    }
}

fn push(body: &mut String, what: std::fmt::Arguments<'_>) {
    body.write_fmt(what).expect("a String takes every write");
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Correction;

    fn entry() -> Entry {
        let (url, at) = (Url::parse("https://news.example/1").unwrap(), DateTime::UNIX_EPOCH);
        Entry { html: "<p>Words.</p>".to_owned(), ..Entry::new(String::new(), url, String::new(), at, at) }
    }

    fn quote(text: &str) -> QuotedComment {
        QuotedComment {
            author: None,
            role: None,
            text: text.to_owned(),
            reason: String::new(),
            answers: None,
            whole: None,
            report: None,
        }
    }

    #[test]
    fn an_entry_without_more_is_its_html() {
        assert_eq!(entry().body_html(), "<p>Words.</p>");
    }

    #[test]
    fn an_entry_without_its_article_leads_there() {
        let read = "<p><a href=\"https://news.example/1\">Read the article</a></p>";
        let told = Entry { html: " \n".to_owned(), summary: Some(" Fees <rise>\n& fall. ".to_owned()), ..entry() };
        assert_eq!(told.body_html().trim(), format!("<p>Fees &lt;rise&gt; &amp; fall.</p>{read}"));
        let quoted = Entry { quotes: vec![quote("Short.")], html: String::new(), ..told.clone() };
        assert_eq!(
            quoted.body_html(),
            format!(
                "<p>Fees &lt;rise&gt; &amp; fall.</p><h3>What readers say</h3><blockquote><p>Short.</p></blockquote>\
                 <p>— <strong>Anonymous</strong></p>{read}"
            )
        );
        assert_eq!(Entry { summary: None, html: String::new(), ..entry() }.body_html(), read);
        assert_eq!(told.description(), "Fees <rise> & fall.");
    }

    #[test]
    fn quotes_are_attributed() {
        let full = QuotedComment {
            author: Some("Jo & Co".to_owned()),
            role: Some("locum".to_owned()),
            reason: "asks what others ask".to_owned(),
            answers: Some("It <saves> time".to_owned()),
            whole: Url::parse("https://news.example/1?c=7&x#c7").ok(),
            report: Url::parse("https://round.example/report/1-0?a&b").ok(),
            ..quote("One.\nMore.\n\nTwo.")
        };
        let entry = Entry { quotes: vec![full, quote(" \n"), quote("Short.")], ..entry() };
        assert_eq!(
            entry.body_html(),
            "<p>Words.</p><h3>What readers say</h3>\
             <blockquote><p><em>In answer to: “It &lt;saves&gt; time”</em></p><p>One.<br>More.</p><p>Two.</p></blockquote>\
             <p>— <strong>Jo &amp; Co</strong>, locum<br><small>asks what others ask</small></p>\
             <p><small><a href=\"https://news.example/1?c=7&amp;x#c7\" rel=\"nofollow ugc noopener\">The whole comment</a></small></p>\
             <p><small><a href=\"https://round.example/report/1-0?a&amp;b\" rel=\"nofollow\">Report</a></small></p>\
             <blockquote><p>Short.</p></blockquote><p>— <strong>Anonymous</strong></p>"
        );
        let wordless = Entry { quotes: vec![quote("\0")], ..entry };
        assert_eq!(wordless.body_html(), "<p>Words.</p>");
    }

    #[test]
    fn a_correction_is_shown_unless_the_body_says_it() {
        let notice = "Please note: this was amended at 9am & again.";
        let correction = Some(Correction { text: notice.to_owned(), at: None });
        let cases = [
            ("<p>Words.</p>", true),
            ("<p>Please note: this was amended at 9am.</p>", true),
            ("<p>Words.</p><p><em>Please note:</em> this <b>was</b>\namended at 9am&nbsp;&amp; again.</p>", false),
        ];
        for (html, shown) in cases {
            let body = Entry { html: html.to_owned(), correction: correction.clone(), ..entry() }.body_html();
            let appended =
                "<p><strong>Correction:</strong> <mark>Please note: this was amended at 9am &amp; again.</mark></p>";
            assert_eq!(body, if shown { format!("{html}{appended}") } else { html.to_owned() });
        }
    }

    #[test]
    fn who_else_tells_it_ends_the_body() {
        let told_by = Some("First in The Round; also in Wire & Post".to_owned());
        let body = Entry { told_by, ..entry() }.body_html();
        assert_eq!(body, "<p>Words.</p><p><small>First in The Round; also in Wire &amp; Post</small></p>");
    }

    #[test]
    fn comments_are_linked_with_their_number() {
        let url = Url::parse("https://news.example/1?a=1&b=2#comments").unwrap();
        for (total, words) in
            [(None, "Comments"), (Some(0), "0 comments"), (Some(1), "1 comment"), (Some(12), "12 comments")]
        {
            let body = Entry { comments_total: total, comments_url: Some(url.clone()), ..entry() }.body_html();
            assert!(
                body.ends_with(&format!("<p><a href=\"https://news.example/1?a=1&amp;b=2#comments\">{words}</a></p>"))
            );
        }
    }

    #[test]
    fn web_addresses_become_links() {
        let link = |address: &str| format!("<a href=\"{address}\" rel=\"nofollow ugc noopener\">{address}</a>");
        let cases = [
            ("see https://a.example/x.", format!("see {}.", link("https://a.example/x"))),
            ("(http://a.example/b_(c)).", format!("({}).", link("http://a.example/b_(c)"))),
            ("(https://a.example/?)", format!("({}?)", link("https://a.example/"))),
            ("https://a.example/?a=1&b=2", link("https://a.example/?a=1&amp;b=2")),
            ("https://a.example and http https://", format!("{} and http https://", link("https://a.example"))),
            (
                "xhttps://a.example javascript:alert(1) ftp://a.example",
                "xhttps://a.example javascript:alert(1) ftp://a.example".to_owned(),
            ),
            ("“https://a.example”", format!("“{}”", link("https://a.example"))),
            ("https://a.example/\"onload=\"x", format!("{}&quot;onload=&quot;x", link("https://a.example/"))),
        ];
        for (text, expected) in cases {
            assert_eq!(linkified(text), expected);
        }
    }

    #[test]
    fn an_essay_is_cut() {
        let body = Entry { quotes: vec![quote(&"word ".repeat(5_000))], ..entry() }.body_html();
        assert!(body.len() < QUOTE + 200 && body.contains('…'));
    }

    #[test]
    fn hostile_addresses_cost_little() {
        for text in
            ["https://:".repeat(20_000), "http".repeat(50_000), format!("https://a.example/{}", "x".repeat(9_000))]
        {
            assert_eq!(linkified(&text), text);
        }
    }

    proptest! {
        #[test]
        fn a_readers_words_stay_words(text in "(https?://|[a-z.é<>&\"'() \n\r\u{0}]|www){0,60}") {
            let html = text_html(&text);
            prop_assert_eq!(text::words(&html).replace(' ', ""), text::line(&text).split_whitespace().collect::<String>());
        }
    }
}
