//! Owns how the ledger of a source's hosts is shown: what was asked of them, and what they said of being asked.

use chrono_tz::Tz;
use serde_json::{Value, json};
use url::Url;

use super::super::output::counted;
use super::view::when;
use crate::domain::HostRecord;
use crate::gather::options::{KindOptions, SourceOptions};
use crate::net::is_of;
use crate::store::Store;

/// The hosts that are asked on behalf of a source, by name.
pub(super) async fn of(store: &Store, options: &SourceOptions) -> anyhow::Result<Vec<HostRecord>> {
    let mut hosts = store.hosts().await?;
    let addresses = addresses(options);
    hosts.retain(|host| addresses.iter().any(|url| is_of(&host.host, url)));
    Ok(hosts)
}

fn addresses(options: &SourceOptions) -> Vec<&Url> {
    let mut addresses = vec![&options.url];
    match &options.kind {
        // A folder asks nobody.
        KindOptions::Directory { .. } => addresses.clear(),
        KindOptions::Page(rules) | KindOptions::LinkedData(rules) => addresses.extend(&rules.listing),
        KindOptions::Feed { feed, .. } => addresses.push(&feed.feed),
        KindOptions::Sitemap { map, .. } => addresses.extend(&map.sitemap),
        KindOptions::WordPress { api, .. } => addresses.extend(api),
        KindOptions::Json { api, .. } => addresses.push(&api.address),
        KindOptions::Discourse { .. } => {}
    }
    addresses
}

/// One host for people.
pub(super) fn text(host: &HostRecord, zone: Tz) -> String {
    let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let mut out = format!(
        "  {}: {}, {} not modified, {} refused, {} failed, {}; last asked {}\n",
        host.host,
        counted(number(host.requests), "request"),
        host.not_modified,
        host.refused,
        host.failures,
        bytes(host.bytes),
        when(host.last_asked, zone),
    );
    if host.held_until.is_some() {
        out += &format!("    LEFT ALONE until {}: {}\n", when(host.held_until, zone), host.held_why);
    }
    if let Some(since) = host.robots_failing_since {
        out += &format!("    its robots.txt cannot be read since {}\n", when(Some(since), zone));
    } else if let Some(robots) = &host.robots {
        let forbids = robots.lines().filter(|line| line.to_ascii_lowercase().starts_with("disallow:")).count();
        let rules = counted(forbids, "rule");
        out += &format!("    its robots.txt forbids us by {rules}; read again {}\n", when(host.robots_until, zone));
    }
    out
}

/// One host for machines.
pub(super) fn json(host: &HostRecord) -> Value {
    json!({
        "host": host.host,
        "requests": host.requests,
        "not_modified": host.not_modified,
        "refused": host.refused,
        "failures": host.failures,
        "failures_in_a_row": host.in_a_row,
        "bytes": host.bytes,
        "last_asked": host.last_asked,
        "held_until": host.held_until,
        "held_why": (!host.held_why.is_empty()).then_some(&host.held_why),
        "robots": {
            "text": host.robots,
            "until": host.robots_until,
            "failing_since": host.robots_failing_since,
        },
    })
}

/// `2.4 MB`.
fn bytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one digit behind the point is shown")]
    let of = |unit: u64| bytes as f64 / unit as f64;
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", of(1_000)),
        1_000_000..1_000_000_000 => format!("{:.1} MB", of(1_000_000)),
        _ => format!("{:.1} GB", of(1_000_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_told_in_lines() {
        assert_eq!(
            [999, 1_000, 2_449_000, 7_000_000_000].map(bytes),
            ["999 B", "1.0 kB", "2.4 MB", "7.0 GB"].map(str::to_owned)
        );
        let at = "2026-11-22T12:00:00Z".parse().ok();
        let host = HostRecord {
            host: "paper.example".to_owned(),
            requests: 1,
            held_until: at,
            held_why: "it answered 429".to_owned(),
            robots: Some("user-agent: *\ndisallow: /a\nDisallow: /b".to_owned()),
            robots_until: at,
            ..HostRecord::default()
        };
        let told = text(&host, chrono_tz::UTC);
        let lines: Vec<&str> = told.lines().map(str::trim).collect();
        assert_eq!(
            lines,
            [
                "paper.example: 1 request, 0 not modified, 0 refused, 0 failed, 0 B; last asked never",
                "LEFT ALONE until Sun 22 Nov 2026 12:00: it answered 429",
                "its robots.txt forbids us by 2 rules; read again Sun 22 Nov 2026 12:00",
            ]
        );
        let failing = HostRecord { robots_failing_since: at, ..host };
        assert!(text(&failing, chrono_tz::UTC).contains("cannot be read since"));
    }
}
