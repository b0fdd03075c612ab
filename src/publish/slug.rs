//! Owns the words of addresses: a topic or a person's name as lower-case ASCII letters, figures and hyphens.

use unicode_normalization::UnicodeNormalization;

/// No slug is longer, in characters: addresses are also spoken and printed.
const LONGEST: usize = 60;

/// The slug of some words; `None` where they have no letter and no figure that ASCII could stand for.
pub fn slug(words: &str) -> Option<String> {
    let mut slug = String::new();
    for c in words.nfkd() {
        let plain = plain(c);
        if plain.is_empty() && c.is_alphanumeric() {
            // A letter of another script leaves a gap, as a space does.
            gap(&mut slug);
        }
        for letter in plain.chars() {
            slug.push(letter);
        }
        if plain.is_empty() && !c.is_alphanumeric() && !is_mark(c) && !matches!(c, '\'' | '’') {
            gap(&mut slug);
        }
    }
    slug.truncate(LONGEST);
    let slug = slug.trim_matches('-');
    (!slug.is_empty()).then(|| slug.to_owned())
}

fn gap(slug: &mut String) {
    if !slug.is_empty() && !slug.ends_with('-') {
        slug.push('-');
    }
}

/// The ASCII letters for one letter; none where there are none.
fn plain(c: char) -> String {
    let folded = match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ł' | 'Ł' => "l",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        _ if c.is_ascii_alphanumeric() => return c.to_ascii_lowercase().to_string(),
        _ => "",
    };
    folded.to_owned()
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_parts_of_addresses() {
        for (words, expected) in [
            ("Workforce", Some("workforce")),
            ("  GP  funding & pay ", Some("gp-funding-pay")),
            ("Médecine générale", Some("medecine-generale")),
            ("Straße, Ærø", Some("strasse-aero")),
            ("Doctors’ pay", Some("doctors-pay")),
            ("A/B..C", Some("a-b-c")),
            ("ﬁve ½", Some("five-1-2")),
            ("健康", None),
            ("健康 2026", Some("2026")),
            ("…", None),
        ] {
            assert_eq!(slug(words).as_deref(), expected, "{words}");
        }
        assert_eq!(slug(&"ab ".repeat(100)).unwrap().len(), 59);
    }
}
