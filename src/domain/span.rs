//! Owns the operator's way of writing a length of time: "30s", "15m", "1h30m", "3d".

use std::time::Duration;

/// Reads a length of time: whole numbers, each with its unit `ms`, `s`, `m`, `h` or `d`, largest first or not.
/// `None` where the text is anything else, or longer than `u64` milliseconds can say.
pub fn parse_span(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total: u64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (number, after) = split_where(rest, |c| !c.is_ascii_digit());
        let (unit, after) = split_where(after.trim_start(), |c| !c.is_ascii_alphabetic());
        let length = number.parse::<u64>().ok()?.checked_mul(milliseconds(unit)?)?;
        total = total.checked_add(length)?;
        rest = after.trim_start();
    }
    Some(Duration::from_millis(total))
}

fn split_where(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

fn milliseconds(unit: &str) -> Option<u64> {
    match unit {
        "ms" => Some(1),
        "s" => Some(1000),
        "m" => Some(60_000),
        "h" => Some(3_600_000),
        "d" => Some(86_400_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_operators_write_and_nothing_else() {
        let good = [
            ("30s", 30_000),
            ("15m", 900_000),
            ("6h", 21_600_000),
            ("3d", 259_200_000),
            ("1h30m", 5_400_000),
            (" 1 h 30 m ", 5_400_000),
            ("250ms", 250),
            ("0s", 0),
        ];
        for (text, milliseconds) in good {
            assert_eq!(parse_span(text), Some(Duration::from_millis(milliseconds)), "{text:?}");
        }
        for bad in ["", " ", "15", "m", "15 minutes", "1,5h", "1.5h", "-3s", "3S", "99999999999999999999d", "١s"] {
            assert_eq!(parse_span(bad), None, "{bad:?}");
        }
    }
}
