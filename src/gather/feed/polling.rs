//! Owns how long a feed says that it will not change: `ttl`, the syndication module, and the hours and days to skip.

use std::time::Duration;

use crate::domain::Skips;
use crate::gather::xml::{Element, Space};

/// No feed is left alone for longer on its own word.
const LONGEST: Duration = Duration::from_hours(24);

/// How long a channel says that it stays as it is.
pub(super) fn lifetime(channel: Element<'_, '_>) -> Option<Duration> {
    let minutes = |element: Element<'_, '_>| element.text().trim().parse::<u64>().ok();
    let ttl = channel.child(Space::Core, "ttl").and_then(minutes).map(|ttl| Duration::from_secs(ttl.min(1_440) * 60));
    let asked = ttl.into_iter().chain(period(channel)).max().unwrap_or_default();
    (!asked.is_zero()).then(|| asked.min(LONGEST))
}

/// `sy:updatePeriod` over `sy:updateFrequency`.
fn period(channel: Element<'_, '_>) -> Option<Duration> {
    let period = channel.child(Space::Syndication, "updatePeriod")?.text();
    let hours = match period.trim().to_ascii_lowercase().as_str() {
        "hourly" => 1,
        "daily" => 24,
        "weekly" => 24 * 7,
        "monthly" => 24 * 30,
        "yearly" => 24 * 365,
        _ => return None,
    };
    let often = channel.child(Space::Syndication, "updateFrequency");
    let often = often.and_then(|often| often.text().trim().parse::<u32>().ok()).unwrap_or(1).max(1);
    Some(Duration::from_hours(hours) / often)
}

/// The hours (of GMT) and days that the channel names.
pub(super) fn skips(channel: Element<'_, '_>) -> Skips {
    let within = |outer: &str, inner: &'static str| -> Vec<String> {
        let list = channel.child(Space::Core, outer);
        list.into_iter()
            .flat_map(|list| list.all(Space::Core, inner).take(24).map(|item| item.text().trim().to_owned()))
            .collect()
    };
    let hours = within("skipHours", "hour").into_iter().filter_map(|hour| hour.parse().ok());
    Skips::new(hours, within("skipDays", "day").iter().filter_map(|day| day.parse().ok()))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::gather::xml::{Mended, parse};

    #[test]
    fn a_feed_says_how_long_it_stays_as_it_is() {
        let now: DateTime<Utc> = "2026-03-01T12:30:00Z".parse().unwrap(); // a Sunday
        let cases = [
            ("", None),
            ("<ttl>60</ttl>", Some(60)),
            ("<ttl>100000</ttl>", Some(1440)),
            ("<ttl>soon</ttl>", None),
            ("<ttl>0</ttl>", None),
            ("<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", Some(30)),
            ("<sy:updatePeriod>weekly</sy:updatePeriod>", Some(1440)),
            ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", Some(60)),
            ("<skipHours><hour>12</hour><hour>13</hour></skipHours>", Some(90)),
            ("<skipHours><hour>3</hour></skipHours>", None),
            ("<skipDays><day>Sunday</day></skipDays>", Some(690)),
            ("<ttl>5</ttl><skipHours><hour>12</hour></skipHours>", Some(30)),
        ];
        for (inside, minutes) in cases {
            let text = format!("<rss><channel>{inside}</channel></rss>");
            let doc = parse(&text, Mended::default());
            let channel = doc.first_of(&["channel"]).unwrap();
            let expected = minutes.map(|minutes| Duration::from_secs(minutes * 60));
            assert_eq!(lifetime(channel).max(skips(channel).left(now)), expected, "{inside}");
        }
    }
}
