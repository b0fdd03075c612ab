//! Owns the reading of JSON as sites write it into their pages: wrapped in CDATA or comments, with trailing commas, and
//! with line breaks and other control characters raw in strings.

use serde_json::Value;

/// Longer blocks are data dumps, not descriptions of an article.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The value, or `None` where nothing helps.
pub(super) fn parse(text: &str) -> Option<Value> {
    let text = unwrap(text);
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&mend(text)).ok())
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

/// Drops commas before a closing bracket, and escapes control characters in strings.
fn mend(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        if in_string {
            match c {
                '\n' if !escaped => mended.push_str("\\n"),
                '\t' if !escaped => mended.push_str("\\t"),
                c if c.is_control() => {
                    if escaped {
                        mended.pop();
                    }
                    mended.push(' ');
                }
                c => mended.push(c),
            }
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        if matches!(c, '}' | ']') {
            let end = mended.trim_end().len();
            if mended[..end].ends_with(',') {
                mended.truncate(end - 1);
            }
        }
        if !c.is_control() || c.is_whitespace() {
            mended.push(c);
        }
        in_string = c == '"';
    }
    mended
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
            ("not json", None),
            ("", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(parse(text), wanted, "{text:?}");
        }
        assert_eq!(parse(&"[".repeat(10_000)), None);
    }
}
