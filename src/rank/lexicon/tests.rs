//! Owns the tests of the lexicons: each kind of phrase is found, and what only looks like one is not.

use super::*;
use crate::rank::words::Vocabulary;

fn has(language: Language, sign: Sign, text: &str) -> bool {
    Vocabulary::new(language).read(text, 1).found(sign).next().is_some()
}

#[test]
fn english_phrases_are_found() {
    for (sign, text, expected) in [
        (Sign::Reasoning, "We closed because nobody came", true),
        (Sign::Reasoning, "We closed on Friday", false),
        (Sign::Considerate, "Perhaps the figures are old", true),
        (Sign::Experience, "I have worked nights since June", true),
        (Sign::Experience, "As a school nurse this worries me", true),
        (Sign::Experience, "The minister talks again", false),
        (Sign::Agreement, "Could not agree more", true),
        (Sign::Dissent, "I must disagree", true),
        (Sign::Dissent, "That’s not what the form says", true),
        (Sign::Abuse, "You utter moron", true),
        (Sign::Abuse, "A classic assessment", false),
        (Sign::Contempt, "Pathetic", true),
        (Sign::Aimed, "You are such a", true),
        (Sign::Dismissal, "Shut up and pay", true),
        (Sign::Sarcasm, "Yeah right, as ever", true),
        (Sign::Sweeping, "All politicians are just in it for the car", true),
        (Sign::Sweeping, "The politicians of this town met on Monday", false),
        (Sign::Advert, "Click here for a free quote", true),
        (Sign::Above, "The retired GP above forgets the phones", true),
        (Sign::First, "As the first commenter said", true),
    ] {
        assert_eq!(has(Language::English, sign, text), expected, "{sign:?}: {text}");
    }
}

#[test]
fn each_language_has_its_own() {
    for (language, sign, text) in [
        (Language::German, Sign::Dissent, "Das stimmt nicht, bei uns sind es mehr."),
        (Language::German, Sign::Abuse, "Ihr seid doch alle Vollidioten"),
        (Language::French, Sign::Agreement, "Tout à fait, vous avez raison."),
        (Language::French, Sign::Contempt, "C'est ridicule"),
        (Language::Spanish, Sign::Reasoning, "Porque nadie preguntó"),
        (Language::Italian, Sign::Experience, "Da noi succede ogni giorno"),
        (Language::Dutch, Sign::Dissent, "Niet mee eens"),
        (Language::Portuguese, Sign::Agreement, "Concordo com o colega"),
    ] {
        assert!(has(language, sign, text), "{language:?} {sign:?}: {text}");
    }
    assert!(!has(Language::German, Sign::Contempt, "Der Rat tagt, das Wasser ist bitter und hell"));
    assert!(!has(Language::Other, Sign::Abuse, "Больница закрылась пять лет назад"));
}
