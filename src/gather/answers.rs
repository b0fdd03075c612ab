//! Owns the folder of raw answers: the newest one of each page of a source, compressed, for some days. Changed rules can
//! be tried on them without a request (`try --replay`).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use super::kind::Ask;
use super::options::AnswerOptions;
use crate::domain::{Name, hex};
use crate::net::Answer;

const ENDING: &str = "answer";

/// Old ones are looked for so often.
const PRUNE_EACH: Duration = Duration::from_hours(24);

/// A kept answer claims no larger body than this.
const LARGEST: usize = 1 << 30;

/// Where answers are kept. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Answers {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    options: AnswerOptions,
    /// Milliseconds; 0: never in this process.
    pruned: AtomicI64,
    failure_told: AtomicBool,
}

/// What is kept beside the bytes of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What was asked for.
    pub ask: Ask,
    /// The address after redirects.
    pub url: Url,
    /// The Content-Type header.
    pub content_type: Option<String>,
    /// The Link headers.
    pub link: Option<String>,
    /// `X-WP-TotalPages`.
    pub total_pages: Option<u32>,
    /// When it came.
    pub fetched: DateTime<Utc>,
}

impl Answers {
    /// Keeps answers as the operator says.
    pub fn new(options: AnswerOptions) -> Self {
        let (pruned, failure_told) = (AtomicI64::new(0), AtomicBool::new(false));
        Self { shared: Arc::new(Shared { options, pruned, failure_told }) }
    }

    /// Keeps one answer in the place of an older one. That it cannot be written stops nobody, and is told once.
    pub(super) async fn keep(&self, source: &Name, ask: &Ask, answer: &Answer, now: DateTime<Utc>) {
        let kept = Kept {
            ask: ask.clone(),
            url: answer.url.clone(),
            content_type: answer.content_type.clone(),
            link: answer.link.clone(),
            total_pages: answer.total_pages,
            fetched: now,
        };
        let (place, body) = (self.folder(source).join(file_name(&ask.url)), answer.body.clone());
        let written = tokio::task::spawn_blocking(move || write(&place, &kept, &body)).await;
        let failure = match written {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(error) => Some(error.to_string()),
        };
        if let Some(why) = failure
            && !self.shared.failure_told.swap(true, Ordering::Relaxed)
        {
            let folder = self.shared.options.folder.display();
            tracing::warn!(
                "cannot keep answers in {folder}: {why}; make it writable, or say keep_answers = \"0d\" under [gather]"
            );
        }
        self.prune_at_times(now);
    }

    /// Every answer kept of a source, the oldest first; what cannot be read is left out.
    pub fn of(&self, source: &Name) -> io::Result<Vec<(Kept, PathBuf)>> {
        let files = match fs::read_dir(self.folder(source)) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut kept = Vec::new();
        for file in files {
            let path = file?.path();
            if path.extension().is_some_and(|ending| ending == ENDING) {
                match read(&path) {
                    Ok((about, _)) => kept.push((about, path)),
                    Err(error) => tracing::warn!("cannot read the answer kept in {}: {error}", path.display()),
                }
            }
        }
        kept.sort_by(|(a, _), (b, _)| (a.fetched, &a.ask.url).cmp(&(b.fetched, &b.ask.url)));
        Ok(kept)
    }

    fn folder(&self, source: &Name) -> PathBuf {
        self.shared.options.folder.join(source.as_str())
    }

    fn prune_at_times(&self, now: DateTime<Utc>) {
        let (pruned, now_ms) = (&self.shared.pruned, now.timestamp_millis());
        let each = i64::try_from(PRUNE_EACH.as_millis()).unwrap_or(i64::MAX);
        let last = pruned.load(Ordering::Relaxed);
        let is_mine = (last == 0 || now_ms - last >= each)
            && pruned.compare_exchange(last, now_ms, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if is_mine {
            let options = self.shared.options.clone();
            // Nobody waits for it; a process that ends meanwhile leaves it to the next one.
            tokio::task::spawn_blocking(move || match prune(&options, now) {
                Ok(0) => {}
                Ok(removed) => tracing::info!("removed {removed} old answers"),
                Err(error) => tracing::warn!("cannot remove old answers in {}: {error}", options.folder.display()),
            });
        }
    }
}

/// The bytes of a kept answer.
pub(super) fn body(path: &Path) -> io::Result<Vec<u8>> {
    let (_, packed) = read(path)?;
    let (size, _) = lz4_flex::block::uncompressed_size(&packed).map_err(io::Error::other)?;
    if size > LARGEST {
        return Err(io::Error::other("it claims to be larger than any answer"));
    }
    lz4_flex::decompress_size_prepended(&packed).map_err(io::Error::other)
}

fn file_name(url: &Url) -> String {
    format!("{}.{ENDING}", hex(&Sha256::digest(url.as_str())[..16]))
}

/// A line of JSON, then the packed bytes. LZ4, as the fastest by far: a first round keeps every page of every source.
fn write(place: &Path, kept: &Kept, body: &[u8]) -> io::Result<()> {
    let mut content = serde_json::to_vec(kept)?;
    content.push(b'\n');
    content.extend_from_slice(&lz4_flex::compress_prepend_size(body));
    // One source is gathered by one process at a time, so that nobody else writes this name.
    let unfinished = place.with_extension("unfinished");
    let written = fs::write(&unfinished, &content);
    if let (Err(error), Some(folder)) = (&written, place.parent())
        && error.kind() == io::ErrorKind::NotFound
    {
        fs::create_dir_all(folder)?;
        fs::write(&unfinished, &content)?;
    } else {
        written?;
    }
    fs::rename(&unfinished, place)
}

fn read(path: &Path) -> io::Result<(Kept, Vec<u8>)> {
    let mut content = fs::read(path)?;
    let end = content.iter().position(|byte| *byte == b'\n').ok_or_else(|| io::Error::other("it has no first line"))?;
    let packed = content.split_off(end + 1);
    Ok((serde_json::from_slice(&content)?, packed))
}

/// Removes what is older than the operator wants it kept, whatever source it is of.
fn prune(options: &AnswerOptions, now: DateTime<Utc>) -> io::Result<usize> {
    let mut removed = 0;
    for source in fs::read_dir(&options.folder)? {
        let source = source?;
        if !source.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(source.path())? {
            let file = file?;
            let ours = file.path().extension().is_some_and(|ending| ending == ENDING || ending == "unfinished");
            let age = (now - DateTime::<Utc>::from(file.metadata()?.modified()?)).to_std().unwrap_or_default();
            if ours && age > options.keep {
                fs::remove_file(file.path())?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gather::kind::{Hint, Role};
    use crate::net::Validators;

    fn answer(body: &[u8]) -> (Ask, Answer) {
        let url: Url = "https://news.example/a?b".parse().expect("url");
        let answer = Answer {
            url: "https://news.example/c".parse().expect("url"),
            validators: Validators::default(),
            content_type: Some("text/html".into()),
            link: Some("</p>; rel=next".into()),
            total_pages: Some(3),
            moved: None,
            fresh_for: None,
            body: body.to_vec(),
        };
        (Ask { url, role: Role::Article { hint: Hint::default() } }, answer)
    }

    #[tokio::test]
    async fn the_newest_answer_of_a_page_is_kept_for_some_days() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = AnswerOptions { folder: folder.path().join("deep/er"), keep: Duration::from_hours(48) };
        let answers = Answers::new(options.clone());
        let name: Name = "paper".parse().expect("name");
        let now: DateTime<Utc> =
            DateTime::<Utc>::from(fs::metadata(folder.path()).expect("it").modified().expect("it"));
        assert!(answers.of(&name).expect("nothing").is_empty());
        let large = vec![b'x'; 300_000];
        for body in [&b""[..], &large] {
            let (ask, answer) = answer(body);
            answers.keep(&name, &ask, &answer, now).await;
            let kept = answers.of(&name).expect("one");
            assert_eq!((kept.len(), &kept[0].0.ask, &kept[0].0.url), (1, &ask, &answer.url));
            assert_eq!((kept[0].0.total_pages, &kept[0].0.link), (Some(3), &answer.link));
            assert_eq!(super::body(&kept[0].1).expect("a body"), body);
        }
        let (_, path) = answers.of(&name).expect("one").remove(0);
        assert!(fs::metadata(&path).expect("it").len() < 5000, "it is packed");
        assert_eq!(prune(&options, now + Duration::from_hours(47)).expect("pruned"), 0);
        assert_eq!(prune(&options, now + Duration::from_hours(49)).expect("pruned"), 1);
        assert!(answers.of(&name).expect("none").is_empty());
    }

    #[tokio::test]
    async fn what_cannot_be_kept_or_read_does_no_harm() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        fs::write(&file, "no folder").expect("it is writable");
        let name: Name = "paper".parse().expect("name");
        let (ask, answer) = answer(b"x");
        let answers = Answers::new(AnswerOptions { folder: file, keep: Duration::from_hours(1) });
        answers.keep(&name, &ask, &answer, DateTime::default()).await;
        let answers = Answers::new(AnswerOptions { folder: folder.path().to_owned(), keep: Duration::from_hours(1) });
        fs::create_dir(folder.path().join("paper")).expect("it is writable");
        for (n, broken) in [&b""[..], b"{}\n", b"no line"].into_iter().enumerate() {
            fs::write(folder.path().join(format!("paper/{n}.answer")), broken).expect("it is writable");
        }
        assert!(answers.of(&name).expect("a folder").is_empty());
        answers.keep(&name, &ask, &answer, DateTime::default()).await;
        let (_, path) = answers.of(&name).expect("one").remove(0);
        let mut content = fs::read(&path).expect("it");
        let end = content.iter().position(|byte| *byte == b'\n').expect("a line");
        content.truncate(end + 1);
        content.extend_from_slice(&[0xff; 12]);
        fs::write(&path, content).expect("it is writable");
        assert!(body(&path).is_err());
    }
}
