//! The grammar of a path template, from a text to its placeholders and errors.

use crate::name;

/// A path template: literal segments and `{placeholders}`, each a whole segment or the value of
/// a key in parentheses.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Template {
    /// The text as written in the attribute.
    pub(crate) text: String,
    /// The names of the placeholders, in their order.
    pub(crate) placeholders: Vec<String>,
}

/// Parses a template. Continues after an error, so that all of them are returned.
pub(crate) fn parse(text: &str) -> (Template, Vec<String>) {
    let mut errors = Vec::new();
    let mut placeholders: Vec<String> = Vec::new();
    let rest = start(text, &mut errors);
    for segment in rest.split('/') {
        for found in in_segment(segment, text, &mut errors) {
            if placeholders.contains(&found) {
                errors.push(format!(
                    "placeholder `{{{found}}}` occurs twice in the path: rename one, such as `{{{found}2}}`"
                ));
            } else {
                placeholders.push(found);
            }
        }
    }
    check_parameters(&placeholders, &mut errors);
    (Template { text: text.to_owned(), placeholders }, errors)
}

/// Checks how the path begins and ends, and returns the part between.
fn start<'a>(text: &'a str, errors: &mut Vec<String>) -> &'a str {
    if text.is_empty() {
        errors.push(
            "the path is empty: expected an address such as \"/deviceManagement/deviceCategories/{id}\""
                .into(),
        );
        // Any valid segment: an empty one would give a second error about the same fault.
        return "x";
    }
    if text.contains("://") {
        errors.push("the path holds a host: leave it out, the client's endpoint says it".into());
        return "x";
    }
    for version in ["/beta/", "/v1.0/"] {
        if let Some(rest) = text.strip_prefix(version) {
            let name = version.trim_matches('/');
            errors.push(format!(
                "the path starts with a version: leave it out and write `version = \"{name}\"`"
            ));
            return rest;
        }
    }
    let rest = text.strip_prefix('/').unwrap_or_else(|| {
        errors.push(format!("the path \"{text}\" lacks its leading slash: write \"/{text}\""));
        text
    });
    match rest.strip_suffix('/') {
        Some("") | None => rest,
        Some(trimmed) => {
            errors.push(format!("the path ends with a slash: write \"/{trimmed}\""));
            trimmed
        }
    }
}

/// Checks a segment. Returns the names of its placeholders, of which a literal or an invalid segment has
/// none.
fn in_segment(segment: &str, text: &str, errors: &mut Vec<String>) -> Vec<String> {
    if segment.is_empty() {
        errors.push(format!("the path \"{text}\" has an empty segment: remove the extra slash"));
        return Vec::new();
    }
    match segment.split_once('(') {
        Some((name, keys)) if !name.is_empty() && keys.contains(['{', '=', '\'']) => {
            literal(name, errors);
            alternate_key(segment, keys, errors)
        }
        _ => placeholder(segment, segment, errors).into_iter().collect(),
    }
}

/// Checks the keys in parentheses: `'{upn}')`, `appId='{appId}')` or `a='{a}',b={b})`, without the first
/// parenthesis. Returns the names of their placeholders.
///
/// Source: OData URL Conventions 4.01, "Alternate Keys".
fn alternate_key(segment: &str, keys: &str, errors: &mut Vec<String>) -> Vec<String> {
    let keys: Vec<&str> = keys.strip_suffix(')').unwrap_or_default().split(',').collect();
    let is_one = keys.len() == 1;
    let mut found = Vec::new();
    let mut names = Vec::new();
    for key in keys {
        let value = match key.split_once('=') {
            Some((name, value)) if is_name(name) => {
                if names.contains(&name) {
                    errors.push(format!("segment `{segment}` has the key `{name}` twice: remove one"));
                }
                names.push(name);
                Some(value)
            }
            None if is_one => Some(key),
            _ => None,
        };
        let unquoted = value
            .map(|value| value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(value));
        let Some(value) = unquoted.filter(|value| value.starts_with('{') && value.ends_with('}')) else {
            errors.push(format!(
                "segment `{segment}` is not an alternate key: write `name(key='{{value}}')`, several keys with a comma between them, and without the quotes a value that is not a text"
            ));
            break;
        };
        found.extend(placeholder(value, segment, errors));
    }
    found
}

/// Checks a whole segment, or the value of a key in one. Returns the name of its placeholder, or `None` if it
/// is a literal or invalid.
fn placeholder(text: &str, segment: &str, errors: &mut Vec<String>) -> Option<String> {
    let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    match inner {
        Some(name) if is_name(name) => return Some(name.to_owned()),
        Some("") => errors.push("a placeholder is empty: name it, such as `{deviceId}`".into()),
        Some(name) => errors.push(format!(
            "placeholder `{{{name}}}` is not a name: expected letters, digits and `_`, starting with a letter"
        )),
        None if segment.contains(['{', '}']) => {
            errors.push(format!(
                "segment `{segment}` has a stray brace: a placeholder is a whole segment, `{{name}}`, or the value of a key, `(key='{{name}}')`"
            ));
        }
        None => literal(segment, errors),
    }
    None
}

fn literal(segment: &str, errors: &mut Vec<String>) {
    if let Some(wrong) = segment.chars().find(|c| !(c.is_ascii_alphanumeric() || "-._~$".contains(*c))) {
        let why = match wrong {
            '?' => "a query is added by the request, not by the path",
            '#' => "a fragment is never sent",
            '(' | ')' => "a function's parentheses are written by the request",
            ' ' => "a segment holds no space",
            _ => "a segment holds letters, digits, `-`, `.`, `_`, `~` and `$`",
        };
        errors.push(format!("segment `{segment}` holds {wrong:?}: {why}"));
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Checks that no two placeholders become parameters of the same name.
fn check_parameters(placeholders: &[String], errors: &mut Vec<String>) {
    let parameters: Vec<String> = placeholders.iter().map(|name| name::parameter(name)).collect();
    for (at, parameter) in parameters.iter().enumerate() {
        if let Some(other) = parameters[..at].iter().position(|earlier| earlier == parameter) {
            errors.push(format!(
                "placeholders `{{{}}}` and `{{{}}}` both become the parameter `{parameter}`: rename one",
                placeholders[other], placeholders[at]
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn placeholders_are_found_in_order() {
        let (template, errors) = parse("/deviceManagement/scripts/{scriptId}/states/{stateId}");
        assert_eq!(template.placeholders, ["scriptId", "stateId"]);
        assert!(errors.is_empty());
    }

    #[test]
    fn singletons_and_casts_are_paths() {
        for path in [
            "/deviceManagement",
            "/me/photo",
            "/a/{id}/microsoft.graph.windowsDomainJoinConfiguration/b",
            "/a/$ref",
            "/users('{upn}')",
            "/versions({number})/b/{id}",
            "/applications(appId='{appId}')/owners/{id}",
            "/pairs(a='{a}',b={b})",
        ] {
            assert_eq!(parse(path).1, Vec::<String>::new(), "{path}");
        }
    }

    #[test]
    fn each_error_is_reported() {
        for (path, words) in [
            ("", "empty"),
            ("devices/{id}", "leading slash"),
            ("/devices/{id}/", "ends with a slash"),
            ("/devices//{id}", "empty segment"),
            ("/", "empty segment"),
            ("/beta/devices", "version = \"beta\""),
            ("https://graph.microsoft.com/devices", "host"),
            ("/devices/{}", "placeholder is empty"),
            ("/devices/{1d}", "not a name"),
            ("/devices/{id", "stray brace"),
            ("/devices/x{id}", "stray brace"),
            ("/devices?$top=1", "query"),
            ("/my devices", "no space"),
            ("/devices(a='{id}'", "not an alternate key"),
            ("/devices(a='x')", "not an alternate key"),
            ("/devices('{a}','{b}')", "not an alternate key"),
            ("/devices(1a='{a}')", "not an alternate key"),
            ("/devices(a=')", "not an alternate key"),
            ("/devices(a='{}')", "placeholder is empty"),
            ("/devices(a='{b c}')", "not a name"),
            ("/devices(a='{a}',b={a})", "twice"),
            ("/devices(a='{a}',a='{b}')", "has the key `a` twice"),
            ("/de vices(a='{a}')", "no space"),
            ("/devices()", "parentheses"),
            ("/a/{id}/b/{id}", "twice"),
            ("/a/{aId}/b/{AId}", "both become"),
        ] {
            let (_, errors) = parse(path);
            assert_eq!(errors.len(), 1, "{path}: {errors:?}");
            assert!(errors[0].contains(words), "{path}: {errors:?}");
        }
    }

    #[test]
    fn all_errors_are_reported_at_once() {
        assert_eq!(parse("a//{}/b c/").1.len(), 5);
    }
}
