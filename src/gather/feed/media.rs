//! Owns the picture of an entry: Yahoo's media elements, enclosures, and the pictures of podcasts.

use url::Url;

use super::document::web;
use crate::domain::Image;
use crate::gather::clean;
use crate::gather::xml::{Element, Space};

type Node<'d> = Element<'d, 'd>;

/// The best picture that an entry names beside its text.
pub(super) fn image(item: Node<'_>, base: &Url) -> Option<Image> {
    let groups = || std::iter::once(item).chain(item.all(Space::Media, "group"));
    let contents = || groups().flat_map(|group| group.all(Space::Media, "content"));
    let is_image = |content: &Node<'_>| {
        content.attr("medium") == Some("image")
            || content.attr("type").is_some_and(|kind| kind.starts_with("image/"))
            || content.attr("medium").is_none() && content.attr("type").is_none() && is_picture(content.attr("url"))
    };
    let widest = contents().filter(is_image).max_by_key(|content| {
        let width = content.attr("width").and_then(|width| width.parse::<u32>().ok()).unwrap_or(0);
        // Of equals the first.
        (width, std::cmp::Reverse(content.attr("url").unwrap_or_default().len()))
    });
    let first = contents().find(is_image);
    let content = widest.filter(|content| content.attr("width").is_some()).or(first);
    if let Some((content, url)) = content.and_then(|content| Some((content, web(content.attr("url")?, base)?))) {
        let within = |name: &str| {
            let places = std::iter::once(content).chain(groups());
            places
                .filter_map(|place| place.child(Space::Media, name))
                .map(|found| clean::plain(&found.text()))
                .find(|text| !text.is_empty())
        };
        let alt = content.child(Space::Media, "description").or_else(|| content.child(Space::Media, "title"));
        let alt = alt.map(|alt| clean::plain(&alt.text())).filter(|alt| !alt.is_empty());
        return Some(Image { url, alt, credit: within("credit") });
    }
    let thumbnail = groups().chain(contents()).find_map(|group| group.child(Space::Media, "thumbnail"));
    let thumbnail = thumbnail.and_then(|thumbnail| web(thumbnail.attr("url")?, base));
    let enclosed = || {
        let enclosures = item
            .all(Space::Core, "enclosure")
            .chain(item.children().filter(|link| link.name() == "link" && link.attr("rel") == Some("enclosure")));
        enclosures
            .filter(|link| link.attr("type").is_some_and(|kind| kind.starts_with("image/")))
            .find_map(|link| web(link.attr("url").or_else(|| link.attr("href"))?, base))
    };
    let podcast = || item.child(Space::Itunes, "image").and_then(|image| web(image.attr("href")?, base));
    let plain = || {
        let image = item.child(Space::Core, "image")?;
        let url = image.child(Space::Core, "url");
        url.map_or_else(|| web(&image.text(), base), |url| web(&url.text(), base))
            .filter(|url| is_picture(Some(url.path())))
    };
    let url = thumbnail.or_else(enclosed).or_else(podcast).or_else(plain)?;
    Some(Image { url, alt: None, credit: None })
}

fn is_picture(address: Option<&str>) -> bool {
    let path = address.unwrap_or_default().split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"].iter().any(|ending| path.ends_with(ending))
}
