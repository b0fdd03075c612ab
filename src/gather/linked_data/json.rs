//! Owns the reading of JSON as sites write it into their pages: wrapped in CDATA or comments, with trailing commas, and
//! with line breaks and other control characters raw in strings.

use serde_json::Value;

use crate::gather::loose;

/// Longer blocks are data dumps, not descriptions of an article.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The value, or `None` where nothing helps.
pub(super) fn parse(text: &str) -> Option<Value> {
    let text = unwrap(text);
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let read = |text: &str| serde_json::from_str(text).ok();
    read(text)
        .or_else(|| read(&loose::mend(text).text))
        .or_else(|| Some(unescaped(text)?).and_then(|text| read(&text).or_else(|| read(&loose::mend(&text).text))))
        .or_else(|| several(&loose::mend(text).text))
}

/// A block whose quotes were escaped as if it stood in HTML.
fn unescaped(text: &str) -> Option<String> {
    let is_escaped = text.contains("&quot;") || text.contains("&#34;") || text.contains("&#034;");
    let quotes =
        ["&quot;", "&#34;", "&#034;", "&#x22;"].iter().fold(text.to_owned(), |text, quote| text.replace(quote, "\""));
    is_escaped.then(|| quotes.replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&amp;", "&"))
}

/// Several values one after the other, with commas between them or not.
fn several(text: &str) -> Option<Value> {
    let values = |text: &str| {
        let values = serde_json::Deserializer::from_str(text).into_iter::<Value>().collect::<Result<Vec<_>, _>>().ok();
        values.filter(|values| values.len() > 1 && values.iter().all(Value::is_object)).map(Value::Array)
    };
    values(text)
        .or_else(|| serde_json::from_str(&format!("[{}]", text.trim_end_matches(','))).ok())
        .filter(|_| text.starts_with('{'))
}

fn unwrap(text: &str) -> &str {
    let mut text = text.trim().trim_start_matches('\u{feff}');
    loop {
        let before = text;
        for opening in ["//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[", "<!--", "//"] {
            text = text.strip_prefix(opening).unwrap_or(text).trim_start();
        }
        for closing in ["//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", "-->", "//", ";"] {
            text = text.strip_suffix(closing).unwrap_or(text).trim_end();
        }
        if text == before {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn blocks_are_read_as_sites_write_them() {
        let cases = [
            ("{\"a\": 1}", Some(json!({"a": 1}))),
            ("//<![CDATA[\n{\"a\": 1}\n//]]>", Some(json!({"a": 1}))),
            ("/*<![CDATA[*/{\"a\": 1}/*]]>*/", Some(json!({"a": 1}))),
            ("<!--\n{\"a\": [1, 2, ], }\n-->", Some(json!({"a": [1, 2]}))),
            ("{\"a\": \"one\ntwo\u{1}\"}", Some(json!({"a": "one\ntwo "}))),
            ("{\"a\": \"a quote \\\" and a comma, }\",}", Some(json!({"a": "a quote \" and a comma, }"}))),
            ("{\"a\": 1};", Some(json!({"a": 1}))),
            (
                "{\"a\": 1, // one\n \"b\": \"x // y /* z */\" /* two\n lines */}",
                Some(json!({"a": 1, "b": "x // y /* z */"})),
            ),
            ("{&quot;a&quot;: &quot;b &amp;amp; c&quot;,}", Some(json!({"a": "b &amp; c"}))),
            ("{\"a\": 1}\n{\"b\": 2}", Some(json!([{"a": 1}, {"b": 2}]))),
            ("{\"a\": 1},\n{\"b\": 2},", Some(json!([{"a": 1}, {"b": 2}]))),
            ("{\"a\": 1} words", None),
            ("/* never closed", None),
            ("not json", None),
            ("", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(parse(text), wanted, "{text:?}");
        }
        assert_eq!(parse(&"[".repeat(10_000)), None);
    }
}
