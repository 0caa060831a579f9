//! "Did you mean": the known name nearest to a misspelt one.

/// Returns the known name nearest to `name`, ignoring case, `_` and `-`. `None` if the distance to each of
/// them is more than a third of its length.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['_', '-'], "");
    let wanted = plain(name);
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&wanted, &plain(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns the known type nearest to a qualified name: the names behind the last dot are compared.
pub(crate) fn nearest_type<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let near = nearest(last_segment(name), known.clone().map(last_segment))?;
    known.into_iter().find(|known| last_segment(known) == near)
}

/// Returns the last part of a qualified name: `runState` of `microsoft.graph.runState`.
pub(crate) fn last_segment(qualified: &str) -> &str {
    qualified.rsplit('.').next().unwrap_or(qualified)
}

/// Returns `: did you mean ...?`, or nothing.
pub(crate) fn hint(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::{nearest, nearest_type};

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let known = ["scriptOutput", "scriptError", "lastSyncDateTime"];
        for (name, found) in [
            ("scriptOutptu", Some("scriptOutput")),
            ("script_error", Some("scriptError")),
            ("LastSyncDatetime", Some("lastSyncDateTime")),
            ("serialNumber", None),
        ] {
            assert_eq!(nearest(name, known), found, "{name}");
        }
    }

    #[test]
    fn types_are_compared_without_their_namespaces() {
        let known = ["microsoft.graph.security.alert", "microsoft.graph.runState"];
        assert_eq!(nearest_type("microsoft.graph.alrt", known.into_iter()), Some(known[0]));
        assert_eq!(nearest_type("microsoft.graph.runstate", known.into_iter()), Some(known[1]));
        assert_eq!(nearest_type("microsoft.graph.user", known.into_iter()), None);
    }
}
