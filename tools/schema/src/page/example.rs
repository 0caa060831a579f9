//! The examples of a page.

use serde_json::Value;

use super::fault::{Faults, PageFaultKind};
use super::markdown::Block;
use super::mended;

/// An example of a request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RequestExample {
    /// The line of the method.
    pub line: u32,
    /// The method: `PATCH`.
    pub method: String,
    /// The address, with or without the host.
    pub url: String,
    /// The names and values of the headers.
    pub headers: Vec<(String, String)>,
    /// The body, or `None` if there is none.
    pub body: Option<Body>,
}

/// An example of a reply.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ResponseExample {
    /// The line of the status.
    pub line: u32,
    /// The status: 200.
    pub status: u16,
    /// The names and values of the headers.
    pub headers: Vec<(String, String)>,
    /// The body, or `None` if there is none.
    pub body: Option<Body>,
}

/// A body.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Body {
    /// The line of its start.
    pub line: u32,
    /// The text as it is on the page.
    pub text: String,
    /// The value, or `None` if the text is not JSON. Comments, `...`, commas that are missing or too many, and
    /// words after the end do not count.
    pub json: Option<Value>,
}

pub(crate) const METHODS: [&str; 5] = ["GET", "POST", "PATCH", "PUT", "DELETE"];

const HOST: &str = "https://graph.microsoft.com/";

impl RequestExample {
    /// Returns the version of Graph that the address names: `beta`.
    pub fn version(&self) -> Option<&str> {
        let rest = self.url.strip_prefix(HOST).or_else(|| self.url.strip_prefix('/'))?;
        let version = rest.split('/').next()?;
        matches!(version, "beta" | "v1.0").then_some(version)
    }
}

/// Reads a block that starts with a method and an address, or returns `None`.
pub(crate) fn request(block: &Block<'_>, faults: &mut Faults<'_>) -> Option<RequestExample> {
    let text = block.text.trim_start();
    let line = block.line + newlines(&block.text[..block.text.len() - text.len()]);
    let (method, rest) = text.split_once(char::is_whitespace)?;
    if !METHODS.contains(&method) {
        return None;
    }
    let end = address_end(rest);
    let url = rest[..end].trim();
    let url = url.strip_suffix("HTTP/1.1").unwrap_or(url).trim().to_owned();
    if !url.starts_with('/') && !url.starts_with("https://") {
        return None;
    }
    let (headers, body) = head_and_body(&rest[end..], line + newlines(&rest[..end]), faults);
    Some(RequestExample { line, method: method.to_owned(), url, headers, body })
}

/// Returns where an address ends: with its line, or with the lines of the list of parameters in it.
fn address_end(text: &str) -> usize {
    let (mut depth, mut is_quoted) = (0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            '\'' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '\n' if depth == 0 || text[at..].starts_with("\n\n") => return at,
            _ => {}
        }
    }
    if depth == 0 { text.len() } else { text.find('\n').unwrap_or(text.len()) }
}

/// Reads a block that starts with `HTTP/1.1 200 OK`, or returns `None`.
pub(crate) fn response(block: &Block<'_>, faults: &mut Faults<'_>) -> Option<ResponseExample> {
    let text = block.text.trim_start();
    let line = block.line + newlines(&block.text[..block.text.len() - text.len()]);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut words = first.split_whitespace();
    words.next().filter(|word| word.starts_with("HTTP/"))?;
    let status = words.next()?.parse().ok()?;
    let (headers, body) = head_and_body(rest, line + 1, faults);
    Some(ResponseExample { line, status, headers, body })
}

/// Splits what follows the first line. Some pages have an empty line before the headers, and some none before
/// the body: a body starts with a brace or a bracket, or after the headers and an empty line.
fn head_and_body(text: &str, line: u32, faults: &mut Faults<'_>) -> (Vec<(String, String)>, Option<Body>) {
    let mut headers = Vec::new();
    let mut at = 0;
    for row in text.split_inclusive('\n') {
        let trimmed = row.trim();
        let is_json = trimmed.starts_with(['{', '[']);
        let header = trimmed.split_once(':').filter(|(name, _)| !is_json && is_header(name));
        match header {
            Some((name, value)) => headers.push((name.trim().to_owned(), value.trim().to_owned())),
            None if trimmed.is_empty() => {}
            None => {
                let line = line + newlines(&text[..at]);
                return (headers, Some(body(&text[at..], line, faults)));
            }
        }
        at += row.len();
    }
    (headers, None)
}

fn is_header(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Reads a body. One that starts like JSON and is not is a fault; others are bytes of another kind.
pub(crate) fn body(text: &str, line: u32, faults: &mut Faults<'_>) -> Body {
    let text = text.trim_end();
    let json = match serde_json::from_str(text) {
        Ok(json) => Some(json),
        Err(_) if !text.starts_with(['{', '[']) => None,
        Err(error) => {
            let below = u32::try_from(error.line()).unwrap_or(1).saturating_sub(1);
            faults.add(line + below, PageFaultKind::NotJson(error.to_string()));
            mended::json(text)
        }
    };
    Body { line, text: text.to_owned(), json }
}

fn newlines(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}
