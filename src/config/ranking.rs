//! Owns `[rank]`: how much is quoted, when, what weighs how much, and what keeps a comment out.
//!
//! Weights, costs and shares are whole numbers up to 100, for hundredths.

use std::time::Duration;

use crate::rank::{Guards, RankOptions, Weights};

use super::read::Table;
use super::values;

/// Longest that a comment may be kept waiting.
const LONGEST_COOLING_OFF: Duration = Duration::from_hours(7 * 24);

pub(super) fn rank(root: &Table<'_>) -> RankOptions {
    let table = root.key("rank").table();
    let mut options = RankOptions::default();
    count(&table, "quotes", 0..=20, &mut options.quotes);
    count(&table, "min_comments", 1..=1000, &mut options.min_comments);
    count(&table, "excerpt", 40..=5000, &mut options.excerpt);
    let cooling_off = table.key("cooling_off").parsed(values::duration(Duration::ZERO..=LONGEST_COOLING_OFF));
    options.cooling_off = cooling_off.unwrap_or(options.cooling_off);
    hundredths(&table, "floor", &mut options.floor);
    hundredths(&table, "variety", &mut options.variety);
    weights(table.key("weights").table(), &mut options.weights);
    weights(table.key("threaded").table(), &mut options.threaded);
    guards(table.key("guards").table(), &mut options.guards);
    table.finish();
    options
}

fn weights(table: Table<'_>, weights: &mut Weights) {
    for (name, place) in [
        ("replies", &mut weights.replies),
        ("opening", &mut weights.opening),
        ("early", &mut weights.early),
        ("centrality", &mut weights.centrality),
        ("relevance", &mut weights.relevance),
        ("novelty", &mut weights.novelty),
        ("substance", &mut weights.substance),
        ("experience", &mut weights.experience),
        ("evidence", &mut weights.evidence),
        ("reasoning", &mut weights.reasoning),
        ("exposure", &mut weights.exposure),
    ] {
        hundredths(&table, name, place);
    }
    if let Some(power) = table.key("civility").integer(0..=1000) {
        weights.civility = f64::from(power) / 100.0;
    }
    table.finish();
}

fn guards(table: Table<'_>, guards: &mut Guards) {
    hundredths(&table, "unfit", &mut guards.unfit);
    hundredths(&table, "copy", &mut guards.copy);
    hundredths(&table, "same", &mut guards.same);
    count(&table, "brief", 1..=200, &mut guards.brief);
    count(&table, "flood", 1..=1000, &mut guards.flood);
    let tone = &mut guards.tone;
    for (name, place) in [
        ("abuse", &mut tone.abuse),
        ("contempt_aimed", &mut tone.contempt_aimed),
        ("contempt", &mut tone.contempt),
        ("dismissal", &mut tone.dismissal),
        ("sarcasm", &mut tone.sarcasm),
        ("sweeping", &mut tone.sweeping),
        ("coarse", &mut tone.coarse),
        ("telling_off", &mut tone.telling_off),
        ("noise", &mut tone.noise),
        ("shouting", &mut tone.shouting),
    ] {
        hundredths(&table, name, place);
    }
    table.finish();
}

fn count(table: &Table<'_>, name: &'static str, range: std::ops::RangeInclusive<u32>, place: &mut usize) {
    if let Some(number) = table.key(name).integer(range) {
        *place = usize::try_from(number).unwrap_or(usize::MAX);
    }
}

fn hundredths(table: &Table<'_>, name: &'static str, place: &mut f64) {
    if let Some(number) = table.key(name).integer(0..=100) {
        *place = f64::from(number) / 100.0;
    }
}
