//! Owns how unfit for company a comment's tone is: abuse, contempt, dismissal, sarcasm, sweeping judgements, noise.
//!
//! Each sign is taken as a chance that the comment is unhealthy, and the chances are joined as if independent; so a
//! second sign costs less than the first, and no number of small ones makes abuse of a sharp word.

use std::sync::LazyLock;

use regex::Regex;

use super::lexicon::{Found, Sign};
use super::options::Tone;
use super::words::Reading;

/// Words back from an epithet in which it may be aimed at somebody.
const AIM: u32 = 3;
/// The other addressed more often than once in so many words is being told off.
const TELLING_OFF: usize = 14;

static LOUD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u)!{2,}|[!?]{3,}|\?!|!\?").expect("the pattern is a constant that the tests compile")
});

/// How unhealthy the tone is, 0 to 1.
pub(super) fn incivility(reading: &Reading, tone: &Tone) -> f64 {
    let mut innocent = 1.0;
    let mut cost = |times: usize, share: f64| {
        for _ in 0..times {
            innocent *= 1.0 - share;
        }
    };
    let times = |sign: Sign, most: usize| reading.found(sign).take(most).count();
    cost(times(Sign::Abuse, 3), tone.abuse);
    cost(times(Sign::Coarse, 3), tone.coarse);
    let (aimed, unaimed): (Vec<&Found>, Vec<&Found>) =
        reading.found(Sign::Contempt).take(6).partition(|found| aimed(reading, found));
    cost(aimed.len(), tone.contempt_aimed);
    cost(unaimed.len(), tone.contempt);
    cost(times(Sign::Dismissal, 4), tone.dismissal);
    cost(times(Sign::Sarcasm, 3), tone.sarcasm);
    cost(times(Sign::Sweeping, 3), tone.sweeping);
    let addressed = reading.found(Sign::You).count();
    let kind = reading.found(Sign::Considerate).next().is_some();
    cost(usize::from(!kind && addressed >= 2 && addressed * TELLING_OFF > reading.words.len()), tone.telling_off);
    if reading.text.contains('!') || reading.text.contains("??") {
        cost(LOUD.find_iter(&reading.text).take(3).count(), tone.noise);
    }
    cost(scare_quotes(reading).min(2), tone.noise / 2.0);
    cost(usize::from(trails_off(&reading.text)), tone.noise / 2.0);
    cost(usize::from(shouts(&reading.text)), tone.shouting);
    1.0 - innocent
}

/// Whether a word that aims stands in an epithet, or close before it.
fn aimed(reading: &Reading, epithet: &Found) -> bool {
    reading.found(Sign::Aimed).any(|aim| {
        let end = aim.at + aim.length;
        aim.at < epithet.at + epithet.length && end + AIM > epithet.at
    })
}

/// Single words in quotation marks: the "experts".
fn scare_quotes(reading: &Reading) -> usize {
    if !reading.text.contains(['"', '“', '‘', '\'']) {
        return 0;
    }
    let quoted = |&&(from, to): &&(u32, u32)| {
        let (from, to) = (from as usize, to as usize);
        (3..=20).contains(&(to - from))
            && reading.text[..from].ends_with(['"', '“', '‘', '\''])
            && reading.text[to..].starts_with(['"', '”', '’', '\''])
    };
    reading.spans.iter().filter(quoted).count()
}

/// Whether sentences end in dots again and again: "well... we know who..."
fn trails_off(text: &str) -> bool {
    text.matches("...").count() + text.matches('…').count() >= 3
}

/// Whether more than a third of the words, and at least four of some length, are capitals throughout.
pub(super) fn shouts(text: &str) -> bool {
    if text.is_ascii() && text.bytes().filter(u8::is_ascii_uppercase).count() < 16 {
        return false;
    }
    let (mut loud, mut all) = (0, 0);
    for word in text.split_whitespace().filter(|word| word.len() >= 4) {
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        if letters().nth(3).is_some() {
            all += 1;
            loud += usize::from(letters().all(char::is_uppercase));
        }
    }
    loud >= 4 && loud * 3 > all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::language::Language;
    use crate::rank::words::Vocabulary;

    fn heard(text: &str) -> f64 {
        incivility(&Vocabulary::new(Language::English).read(text, 1), &Tone::default())
    }

    #[test]
    fn an_unhealthy_tone_costs() {
        for (worse, better) in [
            ("THIS WILL NEVER EVER WORK IN ANY CLINIC ANYWHERE", "This will never ever work in any clinic anywhere"),
            ("What a joke!!! Really?!", "What a pity. Really?"),
            ("you are delusional about the rota", "the rota is unrealistic"),
            ("Oh please, how convenient for the board", "This suits the board"),
            ("All politicians are just in it for themselves", "The politicians here voted for it twice"),
            ("The \"experts\" have spoken", "The experts have spoken"),
            ("You people should learn to read", "The report is worth reading"),
            ("You forget that you chose this and you are paid for it", "The rota was chosen and it is paid"),
        ] {
            assert!(heard(worse) > heard(better) + 0.04, "{worse}: {} against {}", heard(worse), heard(better));
        }
    }

    #[test]
    fn plain_and_sharp_words_pass() {
        for text in [
            "The figures do not add up: nine minutes a call makes six calls an hour, not ten.",
            "Mr Penrose, the minister, has told the house that beds will be found by spring",
            "I disagree with the board, and I have said so at two meetings.",
        ] {
            assert!(heard(text) < 0.05, "{text}: {}", heard(text));
        }
        assert!(heard("The stupid form takes nine minutes and nobody at the other end ever reads it") < 0.3);
    }

    #[test]
    fn contempt_costs_more_when_it_is_aimed() {
        assert!(heard("you are pathetic") > heard("the offer is pathetic") + 0.2);
    }
}
