//! Owns the page that stands where an article was: "This article has been withdrawn", and nothing else.

use std::sync::LazyLock;

use regex::Regex;

/// A body of more words is an article that speaks of withdrawals.
const MOST_WORDS: usize = 60;

static WITHDRAWN: LazyLock<Regex> = LazyLock::new(|| {
    let what = "(?:article|story|page|post|piece|item|report|content|news item|press release)";
    let gone = "(?:withdrawn|removed|retracted|taken down|taken offline|unpublished|deleted|pulled)";
    let forms = [
        format!(r"(?:this|the|that) {what} (?:has|have) (?:now |since )?been (?:permanently |temporarily )?{gone}\b"),
        format!(r"(?:this|the|that) {what} (?:was|is) (?:now |since )?{gone}\b"),
        format!(
            r"we have (?:now |since )?(?:withdrawn|removed|retracted|taken down|deleted) (?:this|the|that) {what}\b"
        ),
        format!(r"(?:this|the|that) {what} is no longer available\b"),
        r"^(?:withdrawn|retracted|retraction|removed)\s*[:.\u{2013}\u{2014}-]?\s*$".to_owned(),
    ];
    Regex::new(&format!("(?i)(?:{})", forms.join("|"))).expect("the forms are a pattern")
});

/// Whether a page with this headline and body says that its article was withdrawn.
pub(super) fn is_withdrawal(title: &str, text: &str) -> bool {
    let text = text.split_whitespace().collect::<Vec<_>>();
    if text.len() > MOST_WORDS {
        return false;
    }
    let text = text.join(" ");
    WITHDRAWN.is_match(&text) || (WITHDRAWN.is_match(title.trim()) && text.split(' ').count() <= MOST_WORDS / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_known_and_an_article_about_one_is_not() {
        let long = "The trust said that this article has been withdrawn from its site. ".repeat(9);
        let cases = [
            ("Clinic opens", "This article has been withdrawn.", true),
            ("Clinic opens", "This article has been removed at the request of its author.", true),
            ("Clinic opens", "Editor\u{2019}s note: the story was retracted on 3 May.", true),
            ("Clinic opens", "We have taken down this page for legal reasons. We are sorry.", true),
            ("This page has now been permanently removed", "Go to the front page.", true),
            ("Clinic opens", "This story is no longer available", true),
            ("Clinic opens", "Retracted.", true),
            ("Clinic opens", "The partners have removed the old chairs, and patients sit better.", false),
            ("Clinic opens", "The offer was withdrawn after talks.", false),
            ("Clinic opens", "Please note: this article was amended at noon.", false),
            ("Clinic opens", &long, false),
            ("Clinic opens", "", false),
            ("Retracted study led the plan", "Its authors say that nobody told them before the plan was made.", false),
        ];
        for (title, text, wanted) in cases {
            assert_eq!(is_withdrawal(title, text), wanted, "{title:?} {text:?}");
        }
    }
}
