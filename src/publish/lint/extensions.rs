//! Owns the rules of the vocabularies that RSS and Atom share: media, threads, comment counts, Dublin Core.

use super::checker::Checker;
use super::finding::Spot;
use super::html;
use super::tree::Element;
use super::values::{self, TimeStyle};

/// Checks one element of a namespace; of those it does not know it says nothing.
pub(super) fn check(checker: &mut Checker<'_>, here: Spot<'_>, element: &Element) {
    match element.name.as_str() {
        "slash:comments" | "thr:total" => checker.number(here, &element.text, 0),
        "wfw:commentRSS" => {
            checker.findings.warning(here, "CommentRSS", "no reader knows it in capitals", "write wfw:commentRss");
        }
        "thr:in-reply-to" => in_reply_to(checker, here, element),
        "thr:when" => checker.findings.error(here, "NoThrWhen", "it is no element of RFC 4685", "leave it out"),
        "fh:archive" | "fh:complete" if !element.text.trim().is_empty() || !element.children.is_empty() => {
            checker.findings.error(here, "UnexpectedText", "it holds something, and is but a mark", "leave it empty");
        }
        "dc:date" => {
            checker.time(here, &element.text, TimeStyle::Atom);
        }
        "dc:language" => checker.language(here, &element.text),
        "media:content" | "media:thumbnail" | "media:group" => media(checker, here, element),
        name => similar(checker, here, name),
    }
}

fn in_reply_to(checker: &mut Checker<'_>, here: Spot<'_>, element: &Element) {
    if let Some(reference) = checker.needed(here, element, "ref") {
        checker.address(here, reference);
        if !values::is_canonical(reference) {
            let what = format!("{reference:?} can be spelt otherwise");
            checker.findings.warning(
                here,
                "NonCanonicalURI",
                what,
                "write the id letter by letter as its entry has it",
            );
        }
    }
    for name in ["href", "source"] {
        if let Some(address) = element.attribute(name) {
            checker.address(here, address);
        }
    }
    if let Some(kind) = element.attribute("type") {
        checker.media_type(here, kind);
    }
}

fn media(checker: &mut Checker<'_>, here: Spot<'_>, element: &Element) {
    if element.name == "media:group" && element.all("media:content").count() < 2 {
        let what = "it has fewer than two alternatives";
        checker.findings.error(here, "MediaGroupWithoutAlternatives", what, "use media:content alone");
    }
    if element.name == "media:thumbnail" && element.attribute("url").is_none() {
        checker.findings.error(here, "MissingAttribute", "it has no url", "add the attribute");
    }
    if let Some(url) = element.attribute("url") {
        checker.address(here, url);
    }
    if let Some(kind) = element.attribute("type") {
        checker.media_type(here, kind);
    }
    let known = ["image", "audio", "video", "document", "executable"];
    if let Some(medium) = element.attribute("medium").filter(|medium| !known.contains(medium)) {
        let what = format!("{medium:?} is no medium");
        checker.findings.error(here, "InvalidMediaMedium", what, "write image, audio, video or document");
    }
    for name in ["width", "height", "fileSize"] {
        if let Some(number) = element.attribute(name) {
            checker.number(here, number, 1);
        }
    }
    for child in &element.children {
        let within = here.of(&child.name);
        match (child.name.as_str(), child.attribute("type")) {
            ("media:description" | "media:title", Some("html")) => {
                html::check(&mut checker.findings, within, &child.text);
            }
            ("media:description" | "media:title" | "media:text", Some(kind)) if kind != "plain" => {
                let what = format!("type={kind:?} is neither plain nor html");
                checker.findings.error(within, "InvalidMediaTextType", what, "write one of them");
            }
            ("media:description" | "media:title" | "media:credit", _) => checker.plain(within, &child.text),
            ("media:content" | "media:thumbnail", _) => media(checker, within, child),
            _ => {}
        }
    }
}

/// A namespace that is a slip of the pen away from a known one is no namespace any reader knows.
fn similar(checker: &mut Checker<'_>, here: Spot<'_>, name: &str) {
    let Some((space, _)) = name.strip_prefix('{').and_then(|name| name.split_once('}')) else { return };
    let folded = space.trim_end_matches(['/', '#']).to_ascii_lowercase().replace("https://", "http://");
    let known = [
        "http://search.yahoo.com/mrss",
        "http://www.w3.org/2005/atom",
        "http://purl.org/dc/elements/1.1",
        "http://purl.org/rss/1.0/modules/content",
        "http://purl.org/rss/1.0/modules/slash",
        "http://wellformedweb.org/commentapi",
        "http://purl.org/syndication/thread/1.0",
        "http://purl.org/syndication/history/1.0",
    ];
    if known.contains(&folded.as_str()) {
        let what = format!("the namespace {space:?} is almost, and so not, one that readers know");
        checker.findings.error(here, "InvalidNamespace", what, "write the namespace letter by letter");
    }
}
