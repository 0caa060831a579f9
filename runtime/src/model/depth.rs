//! How deep values may lie within one another.

use serde_json::Value;

/// How many objects and arrays may lie within one another: as many as `serde_json` reads. Counted here too, since a
/// buffered value is read apart from the text it came in, and a value that a program makes has no such limit.
pub(crate) const MOST_LEVELS: usize = 127;

/// The words of `serde_json`, so that a reader says the same whoever counted.
pub(crate) const TOO_DEEP: &str = "recursion limit exceeded";

/// Whether a value that a program made has more levels than Graph or this crate would read. Looked at without recursion,
/// before it is written or read with some.
pub(crate) fn is_too_deep(value: &Value) -> bool {
    let mut left = vec![(value, 0)];
    while let Some((value, depth)) = left.pop() {
        match value {
            Value::Array(_) | Value::Object(_) if depth == MOST_LEVELS => return true,
            Value::Array(items) => left.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(members) => left.extend(members.values().map(|member| (member, depth + 1))),
            _ => {}
        }
    }
    false
}

/// Drops a value without recursion: what is too deep to be read is too deep to be dropped by `serde_json`, too.
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
            assert_eq!(serde_json::from_str::<Value>(&json).is_err(), is_too_deep(&value), "{levels}");
        }
    }

    #[test]
    fn a_deep_value_is_dropped_without_recursion() {
        let in_arrays = (0..200_000).fold(Value::Null, |inner, _| vec![inner].into());
        let in_objects =
            (0..200_000).fold(in_arrays, |inner, _| Value::Object(Map::from_iter([(String::new(), inner)])));
        assert!(is_too_deep(&in_objects));
        take_apart(in_objects);
    }
}
