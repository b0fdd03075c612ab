//! Owns who wrote one comment when, and its words: by the operator's selectors where there are some, else by the names
//! that sites give to authors, times and words, else by how the first lines read.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use regex::Regex;
use scraper::{ElementRef, Selector};

use super::super::clean::{self, Cleaned};
use super::super::dates;
use super::super::kind::Page;
use super::super::options::CommentRules;
use super::super::pick::{self, selector, short_words, words};
use super::boilerplate;
use super::byline::{self, Byline};
use super::marks;
use super::names::{AUTHORS, BADGES, META, ROLES, TEXTS, TIMES};
use super::place;
use super::raw::Raw;
use super::reader::Reader;
use super::section::{Section, parents};
use super::subject::Subject;
use super::votes;

const MAX_NAME: usize = 100;

/// Reads one comment.
pub(super) fn read<'a>(
    item: ElementRef<'a>,
    section: &Section<'a>,
    rules: Option<&CommentRules>,
    page: &Page<'_>,
) -> Raw<'a> {
    let reader = Reader { item, section, rules, page };
    let names = byline_of(&reader);
    let mut said = words_of(&reader, &names);
    let mut byline = names.byline;
    if let Some(leading) = said.leading.take() {
        byline.author = byline.author.or(leading.author);
        byline.role = byline.role.or(leading.role);
        if byline.posted.is_none() {
            (byline.posted, byline.is_absolute) = (leading.posted, leading.is_absolute);
        }
    }
    let (author, badge) = byline.author.map_or((None, false), |name| boilerplate::without_badge(&name));
    let is_staff_role = byline.role.as_deref().is_some_and(boilerplate::is_staff_badge);
    Raw {
        item,
        id: marks::id(&reader),
        author: author.filter(|name| !boilerplate::is_removed(name)),
        role: byline.role,
        posted: byline.posted,
        posted_is_absolute: byline.is_absolute,
        text: said.cleaned.text,
        html: said.cleaned.html,
        votes: votes::read(&reader),
        parent: place::parent(&reader),
        level: place::level(item),
        permalink: marks::permalink(&reader),
        by_staff: badge || is_staff_role || names.has_badge || marks::is_marked_staff(item),
    }
}

/// Who and when, and the elements that say so.
struct Names<'a> {
    byline: Byline,
    elements: Vec<ElementRef<'a>>,
    has_badge: bool,
}

struct Said {
    cleaned: Cleaned,
    /// What the first lines said of the author, where no element did.
    leading: Option<Byline>,
}

fn byline_of<'a>(reader: &Reader<'a, '_>) -> Names<'a> {
    let mut elements = Vec::new();
    let mut byline = Byline::default();
    let badges: Vec<ElementRef<'a>> = BADGES
        .iter()
        .flat_map(|css| reader.own(css))
        .filter(|badge| short_words(*badge, 40).is_some_and(|words| boilerplate::is_staff_badge(&words)))
        .collect();
    if let Some(css) = reader.rule(|rules| rules.author.as_ref()) {
        byline = reader.by_rule(css).map(|name| named_by_rule(reader, &name)).unwrap_or_default();
        elements.extend(reader.elements_of_rule(css));
    } else if let Some(element) = reader.first(&AUTHORS, |element| is_short(element) && !badges.contains(&element)) {
        byline = byline::read(&words_without(element, &badges), reader.page);
        elements.push(element);
    } else if let Some(term) = term_before(reader.item) {
        byline = byline::read(&words_without(term, &badges), reader.page);
    }
    if let Some(css) = reader.rule(|rules| rules.role.as_ref()) {
        byline.role = reader.by_rule(css).map(|role| clean::plain(&role));
        elements.extend(reader.elements_of_rule(css));
    } else if let Some(element) = reader.first(&ROLES, is_short) {
        byline.role = Some(role_of(reader, element));
        elements.push(element);
    }
    add_time(reader, &mut byline, &mut elements);
    add_meta(reader, &badges, &mut byline, &mut elements);
    byline.role = byline.role.filter(|role| !role.is_empty());
    let has_badge = !badges.is_empty();
    elements.extend(badges);
    Names { byline, elements, has_badge }
}

/// What an operator's selector for the author gives: where the site glues role and time to the name, all three.
fn named_by_rule(reader: &Reader<'_, '_>, name: &str) -> Byline {
    let read = byline::read(name, reader.page);
    if read.posted.is_some() { read } else { Byline { author: Some(clean::plain(name)), ..Byline::default() } }
}

/// A `dl` names the author in the term before the words.
fn term_before(item: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let before = item.prev_siblings().find_map(ElementRef::wrap).filter(|_| item.value().name() == "dd")?;
    (before.value().name() == "dt" && is_within(before, 160)).then_some(before)
}

fn words_without(element: ElementRef<'_>, badges: &[ElementRef<'_>]) -> String {
    let all = words(element);
    let within = |badge: &&ElementRef<'_>| parents(**badge).any(|outer| outer == element);
    badges.iter().filter(within).fold(all, |all, badge| clean::plain(&all.replacen(&words(*badge), " ", 1)))
}

/// The role, to which the time may be glued.
fn role_of(reader: &Reader<'_, '_>, element: ElementRef<'_>) -> String {
    let role = words(element);
    dates::split_trailing(&role, reader.page.fetched, reader.page.zone).map_or(role, |(role, _)| role)
}

fn add_time<'a>(reader: &Reader<'a, '_>, byline: &mut Byline, elements: &mut Vec<ElementRef<'a>>) {
    if let Some(css) = reader.rule(|rules| rules.time.as_ref()) {
        let times = pick::times(reader.item, css, |element| reader.is_own(element));
        let found = times.iter().find_map(|text| time_in(reader, text));
        (byline.posted, byline.is_absolute) = found.map_or((None, false), |(at, absolute)| (Some(at), absolute));
        elements.extend(reader.elements_of_rule(css));
        return;
    }
    let is_time = |element| !says_edited(reader, element) && time_of(reader, element).is_some();
    if byline.posted.is_none()
        && let Some(element) = reader.first(&TIMES, is_time)
    {
        (byline.posted, byline.is_absolute) =
            time_of(reader, element).map_or((None, false), |(at, absolute)| (Some(at), absolute));
        elements.push(element);
    }
}

/// Whether a time is that of an edit: by its name, by its words, or by the words right before it.
fn says_edited<'a>(reader: &Reader<'a, '_>, element: ElementRef<'a>) -> bool {
    static EDITED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:edited|updated|modified|amended|changed)\b(?:\s+(?:on|at|by))?\W*$")
            .expect("the pattern is a constant that a test uses")
    });
    let named = |element: ElementRef<'_>| {
        element.value().classes().any(|class| {
            let class = class.to_ascii_lowercase();
            class.contains("edited") || class.contains("modified")
        }) || element.attr("itemprop").is_some_and(|name| name == "dateModified")
    };
    let around = parents(element).take_while(|outer| *outer != reader.item).take(2);
    let before = element.prev_sibling().and_then(|node| node.value().as_text().map(|text| text.trim().to_owned()));
    std::iter::once(element).chain(around).any(named)
        || before.is_some_and(|before| EDITED.is_match(&before))
        || boilerplate::begins_edited(&words(element))
}

fn add_meta<'a>(
    reader: &Reader<'a, '_>,
    badges: &[ElementRef<'a>],
    byline: &mut Byline,
    elements: &mut Vec<ElementRef<'a>>,
) {
    let Some(meta) = reader.first(&META, |element| is_within(element, 160)) else { return };
    let read = byline::read(&words_without(meta, badges), reader.page);
    if reader.rule(|rules| rules.role.as_ref()).is_none() && byline.role.is_none() && read.posted.is_some() {
        byline.role = read.role.filter(|_| byline.author.is_none() || byline.author == read.author);
    }
    if reader.rule(|rules| rules.author.as_ref()).is_none() && byline.author.is_none() {
        byline.author = read.author;
    }
    if reader.rule(|rules| rules.time.as_ref()).is_none() && byline.posted.is_none() {
        (byline.posted, byline.is_absolute) = (read.posted, read.is_absolute);
    }
    elements.push(meta);
}

fn time_in(reader: &Reader<'_, '_>, text: &str) -> Option<(DateTime<Utc>, bool)> {
    let at = dates::find(text, reader.page.fetched, reader.page.zone)?;
    Some((at, dates::is_absolute(text)))
}

fn time_of(reader: &Reader<'_, '_>, element: ElementRef<'_>) -> Option<(DateTime<Utc>, bool)> {
    const ATTRIBUTES: [&str; 6] = ["datetime", "content", "data-time", "data-timestamp", "data-posted", "title"];
    let attributes = ATTRIBUTES.iter().filter_map(|key| element.attr(key)).find_map(|text| time_in(reader, text));
    attributes.or_else(|| time_in(reader, &short_words(element, MAX_NAME)?))
}

fn words_of<'a>(reader: &Reader<'a, '_>, names: &Names<'a>) -> Said {
    let css = reader.rule(|rules| rules.text.as_ref());
    let bodies: Vec<ElementRef<'a>> = match css {
        Some(css) => reader.elements_of_rule(css),
        None => reader.first(&TEXTS, |element| !words(element).is_empty()).into_iter().collect(),
    };
    let mut without: Vec<ElementRef<'a>> =
        reader.item.select(&ANY).filter(|part| is_control_or_reply(reader, *part)).collect();
    let subject = Subject::of(reader, &names.elements).filter(|_| css.is_none());
    without.extend(subject.as_ref().map(|subject| subject.element));
    let with_subject = |said: Cleaned| match &subject {
        Some(subject) => subject.above(said, reader.page.url),
        None => said,
    };
    if !bodies.is_empty() || css.is_some() {
        let outermost = bodies.iter().filter(|body| !parents(**body).any(|outer| bodies.contains(&outer)));
        let html: Vec<String> = outermost.map(|body| pick::markup(*body, &without)).collect();
        let is_named = names.byline.author.is_some() || names.byline.posted.is_some() || css.is_some();
        without.extend(&bodies);
        let leading = if is_named { None } else { beside(reader, &without) };
        return Said { cleaned: with_subject(cleaned(reader, &html.join("<br><br>"))), leading };
    }
    without.extend(&names.elements);
    let cleaned = cleaned(reader, &pick::markup(reader.item, &without));
    let said =
        if names.byline.posted.is_some() { Said { cleaned, leading: None } } else { split_leading(reader, cleaned) };
    Said { cleaned: with_subject(said.cleaned), ..said }
}

/// Who and when, from what stands beside the words of a comment, as in a forum's table.
fn beside<'a>(reader: &Reader<'a, '_>, without: &[ElementRef<'a>]) -> Option<Byline> {
    let rest = cleaned(reader, &pick::markup(reader.item, without));
    let lines: Vec<String> = rest.text.split(['\n', '|']).map(clean::plain).filter(|line| !line.is_empty()).collect();
    byline::leading(&lines, reader.page).map(|(byline, _)| byline)
}

fn cleaned(reader: &Reader<'_, '_>, html: &str) -> Cleaned {
    let cleaned = clean::fragment(html, reader.page.url);
    let bare = boilerplate::without_report(&cleaned.html);
    if bare == cleaned.html { cleaned } else { clean::fragment(&bare, reader.page.url) }
}

/// Another comment within this one, or the controls under it.
fn is_control_or_reply<'a>(reader: &Reader<'a, '_>, part: ElementRef<'a>) -> bool {
    part != reader.item && (reader.section.holds(part) || is_control_element(part))
}

/// Takes the byline off the first lines of a comment that has no marked parts.
fn split_leading(reader: &Reader<'_, '_>, cleaned: Cleaned) -> Said {
    let lines: Vec<String> = cleaned.text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if let Some((byline, taken)) = byline::leading(&lines, reader.page) {
        let html = (0..taken).fold(cleaned.html, |html, _| without_first_line(&html));
        return Said { cleaned: clean::fragment(&html, reader.page.url), leading: Some(byline) };
    }
    match BOLD_NAME.captures(&cleaned.html) {
        Some(name) if lines.len() > 1 => {
            let byline = byline::read(&lines[0], reader.page);
            let rest = cleaned.html[name[0].len()..].to_owned();
            Said { cleaned: clean::fragment(&rest, reader.page.url), leading: Some(byline) }
        }
        _ => Said { cleaned, leading: None },
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
        "button" | "form" | "nav" | "script" | "style" | "aside" => true,
        "p" | "blockquote" | "a" | "span" | "div" | "ul" | "li" | "small" | "footer" | "strong" | "em" | "td" => {
            short_words(part, 160).is_some_and(|words| boilerplate::is_control(&words))
        }
        "ins" => part.value().classes().any(|class| class.contains("ads")),
        _ => false,
    }
}

/// Takes the first line off cleaned HTML: up to a break within the first paragraph or heading, or all of that.
fn without_first_line(html: &str) -> String {
    const ENDS: [&str; 7] = ["</p>", "</h1>", "</h2>", "</h3>", "</h4>", "</h5>", "</h6>"];
    let ends = ENDS.iter().filter_map(|end| Some(html.find(end)? + end.len()));
    let end = ends.min().unwrap_or(html.len());
    match html[..end].find("<br>") {
        Some(line) => format!("<p>{}", &html[line + 4..]),
        None => html[end..].to_owned(),
    }
}

static ANY: LazyLock<Selector> = LazyLock::new(|| selector("*"));
static BOLD_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:<p><strong>[^<.!?]{2,60}</strong>:?</p>|<h[234]>[^<.!?]{2,60}</h[234]>|<p><strong>[^<.!?]{2,60}</strong>:?\s*<br>)")
        .expect("the pattern is a constant that a test uses")
});
