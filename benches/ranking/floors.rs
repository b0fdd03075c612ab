//! Owns the floors below which the ranking may not fall.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;

use super::orders::Order;
use super::{Part, Report};

/// Lowest figures of one part; what is not given is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Floor {
    ndcg: Option<f64>,
    precision: Option<f64>,
    pairwise: Option<f64>,
    unhealthy_at_most: Option<f64>,
    quoted_ndcg: Option<f64>,
    quoted_precision: Option<f64>,
    quoted_unhealthy_at_most: Option<f64>,
    voted_ndcg: Option<f64>,
    links_precision: Option<f64>,
    links_recall: Option<f64>,
    over_others: Option<f64>,
}

/// The floors of all parts.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Floors {
    all: Floor,
    tune: Floor,
    held: Floor,
}

/// Where they are written.
pub(crate) fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/ranking/floors.toml")
}

impl Floors {
    /// Reads them.
    pub(crate) fn read(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        toml::from_str(&text).with_context(|| format!("reading {}", file.display()))
    }

    /// A sentence for each figure that is below its floor.
    pub(crate) fn below(&self, report: &Report) -> Vec<String> {
        let floors = [("all", &self.all), ("tune", &self.tune), ("held", &self.held)];
        floors
            .into_iter()
            .filter_map(|(name, floor)| Some((floor, report.part(name)?)))
            .flat_map(|(floor, part)| floor.below(part))
            .collect()
    }
}

impl Floor {
    fn below(&self, part: &Part) -> Vec<String> {
        let ours = part.line(Order::Ours.name());
        let quoted = part.line(Order::Quotes.name());
        let voted = part.voted.1.first();
        let at_least = [
            ("NDCG@3", ours.and_then(|line| line.ndcg), self.ndcg),
            ("precision@3", ours.and_then(|line| line.precision), self.precision),
            ("pairwise accuracy", ours.and_then(|line| line.pairwise), self.pairwise),
            ("NDCG@3 of the quoted", quoted.and_then(|line| line.ndcg), self.quoted_ndcg),
            ("precision@3 of the quoted", quoted.and_then(|line| line.precision), self.quoted_precision),
            ("NDCG@3 with votes", voted.and_then(|line| line.ndcg), self.voted_ndcg),
            ("precision of references", part.links.precision(), self.links_precision),
            ("recall of references", part.links.recall(), self.links_recall),
            ("NDCG@3 over the best other order", over_others(part), self.over_others),
        ];
        let at_most = [
            ("unhealthy among three", ours.and_then(|line| line.unhealthy), self.unhealthy_at_most),
            ("unhealthy among the quoted", quoted.and_then(|line| line.unhealthy), self.quoted_unhealthy_at_most),
        ];
        let mut below = Vec::new();
        for (what, found, floor) in at_least {
            if floor.is_some_and(|floor| found.is_none_or(|found| found < floor)) {
                below.push(format!("{}: {what} is {}, at least {} is wanted", part.name, shown(found), shown(floor)));
            }
        }
        for (what, found, floor) in at_most {
            if floor.is_some_and(|floor| found.is_none_or(|found| found > floor)) {
                below.push(format!("{}: {what} are {}, at most {} is wanted", part.name, shown(found), shown(floor)));
            }
        }
        below
    }
}

/// How far our NDCG@3 lies above that of the best order anybody could make without us.
fn over_others(part: &Part) -> Option<f64> {
    let own = [Order::Ours.name(), Order::Quotes.name()];
    let others = part.hidden.iter().filter(|line| !own.contains(&line.order)).filter_map(|line| line.ndcg);
    Some(part.line(own[0])?.ndcg? - others.reduce(f64::max)?)
}

fn shown(figure: Option<f64>) -> String {
    figure.map_or_else(|| "nothing".to_owned(), |figure| format!("{figure:.3}"))
}
