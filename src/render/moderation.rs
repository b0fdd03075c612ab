//! Owns the views of the pages on which comments are reported and decided of.

use serde::Serialize;

use super::view::PublicationView;

/// `pages/report.html`: the comment, and the form that reports it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportPage {
    /// Who publishes.
    pub publication: PublicationView,
    /// The address the form posts to.
    pub action_url: String,
    /// The name shown.
    pub author: String,
    /// The role shown.
    pub role: Option<String>,
    /// The words.
    pub text: String,
    /// The headline of the article.
    pub title: String,
    /// The article.
    pub url: String,
    /// What can be said of it.
    pub reasons: Vec<ReasonView>,
}

/// One reason to report a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonView {
    /// The value of its field.
    pub word: String,
    /// What it says.
    pub said: String,
}

/// `pages/reported.html`: what became of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportedPage {
    /// Who publishes.
    pub publication: PublicationView,
    /// What happened, in a few words.
    pub title: String,
    /// What that means.
    pub text: String,
}

/// `pages/moderation.html`: what waits for the operator, what was decided, what is blocked, and the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModerationPage {
    /// Who publishes.
    pub publication: PublicationView,
    /// Seals the forms.
    pub form: FormView,
    /// Comments that wait for a decision.
    pub waiting: Vec<CaseView>,
    /// Comments decided of.
    pub decided: Vec<CaseView>,
    /// What is blocked.
    pub blocks: Vec<BlockView>,
    /// The last lines of the log, newest first.
    pub log: Vec<LogView>,
    /// The newest articles with comments.
    pub articles: Vec<ArticleLink>,
}

/// What every form of the operator carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormView {
    /// Where it posts to.
    pub action_url: String,
    /// What only this postround could have written into the page.
    pub token: String,
    /// Where to go on afterwards: the article's id, or empty for the queue.
    pub back: String,
}

/// A comment in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseView {
    /// Its permanent id, without what such ids begin with.
    pub id: String,
    /// The name shown.
    pub author: String,
    /// The words.
    pub text: String,
    /// The headline of its article.
    pub title: String,
    /// The operator's page of that one.
    pub article_url: String,
    /// What was decided: "hidden"; empty where nothing was.
    pub ruling: String,
    /// The same in words: "hidden by jo on 3 May 2026, 12:07: reason".
    pub decision: String,
    /// "3 readers from 2 addresses, last on 3 May 2026, 12:07"; empty where nobody did.
    pub reports: String,
    /// What they said, each with its number.
    pub reasons: Vec<String>,
    /// Whether the site has taken it away.
    pub withdrawn: bool,
}

/// One entry of the lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlockView {
    /// "word", "person", "source".
    pub kind: String,
    /// What is blocked.
    pub words: String,
    /// Whence: "the configuration", or who and when.
    pub by: String,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogView {
    /// When, for people.
    pub at: String,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// To what.
    pub target: String,
    /// Why.
    pub why: String,
}

/// An article with a page of the operator's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticleLink {
    /// The headline.
    pub title: String,
    /// Its page here.
    pub url: String,
    /// Comments held.
    pub comments: u32,
}

/// `pages/article.html`: an article's comments with all that speaks for and against each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticlePage {
    /// Who publishes.
    pub publication: PublicationView,
    /// Seals the forms.
    pub form: FormView,
    /// The headline.
    pub title: String,
    /// The article.
    pub url: String,
    /// Its source.
    pub source: String,
    /// When it was published, for people.
    pub published: String,
    /// How many comments would be quoted now.
    pub quoted: usize,
    /// How many are held; fewer may be shown.
    pub held: usize,
    /// The queue.
    pub queue_url: String,
    /// The comments: those that would be quoted first, then by rank.
    pub comments: Vec<JudgedView>,
}

/// One comment as it is judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JudgedView {
    /// Its permanent id, without what such ids begin with.
    pub id: String,
    /// Its place under the article, from 1.
    pub number: usize,
    /// The name shown.
    pub author: String,
    /// The role shown.
    pub role: Option<String>,
    /// When it was posted, for people, where the site says.
    pub posted: Option<String>,
    /// The words.
    pub text: String,
    /// The score, with two figures.
    pub score: String,
    /// 1 is the best.
    pub rank: u32,
    /// Why it would be quoted now; empty where it would not.
    pub quoted: String,
    /// Why it may not be quoted; empty where it may.
    pub barred: String,
    /// What speaks for it.
    pub reasons: Vec<String>,
    /// What the score is made of.
    pub features: Vec<FeatureView>,
    /// Whom it answers.
    pub answers: Vec<EdgeView>,
    /// Who answers it.
    pub answered_by: Vec<EdgeView>,
    /// What was decided: "hidden"; empty where nothing was.
    pub ruling: String,
    /// The same in words.
    pub decision: String,
    /// Who reported it; empty where nobody did.
    pub reports: String,
}

/// One feature of a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeatureView {
    /// Its name, as in the weights.
    pub name: String,
    /// From 0 to 100.
    pub percent: u32,
}

/// A link to another comment of the thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EdgeView {
    /// That one's permanent id.
    pub id: String,
    /// Its place.
    pub number: usize,
    /// Its author.
    pub author: String,
    /// How it was read, how sure, and how it is taken: "by its time, 50 %, objects".
    pub how: String,
}
