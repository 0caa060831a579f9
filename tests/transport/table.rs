//! Parses the rows of the table.

use std::time::Duration;

use crate::harness::scripted;
use crate::server::Step;

/// A sequence of replies, and the expected behaviour of the client.
#[derive(Debug)]
pub(crate) struct Row {
    /// The line of the table.
    pub(crate) line: &'static str,
    pub(crate) method: &'static str,
    /// `idem`, `once`, `max=2`, `time=30`, `capable`, `etag`, `fixed`.
    pub(crate) options: Vec<&'static str>,
    pub(crate) steps: Vec<Step>,
    /// `ok`, or the kind of the error; then `doubt` if a write may have happened.
    pub(crate) end: &'static str,
    pub(crate) doubt: bool,
    /// The number of tokens fetched.
    pub(crate) tokens: usize,
    pub(crate) waits: Vec<Wait>,
}

/// A delay in the table.
#[derive(Debug)]
pub(crate) enum Wait {
    Exactly(Duration),
    AtMost(Duration),
}

impl Row {
    /// Parses a line: `method and options | replies | result | delays`.
    pub(crate) fn read(line: &'static str) -> Self {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [request, replies, end, waits] = parts[..] else { panic!("a row has four parts: {line}") };
        let mut request = request.split(' ');
        let mut end = end.split(' ');
        let mut row = Row {
            line,
            method: request.next().expect("a method"),
            options: request.collect(),
            steps: replies.split(", ").map(step).collect(),
            end: end.next().expect("an end"),
            doubt: false,
            tokens: 1,
            waits: self::waits(waits),
        };
        for word in end {
            match word.split_once('=') {
                None if word == "doubt" => row.doubt = true,
                Some(("tokens", number)) => row.tokens = number.parse().expect("a number"),
                _ => panic!("an unknown end `{word}`: {line}"),
            }
        }
        row
    }

    /// Returns the number of an option, `max=2`.
    pub(crate) fn number(&self, option: &str) -> Option<u64> {
        self.options
            .iter()
            .find_map(|word| word.split_once('=').filter(|(name, _)| *name == option)?.1.parse().ok())
    }

    pub(crate) fn has(&self, option: &str) -> bool {
        self.options.contains(&option)
    }
}

fn step(text: &str) -> Step {
    match text.trim() {
        "cut" => Step::Cut(Vec::new()),
        "garbage" => Step::Cut(b"no HTTP at all\r\n\r\n".to_vec()),
        "half" => Step::Cut(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"id\":".to_vec()),
        "half head" => Step::Cut(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec()),
        "stall" => Step::Stall,
        words => Step::Send(scripted(words)),
    }
}

/// Parses delays in seconds, `10 <2`; `-` for none.
pub(crate) fn waits(text: &str) -> Vec<Wait> {
    text.split(' ').filter(|wait| *wait != "-").map(wait).collect()
}

fn wait(text: &str) -> Wait {
    let seconds = |text: &str| Duration::try_from_secs_f64(text.parse().expect("seconds")).expect("a time");
    match text.strip_prefix('<') {
        Some(text) => Wait::AtMost(seconds(text)),
        None => Wait::Exactly(seconds(text)),
    }
}
