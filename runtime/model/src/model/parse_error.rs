//! The error of every type that is parsed from a text.

use core::fmt;

use super::{Kind, ValueErrorKind};

/// A text that is not a value of the type it was parsed as.
///
/// Shows the text and what was expected instead. The text of a [`Binary`](super::Binary) is not kept, because
/// it may be a key.
///
/// ```
/// use graph_entity::{Date, model::ValueErrorKind};
///
/// let error = "2016-31-12".parse::<Date>().unwrap_err();
/// assert_eq!(error.kind(), ValueErrorKind::Range);
/// assert_eq!(error.to_string(), r#""2016-31-12" is beyond the bounds of Edm.Date, which is written like 2016-12-31"#);
/// ```
#[derive(Debug, Clone)]
pub struct ParseError {
    expected: Kind,
    kind: ValueErrorKind,
    excerpt: String,
}

impl ParseError {
    /// How many characters of the text the error repeats.
    const EXCERPT: usize = 40;

    pub(super) fn new(expected: Kind, kind: ValueErrorKind, text: &str) -> Self {
        let shown = if matches!(expected, Kind::Binary) { "" } else { text };
        let excerpt = match shown.char_indices().nth(Self::EXCERPT) {
            Some((end, _)) => format!("{}…", &shown[..end]),
            None => shown.to_owned(),
        };
        Self { expected, kind, excerpt }
    }

    /// Returns the OData type that was expected.
    pub fn expected(&self) -> Kind {
        self.expected
    }

    /// [`ValueErrorKind::Form`] for a text of another form. [`ValueErrorKind::Range`] for a text of the right
    /// form with a value that does not exist or does not fit. [`ValueErrorKind::Precision`] for too many
    /// digits of a second.
    pub fn kind(&self) -> ValueErrorKind {
        self.kind
    }

    fn example(&self) -> &'static str {
        self.expected.example().unwrap_or("its type asks")
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(self.expected, Kind::Binary) {
            f.write_str("the text")?;
        } else {
            write!(f, "{:?}", self.excerpt)?;
        }
        f.write_str(match self.kind {
            ValueErrorKind::Range => " is beyond the bounds of ",
            ValueErrorKind::Precision => " has more than the twelve digits of a second of ",
            ValueErrorKind::Type | ValueErrorKind::Form => " is not of type ",
        })?;
        write!(f, "{}, which is written like {}", self.expected, self.example())
    }
}

impl std::error::Error for ParseError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_shows_the_text_and_what_was_expected() {
        let error = ParseError::new(Kind::TimeOfDay, ValueErrorKind::Form, "noon");
        assert_eq!(
            error.to_string(),
            r#""noon" is not of type Edm.TimeOfDay, which is written like 12:00:05.5020000"#
        );
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let error = ParseError::new(Kind::Date, ValueErrorKind::Form, &"é".repeat(100));
        assert_eq!(error.excerpt, format!("{}…", "é".repeat(40)));
    }

    #[test]
    fn a_binary_is_never_repeated() {
        let error = ParseError::new(Kind::Binary, ValueErrorKind::Form, "c2VjcmV0*");
        assert!(!format!("{error} {error:?}").contains("c2Vj"));
    }
}
