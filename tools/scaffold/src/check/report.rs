//! Differences as the compiler would show them, and as JSON.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use graph_entity_schema::declared::Position;
use graph_entity_schema::{Difference, DifferenceKind, Severity};
use serde_json::{Value, json};

use crate::source::Source;

/// Returns differences with the lines of the source, one after another.
pub(crate) fn text(differences: &[Difference], source: &Source, is_colored: bool) -> String {
    let renderer = if is_colored { Renderer::styled() } else { Renderer::plain() };
    differences.iter().map(|difference| one(difference, source, &renderer) + "\n\n").collect()
}

fn one(difference: &Difference, source: &Source, renderer: &Renderer) -> String {
    let level = match difference.severity {
        Severity::Error => Level::ERROR,
        Severity::Advice => Level::WARNING,
    };
    let note = note(difference);
    let title = level.primary_title(difference.message.as_str());
    let mut group = match difference.position.as_ref().and_then(|position| lines(position, source)) {
        Some(Lines { text, first, span, file }) => title.element(
            Snippet::source(text).line_start(first).path(file).annotation(AnnotationKind::Primary.span(span)),
        ),
        None => Group::with_title(title),
    };
    if let Some(note) = &note {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    renderer.render(&[group])
}

/// Where the metadata states it. Nothing about a name that is not there.
fn note(difference: &Difference) -> Option<String> {
    let stated = difference.stated.as_ref()?;
    let version = difference.version.as_ref().map_or_else(String::new, |version| format!(" {version}"));
    Some(match difference.kind {
        DifferenceKind::UnknownProperty | DifferenceKind::UnknownMember => {
            format!("Graph{version} declares the type in {stated}")
        }
        DifferenceKind::UnknownParameter => format!("Graph{version} declares the operation in {stated}"),
        _ => format!("Graph{version} states it in {stated}"),
    })
}

/// The lines of a position.
struct Lines<'a> {
    text: &'a str,
    /// The number of the first line.
    first: usize,
    /// The bytes of the position within the text.
    span: std::ops::Range<usize>,
    file: &'a str,
}

fn lines<'a>(position: &'a Position, source: &'a Source) -> Option<Lines<'a>> {
    let text = source.files.get(&position.file)?;
    let bytes = position.bytes.clone();
    let start = text.get(..bytes.start)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text.get(bytes.end..)?.find('\n').map_or(text.len(), |at| bytes.end + at);
    Some(Lines {
        text: &text[start..end],
        first: position.line,
        span: bytes.start - start..bytes.end - start,
        file: &position.file,
    })
}

/// Returns differences for programs.
pub(crate) fn json(differences: &[Difference]) -> Value {
    differences.iter().map(json_of).collect()
}

fn json_of(difference: &Difference) -> Value {
    let place = difference.position.as_ref();
    let stated = difference.stated.as_ref();
    json!({
        "kind": difference.kind.name(),
        "severity": match difference.severity {
            Severity::Error => "error",
            Severity::Advice => "advice",
        },
        "message": difference.message,
        "item": difference.item,
        "member": difference.member,
        "version": difference.version,
        "suggestion": difference.near,
        "file": place.map(|place| place.file.to_string()),
        "line": place.map(|place| place.line),
        "column": place.map(|place| place.column),
        "document": stated.map(|stated| stated.document.to_string()),
        "documentLine": stated.map(|stated| stated.line),
    })
}
