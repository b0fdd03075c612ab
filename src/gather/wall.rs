//! Owns the recognition of what stands in front of a site: a check for robots, a login, a parked domain. Such an answer
//! says nothing of articles: it is never read, never stored, and is told as the state of its source.
//!
//! A page with many words is never a wall, so that an article about walls is none. Beyond that each wall is known by what
//! its maker must put into it, not by words a journalist may use.

mod marks;
mod skim;

use url::Url;

use crate::domain::SourceState;
use marks::{APPEALS, BOTS, DEFAULT_TITLES, FOR_SALE, LOGIN_WORDS, PARKING_HOSTS};
use skim::Skim;

/// Only so many bytes are looked at.
const LOOKED_AT: usize = 64 * 1024;

/// What stands in front of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wall {
    /// A check for robots, and whose it is.
    Bot(&'static str),
    /// A login.
    Login,
    /// A parked domain or a server without a site, and what shows it.
    Parked(&'static str),
}

impl Wall {
    /// The state it puts its source in.
    pub fn state(self) -> SourceState {
        match self {
            Self::Bot(_) => SourceState::BotWall,
            Self::Login => SourceState::Login,
            Self::Parked(_) => SourceState::Parked,
        }
    }
}

impl std::fmt::Display for Wall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bot(whose) => write!(f, "a check for robots stands in front of the page ({whose})"),
            Self::Login => f.write_str("a login stands in front of the page"),
            Self::Parked(what) => write!(f, "there is no site behind the address any more ({what})"),
        }
    }
}

/// An answer that is a wall, in place of a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{wall}")]
pub struct Walled {
    /// What it is.
    pub wall: Wall,
    /// The first words of it.
    pub words: String,
}

/// Refuses an answer that is a wall.
pub fn refuse(status: u16, asked: &Url, last: &Url, content_type: Option<&str>, body: &[u8]) -> Result<(), Walled> {
    match wall(status, asked, last, content_type, body) {
        Some(wall) => Err(Walled { wall, words: Skim::of(&body[..body.len().min(LOOKED_AT)]).first_words(300) }),
        None => Ok(()),
    }
}

/// What an answer is, if it is a wall. `asked` is the address that was asked for, `last` the one after redirects.
pub fn wall(status: u16, asked: &Url, last: &Url, content_type: Option<&str>, body: &[u8]) -> Option<Wall> {
    let body = &body[..body.len().min(LOOKED_AT)];
    if !is_html(content_type, body) {
        return None;
    }
    let page = Skim::of(body);
    if page.is_long() {
        return None;
    }
    // A page that is gone says so in a site's own frame, which may hold a login or an advertisement.
    let whole = !matches!(status, 404 | 410 | 500..=502 | 504..=599);
    bot(&page).or_else(|| whole.then(|| login(&page, asked, last)).flatten()).or_else(|| parked(&page))
}

fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    let kind = content_type.map(str::to_ascii_lowercase);
    if kind.as_deref().is_none_or(|kind| kind.contains("html")) {
        return true;
    }
    // Walls are sent in place of feeds and API answers too.
    let start: Vec<u8> = body.iter().skip_while(|byte| byte.is_ascii_whitespace()).take(14).copied().collect();
    let start = start.to_ascii_lowercase();
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
}

fn bot(page: &Skim) -> Option<Wall> {
    for mark in BOTS {
        let known = mark.any.iter().any(|any| page.html.contains(any)) || mark.titles.contains(&page.title.as_str());
        let surely = mark.and.is_empty() || mark.and.iter().any(|also| page.html.contains(also));
        if known && surely && page.words.len() <= mark.words && !(mark.weak && page.is_article()) {
            return Some(Wall::Bot(mark.whose));
        }
    }
    let appeals = APPEALS.iter().any(|appeal| page.title.contains(appeal) || page.words.contains(appeal));
    let tests = ["captcha", "turnstile", "challenge"].iter().any(|test| page.html.contains(test));
    let bare = page.words.len() <= 800 && !page.is_article() && page.links <= 12;
    (appeals && tests && bare).then_some(Wall::Bot("one of unknown make"))
}

fn login(page: &Skim, asked: &Url, last: &Url) -> Option<Wall> {
    if !page.has_password() {
        return None;
    }
    if is_login_address(last) && !is_login_address(asked) {
        return Some(Wall::Login);
    }
    if page.is_article() || page.words.len() > 1500 {
        return None;
    }
    let says = |text: &str| LOGIN_WORDS.iter().any(|word| text.contains(word));
    let headed = says(&page.heading) || (page.heading.is_empty() && says(&page.title));
    let bare = page.words.len() <= 300 && page.links <= 8 && !page.html.contains("<h2");
    ((headed && page.links <= 40 && !page.html.contains("<h2")) || (bare && says(&page.words))).then_some(Wall::Login)
}

/// Whether a part of the host or of the path is a word for logging in.
fn is_login_address(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let first = host.split('.').next().unwrap_or_default();
    let is_word = |part: &str| {
        let part: String = part.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let part = part.trim_end_matches("html").trim_end_matches("php").trim_end_matches("aspx");
        matches!(part, "login" | "signin" | "logon" | "sso" | "userlogin" | "memberlogin" | "wplogin" | "authenticate")
    };
    is_word(first) || url.path().split('/').any(is_word)
}

fn parked(page: &Skim) -> Option<Wall> {
    if let Some((_, what)) = DEFAULT_TITLES.iter().find(|(title, _)| page.title == *title) {
        return Some(Wall::Parked(what));
    }
    if page.is_article() || page.words.len() > 1500 {
        return None;
    }
    if page.heading == "it works!" && page.words.len() <= 60 {
        return Some(Wall::Parked("the first page of a web server"));
    }
    if PARKING_HOSTS.iter().any(|host| page.loads_from(host)) {
        return Some(Wall::Parked("a page of a parking service"));
    }
    let says = |text: &str| FOR_SALE.iter().any(|phrase| text.contains(phrase));
    let bare = page.words.len() <= 400 && page.links <= 10 && !page.html.contains("<h2");
    (says(&page.title) || (bare && (says(&page.heading) || says(&page.words))))
        .then_some(Wall::Parked("the domain is for sale, expired or suspended"))
}

#[cfg(test)]
mod tests;
