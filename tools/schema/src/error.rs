//! The error of reading a document.

use std::fmt;

/// An error in a metadata document, with its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataError {
    /// What was expected and what was found.
    pub message: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

impl MetadataError {
    pub(crate) fn at(node: roxmltree::Node<'_, '_>, message: impl Into<String>) -> Self {
        let position = node.document().text_pos_at(node.range().start);
        Self { message: message.into(), line: position.row, column: position.col }
    }
}

impl From<roxmltree::Error> for MetadataError {
    fn from(error: roxmltree::Error) -> Self {
        let position = error.pos();
        Self {
            message: format!("it is not well-formed XML: {error}"),
            line: position.row,
            column: position.col,
        }
    }
}

impl fmt::Display for MetadataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for MetadataError {}
