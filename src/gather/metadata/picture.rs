//! Owns what the page shows of the lead image: which one it is where nothing names it, its words, and who took it.

use std::sync::LazyLock;

use regex::Regex;
use scraper::ElementRef;
use url::Url;

use super::collect::{Collected, is_elsewhere, text};
use crate::domain::Image;
use crate::gather::clean;

const ADDRESSES: [&str; 5] = ["data-src", "data-original", "data-lazy-src", "src", "content"];

/// "Photo: Ann Smith", "Picture credit: …", "Foto: …", "(Image by Ann Smith)", "© Ann Smith".
static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)(?:\b(?:photo(?:graph(?:er|y|s)?)?s?|images?|pictures?|pic|fotos?|fotograf|bild|illustration|source|credits?|cr[ée]dito?s?)
            (?:\s+(?:credits?|courtesy))?\s*(?::|\bby\b|\bof\b)\s*(?:©\s*)?|(?:©|\(c\))\s*)
            (?P<who>[^|()\[\]:;]{2,80}?)\s*[.)\]]*\s*$",
    )
    .expect("the pattern is a constant that a test runs")
});

/// Who took an image, by the words under it.
pub(super) fn credit(caption: &str) -> Option<String> {
    let found = CREDIT.captures(caption)?;
    let who = found["who"].trim_matches(|c: char| c.is_whitespace() || ",.-–—/".contains(c)).to_owned();
    (who.chars().any(char::is_alphabetic) && who.split_whitespace().count() <= 10).then_some(who)
}

/// Fills in an image's words and its taker from the figure that shows it; without an image, takes the first figure's.
pub(super) fn complete(image: Option<Image>, seen: &Collected<'_>, page: &Url) -> Option<Image> {
    let mut image = image;
    let here = seen.figures.iter().copied().filter(|figure| !is_elsewhere(*figure)).take(20);
    for figure in here {
        let Some(shown) = shown(figure, page) else { continue };
        let is_same = image.as_ref().is_none_or(|image| stem(&image.url) == stem(&shown.url));
        if !is_same {
            continue;
        }
        let Some(known) = &mut image else { return Some(shown) };
        known.alt = known.alt.take().or(shown.alt);
        known.credit = known.credit.take().or(shown.credit);
        break;
    }
    image
}

/// The image a figure shows.
fn shown(figure: ElementRef<'_>, page: &Url) -> Option<Image> {
    let inner: Vec<ElementRef<'_>> = std::iter::once(figure).chain(figure.descendent_elements()).take(60).collect();
    let image = inner.iter().find(|element| element.value().name() == "img")?;
    let value = image.value();
    let src = ADDRESSES.iter().filter_map(|key| value.attr(key)).find(|src| !src.starts_with("data:"))?;
    let url = clean::resolve(src, page).filter(|url| url.has_host() && !is_sign(url.path()))?;
    let is_tiny = |key: &str| value.attr(key).and_then(|size| size.parse::<u32>().ok()).is_some_and(|size| size < 100);
    if is_tiny("width") || is_tiny("height") {
        return None;
    }
    let named = |element: &ElementRef<'_>, word: &str| {
        let class = element.value().attr("class").unwrap_or_default().to_ascii_lowercase();
        element.value().attr("itemprop").is_some_and(|name| name.eq_ignore_ascii_case(word)) || class.contains(word)
    };
    let by_name = inner.iter().find(|e| ["credit", "copyright", "photographer"].iter().any(|word| named(e, word)));
    let words = |element: ElementRef<'_>| Some(text(element)).filter(|words| !words.is_empty() && words.len() < 600);
    let caption =
        inner.iter().find(|e| e.value().name() == "figcaption" || named(e, "caption")).copied().and_then(words);
    let by_name =
        by_name.copied().and_then(words).filter(|who| who.len() <= 120).map(|who| credit(&who).unwrap_or(who));
    Some(Image {
        url,
        alt: value.attr("alt").map(clean::plain).filter(|alt| !alt.is_empty()),
        credit: by_name.or_else(|| credit(&caption?)),
    })
}

/// What stays of an image's address over its sizes: "/a/car-1024x576.jpg?w=300" is "car".
fn stem(url: &Url) -> String {
    static SIZE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:[-_]\d{2,4}x\d{2,4}|[-_@]\d{1,4}[wx]?|-scaled)+$")
            .expect("the pattern is a constant that a test runs")
    });
    let name = url.path().rsplit('/').next().unwrap_or_default();
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    SIZE.replace(name, "").into_owned()
}

fn is_sign(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let has_ending = |ending: &str| path.ends_with(ending);
    [".svg", ".gif"].iter().any(|ending| has_ending(ending))
        || ["logo", "avatar", "icon", "spacer", "pixel", "placeholder", "gravatar"]
            .iter()
            .any(|word| path.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_are_read() {
        let cases = [
            ("A car at dawn. Photo: Ann Smith", Some("Ann Smith")),
            ("A car at dawn (Picture: Ann Smith/Agency)", Some("Ann Smith/Agency")),
            ("A car at dawn. Photograph by Ann Smith.", Some("Ann Smith")),
            ("Bild: Ann Smith", Some("Ann Smith")),
            ("A car © Valley Archive", Some("Valley Archive")),
            ("Image credit: Ann Smith", Some("Ann Smith")),
            ("A car at dawn", None),
            ("The photo shows a car at dawn in the valley", None),
        ];
        for (caption, wanted) in cases {
            assert_eq!(credit(caption).as_deref(), wanted, "{caption}");
        }
    }

    #[test]
    fn sizes_are_no_other_image() {
        let stem_of =
            |name: &str| stem(&Url::parse("https://i.example/a/").expect("an address").join(name).expect("a name"));
        for name in ["car.jpg", "car-1024x576.jpg?w=3", "car-scaled.webp", "car@2x.png"] {
            assert_eq!(stem_of(name), "car", "{name}");
        }
        assert_ne!(stem_of("cart.jpg"), "car");
    }
}
