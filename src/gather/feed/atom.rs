//! Owns the reading of Atom 1.0 (RFC 4287) and of 0.3 before it, with threads (RFC 4685).

use url::Url;

use super::document::{Entry, Feed, count, web, whole_address, without_mail};
use super::{media, polling, rss};
use crate::gather::kind::Page;
use crate::gather::stamp;
use crate::gather::xml::{Element, Space};

type Node<'d> = Element<'d, 'd>;

/// Reads a feed; `entries` are the whole ones.
pub(super) fn read(root: Node<'_>, entries: &[Node<'_>], page: &Page<'_>) -> Feed {
    Feed {
        language: root.attr("lang").map(str::to_owned),
        authors: people(root),
        next: rss::next(root, &root.base(page.url)),
        ttl: polling::lifetime(root),
        skips: polling::skips(root),
        entries: entries.iter().map(|node| entry(*node, page)).collect(),
        notes: Vec::new(),
    }
}

fn entry(node: Node<'_>, page: &Page<'_>) -> Entry {
    let base = node.base(page.url);
    let id = text(node, "id");
    let named = id.as_deref().and_then(whole_address);
    let original = node.child(Space::Burner, "origLink").and_then(|link| web(&link.text(), &base));
    let link = alternate(node, &base);
    let url = original.or_else(|| link.clone()).or_else(|| named.clone());
    let replies = || node.all(Space::Core, "link").filter(|link| link.attr("rel") == Some("replies"));
    let dated = |names: &[&str]| names.iter().find_map(|name| stamp::read(&text(node, name)?, page));
    let stated = node.child(Space::Thread, "total").and_then(|total| count(&total.text()));
    let content = node.child(Space::Core, "content");
    Entry {
        title: node.child(Space::Core, "title").map(markup).filter(|title| !title.trim().is_empty()),
        also: [link, named].into_iter().flatten().filter(|also| Some(also) != url.as_ref()).collect(),
        url,
        id,
        authors: Some(people(node))
            .filter(|people| !people.is_empty())
            .or_else(|| Some(people(node.child(Space::Core, "source")?)))
            .unwrap_or_default(),
        published: dated(&["published", "issued", "created"]),
        updated: dated(&["updated", "modified"]),
        topics: node
            .all(Space::Core, "category")
            .filter_map(|topic| topic.attr("label").or_else(|| topic.attr("term")).map(str::to_owned))
            .chain(node.all(Space::Dublin, "subject").map(|topic| topic.text().into_owned()))
            .collect(),
        summary: node.child(Space::Core, "summary").map(markup).filter(|summary| !summary.trim().is_empty()),
        content: content.filter(|content| content.attr("src").is_none()).and_then(body),
        image: media::image(node, &base),
        language: node.attr("lang").or_else(|| content?.attr("lang")).map(str::to_owned),
        base: Some(content.unwrap_or(node).base(page.url)).filter(|base| base != page.url),
        stated: stated.or_else(|| replies().find_map(|link| count(link.attr("count")?))),
        replies: replies()
            .find(|link| rss::is_feed(link.attr("type")))
            .and_then(|link| web(link.attr("href")?, &base))
            .or_else(|| web(&node.child(Space::CommentApi, "commentRss")?.text(), &base)),
        answers: node.child(Space::Thread, "in-reply-to").and_then(|to| to.attr("ref")).map(str::to_owned),
    }
}

fn text(node: Node<'_>, name: &str) -> Option<String> {
    node.child(Space::Core, name).map(|found| found.text().trim().to_owned()).filter(|text| !text.is_empty())
}

/// The entry's page; one of HTML before others.
fn alternate(node: Node<'_>, base: &Url) -> Option<Url> {
    let is_page = |link: &Node<'_>| link.attr("rel").is_none_or(|rel| rel.is_empty() || rel == "alternate");
    let pages = || node.all(Space::Core, "link").filter(is_page);
    let is_html = |link: &Node<'_>| link.attr("type").is_none_or(|kind| kind.contains("html"));
    let best = pages().find(is_html).or_else(|| pages().next())?;
    web(best.attr("href").unwrap_or(&best.text()), &best.base(base))
}

/// The names of the authors.
fn people(node: Node<'_>) -> Vec<String> {
    let name = |author: Node<'_>| {
        let name = author.child(Space::Core, "name").unwrap_or(author);
        without_mail(&name.text())
    };
    let own = node.all(Space::Core, "author").chain(node.all(Space::Dublin, "creator"));
    own.map(name).filter(|name| !name.is_empty()).collect()
}

/// A text construct as markup: what is escaped in it, or the elements in it.
fn markup(node: Node<'_>) -> String {
    if node.children().next().is_some() { node.inner_html() } else { node.text().into_owned() }
}

/// The content, unless it is none that can be shown.
fn body(content: Node<'_>) -> Option<String> {
    let kind = content.attr("type").unwrap_or("text").to_ascii_lowercase();
    let is_shown =
        matches!(kind.as_str(), "text" | "html" | "xhtml") || kind.starts_with("text/") || kind.contains("xhtml");
    let is_encoded = content.attr("mode").is_some_and(|mode| mode.eq_ignore_ascii_case("base64"));
    (is_shown && !is_encoded).then(|| markup(content)).filter(|body| !body.trim().is_empty())
}
