//! Owns the quotes of a frozen edition, as they may be read now: nothing of what was withdrawn, hidden or blocked since.

use super::Store;
use super::columns::{reading, row};
use super::error::StoreResult;
use crate::domain::{ArticleId, Blocks, CommentId, EditionId, EditionQuote, Ruling, whole_at};

row!(QuoteRow {
    article_id: i64,
    comment_id: i64,
    author: Option<String>,
    role: Option<String>,
    text: String,
    permalink: Option<String>,
    url: String,
    excerpt: String,
    reason: String,
    ruling: Option<String>,
    answers: Option<String>,
    answered_author: Option<String>,
    answered_text: Option<String>,
    answered_ruling: Option<String>,
    source: String,
});

impl Store {
    /// The quotes of an edition that still stand, each with the article it stands under, in order.
    pub(super) async fn edition_quotes(&self, id: EditionId) -> StoreResult<Vec<(ArticleId, EditionQuote)>> {
        const SQL: &str = "SELECT q.article_id, q.comment_id, c.author, c.role, c.text, c.permalink, a.url, q.excerpt, \
             q.reason, m.ruling, CASE WHEN w.withdrawn_at IS NOT NULL THEN NULL ELSE q.answers END AS answers, \
             w.author AS answered_author, w.text AS answered_text, n.ruling AS answered_ruling, a.source \
             FROM edition_quotes q JOIN comments c ON c.id = q.comment_id JOIN articles a ON a.id = q.article_id \
             LEFT JOIN rulings m ON m.comment_id = c.id LEFT JOIN comments w ON w.id = q.answered_id \
             LEFT JOIN rulings n ON n.comment_id = w.id \
             WHERE q.edition_id = $1 AND c.withdrawn_at IS NULL ORDER BY q.article_id, q.position";
        let rows: Vec<QuoteRow> = reading!(self, pool => sqlx::query_as(SQL).bind(id.0).fetch_all(pool).await?);
        let blocks = self.block_lists().await?;
        Ok(rows.into_iter().filter_map(|row| quote(row, &blocks)).collect())
    }
}

/// A quote and the article it stands under; nothing of what was hidden or blocked since.
fn quote(row: QuoteRow, blocks: &Blocks) -> Option<(ArticleId, EditionQuote)> {
    let is_kept_out =
        |ruling: Option<&str>, writer: (Option<&str>, Option<&str>), text: &str| match ruling.and_then(Ruling::of) {
            Some(Ruling::Pinned) => false,
            ruling => ruling.is_some_and(Ruling::is_kept_out) || blocks.why(writer, text, &row.source).is_some(),
        };
    if is_kept_out(row.ruling.as_deref(), (row.author.as_deref(), row.role.as_deref()), &row.text) {
        return None;
    }
    let answered = row.answered_text.as_deref().unwrap_or_default();
    let answers_nobody = is_kept_out(row.answered_ruling.as_deref(), (row.answered_author.as_deref(), None), answered);
    let whole = whole_at(&row.excerpt, &row.text, row.permalink.as_deref(), &row.url);
    let quote = EditionQuote {
        comment: CommentId(row.comment_id),
        author: row.author,
        role: row.role,
        excerpt: row.excerpt,
        reason: row.reason,
        answers: row.answers.filter(|_| !answers_nobody),
        whole,
    };
    Some((ArticleId(row.article_id), quote))
}
