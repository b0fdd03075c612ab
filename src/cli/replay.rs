//! Owns `try SOURCE --replay`: a source's present rules over its kept answers, beside what the store holds.

mod difference;

use std::collections::BTreeSet;

use serde::Serialize;

use self::difference::{Difference, Fate, Read};
use super::mistake::Mistake;
use super::output::{Done, Voice, counted, print_json, print_text};
use super::progress::Bar;
use super::scratch::Scratch;
use super::settings::Settings;
use crate::app::App;
use crate::clock::Clock;
use crate::gather::answers::{Answers, Kept};
use crate::gather::kind::Role;
use crate::gather::{Errand, Source, gather as gather_source};
use crate::store::{ArticleFilter, Round, Store};

/// What a replay found.
#[derive(Debug, Serialize)]
struct Report {
    source: String,
    /// How many answers were kept, and from when to when.
    answers: usize,
    oldest: Option<chrono::DateTime<chrono::Utc>>,
    newest: Option<chrono::DateTime<chrono::Utc>>,
    /// Why nothing could be read at all.
    problem: Option<String>,
    notes: Vec<String>,
    articles: Vec<Difference>,
}

pub(super) async fn run(settings: &Settings, name: &str, json: bool, voice: Voice) -> anyhow::Result<Done> {
    let app = settings.app().await?;
    let source = super::gather::find(&app, name)?;
    let kept = kept(&app, &source)?;
    let pages: Vec<Kept> = kept.iter().map(|(kept, _)| kept.clone()).collect();
    let source = source.replaying(kept);
    let scratch = Scratch::new().await?;
    let bar = Bar::new("replaying", Voice { quiet: voice.quiet || json });
    let round = gather_source(&scratch.store, &source, Errand::default(), &Clock::system(), &bar).await?;
    drop(bar);
    let Some(round) = round else { anyhow::bail!("the scratch store is locked") };
    let articles = compare(&app.store, &scratch.store, &pages).await?;
    scratch.store.close().await;
    let report = Report::new(name, &pages, &round, articles);
    if json {
        print_json(&report)?;
    } else {
        print_text(&report.for_people())?;
    }
    Ok(report.went_well().into())
}

fn kept(app: &App, source: &Source) -> anyhow::Result<Vec<(Kept, std::path::PathBuf)>> {
    let name = &source.options.name;
    if source.is_folder() {
        let text =
            format!("the pages of {name} lie in a folder, so that none are kept; `postround try {name}` reads them");
        return Err(Mistake(text).into());
    }
    let Some(options) = app.config.answers.clone() else {
        let text = "no answers are kept: keep_answers under [gather] is \"0d\"; write \"14d\" and gather once";
        return Err(Mistake(text.to_owned()).into());
    };
    let folder = options.folder.display().to_string();
    let kept = Answers::new(options)
        .of(name)
        .map_err(|error| anyhow::anyhow!("cannot read the answers kept in {folder}: {error}"))?;
    if kept.is_empty() {
        anyhow::bail!(
            "nothing is kept of {name} in {folder}: keep_answers under [gather] says for how long answers are kept, and \
             `postround gather {name}` fetches some"
        );
    }
    Ok(kept)
}

/// Each article whose page was kept, or that the replay found, before and now.
async fn compare(held: &Store, scratch: &Store, pages: &[Kept]) -> anyhow::Result<Vec<Difference>> {
    let mut pairs = BTreeSet::new();
    for kept in pages.iter().filter(|kept| matches!(kept.ask.role, Role::Article { .. })) {
        pairs.insert((held.article_at(&kept.ask.url).await?, scratch.article_at(&kept.ask.url).await?));
    }
    // Those a feed holds whole have no page of their own.
    for article in scratch.articles_latest(&ArticleFilter::default(), u32::MAX).await? {
        if !pairs.iter().any(|(_, now)| *now == Some(article.id)) {
            pairs.insert((held.article_at(&article.said.url).await?, Some(article.id)));
        }
    }
    let mut found = Vec::new();
    for (before, now) in pairs {
        let (before, now) = (read(held, before).await?, read(scratch, now).await?);
        found.extend(Difference::of(before.as_ref(), now.as_ref()));
    }
    found.sort_by(|a, b| a.url.cmp(&b.url));
    Ok(found)
}

async fn read(store: &Store, id: Option<crate::domain::ArticleId>) -> anyhow::Result<Option<Read>> {
    let Some(article) = store.articles(id.as_slice()).await?.pop() else { return Ok(None) };
    let comments = store.comments_under(article.id).await?;
    Ok(Some(Read { article, comments }))
}

impl Report {
    fn new(source: &str, pages: &[Kept], round: &Round, articles: Vec<Difference>) -> Self {
        Self {
            source: source.to_owned(),
            answers: pages.len(),
            oldest: pages.first().map(|kept| kept.fetched),
            newest: pages.last().map(|kept| kept.fetched),
            problem: (!round.problem.is_empty()).then(|| round.problem.clone()),
            notes: round.notes.clone(),
            articles,
        }
    }

    fn count(&self, fate: Fate) -> usize {
        self.articles.iter().filter(|article| article.fate == fate).count()
    }

    /// Nothing that was read before is lost.
    fn went_well(&self) -> bool {
        self.problem.is_none() && self.count(Fate::OnlyBefore) == 0
    }

    fn for_people(&self) -> String {
        let mut out: String = self.articles.iter().map(for_people).collect();
        let time = |at: Option<chrono::DateTime<chrono::Utc>>| {
            at.map(|at| at.format("%-d %b %Y %H:%M UTC").to_string()).unwrap_or_default()
        };
        out += &format!(
            "replayed  {}: {} kept from {} to {}; {}: {} changed, {} the same, {} only before, {} only now\n",
            self.source,
            counted(self.answers, "answer"),
            time(self.oldest),
            time(self.newest),
            counted(self.articles.len(), "article"),
            self.count(Fate::Changed),
            self.count(Fate::Same),
            self.count(Fate::OnlyBefore),
            self.count(Fate::OnlyNow),
        );
        for note in &self.notes {
            out += &format!("          {note}\n");
        }
        if let Some(problem) = &self.problem {
            out += &format!("          FAILED: {problem}\n");
        }
        out
    }
}

fn for_people(article: &Difference) -> String {
    let word = match article.fate {
        Fate::Same => return String::new(),
        Fate::Changed => "changed",
        Fate::OnlyBefore => "only before: it cannot be read now",
        Fate::OnlyNow => "only now",
    };
    let mut out = format!("{}\n  {}\n  {word}\n", article.title, article.url);
    let shown = |value: Option<&String>| value.map_or_else(|| "nothing".to_owned(), |value| format!("{value:?}"));
    for change in &article.fields {
        out += &format!(
            "  {}: {} before, {} now\n",
            change.field,
            shown(change.before.as_ref()),
            shown(change.now.as_ref())
        );
    }
    let body = &article.body;
    if body.markup_only {
        out += "  body: the same words, other markup\n";
    } else if body.added + body.removed > 0 {
        let (added, removed) = (body.added, body.removed);
        out += &format!("  body: {} words before, {} now (+{added} -{removed})\n", body.before, body.now);
    }
    let comments = &article.comments;
    if comments.before != comments.now || !comments.gained.is_empty() || !comments.lost.is_empty() {
        out += &format!("  comments: {} before, {} now\n", comments.before, comments.now);
    }
    for (sign, list) in [("+", &comments.gained), ("-", &comments.lost)] {
        for comment in list {
            out += &format!("    {sign} {comment}\n");
        }
    }
    out + "\n"
}
