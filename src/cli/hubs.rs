//! Owns how verbs tell the hubs what was published, and the account of it; it is no verb.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::output::counted;
use crate::app::App;
use crate::publish::websub::{self, HubReport};
use crate::stop::Stop;
use crate::store::WaitingHub;

/// A verb tells the hubs for no longer; what is left waits for the service, or for the next verb.
const LONGEST: Duration = Duration::from_mins(1);

/// Tells the hubs what they are to be told by now.
pub(super) async fn tell(app: &App) -> anyhow::Result<Vec<HubReport>> {
    websub::tell((&app.store, &app.net), &app.config.publish, &app.clock, LONGEST, &Stop::never()).await
}

/// For people: `told 1 hub of 6 documents`, and what went wrong. Nothing where no hub was to be told anything.
pub(super) fn lines(hubs: &[HubReport]) -> String {
    let mut out = String::new();
    let told: Vec<&HubReport> = hubs.iter().filter(|hub| hub.told > 0).collect();
    if !told.is_empty() {
        let documents: u32 = told.iter().map(|hub| hub.told).sum();
        out += &format!("told      {} of {}\n", counted(told.len(), "hub"), counted(documents as usize, "document"));
    }
    for hub in hubs.iter().filter(|hub| !hub.problem.is_empty()) {
        out += &format!("          PUT OFF: {} is told again later: {}\n", hub.hub, hub.problem);
    }
    out
}

/// For machines.
pub(super) fn json(hub: &HubReport) -> serde_json::Value {
    json!({
        "hub": hub.hub.as_str(),
        "told": hub.told,
        "failed": hub.failed,
        "problem": (!hub.problem.is_empty()).then_some(&hub.problem),
    })
}

/// What waits for hubs, for people; `when` writes a time.
pub(super) fn waiting(hubs: &[WaitingHub], when: impl Fn(Option<DateTime<Utc>>) -> String) -> String {
    let mut out = String::new();
    for hub in hubs {
        let documents = counted(hub.topics as usize, "document");
        let next = hub.next.map_or_else(String::new, |next| format!(", next {}", when(Some(next))));
        out += &format!("  {}: to be told of {documents}{next}\n", hub.hub);
        if !hub.problem.is_empty() {
            out += &format!("    IN VAIN: {}\n", hub.problem);
        }
    }
    out
}

/// The same for machines.
pub(super) fn waiting_json(hub: &WaitingHub) -> serde_json::Value {
    let problem = (!hub.problem.is_empty()).then_some(&hub.problem);
    json!({ "hub": hub.hub, "documents": hub.topics, "next": hub.next, "problem": problem })
}
