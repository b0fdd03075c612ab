//! Owns what a person would say of a schedule, where its pattern is plain.

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The words for a cron line of five fields with one time of day on some days of the week.
pub(super) fn of(source: &str) -> Option<String> {
    let fields: Vec<&str> = source.split_whitespace().collect();
    let [minute, hour, "*", "*", days] = fields[..] else { return None };
    let (minute, hour): (u32, u32) = (minute.parse().ok()?, hour.parse().ok()?);
    Some(format!("{hour:02}:{minute:02}, {}", days_in_words(days)?))
}

fn days_in_words(days: &str) -> Option<String> {
    if days == "*" {
        return Some("every day".to_owned());
    }
    if let Some((first, last)) = days.split_once('-') {
        return Some(format!("{} to {}", day(first)?, day(last)?));
    }
    let names: Option<Vec<&str>> = days.split(',').map(day).collect();
    Some(names?.join(", "))
}

fn day(number: &str) -> Option<&'static str> {
    DAYS.get(number.parse::<usize>().ok()? % 7).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_patterns_have_words() {
        let cases = [
            ("30 6 * * 1-5", Some("06:30, Monday to Friday")),
            ("0 7 * * 6", Some("07:00, Saturday")),
            ("5 18 * * *", Some("18:05, every day")),
            ("0 7 * * 1,4,7", Some("07:00, Monday, Thursday, Sunday")),
            ("*/15 * * * *", None),
            ("0 7 1 * *", None),
            ("every 15m", None),
        ];
        for (source, wanted) in cases {
            assert_eq!(of(source).as_deref(), wanted, "{source}");
        }
    }
}
