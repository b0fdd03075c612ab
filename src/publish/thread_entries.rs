//! Owns how all comments of one article become a threaded feed: an entry for each, which names the one it answers.

use std::collections::HashMap;

use url::Url;

use super::body;
use super::channel::{Entry, ReplyTo, told_apart};
use super::entries::comments_page;
use super::text;
use crate::domain::{Article, Comment, CommentId, CommentKey, shown_writer};

/// The newest comments that are shown.
const MOST: usize = 500;

/// Bytes of all their words together.
const WHOLE: usize = 2_000_000;

/// Letters of one comment, so that one reader's book does not push the others out.
const LONGEST: usize = 10_000;

/// What a feed of an article's comments is called.
pub fn title(article: &Article) -> String {
    format!("Comments on “{}”", text::line(&article.said.title))
}

/// Who wrote a comment, as it is shown. A name may have no letters.
fn writer(comment: &Comment) -> String {
    let name = text::line(&shown_writer(comment.said.author.as_deref()));
    if name.is_empty() { shown_writer(None) } else { name }
}

/// The entries of the comments that stand under an article, the newest first; `report` makes the address at which a
/// reader reports one.
pub fn entries(article: &Article, comments: &[Comment], report: &dyn Fn(CommentId) -> Url) -> Vec<Entry> {
    let by_key: HashMap<&CommentKey, &Comment> = comments.iter().map(|comment| (&comment.said.key, comment)).collect();
    let mut newest: Vec<&Comment> = comments.iter().filter(|comment| !comment.said.removed).collect();
    newest.sort_by_key(|comment| std::cmp::Reverse((comment.written(), comment.id)));
    let mut entries = Vec::new();
    let mut whole = 0;
    for comment in newest {
        let parent = comment.said.parent.as_ref().and_then(|key| by_key.get(key).copied());
        // One that names itself, or what only a moderator's marker stands for, answers the article.
        let parent = parent.filter(|parent| parent.id != comment.id && !parent.said.removed);
        let entry = entry(article, comment, parent, report);
        if entry.html.is_empty() {
            continue;
        }
        whole += entry.html.len();
        if entries.len() >= MOST || whole > WHOLE {
            break;
        }
        entries.push(entry);
    }
    entries
}

fn entry(article: &Article, comment: &Comment, parent: Option<&Comment>, report: &dyn Fn(CommentId) -> Url) -> Entry {
    let author = writer(comment);
    let answers = parent.map(|parent| format!(" answers {}", writer(parent))).unwrap_or_default();
    let mut html = body::text_html(&text::beginning(&comment.said.text, LONGEST));
    // Of the comment alone: the way to report it is none of its words.
    let summary = body::beginning(&html);
    if !html.is_empty() {
        html.push_str(&body::report_html(&report(comment.id), "Report this comment"));
    }
    let title = format!("{author}{answers} on “{}”", text::line(&article.said.title));
    let (published, updated) = (comment.written(), told_apart(comment.written(), comment.id.0));
    Entry {
        authors: vec![author],
        topics: article.said.topics.clone(),
        summary,
        html,
        reply_to: Some(match parent {
            Some(parent) => ReplyTo { id: parent.uid.clone(), url: address(article, parent) },
            None => ReplyTo { id: article.uid.clone(), url: article.said.url.clone() },
        }),
        ..Entry::new(comment.uid.clone(), address(article, comment), title, published, updated)
    }
}

/// Where a comment stands on the web: its own address, or the comments under its article.
fn address(article: &Article, comment: &Comment) -> Url {
    let own = comment.said.permalink.clone().filter(|url| matches!(url.scheme(), "http" | "https"));
    own.unwrap_or_else(|| comments_page(&article.said.url))
}

#[cfg(test)]
mod tests {
    use super::super::rules::sample::{article, at, comment, url};
    use super::*;

    fn report(comment: CommentId) -> Url {
        url(&format!("https://round.example/report/{}", comment.0))
    }

    fn answering(number: i64, parent: i64) -> Comment {
        let mut answer = comment(number, "Yes & <no>.");
        answer.said.parent = Some(CommentKey(parent.to_string()));
        answer
    }

    #[test]
    fn each_comment_is_an_entry_that_names_what_it_answers() {
        let mut permanent = answering(3, 1);
        permanent.said.permalink = Some(url("https://news.example/c/3"));
        let comments = [
            comment(1, "One.\n\nSee https://a.example/."),
            answering(2, 99),
            permanent,
            answering(4, 3),
            answering(5, 5),
        ];
        let entries = entries(&article(3), &comments, &report);
        let told: Vec<_> = entries
            .iter()
            .map(|entry| (entry.title.as_str(), entry.url.as_str(), entry.reply_to.as_ref().unwrap().id.as_str()))
            .collect();
        let (page, three) = ("https://news.example/story/3?a=1&b=2#comments", article(3).uid);
        let uid = |number: usize| comments[number - 1].uid.as_str();
        assert_eq!(
            told,
            [
                ("Jo 5 on “Story 3”", page, three.as_str()),
                ("Jo 4 answers Jo 3 on “Story 3”", page, uid(3)),
                ("Jo 3 answers Jo 1 on “Story 3”", "https://news.example/c/3", uid(1)),
                ("Jo 2 on “Story 3”", page, three.as_str()),
                ("Jo 1 on “Story 3”", page, three.as_str()),
            ]
        );
        assert_eq!(entries[1].reply_to.as_ref().unwrap().url.as_str(), "https://news.example/c/3");
        assert_eq!(
            entries[0].html,
            "<p>Yes &amp; &lt;no&gt;.</p><p><small><a href=\"https://round.example/report/5\" rel=\"nofollow\">Report this comment</a></small></p>"
        );
        assert_eq!(entries[0].summary.as_deref(), Some("Yes & <no>."));
        assert_eq!(entries[0].authors, ["Jo 5"]);
        assert_eq!(title(&article(3)), "Comments on “Story 3”");
    }

    #[test]
    fn times_are_told_apart_and_never_to_come() {
        let mut early = comment(2, "Posted tomorrow, says the site.");
        early.said.posted = Some(at(23, 0));
        let mut nameless = comment(1_001, "x");
        (nameless.said.author, nameless.said.posted) = (Some(" \u{0}".to_owned()), None);
        let entries = entries(&article(3), &[early, nameless], &report);
        let times: Vec<_> =
            entries.iter().map(|entry| (entry.published, entry.updated.timestamp_subsec_millis())).collect();
        assert_eq!(times, [(at(9, 30), 1), (at(9, 30), 2)], "at most when they were first seen");
        assert_eq!(entries[0].authors, ["Anonymous"]);
    }

    #[test]
    fn a_thread_is_bounded_and_the_newest_stay() {
        let many: Vec<Comment> = (1..=600).map(|number| comment(number, "x")).collect();
        let newest = entries(&article(3), &many, &report);
        assert_eq!((newest.len(), newest[0].authors[0].as_str()), (500, "Jo 600"));
        let long: Vec<Comment> = (1..=300).map(|number| comment(number, &"word ".repeat(3_000))).collect();
        let entries = entries(&article(3), &long, &report);
        assert!(entries.iter().map(|entry| entry.html.len()).sum::<usize>() <= WHOLE && entries.len() > 150);
        let mut removed = comment(1, "gone");
        removed.said.removed = true;
        assert!(super::entries(&article(3), &[removed, comment(2, " \u{0}\n")], &report).is_empty());
    }
}
