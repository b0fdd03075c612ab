//! Owns the folder the documents stand in: whoever reads one sees the whole old or the whole new one, whatever happens
//! to the process or the power, and finds it compressed beside itself. A folder has one process that writes to it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::domain::hex;

/// What temporary files are called, so that those of a killed process are known again.
const TEMPORARY: (&str, &str) = (".postround-", ".tmp");

/// Brotli's quality: 10 and 11 search far longer than a document that changes every few minutes is worth.
const BROTLI_QUALITY: u32 = 9;

/// Brotli's window, as a power of two: its default, larger than any feed.
const BROTLI_WINDOW: u32 = 22;

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It held these bytes already: nothing was touched, its time neither.
    Unchanged,
    /// It holds the new bytes now.
    Written,
}

/// How the copies beside a document are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// `Content-Encoding: gzip`, in `NAME.gz`.
    Gzip,
    /// `Content-Encoding: br`, in `NAME.br`.
    Brotli,
}

impl Encoding {
    /// Every copy a document has.
    pub const ALL: [Self; 2] = [Self::Gzip, Self::Brotli];

    /// What is put behind the document's name.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Gzip => ".gz",
            Self::Brotli => ".br",
        }
    }

    fn compress(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip => {
                // The builder leaves the time in the header at 0: the same bytes give the same copy.
                let mut encoder: GzEncoder<Vec<u8>> =
                    flate2::GzBuilder::new().write(Vec::new(), flate2::Compression::best());
                encoder.write_all(bytes)?;
                encoder.finish()
            }
            Self::Brotli => {
                let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_QUALITY, BROTLI_WINDOW);
                encoder.write_all(bytes)?;
                Ok(encoder.into_inner())
            }
        }
    }

    fn decompress(self, compressed: &[u8], limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self {
            Self::Gzip => GzDecoder::new(compressed).take(limit).read_to_end(&mut bytes)?,
            Self::Brotli => brotli::Decompressor::new(compressed, 4096).take(limit).read_to_end(&mut bytes)?,
        };
        Ok(bytes)
    }
}

/// The folder the documents stand in. Its functions wait for the disk: async code calls them where waiting is allowed.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens the folder, making it where it is missing, and sweeps out what a killed process left half-written.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        fs::create_dir_all(&path)?;
        sweep(&path)?;
        Ok(Self { path })
    }

    /// Where a document of this name stands; an error where the name could lead anywhere else.
    pub fn path(&self, name: &str) -> io::Result<PathBuf> {
        check_name(name)?;
        Ok(self.path.join(name))
    }

    /// Whether the document holds these bytes; its compressed copies are not looked at.
    pub fn holds(&self, name: &str, bytes: &[u8]) -> bool {
        self.path(name).and_then(fs::read).is_ok_and(|held| held == bytes)
    }

    /// Makes the document hold these bytes, its compressed copies first: should the power fail between them, a reader
    /// that asks for the plain one still gets the old document whole, and the next write mends the copies.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<Change> {
        let path = self.path(name)?;
        if holds(&path, bytes) {
            return Ok(Change::Unchanged);
        }
        let parent = path.parent().unwrap_or(&self.path);
        fs::create_dir_all(parent)?;
        let mut ready = Vec::new();
        for encoding in Encoding::ALL {
            ready.push((Temporary::filled(parent, &encoding.compress(bytes)?)?, beside(&path, encoding)));
        }
        ready.push((Temporary::filled(parent, bytes)?, path.clone()));
        // All are on the disk before the first takes its place, so that they change as close together as can be.
        for (temporary, place) in ready {
            temporary.rename(&place)?;
        }
        sync_folder(parent)?;
        Ok(Change::Written)
    }

    /// Takes the document and its copies away; answers whether there was one.
    pub fn remove(&self, name: &str) -> io::Result<bool> {
        let path = self.path(name)?;
        let was_there = remove_file(&path)?;
        for encoding in Encoding::ALL {
            remove_file(&beside(&path, encoding))?;
        }
        if was_there {
            sync_folder(path.parent().unwrap_or(&self.path))?;
        }
        Ok(was_there)
    }
}

/// The strong `ETag` of a document, quoted: from its bytes alone, so that it outlives restarts and machines.
pub fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", hex(&Sha256::digest(bytes)[..16]))
}

/// A file that is not yet in its place; dropped before it is, it goes.
struct Temporary {
    path: PathBuf,
}

impl Temporary {
    fn filled(folder: &Path, bytes: &[u8]) -> io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}{}-{number}{}", TEMPORARY.0, std::process::id(), TEMPORARY.1);
        let temporary = Self { path: folder.join(name) };
        let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary.path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(temporary)
    }

    fn rename(self, place: &Path) -> io::Result<()> {
        fs::rename(&self.path, place)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After the rename there is nothing left to remove.
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether the document and all its copies hold these bytes. The copies are unpacked, not packed again to compare: that
/// is far quicker, and true whatever version of the packer made them.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let limit = bytes.len() as u64 + 1;
    fs::read(path).is_ok_and(|held| held == bytes)
        && Encoding::ALL.into_iter().all(|encoding| {
            fs::read(beside(path, encoding))
                .and_then(|copy| encoding.decompress(&copy, limit))
                .is_ok_and(|held| held == bytes)
        })
}

fn beside(path: &Path, encoding: Encoding) -> PathBuf {
    let mut copy = path.as_os_str().to_owned();
    copy.push(encoding.suffix());
    PathBuf::from(copy)
}

/// A name is a path of plain words: nothing hidden, nothing that climbs, nothing that a copy or temporary file is called.
fn check_name(name: &str) -> io::Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let words = name
        .split('/')
        .all(|word| !word.is_empty() && word.len() <= 128 && !word.starts_with('.') && word.chars().all(plain));
    let taken = [".gz", ".br", TEMPORARY.1].iter().any(|suffix| name.ends_with(suffix));
    if words && !taken {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{name:?} cannot be the name of a document")))
}

fn remove_file(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Removes temporary files here and in the folders below; links are not followed.
fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if kind.is_dir() {
            sweep(&entry.path())?;
        } else if kind.is_file() && name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
            remove_file(&entry.path())?;
        }
    }
    Ok(())
}

/// A rename is on the disk only once the folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::open(directory.path().join("feeds")).unwrap();
        (directory, folder)
    }

    fn names(folder: &Folder) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&folder.path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_document_is_written_once_with_its_copies() {
        let (_directory, folder) = folder();
        assert_eq!(folder.write("all.rss", b"<rss/>").unwrap(), Change::Written);
        assert_eq!(names(&folder), ["all.rss", "all.rss.br", "all.rss.gz"]);
        let path = folder.path("all.rss").unwrap();
        for encoding in Encoding::ALL {
            let copy = fs::read(beside(&path, encoding)).unwrap();
            assert_eq!(encoding.decompress(&copy, 100).unwrap(), b"<rss/>");
        }
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(folder.write("all.rss", b"<rss/>").unwrap(), Change::Unchanged);
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
        assert_eq!(folder.write("all.rss", b"<rss>new</rss>").unwrap(), Change::Written);
        assert_eq!(fs::read(&path).unwrap(), b"<rss>new</rss>");
    }

    #[test]
    fn copies_that_are_missing_or_of_another_document_are_mended() {
        let (_directory, folder) = folder();
        folder.write("a.atom", b"one").unwrap();
        let path = folder.path("a.atom").unwrap();
        for spoil in ["other", ""] {
            fs::write(beside(&path, Encoding::Gzip), Encoding::Gzip.compress(spoil.as_bytes()).unwrap()).unwrap();
            assert_eq!(folder.write("a.atom", b"one").unwrap(), Change::Written);
        }
        fs::remove_file(beside(&path, Encoding::Brotli)).unwrap();
        assert_eq!(folder.write("a.atom", b"one").unwrap(), Change::Written);
        assert_eq!(folder.write("a.atom", b"one").unwrap(), Change::Unchanged);
    }

    #[test]
    fn the_same_bytes_give_the_same_copies() {
        for encoding in Encoding::ALL {
            assert_eq!(encoding.compress(b"abcabc").unwrap(), encoding.compress(b"abcabc").unwrap());
        }
        // RFC 1952: bytes 4 to 7 are the time.
        assert_eq!(Encoding::Gzip.compress(b"x").unwrap()[4..8], [0; 4]);
    }

    #[test]
    fn what_a_killed_process_left_is_swept_and_nothing_else() {
        let (_directory, folder) = folder();
        folder.write("articles/7/comments.rss", b"x").unwrap();
        fs::write(folder.path.join(".postround-1-0.tmp"), b"half").unwrap();
        fs::write(folder.path.join("articles/.postround-1-1.tmp"), b"half").unwrap();
        fs::write(folder.path.join(".htaccess"), b"kept").unwrap();
        let folder = Folder::open(folder.path).unwrap();
        assert_eq!(names(&folder), [".htaccess", "articles"]);
        assert!(!folder.path.join("articles/.postround-1-1.tmp").exists());
        assert!(folder.path("articles/7/comments.rss").unwrap().exists());
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_document_and_no_litter() {
        let (_directory, folder) = folder();
        folder.write("a.rss", b"old").unwrap();
        // A folder in the place of a copy: the first rename fails.
        let copy = beside(&folder.path("a.rss").unwrap(), Encoding::Gzip);
        fs::remove_file(&copy).unwrap();
        fs::create_dir(&copy).unwrap();
        assert!(folder.write("a.rss", b"new").is_err());
        assert_eq!(fs::read(folder.path("a.rss").unwrap()).unwrap(), b"old");
        assert_eq!(names(&folder), ["a.rss", "a.rss.br", "a.rss.gz"]);
    }

    #[test]
    fn a_document_goes_with_its_copies() {
        let (_directory, folder) = folder();
        folder.write("a.rss", b"x").unwrap();
        assert!(folder.remove("a.rss").unwrap());
        assert!(!folder.remove("a.rss").unwrap());
        assert!(names(&folder).is_empty());
    }

    #[test]
    fn names_lead_nowhere_else() {
        let (_directory, folder) = folder();
        let bad = [
            "", "/etc/x", "..", "../x", "a/../x", "a//x", "a/", ".hidden", "a\\x", "C:x", "a b", "é", "x\0", "x.gz",
            "x.br", "x.tmp",
        ];
        for name in bad {
            assert_eq!(folder.write(name, b"x").unwrap_err().kind(), io::ErrorKind::InvalidInput, "{name}");
            assert!(folder.remove(name).is_err());
        }
        for name in ["all.rss", "feeds.opml", "articles/0f-e/comments.json"] {
            assert!(folder.path(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn readers_beside_a_writer_see_whole_documents() {
        let (_directory, folder) = folder();
        let documents = [vec![b'a'; 200_000], vec![b'b'; 100_000]];
        folder.write("a.rss", &documents[0]).unwrap();
        let path = folder.path("a.rss").unwrap();
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                for turn in 1..20 {
                    folder.write("a.rss", &documents[turn % 2]).unwrap();
                }
            });
            while !writer.is_finished() {
                let read = fs::read(&path).unwrap();
                assert!(documents.contains(&read), "{} bytes", read.len());
            }
        });
    }

    #[test]
    fn an_etag_is_quoted_and_of_the_bytes() {
        assert_eq!(etag(b""), "\"e3b0c44298fc1c149afbf4c8996fb924\"");
        assert_ne!(etag(b"a"), etag(b"b"));
    }
}
