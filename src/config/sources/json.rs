//! Owns the reading of `[source.json]`: the paths into the answers of a JSON API.

use url::Url;

use super::super::read::{Field, Table};
use super::super::report::Mistake;
use super::super::values;
use crate::gather::options::{JsonCommentRules, JsonPath, JsonRules, Reference};

const PATH: &str = "write a path such as \"data.items[*].title\", or a JSON Pointer such as \"/data/items\"";

/// The rules; `url` is the site's address, from which the API's is told where it is not.
pub(super) fn rules(field: &Field<'_>, url: Option<&Url>) -> Option<JsonRules> {
    let table = field.table();
    let api = table.key("api");
    let address = if api.is_present() { api.parsed(|text| within(text, url)).flatten() } else { url.cloned() };
    let articles = table.key("articles").required("\"data.items\"").parsed(path);
    let (next, next_parameter) = (optional(&table, "next"), parameter(&table));
    let link = table.key("url").required("\"link\"").parsed(reference);
    let title = table.key("title").required("\"title\"").parsed(path);
    let [authors, published, updated, lead] =
        ["authors", "published", "updated", "lead"].map(|key| optional(&table, key));
    let [body, topics, image, comments_stated] =
        ["body", "topics", "image", "comments_stated"].map(|key| optional(&table, key));
    let comments = table.key("comments");
    let comment_rules = comment_rules(&comments, url);
    if comment_rules.as_ref().is_some_and(|rules| rules.url.is_none()) && !table.key("body").is_present() {
        comments.refuse(Mistake::new(
            "these comments are within the articles' items, but without a body the articles' pages are read",
            "add body = with the path of the body, or url = with the address of the comments",
        ));
    }
    table.finish();
    Some(JsonRules {
        address: address?,
        articles: articles?,
        next,
        next_parameter,
        url: link?,
        title: title?,
        authors,
        published,
        updated,
        lead,
        body,
        topics,
        image,
        comments_stated,
        comments: comment_rules,
    })
}

fn comment_rules(field: &Field<'_>, site: Option<&Url>) -> Option<JsonCommentRules> {
    if !field.is_present() {
        return None;
    }
    let table = field.table();
    let url = table.key("url");
    let address = url.parsed(|text| {
        let reference = reference(text)?;
        // Whatever an item gives, the address must become one.
        if let (Reference::Made(_), Some(site)) = (&reference, site) {
            values::http(site.join(&text.replace(['{', '}'], "")).map_err(|error| not_an_address(text, error))?)?;
        }
        Ok(reference)
    });
    let list = table.key("list").required("\"comments\"").parsed(path);
    let (next, stated) = (table.key("next"), table.key("stated"));
    if !url.is_present() {
        for field in [&next, &stated] {
            let cure = "take it out, or add url = with the address of the comments";
            field.must_be_absent("comments within the articles' items have no answer of their own", cure);
        }
    }
    let (next, stated, next_parameter) = (next.parsed(path), stated.parsed(path), parameter(&table));
    let text = table.key("text").required("\"text\"").parsed(path);
    let [key, author, role, time, votes] = ["key", "author", "role", "time", "votes"].map(|key| optional(&table, key));
    let [parent, replies, permalink, staff, removed] =
        ["parent", "replies", "permalink", "staff", "removed"].map(|key| optional(&table, key));
    table.finish();
    Some(JsonCommentRules {
        url: address,
        list: list?,
        next,
        next_parameter,
        stated,
        text: text?,
        key,
        author,
        role,
        time,
        votes,
        parent,
        replies,
        permalink,
        staff,
        removed,
    })
}

fn optional(table: &Table<'_>, key: &'static str) -> Option<JsonPath> {
    table.key(key).parsed(path)
}

fn parameter(table: &Table<'_>) -> String {
    let field = table.key("next_parameter");
    let named = field.parsed(|text| {
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_.[]".contains(c);
        if text.is_empty() || !text.chars().all(fits) {
            return Err(Mistake::new(
                format!("{text:?} is not a parameter of an address"),
                "write one such as \"cursor\"",
            ));
        }
        Ok(text.to_owned())
    });
    named.unwrap_or_else(|| "page".to_owned())
}

fn path(text: &str) -> Result<JsonPath, Mistake> {
    JsonPath::parse(text).map_err(|why| Mistake::new(format!("{text:?} is not a path: {why}"), PATH))
}

fn reference(text: &str) -> Result<Reference, Mistake> {
    let cure =
        "write a path such as \"link\", or an address with paths in braces such as \"https://site.example/news/{id}\"";
    let reference =
        Reference::parse(text).map_err(|why| Mistake::new(format!("{text:?} is not a path: {why}"), cure))?;
    if text.contains("://") && matches!(reference, Reference::Path(_)) {
        return Err(Mistake::new(format!("{text:?} is the same address for every item"), cure));
    }
    Ok(reference)
}

/// An address, whole or relative to the site's.
fn within(text: &str, site: Option<&Url>) -> Result<Option<Url>, Mistake> {
    match site {
        Some(site) => values::http(site.join(text.trim()).map_err(|error| not_an_address(text, error))?).map(Some),
        None => Ok(None),
    }
}

fn not_an_address(text: &str, error: url::ParseError) -> Mistake {
    Mistake::new(
        format!("{text:?} is not an address: {error}"),
        "write a whole address, or one relative to the site's, such as \"/api/news?limit=50\"",
    )
}
