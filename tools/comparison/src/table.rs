//! The table as Markdown.

use std::fmt::Write as _;

use serde_json::Value;

use crate::cases::{CASES, Case, DATE_AHEAD, Shows, TOKEN};
use crate::run::{Column, Observed};

const HEAD: &str = "\
# Hostile replies, and what a caller sees

The same twenty replies of one server on loopback, given to this crate and to four other ways to call Graph. Written by
`tools/comparison/run.sh` (`just comparison`), which runs all of it, in one run, and prints the versions. Each library has its
default settings. Each cell is what was observed: the value or the error that the caller gets, the requests that the server
received if there was more than one, and how many POSTs were among them. The text of an error is its message and what a log
shows of it.

The request is that for one event of a calendar (`GET /me/events/1`), the list of them, or a POST of one. The programs are
in [`tools/comparison`](../tools/comparison):

- *graph-entity*: a declared entity. *In doubt* and *not in doubt* are what `Error::write_in_doubt` returns: whether a write
  may have happened: Graph's own 503 says that it has not, a gateway's 503 does not. The errors of the others have no such
  statement, and a caller concludes it from the status.
- *reqwest by hand*: `error_for_status`, a struct of the same properties with serde's derive, and a loop for the list. Another
  program would decide otherwise, in each of these points.
- *graph-rs-sdk*: its methods for events, then the status, and JSON of any form as the value, as in its README. It leaves
  types to its caller.
- *SDK for Python*: Microsoft's generated types, with its iterator for the list.
- *SDK for JavaScript*: its methods for paths, and objects as they come, with its iterator for the list. It is reached over
  HTTPS, since it sends its token only so.

";

/// The whole document.
pub fn markdown(columns: &[Column]) -> String {
    let mut text = HEAD.to_owned();
    let names: Vec<_> = columns.iter().map(|column| column.name).collect();
    let _ = writeln!(text, "| reply | {} |\n|---|{}", names.join(" | "), "---|".repeat(columns.len()));
    for (index, case) in CASES.iter().enumerate() {
        let cells: Vec<_> = columns.iter().map(|column| cell(case, &column.observed[index])).collect();
        let _ = writeln!(text, "| {} | {} |", case.name, cells.join(" | "));
    }
    text.push_str("\nVersions:\n\n");
    for column in columns {
        let _ = writeln!(text, "- {}: {}", column.name, column.version);
    }
    text
}

/// What was observed, in few words.
fn cell(case: &Case, observed: &Observed) -> String {
    let mut words = vec![match observed.outcome.get("error") {
        Some(error) => failure(error),
        None => value(&observed.outcome["value"], case.shows),
    }];
    words.extend(extra(case.shows, observed));
    match (observed.requests, observed.writes) {
        (requests, 0) if requests > 1 => words.push(format!("{requests} requests")),
        (_, writes @ 2..) => words.push(format!("{writes} POSTs")),
        (requests, 1) if requests > 1 => words.push(format!("1 POST in {requests} requests")),
        (_, 1) => words.push("1 POST".to_owned()),
        _ => {}
    }
    if observed.writes > 0 {
        let in_doubt = observed.outcome["error"]["inDoubt"].as_bool();
        words.extend(in_doubt.map(|in_doubt| if in_doubt { "in doubt" } else { "not in doubt" }.to_owned()));
    }
    words.join(", ")
}

fn failure(error: &Value) -> String {
    let name = error["name"].as_str().unwrap_or("?");
    match error["status"].as_u64() {
        Some(status) => format!("error `{name}` {status}"),
        None => format!("error `{name}`"),
    }
}

fn value(value: &Value, shows: Shows) -> String {
    match (value, shows) {
        (Value::Null, _) => "no value and no error".to_owned(),
        (Value::Array(items), _) if items.len() == 1 => "1 event".to_owned(),
        (Value::Array(items), _) => format!("{} events", items.len()),
        (Value::Object(members), Shows::Property(name)) => {
            let shown = members.get(name).map_or_else(|| "nothing".to_owned(), Value::to_string);
            format!("`{name}` = `{shown}`")
        }
        (Value::Object(members), _) if members.contains_key("id") => "the event".to_owned(),
        (Value::Object(members), _) if members.is_empty() => "an empty object and no error".to_owned(),
        (other, _) => format!("a value that is not an event: `{}`", kind(other)),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Object(_) => "an object",
        _ => "a number or a boolean",
    }
}

fn extra(shows: Shows, observed: &Observed) -> Option<String> {
    let error = observed.outcome.get("error").and_then(|error| error["text"].as_str());
    match shows {
        Shows::Nothing | Shows::Property(_) => None,
        Shows::Token if error?.contains(TOKEN) => Some("the token is in its text".to_owned()),
        Shows::Token => Some("the token is not in its text".to_owned()),
        Shows::Length => Some(format!("its text has {} characters", rounded(error?.chars().count()))),
        Shows::Wait => observed.wait.map(|wait| {
            let when = if wait >= DATE_AHEAD { "at that time" } else { "before that time" };
            format!("sent again {when}")
        }),
        Shows::Redirect => Some(match observed.other {
            None => "the other host got no request".to_owned(),
            Some(true) => "the other host got the token".to_owned(),
            Some(false) => "the other host got a request without the token".to_owned(),
        }),
    }
}

/// A number with two digits that count, so that another run writes the same.
fn rounded(number: usize) -> String {
    match number {
        0..1_000 => format!("{}", number / 100 * 100),
        1_000..1_000_000 => format!("{} thousand", number / 1_000),
        _ => format!("{} million", number / 1_000_000),
    }
}

/// The version of a crate in the lock file, of those that begin so.
pub fn locked(name: &str, version: &str) -> String {
    let wanted = format!("name = \"{name}\"\nversion = \"{version}");
    let mut found = include_str!("../Cargo.lock").split("[[package]]");
    let package = found.find(|package| package.contains(&wanted)).unwrap_or_default();
    let version = package.lines().find_map(|line| line.strip_prefix("version = "));
    version.unwrap_or("?").trim_matches('"').to_owned()
}
