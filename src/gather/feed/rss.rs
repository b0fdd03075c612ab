//! Owns the reading of RSS in all its versions, 0.90 and 1.0 (RDF) among them, and of the modules that feeds use.

use std::borrow::Cow;

use url::Url;

use super::document::{Entry, Feed, count, web, whole_address, without_mail};
use super::{media, polling};
use crate::gather::kind::Page;
use crate::gather::stamp;
use crate::gather::xml::{Element, Space};

type Node<'d> = Element<'d, 'd>;

/// Reads a channel; `entries` are the whole ones, wherever the version puts them.
pub(super) fn read(root: Node<'_>, entries: &[Node<'_>], page: &Page<'_>) -> Feed {
    let channel = root.child(Space::Core, "channel").unwrap_or(root);
    let base = channel.base(page.url);
    let mut feed = Feed {
        language: value(channel, Space::Core, "language").or_else(|| value(channel, Space::Dublin, "language")),
        ttl: polling::lifetime(channel),
        skips: polling::skips(channel),
        next: next(channel, &base),
        ..Feed::default()
    };
    let people = [(Space::Dublin, "creator"), (Space::Itunes, "author"), (Space::Core, "managingEditor")];
    feed.authors = people
        .into_iter()
        .map(|(space, name)| names(channel, space, name))
        .find(|names| !names.is_empty())
        .unwrap_or_default();
    feed.entries = entries.iter().map(|item| entry(*item, page)).collect();
    feed
}

/// The older document of a feed in several (RFC 5005).
pub(super) fn next(channel: Node<'_>, base: &Url) -> Option<Url> {
    let links = || channel.children().filter(|child| child.name().eq_ignore_ascii_case("link"));
    ["next", "prev-archive"].into_iter().find_map(|wanted| {
        links().find(|link| link.attr("rel") == Some(wanted)).and_then(|link| web(link.attr("href")?, base))
    })
}

fn entry(item: Node<'_>, page: &Page<'_>) -> Entry {
    let base = item.base(page.url);
    let guid = item.child(Space::Core, "guid");
    let id = guid.map(|guid| guid.text().trim().to_owned()).filter(|id| !id.is_empty());
    let is_permalink =
        guid.is_some_and(|guid| !guid.attr("isPermaLink").is_some_and(|is| is.eq_ignore_ascii_case("false")));
    let named = id.as_deref().and_then(whole_address);
    let link = link(item, &base);
    let original = value(item, Space::Burner, "origLink").and_then(|text| web(&text, &base));
    let about = item.attr("about").and_then(whole_address);
    let by_guid = named.clone().filter(|_| is_permalink);
    let url = original.or_else(|| link.clone()).or(by_guid).or(about).or_else(|| named.clone());
    let mut found = Entry {
        title: words(item, Space::Core, "title")
            .or_else(|| words(item, Space::Dublin, "title"))
            .or_else(|| words(item, Space::Media, "title")),
        also: [link, named].into_iter().flatten().filter(|also| Some(also) != url.as_ref()).collect(),
        url,
        id: id.or_else(|| item.attr("about").map(str::to_owned)),
        summary: body(item, Space::Core, "description").or_else(|| body(item, Space::Itunes, "summary")),
        content: body(item, Space::Content, "encoded")
            .or_else(|| body(item, Space::Atom, "content"))
            .or_else(|| body(item, Space::Html, "body")),
        language: value(item, Space::Dublin, "language"),
        base: Some(base.clone()).filter(|base| base != page.url),
        ..Entry::default()
    };
    found.published = [
        (Space::Core, "pubDate"),
        (Space::Dublin, "date"),
        (Space::Atom, "published"),
        (Space::Dublin, "issued"),
        (Space::Dublin, "created"),
        (Space::Core, "date"),
    ]
    .into_iter()
    .find_map(|(space, name)| stamp::read(&value(item, space, name)?, page));
    found.updated = [(Space::Atom, "updated"), (Space::Dublin, "modified")]
        .into_iter()
        .find_map(|(space, name)| stamp::read(&value(item, space, name)?, page));
    let people = [(Space::Dublin, "creator"), (Space::Core, "author"), (Space::Itunes, "author")];
    let people = people.into_iter().map(|(space, name)| names(item, space, name)).find(|names| !names.is_empty());
    found.authors = people.unwrap_or_else(|| atom_names(item));
    let topics = item.all(Space::Core, "category").chain(item.all(Space::Dublin, "subject"));
    found.topics = topics.map(|topic| topic.text().into_owned()).collect();
    found.image = media::image(item, &base);
    comments(item, &base, &mut found);
    found
}

/// How many comments there are, and where their feed is.
fn comments(item: Node<'_>, base: &Url, found: &mut Entry) {
    let replies = item.all(Space::Atom, "link").find(|link| link.attr("rel") == Some("replies"));
    found.stated = value(item, Space::Slash, "comments")
        .or_else(|| value(item, Space::Thread, "total"))
        .or_else(|| value(item, Space::Core, "comments").filter(|text| count(text).is_some()))
        .or_else(|| replies.and_then(|link| link.attr("count")).map(Cow::Borrowed).map(Cow::into_owned))
        .and_then(|text| count(&text));
    let by_module = value(item, Space::CommentApi, "commentRss").and_then(|text| web(&text, base));
    let by_link = replies.filter(|link| is_feed(link.attr("type"))).and_then(|link| web(link.attr("href")?, base));
    found.replies = by_module.or(by_link);
    found.answers = item.child(Space::Thread, "in-reply-to").and_then(|to| to.attr("ref")).map(str::to_owned);
}

/// Whether a media type is a feed's.
pub(super) fn is_feed(media_type: Option<&str>) -> bool {
    media_type.is_some_and(|kind| ["rss", "atom", "rdf", "feed+json"].iter().any(|word| kind.contains(word)))
}

fn link(item: Node<'_>, base: &Url) -> Option<Url> {
    let plain = item.all(Space::Core, "link").find_map(|link| {
        web(&link.text(), base).or_else(|| web(link.attr("href")?, base).filter(|_| is_alternate(link.attr("rel"))))
    });
    let atom = || item.all(Space::Atom, "link").filter(|link| is_alternate(link.attr("rel")));
    plain.or_else(|| atom().find_map(|link| web(link.attr("href")?, base)))
}

fn is_alternate(rel: Option<&str>) -> bool {
    rel.is_none_or(|rel| rel.is_empty() || rel == "alternate")
}

/// The text of the first such element that has any.
fn value(parent: Node<'_>, space: Space, name: &str) -> Option<String> {
    let mut texts = parent.all(space, name).map(|found| found.text().trim().to_owned());
    texts.find(|text| !text.is_empty())
}

/// Words that may hold markup, escaped or not.
fn words(parent: Node<'_>, space: Space, name: &str) -> Option<String> {
    value(parent, space, name)
}

/// The markup of an element: escaped in its text, or unescaped as elements.
fn body(parent: Node<'_>, space: Space, name: &str) -> Option<String> {
    let element = parent.child(space, name)?;
    let markup = if element.children().next().is_some() { element.inner_html() } else { element.text().into_owned() };
    Some(markup).filter(|markup| !markup.trim().is_empty())
}

fn names(parent: Node<'_>, space: Space, name: &str) -> Vec<String> {
    let of = |found: Node<'_>| {
        let inner = found.children().find(|child| child.name().eq_ignore_ascii_case("name"));
        without_mail(&inner.unwrap_or(found).text())
    };
    parent.all(space, name).map(of).filter(|name| !name.is_empty()).collect()
}

fn atom_names(item: Node<'_>) -> Vec<String> {
    names(item, Space::Atom, "author")
}
