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

/// Returns the description of a member of a type. One that documentation pages describe has facts in place of their
/// words, which belong to their authors.
pub(super) fn of_member(annotations: &Annotations, facts: impl FnOnce() -> String) -> Vec<String> {
    let lines = described(annotations);
    if lines.is_empty() && annotations.page.is_some() { vec![facts()] } else { lines }
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
    let date = revision.date.as_ref().map(|date| format!("since {date}"));
    let removal = revision.removal_date.as_ref().map(|date| format!("to be removed after {date}"));
    let dates: Vec<String> = date.into_iter().chain(removal).collect();
    let words = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let reason = revision.description.as_ref().map(words);
    let parts: Vec<String> =
        [Some(dates.join(", ")), reason].into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(": ")
}
