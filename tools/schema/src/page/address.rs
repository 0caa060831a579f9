//! The addresses of a page.

use super::example::METHODS;
use super::fault::{Faults, PageFaultKind};
use super::markdown::Section;

/// An address that a page documents.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Address {
    /// Its line.
    pub line: u32,
    /// The method: `PATCH`.
    pub method: String,
    /// The path with its placeholders, without host, version and query: `/users/{id | userPrincipalName}`.
    pub template: String,
    /// The query options after `?`, or an empty text.
    pub query: String,
}

impl Address {
    /// Returns the segments of the path.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.template.split('/').skip(1)
    }

    /// Returns the qualified names in segments that select a derived type:
    /// `.../microsoft.graph.windowsDomainJoinConfiguration/...`.
    pub fn casts(&self) -> impl Iterator<Item = &str> {
        let last = self.segments().count().saturating_sub(1);
        let named = self.segments().enumerate().filter(move |(at, segment)| {
            *at < last && segment.contains('.') && !segment.contains(['{', '('])
        });
        named.map(|(_, segment)| segment)
    }
}

/// Returns the addresses in the blocks of a section and of those below it.
pub(crate) fn addresses(sections: &[Section<'_>], faults: &mut Faults<'_>) -> Vec<Address> {
    let mut addresses = Vec::new();
    // Some pages have no block: a line of code, or an indented one.
    for (line, text) in sections.iter().flat_map(|section| &section.lines) {
        addresses.extend(address(text.trim_matches([' ', '\t', '`', '*', '-']), *line));
    }
    for block in sections.iter().flat_map(|section| &section.blocks) {
        for (text, line) in block.text.lines().zip(block.line..) {
            let text = text.trim();
            if text.is_empty() || text.starts_with("//") {
                continue;
            }
            match address(text, line) {
                Some(address) => addresses.push(address),
                None => faults.add(line, PageFaultKind::NoAddress(text.to_owned())),
            }
        }
    }
    addresses
}

fn address(text: &str, line: u32) -> Option<Address> {
    let (method, rest) = text.split_once(char::is_whitespace)?;
    let method = METHODS.iter().find(|known| known.eq_ignore_ascii_case(method))?;
    let rest = rest.trim();
    let rest = rest.strip_suffix("HTTP/1.1").unwrap_or(rest).trim();
    let path = match rest.strip_prefix("https://") {
        Some(rest) => without_version(&rest[rest.find('/')?..]),
        None => without_version(rest),
    };
    let (template, query) = path.split_once('?').unwrap_or((path, ""));
    let template = template.trim_end_matches('/');
    // Placeholders may have blanks. A path may have lost its first `/`.
    let start = template.split(['{', '/', '<']).next().unwrap_or_default();
    let is_path =
        template.len() > 1 && (template.starts_with('/') || template.contains('/') && is_word(start));
    is_path.then(|| Address {
        line,
        method: (*method).to_owned(),
        template: format!("/{}", template.trim_start_matches('/')).replace('<', "{").replace('>', "}"),
        query: query.to_owned(),
    })
}

fn without_version(path: &str) -> &str {
    ["/v1.0", "/beta"].iter().find_map(|version| path.strip_prefix(version)).unwrap_or(path)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric())
}
