//! Owns the schedule: wall-clock time in an IANA zone, computed from the zone each time (I10), or a plain interval.
//!
//! The cron pattern is asked in wall-clock time only, as if the zone had no changes; what a wall time means as an
//! instant is decided here: one that the spring gap swallows is the first instant after the gap, one that the autumn
//! fold shows twice is the first of the two.

mod words;

use std::fmt;

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use croner::Cron;
use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};

use super::parse_span;

/// Nothing here may run more often.
const SHORTEST: TimeDelta = TimeDelta::seconds(10);
const LONGEST: TimeDelta = TimeDelta::days(366);
const NICKNAMES: [&str; 6] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@hourly"];

/// When something happens: `every 15m`, a cron line of five fields, one of six with seconds first, or `@daily`.
///
/// `every N` counts from the first second of 1970 in UTC, so it needs no memory of the last run. A cron line is read
/// in the zone. One that says nothing of the hour (`*/15 * * * *`) is a pace rather than a time of day, and keeps its
/// pace through both passes of the autumn fold; any other runs in the first pass only.
#[derive(Clone)]
pub struct Schedule {
    zone: Tz,
    source: String,
    rule: Rule,
    shortest_gap: TimeDelta,
}

#[derive(Clone)]
enum Rule {
    Every { seconds: i64 },
    Wall { pattern: Box<Cron>, passes: &'static [Pass] },
}

/// Which of the two instants an ambiguous wall time means.
#[derive(Clone, Copy)]
enum Pass {
    First,
    Second,
}

/// Why a text is not a [`Schedule`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Nothing was given.
    #[error("the schedule is empty")]
    Empty,
    /// `every` without a length of time.
    #[error("{0:?} is not a length of time")]
    Interval(String),
    /// More often than every ten seconds.
    #[error("{0:?} runs more often than every 10 seconds")]
    TooOften(String),
    /// An interval of more than a year.
    #[error("{0:?} is longer than a year")]
    TooLong(String),
    /// An `@name` that cron does not have.
    #[error("there is no schedule called {0:?}")]
    Nickname(String),
    /// Neither five nor six fields.
    #[error("a cron line has five fields, or six with seconds first; {source_line:?} has {fields}")]
    Fields {
        /// The line.
        source_line: String,
        /// How many it has.
        fields: usize,
    },
    /// A field that cron cannot read.
    #[error("{source_line:?} is not a cron line: {why}")]
    Cron {
        /// The line.
        source_line: String,
        /// The cron parser's words.
        why: String,
    },
    /// A line such as 31 February.
    #[error("{0:?} never comes: no month has such a day")]
    Never(String),
}

impl ScheduleError {
    /// What to write instead.
    pub fn cure(&self) -> String {
        match self {
            Self::Empty | Self::Fields { .. } | Self::Cron { .. } => {
                "write \"every 15m\", or minute hour day month weekday, such as \"30 6 * * 1-5\"".to_owned()
            }
            Self::Interval(_) => "write a number and a unit after \"every\": 30s, 15m, 6h, 1d".to_owned(),
            Self::TooOften(_) => "let at least 10 seconds pass between two runs, as in \"every 10s\"".to_owned(),
            Self::TooLong(_) => "use a cron line, such as \"0 7 1 1 *\" for each New Year's Day at seven".to_owned(),
            Self::Nickname(_) => format!("write one of {}, or a cron line", NICKNAMES.join(", ")),
            Self::Never(_) => "name a day that each of the months has, or \"L\" for the last day".to_owned(),
        }
    }
}

impl Schedule {
    /// Parses `every 15m`, a cron line of five or six fields, or a name such as `@daily`.
    pub fn parse(source: &str, zone: Tz) -> Result<Self, ScheduleError> {
        let source = source.trim();
        let (rule, shortest_gap) = match source.split_once(char::is_whitespace) {
            _ if source.is_empty() => return Err(ScheduleError::Empty),
            _ if source == "every" => return Err(ScheduleError::Interval(String::new())),
            Some(("every", interval)) => parse_interval(interval.trim())?,
            _ => parse_pattern(source)?,
        };
        if shortest_gap < SHORTEST {
            return Err(ScheduleError::TooOften(source.to_owned()));
        }
        Ok(Self { zone, source: source.to_owned(), rule, shortest_gap })
    }

    /// The first occurrence after `moment`.
    pub fn next_after(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match &self.rule {
            Rule::Every { seconds } => {
                let turn = moment.timestamp().div_euclid(*seconds) + 1;
                DateTime::from_timestamp(turn.checked_mul(*seconds)?, 0)
            }
            Rule::Wall { pattern, passes } => {
                passes.iter().filter_map(|pass| self.next_wall(pattern, *pass, moment)).min()
            }
        }
    }

    /// The last occurrence at or before `moment`.
    pub fn last_until(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match &self.rule {
            Rule::Every { seconds } => {
                let turn = moment.timestamp().div_euclid(*seconds);
                DateTime::from_timestamp(turn.checked_mul(*seconds)?, 0)
            }
            Rule::Wall { pattern, passes } => {
                passes.iter().filter_map(|pass| self.last_wall(pattern, *pass, moment)).max()
            }
        }
    }

    /// The shortest time between two runs, judged by some dozens of them.
    pub fn shortest_gap(&self) -> TimeDelta {
        self.shortest_gap
    }

    /// The zone it is read in.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// What a person would say of a plain daily or weekly pattern: `06:30, Monday to Friday`.
    pub fn in_words(&self) -> Option<String> {
        words::of(&self.source)
    }

    /// Instants grow with wall times, though not strictly, so the first wall time whose instant is late enough is it.
    fn next_wall(&self, pattern: &Cron, pass: Pass, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (mut wall, _) = self.wall_bounds(moment)?;
        loop {
            wall = pattern.find_next_occurrence(&wall.and_utc(), false).ok()?.naive_utc();
            let at = self.instant(wall, pass)?;
            if at > moment {
                return Some(at);
            }
        }
    }

    fn last_wall(&self, pattern: &Cron, pass: Pass, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (_, latest) = self.wall_bounds(moment)?;
        let mut wall = pattern.find_previous_occurrence(&latest.and_utc(), true).ok()?.naive_utc();
        loop {
            let at = self.instant(wall, pass)?;
            if at <= moment {
                return Some(at);
            }
            wall = pattern.find_previous_occurrence(&wall.and_utc(), false).ok()?.naive_utc();
        }
    }

    /// The wall times of `moment` under the smallest and the greatest offset in force around it, in whole seconds:
    /// none up to the first means a later instant, none after the second an earlier one.
    fn wall_bounds(&self, moment: DateTime<Utc>) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let day = TimeDelta::days(1);
        let around = [moment.checked_sub_signed(day)?, moment, moment.checked_add_signed(day)?];
        let offsets = around.map(|at| self.zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc());
        let utc = moment.naive_utc().with_nanosecond(0)?;
        let wall = |offset: i32| utc.checked_add_signed(TimeDelta::seconds(offset.into()));
        Some((wall(offsets.into_iter().min()?)?, wall(offsets.into_iter().max()?)?))
    }

    fn instant(&self, wall: NaiveDateTime, pass: Pass) -> Option<DateTime<Utc>> {
        let utc = |at: DateTime<Tz>| at.with_timezone(&Utc);
        match (self.zone.from_local_datetime(&wall), pass) {
            (LocalResult::Single(at), _) => Some(utc(at)),
            (LocalResult::Ambiguous(one, other), Pass::First) => Some(utc(one.min(other))),
            (LocalResult::Ambiguous(one, other), Pass::Second) => Some(utc(one.max(other))),
            (LocalResult::None, _) => self.end_of_gap(wall),
        }
    }

    /// The first instant whose wall time is past `wall`, a time that the clocks skipped.
    fn end_of_gap(&self, wall: NaiveDateTime) -> Option<DateTime<Utc>> {
        // No zone is more than 26 hours from UTC, so the change lies between these two.
        let day = TimeDelta::hours(26);
        let mut before = wall.and_utc().checked_sub_signed(day)?.timestamp();
        let mut after = wall.and_utc().checked_add_signed(day)?.timestamp();
        while after - before > 1 {
            let middle = i64::midpoint(before, after);
            let shown = DateTime::from_timestamp(middle, 0)?.with_timezone(&self.zone).naive_local();
            if shown < wall { before = middle } else { after = middle }
        }
        DateTime::from_timestamp(after, 0)
    }
}

fn parse_interval(text: &str) -> Result<(Rule, TimeDelta), ScheduleError> {
    let length = parse_span(text).ok_or_else(|| ScheduleError::Interval(text.to_owned()))?;
    let length = TimeDelta::from_std(length).unwrap_or(TimeDelta::MAX);
    if length > LONGEST {
        return Err(ScheduleError::TooLong(text.to_owned()));
    }
    if length.subsec_nanos() != 0 {
        return Err(ScheduleError::Interval(text.to_owned()));
    }
    // A length of zero is refused by the caller; here it must only not divide.
    Ok((Rule::Every { seconds: length.num_seconds().max(1) }, length))
}

fn parse_pattern(source: &str) -> Result<(Rule, TimeDelta), ScheduleError> {
    if source.starts_with('@') {
        if !NICKNAMES.iter().any(|name| name.eq_ignore_ascii_case(source)) {
            return Err(ScheduleError::Nickname(source.to_owned()));
        }
    } else {
        let fields = source.split_whitespace().count();
        if fields != 5 && fields != 6 {
            return Err(ScheduleError::Fields { source_line: source.to_owned(), fields });
        }
    }
    let parser = CronParser::builder().seconds(Seconds::Optional).year(Year::Optional).build();
    let refuse = |error| ScheduleError::Cron { source_line: source.to_owned(), why: in_our_words(&error) };
    let pattern = parser.parse(source).map_err(refuse)?;
    let shortest_gap = shortest_gap(&pattern).ok_or_else(|| ScheduleError::Never(source.to_owned()))?;
    let each_hour = (0..24).all(|hour| pattern.pattern.hour_match(hour).unwrap_or(false));
    let passes: &[Pass] = if each_hour { &[Pass::First, Pass::Second] } else { &[Pass::First] };
    Ok((Rule::Wall { pattern: Box::new(pattern), passes }, shortest_gap))
}

/// `None` where the pattern never comes.
fn shortest_gap(pattern: &Cron) -> Option<TimeDelta> {
    let start = NaiveDate::from_ymd_opt(2024, 1, 1)?.and_time(NaiveTime::MIN).and_utc();
    let mut last = pattern.find_next_occurrence(&start, true).ok()?;
    let mut shortest = LONGEST;
    for _ in 0..64 {
        let Ok(next) = pattern.find_next_occurrence(&last, false) else { break };
        shortest = shortest.min(next - last);
        last = next;
    }
    Some(shortest)
}

fn in_our_words(error: &CronError) -> String {
    let why = match error {
        CronError::InvalidPattern(why) | CronError::IllegalCharacters(why) | CronError::ComponentError(why) => {
            why.clone()
        }
        other => other.to_string(),
    };
    let mut letters = why.trim_end_matches('.').chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl fmt::Debug for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Schedule({:?} in {})", self.source, self.zone)
    }
}

#[cfg(test)]
mod tests;
