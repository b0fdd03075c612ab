//! Owns the fingerprint of a page source's rules: another selector, or another version of the reader, is another one.

use super::super::comments::digest;
use super::super::options::{Css, PageRules};

/// Differs whenever the same bytes would be read otherwise.
pub(super) fn fingerprint(rules: &PageRules, version: u32) -> String {
    let mut said = vec![format!("page {version}"), format!("pages {} {}", rules.pages, rules.comment_pages)];
    let mut say = |name: &str, css: Option<&Css>| said.extend(css.map(|css| format!("{name} {css}")));
    say("links.article", rules.links.article.as_ref());
    say("links.next", rules.links.next.as_ref());
    let article = &rules.article;
    let parts = [
        ("title", &article.title),
        ("lead", &article.lead),
        ("authors", &article.authors),
        ("published", &article.published),
        ("updated", &article.updated),
        ("topics", &article.topics),
        ("body", &article.body),
        ("image", &article.image),
        ("correction", &article.correction),
    ];
    for (name, css) in parts {
        say(name, css.as_ref());
    }
    article.remove.iter().for_each(|css| say("remove", Some(css)));
    if let Some(comments) = &rules.comments {
        say("comments.item", Some(&comments.item));
        let parts = [
            ("author", &comments.author),
            ("role", &comments.role),
            ("time", &comments.time),
            ("text", &comments.text),
            ("votes", &comments.votes),
            ("key", &comments.key),
            ("parent", &comments.parent),
            ("stated", &comments.stated),
            ("next", &comments.next),
        ];
        for (name, css) in parts {
            say(&format!("comments.{name}"), css.as_ref());
        }
    }
    said.extend(rules.listing.iter().map(|url| format!("listing {url}")));
    digest(&said.join("\n"))
}
