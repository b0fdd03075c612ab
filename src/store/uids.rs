//! Owns the making of the ids under which articles and comments are known outside: UUIDs whose beginning is the time, so
//! that an index of them grows at its end (RFC 9562 section 5.7).

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

use super::columns::ms;

/// So many new ids, each as a URN. They share a time and follow one another, so that few pages of an index change.
pub(super) fn uids(now: DateTime<Utc>, many: usize) -> Vec<String> {
    let chance = Uuid::new_v4().as_u128();
    (0..many as u128).map(|number| uid(now, chance.wrapping_add(number))).collect()
}

fn uid(now: DateTime<Utc>, chance: u128) -> String {
    // Of these bytes the bits are kept that are random in a random UUID.
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&chance.to_be_bytes()[6..]);
    let time = u64::try_from(ms(now)).unwrap_or_default();
    Builder::from_unix_timestamp_millis(time, &bytes).into_uuid().urn().to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_differ_and_begin_with_their_time() {
        let at = |ms| DateTime::from_timestamp_millis(ms).expect("a time");
        let first = uids(at(1_800_000_000_000), 300);
        let later = uids(at(1_800_000_000_001), 300);
        assert_eq!(first.iter().chain(&later).collect::<HashSet<_>>().len(), 600);
        assert!(first.iter().all(|uid| later.iter().all(|later| uid < later)));
        let parsed: Uuid = first[0].parse().expect("a UUID");
        assert_eq!((parsed.get_version_num(), first[0].len()), (7, 45));
        assert_eq!(uids(at(-1), 1).len(), 1, "a clock before 1970 makes ids too");
    }
}
