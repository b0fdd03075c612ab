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
pub(in crate::gather) fn is_removed(text: &str) -> bool {
    text.len() <= 250 && REMOVED.is_match(text.trim())
}

/// Whether the text is a number of comments, not a comment.
pub(super) fn is_count_only(text: &str) -> bool {
    text.len() <= 40 && COUNT.is_match(text.trim())
}

/// Whether a badge or a role says that the site's own staff or the article's author speaks: "Staff nurse" does not.
pub(in crate::gather) fn is_staff_badge(words: &str) -> bool {
    words.len() <= 40 && STAFF.is_match(words.trim())
}

/// A name without the badge glued or bracketed to it, and whether it had one.
pub(super) fn without_badge(name: &str) -> (Option<String>, bool) {
    let found = BADGE_AFTER.find(name);
    let bare = found.map_or(name, |badge| &name[..badge.start()]);
    let bare = bare.trim_end_matches([' ', '-', '–', '|', '·', ',']).trim();
    (Some(bare.to_owned()).filter(|bare| !bare.is_empty()), found.is_some())
}

/// Whether words say that what follows is the time of an edit.
pub(super) fn begins_edited(words: &str) -> bool {
    EDITED.is_match(words.trim())
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

static STAFF: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?ix)^[\[(]?\s*(?:the\s+)?(?:(?:article|post|story)\s+author|author|staff|(?:editorial|news|site|web|community)\s+(?:staff|team|editor|moderator)
        |editors?|editor['’]s\s+reply|moderators?|mod|admin(?:istrator)?|staff\s+(?:writer|reporter|member|reply)|reporter|journalist|verified\s+staff|op)\s*[\])]?$",
    )
});

static BADGE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)\s*[\[(](?:author|staff|editor|moderator|mod|admin|editorial team|article author|post author)[\])]\s*$")
});

static EDITED: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)^\W*(?:last\s+)?(?:edited|updated|modified|amended|changed)\b"));

static REMOVED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?ix)^[\[(*]?\s*(?:
        (?:this|the|a|your)?\s*(?:comment|post|message|contribution|reply)\s+(?:has\s+(?:since\s+)?been|was|is)\s+(?:temporarily\s+|now\s+)?(?:removed|deleted|withdrawn|hidden|moderated|blocked|unavailable)\b.*
        |(?:comment|post|reply|message)\s+(?:(?:is|was)\s+)?(?:removed|deleted|withdrawn|hidden|unavailable|blocked|under\s+review|awaiting\s+moderation)\b.*
        |(?:removed|deleted|withdrawn|hidden)(?:\s+by\s+(?:a\s+|the\s+|our\s+)?(?:moderators?|author|user|editors?|site|admin|poster))?
        |(?:deleted|removed|suspended|banned)\s+(?:user|account|member)(?:\s+\d+)?
        |(?:user|account|member)\s+(?:deleted|removed|suspended|banned)
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
    fn badges_of_staff_are_told_from_roles() {
        for words in
            ["Author", "Staff", "Moderator", "Editor", "[Mod]", "Article author", "Editorial team", "Staff writer"]
        {
            assert!(is_staff_badge(words), "{words}");
        }
        for words in ["Staff nurse", "Locum GP", "Authoritative", "Editor of my own diary", "Practice staff", ""] {
            assert!(!is_staff_badge(words), "{words}");
        }
        assert_eq!(without_badge("Jane Roe (Editor)"), (Some("Jane Roe".to_owned()), true));
        assert_eq!(without_badge("Jane Roe (Leeds)"), (Some("Jane Roe (Leeds)".to_owned()), false));
        assert!(begins_edited("Edited 3 May 2026") && !begins_edited("3 May 2026"));
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
        for text in [
            "Comment hidden",
            "User deleted",
            "[removed]",
            "(Deleted user)",
            "This reply has since been removed.",
            "Removed by the author",
        ] {
            assert!(is_removed(text), "{text}");
        }
        for text in [
            "They removed the comment I made",
            "Deleted scenes were better",
            "Removed from the list, says the letter",
            "Hidden costs again",
        ] {
            assert!(!is_removed(text), "{text}");
        }
        assert!(is_count_only("12 comments") && is_count_only("(3)") && !is_count_only("3 comments on this"));
    }
}
