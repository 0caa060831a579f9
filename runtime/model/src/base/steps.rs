//! Paths of properties in errors: `omaSettings[2].value`.

/// Prepends a step to a path: the name of a property, or an index in brackets.
pub(crate) fn prepend_step(path: &mut String, step: &str) {
    let dot = if path.is_empty() || path.starts_with(['[', '.']) { "" } else { "." };
    path.insert_str(0, dot);
    path.insert_str(0, step);
}

#[cfg(test)]
mod tests {
    use super::prepend_step;

    #[test]
    fn names_are_separated_by_dots_and_indexes_are_not() {
        let mut path = String::new();
        for step in ["value", "[2]", "omaSettings"] {
            prepend_step(&mut path, step);
        }
        assert_eq!(path, "omaSettings[2].value");
    }
}
