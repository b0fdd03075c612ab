//! Owns what an operator can say of a JSON API: where its lists are, and where in an item each part of an article or a
//! comment is.

use std::fmt;

use serde_json::Value;
use url::Url;

use super::path::JsonPath;

/// How a JSON API is read. Paths of parts are relative to an item of their list.
#[derive(Debug, Clone)]
pub struct JsonRules {
    /// The address of the first answer.
    pub address: Url,
    /// The list of articles in an answer.
    pub articles: JsonPath,
    /// The address of the next answer, the number of the next page, or a cursor.
    pub next: Option<JsonPath>,
    /// The parameter of the address that takes a number or a cursor.
    pub next_parameter: String,
    /// The article's page.
    pub url: Reference,
    /// The headline.
    pub title: JsonPath,
    /// Names: texts, or a text of several.
    pub authors: Option<JsonPath>,
    /// The publication time: text, or seconds or milliseconds since 1970.
    pub published: Option<JsonPath>,
    /// The time of the last change.
    pub updated: Option<JsonPath>,
    /// The lead.
    pub lead: Option<JsonPath>,
    /// The body, HTML or text; `None`: the article's page is read.
    pub body: Option<JsonPath>,
    /// Topics.
    pub topics: Option<JsonPath>,
    /// The address of the lead image.
    pub image: Option<JsonPath>,
    /// The number of comments.
    pub comments_stated: Option<JsonPath>,
    /// The comments.
    pub comments: Option<JsonCommentRules>,
}

/// How comments are read from JSON.
#[derive(Debug, Clone)]
pub struct JsonCommentRules {
    /// The address of their answer; `None`: they are within the article's item.
    pub url: Option<Reference>,
    /// The list, in the answer at `url`, or in the article's item.
    pub list: JsonPath,
    /// The address, number or cursor of the next answer.
    pub next: Option<JsonPath>,
    /// The parameter of the address that takes a number or a cursor.
    pub next_parameter: String,
    /// How many there are, in the answer.
    pub stated: Option<JsonPath>,
    /// The words, HTML or text.
    pub text: JsonPath,
    /// The site's id.
    pub key: Option<JsonPath>,
    /// The name.
    pub author: Option<JsonPath>,
    /// The role.
    pub role: Option<JsonPath>,
    /// The time.
    pub time: Option<JsonPath>,
    /// Votes in favour, or the sum.
    pub votes: Option<JsonPath>,
    /// The key of the comment it answers.
    pub parent: Option<JsonPath>,
    /// The list of its answers, in the comment.
    pub replies: Option<JsonPath>,
    /// Its own address.
    pub permalink: Option<JsonPath>,
    /// Whether it is by the site's staff.
    pub staff: Option<JsonPath>,
    /// Whether a moderator removed it.
    pub removed: Option<JsonPath>,
}

/// An address that an item gives, or that is made of what it gives: a path, or an address with paths in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// Where in the item the address is.
    Path(JsonPath),
    /// The pieces of the address.
    Made(Vec<Piece>),
}

/// A piece of a made address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// A value of the item.
    Value(JsonPath),
}

impl Reference {
    /// Parses it; the error says what is wrong with it.
    pub fn parse(source: &str) -> Result<Self, String> {
        if !source.contains(['{', '}']) {
            return JsonPath::parse(source).map(Self::Path);
        }
        let mut pieces = Vec::new();
        let mut rest = source.trim();
        while let Some((before, after)) = rest.split_once('{') {
            let (inside, after) = after.split_once('}').ok_or("a brace is not closed")?;
            if before.contains('}') {
                return Err("a brace is closed that was not opened".to_owned());
            }
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Value(JsonPath::parse(inside)?));
            rest = after;
        }
        if rest.contains('}') {
            return Err("a brace is closed that was not opened".to_owned());
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Self::Made(pieces))
    }

    /// The address it gives for an item, relative to `base`; `own` fills in `{url}` where the item has no such key. The
    /// error says which path gave nothing.
    pub fn resolve(&self, item: &Value, base: &Url, own: Option<&Url>) -> Result<Url, String> {
        let text = match self {
            Self::Path(path) => path.first(item).and_then(spelled).ok_or_else(|| path.miss(item))?,
            Self::Made(pieces) => made(pieces, item, own)?,
        };
        base.join(text.trim()).map_err(|error| format!("{text:?} is not an address: {error}"))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => path.fmt(f),
            Self::Made(pieces) => pieces.iter().try_for_each(|piece| match piece {
                Piece::Text(text) => f.write_str(text),
                Piece::Value(path) => write!(f, "{{{path}}}"),
            }),
        }
    }
}

fn made(pieces: &[Piece], item: &Value, own: Option<&Url>) -> Result<String, String> {
    let mut address = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => address.push_str(text),
            Piece::Value(path) => {
                let given = path.first(item).and_then(spelled);
                let own = || own.filter(|_| path.to_string() == "url").map(ToString::to_string);
                let value = given.or_else(own).ok_or_else(|| path.miss(item))?;
                if address.is_empty() {
                    address.push_str(&value);
                } else {
                    address.push_str(&encoded(&value));
                }
            }
        }
    }
    Ok(address)
}

/// A text, or a number as it is written.
fn spelled(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A value within an address, whose characters must not end its part of it.
fn encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(byte.into());
        } else {
            out += &format!("%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn addresses_are_given_or_made() {
        let base: Url = "https://api.example/v1/news".parse().unwrap();
        let own: Url = "https://site.example/a?b=1&c=2".parse().unwrap();
        let item = json!({"id": 7, "slug": "a b&c", "link": "/news/7", "deep": {"full": "https://other.example/x"}, "none": null});
        let cases = [
            ("link", Ok("https://api.example/news/7")),
            ("deep.full", Ok("https://other.example/x")),
            ("https://site.example/{id}/{slug}", Ok("https://site.example/7/a%20b%26c")),
            ("{deep.full}/more", Ok("https://other.example/x/more")),
            ("comments?item={id}", Ok("https://api.example/v1/comments?item=7")),
            ("/c?u={url}", Ok("https://api.example/c?u=https%3A//site.example/a%3Fb%3D1%26c%3D2")),
            ("none", Err("leads to null")),
            ("/c?u={uid}", Err("\"uid\" gave nothing")),
        ];
        for (text, wanted) in cases {
            let reference = Reference::parse(text).expect(text);
            assert_eq!(reference.to_string(), text);
            match (reference.resolve(&item, &base, Some(&own)), wanted) {
                (Ok(url), Ok(wanted)) => assert_eq!(url.as_str(), wanted, "{text}"),
                (Err(told), Err(wanted)) => assert!(told.contains(wanted), "{text}: {told}"),
                (other, _) => panic!("{text}: {other:?}"),
            }
        }
        for bad in ["", "a{b", "a}b", "{}", "a{b}}", "{a..b}"] {
            assert!(Reference::parse(bad).is_err(), "{bad:?} was taken");
        }
    }
}
