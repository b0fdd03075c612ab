//! Owns the folder the documents stand in: whoever reads one sees the whole old or the whole new one, whatever happens
//! to the process or the power, and finds it compressed beside itself. A folder has one process that writes to it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Scope, ScopedJoinHandle};

use super::packing::{Described, Representation};
pub use super::packing::{Encoding, etag};
use super::temporary::{self, HIDDEN, Temporary};

/// The folders that documents stand in: nothing else below is looked at, whoever it belongs to.
const OWN: [&str; 3] = ["feeds", "editions", "articles"];

/// The file, behind the prefix of hidden ones, that names new documents until the list of all does: should the process be
/// killed between, the next one knows them for ours.
const PLACING: &str = "placing";

/// How many folders are brought to the disk side by side: it takes many together in little more time than one.
const SYNCS: usize = 16;

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It held these bytes already: nothing was touched, its time neither.
    Unchanged,
    /// It holds the new bytes now.
    Written,
}

/// A document that is ready to take its place, its copies with it.
#[derive(Debug)]
pub struct Staged {
    name: String,
    files: Vec<(Temporary, PathBuf)>,
    described: Described,
}

/// Files on their way to the disk.
#[derive(Debug, Default)]
pub struct Syncing<'scope>(Vec<Waited<'scope>>);

#[derive(Debug)]
enum Waited<'scope> {
    By(ScopedJoinHandle<'scope, io::Result<()>>),
    Done(io::Result<()>),
}

impl<'scope> Waited<'scope> {
    /// Where the system has no thread left, whoever asks waits.
    fn on(disk: &'scope Scope<'scope, '_>, file: File) -> Self {
        let file = Arc::new(file);
        let its = file.clone();
        let waiter = std::thread::Builder::new().spawn_scoped(disk, move || its.sync_all());
        waiter.map_or_else(|_| Self::Done(file.sync_all()), Self::By)
    }

    fn wait(self) -> io::Result<()> {
        match self {
            Self::By(waiter) => waiter.join().unwrap_or_else(|_| Err(io::Error::other("a thread failed"))),
            Self::Done(outcome) => outcome,
        }
    }
}

impl Syncing<'_> {
    /// Waits until they are there.
    pub fn wait(self) -> io::Result<()> {
        self.0.into_iter().try_for_each(Waited::wait)
    }
}

impl Staged {
    /// Begins to bring its files to the disk: it takes many together in little more time than one.
    pub fn sync<'scope>(&mut self, disk: &'scope Scope<'scope, '_>) -> Syncing<'scope> {
        let files = self.files.iter_mut().filter_map(|(temporary, _)| temporary.taken());
        Syncing(files.map(|file| Waited::on(disk, file)).collect())
    }

    /// The document's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its representations will be known by.
    pub fn described(&self) -> &Described {
        &self.described
    }
}

/// What is to be done for a document to hold certain bytes.
#[derive(Debug)]
pub enum Stage {
    /// Nothing: it holds them, and so do its copies.
    Stands(Described),
    /// To be brought into its place.
    Ready(Staged),
}

/// What a folder was found with.
#[derive(Debug, Default)]
pub struct Found {
    /// The files in it and in the folders of documents, as paths from it with `/`.
    pub names: HashSet<String>,
    /// Of each part that cannot be read or swept, which and why.
    pub troubles: Vec<String>,
}

/// The folder the documents stand in. Its functions wait for the disk: async code calls them where waiting is allowed.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens the folder, making it where it is missing, and sweeps out what a killed process left half-written.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        Self::open_and_list(path).map(|(folder, _)| folder)
    }

    /// The same; answers also what stands in it. What cannot be read below it stops nothing.
    pub fn open_and_list(path: impl Into<PathBuf>) -> io::Result<(Self, Found)> {
        let path = path.into();
        fs::create_dir_all(&path)?;
        let mut found = Found::default();
        let folders = sweep(&path, "", &mut found)?;
        for own in OWN.into_iter().filter(|own| folders.contains_key(*own)) {
            sweep_below(&path.join(own), &format!("{own}/"), &mut found);
        }
        Ok((Self { path }, found))
    }

    /// Where it is.
    pub(super) fn root(&self) -> &Path {
        &self.path
    }

    /// The documents that were put into their places since the list of all was last written.
    pub(super) fn placing(&self) -> BTreeSet<String> {
        let held = fs::read_to_string(self.hidden(PLACING)).unwrap_or_default();
        held.lines().filter(|name| check_name(name).is_ok()).map(str::to_owned).collect()
    }

    /// Forgets them: the list of all names them now.
    pub(super) fn placed(&self) -> io::Result<()> {
        remove_file(&self.hidden(PLACING)).map(|_| ())
    }

    /// Notes those of the documents that are new.
    fn note_new(&self, groups: &[Vec<Staged>]) -> io::Result<()> {
        let is_new = |staged: &&Staged| staged.files.last().is_some_and(|(_, place)| !place.exists());
        let new = groups.iter().flatten().filter(is_new).flat_map(|staged| [staged.name.as_str(), "\n"]);
        let new: String = new.collect();
        if new.is_empty() {
            return Ok(());
        }
        OpenOptions::new().append(true).create(true).open(self.hidden(PLACING))?.write_all(new.as_bytes())
    }

    /// Where a document and its copies stand, each with what it is known by.
    pub(super) fn files<'a>(
        &self,
        name: &str,
        described: &'a Described,
    ) -> io::Result<[(PathBuf, &'a Representation); 3]> {
        let path = self.path(name)?;
        let (gzip, br) = (beside(&path, Encoding::Gzip), beside(&path, Encoding::Brotli));
        Ok([(path, &described.plain), (gzip, &described.gzip), (br, &described.br)])
    }

    /// Where a document of this name stands; an error where the name could lead anywhere else.
    pub fn path(&self, name: &str) -> io::Result<PathBuf> {
        check_name(name)?;
        Ok(self.path.join(name))
    }

    /// Where a file that is no document stands: one that is hidden, for postround's own use.
    pub(super) fn hidden(&self, name: &str) -> PathBuf {
        self.path.join(format!("{HIDDEN}{name}"))
    }

    /// Whether the document holds these bytes; its compressed copies are not looked at.
    pub fn holds(&self, name: &str, bytes: &[u8]) -> bool {
        self.path(name).is_ok_and(|path| is_whole(&path, bytes))
    }

    /// Compresses what a document shall hold and writes it beside its place, where it does not hold it yet; it is on the
    /// disk once it was [synced](Staged::sync).
    pub fn stage(&self, name: &str, bytes: &[u8]) -> io::Result<Stage> {
        let path = self.path(name)?;
        if let Some(described) = described(&path, bytes) {
            return Ok(Stage::Stands(described));
        }
        let parent = path.parent().unwrap_or(&self.path);
        fs::create_dir_all(parent)?;
        let (mut files, mut copies) = (Vec::new(), Vec::new());
        for encoding in Encoding::ALL {
            let copy = encoding.compress(bytes)?;
            copies.push(Representation::of(&copy));
            files.push((Temporary::filled(parent, &copy)?, beside(&path, encoding)));
        }
        files.push((Temporary::filled(parent, bytes)?, path.clone()));
        let mut copies = copies.into_iter();
        let (Some(gzip), Some(br)) = (copies.next(), copies.next()) else {
            return Err(io::Error::other("a document has two copies"));
        };
        let described = Described { plain: Representation::of(bytes), gzip, br };
        Ok(Stage::Ready(Staged { name: name.to_owned(), files, described }))
    }

    /// Brings documents into their places, in this order, each with its copies first: should the power fail between
    /// them, a reader that asks for the plain one still gets the old document whole, and the next write mends the copies.
    /// All are on the disk by then. Each group is answered for by itself.
    pub fn commit_each(&self, groups: Vec<Vec<Staged>>) -> Vec<io::Result<()>> {
        let mut outcomes: Vec<io::Result<()>> = match self.note_new(&groups) {
            Ok(()) => groups.iter().map(|_| Ok(())).collect(),
            Err(error) => groups.iter().map(|_| Err(io::Error::new(error.kind(), error.to_string()))).collect(),
        };
        let files: Vec<(usize, Temporary, PathBuf)> = groups
            .into_iter()
            .enumerate()
            .flat_map(|(index, group)| group.into_iter().map(move |staged| (index, staged)))
            .flat_map(|(index, staged)| staged.files.into_iter().map(move |(file, place)| (index, file, place)))
            .collect();
        let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
        for (index, temporary, place) in files {
            if outcomes[index].is_ok() {
                folders.insert(place.parent().unwrap_or(&self.path).to_owned());
                outcomes[index] = temporary.rename(&place);
            }
        }
        let folders: Vec<PathBuf> = folders.into_iter().collect();
        for error in side_by_side(&folders, |folder| sync_folder(folder)).into_iter().filter_map(Result::err) {
            for outcome in outcomes.iter_mut().filter(|outcome| outcome.is_ok()) {
                *outcome = Err(io::Error::new(error.kind(), error.to_string()));
            }
        }
        outcomes
    }

    /// Brings one document to the disk, and into its place.
    pub fn commit(&self, mut staged: Staged) -> io::Result<()> {
        std::thread::scope(|disk| staged.sync(disk).wait())?;
        self.commit_each(vec![vec![staged]]).into_iter().collect()
    }

    /// Makes the document hold these bytes.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<Change> {
        match self.stage(name, bytes)? {
            Stage::Stands(_) => Ok(Change::Unchanged),
            Stage::Ready(staged) => {
                self.commit(staged)?;
                Ok(Change::Written)
            }
        }
    }

    /// Makes a file without copies hold these bytes, whole or not at all. One that need not outlive the power is not
    /// waited for.
    pub(super) fn write_alone(&self, place: &Path, bytes: &[u8], lasting: bool) -> io::Result<()> {
        let temporary = Temporary::filled(&self.path, bytes)?;
        if lasting {
            temporary.sync()?;
        }
        temporary.rename(place)?;
        if lasting { sync_folder(&self.path) } else { Ok(()) }
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

/// Does the same with each, waiting for the disk side by side; the outcomes stand in their order.
fn side_by_side<T: Sync>(all: &[T], work: impl Fn(&T) -> io::Result<()> + Sync) -> Vec<io::Result<()>> {
    if all.len() < 2 {
        return all.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(index) else { return done };
            done.push((index, work(one)));
        }
    };
    let mut outcomes: Vec<io::Result<()>> = all.iter().map(|_| Err(io::Error::other("a thread failed"))).collect();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..SYNCS.min(all.len())).map(|_| scope.spawn(worker)).collect();
        for (index, outcome) in workers.into_iter().filter_map(|worker| worker.join().ok()).flatten() {
            outcomes[index] = outcome;
        }
    });
    outcomes
}

/// What the representations are known by, where the document and all its copies hold these bytes. The copies are
/// unpacked, not packed again to compare: that is far quicker, and true whatever version of the packer made them.
fn described(path: &Path, bytes: &[u8]) -> Option<Described> {
    let limit = bytes.len() as u64 + 1;
    if !is_whole(path, bytes) {
        return None;
    }
    let copy = |encoding: Encoding| {
        let copy = fs::read(beside(path, encoding)).ok()?;
        let held = encoding.decompress(&copy, limit).ok()?;
        (held == bytes).then(|| Representation::of(&copy))
    };
    Some(Described { plain: Representation::of(bytes), gzip: copy(Encoding::Gzip)?, br: copy(Encoding::Brotli)? })
}

/// Whether a file holds these bytes; one of another length is not read.
fn is_whole(path: &Path, bytes: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|about| about.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|held| held == bytes)
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
    let taken = [".gz", ".br", temporary::ENDING].iter().any(|suffix| name.ends_with(suffix));
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

/// Removes temporary files here and lists the others; answers the folders here.
fn sweep(folder: &Path, below: &str, found: &mut Found) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut folders = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // The folders of documents may stand elsewhere; deeper, links are not followed.
        if kind.is_dir() || (below.is_empty() && kind.is_symlink() && entry.path().is_dir()) {
            folders.insert(name.into_owned(), entry.path());
        } else if kind.is_file() && temporary::is_one(&name) {
            if let Err(error) = remove_file(&entry.path()) {
                found.troubles.push(format!("{below}{name} cannot be removed: {error}"));
            }
        } else {
            found.names.insert(format!("{below}{name}"));
        }
    }
    Ok(folders)
}

/// The same here and in all folders below; what cannot be read is noted.
fn sweep_below(folder: &Path, below: &str, found: &mut Found) {
    match sweep(folder, below, found) {
        Ok(folders) => {
            for (name, path) in folders {
                sweep_below(&path, &format!("{below}{name}/"), found);
            }
        }
        Err(error) => found.troubles.push(format!("{below} cannot be read: {error}")),
    }
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
            .filter(|name| !name.ends_with(PLACING))
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
    fn only_the_folders_of_documents_are_looked_into() {
        let (_directory, folder) = folder();
        for path in
            ["feeds/topics/a.rss", "feeds/.postround-1-0.tmp", "other/b.rss", "other/.postround-1-1.tmp", "c.txt"]
        {
            fs::create_dir_all(folder.path.join(path).parent().unwrap()).unwrap();
            fs::write(folder.path.join(path), b"x").unwrap();
        }
        let (folder, found) = Folder::open_and_list(folder.path).unwrap();
        assert_eq!(found.names, ["feeds/topics/a.rss", "c.txt"].map(str::to_owned).into());
        assert!(found.troubles.is_empty() && folder.path.join("other/.postround-1-1.tmp").exists());
        assert!(!folder.path.join("feeds/.postround-1-0.tmp").exists());
        // What cannot be read is named, and the rest is read.
        let mut found = Found::default();
        sweep_below(&folder.path.join("feeds/gone"), "feeds/gone/", &mut found);
        assert!(found.troubles[0].starts_with("feeds/gone/ cannot be read: "), "{:?}", found.troubles);
    }

    #[test]
    fn new_documents_are_noted_until_they_are_listed() {
        let (_directory, folder) = folder();
        folder.write("feeds/a.rss", b"x").unwrap();
        folder.write("feeds/b.rss", b"x").unwrap();
        assert_eq!(folder.placing(), ["feeds/a.rss", "feeds/b.rss"].map(str::to_owned).into());
        folder.placed().unwrap();
        folder.write("feeds/a.rss", b"y").unwrap();
        assert!(folder.placing().is_empty(), "it is listed already");
        fs::write(folder.hidden(PLACING), "feeds/c.rss\n../d.rss\n/etc/e\n").unwrap();
        assert_eq!(folder.placing(), ["feeds/c.rss".to_owned()].into());
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
}
