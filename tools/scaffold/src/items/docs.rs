//! Documentation, made of what the metadata states.

use graph_entity_schema::{Annotations, Revision};

use crate::words::comment;

/// Returns the description of an element, or nothing.
pub(super) fn described(annotations: &Annotations) -> Vec<String> {
    let texts = [&annotations.description, &annotations.long_description];
    let mut lines: Vec<String> = Vec::new();
    for text in texts.into_iter().flatten() {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(comment(&text.value));
    }
    lines
}

/// Returns the description of an element, a line with facts about it, and its deprecation.
pub(super) fn of(annotations: &Annotations, facts: String) -> Vec<String> {
    let mut lines = described(annotations);
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(facts);
    if let Some(revision) = annotations.deprecation() {
        lines.push(String::new());
        lines.extend(comment(&format!("Deprecated {}", deprecation(revision))));
    }
    lines
}

/// Returns the date and the reason of a deprecation.
pub(crate) fn deprecation(revision: &Revision) -> String {
    let mut text = String::new();
    if let Some(date) = &revision.date {
        text += &format!("since {date}");
    }
    if let Some(date) = &revision.removal_date {
        text += &format!(", to be removed after {date}");
    }
    if let Some(description) = &revision.description {
        text += &format!(": {}", description.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    text.trim_start_matches([',', ':', ' ']).to_owned()
}
