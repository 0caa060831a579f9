//! The report on an expectation that is not met.

use std::fmt;

use super::Expect;
use super::difference::excerpt;
use crate::observe::recording::RecordedRequest;

/// How many requests are shown.
const MAX_SHOWN: usize = 20;

/// What was expected, and what was sent instead.
pub(super) struct Report<'a> {
    pub(super) expect: &'a Expect,
    pub(super) requests: &'a [RecordedRequest],
    pub(super) matching: usize,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expect, requests, matching } = self;
        let times = match expect.times {
            None => "at least one request".to_owned(),
            Some(0) => "no request".to_owned(),
            Some(1) => "one request".to_owned(),
            Some(times) => format!("{times} requests"),
        };
        writeln!(f, "expected {times}:\n{expect}")?;
        writeln!(f, "{matching} of the {} requests that are recorded match:", requests.len())?;
        let mut compared: Vec<_> =
            requests.iter().map(|request| (expect.differences(request), request)).collect();
        // The most similar request first, and of equally similar ones the latest.
        compared.reverse();
        compared.sort_by_key(|(differences, _)| differences.len());
        for (differences, request) in compared.iter().take(MAX_SHOWN) {
            let verdict =
                if differences.is_empty() { "it matches".to_owned() } else { differences.join("; ") };
            let (index, status) = (request.index, request.status);
            write!(f, "  request {index}: {} {} -> {status}", request.method, request.target)?;
            if let Some(text) = request.text().filter(|text| !text.is_empty()) {
                write!(f, " {}", excerpt(&text.split_whitespace().collect::<Vec<_>>().join(" ")))?;
            }
            writeln!(f, "\n    {verdict}")?;
        }
        if compared.len() > MAX_SHOWN {
            writeln!(f, "  and {} more, which are further off", compared.len() - MAX_SHOWN)?;
        }
        Ok(())
    }
}
