//! Owns the mending of JSON as sites write it: with comments, with commas before a closing bracket, and with line breaks
//! and other control characters raw in strings.

/// JSON made well formed, with an account of what had to be mended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Loose {
    /// The text, which may still be anything.
    pub(super) text: String,
    commas: usize,
    comments: usize,
    controls: usize,
}

impl Loose {
    /// What was mended, for the log; `None` where nothing was.
    pub(super) fn note(&self) -> Option<String> {
        let named = [
            (self.commas, "commas before a closing bracket"),
            (self.comments, "comments"),
            (self.controls, "control characters"),
        ];
        let said: Vec<String> =
            named.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{what} ({number})")).collect();
        (!said.is_empty()).then(|| format!("the JSON was mended: {}", said.join(", ")))
    }
}

/// Drops comments and commas before a closing bracket, and escapes control characters in strings.
pub(super) fn mend(text: &str) -> Loose {
    let mut loose = Loose { text: String::with_capacity(text.len()), ..Loose::default() };
    let mended = &mut loose.text;
    let (mut in_string, mut escaped) = (false, false);
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if !in_string && c == '/' {
            rest = without_comment(rest.as_str()).chars();
            loose.comments += 1;
            continue;
        }
        if in_string {
            loose.controls += usize::from(c.is_control());
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
                loose.commas += 1;
            }
        }
        if !c.is_control() || c.is_whitespace() {
            mended.push(c);
        }
        in_string = c == '"';
    }
    loose
}

/// The text from its first character on that is neither white space, nor a byte order mark, nor of a comment.
pub(super) fn start(text: &str) -> &str {
    let mut text = text;
    loop {
        let bare = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if !bare.starts_with("//") && !bare.starts_with("/*") {
            return bare;
        }
        text = without_comment(&bare[1..]);
    }
}

/// What follows a comment that began with a slash before it; JSON has no slash outside of strings.
fn without_comment(rest: &str) -> &str {
    if let Some(inside) = rest.strip_prefix('*') {
        return inside.split_once("*/").map_or("", |(_, after)| after);
    }
    match rest.strip_prefix('/') {
        Some(line) => line.find('\n').map_or("", |end| &line[end..]),
        None => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_mended_is_named() {
        let cases = [
            ("{\"a\": [1, 2]}", "{\"a\": [1, 2]}", None),
            ("{\"a\": [1, 2,], }", "{\"a\": [1, 2]}", Some("commas before a closing bracket (2)")),
            ("{\"a\": /* one */ 1 // two\n}", "{\"a\":  1 \n}", Some("comments (2)")),
            ("{\"a\": \"one\ntwo\"}", "{\"a\": \"one\\ntwo\"}", Some("control characters (1)")),
            ("\"a // b, ]\"", "\"a // b, ]\"", None),
        ];
        for (text, wanted, named) in cases {
            let loose = mend(text);
            assert_eq!(loose.text, wanted, "{text}");
            assert_eq!(loose.note().as_deref().map(|note| note.trim_start_matches("the JSON was mended: ")), named);
        }
    }

    #[test]
    fn a_document_begins_after_its_comments() {
        let cases = [
            ("\u{feff} // made by hand\n/* twice */ {\"a\": 1}", "{\"a\": 1}"),
            ("{}", "{}"),
            ("// only this", ""),
            ("/* never closed", ""),
            ("<rss>", "<rss>"),
            ("", ""),
        ];
        for (text, wanted) in cases {
            assert_eq!(start(text), wanted, "{text}");
        }
    }
}
