//! Owns the reading of threads graded by hand. Their format stands in README.md.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use postround::domain::{CommentKey, FoundComment};
use serde::Deserialize;

/// What makes a comment one that no reader should be sent.
const UNHEALTHY: &[&str] = &["abuse", "identifying", "ad"];
/// All tags; another word is a slip of the pen.
const TAGS: &[&str] = &["abuse", "identifying", "ad", "joke", "first_hand", "evidence", "objection", "duplicate"];

/// Which half a thread belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Half {
    /// To look at while tuning.
    Tune,
    /// To check the tuning on, unseen.
    Held,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    profession: String,
    half: Half,
    zone: String,
    day: NaiveDate,
    unnamed: Option<String>,
    text: String,
    comment: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: u32,
    at: Option<String>,
    by: Option<String>,
    role: Option<String>,
    text: String,
    votes: Option<i64>,
    under: Option<u32>,
    #[serde(default)]
    staff: bool,
    #[serde(default)]
    answers: Vec<u32>,
    #[serde(default)]
    tags: Vec<String>,
    grade: u8,
    #[serde(default)]
    why: String,
}

/// The judgement of one comment by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Graded {
    /// Its number in the file, which runs with time.
    pub(crate) id: u32,
    /// 0 to 3.
    pub(crate) grade: u8,
    /// The reason, where one was given.
    pub(crate) why: String,
    /// Abuse, an advertisement, or a patient who can be known.
    pub(crate) unhealthy: bool,
    /// Indices of those it answers, in words or by the site's threading.
    pub(crate) answers: Vec<usize>,
}

/// A thread with its grades; `graded` and `comments` are of one length.
#[derive(Debug, Clone)]
pub(crate) struct Thread {
    /// The file's name without its ending.
    pub(crate) name: String,
    /// Whose trade it is of.
    pub(crate) profession: String,
    /// Its half.
    pub(crate) half: Half,
    /// The headline.
    pub(crate) title: String,
    /// The body.
    pub(crate) text: String,
    /// The site's zone.
    pub(crate) zone: Tz,
    /// As a site shows them.
    pub(crate) comments: Vec<FoundComment>,
    /// As a reader judged them.
    pub(crate) graded: Vec<Graded>,
}

impl Thread {
    /// The grades, in the site's order.
    pub(crate) fn grades(&self) -> Vec<u8> {
        self.graded.iter().map(|graded| graded.grade).collect()
    }

    /// Whether the site shows votes.
    pub(crate) fn voted(&self) -> bool {
        self.comments.iter().any(|comment| comment.votes.is_some())
    }

    /// How many comments answer this one.
    pub(crate) fn replies(&self, to: usize) -> usize {
        self.graded.iter().filter(|graded| graded.answers.contains(&to)).count()
    }

    /// The marked references that the site does not give, from an answer to what it answers.
    pub(crate) fn marked(&self) -> Vec<(usize, usize)> {
        let in_words =
            self.graded.iter().zip(&self.comments).enumerate().filter(|(_, (_, said))| said.parent.is_none());
        in_words.flat_map(|(from, (graded, _))| graded.answers.iter().map(move |&to| (from, to))).collect()
    }
}

/// Where the threads lie.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/ranking/threads")
}

/// Reads every thread in a folder, by name.
pub(crate) fn load(folder: &Path) -> anyhow::Result<Vec<Thread>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("reading the folder {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let read = |file: &PathBuf| {
        let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let text = std::fs::read_to_string(file)?;
        thread(&name, &text)
    };
    files.iter().map(|file| read(file).with_context(|| format!("reading {}", file.display()))).collect()
}

/// Reads one thread.
pub(crate) fn thread(name: &str, text: &str) -> anyhow::Result<Thread> {
    let file: File = toml::from_str(text)?;
    let zone: Tz = file.zone.parse().with_context(|| format!("`zone = \"{}\"`", file.zone))?;
    let mut comments: Vec<FoundComment> = Vec::new();
    let mut graded = Vec::new();
    let index = |id: u32| file.comment.iter().position(|comment| comment.id == id);
    for (position, written) in (0..).zip(&file.comment) {
        let checked = grade(written, &index).with_context(|| format!("comment {}", written.id))?;
        let posted = written.at.as_deref().map(|at| posted(at, file.day, zone)).transpose();
        comments.push(FoundComment {
            author: written.by.clone().or_else(|| file.unnamed.clone()),
            role: written.role.clone(),
            posted: posted.with_context(|| format!("comment {}", written.id))?,
            votes: written.votes,
            parent: written.under.map(|under| CommentKey(under.to_string())),
            position,
            depth: depth(&file.comment, written),
            by_staff: written.staff,
            ..FoundComment::new(CommentKey(written.id.to_string()), written.text.trim())
        });
        graded.push(checked);
    }
    Ok(Thread {
        name: name.to_owned(),
        profession: file.profession,
        half: file.half,
        title: file.title,
        text: file.text.trim().to_owned(),
        zone,
        comments,
        graded,
    })
}

fn grade(written: &Written, index: &dyn Fn(u32) -> Option<usize>) -> anyhow::Result<Graded> {
    ensure!(written.grade <= 3, "`grade = {}`: it goes from 0 to 3", written.grade);
    ensure!(written.grade < 2 || !written.why.is_empty(), "graded {} without a `why`", written.grade);
    if let Some(tag) = written.tags.iter().find(|tag| !TAGS.contains(&tag.as_str())) {
        bail!("the tag `{tag}` is not known; known are {}", TAGS.join(", "));
    }
    let ids = written.answers.iter().chain(&written.under);
    let mut answers = Vec::new();
    for &id in ids {
        ensure!(id < written.id, "it answers {id}, which was written later: ids run with time");
        let at = index(id).with_context(|| format!("it answers {id}, which is not there"))?;
        if !answers.contains(&at) {
            answers.push(at);
        }
    }
    Ok(Graded {
        id: written.id,
        grade: written.grade,
        why: written.why.clone(),
        unhealthy: written.tags.iter().any(|tag| UNHEALTHY.contains(&tag.as_str())),
        answers,
    })
}

/// "12:07", or "+1 12:07" on the day after.
fn posted(at: &str, day: NaiveDate, zone: Tz) -> anyhow::Result<DateTime<Utc>> {
    let (later, clock) = at.strip_prefix('+').and_then(|rest| rest.split_once(' ')).unwrap_or(("0", at));
    let read = || {
        let day = day.checked_add_days(Days::new(later.parse().ok()?))?;
        let time = NaiveTime::parse_from_str(clock, "%H:%M").ok()?;
        zone.from_local_datetime(&day.and_time(time)).earliest()
    };
    let read = read().with_context(|| format!("`at = \"{at}\"`: write \"12:07\", or \"+1 12:07\" for the next day"));
    Ok(read?.to_utc())
}

fn depth(comments: &[Written], written: &Written) -> u32 {
    let above = |written: &Written| comments.iter().find(|comment| Some(comment.id) == written.under);
    // Ids fall from a reply to what it answers, so this ends.
    let mut depth = 0;
    let mut at = written;
    while let Some(parent) = above(at).filter(|parent| parent.id < at.id) {
        depth += 1;
        at = parent;
    }
    depth
}
