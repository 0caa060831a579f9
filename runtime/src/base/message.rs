//! Error messages as one line of bounded length, whatever text they quote.

use core::fmt::{self, Write as _};
use core::time::Duration;
use std::error::Error as StdError;

use http::StatusCode;

use super::Call;

/// Writes a message as one line of bounded length, because it may quote text from outside.
pub(crate) struct OneLine<'a, 'f> {
    to: &'a mut fmt::Formatter<'f>,
    room: usize,
}

impl<'a, 'f> OneLine<'a, 'f> {
    pub(crate) fn new(to: &'a mut fmt::Formatter<'f>) -> Self {
        Self { to, room: 2_000 }
    }

    pub(crate) fn write(&mut self, text: fmt::Arguments<'_>) -> fmt::Result {
        self.write_fmt(text)
    }

    /// Writes what the client did before it gave up, and what that may mean.
    pub(crate) fn history(&mut self, call: &Call, status: Option<StatusCode>) -> fmt::Result {
        // Reserves room, so that a long quoted text cannot push the warning out.
        self.room = self.room.max(200);
        if call.write_in_doubt {
            self.write_str(match status {
                Some(StatusCode::PRECONDITION_FAILED) => {
                    "; an earlier try of this request may have made the change itself"
                }
                _ => "; the write may have happened",
            })?;
        }
        if call.attempts > 1 {
            let waited: Duration = call.waits.iter().sum();
            write!(self, "; tried {} times, waited {:.1} s", call.attempts, waited.as_secs_f64())?;
        }
        // A time that nobody notices explains nothing.
        if call.queued >= Duration::from_millis(100) {
            write!(self, "; waited {:.1} s for the budget", call.queued.as_secs_f64())?;
        }
        Ok(())
    }

    /// Writes the end of every message about an answer: the ids that support asks for.
    pub(crate) fn ids(&mut self, request_id: Option<&str>, client_request_id: Option<&str>) -> fmt::Result {
        // The ids are short and come last. Room is reserved, so that they are shown however long the message
        // was.
        self.room = self.room.max(200);
        // A request to another host has no `client-request-id`.
        match (request_id, client_request_id.filter(|id| !id.is_empty())) {
            (Some(graph), Some(client)) => write!(self, " [request-id {graph}, client-request-id {client}]"),
            (Some(graph), None) => write!(self, " [request-id {graph}]"),
            (None, Some(client)) => write!(self, " [client-request-id {client}]"),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            if self.room == 0 {
                break;
            }
            self.room -= 1;
            if breaks_lines(character) {
                write!(self.to, "{}", character.escape_default())?;
            } else {
                self.to.write_char(character)?;
            }
            if self.room == 0 {
                self.to.write_char('\u{2026}')?;
            }
        }
        Ok(())
    }
}

/// Whether the character is a control character, ends a line, or changes the direction of the text after it.
fn breaks_lines(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The innermost cause of an error, which is the most specific one, as one line.
pub(crate) fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    escaped(&cause.to_string())
}

/// The texts of an error and all its causes.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        let _ = write!(text, ": {deeper}");
        cause = deeper.source();
    }
    text
}

fn escaped(text: &str) -> String {
    struct Shown<'a>(&'a str);
    impl fmt::Display for Shown<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            OneLine::new(f).write_str(self.0)
        }
    }
    Shown(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_stays_on_one_line_and_is_bounded() {
        assert_eq!(escaped("a\r\nb\u{1b}[31m\u{2028}\u{202e}"), "a\\r\\nb\\u{1b}[31m\\u{2028}\\u{202e}");
        assert_eq!(escaped("h\u{e9} \"quoted\" \\"), "h\u{e9} \"quoted\" \\");
        assert_eq!(escaped(&"x".repeat(9_000)).chars().count(), 2_001);
    }
}
