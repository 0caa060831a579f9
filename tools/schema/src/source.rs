//! Where a fact is stated.

use std::fmt;
use std::sync::Arc;

/// The place of a fact: a document and a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// The name of the document, as it was given to the reader.
    pub document: Arc<str>,
    /// The line, from 1.
    pub line: u32,
}

/// A value that a document states, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<T> {
    /// What is stated.
    pub value: T,
    /// Where it is stated.
    pub source: Source,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.document, self.line)
    }
}

/// The text of a document, and where its lines begin.
pub(crate) struct Lines {
    document: Arc<str>,
    /// The offset of each line break.
    breaks: Vec<usize>,
}

impl Lines {
    pub(crate) fn new(document: &str, text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at);
        Self { document: document.into(), breaks: breaks.collect() }
    }

    /// Returns the place of a byte offset.
    pub(crate) fn source(&self, offset: usize) -> Source {
        let line = self.breaks.partition_point(|at| *at < offset) + 1;
        Source { document: Arc::clone(&self.document), line: u32::try_from(line).unwrap_or(u32::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_on_the_line_that_contains_it() {
        let lines = Lines::new("a.xml", "one\ntwo\n\nfour");
        for (offset, line) in [(0, 1), (3, 1), (4, 2), (7, 2), (8, 3), (9, 4)] {
            assert_eq!(lines.source(offset).to_string(), format!("a.xml:{line}"), "{offset}");
        }
    }
}
