//! Owns the locks that keep two rounds of one job apart, in one process or in several. A lock dies with its holder:
//! a file lock beside a SQLite store, a session lock on PostgreSQL; nothing needs to time out after a kill.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::{Connection, PgConnection};

use super::Store;
use super::engine::Engine;
use super::error::{StoreError, StoreResult};

/// Held as long as a round of the job runs.
#[derive(Debug)]
pub struct JobLock {
    held: Held,
}

#[derive(Debug)]
enum Held {
    File {
        _file: LockedFile,
    },
    /// Released when the connection ends.
    Session(Box<PgConnection>),
}

/// A file that is locked until this is dropped; where the process is killed, the kernel releases it.
#[derive(Debug)]
pub(super) struct LockedFile(File);

impl Drop for LockedFile {
    fn drop(&mut self) {
        // To close it is not enough: a child that was forked meanwhile, and has not become another program yet, has it too.
        // An unlock that fails leaves what closing does, so that there is nobody to tell.
        let _ = self.0.unlock();
    }
}

impl Store {
    /// Takes the lock of `job` if nobody holds it.
    pub async fn try_lock(&self, job: &str) -> StoreResult<Option<JobLock>> {
        let held = match &self.engine {
            Engine::Sqlite { path, .. } => lock_file(&lock_path(path, job))?.map(|file| Held::File { _file: file }),
            Engine::Postgres { connect, .. } => {
                let mut session = PgConnection::connect_with(connect).await?;
                let taken: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
                    .bind(number(job))
                    .fetch_one(&mut session)
                    .await?;
                taken.then(|| Held::Session(Box::new(session)))
            }
        };
        Ok(held.map(|held| JobLock { held }))
    }

    /// Takes the lock of `job`, waiting for at most `patience` while another holds it.
    pub async fn lock(&self, job: &str, patience: Duration) -> StoreResult<Option<JobLock>> {
        let pause = Duration::from_millis(200);
        let mut waited = Duration::ZERO;
        loop {
            if let Some(lock) = self.try_lock(job).await? {
                return Ok(Some(lock));
            }
            if waited >= patience {
                return Ok(None);
            }
            tokio::time::sleep(pause).await;
            waited += pause;
        }
    }
}

impl JobLock {
    /// Whether the lock is still ours: a PostgreSQL session may have been cut off.
    pub async fn is_held(&mut self) -> bool {
        match &mut self.held {
            Held::File { .. } => true,
            Held::Session(session) => session.ping().await.is_ok(),
        }
    }
}

/// Keeps others from making the same SQLite store, where its folder is there to hold a lock; what is wrong with the
/// folder is told by who opens the store.
pub(super) async fn before_opening(store: &Path, patience: Duration) -> StoreResult<Option<LockedFile>> {
    let pause = Duration::from_millis(50);
    let mut waited = Duration::ZERO;
    if let Some(folder) = store.parent().filter(|folder| !folder.as_os_str().is_empty())
        && std::fs::create_dir_all(folder).is_err()
    {
        return Ok(None);
    }
    while waited < patience {
        match lock_file(&lock_path(store, "open")) {
            Ok(Some(file)) => return Ok(Some(file)),
            Ok(None) => tokio::time::sleep(pause).await,
            Err(_) => return Ok(None),
        }
        waited += pause;
    }
    Ok(None)
}

fn lock_path(store: &Path, job: &str) -> PathBuf {
    let mut name = store.file_name().unwrap_or_default().to_owned();
    name.push(format!(".lock-{job}"));
    store.with_file_name(name)
}

fn lock_file(path: &Path) -> StoreResult<Option<LockedFile>> {
    let refuse = |why| StoreError::Lock { path: path.to_owned(), why };
    let file = File::options().create(true).append(true).open(path).map_err(refuse)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(LockedFile(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(why)) => Err(refuse(why)),
    }
}

/// A number for the job's name, the same on every machine: FNV-1a, behind a prefix that sets postround's locks apart.
pub(super) fn number(job: &str) -> i64 {
    let hash = format!("postround {job}")
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_ends_though_a_child_has_the_file_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db.lock-job");
        let held = lock_file(&path).unwrap().unwrap();
        let of_a_child = held.0.try_clone().unwrap();
        assert!(lock_file(&path).unwrap().is_none());
        drop(held);
        assert!(lock_file(&path).unwrap().is_some());
        drop(of_a_child);
    }
}
