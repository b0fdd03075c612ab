//! Owns when an article is looked at again: minutes after its publication at first, then hours, then days, then never
//! by itself; sooner where comments come, later where its listing says that nothing did.

use chrono::{DateTime, TimeDelta, Utc};

use super::chance;

/// No article is looked at more often.
const SHORTEST: TimeDelta = TimeDelta::minutes(15);

/// An article is looked at at least so often while it is looked at at all.
const LONGEST: TimeDelta = TimeDelta::days(3);

/// One in which nothing stirred for so long is left alone.
const ENOUGH: TimeDelta = TimeDelta::days(30);

/// A look is worth its request when about so many new comments are expected of it.
const WORTH: i32 = 3;

/// What a look found, and what was known before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// The store's number: articles of one moment are spread by it.
    pub(super) id: i64,
    /// When it was published or its words last changed, whichever came later; first seen, where nobody says.
    pub(super) told: DateTime<Utc>,
    /// When new comments were last found, before this look.
    pub(super) comments_changed: Option<DateTime<Utc>>,
    /// When it was looked at before.
    pub(super) looked: Option<DateTime<Utc>>,
    /// Comments that this look found and the one before had not.
    pub(super) comments_new: u32,
}

/// When to look next; `None`: never by itself.
pub(super) fn next(found: &Found, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let came = found.comments_new > 0 && found.looked.is_some();
    let stirred = if came { Some(now) } else { found.comments_changed };
    let told = found.told.min(now);
    if now - stirred.unwrap_or(told).max(told) >= ENOUGH {
        return None;
    }
    let by_age = (now - told) / 4;
    let gap = match (stirred, found.looked) {
        (Some(stirred), Some(looked)) => {
            let elapsed = now - looked;
            let by_rate = if came {
                elapsed * WORTH / i32::try_from(found.comments_new).unwrap_or(i32::MAX)
            } else {
                ((now - stirred) / 2).max(elapsed)
            };
            by_age.min(by_rate)
        }
        _ => by_age,
    };
    Some(now + spread(gap.clamp(SHORTEST, LONGEST), found.id))
}

/// The same gap for all would make them due together for ever: each has its own, up to a tenth longer.
fn spread(gap: TimeDelta, id: i64) -> TimeDelta {
    let share = i32::try_from(chance::of(&id.to_le_bytes()) % 100).unwrap_or(0);
    gap + gap / 1000 * share
}

/// Whether it is an article's turn, and how much the look is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// Its turn has not come.
    Not,
    /// By the schedule; overdue by so many thousandths of the gap.
    Due(i64),
    /// Its listing counts so many comments more than are known.
    Counted(u32),
    /// It was never looked at.
    New,
}

/// What is known of an article when its turn is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// When it was last looked at.
    pub(super) looked: Option<DateTime<Utc>>,
    /// When it is to be looked at next.
    pub(super) next: Option<DateTime<Utc>>,
    /// How many comments its page stated.
    pub(super) stated: Option<u32>,
    /// How many are held.
    pub(super) held: u32,
}

/// Whether it is the turn of an article whose listing counts `counted` comments.
pub(super) fn turn(known: &Known, counted: Option<u32>, now: DateTime<Utc>) -> Turn {
    let Some(looked) = known.looked else { return Turn::New };
    let heard_of = known.stated.unwrap_or(0).max(known.held);
    if let Some(more) = counted.and_then(|counted| counted.checked_sub(heard_of)).filter(|more| *more > 0) {
        return Turn::Counted(more);
    }
    let Some(next) = known.next else { return Turn::Not };
    // The clock by which it was looked at was wrong.
    if looked > now {
        return Turn::Due(0);
    }
    let gap = (next - looked).max(TimeDelta::milliseconds(1));
    // Nothing new is to be had by the listing's own count: only a change of the words could be missed.
    let at = if counted.is_some() && counted == known.stated && known.held == heard_of { next + gap } else { next };
    if now < at {
        return Turn::Not;
    }
    Turn::Due(((now - next).num_milliseconds().saturating_mul(1000)) / gap.num_milliseconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: f64) -> DateTime<Utc> {
        #[expect(clippy::cast_possible_truncation, reason = "hours of a test are few")]
        let ms = (hours * 3_600_000.0) as i64;
        DateTime::from_timestamp_millis(1_800_000_000_000 + ms).unwrap()
    }

    fn found(told: f64, changed: Option<f64>, looked: Option<f64>, new: u32) -> Found {
        Found { id: 7, told: at(told), comments_changed: changed.map(at), looked: looked.map(at), comments_new: new }
    }

    #[test]
    fn looks_grow_rarer_with_age_and_denser_with_comments() {
        // Told, comments changed, looked before, new comments, now; the gap in hours is at least and at most.
        let cases = [
            ("just out", found(0.0, None, None, 0), 0.0, Some((0.25, 0.28))),
            ("an hour old", found(0.0, None, None, 9), 1.0, Some((0.25, 0.28))),
            ("four hours old", found(0.0, None, Some(3.0), 0), 4.0, Some((1.0, 1.1))),
            ("a day old", found(0.0, None, Some(18.0), 0), 24.0, Some((6.0, 6.6))),
            ("three weeks old", found(0.0, None, Some(400.0), 0), 504.0, Some((72.0, 79.2))),
            ("a month old", found(0.0, None, Some(700.0), 0), 721.0, None),
            ("of last year", found(-9000.0, None, None, 3), 0.0, None),
            ("from the future", found(50.0, None, None, 0), 0.0, Some((0.25, 0.28))),
            ("a day old, six came in six hours", found(0.0, Some(9.0), Some(18.0), 6), 24.0, Some((3.0, 3.3))),
            ("a day old, one came", found(0.0, Some(9.0), Some(18.0), 1), 24.0, Some((6.0, 6.6))),
            ("a storm", found(0.0, Some(9.0), Some(23.0), 400), 24.0, Some((0.25, 0.28))),
            ("after the storm", found(0.0, Some(24.0), Some(24.0), 0), 25.0, Some((1.0, 1.1))),
            ("a month old, one came", found(0.0, Some(9.0), Some(700.0), 1), 721.0, Some((63.0, 69.4))),
            ("talked of last week", found(0.0, Some(600.0), Some(700.0), 0), 760.0, Some((72.0, 79.2))),
        ];
        for (what, found, now, gap) in cases {
            let next = next(&found, at(now)).map(|next| (next - at(now)).num_seconds());
            match (next, gap) {
                (None, None) => {}
                (Some(next), Some((least, most))) => {
                    #[expect(clippy::cast_precision_loss, reason = "seconds of a month are few")]
                    let hours = next as f64 / 3600.0;
                    assert!((least..=most).contains(&hours), "{what}: {hours}");
                }
                other => panic!("{what}: {other:?}"),
            }
        }
    }

    #[test]
    fn articles_of_one_moment_are_spread() {
        let next: std::collections::BTreeSet<_> =
            (0..50).map(|id| next(&Found { id, ..found(0.0, None, None, 0) }, at(8.0))).collect();
        assert!(next.len() > 25, "{} moments for 50 articles", next.len());
        let again = super::next(&found(0.0, None, None, 0), at(8.0));
        assert_eq!(again, super::next(&found(0.0, None, None, 0), at(8.0)), "the same article, the same moment");
    }

    #[test]
    fn the_listings_count_hurries_and_delays_a_look() {
        let known = |next: Option<f64>, stated, held| Known { looked: Some(at(0.0)), next: next.map(at), stated, held };
        let cases = [
            ("its turn", known(Some(2.0), None, 0), None, 2.0, Turn::Due(0)),
            ("not yet", known(Some(2.0), None, 0), None, 1.9, Turn::Not),
            ("long due", known(Some(2.0), None, 0), None, 5.0, Turn::Due(1500)),
            ("more are counted", known(Some(2.0), Some(4), 4), Some(5), 0.1, Turn::Counted(1)),
            ("more, of one at rest", known(None, Some(4), 4), Some(9), 0.1, Turn::Counted(5)),
            ("as many as the page states", known(Some(2.0), Some(5), 3), Some(5), 1.0, Turn::Not),
            ("none came, it can wait", known(Some(2.0), Some(5), 5), Some(5), 2.0, Turn::Not),
            ("but not for ever", known(Some(2.0), Some(5), 5), Some(5), 4.0, Turn::Due(1000)),
            ("fewer are held than stated", known(Some(2.0), Some(5), 3), Some(5), 2.0, Turn::Due(0)),
            ("some were taken away", known(Some(2.0), Some(5), 5), Some(4), 2.0, Turn::Due(0)),
            ("at rest", known(None, Some(5), 5), Some(5), 9999.0, Turn::Not),
            ("looked at by a clock that was ahead", known(Some(2.0), None, 0), None, -0.5, Turn::Due(0)),
        ];
        for (what, known, counted, now, wanted) in cases {
            assert_eq!(turn(&known, counted, at(now)), wanted, "{what}");
        }
        let never = Known { looked: None, ..known(None, None, 0) };
        assert_eq!(turn(&never, None, at(0.0)), Turn::New);
        assert!(Turn::New > Turn::Counted(9) && Turn::Counted(1) > Turn::Due(9000) && Turn::Due(0) > Turn::Not);
    }
}
