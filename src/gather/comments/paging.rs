//! Owns the links to further pages of comments: the next one, the older ones, the page that holds them all; never the
//! site's own "next".

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::super::clean;
use super::super::options::CommentRules;
use super::super::pick::{self, selector, short_words, words};
use super::section::{Section, parents};

/// Where the comments of a page go on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Further {
    /// The next page.
    pub(super) next: Option<Url>,
    /// The page before it in the site's order, where the page leads both ways: one of the two was read already.
    pub(super) older: Option<Url>,
    /// Whether the next page begins again with the first comment.
    pub(super) holds_all: bool,
}

/// The links to further pages of comments.
pub(super) fn further(doc: &Html, rules: Option<&CommentRules>, section: &Section<'_>, here: &Url) -> Further {
    if let Some(css) = rules.and_then(|rules| rules.next.as_ref()) {
        let by_rule = pick::elements(doc, css).into_iter().find_map(|element| {
            let address = element.attr(css.attribute().unwrap_or("href"))?;
            clean::resolve(address, here)
        });
        if let Some(next) = by_rule.filter(|next| is_elsewhere(next, here)) {
            return Further { next: Some(next), ..Further::default() };
        }
    }
    let links: Vec<(ElementRef<'_>, Url)> = around(section)
        .into_iter()
        .flat_map(|scope| scope.select(&LINKS))
        .filter(|link| section.owner(*link).is_none())
        .filter_map(|link| Some((link, address(link, here)?)))
        .filter(|(link, url)| is_elsewhere(url, here) && (is_same_article(url, here) || speaks_of_comments(*link)))
        .collect();
    let of =
        |wanted: Direction| links.iter().find(|(link, _)| direction(*link) == Some(wanted)).map(|(_, url)| url.clone());
    let (next, all, older) = (of(Direction::Next), of(Direction::All), of(Direction::Older));
    let next = next.or_else(|| numbered(&links, section));
    match (next, all, older) {
        (Some(next), _, older) => {
            Further { older: older.filter(|older| *older != next), next: Some(next), holds_all: false }
        }
        (None, Some(all), _) => Further { next: Some(all), older: None, holds_all: true },
        (None, None, older) => Further { next: older.or_else(|| from_head(doc, here)), ..Further::default() },
    }
}

static LINKS: LazyLock<Selector> = LazyLock::new(|| selector("a[href], [data-page][data-url], button[data-href]"));

/// Where a link leads; one that a script follows may say it beside its `#`.
fn address(link: ElementRef<'_>, here: &Url) -> Option<Url> {
    let href = link.attr("href").unwrap_or("#");
    if let Some(beside) =
        ["data-url", "data-href"].iter().find_map(|key| link.attr(key)).filter(|url| !url.trim().is_empty())
    {
        return clean::resolve(beside, here);
    }
    let page = link.attr("data-page").filter(|page| page.chars().all(|c| c.is_ascii_digit()) && !page.is_empty());
    match page.filter(|_| href.starts_with('#')) {
        Some(page) => clean::resolve(&format!("?page={page}"), here),
        None => clean::resolve(href, here),
    }
}

/// The list's own element and what is around it, as far as that is still about comments.
fn around<'a>(section: &Section<'a>) -> Option<ElementRef<'a>> {
    let container = section.container()?;
    let outer = parents(container).take(2).take_while(|outer| !matches!(outer.value().name(), "body" | "html"));
    Some(outer.last().unwrap_or(container))
}

fn is_elsewhere(url: &Url, here: &Url) -> bool {
    without_fragment(url) != without_fragment(here) && matches!(url.scheme(), "http" | "https")
}

fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

/// Whether an address is another page of the same article: only the query differs, or what `WordPress` appends.
fn is_same_article(url: &Url, here: &Url) -> bool {
    static APPENDED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"/(?:comment-page-\d+|comments?(?:/page)?/\d+|page/\d+|comments)/?$")
            .expect("the pattern is a constant that a test uses")
    });
    let path = |url: &Url| APPENDED.replace(url.path(), "").trim_end_matches('/').to_owned();
    let opens_form =
        |url: &Url| url.query_pairs().any(|(key, _)| matches!(&*key, "replytocom" | "reply" | "share" | "report"));
    url.host_str() == here.host_str() && path(url) == path(here) && !opens_form(url)
}

/// Whether the link, or what it stands in, is named after comments.
fn speaks_of_comments(link: ElementRef<'_>) -> bool {
    let names = |element: ElementRef<'_>| {
        let class = element.attr("class").unwrap_or_default().to_ascii_lowercase();
        let id = element.attr("id").unwrap_or_default().to_ascii_lowercase();
        (class.contains("comment") || id.contains("comment"))
            && !matches!(element.value().name(), "body" | "html" | "main" | "article")
    };
    words(link).to_lowercase().contains("comment") || names(link) || parents(link).take(3).any(names)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Next,
    /// `WordPress` may show the newest page first; the others are behind "Older comments".
    Older,
    /// "View all 57 comments".
    All,
}

fn direction(link: ElementRef<'_>) -> Option<Direction> {
    static NEXT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:(?:next|newer|more|(?:show|load|view|see|read)(?:\s+(?:more|next|further))?)(?:\s+(?:page|\d+|comments?|of|readers?['’]?s?))*|)\s*[›»→>]*\W*$")
            .expect("the pattern is a constant that a test uses")
    });
    static ALL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:(?:show|load|view|see|read)\s+)?all\b(?:\s+(?:the|[\d,]+|readers?['’]?s?|comments?|replies))*\W*$")
            .expect("the pattern is a constant that a test uses")
    });
    let text = words(link).to_lowercase();
    let label = link.attr("aria-label").unwrap_or_default().to_lowercase();
    let class = link.attr("class").unwrap_or_default().to_lowercase();
    let rel = link.attr("rel").unwrap_or_default().to_lowercase();
    if rel.split_whitespace().any(|rel| rel == "next") || class.split(['-', '_', ' ']).any(|part| part == "next") {
        return Some(Direction::Next);
    }
    let is_arrow = !text.is_empty() && text.chars().all(|c| "›»→> ".contains(c));
    let is_next = |text: &str| text.chars().any(char::is_alphabetic) && NEXT.is_match(text);
    if ALL.is_match(&text) {
        return Some(Direction::All);
    }
    if is_arrow || is_next(&text) || label.starts_with("next") {
        return Some(Direction::Next);
    }
    let is_older = ["older comments", "previous comments", "earlier comments", "older replies"];
    is_older.iter().any(|older| text.contains(older)).then_some(Direction::Older)
}

/// The page after this one in "1 2 3", where this one is the number that leads nowhere.
fn numbered(links: &[(ElementRef<'_>, Url)], section: &Section<'_>) -> Option<Url> {
    static CURRENT: LazyLock<Selector> =
        LazyLock::new(|| selector("[aria-current], .current, .active, .selected, .is-active, strong, b, em, span, li"));
    let number = |element: ElementRef<'_>| -> Option<u32> {
        let text = short_words(element, 12)?.to_lowercase();
        text.trim_start_matches("page").trim().trim_matches(['[', ']', '(', ')']).parse().ok()
    };
    let numbers: Vec<(u32, &Url, ElementRef<'_>)> =
        links.iter().filter_map(|(link, url)| Some((number(*link)?, url, *link))).collect();
    let pager = parents(numbers.first()?.2).find(|outer| {
        numbers.len() < 2 || numbers.iter().all(|(_, _, link)| parents(*link).any(|around| around == *outer))
    })?;
    // One link alone stands in an item of a list as often as not.
    let pager = if pager.value().name() == "li" { parents(pager).next()? } else { pager };
    let is_no_link = |element: &ElementRef<'_>| {
        let within = std::iter::once(*element).chain(parents(*element)).chain(element.descendent_elements());
        !within.into_iter().any(|part| part.attr("href").is_some_and(|href| !href.is_empty() && href != "#"))
            && section.owner(*element).is_none()
    };
    let marked = pager.select(&CURRENT).filter(is_no_link).find_map(number);
    let bare = || pager.children().find_map(|node| node.value().as_text()?.trim().parse::<u32>().ok());
    let first = || (!numbers.iter().any(|(number, _, _)| *number == 1)).then_some(1);
    let current = marked.or_else(bare).or_else(first)?;
    numbers.iter().find(|(number, _, _)| *number == current + 1).map(|(_, url, _)| (*url).clone())
}

/// `<link rel=next>` counts only where its address is one of comments.
fn from_head(doc: &Html, here: &Url) -> Option<Url> {
    static HEAD: LazyLock<Selector> = LazyLock::new(|| selector("link[rel~='next'][href]"));
    let url = clean::resolve(doc.select(&HEAD).next()?.attr("href")?, here)?;
    (is_same_article(&url, here) && is_elsewhere(&url, here) && url.as_str().contains("comment")).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_page_of_the_article_is_told_from_another_article() {
        let here = Url::parse("https://news.example/2017/story/").unwrap();
        let cases = [
            ("https://news.example/2017/story/?pageno=2", true),
            ("https://news.example/2017/story?PageNo=2&PageSize=50", true),
            ("https://news.example/2017/story?pageno=2#comments", true),
            ("https://news.example/2017/story/comment-page-2/#comments", true),
            ("https://news.example/2017/story/?cpage=2#comments", true),
            ("https://news.example/2017/story/?start=10", true),
            ("https://news.example/2017/story/?replytocom=7#respond", false),
            ("https://news.example/2017/other/", false),
            ("https://other.example/2017/story/?pageno=2", false),
            ("https://news.example/?page=2", false),
        ];
        for (url, expected) in cases {
            assert_eq!(is_same_article(&Url::parse(url).unwrap(), &here), expected, "{url}");
        }
    }

    #[test]
    fn pagers_lead_on() {
        let here = Url::parse("https://news.example/story").unwrap();
        let read = |pager: &str| {
            let html = format!("<main><h1>S</h1><div><ul><li class=c>One<li class=c>Two</ul>{pager}</div></main>");
            let doc = Html::parse_document(&html);
            let section = Section::of(doc.select(&selector("li.c")).collect());
            let further = further(&doc, None, &section, &here);
            (further.next.and_then(|url| url.query().map(str::to_owned)), further.holds_all)
        };
        let to = |query: &str| Some(query.to_owned());
        let cases = [
            ("<p>1 <a href='?pageno=2'>2</a> <a href='?pageno=3'>3</a></p>", to("pageno=2"), false),
            (
                "<ul><li class=active>2</li><li><a href='?start=0'>1</a></li><li><a href='?start=20'>3</a></li></ul>",
                to("start=20"),
                false,
            ),
            ("<p><a href='?page=0'>1</a> <b>2</b> <a href='?page=2'>3</a></p>", to("page=2"), false),
            ("<p><a href='?page=0'>1</a> <a href='?page=1'>2</a> <b>3</b></p>", None, false),
            (
                "<p>Page <span class=current>1</span> <a href='?PageNo=2&PageSize=50'>2</a> <a href='?PageNo=2&PageSize=50'>Next »</a></p>",
                to("PageNo=2&PageSize=50"),
                false,
            ),
            ("<p><a href='#' data-page=2>2</a></p>", to("page=2"), false),
            ("<p><a href='#' data-page=2 data-url='/story?c=2'>Next</a></p>", to("c=2"), false),
            ("<a href='?all=1'>View all 57 comments</a>", to("all=1"), true),
            ("<a href='?all=1'>View all</a><a href='?p=2'>Next</a>", to("p=2"), false),
            ("<a href='?replytocom=2'>2</a>", None, false),
        ];
        for (pager, expected, all) in cases {
            assert_eq!(read(pager), (expected, all), "{pager}");
        }
    }
}
