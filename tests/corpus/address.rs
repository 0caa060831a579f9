//! Finds the address of an entity in the URLs of its page. Has no I/O.

use crate::names;

/// Returns the first URL that is a path in the macro's grammar.
pub(crate) fn of_urls<'a>(urls: impl Iterator<Item = &'a str>) -> Option<String> {
    urls.into_iter().find_map(of_url)
}

/// Returns the path of `PATCH /users/{id}`, or `None` if there is none, as in
/// `PATCH ** Entity URI for ... not found`.
fn of_url(url: &str) -> Option<String> {
    let is_verb = |word: &str| word.chars().all(|c| c.is_ascii_alphabetic());
    let rest = match url.trim().split_once(char::is_whitespace) {
        Some((verb, rest)) if is_verb(verb) => rest.trim(),
        _ => url.trim(),
    };
    let rest = rest.trim_start_matches("https://").trim_start_matches("graph.microsoft.com");
    let rest = ["/beta/", "/v1.0/"]
        .iter()
        .find_map(|version| rest.strip_prefix(version))
        .or(rest.strip_prefix('/'))?;
    let rest = rest.split_once('?').map_or(rest, |(path, _)| path);
    let mut parameters = Vec::new();
    let mut path = String::new();
    for segment in rest.trim_end_matches('/').split('/') {
        path.push('/');
        path.push_str(&self::segment(segment, &mut parameters)?);
    }
    Some(path)
}

/// Returns a literal segment unchanged, or a placeholder with a name that is unique in the path.
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
    let joined = names::camel(words);
    let plain = joined.trim_start_matches(|c: char| c.is_ascii_digit());
    if plain.is_empty() {
        return None;
    }
    let numbered = (1_usize..).map(|n| if n == 1 { plain.to_owned() } else { format!("{plain}{n}") });
    // Names that differ only in case become the same parameter, and the macro reserves `patch`.
    let free = |name: &String| {
        let lower = name.to_lowercase();
        lower != "patch" && !parameters.contains(&lower)
    };
    let found = numbered.into_iter().find(free)?;
    parameters.push(found.to_lowercase());
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::of_urls;

    #[test]
    fn the_first_path_is_the_address() {
        for (urls, path) in [
            (&["PATCH /deviceManagement"][..], Some("/deviceManagement")),
            (&["PATCH ** Entity URI for x not found", "PATCH /a/{b}"], Some("/a/{b}")),
            (
                &["PATCH /a/{id}/microsoft.graph.x/b/{id}/c/{ID}"],
                Some("/a/{id}/microsoft.graph.x/b/{id2}/c/{ID3}"),
            ),
            (&["PATCH /users/{id | userPrincipalName}"], Some("/users/{idUserPrincipalName}")),
            (&["PATCH https://graph.microsoft.com/beta/me/{patch}/?$top=1"], Some("/me/{patch2}")),
            (&["/no/{verb | x}"], Some("/no/{verbX}")),
            (&["PATCH /a('{id}')", "PATCH /", "PATCH /a/{}"], None),
            (&[], None),
        ] {
            assert_eq!(of_urls(urls.iter().copied()).as_deref(), path, "{urls:?}");
        }
    }
}
