//! Owns the check of a whole feed document against the rules it must satisfy: RFC 4287, RFC 4685, RFC 5005, RSS 2.0 and
//! its profile, JSON Feed 1.1, and what the W3C feed validator warns of. Pure: bytes in, findings out.

mod atom;
mod checker;
mod extensions;
mod finding;
mod history;
mod html;
mod json;
mod known;
mod rss;
mod tree;
mod values;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use encoding_rs::Encoding;

use super::channel::Ending;
use super::text;
use checker::Checker;
pub use finding::{Finding, Severity};
use finding::{Findings, Spot};
pub use tree::{Element, Malformed, parse};
pub use values::{ends_element, is_marked_up};

/// Beyond it the W3C validator reads no further, in bytes.
pub(super) const VALIDATORS_LIMIT: usize = 5_000_000;

/// Beyond it some readers give up, in bytes.
const LARGE: usize = 1_000_000;

/// What a feed should stay under, in bytes.
const COMFORTABLE: usize = 500_000;

/// What is known of a document beside its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// The present: times after it are not true.
    pub now: DateTime<Utc>,
    /// The address it was got from, or will stand at.
    pub address: Option<&'a str>,
    /// The media type it was served as, with its parameters.
    pub media_type: Option<&'a str>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The format, where it is one of the three.
    pub format: Option<Ending>,
    /// The number of entries.
    pub entries: usize,
    /// The gravest first.
    pub findings: Vec<Finding>,
}

impl Report {
    /// The findings of one severity.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.severity == severity)
    }
}

/// Checks a document.
pub fn check(bytes: &[u8], surroundings: &Surroundings<'_>) -> Report {
    let mut checker = Checker { findings: Findings::default(), now: surroundings.now, address: surroundings.address };
    let at = Spot { name: "the document", ..Spot::default() };
    size(&mut checker.findings, at, bytes.len());
    let text = decoded(&mut checker.findings, at, bytes);
    let json = text.trim_start().starts_with('{');
    characters(&mut checker.findings, at, &text, json);
    let (format, entries) =
        if json { (Some(Ending::Json), json::check(&mut checker, &text)) } else { xml(&mut checker, at, &text) };
    if let (Some(served), Some(format)) = (surroundings.media_type, format) {
        media_type(&mut checker.findings, at, served, format);
    }
    Report { format, entries, findings: checker.findings.sorted() }
}

fn xml(checker: &mut Checker<'_>, at: Spot<'_>, document: &str) -> (Option<Ending>, usize) {
    if !document.starts_with("<?xml") {
        let what = "it does not begin with an XML declaration";
        checker.findings.advice(at, "MissingEncoding", what, "begin with <?xml version=\"1.0\" encoding=\"utf-8\"?>");
    }
    if document.contains("<!DOCTYPE") {
        let cure = "leave the DOCTYPE out: readers refuse it or ignore it";
        checker.findings.warning(at, "InvalidDoctype", "it has a DOCTYPE", cure);
    }
    if document.contains("<?xml-stylesheet") {
        let what = "it names a style sheet, which browsers no longer apply";
        checker.findings.advice(at, "Stylesheet", what, "give people a page of their own");
    }
    let root = match parse(document) {
        Ok(root) => root,
        Err(malformed) => {
            let at = Spot { line: Some(malformed.line), ..at };
            checker.findings.error(at, "SAXError", malformed.what, "write well-formed XML");
            return (None, 0);
        }
    };
    for element in root.walk() {
        let values = element.attributes.iter().map(|(_, value)| value.as_str()).chain([element.text.as_str()]);
        if let Some(c) = values.filter(|value| !text::is_calm(value)).flat_map(str::chars).find(|c| !is_xml(*c)) {
            let at = Spot { line: Some(element.line), ..at }.of(&element.name);
            checker.findings.error(at, "SAXError", format!("it holds {c:?}, which XML cannot"), "take it out");
        }
        if text::is_read_twice(&element.text) {
            let at = Spot { line: Some(element.line), ..at }.of(&element.name);
            let what = "letters were read in another encoding than they were written in";
            checker.findings.warning(at, "BadCharacters", what, "decode once, as UTF-8");
        }
    }
    match root.name.as_str() {
        "rss" => (Some(Ending::Rss), rss::check(checker, &root)),
        "feed" if document.contains("http://www.w3.org/2005/Atom") => (Some(Ending::Atom), atom::check(checker, &root)),
        other => {
            let at = Spot { line: Some(root.line), ..at };
            let what = format!("<{other}> begins no feed of RSS 2.0, Atom 1.0 or JSON Feed");
            checker.findings.error(at, "UndefinedElement", what, "check a feed of one of these formats");
            (None, 0)
        }
    }
}

fn size(findings: &mut Findings, at: Spot<'_>, bytes: usize) {
    let cure = "hold fewer entries, and link the rest as archives (RFC 5005)";
    let what = format!("it has {} kB", bytes / 1000);
    match bytes {
        _ if bytes > VALIDATORS_LIMIT => findings.error(at, "ValidatorLimit", what, cure),
        _ if bytes > LARGE => findings.warning(at, "TooLarge", what, cure),
        _ if bytes > COMFORTABLE => findings.advice(at, "TooLarge", what, cure),
        _ => {}
    }
}

/// The text, in whatever encoding it is declared to be.
fn decoded<'a>(findings: &mut Findings, at: Spot<'_>, bytes: &'a [u8]) -> Cow<'a, str> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let declared = head.split_once("encoding=").and_then(|(_, rest)| {
        let quote = rest.chars().next()?;
        rest[1..].split(quote).next().map(str::to_owned)
    });
    let encoding = Encoding::for_bom(bytes)
        .map(|(encoding, _)| encoding)
        .or_else(|| declared.as_deref().and_then(|label| Encoding::for_label(label.as_bytes())))
        .unwrap_or(encoding_rs::UTF_8);
    if encoding != encoding_rs::UTF_8 {
        let what = format!("it is written in {}", encoding.name());
        findings.warning(at, "NotUTF8", what, "write UTF-8");
    } else if let Some(label) = declared.filter(|label| !label.eq_ignore_ascii_case("utf-8")) {
        let what = format!("its declaration names the encoding {label:?}");
        findings.error(at, "UnknownEncoding", what, "write encoding=\"utf-8\"");
    }
    let (text, _, broken) = encoding.decode(bytes);
    if broken {
        let what = format!("some of its bytes are no {}", encoding.name());
        findings.error(at, "UnicodeError", what, "write UTF-8");
    }
    text
}

/// Characters that cannot stand in a feed, and those that stand there by mistake.
fn characters(findings: &mut Findings, at: Spot<'_>, document: &str, json: bool) {
    for (line, words) in (1..).zip(document.lines()).filter(|(_, words)| !text::is_calm(words)) {
        let at = Spot { line: (!json).then_some(line), ..at };
        if let Some(c) = words.chars().find(|c| matches!(c, '\u{80}'..='\u{9F}' | '\u{FFFD}')) {
            let what = format!("it holds U+{:04X}", u32::from(c));
            findings.warning(at, "BadCharacters", what, "read windows-1252 as what it is");
        }
    }
}

/// XML 1.0, section 2.2.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

fn media_type(findings: &mut Findings, at: Spot<'_>, served: &str, format: Ending) {
    let mut parts = served.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let others: &[&str] = match format {
        Ending::Rss | Ending::Atom => &["application/xml", "text/xml"],
        Ending::Json => &["application/json"],
    };
    if others.contains(&essence.as_str()) {
        let what = format!("it is served as {essence}");
        findings.advice(at, "NonSpecificMediaType", what, "serve it as the media type of its format");
    } else if essence != format.media_type() {
        let what = format!("it is served as {essence:?}, not as {}", format.media_type());
        findings.warning(at, "UnexpectedContentType", what, "serve it as the media type of its format");
    }
    let charset = parts.find_map(|part| part.strip_prefix("charset=")).map(|charset| charset.trim_matches('"'));
    if charset.is_some_and(|charset| !charset.eq_ignore_ascii_case("utf-8")) {
        let what = format!("it is served as {served:?}");
        findings.warning(at, "EncodingMismatch", what, "serve it as charset=utf-8");
    }
}
