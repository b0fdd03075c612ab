//! Owns the paths by which an operator names a place in a JSON answer: JSON Pointer (RFC 6901) or names with dots.

use std::fmt;

use serde_json::Value;

/// No answer is nested deeper than its parser allows; a longer path leads nowhere.
const MAX_STEPS: usize = 64;

/// So many keys are named to an operator whose path found nothing.
const MAX_KEYS: usize = 12;

/// A path into a JSON value: `/data/items`, `data.items[*].title`, `items[0]`, `["a.b"].c`, or `$` for the value itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonPath {
    source: String,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// A key of an object, or the place in a list where it is a number.
    Key(String),
    /// The place in a list, from 0.
    Place(usize),
    /// Each item of a list, or each value of an object.
    Each,
}

impl JsonPath {
    /// Parses it; the error says what is wrong with it.
    pub fn parse(source: &str) -> Result<Self, String> {
        let text = source.trim();
        let steps = match text {
            "" => return Err("the path is empty".to_owned()),
            "$" | "." => Vec::new(),
            text if text.starts_with('/') => pointer(text)?,
            text => dotted(text)?,
        };
        if steps.len() > MAX_STEPS {
            return Err(format!("the path has more than {MAX_STEPS} steps"));
        }
        Ok(Self { source: text.to_owned(), steps })
    }

    /// Every value it leads to, in document order.
    pub fn select<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        self.steps.iter().fold(vec![value], |found, step| found.into_iter().flat_map(|value| step.of(value)).collect())
    }

    /// The first value it leads to that is not null.
    pub fn first<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.select(value).into_iter().find(|value| !value.is_null())
    }

    /// The items of the list it leads to; where it leads to several values, these. `None` where it leads nowhere, or to
    /// what is no list.
    pub fn items<'v>(&self, value: &'v Value) -> Option<Vec<&'v Value>> {
        let found = self.select(value);
        if self.steps.contains(&Step::Each) {
            let leads_on = !found.is_empty() || self.before_each().is_some_and(|list| list.leads_to_empty(value));
            return leads_on.then_some(found);
        }
        match found.as_slice() {
            [Value::Array(items)] => Some(items.iter().collect()),
            _ => None,
        }
    }

    /// Why it leads nowhere: how far it goes, and what is there.
    pub fn miss(&self, value: &Value) -> String {
        let mut here = vec![value];
        for (index, step) in self.steps.iter().enumerate() {
            let next: Vec<&Value> = here.iter().flat_map(|value| step.of(value)).collect();
            if next.is_empty() {
                let place = if index == 0 { "the answer".to_owned() } else { format!("{:?}", self.up_to(index)) };
                let there = here.first().map_or_else(|| "nothing".to_owned(), |value| described(value, step));
                return format!("the path \"{self}\" gave nothing: {place} {there}");
            }
            here = next;
        }
        let kind = here.first().map_or("nothing", |value| kind_of(value));
        format!("the path \"{self}\" leads to {kind}")
    }

    fn before_each(&self) -> Option<Self> {
        let at = self.steps.iter().position(|step| *step == Step::Each)?;
        Some(Self { source: String::new(), steps: self.steps[..at].to_vec() })
    }

    fn leads_to_empty(&self, value: &Value) -> bool {
        self.select(value).first().is_some_and(|value| match value {
            Value::Array(items) => items.is_empty(),
            Value::Object(object) => object.is_empty(),
            _ => false,
        })
    }

    fn up_to(&self, count: usize) -> String {
        let mut text = String::new();
        for step in &self.steps[..count] {
            match step {
                Step::Key(key) if text.is_empty() => text.push_str(key),
                Step::Key(key) => text += &format!(".{key}"),
                Step::Place(place) => text += &format!("[{place}]"),
                Step::Each => text.push_str("[*]"),
            }
        }
        text
    }
}

impl Step {
    fn of<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        match (self, value) {
            (Self::Key(key), Value::Object(object)) => object.get(key).into_iter().collect(),
            (Self::Key(key), Value::Array(items)) => {
                key.parse::<usize>().ok().and_then(|place| items.get(place)).into_iter().collect()
            }
            (Self::Place(place), Value::Array(items)) => items.get(*place).into_iter().collect(),
            (Self::Each, Value::Array(items)) => items.iter().collect(),
            (Self::Each, Value::Object(object)) => object.values().collect(),
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

fn pointer(text: &str) -> Result<Vec<Step>, String> {
    let token = |token: &str| {
        let mut key = String::with_capacity(token.len());
        let mut rest = token.chars();
        while let Some(c) = rest.next() {
            match (c, if c == '~' { rest.next() } else { None }) {
                ('~', Some('0')) => key.push('~'),
                ('~', Some('1')) => key.push('/'),
                ('~', _) => return Err("after \"~\" a pointer has \"0\" (for \"~\") or \"1\" (for \"/\")".to_owned()),
                (c, _) => key.push(c),
            }
        }
        Ok(Step::Key(key))
    };
    text[1..].split('/').map(token).collect()
}

fn dotted(text: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut rest = text.strip_prefix('$').unwrap_or(text);
    let mut wants_name = !text.starts_with('$');
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (step, after) = bracket(inside)?;
            steps.push(step);
            rest = after;
        } else if let Some(after) = rest.strip_prefix('.').filter(|_| !wants_name) {
            if after.is_empty() || after.starts_with(['.', '[']) {
                return Err("a name is missing after a dot".to_owned());
            }
            rest = after;
            wants_name = true;
            continue;
        } else if wants_name {
            let end = rest.find(['.', '[', ']']).unwrap_or(rest.len());
            let name = rest[..end].trim();
            if name.is_empty() {
                return Err("a name is missing before a dot or a bracket".to_owned());
            }
            steps.push(Step::Key(name.to_owned()));
            rest = &rest[end..];
        } else {
            return Err(format!("a dot is missing before {:?}", shortened(rest)));
        }
        wants_name = false;
    }
    Ok(steps)
}

/// What stands in brackets, and what follows them.
fn bracket(inside: &str) -> Result<(Step, &str), String> {
    let unclosed = || "a bracket is not closed".to_owned();
    if let Some(quote) = inside.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let (name, after) = inside[1..].split_once(quote).ok_or_else(unclosed)?;
        let after = after.strip_prefix(']').ok_or_else(unclosed)?;
        return Ok((Step::Key(name.to_owned()), after));
    }
    let (inner, after) = inside.split_once(']').ok_or_else(unclosed)?;
    match inner.trim() {
        "" | "*" => Ok((Step::Each, after)),
        number => match number.parse::<usize>() {
            Ok(place) => Ok((Step::Place(place), after)),
            Err(_) => {
                Err(format!("in brackets stands a place, \"*\" or a name in quotes, not {:?}", shortened(number)))
            }
        },
    }
}

fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(40)]
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn described(value: &Value, wanted: &Step) -> String {
    match value {
        Value::Object(object) if object.is_empty() => "is an empty object".to_owned(),
        Value::Object(object) => {
            let names: Vec<&str> = object.keys().take(MAX_KEYS).map(|key| shortened(key)).collect();
            let more = if object.len() > MAX_KEYS { ", …" } else { "" };
            let near = match wanted {
                Step::Key(key) => object.keys().find(|known| is_near(known, key)),
                _ => None,
            };
            let hint = near.map(|near| format!("; did you mean {:?}?", shortened(near))).unwrap_or_default();
            format!("has the keys {}{more}{hint}", names.join(", "))
        }
        Value::Array(items) => format!("is a list of {} (write [*] for each of its items)", items.len()),
        other => format!("is {}", kind_of(other)),
    }
}

/// The same name in another hand: other case, "_" or "-", a plural, or a part of it.
fn is_near(known: &str, wanted: &str) -> bool {
    let fold =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (known, wanted) = (fold(known), fold(wanted));
    let [short, long] = if known.len() < wanted.len() { [&known, &wanted] } else { [&wanted, &known] };
    short.len() >= 3 && long.contains(short.as_str()) || known == wanted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_lead_to_their_values() {
        let value =
            json!({"data": {"items": [{"t": 1, "a.b": {"c~d/e": "x"}}, {"t": 2}]}, "m": {"k1": 7, "k2": 8}, "": 9});
        let cases = [
            ("data.items[0].t", json!([1])),
            ("data.items[*].t", json!([1, 2])),
            ("data.items[].t", json!([1, 2])),
            ("$.data.items[1].t", json!([2])),
            ("data.items.1.t", json!([2])),
            ("/data/items/1/t", json!([2])),
            ("data.items[0][\"a.b\"]['c~d/e']", json!(["x"])),
            ("/data/items/0/a.b/c~0d~1e", json!(["x"])),
            ("m[*]", json!([7, 8])),
            ("/", json!([9])),
            ("data.nothing", json!([])),
            ("data.items[9]", json!([])),
            ("m.k1.deeper", json!([])),
        ];
        for (path, wanted) in cases {
            let found = JsonPath::parse(path).expect(path);
            assert_eq!(json!(found.select(&value)), wanted, "{path}");
            assert_eq!(found.to_string(), path);
        }
        assert_eq!(JsonPath::parse("$").unwrap().select(&value), [&value]);
    }

    #[test]
    fn a_list_may_be_empty_but_must_be_there() {
        let value = json!({"a": [], "b": [1, 2], "c": {"x": []}, "d": "text"});
        let items = |path: &str| JsonPath::parse(path).unwrap().items(&value).map(|items| items.len());
        let cases = [
            ("a", Some(0)),
            ("a[*]", Some(0)),
            ("b", Some(2)),
            ("b[*]", Some(2)),
            ("c", None),
            ("c.x", Some(0)),
            ("d", None),
            ("e", None),
            ("e[*]", None),
        ];
        for (path, wanted) in cases {
            assert_eq!(items(path), wanted, "{path}");
        }
    }

    #[test]
    fn a_broken_path_is_refused_with_its_reason() {
        let cases = [
            ("", "empty"),
            ("a..b", "name is missing"),
            (".a", "name is missing"),
            ("a.", "name is missing"),
            ("a[", "not closed"),
            ("a['b]", "not closed"),
            ("a[b]", "a name in quotes"),
            ("a[-1]", "a place"),
            ("a[0]b", "dot is missing"),
            ("/a~2", "after \"~\""),
            ("/a~", "after \"~\""),
            ("$a", "dot is missing"),
        ];
        for (path, wanted) in cases {
            let told = JsonPath::parse(path).expect_err(path);
            assert!(told.contains(wanted), "{path}: {told}");
        }
        assert!(JsonPath::parse(&"a.".repeat(100)).is_err());
        assert!(JsonPath::parse(&"/a".repeat(100)).unwrap_err().contains("steps"));
    }

    #[test]
    fn a_path_that_misses_says_what_is_there() {
        let value = json!({"data": {"articles": [{"Title": "x"}], "total": 1}});
        let miss = |path: &str| JsonPath::parse(path).unwrap().miss(&value);
        let cases = [
            ("items", "\"items\" gave nothing: the answer has the keys data"),
            ("data.article", "\"data\" has the keys articles, total; did you mean \"articles\"?"),
            ("data.articles.title", "\"data.articles\" is a list of 1 (write [*]"),
            ("data.articles[*].title", "\"data.articles[*]\" has the keys Title; did you mean \"Title\"?"),
            ("data.total.x", "\"data.total\" is a number"),
            ("data.total", "leads to a number"),
        ];
        for (path, wanted) in cases {
            assert!(miss(path).contains(wanted), "{path}: {}", miss(path));
        }
    }

    proptest! {
        #[test]
        fn no_path_is_too_odd(text in "[a-z$./~\\[\\]*0-9\"' é]{0,30}|\\PC{0,30}") {
            let value = json!({"a": [{"b": 1}, [2]], "é": {"": 3}, "0": 4});
            if let Ok(path) = JsonPath::parse(&text) {
                let found = path.select(&value);
                if found.is_empty() {
                    prop_assert!(path.miss(&value).contains("gave nothing"));
                }
                prop_assert_eq!(JsonPath::parse(&path.to_string()), Ok(path));
            }
        }

        #[test]
        fn a_pointer_finds_what_serde_finds(text in "(/[a-z0-9~é]{0,3}){1,4}") {
            let value = json!({"a": [{"b": 1}, [2]], "é": {"": 3}, "0": {"a": {"a": 4}}, "~": 5});
            if let Ok(path) = JsonPath::parse(&text) {
                let ours = path.select(&value);
                // serde_json takes no leading zeros in an index, as the RFC wants; we are not so strict.
                if !text.split('/').any(|token| token.len() > 1 && token.starts_with('0')) {
                    prop_assert_eq!(ours.first().copied(), value.pointer(&text));
                }
            }
        }
    }
}
