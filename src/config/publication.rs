//! Owns `[publication]`: who publishes, in which zone, and where readers reach it.

use chrono_tz::Tz;
use url::Url;

use crate::domain::Address;

use super::read::Table;
use super::values;

/// Who publishes.
#[derive(Debug, Clone)]
pub struct Publication {
    /// Its title.
    pub title: String,
    /// What it is.
    pub description: String,
    /// Where readers reach this postround; ends in `/`.
    pub url: Url,
    /// BCP 47 tag.
    pub language: String,
    /// Who answers for it.
    pub contact: Address,
    /// The zone of schedules, sources and digests that name none.
    pub zone: Tz,
}

/// The zone comes alone as well: the rest of the file is checked even where something else here is wrong.
pub(super) fn read(root: &Table<'_>) -> (Tz, Option<Publication>) {
    let cure = "add [publication] with title, url, contact and zone";
    let table = root.key("publication").required_table(cure).table();
    let title = table.key("title").required("\"The Round\"").parsed(values::line);
    let description = table.key("description").parsed(values::line);
    let url = table.key("url").required("\"https://round.example.org/\"").parsed(values::base_url);
    let language = table.key("language").parsed(values::language).unwrap_or_else(|| "en".to_owned());
    let contact = table.key("contact").required("\"editor@example.org\"").parsed(values::address);
    let zone = table.key("zone").required("\"Europe/London\"").parsed(values::zone);
    table.finish();
    let whole = || {
        let title = title?;
        let description = description.unwrap_or_else(|| title.clone());
        Some(Publication { title, description, url: url?, language, contact: contact?, zone: zone? })
    };
    (zone.unwrap_or(Tz::UTC), whole())
}
