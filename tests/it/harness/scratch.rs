//! Owns where the tests keep their folders: in memory where this machine has room for them there.
//!
//! The product waits for the disk after each step that must last. On a disk that is most of what its tests would wait
//! for; in memory the same calls are made and answered at once.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

/// What must be free before the tests move in: the largest of them holds some megabytes.
const ENOUGH_KIB: u64 = 512 * 1024;

static MEMORY: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    // Whoever names a folder for what is temporary means it.
    let named = std::env::var_os("TMPDIR").is_some();
    let place = Path::new("/dev/shm");
    (!named && runs_programs(place) && free(place)? >= ENOUGH_KIB).then(|| place.to_owned())
});

/// An empty folder, gone when it is dropped.
pub(crate) fn folder() -> TempDir {
    let folder = MEMORY.as_ref().map_or_else(TempDir::new, |memory| TempDir::with_prefix_in("postround-", memory));
    folder.expect("the temporary folder is writable")
}

/// What is mounted there, if anything is, lets programs run: some tests bring one of their own.
fn runs_programs(place: &Path) -> bool {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    let mounted = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let mut options = mounted.filter(|words| words.len() > 3 && Path::new(words[1]) == place).map(|words| words[3]);
    options.next_back().is_some_and(|options| options.split(',').all(|option| option != "noexec"))
}

/// The free space in KiB, as `df` tells it in the form POSIX prescribes.
fn free(place: &Path) -> Option<u64> {
    let told = Command::new("df").arg("-Pk").arg(place).output().ok()?;
    let told = String::from_utf8(told.stdout).ok()?;
    told.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}
