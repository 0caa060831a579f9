//! Turns the address of a page into a path in the macro's grammar. Has no I/O.

use crate::names;

/// Returns the path, with a name for each placeholder that is unique in the path, or `None` if a segment is neither a
/// placeholder nor a literal.
pub(crate) fn of(template: &str) -> Option<String> {
    let mut parameters = Vec::new();
    let mut path = String::new();
    for segment in template.strip_prefix('/')?.split('/') {
        path.push('/');
        path.push_str(&self::segment(segment, &mut parameters)?);
    }
    Some(path)
}

fn segment(segment: &str, parameters: &mut Vec<String>) -> Option<String> {
    match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => Some(format!("{{{}}}", placeholder(name, parameters)?)),
        None => is_literal(segment).then(|| segment.to_owned()),
    }
}

fn is_literal(segment: &str) -> bool {
    !segment.is_empty() && segment.chars().all(|c| c.is_ascii_alphanumeric() || "-._~$".contains(c))
}

/// Turns `{id | userPrincipalName}` into `{idUserPrincipalName}`, and a second `{userId}` into `{userId2}`.
fn placeholder(name: &str, parameters: &mut Vec<String>) -> Option<String> {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let plain = names::camel(words);
    if !plain.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let numbered = (1_usize..).map(|n| if n == 1 { plain.clone() } else { format!("{plain}{n}") });
    // Names that differ only in case become the same parameter.
    let found = numbered.into_iter().find(|name| !parameters.contains(&name.to_lowercase()))?;
    parameters.push(found.to_lowercase());
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn placeholders_get_names_of_their_own() {
        for (template, path) in [
            ("/deviceManagement/sync", Some("/deviceManagement/sync")),
            (
                "/a/{id}/microsoft.graph.x/b/{id}/c/{ID}/sync",
                Some("/a/{id}/microsoft.graph.x/b/{id2}/c/{ID3}/sync"),
            ),
            ("/users/{id | userPrincipalName}/sync", Some("/users/{idUserPrincipalName}/sync")),
            ("/a('{id}')/sync", None),
            ("/a/{}/sync", None),
            ("/", None),
            ("a", None),
        ] {
            assert_eq!(of(template).as_deref(), path, "{template}");
        }
    }
}
