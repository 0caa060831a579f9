//! The grammar of a path template, from a text to its placeholders and errors.

use crate::name;

/// A path template: literal segments and `{placeholders}`, each a whole segment.
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
        match placeholder(segment, text, &mut errors) {
            Some(found) if placeholders.contains(&found) => errors.push(format!(
                "placeholder `{{{found}}}` occurs twice in the path: rename one, such as `{{{found}2}}`"
            )),
            Some(found) => placeholders.push(found),
            None => {}
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

/// Checks a segment. Returns the name of its placeholder, or `None` if it is a literal or invalid.
fn placeholder(segment: &str, text: &str, errors: &mut Vec<String>) -> Option<String> {
    if segment.is_empty() {
        errors.push(format!("the path \"{text}\" has an empty segment: remove the extra slash"));
        return None;
    }
    let inner = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    match inner {
        Some(name) if is_name(name) => return Some(name.to_owned()),
        Some("") => errors.push("a placeholder is empty: name it, such as `{deviceId}`".into()),
        Some(name) => errors.push(format!(
            "placeholder `{{{name}}}` is not a name: expected letters, digits and `_`, starting with a letter"
        )),
        None if segment.contains('(') && segment.contains('=') => errors.push(format!(
            "segment `{segment}` holds parameters: a function's are the fields of its struct, written behind its name by the request"
        )),
        None if segment.contains(['{', '}']) => {
            errors.push(format!(
                "segment `{segment}` has a stray brace: a placeholder is a whole segment, `{{name}}`"
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
            ("/devices('{id}')", "stray brace"),
            ("/a/{id}/compare(templateId='{templateId}')", "fields of its struct"),
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
