//! Owns the rules of RSS 2.0 and of the RSS Advisory Board's profile of it.

use std::collections::BTreeSet;

use super::checker::{Checker, Children, spot};
use super::finding::Spot;
use super::tree::Element;
use super::values::{self, TimeStyle};
use super::{extensions, history, html};

const CHANNEL: Children<'static> = Children {
    needed: &[("title", "MissingTitle"), ("link", "MissingLink"), ("description", "MissingDescription")],
    once: &[
        "language",
        "copyright",
        "managingEditor",
        "webMaster",
        "pubDate",
        "lastBuildDate",
        "generator",
        "docs",
        "cloud",
        "ttl",
        "image",
        "rating",
        "textInput",
        "skipHours",
        "skipDays",
        "atom:id",
        "atom:icon",
        "atom:logo",
    ],
    many: &["item", "category"],
};

const ITEM: Children<'static> = Children {
    needed: &[],
    once: &[
        "title",
        "link",
        "description",
        "author",
        "comments",
        "guid",
        "pubDate",
        "source",
        "content:encoded",
        "slash:comments",
        "wfw:comment",
        "wfw:commentRss",
        "thr:total",
        "atom:id",
        "atom:updated",
    ],
    many: &["category", "enclosure"],
};

/// Two ways of saying one thing, of which an item has at most one.
const TWICE: [(&str, &str); 5] = [
    ("author", "dc:creator"),
    ("pubDate", "dc:date"),
    ("guid", "atom:id"),
    ("category", "dc:subject"),
    ("source", "dc:source"),
];

/// Checks a document whose root is `rss`; answers the number of items.
pub(super) fn check(checker: &mut Checker<'_>, root: &Element) -> usize {
    let at = spot(root, "item", None);
    match root.attribute("version") {
        Some("2.0") => {}
        version => {
            let what = format!("the version is {:?}", version.unwrap_or("not given"));
            checker.findings.error(at, "InvalidRSSVersion", what, "write RSS 2.0");
        }
    }
    let Some(channel) = root.first("channel").filter(|_| root.children.len() == 1) else {
        checker.findings.error(at, "MissingElement", "rss holds one channel, and nothing else", "add the channel");
        return 0;
    };
    self::channel(checker, channel);
    let mut guids = BTreeSet::new();
    let items: Vec<&Element> = channel.all("item").collect();
    for (entry, item) in items.iter().enumerate() {
        self::item(checker, item, entry, &mut guids);
    }
    if items.iter().any(|item| item.first("slash:comments").is_some()) && channel.first("lastBuildDate").is_none() {
        let what = "items count their comments, and the channel has no lastBuildDate";
        checker.findings.warning(spot(channel, "item", None), "SlashDate", what, "say when it last changed");
    }
    items.len()
}

fn channel(checker: &mut Checker<'_>, channel: &Element) {
    let at = spot(channel, "item", None);
    checker.children(at, channel, &CHANNEL);
    for child in &channel.children {
        let here = spot(child, "item", None);
        match child.name.as_str() {
            "title" | "description" | "copyright" | "category" => words(checker, here, child, child.name == "title"),
            "link" | "docs" => checker.address(here, child.text.trim()),
            "language" => checker.language(here, &child.text),
            "ttl" => checker.number(here, &child.text, 1),
            "pubDate" | "lastBuildDate" => {
                checker.time(here, &child.text, TimeStyle::Rss);
            }
            "managingEditor" | "webMaster" => mail_address(checker, here, &child.text),
            "image" => image(checker, channel, child),
            "textInput" => checker.findings.warning(here, "AvoidTextInput", "no reader shows it", "leave it out"),
            "cloud" => checker.findings.advice(here, "Cloud", "few readers use it", "use WebSub"),
            _ => extensions::check(checker, here, child),
        }
    }
    misplaced(checker, channel);
    if channel.first("language").is_none() && channel.first("dc:language").is_none() {
        checker.findings.advice(at, "MissingDCLanguage", "it names no language", "add <language>");
    }
    let links: Vec<&Element> = channel.all("atom:link").collect();
    if !links.iter().any(|link| link.attribute("rel") == Some("self")) {
        let cure = "add <atom:link rel=\"self\"> with the document's own address";
        checker.findings.warning(at, "MissingAtomSelfLink", "it does not name its own address", cure);
    }
    history::check(checker, at, channel, &links);
}

fn misplaced(checker: &mut Checker<'_>, channel: &Element) {
    let Some(first) = channel.position("item") else { return };
    if let Some(late) = channel.children[first..].iter().find(|child| child.name != "item") {
        let cure = "let what is said of the channel stand before its items";
        checker.findings.warning(spot(late, "item", None), "MisplacedItem", "it stands behind an item", cure);
    }
}

fn image(checker: &mut Checker<'_>, channel: &Element, image: &Element) {
    let here = spot(image, "item", None);
    let allowed = Children {
        needed: &[("url", "MissingElement"), ("title", "MissingElement"), ("link", "MissingElement")],
        once: &["width", "height", "description"],
        many: &[],
    };
    checker.children(here, image, &allowed);
    for name in ["url", "link"] {
        if let Some(child) = image.first(name) {
            checker.address(spot(child, "item", None), child.text.trim());
        }
    }
    for (name, fault) in [("title", "ImageTitleDoesntMatch"), ("link", "ImageLinkDoesntMatch")] {
        if let (Some(a), Some(b)) = (image.first(name), channel.first(name))
            && a.text.trim() != b.text.trim()
        {
            let what = format!("its {name} is not the channel's");
            checker.findings.warning(here, fault, what, "write the channel's");
        }
    }
}

fn item(checker: &mut Checker<'_>, item: &Element, entry: usize, guids: &mut BTreeSet<String>) {
    let at = spot(item, "item", Some(entry));
    checker.children(at, item, &ITEM);
    if item.first("title").is_none() && item.first("description").is_none() {
        let what = "it has neither title nor description";
        checker.findings.error(at, "ItemMustContainTitleOrDescription", what, "give it a title");
    }
    for (core, other) in TWICE {
        if item.first(core).is_some() && item.first(other).is_some() {
            let what = format!("{core} and {other} say the same thing twice");
            checker.findings.warning(at, "DuplicateItemSemantics", what, "keep one of them");
        }
    }
    if item.all("enclosure").count() > 1 {
        checker.findings.warning(at, "DuplicateEnclosure", "it has several enclosures", "keep one");
    }
    if let (Some(content), description) = (item.position("content:encoded"), item.position("description"))
        && description.is_none_or(|description| description > content)
    {
        let what = "content:encoded stands without a description before it";
        checker.findings.warning(at, "NeedDescriptionBeforeContent", what, "put a summary before it");
    }
    if item.first("guid").is_none() {
        let what = "it has no guid: readers show it again when it moves";
        checker.findings.warning(at, "MissingGuid", what, "give each item an id that never changes");
    }
    for child in &item.children {
        self::value(checker, child, entry, guids);
    }
}

fn value(checker: &mut Checker<'_>, child: &Element, entry: usize, guids: &mut BTreeSet<String>) {
    let here = spot(child, "item", Some(entry));
    match child.name.as_str() {
        "title" | "category" => words(checker, here, child, true),
        "link" | "comments" | "wfw:commentRss" | "wfw:comment" => checker.address(here, child.text.trim()),
        "description" | "content:encoded" => html::check(&mut checker.findings, here, &child.text),
        "pubDate" => {
            checker.time(here, &child.text, TimeStyle::Rss);
        }
        "author" => mail_address(checker, here, &child.text),
        "guid" => guid(checker, here, child, guids),
        "enclosure" => enclosure(checker, here, child),
        "source" => {
            words(checker, here, child, false);
            if let Some(url) = checker.needed(here, child, "url") {
                checker.address(here, url);
            }
        }
        _ => extensions::check(checker, here, child),
    }
}

fn words(checker: &mut Checker<'_>, here: Spot<'_>, element: &Element, needed: bool) {
    if needed && element.text.trim().is_empty() {
        checker.findings.warning(here, "NotBlank", "it is empty", "fill it or leave it out");
    }
    // Written as HTML, `</b>` is `&lt;/b&gt;`: that every reader shows alike.
    if values::ends_element(&element.text) {
        checker.plain(here, &element.text);
    }
}

fn guid(checker: &mut Checker<'_>, here: Spot<'_>, guid: &Element, guids: &mut BTreeSet<String>) {
    let id = guid.text.trim();
    match guid.attribute("isPermaLink") {
        Some("false") if id.len() < 9 && id.bytes().all(|byte| byte.is_ascii_digit()) => {
            let what = format!("{id:?} may be another feed's too");
            checker.findings.warning(here, "NotSufficientlyUnique", what, "use an id that is unique in the world");
        }
        Some("false") => {}
        Some("true") | None => {
            if values::address_fault(id).is_some() || !id.starts_with("http") {
                let what = format!("{id:?} is no page's address, and isPermaLink says that it is");
                checker.findings.error(here, "InvalidHttpGUID", what, "write isPermaLink=\"false\"");
            }
        }
        Some(other) => {
            let what = format!("isPermaLink is {other:?}");
            checker.findings.error(here, "InvalidBooleanAttribute", what, "write true or false");
        }
    }
    if !guids.insert(id.to_owned()) {
        let what = format!("{id:?} is another item's too");
        checker.findings.error(here, "DuplicateValue", what, "give each item an id of its own");
    }
}

fn enclosure(checker: &mut Checker<'_>, here: Spot<'_>, enclosure: &Element) {
    if let Some(url) = checker.needed(here, enclosure, "url") {
        checker.address(here, url);
    }
    if let Some(length) = checker.needed(here, enclosure, "length") {
        checker.number(here, length, 0);
    }
    if let Some(kind) = checker.needed(here, enclosure, "type") {
        checker.media_type(here, kind);
    }
}

/// `name@host.example (Real Name)`.
fn mail_address(checker: &mut Checker<'_>, here: Spot<'_>, text: &str) {
    let text = text.trim();
    let address = text.split([' ', '(']).next().unwrap_or_default();
    let whole = address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !whole {
        let what = format!("{text:?} is no mail address");
        checker.findings.error(here, "InvalidContact", what, "for a name, write dc:creator");
    } else if !text.ends_with(')') {
        let what = format!("{text:?} has no name in brackets behind the address");
        checker.findings.warning(here, "MissingRealName", what, "write `a@b.example (Real Name)`");
    }
}
