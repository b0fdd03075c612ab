//! Owns the amendment notice: telling the paragraph in which a site says that it changed an article from one that only
//! speaks of amendments.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use regex::Regex;

use super::dates;
use super::kind::Page;
use crate::domain::Correction;

/// A notice is short; a longer paragraph is part of the story.
const MAX_NOTICE: usize = 1500;

/// A day without a year in a notice lies within so many days after publication.
const AMENDED_WITHIN_DAYS: i64 = 360;

/// Finds the notice among the paragraphs of a body's text (apart by an empty line).
pub fn find(text: &str, published: Option<DateTime<Utc>>, page: &Page<'_>) -> Option<Correction> {
    // The newest notice stands last where there are several at the foot.
    let notice = text.rsplit("\n\n").find(|paragraph| is_notice(paragraph))?;
    Some(read(notice, published, page))
}

/// Reads a notice that was pointed out.
pub fn read(notice: &str, published: Option<DateTime<Utc>>, page: &Page<'_>) -> Correction {
    let text = super::clean::plain(notice);
    let within = published
        .and_then(|published| published.checked_add_signed(TimeDelta::days(AMENDED_WITHIN_DAYS)))
        .map_or(page.fetched, |latest| latest.min(page.fetched));
    let at = dates::find(&text, within, page.zone).or_else(|| dates::find(&text, page.fetched, page.zone));
    Correction { text, at }
}

/// Whether a paragraph is a notice.
pub fn is_notice(paragraph: &str) -> bool {
    says_amended(paragraph) || is_labelled(paragraph)
}

/// Whether a paragraph says of its own article that it was changed.
pub fn says_amended(paragraph: &str) -> bool {
    let plain = super::clean::plain(&paragraph[..paragraph.floor_char_boundary(MAX_NOTICE + 1)]);
    paragraph.len() <= MAX_NOTICE && (SENTENCE.is_match(&plain) || EARLIER.is_match(&plain) || STAMP.is_match(&plain))
}

/// Whether a paragraph begins with "Correction:" or the like, and has more to say than a time.
fn is_labelled(paragraph: &str) -> bool {
    let paragraph = super::clean::plain(paragraph);
    let Some(captures) = LABEL.captures(&paragraph).filter(|_| paragraph.len() <= MAX_NOTICE) else { return false };
    let is_label = captures.name("between").is_none_or(|between| {
        let between = between.as_str().trim();
        between.is_empty() || between.contains(|c: char| c.is_ascii_digit())
    });
    is_label
        && paragraph[captures.get_match().end()..].split_whitespace().filter(|word| word.len() > 1).count() > 1
        && !dates::is_only_date(&paragraph)
}

/// "Please note: this article was amended at …". What follows the verb keeps out "this article was amended by
/// Parliament", which speaks of a law.
static SENTENCE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?ix)^[\s*•\[(]*
        (?:(?:please\s+note|note|nb|n\.b\.|editor['’]?s['’]?\s+note|update[d]?|correction|clarification)\s*[:,.–—-]?\s*(?:that\s+)?)?
        (?:this|the|an\s+earlier\s+version\s+of\s+this)\s+
        (?:(?:news|original|above)\s+)?(?:article|story|piece|report|headline|page|post|item|interview|version)\s+
        (?:was|has|is)\s+(?:(?:been|being|first|since|subsequently|later|last)\s+){0,3}
        (?:amended|updated|corrected|changed|edited|revised|clarified|modified)
        (?:\s*[.,;:)\]–—-]|\s*$|\s+(?:at|on|to|after|following|because|since|as|shortly|later|with|for|due|and|again|today|yesterday|
            in\s+(?:order|response|light)|\d))",
    )
});

/// "An earlier version of this article said …", "This story originally stated …", "We have corrected this article".
static EARLIER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?ix)^[\s*•†\[(]*
        (?:(?:please\s+note|note|editor['’]?s['’]?\s+note|updated?|correction|clarification)\s*[:,.–—-]?\s*(?:that\s+)?)?
        (?:(?:in\s+)?(?:an?|the)\s+(?:earlier|previous|prior|original|former)\s+version\s+of\s+(?:this|the|our)\s+(?:article|story|piece|report|post|page|headline)\b
        |this\s+(?:article|story|piece|report|post|headline)\s+(?:has\s+)?(?:originally|previously|initially|incorrectly|wrongly|mistakenly|first)\s+
            (?:said|stated|reported|gave|named|attributed|suggested|misstated|described|referred|claimed|used|spelt|spelled)\b
        |we\s+(?:have\s+)?(?:since\s+)?(?:amended|corrected|updated|clarified)\s+(?:this|the)\s+(?:article|story|piece|report|post|headline)\b
        |(?:corrections?|clarifications?)\s+(?:appended|made|added)\b)",
    )
});

/// "Amended at 11:45am on Monday 27 November to name the county": more than a time.
static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?ix)^[\s*•†\[(]*(?:last\s+)?(?:amended|corrected|clarified|updated)\s+(?:at|on)\s[^.]{0,60}?\d[^.]{0,60}?\b(?:to|after|because|following)\s+\w+",
    )
});

/// "Correction:", "Clarification (27 November):", "Updated at 12:07:".
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?ix)^[\s*•\[(]*
        (?:corrections?(?:\s+and\s+clarifications?)?|clarifications?|erratum|corrigendum|amendment|amended|editor['’]?s['’]?\s+note
            |updated?|last\s+updated|korrektur|berichtigung|richtigstellung|anm(?:erkung|\.)?\s+der\s+red(?:aktion|\.)?
            |rectificatif|note\s+de\s+la\s+rédaction|correcci[óo]n|rettifica|rectificatie|correctie|rättelse|rettelse)
        \s*(?P<between>[^:.–—]{0,40}(?:\d[:.]\d\d[^:.–—]{0,30})?)[:–—]",
    )
});

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a constant, and each is used by a test")
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use url::Url;

    use super::*;

    #[test]
    fn notices_are_told_from_stories() {
        let notices = [
            "Please note: this article was amended at 11:45am on Monday 27 November. The board says otherwise.",
            "This article was updated on 2 May 2018 to add a reply.",
            "The headline has been changed to name the county.",
            "This story has since been corrected.",
            "An earlier version of this article was amended because a figure was wrong.",
            "Correction: the rota has nine names, not seven.",
            "CORRECTION, 27 November 2017: nine names.",
            "Clarification (2 May): the fee is for a year.",
            "Updated: with words from the board",
            "Updated at 12:07pm: with words from the board",
            "Update, 2 May 2018 12:07 – with words from the board",
            "Corrections and clarifications: nine names.",
            "Editor’s note: nine names.",
            "* This article was amended on 27 November",
            "This story was corrected on 2 May 2018. The fee is for a year.",
            "An earlier version of this article said the rota had seven names.",
            "In a previous version of this story we named the wrong county.",
            "This article originally stated that the fee is for a month.",
            "We have corrected this article to give the right county.",
            "Amended at 11:45am on Monday 27 November to name the county.",
            "† Corrected on 2 May 2018 after a reader wrote to us.",
            "Correction appended: nine names.",
            "Korrektur: neun Namen, nicht sieben.",
            "Anmerkung der Redaktion: neun Namen, nicht sieben.",
            "Rectificatif : neuf noms.",
        ];
        for notice in notices {
            assert!(is_notice(notice), "{notice}");
        }
        let stories = [
            "The amended Act comes into force in May.",
            "This article was amended by Parliament in 2004 and governs fees.",
            "Updated guidance says that rotas should have nine names.",
            "The regulation was amended at the last sitting.",
            "Correction officers at the prison: what do they earn?",
            "Update your rota before May – or lose it.",
            "Amended rotas for three counties: a table",
            "She said this article was amended at her wish.",
            "This article is about rotas.",
            "Updated: Monday 27 November 2017 at 12:07pm",
            "Updated 27 November 2017 12:07",
            "Clarification was sought. The board said: no.",
            "Amended at 11:45am on Monday 27 November",
            "An earlier version of this bill was dropped.",
            "This article originally appeared in The Round.",
            "We have corrected the rota, the board said.",
        ];
        for story in stories {
            assert!(!is_notice(story), "{story}");
        }
        assert!(!is_notice(&("Correction: ".to_owned() + &"long ".repeat(400))));
    }

    #[test]
    fn a_notice_without_a_year_follows_publication() {
        let url = Url::parse("https://news.example/a").unwrap();
        let fetched = Utc.with_ymd_and_hms(2020, 8, 1, 0, 0, 0).unwrap();
        let page = Page {
            url: &url,
            content_type: None,
            link: None,
            total_pages: None,
            body: b"",
            fetched,
            zone: chrono_tz::Europe::London,
        };
        let published = Utc.with_ymd_and_hms(2016, 11, 25, 9, 0, 0).unwrap();
        let text = "Story.\n\nPlease note: this article was amended at 11:45am on 27 November. Nine\nnames.";
        let correction = find(text, Some(published), &page).unwrap();
        assert_eq!(correction.text, "Please note: this article was amended at 11:45am on 27 November. Nine names.");
        assert_eq!(correction.at, Some(Utc.with_ymd_and_hms(2016, 11, 27, 11, 45, 0).unwrap()));
        assert_eq!(find(text, None, &page).unwrap().at, Some(Utc.with_ymd_and_hms(2019, 11, 27, 11, 45, 0).unwrap()));
        assert_eq!(find("Story.\n\nMore.", Some(published), &page), None);
    }
}
