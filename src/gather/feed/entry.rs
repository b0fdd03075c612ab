//! Owns the reading of one entry of a feed as an article.

use unicode_segmentation::UnicodeSegmentation;
use url::Url;

use super::document::{Entry, Feed, web};
use crate::domain::{FoundArticle, Image};
use crate::gather::kind::Page;
use crate::gather::markup::{as_html, words};
use crate::gather::{clean, metadata};

/// The longest headline made of an entry's first words.
const MAX_MADE_TITLE: usize = 80;

/// The longest lead made of an entry's first paragraph.
const MAX_MADE_LEAD: usize = 400;

/// A longer category is a sentence.
const MAX_TOPIC: usize = 60;

/// No article has more authors, or more topics.
const MOST: usize = 50;

/// Reads an entry; the error is a note for the log.
pub(super) fn article(entry: &Entry, feed: &Feed, page: &Page<'_>) -> Result<FoundArticle, String> {
    let title = entry.title.as_deref().map(words).filter(|title| !title.is_empty());
    let Some(url) = entry.url.clone().map(clean::without_trackers) else {
        let name = title.as_deref().or(entry.id.as_deref()).unwrap_or("without headline");
        return Err(format!("an entry was skipped, it has no address: {name:.80}"));
    };
    let base = entry.base.as_ref().unwrap_or(&url);
    let cleaned = |markup: &String| clean::fragment(&as_html(without_footer(markup)), base);
    let summary = entry.summary.as_ref().map(cleaned);
    let full = entry.content.as_ref().map(cleaned).filter(|body| !body.text.is_empty() || body.html.contains("<img"));
    let lead = summary.as_ref().map(|summary| paragraph(&summary.text)).filter(|lead| !lead.is_empty());
    let body = full.or(summary).unwrap_or_default();
    let title = title.unwrap_or_else(|| shortened(&body.text.replace("\n\n", " "), MAX_MADE_TITLE));
    if title.is_empty() {
        return Err(format!("an entry was skipped, it has neither headline nor text: {url}"));
    }
    let mut article = FoundArticle::new(url, title);
    article.lead = lead.or_else(|| Some(paragraph(&body.text))).filter(|lead| !lead.is_empty());
    article.image = entry.image.clone().or_else(|| first_image(&body.html, page.url));
    article.html = body.html;
    article.text = body.text;
    let people = if entry.authors.is_empty() { &feed.authors } else { &entry.authors };
    for name in people.iter().take(MOST).flat_map(|person| metadata::split_names(&words(person))) {
        if article.authors.len() < MOST && !article.authors.contains(&name) {
            article.authors.push(name);
        }
    }
    article.published = entry.published.or(entry.updated);
    article.updated = entry.updated.filter(|updated| Some(*updated) > entry.published && entry.published.is_some());
    for topic in entry.topics.iter().take(MOST).map(|topic| words(topic)) {
        if !topic.is_empty() && topic.chars().count() <= MAX_TOPIC && !article.topics.contains(&topic) {
            article.topics.push(topic);
        }
    }
    article.language = entry.language.as_deref().or(feed.language.as_deref()).and_then(metadata::language);
    article.comments_stated = entry.stated;
    for also in entry.also.iter().cloned().map(clean::without_trackers) {
        if also != article.url && !article.seen_at.contains(&also) {
            article.seen_at.push(also);
        }
    }
    Ok(article)
}

/// The first picture of a cleaned body, which has but one way to write it.
fn first_image(html: &str, base: &Url) -> Option<Image> {
    const START: &str = "<img src=\"";
    // To tell that there is none is much quicker than to say where it is.
    let (_, rest) = html.contains(START).then(|| html.split_once(START))??;
    let (source, rest) = rest.split_once('"')?;
    let alt = rest.strip_prefix(" alt=\"").and_then(|rest| rest.split_once('"')).map(|(alt, _)| words(alt));
    Some(Image { url: web(&words(source), base)?, alt: alt.filter(|alt| !alt.is_empty()), credit: None })
}

/// The HTML without the line that `WordPress` appends: "The post … appeared first on …".
fn without_footer(html: &str) -> &str {
    const END: &str = "appeared first on";
    if !html.contains(END) {
        return html;
    }
    let footer = html.rfind("<p>The post <a").filter(|at| html[*at..].contains(END));
    &html[..footer.unwrap_or(html.len())]
}

/// The first paragraph, without the mark of an excerpt.
fn paragraph(text: &str) -> String {
    let first = text.split("\n\n").map(str::trim).find(|paragraph| paragraph.chars().count() > 1).unwrap_or_default();
    let first = ["[…]", "[...]", "(more…)", "Continue reading"]
        .iter()
        .fold(first, |text, mark| text.trim_end().trim_end_matches(mark));
    shortened(first.trim(), MAX_MADE_LEAD)
}

/// The first words of a text, at most so many characters.
fn shortened(text: &str, most: usize) -> String {
    let text = clean::plain(text);
    let Some((end, _)) = text.char_indices().nth(most) else { return text };
    // Words end at a space whatever is before it, so that only those about the cut have to be told apart.
    let mut short = text[..end].rfind(' ').unwrap_or(0);
    let mut length = text[..short].chars().count();
    for word in text[short..].split_word_bounds() {
        length += word.chars().count();
        if length >= most {
            break;
        }
        short += word.len();
    }
    format!("{}…", text[..short].trim_end_matches(|c: char| !c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, looking at every word from the first on.
    fn shortened_from_the_start(text: &str, most: usize) -> String {
        let text = clean::plain(text);
        if text.chars().nth(most).is_none() {
            return text;
        }
        let (mut short, mut length) = (String::new(), 0);
        for word in text.split_word_bounds() {
            length += word.chars().count();
            if length >= most {
                break;
            }
            short.push_str(word);
        }
        format!("{}…", short.trim_end_matches(|c: char| !c.is_alphanumeric()))
    }

    proptest! {
        #[test]
        fn a_text_is_cut_between_words(text in "([a-z]{1,6}|[ .,:'0-9_-]|[\u{301}\u{200d}🇬🇧👩é中カ\u{3000}]|\\PC){0,24}", most in 1..24_usize) {
            prop_assert_eq!(shortened(&text, most), shortened_from_the_start(&text, most));
        }
    }
}
