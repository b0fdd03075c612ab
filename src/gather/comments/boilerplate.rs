//! Owns the words that a site puts under every comment, and those it leaves where a comment was.

use std::sync::LazyLock;

use regex::Regex;

/// Whether an element's words are nothing but controls ("Reply", "Report this comment | Like (3)").
pub(super) fn is_control(words: &str) -> bool {
    words.len() <= 160 && CONTROLS.is_match(words.trim())
}

/// Whether the words ask to report a comment: each comment of an older trade site ends in them.
pub(super) fn is_report(words: &str) -> bool {
    words.len() <= 100 && REPORT.is_match(words.trim())
}

/// Whether the text is what a moderator left.
pub(super) fn is_removed(text: &str) -> bool {
    text.len() <= 250 && REMOVED.is_match(text.trim())
}

/// Whether the text is a number of comments, not a comment.
pub(super) fn is_count_only(text: &str) -> bool {
    text.len() <= 40 && COUNT.is_match(text.trim())
}

/// Takes the request to report out of cleaned HTML where no element of its own holds it.
pub(super) fn without_report(html: &str) -> String {
    REPORT_IN_HTML.replace_all(html, "$end").into_owned()
}

static CONTROLS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?ix)^(?:(?:
        (?:unsuitable\s+or\s+offensive\s*\??\s*)?report(?:\s+(?:this|abuse|as\s+inappropriate|comment|post|to\s+moderator))*
        |unsuitable\s+or\s+offensive\s*\?
        |(?:post\s+a\s+)?reply(?:\s+to\s+(?:this(?:\s+comment)?|[^|.!?]{1,40}))?|(?:log|sign)\s+in\s+to\s+(?:reply|comment|vote|like)(?:\s+or\s+\w+)?
        |(?:un)?likes?|dislikes?|share|flag(?:\s+as\s+\w+)?|edit|delete|quote|permalink|link|recommend(?:ed)?|up\s*vote|down\s*vote|vote\s+(?:up|down)
        |have\s+your\s+say|(?:show|hide|view)\s+(?:\d+\s+)?repl(?:y|ies)|mark\s+as\s+\w+|copy\s+link|thumbs\s+(?:up|down)|👍|👎
        )[\s|·•,/()\[\]+\d–-]*\.?\s*)+$",
    )
});

static REPORT: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)^(?:unsuitable or offensive\s*\??\s*)?report (?:this|comment|abuse)(?: comment)?\.?$")
});

static REPORT_IN_HTML: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)(?:<br>|\s)*unsuitable or offensive\s*\?\s*(?:<a[^>]*>)?\s*(?:report this comment\.?)?\s*(?:</a>)?\s*(?P<end></|$)",
    )
});

static REMOVED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?ix)^[\[(*]?\s*(?:
        (?:this|the|a|your)?\s*(?:comment|post|message|contribution)\s+(?:has\s+been|was|is)\s+(?:temporarily\s+)?(?:removed|deleted|withdrawn|hidden|moderated|blocked)\b.*
        |(?:comment|post)\s+(?:removed|deleted|withdrawn)\b.*
        |(?:removed|deleted|withdrawn)(?:\s+by\s+(?:a\s+|the\s+)?(?:moderators?|author|user|editors?|site))?
        )\s*[\])*.]*$",
    )
});

static COUNT: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)^\(?[\d,]+\)?\s*(?:comments?|replies|responses)?$|^comments?$"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a constant, and each is used by a test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_told_from_words() {
        for words in [
            "Unsuitable or offensive? Report this comment",
            "Reply",
            "Reply to A Reader",
            "Like (3)",
            "Report abuse",
            "Reply | Report | Like 2",
            "Have your say",
            "Log in to Reply",
            "Show 3 replies",
            "Share",
        ] {
            assert!(is_control(words), "{words}");
        }
        for words in
            ["I like this", "Report after report says so", "Replying is no use", "Link workers are no answer", ""]
        {
            assert!(!is_control(words), "{words}");
        }
        assert!(is_report("Unsuitable or offensive? Report this comment") && !is_report("Report this week"));
        assert_eq!(
            without_report("<p>Words<br>Unsuitable or offensive? <a href=\"x\">Report this comment</a></p>"),
            "<p>Words</p>"
        );
    }

    #[test]
    fn a_moderators_mark_is_no_comment() {
        for text in [
            "This comment has been removed by a moderator.",
            "[deleted]",
            "Comment removed",
            "Removed by moderator",
            "This comment was removed by a moderator because it broke our rules. Replies may be gone too.",
        ] {
            assert!(is_removed(text), "{text}");
        }
        for text in
            ["They removed the comment I made", "Deleted scenes were better", "Removed from the list, says the letter"]
        {
            assert!(!is_removed(text), "{text}");
        }
        assert!(is_count_only("12 comments") && is_count_only("(3)") && !is_count_only("3 comments on this"));
    }
}
