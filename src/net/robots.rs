//! Owns robots.txt (RFC 9309): what one says to us, and whether it lets us ask for an address. Pure; what comes in may
//! be anything.

use std::fmt;
use std::time::Duration;

use url::Url;

/// The name by which a site can speak to us.
pub const PRODUCT_TOKEN: &str = "postround";

/// What is read of a file; the rest is left (RFC 9309 section 2.5).
pub const READ_AT_MOST: usize = 500 * 1024;

/// A longer delay would keep one round busy for days; a site that wants that can say "Disallow".
const LONGEST_DELAY: f64 = 120.0;

/// So many sitemaps are kept of one file.
const MOST_SITEMAPS: usize = 100;

/// What a robots.txt says to us.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    delay: Option<Duration>,
    sitemaps: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allows: bool,
    /// In the form of [`normalised`]; `*` stands for anything.
    pattern: String,
    /// The pattern ends where the address ends.
    to_the_end: bool,
}

/// Whom a group of lines speaks to.
#[derive(Debug, Clone, Copy, Default)]
struct Audience {
    us: bool,
    everybody: bool,
}

enum Line<'a> {
    Agent(&'a str),
    Rule { allows: bool, pattern: &'a str },
    Delay(&'a str),
    Sitemap(&'a str),
    Other,
}

impl Robots {
    /// Reads the file. Nothing in it can fail: lines that make no sense say nothing.
    pub fn parse(bytes: &[u8]) -> Self {
        Self::kept(&bytes[..bytes.len().min(READ_AT_MOST)])
    }

    /// Reads what was kept of a file: all of it, as it may be longer than the file was.
    pub(super) fn kept(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        let (mut ours, mut all) = (Self::default(), Self::default());
        let (mut named, mut audience, mut in_agents) = (false, Audience::default(), false);
        for line in text.split(['\r', '\n']) {
            match line_of(line) {
                Line::Agent(agent) => {
                    if !in_agents {
                        audience = Audience::default();
                    }
                    in_agents = true;
                    audience.us |= is_us(agent);
                    audience.everybody |= agent.starts_with('*');
                    named |= audience.us;
                }
                Line::Rule { allows, pattern } => {
                    in_agents = false;
                    if let Some(rule) = Rule::new(allows, pattern) {
                        audience.take(&mut ours, &mut all, |to| to.rules.push(rule.clone()));
                    }
                }
                Line::Delay(delay) => {
                    in_agents = false;
                    if let Some(delay) = seconds(delay) {
                        audience.take(&mut ours, &mut all, |to| to.delay = to.delay.max(Some(delay)));
                    }
                }
                // Speaks to everybody wherever it stands, and ends no group.
                Line::Sitemap(address) if all.sitemaps.len() < MOST_SITEMAPS && !address.is_empty() => {
                    all.sitemaps.push(address.to_owned());
                }
                Line::Sitemap(_) | Line::Other => {}
            }
        }
        let sitemaps = std::mem::take(&mut all.sitemaps);
        Self { sitemaps, ..if named { ours } else { all } }
    }

    /// The line that forbids an address, or `None` where it may be asked for. The longest pattern that fits decides;
    /// of two that are as long, the one that allows (RFC 9309 section 2.2.2).
    pub fn forbids(&self, url: &Url) -> Option<String> {
        if url.path() == "/robots.txt" {
            return None;
        }
        let address = address_of(url);
        let fitting = self.rules.iter().filter(|rule| rule.fits(&address));
        let decides = fitting.max_by_key(|rule| (rule.length(), rule.allows))?;
        (!decides.allows).then(|| decides.to_string())
    }

    /// The pause it asks for between two requests; at most two minutes.
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }

    /// The sitemaps it names, as they are written.
    pub fn sitemaps(&self) -> &[String] {
        &self.sitemaps
    }
}

/// As a robots.txt that says the same to us: what is kept of one.
impl fmt::Display for Robots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "User-agent: {PRODUCT_TOKEN}")?;
        for rule in &self.rules {
            writeln!(f, "{rule}")?;
        }
        if let Some(delay) = self.delay {
            writeln!(f, "Crawl-delay: {}", delay.as_secs_f64())?;
        }
        self.sitemaps.iter().try_for_each(|address| writeln!(f, "Sitemap: {address}"))
    }
}

impl Audience {
    fn take(self, ours: &mut Robots, all: &mut Robots, give: impl Fn(&mut Robots)) {
        if self.us {
            give(ours);
        }
        if self.everybody {
            give(all);
        }
    }
}

impl Rule {
    /// `None` where it says nothing: an empty "Disallow:" forbids nothing.
    fn new(allows: bool, pattern: &str) -> Option<Self> {
        let (pattern, to_the_end) = match pattern.strip_suffix('$') {
            Some(rest) => (rest, true),
            None => (pattern, false),
        };
        let is_whole_address = pattern.starts_with("http") && pattern.contains("://");
        if (pattern.is_empty() && !to_the_end) || is_whole_address {
            return None;
        }
        // Written without its first slash often enough, and then meant as if it had one.
        let slash = if pattern.starts_with(['/', '*']) { "" } else { "/" };
        Some(Self { allows, pattern: format!("{slash}{}", normalised(pattern, true)), to_the_end })
    }

    fn length(&self) -> usize {
        self.pattern.len() + usize::from(self.to_the_end)
    }

    fn fits(&self, address: &str) -> bool {
        let mut parts = self.pattern.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = address.strip_prefix(first) else { return false };
        let parts: Vec<&str> = parts.collect();
        let Some((last, middle)) = parts.split_last() else { return !self.to_the_end || rest.is_empty() };
        // The earliest place is always as good as a later one, so nothing is tried twice.
        for part in middle {
            let Some((_, after)) = rest.split_once(part) else { return false };
            rest = after;
        }
        if self.to_the_end { rest.ends_with(last) } else { rest.contains(last) }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, end) = (if self.allows { "Allow" } else { "Disallow" }, if self.to_the_end { "$" } else { "" });
        write!(f, "{word}: {}{end}", self.pattern)
    }
}

fn line_of(line: &str) -> Line<'_> {
    let blank = |c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}';
    let line = line.split('#').next().unwrap_or_default().trim_matches(blank);
    // Some write a blank in place of the colon.
    let Some((key, value)) = line.split_once(':').or_else(|| line.split_once(blank)) else { return Line::Other };
    let value = value.trim_matches(blank);
    match key.trim_matches(blank).to_ascii_lowercase().as_str() {
        "user-agent" | "useragent" | "user agent" => Line::Agent(value),
        "allow" => Line::Rule { allows: true, pattern: value },
        "disallow" | "dissallow" | "disalow" => Line::Rule { allows: false, pattern: value },
        "crawl-delay" | "crawldelay" => Line::Delay(value),
        "sitemap" | "site-map" => Line::Sitemap(value),
        _ => Line::Other,
    }
}

/// Whether a product token, with whatever version stands after it, is ours.
fn is_us(agent: &str) -> bool {
    let end = agent.find(|c: char| !c.is_ascii_alphabetic() && c != '-' && c != '_').unwrap_or(agent.len());
    agent[..end].eq_ignore_ascii_case(PRODUCT_TOKEN)
}

fn seconds(text: &str) -> Option<Duration> {
    let number = text.replace(',', ".").trim_end_matches('s').trim_end().parse::<f64>().ok()?;
    (number >= 0.0).then(|| Duration::from_secs_f64(number.min(LONGEST_DELAY)))
}

fn address_of(url: &Url) -> String {
    let mut address = normalised(url.path(), false);
    if let Some(query) = url.query() {
        address.push('?');
        address += &normalised(query, false);
    }
    address
}

/// The form in which two spellings of an address are the same: unreserved characters as they are, reserved ones as
/// they are written, all else percent-encoded in capitals. A `*` or `$` that stands for itself is encoded, and so is a `%`
/// that begins nothing: with what is decoded behind it, it would.
fn normalised(text: &str, is_pattern: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let coded = (byte == b'%').then(|| bytes.get(at..at + 2).and_then(hex_pair)).flatten();
        let (byte, was_coded) = match coded {
            Some(decoded) => {
                at += 2;
                (decoded, true)
            }
            None => (byte, false),
        };
        let unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let reserved = b":/?#[]@!&'()+,;=".contains(&byte) || (byte == b'*' && is_pattern);
        if unreserved || (reserved && !was_coded) {
            out.push(byte.into());
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

fn hex_pair(pair: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let [high, low] = pair else { return None };
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

#[cfg(test)]
mod tests;
