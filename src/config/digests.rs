//! Owns the reading of `[[digest]]`.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::compose::options::{DigestOptions, IfLater};
use crate::domain::Name;

use super::names::{self, unique_name};
use super::read::Table;
use super::report::Mistake;
use super::surroundings::Surroundings;
use super::values;

const SUBJECT: &str = "{{ digest.title }}, {{ edition.day }}: {{ edition.headline }}";
const HOUR: Duration = Duration::from_hours(1);
const MONTH: Duration = Duration::from_hours(31 * 24);

pub(super) fn read(root: &Table<'_>, around: &Surroundings<'_>) -> Vec<DigestOptions> {
    let mut taken = BTreeMap::new();
    root.key("digest").tables().into_iter().filter_map(|table| digest(table, &mut taken, around)).collect()
}

fn digest(table: Table<'_>, taken: &mut BTreeMap<Name, String>, around: &Surroundings<'_>) -> Option<DigestOptions> {
    let name = unique_name(&table, "\"daily\"", taken);
    let title = table.key("title").required("\"The Daily Round\"").parsed(values::line);
    let subject = table.key("subject").parsed(|text| subject_line(text, around)).unwrap_or_else(|| SUBJECT.to_owned());
    let zone = table.key("zone").parsed(values::zone).unwrap_or(around.zone);
    let schedule = table.key("schedule").required("\"30 6 * * 1-5\"").parsed(values::schedule(zone));
    let topics = names::topics(&table);
    let sources = names::sources(&table, around);
    let max_articles = table.key("max_articles").integer(1..=200).unwrap_or(10);
    let proof_to = table.key("proof_to").list(|item| item.parsed(values::address)).unwrap_or_default();
    let late = values::duration(Duration::ZERO..=MONTH);
    let send_if_within = table.key("send_if_within").parsed(late).unwrap_or(4 * HOUR);
    let policies = [("merge", IfLater::Merge), ("skip", IfLater::Skip)];
    let if_later = table.key("if_later").choice(&policies).unwrap_or(IfLater::Merge);
    let stale = values::duration(Duration::from_mins(1)..=MONTH);
    let stale_field = table.key("stale_after");
    let stale_after = stale_field.parsed(stale).unwrap_or((20 * HOUR).max(send_if_within + 4 * HOUR));
    if stale_after <= send_if_within {
        let what = "an edition sent as late as send_if_within allows would be stale already";
        stale_field.refuse(Mistake::new(what, "make stale_after longer than send_if_within"));
    }
    let template = table
        .key("template")
        .parsed(|text| template_folder(text, around))
        .map_or_else(|| "digest".to_owned(), |name| name.to_string());
    let archive = table.key("archive").boolean().unwrap_or(true);
    table.finish();
    Some(DigestOptions {
        name: name?,
        title: title?,
        subject,
        schedule: schedule?,
        topics,
        sources,
        max_articles,
        proof_to,
        send_if_within,
        if_later,
        stale_after,
        template,
        archive,
    })
}

fn subject_line(text: &str, around: &Surroundings<'_>) -> Result<String, Mistake> {
    let line = values::line(text)?;
    match around.templates.check_subject(&line) {
        Ok(()) => Ok(line),
        Err(what) => Err(Mistake::new(
            format!("the subject line {what}"),
            "it may name digest.title, edition.day, edition.headline and edition.date",
        )),
    }
}

fn template_folder(text: &str, around: &Surroundings<'_>) -> Result<Name, Mistake> {
    let name = values::name(text)?;
    if around.templates.has_letter(name.as_str()) {
        return Ok(name);
    }
    Err(Mistake::new(
        format!("there are no templates {name}/subject.txt, body.txt and body.html"),
        "make them in [templates] folder, or write \"digest\" for the built-in ones",
    ))
}
