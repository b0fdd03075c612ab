//! Owns the language tag: `en_gb` as sites write it is `en-GB`.

/// A language tag as BCP 47 has it, `None` when the text is none.
pub(in crate::gather) fn language(tag: &str) -> Option<String> {
    let tag = tag.split([',', ';']).next().unwrap_or(tag).trim();
    let mut parts = tag.split(['-', '_']);
    let primary =
        parts.next().filter(|part| matches!(part.len(), 2 | 3) && part.chars().all(|c| c.is_ascii_alphabetic()))?;
    let mut language = primary.to_ascii_lowercase();
    for part in parts {
        if !(1..=8).contains(&part.len()) || !part.chars().all(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        language.push('-');
        let is_region = part.len() == 2;
        language.push_str(&if is_region { part.to_ascii_uppercase() } else { part.to_owned() });
    }
    Some(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_normal() {
        let cases = [
            ("en-gb", Some("en-GB")),
            ("en_GB", Some("en-GB")),
            ("EN", Some("en")),
            ("zh-Hant-TW", Some("zh-Hant-TW")),
            ("de, en", Some("de")),
            ("English", None),
            ("", None),
            ("x", None),
        ];
        for (tag, wanted) in cases {
            assert_eq!(language(tag).as_deref(), wanted, "{tag}");
        }
    }
}
