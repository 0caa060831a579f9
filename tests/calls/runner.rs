//! The checks of a page by the struct that was generated for it. This file and `row.rs` are copied into the
//! generated crate.
//!
//! The struct must make the exact example of the request, and read the example of the reply as the declared
//! type.

use std::future::Future;
use std::io::{BufRead, Write};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use graph_entity::model::Edm;
use graph_entity::transport::from_fn;
use graph_entity::{AccessToken, Client, Error, Page, Reply, Request};
use serde::Serialize;
use serde_json::{Value, json};

use crate::row::Row;

/// An error of a row: its kind and its details.
pub(crate) type Fault = (&'static str, String);

/// The line of a row, and its check.
pub(crate) type Check = (usize, fn(&Row) -> Vec<Fault>);

const ENDPOINT: &str = "https://graph.microsoft.com";

/// The struct of a page.
pub(crate) trait Documented {
    /// Makes the example request of the page, and reads its example reply.
    fn check(row: &Row) -> Result<(), Fault>;
}

/// Runs the checks on the lines of the file, and writes a line of JSON for each:
/// `[line, [[kind, details], ...]]`.
pub(crate) fn run(lines: impl BufRead, checks: &[Check], mut out: impl Write) -> std::io::Result<()> {
    for (line, text) in (1..).zip(lines.lines()) {
        let text = text?;
        for (_, check) in checks.iter().filter(|(of, _)| *of == line) {
            writeln!(out, "{}", json!([line, check(&Row::parse(&text)?)]))?;
        }
    }
    Ok(())
}

pub(crate) fn check<D: Documented>(row: &Row) -> Vec<Fault> {
    D::check(row).err().into_iter().collect()
}

/// Returns the value of a parameter in the example.
pub(crate) fn value<T: Edm>(row: &Row, name: &str) -> Result<T, Fault> {
    let example = row.example();
    let json = example.get(name).ok_or(("no-value", name.to_owned()))?;
    graph_entity::from_slice(json.to_string().as_bytes())
        .map_err(|error| ("value", format!("{name}: {error}")))
}

/// Compares a request to one of the addresses, and the value of its reply, with the page.
pub(crate) fn compare<R: Shown>(row: &Row, path: &str, request: Request<R>) -> Result<(), Fault> {
    let http = request.to_http(ENDPOINT).map_err(|error| ("request", error.to_string()))?;
    let sent = format!("{} {}", http.method(), decoded(http.uri().path()));
    let name = if row.method() == "GET" && row.inline().is_empty() { "()" } else { row.inline() };
    let owed = format!("{} /{}{}{name}", row.method(), row.version(), path);
    equal("address", &in_order(&sent), &in_order(&owed))?;
    if row.method() == "POST" {
        let body: Value = serde_json::from_slice(http.body()).map_err(|error| ("body", error.to_string()))?;
        equal("body", &body, &Value::Object(row.example()))?;
    }
    let value = reply(row, request).map_err(|error| ("reply", error.to_string()))?;
    equal("value", &value.shown(), &expected_value(row))
}

/// Returns the value to read from the example, without the object that wraps it.
fn expected_value(row: &Row) -> Value {
    match row.result() {
        ("nothing", _) => Value::Null,
        (_, true) | ("String" | "Boolean" | "Int32" | "Int64", _) => row.reply()["value"].clone(),
        _ => row.reply().clone(),
    }
}

fn reply<R>(row: &Row, request: Request<R>) -> Result<R, Error> {
    let body = if row.reply().is_null() { String::new() } else { row.reply().to_string() };
    let mut answer = http::Response::new(body);
    *answer.status_mut() = http::StatusCode::from_u16(row.status()).unwrap_or_default();
    let client = Client::builder()
        .credential(AccessToken::new("token-of-a-test")?)
        .transport(from_fn(move |_| answer.clone()))
        .build()?;
    ready(request.send(&client)).map(Reply::into_value)
}

/// Polls a future that is always ready, and returns its output.
fn ready<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

fn equal<T: PartialEq + std::fmt::Display>(what: &'static str, found: &T, owed: &T) -> Result<(), Fault> {
    if found == owed { Ok(()) } else { Err((what, format!("expected {owed}, found {found}"))) }
}

/// Returns an address without white space and with sorted parameters, because a few pages order them in two
/// ways.
fn in_order(address: &str) -> String {
    let address: String = address.split_whitespace().collect();
    let (path, inline) = address.split_once('(').unwrap_or((&address, ""));
    let mut parameters: Vec<&str> = inline.trim_end_matches(')').split(',').collect();
    parameters.sort_unstable();
    format!("{path}({})", parameters.join(","))
}

fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let digits = [rest.clone().next(), rest.clone().nth(1)];
        match (byte, digits) {
            (b'%', [Some(high), Some(low)]) => {
                let code = [high, low];
                let code = std::str::from_utf8(&code).ok().and_then(|code| u8::from_str_radix(code, 16).ok());
                bytes.extend(code);
                rest.nth(1);
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A result as JSON.
pub(crate) trait Shown {
    fn shown(&self) -> Value;
}

impl Shown for () {
    fn shown(&self) -> Value {
        Value::Null
    }
}

macro_rules! shown {
    ($($type:ty),*) => {$(
        impl Shown for $type {
            fn shown(&self) -> Value {
                json!(self)
            }
        }
    )*};
}

shown!(String, bool, i32, i64, Value);

impl<T: Serialize> Shown for Page<T> {
    fn shown(&self) -> Value {
        json!(self.items)
    }
}
