//! Owns the tests of comparing words.

use proptest::prelude::*;

use super::*;

#[test]
fn what_a_reader_need_not_be_told_is_cosmetic() {
    for (what, old, new) in [
        ("case", "The Board met.", "the board MET."),
        ("spacing", "The board met.", " The  board\n\nmet ."),
        ("quotes", "“It’s fine”, she said", "\"It's fine\" - she said"),
        ("punctuation", "Well, it met; twice.", "Well it met - twice!"),
        ("a hyphen for a space", "a follow-up visit", "a follow up visit"),
        ("a hyphen gone", "a follow-up visit", "a followup visit"),
        ("a soft hyphen", "the pharma\u{ad}cists met", "the pharmacists met"),
        ("a space before a unit", "take 10 mg daily", "take 10mg daily"),
        ("thousands", "it paid 1,250,000.50 in all", "it paid 1250000.50 in all"),
        ("a letter mended", "the comittee met again", "the committee met again"),
        ("letters swapped", "the phramacists met", "the pharmacists met"),
        ("read more", "The board met. Read more", "The board met."),
        ("continue reading", "The board met […]", "The board met… Continue reading →"),
        ("WordPress", "The board met.", "The board met. The post Board meets 3 times appeared first on A Site."),
    ] {
        assert_eq!(compare(old, new), Edit::Cosmetic, "{what}");
        assert_eq!(compare(new, old), Edit::Cosmetic, "{what}, the other way");
    }
    assert_eq!(compare("The same.", "The same."), Edit::Same);
}

#[test]
fn what_says_something_else_is_editorial() {
    for (what, old, new) in [
        ("a decimal point", "it cost 1.5m in all", "it cost 15m in all"),
        ("a dose", "take 10mg daily", "take 100mg daily"),
        ("a unit", "take 10mg daily", "take 10g daily"),
        ("a decimal comma", "it cost 1,5 in all", "it cost 15 in all"),
        ("digits apart", "rooms 10 5", "rooms 105"),
        ("a sign", "it fell to -5 degrees", "it fell to 5 degrees"),
        ("currency", "it cost £5", "it cost $5"),
        ("per cent", "a rise of 5%", "a rise of 5"),
        ("a time", "at 11:45 today", "at 1:45 today"),
        ("not", "they will strike", "they will not strike"),
        ("not, joined", "it was not-able today", "it was notable today"),
        ("not, without a space", "it was not able today", "it was notable today"),
        ("n't", "they did agree", "they didn't agree"),
        ("a prefix", "an typical patient", "an atypical patient"),
        ("a name", "said Dr Hendersen today", "said Dr Henderson today"),
        ("a short word", "the rate was cut", "the rate was cat"),
        ("number", "the patients left", "the patient left"),
        ("two letters", "hypertension was found", "hypotension was found"),
        ("a word more", "the board met", "the board met again"),
        ("a word less", "the whole board met", "the board met"),
        ("order", "dog bites man", "man bites dog"),
        ("two mended in a short text", "the comittee goverment met", "the committee government met"),
        ("all of it", "one thing", "quite another matter"),
        ("nothing left", "one thing", ""),
    ] {
        assert_eq!(compare(old, new), Edit::Editorial, "{what}");
        assert_eq!(compare(new, old), Edit::Editorial, "{what}, the other way");
    }
}

#[test]
fn a_headline_is_compared_closely() {
    assert_eq!(compare_closely("Committee meets", "committee meets!"), Edit::Cosmetic);
    assert_eq!(compare_closely("the comittee meets", "the committee meets"), Edit::Editorial);
    assert_eq!(compare_closely("", ""), Edit::Same);
}

#[test]
fn the_threshold_is_by_length_and_three_at_most() {
    let text = |typos: usize, words: usize| {
        let word = |n: usize| match n {
            n if n % 20 > 0 => format!("word{}", ["a", "b", "c"][n % 3]),
            n if n / 20 < typos => "goverment".to_owned(),
            _ => "government".to_owned(),
        };
        (0..words).map(word).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(compare(&text(0, 300), &text(3, 300)), Edit::Cosmetic);
    assert_eq!(compare(&text(0, 300), &text(4, 300)), Edit::Editorial);
    assert_eq!(compare(&text(0, 250), &text(3, 250)), Edit::Editorial);
    assert_eq!(compare(&text(0, 900), &text(4, 900)), Edit::Editorial);
}

#[test]
fn similarity_is_of_words() {
    assert!((similarity("A b, c", "c B a!") - 1.0).abs() < 1e-9);
    assert!((similarity("one two", "two three") - 0.5).abs() < 1e-9);
    assert!(similarity("", "") < 1e-9 && similarity("a", "") < 1e-9);
    assert_eq!(folded("“Board’s” 1,000 Follow-up"), "boards 1000 follow up");
}

proptest! {
    #[test]
    fn any_two_texts_are_compared_alike_both_ways(old in "[ aAb1.,'’£-]{0,30}", new in "[ aAb1.,'’£-]{0,30}") {
        prop_assert_eq!(compare(&old, &new), compare(&new, &old));
        prop_assert_eq!(compare(&old, &old), Edit::Same);
        prop_assert_eq!(compare(&old, &format!(" {old} ")), Edit::Cosmetic);
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}", other in "\\PC{0,200}") {
        compare(&text, &other);
        let alike = similarity(&text, &other);
        prop_assert!((0.0..=1.0).contains(&alike));
    }
}

/// The folding as it is meant, a character at a time.
fn folded_plainly(text: &str) -> Vec<(String, bool, bool)> {
    let chars: Vec<char> =
        text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}')).collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let apostrophe =
        |at: usize| matches!(chars[at], '\'' | '’' | 'ʼ' | '‘') && chars.get(at + 1).is_some_and(|c| c.is_alphabetic());
    let (mut out, mut at, mut joined) = (Vec::new(), 0, false);
    while let Some(&c) = chars.get(at) {
        let start = at;
        if c.is_ascii_digit() {
            while digit(at) || (matches!(chars.get(at), Some('.' | ',' | ':' | '/')) && digit(at + 1)) {
                at += 1;
            }
            let number: String = chars[start..at].iter().collect();
            let mut groups = number.split(',').map(|group| group.split('.').next().unwrap());
            let grouped = groups.next().is_some_and(|first| (1..=3).contains(&first.len()))
                && groups.all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()))
                && number.split(',').next().unwrap().bytes().all(|b| b.is_ascii_digit());
            out.push((if grouped { number.replace(',', "") } else { number }, false, joined));
        } else if c.is_alphanumeric() {
            while at < chars.len() && ((chars[at].is_alphanumeric() && !digit(at)) || apostrophe(at)) {
                at += 1;
            }
            let word = || chars[start..at].iter().filter(|c| c.is_alphanumeric());
            out.push((word().flat_map(|c| c.to_lowercase()).collect(), word().any(|c| c.is_uppercase()), joined));
        } else {
            let is_minus = matches!(c, '-' | '−')
                && digit(at + 1)
                && at.checked_sub(1).is_none_or(|before| chars[before].is_whitespace() || chars[before] == '(');
            if is_minus || "%‰°£$€¥<>≤≥±+".contains(c) {
                out.push((if is_minus { '-' } else { c }.to_string(), false, false));
            }
            joined = matches!(c, '-' | '‐' | '‑') && start > 0;
            at += 1;
            continue;
        }
        joined = false;
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn words_are_folded_as_they_are_meant(text in "([a-zA-Z]{1,4}|[0-9]{1,3}|[.,:/'’ʼ‘() -]|[-−‐‑+%£<]|[éÉİßǅªʰ٣²]|[\u{ad}\u{200d}\u{a0}\n]|\\PC){0,16}") {
        let mut words = Vec::new();
        each_word(&text, |word, capital, joined| words.push((word.to_owned(), capital, joined)));
        prop_assert_eq!(words, folded_plainly(&text));
    }
}
