//! Owns what an address, a text and a class name look like: an article's, or something else's.

use url::Url;

/// Path segments of pages that are no articles.
const NOT_ARTICLES: &[&str] = &[
    "about",
    "about-us",
    "accessibility",
    "account",
    "advertise",
    "archive",
    "archives",
    "author",
    "authors",
    "basket",
    "cart",
    "categories",
    "category",
    "contact",
    "contact-us",
    "cookies",
    "feed",
    "feeds",
    "help",
    "jobs",
    "legal",
    "login",
    "logout",
    "newsletter",
    "newsletters",
    "page",
    "people",
    "privacy",
    "privacy-policy",
    "profile",
    "register",
    "rss",
    "search",
    "sections",
    "share",
    "shop",
    "sign-in",
    "sign-up",
    "signin",
    "signup",
    "sitemap",
    "staff",
    "subscribe",
    "subscription",
    "tag",
    "tagged",
    "tags",
    "terms",
    "topic",
    "topics",
    "user",
    "users",
    "wp-admin",
    "wp-login.php",
    "print",
    "cdn-cgi",
];

const FILES: &[&str] = &[
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".pdf", ".mp3", ".mp4", ".zip", ".xml", ".rss", ".ics", ".doc",
    ".docx", ".xls", ".xlsx", ".css", ".js",
];

const FURNITURE: &[&str] = &[
    "ad",
    "ads",
    "breadcrumb",
    "breadcrumbs",
    "comment",
    "comments",
    "cookie",
    "footer",
    "login",
    "masthead",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "pager",
    "pagination",
    "share",
    "sidebar",
    "social",
    "subnav",
    "tags",
    "toolbar",
    "topbar",
    "skip",
];

const NO_HEADLINES: &[&str] = &[
    "read more",
    "continue reading",
    "click here",
    "more",
    "full story",
    "learn more",
    "find out more",
    "view all",
    "see all",
    "show more",
    "load more",
    "subscribe",
    "sign in",
    "sign up",
    "log in",
    "next page",
    "previous page",
    "older posts",
    "newer posts",
    "back to top",
    "leave a comment",
    "view comments",
    "privacy policy",
    "cookie policy",
    "terms and conditions",
    "terms of use",
    "contact us",
    "about us",
    "skip to",
    "comments on",
    "share on",
];

/// How much an address looks like an article's, from 0; `None` when it is another site's, a file's or a known page's.
pub(super) fn address(url: &Url, base: &Url) -> Option<i32> {
    let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
    let is_same_page = url.path() == base.path()
        && (url.query() == base.query() || url.query().is_none_or(|query| query.contains("page")));
    if !matches!(url.scheme(), "http" | "https") || host(url) != host(base) || is_same_page {
        return None;
    }
    let path = url.path().to_ascii_lowercase();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let paged = url
        .query_pairs()
        .any(|(key, _)| matches!(key.as_ref(), "page" | "paged" | "p_page" | "s" | "q" | "replytocom"));
    if (segments.is_empty() && url.query().is_none()) || paged || FILES.iter().any(|file| path.ends_with(file)) {
        return None;
    }
    // Only the last segment may be a word of the list and still be a headline's: "/news/jobs" is a section.
    if segments.iter().any(|segment| NOT_ARTICLES.contains(segment)) {
        return None;
    }
    let last = segments.last().copied().unwrap_or_default();
    let hyphens = last.matches(['-', '_']).count();
    let digits = path.bytes().filter(u8::is_ascii_digit).count();
    let mut score = 0;
    score += match hyphens {
        0 | 1 => 0,
        2 => 1,
        _ => 2,
    };
    score += i32::from(digits >= 4)
        + i32::from(segments.len() >= 2)
        + i32::from(last.rsplit_once('.').is_some_and(|(_, kind)| matches!(kind, "html" | "htm" | "article")));
    Some(score + i32::from(url.query().is_some_and(|query| query.bytes().any(|byte| byte.is_ascii_digit()))))
}

/// How much a text looks like a headline, from 0; `None` when it is none.
pub(super) fn headline(text: &str) -> Option<i32> {
    let chars = text.chars().count();
    let words = text.split_whitespace().count();
    let lower = text.to_lowercase();
    if words < 2 || !(10..=300).contains(&chars) || NO_HEADLINES.iter().any(|beginning| lower.starts_with(beginning)) {
        return None;
    }
    let long = i32::from(chars >= 25) + i32::from(chars >= 35) + i32::from(words >= 4);
    Some(long)
}

/// Whether a class or id is furniture's.
pub(super) fn is_furniture(name: &str) -> bool {
    name.split_ascii_whitespace().any(|class| {
        let class = class.to_ascii_lowercase();
        let mut words = class.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).peekable();
        let is_layout = words.peek().is_some_and(|first| matches!(*first, "has" | "with" | "no" | "without"));
        !is_layout && words.any(|word| FURNITURE.contains(&word))
    })
}
