//! Owns where a list of a JSON API goes on: an address, the number of a page, or a cursor.

use serde_json::Value;
use url::Url;

use crate::gather::api;
use crate::gather::kind::Page;
use crate::gather::options::JsonPath;

/// The address of the next answer; `None` where there is none, or where it is one of those that were read. It stays on
/// the host it came from.
pub(super) fn address(path: &JsonPath, parameter: &str, answer: &Value, page: &Page<'_>, read: &[&Url]) -> Option<Url> {
    let value = path.first(answer)?;
    let url = match value {
        Value::String(text) if is_address(text) => api::address(value, page.url)?,
        Value::String(text) if !text.trim().is_empty() => with(page.url, parameter, text.trim()),
        Value::Number(number) if number.as_i64() != Some(0) => with(page.url, parameter, &number.to_string()),
        // `true` says that there is more: the next number.
        Value::Bool(true) => with(page.url, parameter, &(number_in(page.url, parameter) + 1).to_string()),
        _ => return None,
    };
    let is_known = url == *page.url || read.contains(&&url);
    (!is_known && url.host_str() == page.url.host_str()).then_some(url)
}

fn is_address(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("http://") || text.starts_with("https://") || text.starts_with(['/', '?'])
}

/// The address with one parameter set.
fn with(url: &Url, parameter: &str, value: &str) -> Url {
    let others: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(key, _)| key != parameter)
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect();
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair(parameter, value);
    url
}

fn number_in(url: &Url, parameter: &str) -> u32 {
    url.query_pairs().find(|(key, _)| key == parameter).and_then(|(_, value)| value.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_goes_on_by_address_number_or_cursor() {
        let here: Url = "https://api.example/v1/news?limit=5&page=2".parse().unwrap();
        let page = Page {
            url: &here,
            content_type: None,
            link: None,
            total_pages: None,
            body: b"",
            fetched: "2026-11-22T12:00:00Z".parse().unwrap(),
            zone: chrono_tz::UTC,
        };
        let path = JsonPath::parse("next").unwrap();
        let cases = [
            (json!("https://api.example/v1/news?page=3"), Some("https://api.example/v1/news?page=3")),
            (json!("?limit=5&page=3"), Some("https://api.example/v1/news?limit=5&page=3")),
            (json!(3), Some("https://api.example/v1/news?limit=5&page=3")),
            (json!(true), Some("https://api.example/v1/news?limit=5&page=3")),
            (json!("abc=="), Some("https://api.example/v1/news?limit=5&page=abc%3D%3D")),
            (json!(2), None),
            (json!(0), None),
            (json!(""), None),
            (json!(null), None),
            (json!(false), None),
            (json!([]), None),
            (json!("https://other.example/v1/news?page=3"), None),
            (json!("?limit=5&page=1"), None),
        ];
        let first: Url = "https://api.example/v1/news?limit=5&page=1".parse().unwrap();
        for (value, wanted) in cases {
            let found = address(&path, "page", &json!({"next": value}), &page, &[&first]);
            assert_eq!(found.as_ref().map(Url::as_str), wanted, "{value}");
        }
    }
}
