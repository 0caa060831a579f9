//! "Did you mean": the known name nearest to a misspelt one.

/// Returns the known name nearest to `name`, as [`near`] finds it. `None` if there is no near one.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    distances(name, known).min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// Returns the known names near to `name`, the nearest first and each once, ignoring case, `_` and `-`. A name
/// is near if the distance is at most a third of its length.
pub fn near<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found: Vec<_> = distances(name, known).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The near names with their distances.
fn distances<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = (usize, &'a str)> {
    let plain = |text: &str| text.to_lowercase().replace(['_', '-'], "");
    let wanted = plain(name);
    known
        .into_iter()
        .map(move |candidate| (strsim::osa_distance(&wanted, &plain(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 3).max(1))
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
    use super::{near, nearest, nearest_type};

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

    /// A third of a short name is one letter, and two swapped letters are one mistake.
    #[test]
    fn swapped_letters_of_a_short_name_are_near() {
        for (name, known) in [("nmae", "name"), ("kye", "key"), ("aslo", "also"), ("ulr", "url")] {
            assert_eq!(nearest(name, [known]), Some(known), "{name}");
        }
    }

    #[test]
    fn near_names_are_sorted_by_their_distance_and_named_once() {
        let known = ["deviceScripts", "deviceScript", "devices", "deviceScript"];
        assert_eq!(near("device_scrip", known), ["deviceScript", "deviceScripts"]);
        assert_eq!(near("x", known), <[&str; 0]>::default());
    }

    #[test]
    fn types_are_compared_without_their_namespaces() {
        let known = ["microsoft.graph.security.alert", "microsoft.graph.runState"];
        assert_eq!(nearest_type("microsoft.graph.alrt", known.into_iter()), Some(known[0]));
        assert_eq!(nearest_type("microsoft.graph.runstate", known.into_iter()), Some(known[1]));
        assert_eq!(nearest_type("microsoft.graph.user", known.into_iter()), None);
    }
}
