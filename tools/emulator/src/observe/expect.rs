//! Expected requests.

mod difference;
mod report;

use std::fmt;

use serde_json::Value;

use self::difference::path_difference;
use self::report::Report;
use crate::observe::recording::RecordedRequest;
use crate::routing::target::options;

/// An expected request: its method, its path, and further rules.
///
/// ```
/// # use graph_entity_emulator::{Emulator, Expect};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let emulator = Emulator::builder().start().await;
/// // The client under test does its work here.
/// emulator.assert_received(
///     Expect::patch("/beta/deviceManagement/deviceCategories/{id}")
///         .json(json!({"displayName": "Kiosk"}))
///         .without_header("If-Match")
/// #       .times(0),
/// );
/// # }
/// ```
///
/// Requests inside a `$batch` match like any other.
#[derive(Debug, Clone)]
#[must_use = "nothing is looked at until it is handed to an emulator"]
pub struct Expect {
    method: String,
    path: String,
    rules: Vec<Rule>,
    times: Option<usize>,
}

#[derive(Debug, Clone)]
enum Rule {
    Header(String, Option<String>),
    Query(String, Option<String>),
    Json(Value),
    Containing(Value),
    NoBody,
    Status(u16),
    InBatch(bool),
}

impl Expect {
    /// Expects a request with this method and path.
    ///
    /// A `{placeholder}` in the path matches any one segment. The rest is decoded and compared with case.
    /// Each option of a query in the path has the effect of [`query`](Self::query).
    pub fn new(method: impl Into<String>, path: impl AsRef<str>) -> Self {
        let (path, query) = path.as_ref().split_once('?').unwrap_or((path.as_ref(), ""));
        let expect = Self { method: method.into(), path: path.to_owned(), rules: Vec::new(), times: None };
        options(query).fold(expect, |expect, (name, value)| expect.query(name, value))
    }

    /// Expects a GET to this path.
    pub fn get(path: impl AsRef<str>) -> Self {
        Self::new("GET", path)
    }

    /// Expects a POST to this path.
    pub fn post(path: impl AsRef<str>) -> Self {
        Self::new("POST", path)
    }

    /// Expects a PATCH to this path.
    pub fn patch(path: impl AsRef<str>) -> Self {
        Self::new("PATCH", path)
    }

    /// Expects a PUT to this path.
    pub fn put(path: impl AsRef<str>) -> Self {
        Self::new("PUT", path)
    }

    /// Expects a DELETE to this path.
    pub fn delete(path: impl AsRef<str>) -> Self {
        Self::new("DELETE", path)
    }

    /// It has this header, and one of the header's values is this one. Names are compared without case.
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.rule(Rule::Header(name.into(), Some(value.into())))
    }

    /// The request must not have this header.
    pub fn without_header(self, name: impl Into<String>) -> Self {
        self.rule(Rule::Header(name.into(), None))
    }

    /// It has this query option, such as `$select`, with this value. Both are compared decoded.
    pub fn query(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.rule(Rule::Query(name.into(), Some(value.into())))
    }

    /// The request must not have this query option.
    pub fn without_query(self, name: impl Into<String>) -> Self {
        self.rule(Rule::Query(name.into(), None))
    }

    /// Its body is exactly this JSON. The order of an object's members does not matter.
    pub fn json(self, body: impl Into<Value>) -> Self {
        self.rule(Rule::Json(body.into()))
    }

    /// Its body is JSON that has at least these members with these values, also in nested objects. Arrays
    /// must be equal.
    pub fn json_containing(self, part: impl Into<Value>) -> Self {
        self.rule(Rule::Containing(part.into()))
    }

    /// The request must have no body.
    pub fn without_body(self) -> Self {
        self.rule(Rule::NoBody)
    }

    /// It was answered with this status; 0 if the connection was reset.
    pub fn status(self, status: u16) -> Self {
        self.rule(Rule::Status(status))
    }

    /// Whether it was sent in a `$batch`. By default, either matches.
    pub fn in_batch(self, is_item: bool) -> Self {
        self.rule(Rule::InBatch(is_item))
    }

    /// Exactly this many such requests were sent. By default, at least one.
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Whether a request matches, regardless of the expected number.
    pub fn matches(&self, request: &RecordedRequest) -> bool {
        self.differences(request).is_empty()
    }

    /// Returns a report if the requests are not as expected, or `None` if they are.
    pub(crate) fn report(&self, requests: &[RecordedRequest]) -> Option<String> {
        let matching = requests.iter().filter(|request| self.matches(request)).count();
        let is_met = self.times.map_or(matching > 0, |times| matching == times);
        (!is_met).then(|| Report { expect: self, requests, matching }.to_string())
    }

    /// How a request differs from the expectation, the most important differences first.
    fn differences(&self, request: &RecordedRequest) -> Vec<String> {
        let mut differences = Vec::new();
        differences.extend(path_difference(&self.path, request.path()));
        if !self.method.eq_ignore_ascii_case(&request.method) {
            differences.push("another method".to_owned());
        }
        differences.extend(self.rules.iter().filter_map(|rule| rule.difference(request)));
        differences
    }
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  {} {}", self.method, self.path)?;
        for rule in &self.rules {
            f.write_str("\n    ")?;
            match rule {
                Rule::Header(name, Some(value)) => write!(f, "header {name}: {value}")?,
                Rule::Header(name, None) => write!(f, "no header {name}")?,
                Rule::Query(name, Some(value)) => write!(f, "query option {name}={value}")?,
                Rule::Query(name, None) => write!(f, "no query option {name}")?,
                Rule::Json(body) => write!(f, "the body {body}")?,
                Rule::Containing(part) => write!(f, "a body with {part}")?,
                Rule::NoBody => f.write_str("no body")?,
                Rule::Status(status) => write!(f, "answered {status}")?,
                Rule::InBatch(true) => f.write_str("in a batch")?,
                Rule::InBatch(false) => f.write_str("in no batch")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderMap, HeaderValue};
    use serde_json::json;

    use super::*;
    use crate::observe::recording::{PackedRequest, Recording, Sent};

    fn request(method: &str, target: &str, body: &str) -> RecordedRequest {
        let mut headers = HeaderMap::new();
        headers.insert("prefer", HeaderValue::from_static("return=minimal"));
        let sent = Sent { method, target, headers: &headers, body: body.as_bytes() };
        PackedRequest::new(Recording::new(1).arrive(), None, sent, 200, []).request()
    }

    fn verdict(expect: &Expect) -> String {
        let target = "/beta/things/o%27x?$select=id%2Cname&%24top=5";
        expect.differences(&request("PATCH", target, r#"{"a": {"b": 1, "c": [1, 2]}, "d": null}"#)).join("; ")
    }

    #[test]
    fn each_rule_matches_or_describes_the_difference() {
        let patch = || Expect::patch("/beta/things/{id}");
        let cases = [
            (patch(), ""),
            (Expect::new("patch", "beta/things/o'x/"), ""),
            (Expect::patch("/beta/things/o%27x"), ""),
            (Expect::patch("/beta/things"), "another path"),
            (Expect::patch("/things/{id}"), "its path begins with /beta"),
            (Expect::patch("/beta/{a}/{b}/{c}"), "another path"),
            (Expect::patch("/beta/Things/{id}"), "another path"),
            (Expect::get("/v1.0/things/{id}"), "another path; another method"),
            (patch().header("Prefer", "return=minimal"), ""),
            (patch().header("prefer", "x"), "its header prefer is return=minimal"),
            (patch().header("If-Match", "*"), "it has no header If-Match"),
            (patch().without_header("If-Match"), ""),
            (patch().without_header("Prefer"), "its header Prefer is return=minimal"),
            (patch().query("$select", "id,name").query("$top", "5"), ""),
            (Expect::patch("/beta/things/{id}?$select=id,name"), ""),
            (Expect::patch("/beta/things/{id}?$top=6"), "its query option $top is 5"),
            (patch().query("$skip", "5"), "it has no query option $skip"),
            (patch().without_query("$top"), "its query option $top is 5"),
            (patch().json(json!({"d": null, "a": {"c": [1, 2], "b": 1}})), ""),
            (patch().json(json!({"a": {"c": [1, 2]}, "d": null})), "`a.b` is there, as 1"),
            (patch().json(json!({"a": {"c": [1, 2], "b": 1}})), "`d` is there, as null"),
            (patch().json(json!([])), r#"its body is {"a":{"b":1,"c":[1,2]},"d":null}"#),
            (patch().json_containing(json!({"a": {"c": [1, 2]}})), ""),
            (patch().json_containing(json!({"a": {"c": [1]}})), "`a.c` is [1,2]"),
            (patch().json_containing(json!({"d": 1})), "`d` is null"),
            (patch().json_containing(json!({"a": {"x": 1}})), "`a.x` is missing"),
            (patch().without_body(), "it has a body of 39 bytes"),
            (patch().status(204), "it was answered 200"),
            (patch().in_batch(true), "it came in no batch"),
            (patch().in_batch(false).status(200), ""),
        ];
        for (expect, expected) in cases {
            assert_eq!(verdict(&expect), expected, "{expect}");
        }
        let bare = request("PATCH", "/beta/things/1", "");
        assert_eq!(patch().json(json!({})).differences(&bare), ["its body is empty"]);
        assert!(patch().without_body().matches(&bare));
        let text = request("PATCH", "/beta/things/1", "{");
        assert_eq!(patch().json(json!({})).differences(&text), ["its body is not JSON"]);
    }

    #[test]
    fn a_report_shows_the_most_similar_request_first() {
        let requests = [request("GET", "/beta/a", ""), request("PATCH", "/beta/b/1", "{\"x\":\n 2}")];
        let expect = Expect::patch("/beta/b/{id}").json(json!({"x": 1})).times(1);
        let report = expect.report(&requests).unwrap();
        let expected = "expected one request:\n  PATCH /beta/b/{id}\n    the body {\"x\":1}\n\
                        0 of the 2 requests that are recorded match:\n  \
                        request 0: PATCH /beta/b/1 -> 200 {\"x\": 2}\n    `x` is 2\n  \
                        request 0: GET /beta/a -> 200\n    another path; another method; its body is empty\n";
        assert_eq!(report, expected);
    }

    #[test]
    fn times_is_an_exact_count() {
        let requests = [request("GET", "/beta/a", ""), request("GET", "/beta/a", "")];
        let expect = || Expect::get("/beta/a");
        for (expect, is_met) in [
            (expect(), true),
            (expect().times(2), true),
            (expect().times(1), false),
            (expect().times(0), false),
            (Expect::get("/beta/b").times(0), true),
            (Expect::get("/beta/b"), false),
        ] {
            assert_eq!(expect.report(&requests).is_none(), is_met, "{expect:?}");
        }
    }
}
