//! Owns the words by which furniture announces itself where no class does: "Read more", "Share this", "Sign up to".

mod lines;

use lines::{LINES, STEMS, SURE};

/// What a heading or a short line announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Announced {
    /// Everything after it is the readers'.
    Comments,
    /// A box: related links, a sign-up, an author's biography.
    Box,
}

const COMMENTS: &[&str] = &[
    "comments",
    "readers' comments",
    "readers’ comments",
    "reader comments",
    "leave a comment",
    "leave a reply",
    "post a comment",
    "add a comment",
    "have your say",
    "join the conversation",
    "join the discussion",
    "add your comment",
    "your comments",
    "all comments",
    "latest comments",
    "recent comments",
    "view comments",
    "show comments",
    "write a comment",
    "comments are closed",
    "comment on this article",
    "kommentare",
    "commentaires",
    "comentarios",
    "commenti",
    "reacties",
];

const BOXES: &[&str] = &[
    "about the author",
    "about the authors",
    "advertisement",
    "also in this section",
    "also in this series",
    "in this series",
    "more in this series",
    "read also",
    "read this next",
    "also on",
    "around the web",
    "categories",
    "editor's picks",
    "editors' picks",
    "elsewhere on",
    "featured",
    "filed under",
    "follow us",
    "further reading",
    "get our newsletter",
    "get the newsletter",
    "keep reading",
    "latest",
    "latest news",
    "latest stories",
    "more articles",
    "more from",
    "more in",
    "more like this",
    "more news",
    "more on",
    "more stories",
    "most commented",
    "most popular",
    "most read",
    "newsletter",
    "newsletters",
    "next article",
    "next post",
    "next story",
    "popular",
    "previous article",
    "previous post",
    "promoted",
    "read more",
    "read next",
    "recent articles",
    "recent posts",
    "recommended",
    "recommended for you",
    "related",
    "related articles",
    "related content",
    "related coverage",
    "related links",
    "related news",
    "related posts",
    "related reading",
    "related stories",
    "related topics",
    "see also",
    "share",
    "share on",
    "share this",
    "share this article",
    "share this post",
    "share this story",
    "share via",
    "sign up",
    "sponsored",
    "stay informed",
    "stay up to date",
    "subscribe",
    "tags",
    "topics",
    "topics in this article",
    "top stories",
    "trending",
    "trending now",
    "up next",
    "what to read next",
    "you may also like",
    "you might also like",
    "you may be interested in",
    "you might be interested in",
    "in this section",
    "our newsletter",
    "get the latest",
    "don't miss",
    "our picks",
    "explore more",
    "on this topic",
    "in other news",
    "mehr zum thema",
    "lesen sie auch",
    "à lire aussi",
    "lire aussi",
    "lea también",
    "leggi anche",
    "lees ook",
];

/// What a heading, or a line that serves as one, announces.
pub(super) fn announced(heading: &str) -> Option<Announced> {
    let heading = heading.to_lowercase();
    let heading = heading.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')').trim();
    if heading.is_empty() || heading.len() > 80 {
        return None;
    }
    let counted = heading.trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || "()[]".contains(c));
    if COMMENTS.contains(&counted) || is_counted(heading, counted) {
        return Some(Announced::Comments);
    }
    let opening = [
        "more from ",
        "more on ",
        "more in ",
        "about the author",
        "also on ",
        "elsewhere on ",
        "sign up ",
        "subscribe ",
        "share this ",
        "related ",
        "get the latest ",
        "join our ",
        "stay up to date",
        "read more",
        "continue reading",
        "keep reading",
        "to continue reading",
        "to read the full",
        "already a subscriber",
        "unlock the rest",
        "unlock this article",
    ];
    let is_box = BOXES.contains(&counted) || (heading.len() < 50 && opening.iter().any(|o| heading.starts_with(o)));
    is_box.then_some(Announced::Box)
}

/// "3 responses" are readers'; "Responses" may be a part of the article.
fn is_counted(heading: &str, counted: &str) -> bool {
    heading != counted && matches!(counted, "comment" | "responses" | "response" | "replies" | "discussion")
        || counted.contains("thoughts on “")
        || counted.contains("thought on “")
        || counted.starts_with("responses to “")
        || counted.starts_with("response to “")
}

/// Whether what a heading announces is words rather than links: a sign-up, a writer's life, an advertisement.
pub(super) fn announces_words(heading: &str) -> bool {
    const WORDS: &[&str] = &[
        "about the",
        "advertis",
        "already a",
        "continue reading",
        "don't miss",
        "keep reading",
        "to continue",
        "to read the",
        "unlock",
        "follow",
        "get ",
        "join",
        "newsletter",
        "our newsletter",
        "promoted",
        "share",
        "sign up",
        "sponsored",
        "stay ",
        "subscribe",
    ];
    let heading = heading.to_lowercase();
    WORDS.iter().any(|beginning| heading.starts_with(beginning))
}

/// Whether a short line is furniture by its first words. A sentence may begin with some of them: "Sign up rates fell by
/// a third, the board was told." Without a link and with an end it is the article's.
pub(super) fn is_furniture_line(line: &str, linked: bool) -> bool {
    let is_said = line.starts_with(['“', '"', '‘', '„', '«']);
    let lower = line.to_lowercase();
    let start = lower.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©' && c != '@');
    let is_sentence = !linked && start.len() >= 50 && start.ends_with(['.', '!', '?', '”', '"', '’', '…']) || is_said;
    let begins = |beginning: &&&str| {
        let rest = start.strip_prefix(**beginning);
        rest.is_some_and(|rest| STEMS.contains(*beginning) || !rest.starts_with(char::is_alphanumeric))
    };
    let found = LINES.iter().find(begins);
    found.is_some_and(|beginning| !is_sentence || SURE.contains(beginning)) || is_counter(start)
}

/// "12 shares", "1.2k views".
fn is_counter(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let number = words.next().is_some_and(|first| first.starts_with(|c: char| c.is_ascii_digit()) && first.len() < 8);
    let what = words.next().unwrap_or_default();
    let is_count =
        matches!(what, "share" | "shares" | "views" | "view" | "likes" | "like" | "claps" | "comments" | "shares:");
    number && is_count && words.next().is_none()
}

/// Whether a paragraph is the site's small print.
pub(super) fn is_small_print(text: &str) -> bool {
    let lower = text.to_lowercase();
    let start = lower.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©');
    let opens = ["©", "copyright ©", "copyright (c)", "(c) 20", "(c) 19", "c) 20", "all rights reserved"];
    // "© A Photographer" may stand before a whole paragraph in the same block; "c) 20 mg" is a dose.
    let is_mark = text.contains('(') || !start.starts_with("c)");
    let is_short = lower.len() < 120 || lower.contains("rights reserved") || lower.contains("copyright");
    is_mark && is_short && opens.iter().any(|opening| start.starts_with(opening))
        || lower.len() < 250 && lower.contains("all rights reserved")
        || start.strip_prefix("copyright ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_announce() {
        let cases = [
            ("Readers' comments (12)", Some(Announced::Comments)),
            ("3 Comments", Some(Announced::Comments)),
            ("Related articles", Some(Announced::Box)),
            ("More from The Round", Some(Announced::Box)),
            ("Read more:", Some(Announced::Box)),
            ("What the comments said of the plan", None),
            ("5 Responses to “Rota agreed”", Some(Announced::Comments)),
            ("Discussion", None),
            ("2 thoughts on “Rota agreed”", Some(Announced::Comments)),
            ("Sharing beds between two hospitals", None),
            ("The latest figures", None),
        ];
        for (heading, wanted) in cases {
            assert_eq!(announced(heading), wanted, "{heading}");
        }
    }

    #[test]
    fn lines_are_told_from_sentences() {
        let furniture = [
            ("Read more: Coast scheme wound up", true),
            ("Read more: Coast scheme wound up", false),
            ("Subscribe to our newsletter", false),
            ("Sign up for the morning letter, and get the night's news before the rota changes.", true),
            ("Related stories", false),
            ("© The Round 2026", false),
            ("12 shares", false),
            ("Please enable JavaScript to see what readers have said of this story.", false),
            ("Photo: Ann Smith", false),
        ];
        for (line, linked) in furniture {
            assert!(is_furniture_line(line, linked), "{line}");
        }
        let sentences = [
            "Subscribers to the scheme paid three pounds each last year.",
            "Sign up rates fell by a third last winter, the board was told.",
            "“Join our rota,” said the chair.",
            "Watch: a device for the wrist, worn by nurses on every ward of the county.",
            "Shareholders agreed",
            "Photographs of the ward",
            "Want more proof? The figures of last winter are in the annex to the report.",
            "Also on the table was a plan to close two of the three wards for the summer.",
        ];
        for line in sentences {
            assert!(!is_furniture_line(line, false), "{line}");
        }
    }

    #[test]
    fn small_print_is_told_from_text() {
        for line in ["© 2026 The Round", "(c) 2026 The Round", "Copyright 2026", "The Round. All rights reserved."] {
            assert!(is_small_print(line), "{line}");
        }
        let long = format!("© Ann Smith {}", "The board met on Monday and agreed to the rota. ".repeat(6));
        for line in ["c) 20 mg twice a day", "Copyright law was changed in 2019", long.as_str()] {
            assert!(!is_small_print(line), "{line}");
        }
    }
}
