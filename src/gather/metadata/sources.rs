//! Owns the reading of each of the four sources of metadata by itself.

use chrono::{DateTime, Utc};
use scraper::ElementRef;
use serde_json::Value;
use url::Url;

use super::collect::{Collected, is_elsewhere, text};
use super::fields::Metadata;
use super::language::language;
use super::{access, names};
use crate::domain::{Access, Image};
use crate::gather::kind::Page;
use crate::gather::linked_data::{self, Index, Object, strings};
use crate::gather::markup::words;
use crate::gather::{clean, dates};

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "originalpublicationdate",
    "date",
];
const UPDATED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "article:modified",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
    "last-modified",
    "lastmod",
    "revised",
];

/// No article has more authors, or more topics.
const MOST: usize = 50;

/// The page, and what one walk over it collected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sources<'s, 'a> {
    /// What was collected.
    pub(super) seen: &'s Collected<'a>,
    /// The page.
    pub(super) page: &'s Page<'s>,
}

impl Sources<'_, '_> {
    /// What the JSON-LD says.
    pub(super) fn linked_data(&self, index: &Index<'_>) -> Metadata {
        let Some(article) = index.article(self.page.url) else { return Metadata::default() };
        let first = |key: &str| article.get(key).into_iter().flat_map(strings).map(words).find(|text| !text.is_empty());
        let date = |key: &str| article.get(key).into_iter().flat_map(strings).find_map(|text| self.date(text));
        let people =
            ["author", "creator"].iter().filter_map(|key| article.get(*key)).flat_map(|value| index.names(value));
        let listed = ["articleSection", "keywords"].iter().filter_map(|key| article.get(*key));
        let listed = listed.flat_map(strings).flat_map(|list| list.split(','));
        Metadata {
            title: first("headline").or_else(|| first("name")),
            authors: unique(people.map(words).flat_map(|name| names::split(&name))),
            published: date("datePublished").or_else(|| date("dateCreated")),
            updated: date("dateModified"),
            topics: unique(listed.filter_map(topic)),
            lead: first("description").and_then(lead),
            image: ["image", "thumbnailUrl"]
                .iter()
                .filter_map(|key| article.get(*key))
                .find_map(|image| self.linked_image(index, image)),
            language: article.get("inLanguage").and_then(language_of),
            canonical: None,
            comments_stated: linked_data::comment_count(article),
            access: access::of_linked_data(article),
        }
    }

    /// What the `meta` elements say.
    pub(super) fn meta(&self) -> Metadata {
        let meta = |names: &[&str]| names.iter().find_map(|name| self.seen.meta(name));
        let authors = [
            "author",
            "article:author",
            "byl",
            "parsely-author",
            "sailthru.author",
            "dc.creator",
            "dcterms.creator",
            "dc.contributor",
        ];
        let mut people = unique(self.seen.all_meta("citation_author").into_iter().flat_map(names::cited));
        for name in authors {
            if people.is_empty() {
                people = unique(self.seen.all_meta(name).into_iter().flat_map(names::split));
            }
        }
        let mut topics =
            ["article:section", "article:tag", "parsely-section", "citation_keywords", "dc.subject", "news_keywords"]
                .iter();
        let listed = topics.by_ref().flat_map(|name| self.seen.all_meta(name)).flat_map(|list| list.split([',', ';']));
        let image = meta(&["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"]);
        let alt = meta(&["og:image:alt", "twitter:image:alt"]).map(clean::plain);
        Metadata {
            title: meta(&[
                "og:title",
                "citation_title",
                "dc.title",
                "dcterms.title",
                "parsely-title",
                "twitter:title",
                "headline",
            ])
            .map(words),
            authors: people,
            published: PUBLISHED.iter().filter_map(|name| self.seen.meta(name)).find_map(|text| self.date(text)),
            updated: UPDATED.iter().filter_map(|name| self.seen.meta(name)).find_map(|text| self.date(text)),
            topics: unique(listed.filter_map(topic)),
            lead: ["og:description", "description", "dc.description", "twitter:description"]
                .iter()
                .filter_map(|name| self.seen.meta(name))
                .find_map(|text| lead(words(text))),
            image: image.and_then(|src| self.address(src)).map(|url| Image { url, alt, credit: None }),
            language: None,
            canonical: None,
            comments_stated: None,
            access: meta(&["article:content_tier", "content_tier", "content-tier"]).and_then(access::of_tier),
        }
    }

    /// What the microdata says.
    pub(super) fn microdata(&self) -> Metadata {
        let with = |wanted: &'static str| {
            let properties = self
                .seen
                .properties
                .iter()
                .filter(move |(names, _)| names.split_ascii_whitespace().any(|name| name == wanted));
            properties.map(|(_, element)| *element).filter(|element| !is_elsewhere(*element))
        };
        let date = |wanted| with(wanted).find_map(|element| self.date(&said(element)));
        let people = with("author").flat_map(|author| {
            let name = author.descendent_elements().find(|inner| inner.value().attr("itemprop") == Some("name"));
            names::split(&said(name.unwrap_or(author)))
        });
        let image = with("image").find_map(|element| {
            let inner = element
                .descendent_elements()
                .find(|inner| inner.value().attr("itemprop").is_some_and(|name| name == "url" || name == "contentUrl"));
            let element = inner.unwrap_or(element);
            let src = ["content", "src", "href"].iter().find_map(|key| element.value().attr(key))?;
            Some(Image {
                url: self.address(src)?,
                alt: element.value().attr("alt").map(clean::plain).filter(|alt| !alt.is_empty()),
                credit: None,
            })
        });
        let counted = with("interactionCount")
            .find_map(|element| said(element).strip_prefix("UserComments:")?.trim().parse().ok());
        Metadata {
            title: with("headline").map(said).find(|text| !text.is_empty()),
            authors: unique(people),
            published: date("datePublished").or_else(|| date("dateCreated")),
            updated: date("dateModified"),
            topics: unique(
                with("articleSection")
                    .chain(with("keywords"))
                    .map(said)
                    .flat_map(|list| list.split(',').filter_map(topic).collect::<Vec<_>>()),
            ),
            lead: with("description").map(said).find_map(lead),
            image,
            language: with("inLanguage").map(said).find_map(|tag| language(&tag)),
            canonical: None,
            comments_stated: with("commentCount")
                .find_map(|element| said(element).replace(',', "").parse().ok())
                .or(counted),
            access: with("isAccessibleForFree").map(said).find_map(|free| {
                Some(if free.rsplit('/').next()?.eq_ignore_ascii_case("false") { Access::Paid } else { Access::Open })
            }),
        }
    }

    /// The address that the page calls its own: never the front page of the site for another page.
    pub(super) fn canonical(&self) -> Option<Url> {
        let named =
            [self.seen.canonical, self.seen.meta("og:url")].into_iter().flatten().filter_map(|href| self.address(href));
        named.into_iter().find(|url| url.path() != "/" || self.page.url.path() == "/" || url.query().is_some())
    }

    fn linked_image(&self, index: &Index<'_>, value: &Value) -> Option<Image> {
        let plain = strings(value).into_iter().find_map(|src| self.address(src)).map(|url| Image {
            url,
            alt: None,
            credit: None,
        });
        plain.or_else(|| {
            let objects: Vec<&Object> = match value {
                Value::Object(object) => vec![object],
                Value::Array(values) => values.iter().filter_map(Value::as_object).collect(),
                _ => Vec::new(),
            };
            objects.into_iter().find_map(|object| {
                let full = object
                    .get("@id")
                    .and_then(Value::as_str)
                    .filter(|_| object.len() <= 2)
                    .and_then(|id| index.by_id(id))
                    .unwrap_or(object);
                let src = ["url", "contentUrl"].iter().filter_map(|key| full.get(*key)).flat_map(strings).next()?;
                let alt =
                    ["caption", "name", "description"].iter().filter_map(|key| full.get(*key)).flat_map(strings).next();
                let credit = ["creditText", "copyrightHolder", "creator", "author", "copyrightNotice"]
                    .iter()
                    .filter_map(|key| full.get(*key))
                    .flat_map(|value| index.names(value))
                    .map(words)
                    .find(|credit| !credit.is_empty());
                Some(Image { url: self.address(src)?, alt: alt.map(words).filter(|alt| !alt.is_empty()), credit })
            })
        })
    }

    pub(super) fn date(&self, text: &str) -> Option<DateTime<Utc>> {
        if text.len() > 200 { None } else { dates::parse(text, self.page.fetched, self.page.zone) }
    }

    fn address(&self, href: &str) -> Option<Url> {
        let url = self.page.url.join(href.trim()).ok()?;
        matches!(url.scheme(), "http" | "https").then_some(url)
    }
}

/// What an element with a property says: its machine-readable value, else its words.
pub(super) fn said(element: ElementRef<'_>) -> String {
    let value = element.value();
    let stated =
        ["content", "datetime", "data-timestamp", "data-datetime", "data-time", "data-epoch", "data-published"];
    let stated = stated.iter().find_map(|key| value.attr(key).filter(|stated| !stated.trim().is_empty()));
    stated.map(clean::plain).filter(|text| !text.is_empty()).unwrap_or_else(|| text(element))
}

pub(super) fn lead(text: String) -> Option<String> {
    (text.chars().count() >= 20).then_some(text)
}

pub(super) fn topic(name: &str) -> Option<String> {
    let name = words(name);
    (1..=60).contains(&name.chars().count()).then_some(name).filter(|name| !name.contains("://"))
}

/// Each once; of more than anybody would give, the first.
pub(super) fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        if kept.len() < MOST && !kept.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
            kept.push(name);
        }
    }
    kept
}

fn language_of(value: &Value) -> Option<String> {
    let named = value.as_object().and_then(|object| object.get("alternateName").or_else(|| object.get("name")));
    strings(named.unwrap_or(value)).into_iter().find_map(language)
}
