//! Owns the lists of what is never quoted: by the verb, and as the configuration has them.

use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{ms, reading, row, time, within};
use super::engine::Tx;
use super::error::StoreResult;
use super::moderation::{By, note};
use crate::domain::{BlockKind, Blocks, folded};

/// Who the log names for what the configuration says.
const CONFIG: &str = "config";
const OPERATOR: &str = "operator";

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What is blocked.
    pub kind: BlockKind,
    /// As it was written.
    pub words: String,
    /// Whether the configuration says it, and only that can take it back.
    pub from_config: bool,
    /// Since when.
    pub at: DateTime<Utc>,
    /// By whom.
    pub who: String,
    /// Why, or empty.
    pub why: String,
}

row!(BlockRow {
    kind: String,
    folded: String,
    origin: String,
    words: String,
    blocked_at: i64,
    who: String,
    why: String,
});

impl Store {
    /// Everything that is blocked, by kind and word.
    pub async fn blocks(&self) -> StoreResult<Vec<Block>> {
        Ok(self.block_rows().await?.into_iter().filter_map(block).collect())
    }

    /// The same, to be matched.
    pub(super) async fn block_lists(&self) -> StoreResult<Blocks> {
        let rows = self.block_rows().await?;
        Ok(Blocks::new(rows.iter().filter_map(|row| Some((BlockKind::of(&row.kind)?, row.words.as_str())))))
    }

    async fn block_rows(&self) -> StoreResult<Vec<BlockRow>> {
        const SQL: &str = "SELECT kind, folded, origin, words, blocked_at, who, why FROM blocks \
             ORDER BY kind, folded, origin";
        Ok(reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?))
    }

    /// Blocks a word, a person or a source. Answers false where it was blocked already by the verb, or where the words
    /// hold nothing to match.
    pub async fn block(&self, kind: BlockKind, words: &str, by: &By, now: DateTime<Utc>) -> StoreResult<bool> {
        let Some(folded) = folded(kind, words) else { return Ok(false) };
        let mut tx = self.begin().await?;
        let added = add(&mut tx, (kind, &folded, OPERATOR), words.trim(), by, now).await?;
        tx.commit().await?;
        Ok(added)
    }

    /// Takes a block of the verb back. Answers false where there is none.
    pub async fn unblock(&self, kind: BlockKind, words: &str, by: &By, now: DateTime<Utc>) -> StoreResult<bool> {
        let Some(folded) = folded(kind, words) else { return Ok(false) };
        let mut tx = self.begin().await?;
        let gone = remove(&mut tx, (kind, &folded, OPERATOR), words.trim(), by, now).await?;
        tx.commit().await?;
        Ok(gone)
    }

    /// Makes the blocks of the configuration what the configuration says; writes nothing where they are that already.
    pub async fn configure_blocks(&self, listed: &[(BlockKind, String)], now: DateTime<Utc>) -> StoreResult<()> {
        let held: Vec<BlockRow> = self.block_rows().await?.into_iter().filter(|row| row.origin == CONFIG).collect();
        let wanted: Vec<(BlockKind, String, &str)> =
            listed.iter().filter_map(|(kind, words)| Some((*kind, folded(*kind, words)?, words.trim()))).collect();
        let is_wanted = |row: &&BlockRow| wanted.iter().any(|(kind, folded, _)| row.is(*kind, folded));
        let is_new = |one: &&(BlockKind, String, &str)| !held.iter().any(|row| row.is(one.0, &one.1));
        let gone: Vec<&BlockRow> = held.iter().filter(|row| !is_wanted(row)).collect();
        let new: Vec<_> = wanted.iter().filter(is_new).collect();
        if gone.is_empty() && new.is_empty() {
            return Ok(());
        }
        let by = By { who: CONFIG.to_owned(), why: "the list in the configuration".to_owned() };
        let mut tx = self.begin().await?;
        for row in gone {
            if let Some(kind) = BlockKind::of(&row.kind) {
                remove(&mut tx, (kind, &row.folded, CONFIG), &row.words, &by, now).await?;
            }
        }
        for (kind, folded, words) in new {
            add(&mut tx, (*kind, folded, CONFIG), words, &by, now).await?;
        }
        tx.commit().await
    }
}

impl BlockRow {
    fn is(&self, kind: BlockKind, folded: &str) -> bool {
        self.kind == kind.as_str() && self.folded == folded
    }
}

async fn add(
    tx: &mut Tx,
    (kind, folded, origin): (BlockKind, &str, &str),
    words: &str,
    by: &By,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const SQL: &str = "INSERT INTO blocks (kind, folded, origin, words, blocked_at, who, why) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (kind, folded, origin) DO NOTHING";
    let added = within!(tx, connection => sqlx::query(SQL)
        .bind(kind.as_str()).bind(folded).bind(origin).bind(words).bind(ms(now)).bind(&by.who).bind(&by.why)
        .execute(connection).await?.rows_affected());
    if added > 0 {
        note(tx, (&format!("block {}", kind.as_str()), None, words), by, now).await?;
    }
    Ok(added > 0)
}

async fn remove(
    tx: &mut Tx,
    (kind, folded, origin): (BlockKind, &str, &str),
    words: &str,
    by: &By,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM blocks WHERE kind = $1 AND folded = $2 AND origin = $3";
    let gone = within!(tx, connection => sqlx::query(SQL)
        .bind(kind.as_str()).bind(folded).bind(origin).execute(connection).await?.rows_affected());
    if gone > 0 {
        note(tx, (&format!("unblock {}", kind.as_str()), None, words), by, now).await?;
    }
    Ok(gone > 0)
}

fn block(row: BlockRow) -> Option<Block> {
    Some(Block {
        kind: BlockKind::of(&row.kind)?,
        words: row.words,
        from_config: row.origin == CONFIG,
        at: time(row.blocked_at),
        who: row.who,
        why: row.why,
    })
}
