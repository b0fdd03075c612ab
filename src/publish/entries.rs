//! Owns how stored articles and comments become entries.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use url::Url;

use super::body;
use super::channel::{Entry, EntrySource, QuotedComment, ReplyTo, told_apart};
use super::options::{EntryText, Origin, PublishOptions, Target};
use super::report::ReportLinks;
use super::text;
use crate::domain::{Article, ArticleId, Comment, Name, bare, shown_name, shown_writer, told_by, whole_at};
use crate::rank::Quote;

/// Letters of the body that stand for all of it where there is no lead.
const BEGINNING: usize = 400;

/// What an article's entry is made with beside the article.
#[derive(Debug)]
pub(super) struct Manner<'a> {
    pub(super) options: &'a PublishOptions,
    pub(super) reports: &'a ReportLinks,
    /// How much of an article an entry holds.
    pub(super) text: EntryText,
    /// The last comment of each article that has any; `None` in an archive, which counts none.
    pub(super) last_comments: Option<&'a HashMap<ArticleId, DateTime<Utc>>>,
}

/// The address of an article's comments as a feed, without ending.
pub(super) fn thread_address(base: &Url, uid: &str) -> Url {
    let mut address = base.clone();
    address.set_path(&format!("{}articles/{}/comments", base.path(), bare(uid)));
    address
}

/// The page at which an article's comments stand.
pub(super) fn comments_page(article: &Url) -> Url {
    let mut page = article.clone();
    page.set_fragment(Some("comments"));
    page
}

/// An article with what is quoted under it.
pub(super) fn article_entry(article: Article, chosen: &[(Comment, Quote)], manner: &Manner<'_>) -> Entry {
    let options = manner.options;
    let total = article.comments_total();
    let updated = told_apart(article.changed, article.id.0);
    let published = article.published().min(updated);
    let told_by = told_by(&article.sources(), &titles(&options.sources));
    let url = &article.said.url;
    let quotes: Vec<QuotedComment> =
        chosen.iter().map(|(comment, quote)| quoted_comment(url, comment, quote, manner.reports)).collect();
    // What stands for the body must not be empty.
    let beginning = (manner.text == EntryText::Summary).then(|| text::beginning(&article.said.text, BEGINNING));
    let live = manner.last_comments;
    let has_thread = article.comments_held > 0 && (live.is_some() || options.to == Target::Web);
    // An archive says nothing of comments that are not quoted in it: they come after it was closed.
    let has_thread = has_thread && (live.is_some() || !quotes.is_empty());
    let has_page = if live.is_some() { total > 0 } else { !quotes.is_empty() };
    Entry {
        source: options.sources.get(&article.source).and_then(entry_source),
        summary: article.said.lead.or(beginning),
        html: if manner.text == EntryText::Full { article.said.html } else { String::new() },
        image: article.said.image,
        correction: article.said.correction,
        quotes,
        comments_total: live.map(|_| total),
        comments_url: has_page.then(|| comments_page(&article.said.url)),
        comments_feed: has_thread.then(|| thread_address(&options.base, &article.uid)),
        comments_updated: live.and_then(|last| last.get(&article.id).copied()),
        told_by,
        authors: article.said.authors,
        topics: article.said.topics,
        ..Entry::new(article.uid, article.said.url, article.said.title, published, updated)
    }
}

fn entry_source(origin: &Origin) -> Option<EntrySource> {
    let feed = origin.feed.clone()?;
    Some(EntrySource { title: origin.title.clone(), home: origin.home.clone(), feed: Some(feed) })
}

fn titles(origins: &BTreeMap<Name, Origin>) -> BTreeMap<Name, String> {
    origins.iter().map(|(name, origin)| (name.clone(), origin.title.clone())).collect()
}

fn quoted_comment(article: &Url, comment: &Comment, quote: &Quote, reports: &ReportLinks) -> QuotedComment {
    let permalink = comment.said.permalink.as_ref().map(Url::as_str);
    let whole = whole_at(&quote.excerpt, &comment.said.text, permalink, article.as_str());
    QuotedComment {
        author: comment.said.author.as_deref().map(shown_name),
        role: comment.said.role.as_deref().map(shown_name),
        text: quote.excerpt.clone(),
        reason: quote.reason.clone(),
        answers: quote.answers.clone(),
        whole: whole.and_then(|url| url.parse().ok()),
        report: Some(reports.of(comment.id)),
    }
}

/// A chosen comment as an entry of its own.
pub(super) fn comment_entry(article: &Article, comment: &Comment, quote: &Quote, reports: &ReportLinks) -> Entry {
    let author = shown_writer(comment.said.author.as_deref());
    let posted = comment.written();
    let updated = told_apart(posted, comment.id.0);
    let url = comment.said.permalink.clone().unwrap_or_else(|| comments_page(&article.said.url));
    let answers = quote.answers.as_ref().map(|line| format!("In answer to: “{line}”"));
    let answers = answers.map(|line| format!("<p><em>{}</em></p>", text::escape(&line))).unwrap_or_default();
    let html = format!(
        "{answers}{}<p><em>{}</em></p>{}",
        body::text_html(&quote.words),
        text::escape(&format!("Chosen because: {}", quote.reason)),
        body::report_html(&reports.of(comment.id), "Report this comment")
    );
    let title = format!("{author} on \u{201c}{}\u{201d}", article.said.title);
    Entry {
        authors: vec![author],
        topics: article.said.topics.clone(),
        summary: Some(quote.excerpt.clone()),
        html,
        reply_to: Some(ReplyTo { id: article.uid.clone(), url: article.said.url.clone() }),
        ..Entry::new(comment.uid.clone(), url, title, posted.min(updated), updated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comments_of_an_article_have_an_address() {
        let base = "https://feeds.example/round/".parse().unwrap();
        let address = thread_address(&base, "urn:uuid:0f00-1");
        assert_eq!(address.as_str(), "https://feeds.example/round/articles/0f00-1/comments");
    }
}
