//! What the user sees: results on standard output, messages on standard error, both with colours only on a
//! terminal.

use std::io::{self, IsTerminal as _, Write as _};

use serde_json::Value;

use crate::CommandError;

const RED: &str = "1;31";
const GREEN: &str = "32";
const YELLOW: &str = "1;33";
const BOLD: &str = "1";
const FAINT: &str = "2";

/// Where output goes, and whether it is coloured.
pub(crate) struct Terminal {
    is_out_coloured: bool,
    is_error_coloured: bool,
}

impl Terminal {
    /// Colours are for terminals, unless `NO_COLOR` is set.
    pub(crate) fn detect() -> Self {
        let is_allowed = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self {
            is_out_coloured: is_allowed && io::stdout().is_terminal(),
            is_error_coloured: is_allowed && io::stderr().is_terminal(),
        }
    }

    /// Whether results are coloured.
    pub(crate) fn is_out_coloured(&self) -> bool {
        self.is_out_coloured
    }

    /// Prints a result. A reader that wants no more of it is not an error.
    pub(crate) fn print(text: &str) -> Result<(), CommandError> {
        match io::stdout().lock().write_all(text.as_bytes()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CommandError::new(error)),
            _ => Ok(()),
        }
    }

    pub(crate) fn json(value: &Value) -> Result<(), CommandError> {
        Self::print(&format!("{value:#}\n"))
    }

    /// Prints a difference in the unified format.
    pub(crate) fn diff(&self, title: &str, diff: &str) -> Result<(), CommandError> {
        let lines = diff.lines().map(|line| match line.as_bytes().first() {
            Some(b'-') => painted(line, RED, self.is_out_coloured),
            Some(b'+') => painted(line, GREEN, self.is_out_coloured),
            _ => line.to_owned(),
        });
        let lines: Vec<String> = std::iter::once(self.strong(title)).chain(lines).collect();
        Self::print(&(lines.join("\n") + "\n"))
    }

    pub(crate) fn error(&self, message: &str) {
        eprintln!("{} {message}", painted("error:", RED, self.is_error_coloured));
    }

    /// Something that is wrong in what was given, but not so wrong that nothing can be done.
    pub(crate) fn warning(&self, message: &str) {
        eprintln!("{} {message}", painted("warning:", YELLOW, self.is_error_coloured));
    }

    pub(crate) fn status(message: &str) {
        eprintln!("{message}");
    }

    /// What is being done, for somebody who waits. Not for a script or a log.
    pub(crate) fn progress(&self, message: &str) {
        if io::stderr().is_terminal() {
            eprintln!("{}", painted(message, FAINT, self.is_error_coloured));
        }
    }

    /// Something that the user may want to know.
    pub(crate) fn note(&self, message: &str) {
        eprintln!("{}", painted(message, FAINT, self.is_error_coloured));
    }

    pub(crate) fn strong(&self, text: &str) -> String {
        painted(text, BOLD, self.is_out_coloured)
    }

    pub(crate) fn faint(&self, text: &str) -> String {
        painted(text, FAINT, self.is_out_coloured)
    }
}

fn painted(text: &str, code: &str, is_coloured: bool) -> String {
    if is_coloured { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}
