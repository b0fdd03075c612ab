//! Owns how long a source may say nothing: by what is usual for it, on the days on which it usually speaks.
//!
//! Gaps between its articles are measured in time that counts: not the days from 24 December to 2 January, and not
//! weekends where less than one article in twenty was published at one. It is silent after three times the gap that
//! 95 in 100 stay under, at least twice the longest, at least two days; and a day more where weekends do not count, for
//! the holidays beside them. With fewer than ten articles over ten days nothing is usual yet.

use chrono::{DateTime, Datelike as _, NaiveDateTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;

const DAY: TimeDelta = TimeDelta::days(1);
/// Nothing is usual before so many articles …
const ENOUGH: usize = 10;
/// … over so many days.
const SPAN: TimeDelta = TimeDelta::days(10);

/// How long a source may be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// So much time that counts.
    pub time: TimeDelta,
    /// Whether only weekdays count.
    pub weekdays: bool,
}

/// What is usual for articles published at these times, the newest first.
pub fn patience(published: &[DateTime<Utc>], zone: Tz) -> Option<Patience> {
    let (newest, oldest) = (published.first()?, published.last()?);
    if published.len() < ENOUGH || *newest - *oldest < SPAN {
        return None;
    }
    let at_weekends = published.iter().filter(|at| is_weekend(at.with_timezone(&zone).weekday())).count();
    let weekdays = at_weekends * 20 < published.len();
    let mut gaps: Vec<TimeDelta> =
        published.windows(2).map(|pair| counting(pair[1], pair[0], zone, weekdays)).collect();
    gaps.sort_unstable();
    let most = gaps.get((gaps.len() * 95).div_ceil(100).saturating_sub(1)).copied()?;
    let longest = gaps.last().copied()?;
    let time = (most * 3).max(longest * 2).max(DAY * 2);
    Some(Patience { time: if weekdays { time + DAY } else { time }, weekdays })
}

impl Patience {
    /// Whether nothing since `newest` is too long by now.
    pub fn is_over(self, newest: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> bool {
        counting(newest, now, zone, self.weekdays) > self.time
    }
}

/// The time between two moments that counts.
fn counting(from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz, weekdays: bool) -> TimeDelta {
    if to - from > TimeDelta::days(400) || to <= from {
        return to - from;
    }
    let (from, to) = (from.with_timezone(&zone).naive_local(), to.with_timezone(&zone).naive_local());
    let mut sum = TimeDelta::zero();
    let mut day = from.date();
    while day <= to.date() {
        let begins = day.and_time(chrono::NaiveTime::MIN);
        if counts(begins, weekdays) {
            sum += (to.min(begins + DAY) - from.max(begins)).max(TimeDelta::zero());
        }
        let Some(next) = day.succ_opt() else { break };
        day = next;
    }
    sum
}

fn counts(day: NaiveDateTime, weekdays: bool) -> bool {
    let holiday = matches!((day.month(), day.day()), (12, 24..) | (1, 1..=2));
    !(holiday || (weekdays && is_weekend(day.weekday())))
}

fn is_weekend(day: Weekday) -> bool {
    matches!(day, Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;

    const ZONE: Tz = chrono_tz::Europe::London;

    fn at(text: &str) -> DateTime<Utc> {
        let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        ZONE.from_local_datetime(&naive).unwrap().to_utc()
    }

    /// Articles at these hours on the days that `on` picks, up to and with the last day, the newest first.
    fn articles(last: &str, days: i64, hours: &[i64], on: impl Fn(Weekday) -> bool) -> Vec<DateTime<Utc>> {
        let last: chrono::NaiveDate = last.parse().unwrap();
        let mut out: Vec<_> = (0..days)
            .map(|back| last - TimeDelta::days(back))
            .filter(|day| on(day.weekday()))
            .flat_map(|day| hours.iter().map(move |hour| at(&format!("{day} {hour:02}:00"))))
            .collect();
        out.sort_unstable_by(|one, other| other.cmp(one));
        out
    }

    #[test]
    fn silence_is_judged_by_what_is_usual() {
        let daily = articles("2026-05-08", 60, &[9, 12, 16], |day| !is_weekend(day));
        let all_week = articles("2026-05-08", 40, &[8, 12, 18], |_| true);
        let weekly = articles("2026-05-06", 100, &[10], |day| day == Weekday::Wed);
        let monthly: Vec<_> = (0..12).map(|n| at("2026-05-06 10:00") - DAY * 30 * n).collect();
        let busy = articles("2026-05-08", 30, &[6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17], |day| !is_weekend(day));
        let bursts: Vec<_> = (0..6).flat_map(|n| [at("2026-05-06 10:00") - DAY * 30 * n; 12]).collect();
        let cases = [
            (&daily, "2026-05-11 09:00", false, "a weekend"),
            (&daily, "2026-05-12 09:00", false, "a bank holiday"),
            (&daily, "2026-05-15 20:00", true, "a week of nothing"),
            (&all_week, "2026-05-10 09:00", false, "half a weekend"),
            (&all_week, "2026-05-11 09:00", true, "three days where each had news"),
            (&weekly, "2026-05-15 10:00", false, "two days late"),
            (&weekly, "2026-05-21 10:00", false, "a week left out"),
            (&weekly, "2026-06-10 10:00", true, "four weeks left out"),
            (&monthly, "2026-06-20 10:00", false, "two weeks late"),
            (&monthly, "2026-09-20 10:00", true, "three months left out"),
            (&busy, "2026-05-12 10:00", false, "a bank holiday of a busy source"),
            (&busy, "2026-05-14 10:00", true, "four days of a busy source"),
            (&bursts, "2026-06-20 10:00", false, "all of a month in one day"),
        ];
        for (published, now, silent, what) in cases {
            let patience = patience(published, ZONE).expect(what);
            assert_eq!(patience.is_over(published[0], at(now), ZONE), silent, "{what}: {patience:?}");
        }
    }

    #[test]
    fn holidays_do_not_count() {
        let before = articles("2026-12-23", 60, &[9, 16], |day| !is_weekend(day));
        let easter = articles("2026-04-02", 60, &[9, 16], |day| !is_weekend(day));
        for (published, now, silent) in [
            (&before, "2027-01-04 08:00", false),
            (&before, "2027-01-08 20:00", true),
            (&easter, "2026-04-07 08:00", false),
            (&easter, "2026-04-09 20:00", true),
        ] {
            let patience = patience(published, ZONE).unwrap();
            assert_eq!(patience.is_over(published[0], at(now), ZONE), silent, "{now}: {patience:?}");
        }
    }

    #[test]
    fn with_little_history_nothing_is_usual() {
        assert_eq!(patience(&[], ZONE), None);
        assert_eq!(patience(&articles("2026-05-08", 60, &[10], |day| day == Weekday::Wed), ZONE), None);
        assert_eq!(patience(&articles("2026-05-08", 3, &[6, 7, 8, 9, 10], |_| true), ZONE), None, "three days");
        assert_eq!(patience(&[at("2026-05-08 10:00"); 50], ZONE), None, "all at once");
    }
}
