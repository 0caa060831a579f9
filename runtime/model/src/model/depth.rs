//! How deeply values may be nested.

use serde_json::Value;

/// The maximum number of nested objects and arrays in a text, the same as in `serde_json`. It is counted here
/// too, because a buffered value is parsed separately and a value that a program built has no limit. What is
/// written has the same limit, because nothing would read it otherwise.
pub(crate) const MOST_LEVELS: usize = 127;

/// The message of `serde_json`, so that the error is the same whether `serde_json` or this crate counted.
pub(crate) const TOO_DEEP: &str = "recursion limit exceeded";

/// The message for a value of a request, which the user has built.
pub(crate) const TOO_DEEP_TO_SEND: &str = "its value lies deeper in the body than 127 objects and arrays";

/// Whether a value that a program built has more levels than Graph or this crate would read inside `open`
/// objects and arrays. Does not recurse, so that it can check a value before that is written or read
/// recursively.
pub(crate) fn is_too_deep(value: &Value, open: usize) -> bool {
    let mut left = vec![(value, open)];
    while let Some((value, depth)) = left.pop() {
        match value {
            Value::Array(_) | Value::Object(_) if depth >= MOST_LEVELS => return true,
            Value::Array(items) => left.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(members) => left.extend(members.values().map(|member| (member, depth + 1))),
            _ => {}
        }
    }
    false
}

/// Whether a JSON text has more levels than would be read inside `open` objects and arrays.
pub(crate) fn is_text_too_deep(json: &[u8], open: usize) -> bool {
    let (mut depth, mut is_text, mut is_escaped) = (open, false, false);
    for byte in json {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_text,
            b'"' => is_text = !is_text,
            b'[' | b'{' if !is_text => {
                depth += 1;
                if depth > MOST_LEVELS {
                    return true;
                }
            }
            b']' | b'}' if !is_text => depth -= 1,
            _ => {}
        }
    }
    false
}

/// The text of a value that has no declaration. `None` if it is too deep to be read.
pub fn untyped(value: Value) -> Option<String> {
    if is_too_deep(&value, 0) {
        take_apart(value);
        return None;
    }
    Some(value.to_string())
}

/// Drops a value without recursion. A value that is too deep to read would also overflow the stack in its own
/// `drop`.
pub(crate) fn take_apart(value: Value) {
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(items) => left.extend(items),
            Value::Object(members) => left.extend(members.into_iter().map(|(_, member)| member)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    #[test]
    fn the_limit_is_that_of_the_reader() {
        for levels in [MOST_LEVELS, MOST_LEVELS + 1] {
            let json = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
            let value = (0..levels - 1).fold(Value::Array(Vec::new()), |inner, _| vec![inner].into());
            let is_refused = serde_json::from_str::<Value>(&json).is_err();
            assert_eq!(is_refused, is_too_deep(&value, 0), "{levels}");
            assert_eq!(is_refused, is_text_too_deep(json.as_bytes(), 0), "{levels}");
            assert!(is_too_deep(&value, 2) && is_text_too_deep(json.as_bytes(), 2), "{levels}");
        }
    }

    #[test]
    fn brackets_in_texts_are_no_levels() {
        let json = format!(r#"{{"a\\\"{0}":"{0}\\","b":[{{}},[]]}}"#, "[{".repeat(200));
        assert!(serde_json::from_str::<Value>(&json).is_ok());
        assert!(!is_text_too_deep(json.as_bytes(), MOST_LEVELS - 3));
        assert!(is_text_too_deep(json.as_bytes(), MOST_LEVELS - 2));
    }

    #[test]
    fn a_deep_value_is_dropped_without_recursion() {
        let in_arrays = (0..200_000).fold(Value::Null, |inner, _| vec![inner].into());
        let in_objects =
            (0..200_000).fold(in_arrays, |inner, _| Value::Object(Map::from_iter([(String::new(), inner)])));
        assert!(is_too_deep(&in_objects, 0));
        take_apart(in_objects);
    }
}
