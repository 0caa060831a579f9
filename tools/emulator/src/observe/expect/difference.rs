//! How a request differs from an expectation.

use serde_json::Value;

use super::Rule;
use crate::observe::recording::RecordedRequest;
use crate::routing::target::{decoded, options};

impl Rule {
    pub(super) fn difference(&self, request: &RecordedRequest) -> Option<String> {
        match self {
            Self::Header(name, wanted) => {
                let values = request.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
                let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
                one_of(&format!("header {name}"), wanted.as_deref(), &values)
            }
            Self::Query(name, wanted) => {
                let options: Vec<_> = options(request.query()).filter(|(known, _)| known == name).collect();
                let values: Vec<&str> = options.iter().map(|(_, value)| value.as_str()).collect();
                one_of(&format!("query option {name}"), wanted.as_deref(), &values)
            }
            Self::Json(wanted) => body_difference(request, wanted, true),
            Self::Containing(wanted) => body_difference(request, wanted, false),
            Self::NoBody => {
                (!request.body.is_empty()).then(|| format!("it has a body of {} bytes", request.body.len()))
            }
            Self::Status(status) => {
                (request.status != *status).then(|| format!("it was answered {}", request.status))
            }
            Self::InBatch(is_item) => (request.batch.is_some() != *is_item).then(|| match request.batch {
                Some(batch) => format!("it came in the batch of request {batch}"),
                None => "it came in no batch".to_owned(),
            }),
        }
    }
}

/// How the values of a header or an option differ from the wanted value, or from none.
fn one_of(what: &str, wanted: Option<&str>, found: &[&str]) -> Option<String> {
    match wanted {
        Some(wanted) if found.contains(&wanted) => None,
        None if found.is_empty() => None,
        _ if found.is_empty() => Some(format!("it has no {what}")),
        _ => Some(format!("its {what} is {}", found.join(", "))),
    }
}

fn body_difference(request: &RecordedRequest, wanted: &Value, is_whole: bool) -> Option<String> {
    let Some(found) = request.json() else {
        let what = if request.body.is_empty() { "empty" } else { "not JSON" };
        return Some(format!("its body is {what}"));
    };
    difference("", &found, wanted, is_whole)
}

/// The first difference in a JSON value, with its path in the body.
fn difference(path: &str, found: &Value, wanted: &Value, is_whole: bool) -> Option<String> {
    let name = if path.is_empty() { "its body".to_owned() } else { format!("`{path}`") };
    let (Value::Object(members), Value::Object(wanted)) = (found, wanted) else {
        return (found != wanted).then(|| format!("{name} is {}", excerpt(&found.to_string())));
    };
    let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for (name, wanted) in wanted {
        let path = join(name);
        match members.get(name) {
            None => return Some(format!("`{path}` is missing")),
            Some(found) => {
                if let Some(difference) = difference(&path, found, wanted, is_whole) {
                    return Some(difference);
                }
            }
        }
    }
    let surplus = members.iter().find(|(name, _)| is_whole && !wanted.contains_key(*name));
    surplus.map(|(name, value)| format!("`{}` is there, as {}", join(name), excerpt(&value.to_string())))
}

/// How a path differs from a template. A missing version is reported as such, since it is a common mistake.
pub(super) fn path_difference(template: &str, path: &str) -> Option<String> {
    if is_path(template, path) {
        return None;
    }
    let after_version = path.trim_start_matches('/').split_once('/');
    Some(match after_version.filter(|(_, rest)| is_path(template, rest)) {
        Some((version, _)) => format!("its path begins with /{version}"),
        None => "another path".to_owned(),
    })
}

/// Whether a path matches a template.
fn is_path(template: &str, path: &str) -> bool {
    let segments = |path: &str| path.trim_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let (template, path) = (segments(template), segments(path));
    template.len() == path.len()
        && template.iter().zip(&path).all(|(wanted, found)| {
            let is_any = wanted.starts_with('{') && wanted.ends_with('}');
            if is_any { !found.is_empty() } else { decoded(wanted) == decoded(found) }
        })
}

/// How many characters of a body are shown.
const MAX_EXCERPT: usize = 400;

pub(super) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(MAX_EXCERPT) {
        Some((end, _)) => format!("{}... ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}
