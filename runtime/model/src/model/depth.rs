//! How deeply values may be nested.

use serde_json::Value;

/// The maximum number of nested objects and arrays, the same as in `serde_json`. It is counted here too,
/// because a buffered value is parsed separately and a value that a program built has no limit.
pub(crate) const MOST_LEVELS: usize = 127;

/// The message of `serde_json`, so that the error is the same whether `serde_json` or this crate counted.
pub(crate) const TOO_DEEP: &str = "recursion limit exceeded";

/// Whether a value that a program built has more levels than Graph or this crate would read. Does not
/// recurse, so that it can check a value before that is written or read recursively.
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
