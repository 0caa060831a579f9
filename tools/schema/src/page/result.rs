//! The sentence about what a call returns.

use super::PageResult;
use super::markdown::{Document, Inline};
use super::words::TypeWords;

/// Returns what the sentence `If successful, this method returns a ...` says.
pub(crate) fn result(document: &Document<'_>, namespace: &str) -> Option<PageResult> {
    let sections = document.below(|heading| heading.eq_ignore_ascii_case("response"));
    let (line, text) = sections.iter().flat_map(|section| &section.lines).find_map(|(line, text)| {
        text.trim_start().to_lowercase().starts_with("if successful").then_some((*line, text.trim()))
    })?;
    let status = Inline::parse(text).codes.iter().find_map(|code| code.split(' ').next()?.parse().ok());
    let kind = text.split_once("response code").and_then(|(_, rest)| returned(rest, namespace));
    Some(PageResult { line, status, kind })
}

/// Reads ` and a collection of [shelf](shelf.md) objects in the response body.` and its other forms.
fn returned(text: &str, namespace: &str) -> Option<TypeWords> {
    let text = text.split(" in the ").next()?;
    let rest = text.trim_start_matches([',', ' ']);
    let rest = rest.strip_prefix("and ").or_else(|| rest.strip_prefix("with "))?;
    let is_collection = rest.to_lowercase().contains("collection") && !rest.contains("[collection");
    if let Some((name, target)) = Inline::parse(rest).links.into_iter().next() {
        let (mut words, unknown) = TypeWords::parse(&format!("[{name}]({target})"), namespace);
        let is_named = words.kind.name.to_lowercase().contains("collection");
        words.kind.is_collection = is_collection && (!is_named || rest.contains(" collection"));
        return unknown.is_none().then_some(words);
    }
    let mut rest = rest.trim_end_matches(['.', ' ']);
    for article in ["a ", "an ", "the ", "collection of "] {
        rest = rest.strip_prefix(article).unwrap_or(rest);
    }
    let rest =
        ["objects", "object", "value"].iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest).trim();
    let (mut words, unknown) = TypeWords::parse(rest, namespace);
    words.kind.is_collection |= is_collection;
    // Anything else is a sentence.
    let is_type = words.word == rest || words.is_primitive() || rest.starts_with("**");
    (unknown.is_none() && is_type).then_some(words)
}
