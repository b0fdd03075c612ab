//! Owns the parts of one comment: by the operator's selectors where there are some, else by the names that sites give to
//! authors, times and words, else by how the first lines read.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use regex::Regex;
use scraper::{ElementRef, Selector};

use super::super::clean::{self, Cleaned};
use super::super::dates;
use super::super::kind::Page;
use super::super::options::{CommentRules, Css};
use super::super::pick::{self, selector, short_words, words};
use super::automatic::{Section, parents};
use super::boilerplate;
use super::byline::{self, Byline};
use super::raw::{Parent, Raw};

const MAX_NAME: usize = 100;

/// Reads one comment.
pub(super) fn read<'a>(
    item: ElementRef<'a>,
    section: &Section<'a>,
    rules: Option<&CommentRules>,
    page: &Page<'_>,
) -> Raw<'a> {
    let reader = Reader { item, section, rules, page };
    let names = reader.byline();
    let mut said = reader.words(&names);
    let mut byline = names.byline;
    if let Some(leading) = said.leading.take() {
        byline.author = byline.author.or(leading.author);
        byline.role = byline.role.or(leading.role);
        if byline.posted.is_none() {
            (byline.posted, byline.is_absolute) = (leading.posted, leading.is_absolute);
        }
    }
    Raw {
        item,
        id: reader.id(),
        author: byline.author,
        role: byline.role,
        posted: byline.posted,
        posted_is_absolute: byline.is_absolute,
        text: said.cleaned.text,
        html: said.cleaned.html,
        votes: reader.votes(),
        parent: reader.parent(),
    }
}

struct Reader<'a, 'r> {
    item: ElementRef<'a>,
    section: &'r Section<'a>,
    rules: Option<&'r CommentRules>,
    page: &'r Page<'r>,
}

/// Who and when, and the elements that say so.
struct Names<'a> {
    byline: Byline,
    elements: Vec<ElementRef<'a>>,
}

struct Said {
    cleaned: Cleaned,
    /// What the first lines said of the author, where no element did.
    leading: Option<Byline>,
}

impl<'a> Reader<'a, '_> {
    fn is_own(&self, element: ElementRef<'a>) -> bool {
        element != self.item && self.section.owner(element) == Some(self.item)
    }

    /// The operator's rule for a part, if there are rules and they have one.
    fn rule<'s>(&'s self, part: impl Fn(&'s CommentRules) -> Option<&'s Css>) -> Option<&'s Css> {
        self.rules.and_then(part)
    }

    fn by_rule(&self, css: &Css) -> Option<String> {
        pick::values(self.item, css, |element| self.is_own(element)).into_iter().next()
    }

    fn elements_of_rule(&self, css: &Css) -> Vec<ElementRef<'a>> {
        css.selector().map(|css| self.own(css).collect()).unwrap_or_default()
    }

    fn own<'s>(&'s self, css: &'s Selector) -> impl Iterator<Item = ElementRef<'a>> + 's {
        self.item.select(css).filter(|element| self.is_own(*element))
    }

    /// The first own element of the list that has words or, for times, an attribute.
    fn first(&self, list: &[Selector], is_wanted: impl Fn(ElementRef<'a>) -> bool) -> Option<ElementRef<'a>> {
        list.iter().find_map(|css| self.own(css).find(|element| is_wanted(*element)))
    }

    fn byline(&self) -> Names<'a> {
        let mut elements = Vec::new();
        let mut byline = Byline::default();
        if let Some(css) = self.rule(|rules| rules.author.as_ref()) {
            byline.author = self.by_rule(css).map(|name| clean::plain(&name));
            elements.extend(self.elements_of_rule(css));
        } else if let Some(element) = self.first(&AUTHORS, is_short) {
            byline = byline::read(&words(element), self.page);
            elements.push(element);
        }
        if let Some(css) = self.rule(|rules| rules.role.as_ref()) {
            byline.role = self.by_rule(css).map(|role| clean::plain(&role));
            elements.extend(self.elements_of_rule(css));
        } else if let Some(element) = self.first(&ROLES, is_short) {
            byline.role = Some(self.role_of(element));
            elements.push(element);
        }
        self.add_time(&mut byline, &mut elements);
        self.add_meta(&mut byline, &mut elements);
        byline.role = byline.role.filter(|role| !role.is_empty());
        Names { byline, elements }
    }

    /// The role, to which the time may be glued.
    fn role_of(&self, element: ElementRef<'a>) -> String {
        let role = words(element);
        dates::split_trailing(&role, self.page.fetched, self.page.zone).map_or(role, |(role, _)| role)
    }

    fn add_time(&self, byline: &mut Byline, elements: &mut Vec<ElementRef<'a>>) {
        if let Some(css) = self.rule(|rules| rules.time.as_ref()) {
            let times = pick::times(self.item, css, |element| self.is_own(element));
            let found = times.iter().find_map(|text| self.time_in(text));
            (byline.posted, byline.is_absolute) = found.map_or((None, false), |(at, absolute)| (Some(at), absolute));
            elements.extend(self.elements_of_rule(css));
        } else if byline.posted.is_none()
            && let Some(element) = self.first(&TIMES, |element| self.time_of(element).is_some())
        {
            (byline.posted, byline.is_absolute) =
                self.time_of(element).map_or((None, false), |(at, absolute)| (Some(at), absolute));
            elements.push(element);
        }
    }

    /// Takes what is still missing from the line that holds name and time together.
    fn add_meta(&self, byline: &mut Byline, elements: &mut Vec<ElementRef<'a>>) {
        let Some(meta) = self.first(&META, |element| is_within(element, 160)) else { return };
        let read = byline::read(&words(meta), self.page);
        if self.rule(|rules| rules.role.as_ref()).is_none() && byline.role.is_none() && read.posted.is_some() {
            byline.role = read.role.filter(|_| byline.author.is_none() || byline.author == read.author);
        }
        if self.rule(|rules| rules.author.as_ref()).is_none() && byline.author.is_none() {
            byline.author = read.author;
        }
        if self.rule(|rules| rules.time.as_ref()).is_none() && byline.posted.is_none() {
            (byline.posted, byline.is_absolute) = (read.posted, read.is_absolute);
        }
        elements.push(meta);
    }

    fn time_in(&self, text: &str) -> Option<(DateTime<Utc>, bool)> {
        let at = dates::find(text, self.page.fetched, self.page.zone)?;
        Some((at, dates::is_absolute(text)))
    }

    fn time_of(&self, element: ElementRef<'a>) -> Option<(DateTime<Utc>, bool)> {
        const ATTRIBUTES: [&str; 6] = ["datetime", "content", "data-time", "data-timestamp", "data-posted", "title"];
        let attributes = ATTRIBUTES.iter().filter_map(|key| element.attr(key)).find_map(|text| self.time_in(text));
        attributes.or_else(|| self.time_in(&short_words(element, MAX_NAME)?))
    }

    fn words(&self, names: &Names<'a>) -> Said {
        let css = self.rule(|rules| rules.text.as_ref());
        let bodies: Vec<ElementRef<'a>> = match css {
            Some(css) => self.elements_of_rule(css),
            None => self.first(&TEXTS, |element| !words(element).is_empty()).into_iter().collect(),
        };
        let mut without: Vec<ElementRef<'a>> =
            self.item.select(&ANY).filter(|part| self.is_control_or_reply(*part)).collect();
        if !bodies.is_empty() || css.is_some() {
            let outermost = bodies.iter().filter(|body| !parents(**body).any(|outer| bodies.contains(&outer)));
            let html: Vec<String> = outermost.map(|body| pick::markup(*body, &without)).collect();
            return Said { cleaned: self.cleaned(&html.join("<br><br>")), leading: None };
        }
        without.extend(&names.elements);
        let cleaned = self.cleaned(&pick::markup(self.item, &without));
        match names.byline.posted {
            Some(_) => Said { cleaned, leading: None },
            None => self.split_leading(cleaned),
        }
    }

    fn cleaned(&self, html: &str) -> Cleaned {
        let cleaned = clean::fragment(html, self.page.url);
        let bare = boilerplate::without_report(&cleaned.html);
        if bare == cleaned.html { cleaned } else { clean::fragment(&bare, self.page.url) }
    }

    /// Another comment within this one, or the controls under it.
    fn is_control_or_reply(&self, part: ElementRef<'a>) -> bool {
        part != self.item && (self.section.items.contains(&part) || is_control_element(part))
    }

    /// Takes the byline off the first lines of a comment that has no marked parts.
    fn split_leading(&self, cleaned: Cleaned) -> Said {
        let lines: Vec<String> = cleaned.text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        if let Some((byline, taken)) = byline::leading(&lines, self.page) {
            let html = (0..taken).fold(cleaned.html, |html, _| without_first_line(&html));
            return Said { cleaned: clean::fragment(&html, self.page.url), leading: Some(byline) };
        }
        match BOLD_NAME.captures(&cleaned.html) {
            Some(name) if lines.len() > 1 => {
                let byline = byline::read(&lines[0], self.page);
                let rest = cleaned.html[name[0].len()..].to_owned();
                Said { cleaned: clean::fragment(&rest, self.page.url), leading: Some(byline) }
            }
            _ => Said { cleaned, leading: None },
        }
    }

    fn id(&self) -> Option<String> {
        if let Some(css) = self.rule(|rules| rules.key.as_ref()) {
            return self.by_rule(css).map(|id| clean::plain(&id));
        }
        let attributes = ["data-comment-id", "data-commentid", "data-post-id", "data-cid"];
        let given = attributes.iter().find_map(|key| self.item.attr(key)).filter(|id| !id.trim().is_empty());
        let named = || self.item.attr("id").filter(|id| ID.is_match(id));
        let within =
            || self.own(&WITH_ID).find_map(|part| part.attr("id").or(part.attr("name")).filter(|id| ID.is_match(id)));
        given.or_else(named).or_else(within).map(clean::plain)
    }

    fn votes(&self) -> Option<i64> {
        if let Some(css) = self.rule(|rules| rules.votes.as_ref()) {
            return number(&self.by_rule(css)?);
        }
        let attributes = ["data-votes", "data-score", "data-likes", "data-vote-count", "data-like-count"];
        let given = attributes.iter().find_map(|key| number(self.item.attr(key)?));
        given.or_else(|| {
            let count = |element| number(&short_words(element, 40)?);
            self.first(&VOTES, |element| count(element).is_some()).and_then(count)
        })
    }

    fn parent(&self) -> Parent<'a> {
        if let Some(css) = self.rule(|rules| rules.parent.as_ref()) {
            let id = self.by_rule(css).map(|id| clean::plain(&id)).filter(|id| !id.is_empty() && id != "0");
            return id.map_or(Parent::None, Parent::Id);
        }
        if let Some(outer) = parents(self.item).find(|outer| self.section.items.contains(outer)) {
            return Parent::Item(outer);
        }
        if let Some(before) = self.before_indentation() {
            return Parent::Item(before);
        }
        let attributes = ["data-parent-id", "data-parent", "data-parent-comment-id", "data-in-reply-to"];
        let given = attributes.iter().find_map(|key| self.item.attr(key)).map(str::trim);
        let linked = || self.own(&IN_REPLY_TO).find_map(|link| link.attr("href"));
        let id = given.or_else(linked).filter(|id| !id.is_empty() && !matches!(*id, "0" | "null" | "#"));
        id.map_or(Parent::None, |id| Parent::Id(clean::plain(id)))
    }

    /// Drupal puts replies into a box that follows the comment they answer.
    fn before_indentation(&self) -> Option<ElementRef<'a>> {
        let indented = parents(self.item).find(|outer| outer.value().classes().any(|class| class == "indented"))?;
        let before = indented.prev_siblings().filter_map(ElementRef::wrap);
        before.into_iter().find(|sibling| self.section.items.contains(sibling))
    }
}

fn is_short(element: ElementRef<'_>) -> bool {
    is_within(element, MAX_NAME)
}

/// Whether an element has words, and no more than so many bytes of them.
fn is_within(element: ElementRef<'_>, max: usize) -> bool {
    short_words(element, max).is_some_and(|words| !words.is_empty())
}

fn is_control_element(part: ElementRef<'_>) -> bool {
    match part.value().name() {
        "button" | "form" | "nav" | "script" | "style" => true,
        "p" | "blockquote" | "a" | "span" | "div" | "ul" | "li" | "small" | "footer" | "strong" | "em" => {
            short_words(part, 160).is_some_and(|words| boilerplate::is_control(&words))
        }
        _ => false,
    }
}

/// Takes the first line off cleaned HTML: up to a break within the first paragraph, or that paragraph.
fn without_first_line(html: &str) -> String {
    let end = html.find("</p>").map_or(html.len(), |end| end + 4);
    match html[..end].find("<br>") {
        Some(line) => format!("<p>{}", &html[line + 4..]),
        None => html[end..].to_owned(),
    }
}

fn number(text: &str) -> Option<i64> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?P<sign>[-−–]?)\s?(?P<figures>\d[\d,]*)(?P<part>\.\d)?(?P<thousand>\s?[kK]\b)?")
            .expect("the pattern is a constant that a test uses")
    });
    let found = NUMBER.captures(text)?;
    let whole: i64 = found["figures"].replace(',', "").parse().ok()?;
    let part = found.name("part").and_then(|part| part.as_str()[1..].parse::<i64>().ok()).unwrap_or(0);
    let value = if found.name("thousand").is_some() { whole.checked_mul(1000)? + part * 100 } else { whole };
    Some(if found["sign"].is_empty() { value } else { -value })
}

fn selectors(list: &[&str]) -> Vec<Selector> {
    list.iter().map(|css| selector(css)).collect()
}

static ANY: LazyLock<Selector> = LazyLock::new(|| selector("*"));
static WITH_ID: LazyLock<Selector> = LazyLock::new(|| selector("[id], a[name]"));
static IN_REPLY_TO: LazyLock<Selector> = LazyLock::new(|| {
    selector("[class*='in-reply-to' i] a[href*='#'], a[class*='parent' i][href*='#'], a[rel~='in-reply-to']")
});
static ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:li-|div-)?(?:comments?|cmt|c|post|reply)[-_]?\d+$")
        .expect("the pattern is a constant that a test uses")
});
static BOLD_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:<p><strong>[^<.!?]{2,60}</strong>:?</p>|<h[234]>[^<.!?]{2,60}</h[234]>|<p><strong>[^<.!?]{2,60}</strong>:?\s*<br>)")
        .expect("the pattern is a constant that a test uses")
});
static AUTHORS: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[itemprop~='author'] [itemprop~='name'], [itemprop~='creator'] [itemprop~='name']",
        "[itemprop~='author'], [itemprop~='creator']",
        ".comment-author .fn, .fn",
        ".comment-author-name, .comment__author, .comment-author, .commentAuthor, .commenter, .commenter-name",
        ".names .username, .username, [rel~='author']",
        ".author, .author-name, .user-name, .name, cite",
    ])
});
static ROLES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[itemprop~='jobTitle']",
        ".comment-role, .comment__role, .commentRole, .user-role, .job-title, .jobtitle, .role, .occupation, .user-title",
    ])
});
static TIMES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "time[datetime], [itemprop~='dateCreated'], [itemprop~='datePublished'], [itemprop~='commentTime']",
        "time, [data-time], [data-timestamp], [data-posted], abbr[title]",
        ".comment-time, .comment-date, .comment__time, .comment__date, .commentDate, .comment-metadata, .timestamp, .posted",
        ".date, .time, .published, .comment__submitted, .submitted, .created",
    ])
});
static META: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[class*='comment'][class*='meta' i], .comment-header, .comment__meta, .comment-info, .commentInfo, .comment-byline",
        ".meta, .byline, .submitted, .comment__submitted, header, .info, .vcard",
    ])
});
static TEXTS: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[itemprop~='text'], [itemprop~='commentText'], [itemprop~='description'], [itemprop~='reviewBody']",
        ".comment-content, .comment-text, .comment__text, .comment__content .field--name-comment-body, .commentText, .comment_text",
        ".cooked, .comment__content, .comment__body, .comment-body__text, .comment-message, .field-name-comment-body",
        "div.comment-body, p.comment-body, section.comment-body, .commentBody, blockquote.comment-body",
        ".content, .text, .body, .message",
    ])
});
static VOTES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[itemprop~='upvoteCount']",
        "[class*='vote-count' i], [class*='votes' i], [class*='like-count' i], [class*='likes' i], [class*='recommends' i]",
        ".score, .points, .rating-count",
    ])
});
