//! Owns the recording of readings: whole feeds in one transaction and few statements, each reading as if it came alone.

mod item;
mod known;
mod write;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use url::Url;

use super::Store;
use super::comments::{self, CommentsRead};
use super::engine::Tx;
use super::error::StoreResult;
use super::identity::{self, Via, alike, believed};
use super::touches::Touch;
use crate::domain::{ArticleId, FoundArticle, Name};
use item::Item;
use known::{Body, Head};

pub use item::{Change, Recorded};

/// Readings that are looked up and written together.
const RUN: usize = 64;

/// What becomes of one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// It is a new article.
    Insert,
    /// It is a new reading of this one.
    Update(i64),
    /// It says of this one what was said before.
    Keep(i64),
    /// It is another source's story; the source that had it first tells it.
    Retold(i64),
}

/// The article that a reading is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// None that is held.
    New,
    /// This one.
    Known(i64),
    /// That depends on what recording the readings before it in the run does.
    Open,
}

/// What is known of the readings of one run, and what becomes of the first of them: up to one that depends on what
/// recording those before it does.
struct Plan {
    held: HashMap<String, i64>,
    heads: HashMap<i64, Head>,
    bodies: HashMap<i64, Body>,
    steps: Vec<Step>,
}

impl Store {
    /// Stores what one reading of an article gave: a new article, a new revision, or nothing new; with its comments.
    /// Where other articles are announced beside it, use [`record_articles`](Self::record_articles).
    pub async fn record_article(
        &self,
        source: &Name,
        found: &FoundArticle,
        comments: &CommentsRead,
        now: DateTime<Utc>,
    ) -> StoreResult<Recorded> {
        self.record_article_among(source, found, comments, &[], now).await
    }

    /// As [`record_article`](Self::record_article), beside other articles that stand at the addresses `distinct`.
    pub async fn record_article_among(
        &self,
        source: &Name,
        found: &FoundArticle,
        comments: &CommentsRead,
        distinct: &[Url],
        now: DateTime<Utc>,
    ) -> StoreResult<Recorded> {
        let recorded = self.record_items(source, &[Item::of(found, comments)], distinct, now).await?;
        Ok(recorded[0])
    }

    /// Stores what a feed or a round gave, all or nothing, in order, as if each had been recorded alone; answers for
    /// each. `distinct`: the addresses announced in this round as articles of their own (those of `readings` are taken
    /// as such without being named); none of them is the old address of an article that moved, whatever its headline.
    pub async fn record_articles(
        &self,
        source: &Name,
        readings: &[(FoundArticle, CommentsRead)],
        distinct: &[Url],
        now: DateTime<Utc>,
    ) -> StoreResult<Vec<Recorded>> {
        let items: Vec<Item<'_>> = readings.iter().map(|(found, comments)| Item::of(found, comments)).collect();
        self.record_items(source, &items, distinct, now).await
    }

    async fn record_items(
        &self,
        source: &Name,
        items: &[Item<'_>],
        distinct: &[Url],
        now: DateTime<Utc>,
    ) -> StoreResult<Vec<Recorded>> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let mut stands: HashSet<String> = distinct.iter().map(identity::of_address).collect();
        stands.extend(items.iter().filter_map(|item| item.addresses.first().cloned()));
        let mut seat = self.seat().await?;
        let out = record_all(seat.tx(), source, items, &stands, now).await?;
        if seat.leave().await? {
            return Ok(out);
        }
        let mut tx = self.begin_alone().await?;
        let out = record_all(&mut tx, source, items, &stands, now).await?;
        tx.commit().await?;
        Ok(out)
    }
}

/// Records readings run by run.
async fn record_all(
    tx: &mut Tx,
    source: &Name,
    items: &[Item<'_>],
    stands: &HashSet<String>,
    now: DateTime<Utc>,
) -> StoreResult<Vec<Recorded>> {
    let mut out = Vec::with_capacity(items.len());
    let mut touch = Touch::default();
    while out.len() < items.len() {
        let rest = &items[out.len()..];
        let run = &rest[..independent(rest)];
        let plan = plan(tx, source, run, stands).await?;
        out.extend(record((tx, &mut touch), source, &run[..plan.steps.len()], &plan, now).await?);
    }
    Ok(out)
}

/// How many of the first readings share no address.
fn independent(items: &[Item<'_>]) -> usize {
    let mut seen: HashSet<&str> = HashSet::new();
    // The addresses of one item differ among themselves.
    let run = items.iter().take(RUN);
    run.take_while(|item| item.addresses.iter().all(|alias| seen.insert(alias))).count()
}

async fn plan(tx: &mut Tx, source: &Name, items: &[Item<'_>], stands: &HashSet<String>) -> StoreResult<Plan> {
    let wanted: Vec<&str> =
        items.iter().flat_map(|item| item.addresses.iter().chain(&item.earlier)).map(String::as_str).collect();
    let mut held = known::aliases(tx, &wanted).await?;
    let at_address = |held: &HashMap<String, i64>, item: &Item<'_>| {
        item.addresses.iter().chain(&item.earlier).find_map(|alias| held.get(alias).copied())
    };
    let weaker: Vec<&[String]> =
        items.iter().map(|item| if at_address(&held, item).is_some() { &[][..] } else { item.weaker() }).collect();
    let wanted: Vec<&str> = weaker.iter().copied().flatten().map(String::as_str).collect();
    held.extend(known::aliases(tx, &wanted).await?);
    let heads = known::heads(tx, source, &held.values().copied().collect()).await?;
    // Words are read only where they may decide.
    let differs = |item: &&Item<'_>| {
        at_address(&held, item).and_then(|id| heads.get(&id)).is_some_and(|h| h.is_of(source) && h.words != item.words)
    };
    let mut wanted: HashSet<i64> = items.iter().filter(differs).filter_map(|item| at_address(&held, item)).collect();
    wanted.extend(weaker.iter().copied().flatten().filter_map(|alias| held.get(alias)));
    let bodies = known::bodies(tx, &wanted).await?;
    let mut plan = Plan { held, heads, bodies, steps: Vec::with_capacity(items.len()) };
    let mut claimed: HashMap<&str, usize> = HashMap::new();
    let mut touched: HashSet<i64> = HashSet::new();
    for (number, (item, weaker)) in items.iter().zip(&weaker).enumerate() {
        let step = match target(&plan, source, (item, weaker), (items, &claimed), (&touched, stands)) {
            Target::Open => break,
            Target::New => Step::Insert,
            Target::Known(id) => {
                touched.insert(id);
                plan.step(source, item, id)
            }
        };
        for alias in item.aliases() {
            if !plan.held.contains_key(alias) {
                claimed.entry(alias).or_insert(number);
            }
        }
        plan.steps.push(step);
    }
    Ok(plan)
}

/// Looks for the article that a reading is of, by its strongest alias first.
fn target(
    plan: &Plan,
    source: &Name,
    (item, weaker): (&Item<'_>, &[String]),
    (items, claimed): (&[Item<'_>], &HashMap<&str, usize>),
    (touched, stands): (&HashSet<i64>, &HashSet<String>),
) -> Target {
    for alias in item.addresses.iter().chain(&item.earlier).chain(weaker) {
        let via = Via::of(alias);
        if let Some(id) = plan.held.get(alias) {
            if touched.contains(id) {
                return Target::Open;
            }
            if plan.believes(via, source, item, *id, stands) {
                return Target::Known(*id);
            }
        } else if let Some(earlier) = claimed.get(alias.as_str())
            && (via != Via::Story || alike(&items[*earlier].found.title, &item.found.title))
        {
            return Target::Open;
        }
    }
    Target::New
}

impl Plan {
    fn believes(&self, via: Via, source: &Name, item: &Item<'_>, id: i64, stands: &HashSet<String>) -> bool {
        if via == Via::Address {
            return true;
        }
        let (Some(head), Some(body)) = (self.heads.get(&id), self.bodies.get(&id)) else { return false };
        let told_at = head.told_at(source);
        let stands = told_at.as_ref().is_some_and(|alias| stands.contains(alias));
        believed(via, head.told(body), item.told(), told_at.is_some(), stands)
    }

    fn step(&self, source: &Name, item: &Item<'_>, id: i64) -> Step {
        match self.heads.get(&id) {
            Some(head) if !head.is_of(source) => Step::Retold(id),
            Some(head) if head.reading == item.reading && !head.is_away() => Step::Keep(id),
            _ => Step::Update(id),
        }
    }
}

/// Records the readings of a run as planned.
async fn record(
    (tx, touch): (&mut Tx, &mut Touch),
    source: &Name,
    items: &[Item<'_>],
    plan: &Plan,
    now: DateTime<Utc>,
) -> StoreResult<Vec<Recorded>> {
    let steps = || items.iter().zip(&plan.steps);
    let new: Vec<&Item<'_>> = steps().filter(|(_, step)| **step == Step::Insert).map(|(item, _)| item).collect();
    let mut ids = write::articles((tx, touch), source, &new, now).await?.into_iter();
    let mut written = write::Written::default();
    let mut out = Vec::with_capacity(items.len());
    for (item, step) in steps() {
        let (id, change) = match *step {
            Step::Insert => {
                let Some(id) = ids.next() else { break };
                written.article(item, id, 1);
                (id, Change::New)
            }
            Step::Update(id) => {
                let Some(head) = plan.heads.get(&id) else { break };
                (id, write::update((tx, touch), (head, plan.bodies.get(&id)), item, now, &mut written).await?)
            }
            Step::Keep(id) => {
                written.addresses(item, id, &plan.held);
                (id, Change::Same)
            }
            Step::Retold(id) => {
                let Some(head) = plan.heads.get(&id) else { break };
                written.retold(item, head, &plan.held);
                (id, Change::Same)
            }
        };
        out.push(Recorded::only(ArticleId(id), change));
    }
    written.flush((tx, touch), source, now).await?;
    let mut stated: Vec<i64> = Vec::new();
    for ((item, step), recorded) in steps().zip(&mut out) {
        if matches!(step, Step::Retold(_)) {
            continue;
        }
        comments::record((tx, touch), recorded, item.comments, now).await?;
        let held = plan.heads.get(&recorded.id.0).and_then(|head| head.comments_stated);
        if item.found.comments_stated.map(i64::from).or(held).is_some_and(|stated| stated > 0) {
            stated.push(recorded.id.0);
        }
    }
    let short = comments::short_among(tx, &stated).await?;
    for (recorded, step) in out.iter_mut().zip(&plan.steps) {
        recorded.short = !matches!(step, Step::Retold(_)) && short.contains(&recorded.id.0);
    }
    Ok(out)
}
