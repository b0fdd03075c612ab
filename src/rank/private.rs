//! Owns what tells who somebody is who did not ask to be named: patients, numbers, dates of birth, telephones,
//! addresses. A comment with any of it is never quoted; a harmless one lost costs little.

use std::sync::LazyLock;

use regex::Regex;

use super::lexicon::Sign;
use super::words::Reading;

macro_rules! pattern {
    ($name:ident = $text:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("the pattern is a constant that the tests compile"));
    };
}
pattern!(
    NUMBER = r"(?i-u)\b\d{3}[ .-]\d{3}[ .-]\d{4}\b|\(\d{3,5}\) ?\d{3}|(?:\+|\b00)\d{2}[ -]?(?:\(0\))?\d{2,4}[ -]?\d{3,4}[ -]?\d{2,4}\b|\b0\d{2,4}[ /-]?\d{3,4}[ -]?\d{3,4}\b|\b(?:nhs|hospital|mrn|nhs/chi|chi|ni|ssn|social security|case|patient|policy) (?:no\.?|number|id)[ :]*[a-z]{0,3}\d|\b(?:dob|d\.o\.b\.?|date of birth|born on|born|geboren am|geb\. am|geb\.)\b[ :]*(?:\d{1,2}[ ./-]|the \d)|\b[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b|\b\d{3}-\d{2}-\d{4}\b"
);
pattern!(TEN = r"(?-u)\b\d{3}[ -]?\d{3}[ -]?\d{4}\b");
pattern!(MAIL = r"(?-u)[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z0-9.-]{2,}");
pattern!(
    ADDRESS = r"(?-u)\b\d{1,4}[a-zA-Z]?,? (?:[A-Z][a-z]+ ){1,3}(?:Street|Road|Avenue|Lane|Close|Drive|Way|Crescent|Terrace|Court|Gardens|Place|Square|Grove|Hill|St|Rd|Ave|Mews|Row)\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z][a-z]+(?:strasse|gasse|allee|weg) \d{1,3}\b"
);
pattern!(
    NAMED = r"(?-u)\b(?:[Pp]atient|[Cc]lient|[Pp]upil|[Rr]esident|[Ll]ady|[Gg]entleman|[Mm]other|[Ff]ather|[Cc]hild|[Dd]aughter|[Ss]on)s?,? (?:of mine,? |here,? )?(?:called |named |is |was |a )?,?\s?(?:Mrs?|Ms|Miss|Master|Baby)\.? (?:[A-Z]\.? )?[A-Z][a-z]+|\b(?:[Pp]atient|[Cc]lient|[Pp]upil|[Rr]esident|[Bb]oy|[Gg]irl) (?:of mine )?(?:called|named) [A-Z][a-z]+|\b(?:Mrs?|Ms|Miss|Frau|Herr|Madame|Mme)\.? (?:[A-Z]\.? )?[A-Z][a-z]+,? (?:\(?aged? \d|\(?\d{1,3}\)?[,.)]|\d{1,3}[ -]years?[ -]old|\(?\d{1,3} Jahre|who (?:attended|came to (?:us|me|the clinic|surgery)|suffers|has (?:cancer|diabetes|dementia|hiv|HIV|depression)))"
);
pattern!(
    AGED = r"(?-u)\b[A-Z][a-z]+(?: [A-Z][a-z]+)?,? (?:aged \d{1,3}|\(?(?:age )?\d{1,3}[ -]years?[ -]old|\((?:age |aged )?\d{1,3}\)|[1-9]\d?, (?:who|was|is|came|has|had|lives|with))|\b\d{1,3}[ -]years?[ -]old (?:called |named )?[A-Z][a-z]+ [A-Z][a-z]+"
);

/// Whether it gives somebody away. The patterns run only where there is something for them to find.
pub(super) fn gives_away(reading: &Reading) -> bool {
    let text = reading.text.as_str();
    let has = |sign| reading.found(sign).next().is_some();
    if has(Sign::Whereabouts) || (text.contains('@') && MAIL.is_match(text)) {
        return true;
    }
    let person = has(Sign::Patient);
    if person && NAMED.is_match(text) {
        return true;
    }
    if reading.digits == 0 {
        return false;
    }
    let row = longest_row(text);
    (row >= 10 && TEN.find_iter(text).take(20).any(|number| is_nhs_number(number.as_str())))
        || ((row >= 7 || person || text.contains("born") || text.contains("geb")) && NUMBER.is_match(text))
        || ((has(Sign::Street) || postcode(reading) || text.contains("stra") || text.contains("weg"))
            && ADDRESS.is_match(text))
        || ((person || follows_name(reading)) && AGED.is_match(text))
}

/// Most figures in a row with nothing but the marks of telephone numbers between them.
fn longest_row(text: &str) -> usize {
    let (mut most, mut row) = (0, 0);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => row += 1,
            b' ' | b'-' | b'.' | b'(' | b')' | b'/' | b'+' => {}
            _ => row = 0,
        }
        most = most.max(row);
    }
    most
}

/// Whether two words next to each other have the outline of a British postcode.
fn postcode(reading: &Reading) -> bool {
    let outline = |at: usize| {
        let (out, inner) = (reading.word(at), reading.word(at + 1).as_bytes());
        inner.len() == 3 && inner[0].is_ascii_digit() && out.starts_with(|c: char| c.is_ascii_uppercase())
    };
    (0..reading.words.len()).any(outline)
}

/// Whether a short figure follows a word that may be a name: "Edna Thole, 91, …", "Edna Thole (91)".
fn follows_name(reading: &Reading) -> bool {
    (1..reading.words.len()).any(|at| {
        let (figure, name) = (reading.word(at), reading.word(at - 1));
        figure.len() <= 3
            && figure.starts_with(|c: char| c.is_ascii_digit())
            && name.starts_with(|c: char| c.is_ascii_uppercase())
    })
}

/// Whether ten figures are an NHS number: the last is a check of the others, modulo 11 (NHS Data Dictionary).
fn is_nhs_number(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((check, others)) = digits.split_last().filter(|_| digits.len() == 10) else { return false };
    let sum: u32 = others.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    (11 - sum % 11) % 11 == *check
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::language::Language;
    use crate::rank::words::Vocabulary;

    fn told(text: &str) -> bool {
        gives_away(&Vocabulary::new(Language::English).read(text, 1))
    }

    #[test]
    fn people_are_not_given_away() {
        for text in [
            "I saw a patient named Harold last week who waited nine months for this",
            "My patient Mrs Penrose waited nine months for a bed and came home worse",
            "Mrs Penrose, 84, waited nine months for a bed",
            "Edna Thole, aged 91, was sent home at midnight",
            "Edna Thole (91) was sent home at midnight",
            "They sent 91-year-old Edna Thole home at midnight",
            "Write to me at someone@clinic.example and I will send you the file",
            "Look up NHS number 943 476 5919 and you will see",
            "It was 9434765919, look it up",
            "Date of birth 3.4.1961, if anybody wants to check",
            "Ring me on 07700 900123 after six",
            "Ring me on +44 20 7946 0018 after six",
            "He lives at the end of our road, go and ask him",
            "The letter went to 14 Harbour Street and nobody was in",
            "The letter went to ZZ9 9ZZ and nobody was in",
        ] {
            assert!(told(text), "{text}");
        }
    }

    #[test]
    fn figures_and_public_people_pass() {
        for text in [
            "Mr Penrose, the minister, has told the house that beds will be found by spring",
            "Of 1234567890 letters none was read",
            "We see 30 patients a day in 9 sessions, 10 minutes each, and 1,020 rang twice",
            "Since 2015 it has cost £12.50 a head, 24/7, BP 120/80",
            "My daughter was seen in four hours",
            "@Anna that is so",
            "Phone us before 18:30",
        ] {
            assert!(!told(text), "{text}");
        }
    }

    #[test]
    fn nhs_numbers_check_themselves() {
        for (number, expected) in [
            ("9434765919", true),
            ("943 476 5919", true),
            ("943-476-5918", false),
            ("4010232137", true),
            ("123", false),
        ] {
            assert_eq!(is_nhs_number(number), expected, "{number}");
        }
    }
}
