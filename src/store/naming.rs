//! Owns how a comment is found by what a person can copy: its permanent id or either end of it, the site's own key or
//! address of it; and which ones come near to a name that is nobody's.

use super::Store;
use super::columns::{reading, row};
use super::error::StoreResult;
use crate::domain::{ArticleId, CommentId, URN};

/// Fewer letters of an id name nothing.
const SHORTEST: usize = 4;

/// A comment, as far as a person needs to recognise it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedComment {
    /// The store's number.
    pub id: CommentId,
    /// Its permanent id.
    pub uid: String,
    /// The name shown.
    pub author: Option<String>,
    /// Its words.
    pub text: String,
    /// The headline of its article.
    pub title: String,
}

row!(NamedRow { id: i64, uid: String, author: Option<String>, text: String, title: String });

const SELECT: &str =
    "SELECT c.id, c.uid, c.author, c.text, a.title FROM comments c JOIN articles a ON a.id = c.article_id ";

impl Store {
    /// The comment of a number.
    pub async fn comment_numbered(&self, id: CommentId) -> StoreResult<Option<NamedComment>> {
        let sql = format!("{SELECT} WHERE c.id = $1");
        let row: Option<NamedRow> = reading!(self, pool =>
            sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str())).bind(id.0).fetch_optional(pool).await?);
        Ok(row.map(named))
    }

    /// The comments that are called so, at most ten: by permanent id (or its beginning or end, four figures or
    /// more), by the site's key, or by the address the site gives it.
    pub async fn comments_called(&self, name: &str) -> StoreResult<Vec<NamedComment>> {
        let sql = format!(
            "{SELECT} WHERE (c.uid >= $1 AND c.uid < $2) OR c.uid LIKE $4 OR c.key = $3 OR c.permalink = $3 \
             ORDER BY c.id DESC LIMIT 10"
        );
        let (from, to) = uid_range(name);
        let rows: Vec<NamedRow> = reading!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(from).bind(to).bind(name).bind(ending(name)).fetch_all(pool).await?);
        Ok(rows.into_iter().map(named).collect())
    }

    /// The comments that come nearest to a name, at most `limit`: those that hold the words, then those whose ids have
    /// most figures in the same places.
    pub async fn comments_near(&self, name: &str, limit: usize) -> StoreResult<Vec<NamedComment>> {
        const UIDS: &str = "SELECT uid FROM comments";
        let holding = format!(
            "{SELECT} WHERE c.withdrawn_at IS NULL AND replace(lower(c.text), $1, '') <> lower(c.text) \
             ORDER BY c.id DESC LIMIT $2"
        );
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let words = name.to_lowercase();
        let mut rows: Vec<NamedRow> = reading!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(holding.as_str()))
            .bind(words).bind(most).fetch_all(pool).await?);
        let uids: Vec<String> = reading!(self, pool => sqlx::query_scalar(UIDS).fetch_all(pool).await?);
        for uid in nearest(name, &uids, limit.saturating_sub(rows.len())) {
            let sql = format!("{SELECT} WHERE c.uid = $1");
            rows.extend::<Vec<NamedRow>>(reading!(self, pool =>
                sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str())).bind(uid).fetch_all(pool).await?));
        }
        Ok(rows.into_iter().map(named).collect())
    }

    /// The article of a permanent id, with or without what such ids begin with.
    pub async fn article_called(&self, uid: &str) -> StoreResult<Option<ArticleId>> {
        const SQL: &str = "SELECT id FROM articles WHERE uid = $1";
        let uid = format!("{URN}{}", bare(uid));
        let id: Option<i64> = reading!(self, pool => sqlx::query_scalar(SQL).bind(uid).fetch_optional(pool).await?);
        Ok(id.map(ArticleId))
    }
}

fn bare(uid: &str) -> String {
    uid.trim().to_lowercase().trim_start_matches(URN).to_owned()
}

fn is_of_an_id(text: &str) -> bool {
    text.len() >= SHORTEST && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// The ids that begin so, from the first to before the second; none where it is no beginning of an id.
fn uid_range(name: &str) -> (String, String) {
    let name = bare(name);
    // After every figure, letter and hyphen of an id comes the tilde.
    if is_of_an_id(&name) { (format!("{URN}{name}"), format!("{URN}{name}~")) } else { (String::new(), String::new()) }
}

/// The pattern of the ids that end so: those of one moment begin alike, and differ at their ends. It matches nothing
/// where it is no end of an id.
fn ending(name: &str) -> String {
    let name = bare(name);
    if is_of_an_id(&name) { format!("%{name}") } else { String::new() }
}

/// The ids with most figures in the same places, where more than half are.
fn nearest<'a>(name: &str, uids: &'a [String], limit: usize) -> Vec<&'a str> {
    let name = bare(name);
    if !is_of_an_id(&name) {
        return Vec::new();
    }
    let same = |uid: &str| bare(uid).bytes().zip(name.bytes()).filter(|(one, other)| one == other).count();
    let mut near: Vec<(usize, &str)> =
        uids.iter().map(|uid| (same(uid), uid.as_str())).filter(|(same, _)| same * 2 > name.len()).collect();
    near.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    near.into_iter().take(limit).map(|(_, uid)| uid).collect()
}

fn named(row: NamedRow) -> NamedComment {
    NamedComment { id: CommentId(row.id), uid: row.uid, author: row.author, text: row.text, title: row.title }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_named_by_their_beginning_and_found_by_most_of_it() {
        let (from, to) = uid_range("URN:UUID:0F8E-1");
        assert_eq!((from.as_str(), to.as_str()), ("urn:uuid:0f8e-1", "urn:uuid:0f8e-1~"));
        for no in ["0f8", "", "hello", "%", "0f8e_"] {
            assert_eq!(uid_range(no), (String::new(), String::new()), "{no}");
        }
        let uids = ["urn:uuid:0f8e1c52-a", "urn:uuid:0f8e1c00-b", "urn:uuid:99999999-c"].map(str::to_owned);
        assert_eq!(nearest("0f8e1d52", &uids, 5), ["urn:uuid:0f8e1c52-a", "urn:uuid:0f8e1c00-b"]);
        assert_eq!(nearest("what", &uids, 5), Vec::<&str>::new());
    }
}
