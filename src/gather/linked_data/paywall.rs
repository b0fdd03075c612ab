//! Owns what JSON-LD says of who may read an article: `isAccessibleForFree`, of the article or of a part of it.

use serde_json::Value;

use super::graph::{Index, Object, strings};
use crate::domain::Access;

/// Who may read an article; `None` where it does not say.
pub(in crate::gather) fn of(index: &Index<'_>, article: &Object) -> Option<Access> {
    let own = article.get("isAccessibleForFree").and_then(said);
    if own == Some(false) {
        return Some(Access::Paid);
    }
    let parts = match article.get("hasPart") {
        Some(Value::Array(parts)) => parts.iter().collect(),
        Some(part) => vec![part],
        None => Vec::new(),
    };
    let part = parts.into_iter().filter_map(|part| {
        let known = part.get("@id").and_then(Value::as_str).and_then(|id| index.by_id(id));
        let value = part.get("isAccessibleForFree").or_else(|| known?.get("isAccessibleForFree"));
        value.and_then(said)
    });
    // A part that costs something closes the article, whatever it says of itself as a whole.
    if part.into_iter().any(|free| !free) {
        return Some(Access::Paid);
    }
    own.map(|_| Access::Open)
}

/// True or false, as sites write it: a boolean, "False", or the address of the word.
fn said(value: &Value) -> Option<bool> {
    if let Value::Bool(free) = value {
        return Some(*free);
    }
    let word = strings(value).first()?.rsplit(['/', ':', '#']).next()?.trim().to_ascii_lowercase();
    match word.as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::gather::linked_data::LinkedData;

    #[test]
    fn a_part_that_costs_closes_the_article() {
        let cases = [
            (json!({}), None),
            (json!({"isAccessibleForFree": true}), Some(Access::Open)),
            (json!({"isAccessibleForFree": false}), Some(Access::Paid)),
            (json!({"isAccessibleForFree": "False"}), Some(Access::Paid)),
            (json!({"isAccessibleForFree": "http://schema.org/True"}), Some(Access::Open)),
            (json!({"isAccessibleForFree": {"@value": "no"}}), Some(Access::Paid)),
            (json!({"isAccessibleForFree": true, "hasPart": {"isAccessibleForFree": false}}), Some(Access::Paid)),
            (json!({"hasPart": [{"isAccessibleForFree": true}, {"isAccessibleForFree": "false"}]}), Some(Access::Paid)),
            (json!({"hasPart": [{"isAccessibleForFree": true}]}), None),
            (json!({"isAccessibleForFree": 7, "hasPart": "x"}), None),
        ];
        for (article, wanted) in cases {
            let object = article.as_object().unwrap();
            let data = LinkedData::default();
            assert_eq!(of(&data.index(), object), wanted, "{article}");
        }
    }
}
