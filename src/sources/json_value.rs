//! Reaching into JSON values: text, numbers (also MongoDB's extended ones), lists, links to bare ids.

use serde_json::Value;

use super::text::tidy;

/// The text under a path of keys; numbers as text.
pub(super) fn text(value: &Value, path: &[&str]) -> Option<String> {
    match at(value, path)? {
        Value::String(text) => tidy(text),
        Value::Number(number) => Some(number.to_string()),
        other => number(other).map(|number| number.to_string()),
    }
}

/// The value under a path of keys.
pub(super) fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

/// The items of the list under a path; nothing when there is no list.
pub(super) fn items<'a>(value: &'a Value, path: &[&str]) -> &'a [Value] {
    at(value, path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The texts of a list of texts, or the one text that stands in its place.
pub(super) fn texts(value: &Value, path: &[&str]) -> Vec<String> {
    match at(value, path) {
        Some(Value::Array(items)) => items.iter().filter_map(|item| text(item, &[])).collect(),
        Some(_) => text(value, path).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The texts under `key` in each item of a list.
pub(super) fn texts_in(value: &Value, path: &[&str], key: &str) -> Vec<String> {
    items(value, path).iter().filter_map(|item| text(item, &[key])).collect()
}

/// A whole number: a JSON number, a text of digits, or `{"$numberLong": "2019"}`.
pub(super) fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => {
            number.as_i64().or_else(|| number.as_f64().filter(|n| n.fract() == 0.0).map(|n| n as i64))
        }
        Value::String(text) => text.trim().parse().ok(),
        Value::Object(map) => ["$numberLong", "$numberInt", "$numberDouble"]
            .iter()
            .find_map(|key| map.get(*key))
            .and_then(number),
        _ => None,
    }
}

/// A count under a key.
pub(super) fn count(value: &Value, key: &str) -> Option<u32> {
    value.get(key).and_then(number).and_then(|number| u32::try_from(number).ok())
}

/// The last part of a link: `https://openalex.org/W1` is `W1`.
pub(super) fn last_part(link: &str) -> String {
    link.trim_end_matches('/').rsplit('/').next().unwrap_or(link).to_owned()
}
