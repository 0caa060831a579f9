//! Graph's error object, and the message of Intune that it may contain.

use core::fmt;
use std::borrow::Cow;

use graph_entity_model::base::Permissions;
use http::StatusCode;

use super::detail::{ErrorDetail, details};
use super::intune::{Decoded, IntuneMessage};
use super::members::{MOST_ITEMS, Members, closed};
use crate::base::{Call, OneLine, Secrets};
use crate::credential::TokenPermissions;

/// A refusal by Graph: its error object, read leniently.
///
/// Match on [`kind`](crate::Error::kind) or on a code, never on a message: messages change and are
/// translated. Missing members are empty or `None`. [`body`](Self::body) holds the text as it was received.
///
/// Source: Microsoft Graph, "Microsoft Graph error responses and resource types".
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct GraphError {
    /// The request that Graph refused.
    pub call: Call,
    /// The HTTP status of the answer.
    pub status: StatusCode,
    /// The outermost code, such as `BadRequest`. [`codes`](Self::codes) returns the nested ones too, and
    /// [`innermost_code`](Self::innermost_code) the most specific one.
    pub code: String,
    /// The message for people, truncated like the body. Intune's message, which is JSON, is decoded.
    pub message: String,
    /// What the error is about, often a property.
    pub target: Option<String>,
    /// Further errors, `details` on the wire, at most 100.
    pub details: Vec<ErrorDetail>,
    /// The inner errors that have a code or a message, the most nested one last. The outer one may say only
    /// `Bad request.`, and an inner one what is wrong. Intune's error inside its message is the first of them.
    pub inner_errors: Vec<ErrorDetail>,
    /// The time of the service's clock, as text: `2026-11-24T10:00:00`.
    pub date: Option<String>,
    /// The id that Graph gave the request, which Microsoft's support asks for.
    pub request_id: Option<String>,
    /// The id that the client gave the request, as Graph repeats it. The client's own if Graph does not.
    pub client_request_id: Option<String>,
    /// What Intune's message contains besides its text.
    pub intune: Option<Box<IntuneMessage>>,
    /// The route that Graph documents but does not serve, if that is the error.
    pub route: Option<RouteNotServed>,
    /// With 403: the permissions that the entity declares, one of which is enough.
    pub permissions: Option<&'static Permissions>,
    /// With 403: the permissions in the token, if it can be decoded. Decoded locally and not verified.
    pub granted: Option<Box<TokenPermissions>>,
    /// Whether directory objects such as users and groups answer this query with
    /// [`List::eventual`](crate::List::eventual), without which Graph refused it.
    pub needs_eventual: bool,
    /// The body, of which at most 1 MiB is read, truncated to 16,384 characters, without the access token and sensitive values.
    pub body: String,
}

/// A path or verb that Graph documents and Intune's service does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RouteNotServed {
    /// The HTTP method, as Intune names it: `PATCH`.
    pub verb: String,
    /// The kinds of the path's segments, `~/singleton/navigation/key`. The request's own template if Intune
    /// sends none.
    pub template: String,
}

/// Facts about an error answer besides its body. Their texts never contain the access token.
pub(crate) struct Facts<'a> {
    pub(crate) call: &'a Call,
    pub(crate) status: StatusCode,
    /// The value of this header, as for the two ids below.
    pub(crate) date: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) client_request_id: Option<String>,
    /// The permissions that the request takes.
    pub(crate) permissions: Option<&'static Permissions>,
    /// Whether the request is a query that directory objects answer only with `ConsistencyLevel: eventual`.
    pub(crate) lacks_eventual: bool,
    /// The permissions in the token.
    pub(crate) granted: Option<TokenPermissions>,
}

/// The maximum number of characters that are kept of a body, and of each of its texts.
const BODY: usize = 16_384;

/// The maximum size of the body of an error, in bytes. The rest is not read.
pub(crate) const MOST_BYTES: usize = 1 << 20;

/// The codes with which Graph refuses an advanced query without `ConsistencyLevel: eventual`.
///
/// Source: Microsoft Graph, "Advanced query capabilities on Microsoft Entra ID objects".
const UNADVANCED: [&str; 2] = ["Request_UnsupportedQuery", "Request_BadRequest"];

/// The maximum number of inner errors that are read.
const MOST_INNER: usize = 32;

impl GraphError {
    /// The most nested code, which is the most specific one.
    pub fn innermost_code(&self) -> &str {
        self.codes().next().unwrap_or_default()
    }

    /// All codes, the most specific one first. Match on the first one that you know: Graph adds deeper codes
    /// over time.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let inner = self.inner_errors.iter().rev().map(|inner| &inner.code);
        inner.chain([&self.code]).map(String::as_str).filter(|code| !code.is_empty())
    }

    /// All messages, the most specific one first.
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        let inner = self.inner_errors.iter().rev().map(|inner| inner.message.as_str());
        inner.chain([self.message.as_str()]).filter(|message| !message.is_empty())
    }

    /// Reads an error answer with the body `text`. `None` if the body contains no error object.
    pub(crate) fn read(facts: Facts<'_>, text: &str, secrets: &Secrets) -> Option<Self> {
        // Without a byte order mark, the text is a little shorter than the body.
        let closed = if text.len() + 3 < MOST_BYTES { None } else { closed(text) };
        let error = error_object(text).or_else(|| error_object(closed.as_deref()?))?;
        let inner = inner_errors(&error);
        let inner_text = |key: &str| inner.iter().find_map(|inner| inner.text(key));
        let Facts { call, status, date, request_id, client_request_id, permissions, granted, lacks_eventual } =
            facts;
        let mut read = Self {
            status,
            code: error.text("code").unwrap_or_default(),
            message: String::new(),
            target: error.text("target"),
            details: details(&error, "details"),
            inner_errors: Vec::new(),
            date: inner_text("date").or(date),
            request_id: inner_text("request-id").or(request_id),
            client_request_id: inner_text("client-request-id")
                .or(client_request_id)
                .or_else(|| call.own_request_id().map(str::to_owned)),
            intune: None,
            route: None,
            permissions: permissions.filter(|_| status == StatusCode::FORBIDDEN),
            granted: granted.filter(|_| status == StatusCode::FORBIDDEN).map(Box::new),
            needs_eventual: false,
            body: secrets.scrub_start(text, BODY),
            call: call.clone(),
        };
        read.message = read.decode(&error, secrets);
        for inner in &inner {
            read.add_inner(inner, secrets);
        }
        read.needs_eventual = status == StatusCode::BAD_REQUEST
            && lacks_eventual
            && read.codes().any(|code| UNADVANCED.contains(&code));
        read.route = route(&read.code, &read.message, call);
        read.scrub(secrets);
        Some(read)
    }

    /// The text of an error's message. What the message says besides, if it is Intune's, is added.
    fn decode(&mut self, error: &Members<'_>, secrets: &Secrets) -> String {
        let decoded = Decoded::of(error.text("message").unwrap_or_default(), secrets, BODY);
        let Decoded { text, codes, target, mut details, intune } = decoded;
        for code in codes {
            if code != self.innermost_code() {
                self.inner_errors.push(ErrorDetail { code, message: String::new(), target: None });
            }
        }
        self.target = self.target.take().or(target);
        self.details.append(&mut details);
        self.details.truncate(MOST_ITEMS);
        self.intune = self.intune.take().or(intune);
        text
    }

    /// Adds an inner error, if it says anything: most contain only ids and a date.
    fn add_inner(&mut self, inner: &Members<'_>, secrets: &Secrets) {
        let at = self.inner_errors.len();
        let code = inner.text("code").unwrap_or_default();
        self.inner_errors.push(ErrorDetail { code, message: String::new(), target: inner.text("target") });
        // Its message may contain a code that is more specific than its own.
        let message = self.decode(inner, secrets);
        let added = &mut self.inner_errors[at];
        added.message = message;
        if added.code.is_empty() && added.message.is_empty() {
            self.inner_errors.remove(at);
        }
    }

    /// Removes the secrets from every text of the service, and what is longer than anybody reads. After
    /// parsing, because a secret may contain JSON syntax.
    fn scrub(&mut self, secrets: &Secrets) {
        let Self {
            code, message, target, details, inner_errors, date, request_id, client_request_id, ..
        } = self;
        let details = details.iter_mut().chain(inner_errors);
        let details = details
            .flat_map(|ErrorDetail { code, message, target }| [Some(code), Some(message), target.as_mut()]);
        let texts = [
            Some(code),
            Some(message),
            target.as_mut(),
            date.as_mut(),
            request_id.as_mut(),
            client_request_id.as_mut(),
        ];
        let intune = self.intune.iter_mut().flat_map(|intune| intune.texts_mut());
        let route =
            self.route.iter_mut().flat_map(|route| [Some(&mut route.verb), Some(&mut route.template)]);
        let all = texts.into_iter().chain(details).chain(intune).chain(route);
        for text in all.flatten() {
            if text.len() > BODY {
                *text = secrets.scrub_start(text, BODY);
            } else if let Cow::Owned(scrubbed) = secrets.scrub(text) {
                *text = scrubbed;
            }
        }
    }
}

/// The error object. The identity platform writes `error` as a code with a description beside it; the two are
/// combined into one object.
fn error_object(body: &str) -> Option<Members<'_>> {
    let body = Members::of(body, &["error", "error_description"])?;
    let error = body.json("error")?;
    match error.as_bytes().first()? {
        b'{' => object(error),
        b'"' => {
            let message = body.json("error_description").map(|json| ("message", json));
            Some([("code", error)].into_iter().chain(message).collect())
        }
        _ => None,
    }
}

/// The members of an error or of an inner error. Graph spells the key of an inner error in two ways.
fn object(json: &str) -> Option<Members<'_>> {
    Members::in_any_case(
        json,
        &["code", "message", "target", "details", "innerError", "date", "request-id", "client-request-id"],
    )
}

/// The inner errors, the most nested one last.
fn inner_errors<'t>(error: &Members<'t>) -> Vec<Members<'t>> {
    let inner = |error: &Members<'t>| object(error.json("innerError")?);
    let mut all = Vec::from_iter(inner(error));
    while let Some(next) = all.last().filter(|_| all.len() < MOST_INNER).and_then(inner) {
        all.push(next);
    }
    all
}

/// Whether the body is Graph's own answer: an error object with a code. A gateway writes a page, or JSON of its
/// own.
pub(crate) fn has_error_object(body: &[u8]) -> bool {
    let Ok(body) = core::str::from_utf8(body) else { return false };
    // The byte order mark is removed only when the answer is read.
    let body = body.strip_prefix('\u{feff}').unwrap_or(body);
    let error = Members::of(body, &["error"]).and_then(|body| object(body.json("error")?));
    error.is_some_and(|error| error.text("code").is_some())
}

/// The delay that Intune's message asks for, in the body of an error.
pub(crate) fn intune_retry_after(body: &[u8]) -> Option<String> {
    let body = core::str::from_utf8(body).ok()?;
    let message = error_object(body)?.text("message")?;
    Decoded::of(message, &Secrets::default(), BODY).intune?.retry_after
}

/// Recognises Intune's answer to a route that its service does not have.
fn route(code: &str, message: &str, call: &Call) -> Option<RouteNotServed> {
    let said = |text: &str, start: &str| {
        text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    if !said(code, "No method match route template")
        && !said(message, "No OData route exists that match template")
    {
        return None;
    }
    let word_after = |mark: &str| {
        let (_, rest) = message.split_once(mark)?;
        rest.split_whitespace().next().map(|word| word.trim_end_matches('.').to_owned())
    };
    Some(RouteNotServed {
        verb: word_after("http verb ").unwrap_or_else(|| call.method.to_string()),
        template: word_after("match template ").unwrap_or_else(|| call.template.clone().into_owned()),
    })
}

impl fmt::Display for RouteNotServed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service has no route for {} {}", self.verb, self.template)
    }
}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine::new(f);
        line.write(format_args!("{} from {}: ", self.status, self.call))?;
        self.words(&mut line)?;
        if let Some(target) = &self.target {
            line.write(format_args!(" (target {target})"))?;
        }
        for detail in &self.details {
            line.write(format_args!(
                "; {}{}{}",
                detail.code,
                between(&detail.code, &detail.message),
                detail.message
            ))?;
        }
        if let Some(permissions) = self.permissions {
            write_permissions(&mut line, permissions)?;
        }
        if let Some(granted) = &self.granted {
            write_granted(&mut line, granted)?;
        }
        if self.needs_eventual {
            line.write(format_args!(
                "; directory objects, such as users and groups, may need `eventual()` on the list for this query"
            ))?;
        }
        if let Some(id) = self.intune.as_ref().and_then(|intune| intune.activity_id.as_ref()) {
            line.write(format_args!(" [Activity ID {id}]"))?;
        }
        line.history(&self.call, Some(self.status))?;
        line.ids(self.request_id.as_deref(), self.client_request_id.as_deref())
    }
}

impl GraphError {
    /// Writes code and message, or the body if both are missing. The message of a missing route contains the
    /// ids of the request and nothing else that the route does not, so only the route is written.
    fn words(&self, line: &mut OneLine<'_, '_>) -> fmt::Result {
        if let Some(route) = &self.route {
            return line.write(format_args!("{route}"));
        }
        if self.codes().next().is_none() && self.messages().next().is_none() {
            let body: String = self.body.chars().take(240).collect();
            return line.write(format_args!("{body}"));
        }
        line.write(format_args!("{}", self.code))?;
        if self.innermost_code() != self.code {
            line.write(format_args!(" ({})", self.innermost_code()))?;
        }
        line.write(format_args!("{}{}", between(&self.code, &self.message), self.message))?;
        // An inner error may repeat the message around it.
        let mut last = &self.message;
        for inner in &self.inner_errors {
            if !inner.message.is_empty() && inner.message != *last {
                line.write(format_args!("; {}", inner.message))?;
                last = &inner.message;
            }
        }
        Ok(())
    }
}

/// The separator between a code and its message, each of which may be missing.
fn between(code: &str, message: &str) -> &'static str {
    if code.is_empty() || message.is_empty() { "" } else { ": " }
}

fn write_permissions(line: &mut OneLine<'_, '_>, permissions: &Permissions) -> fmt::Result {
    for (whose, names) in [("delegated", permissions.delegated()), ("application", permissions.application())]
    {
        if !names.is_empty() {
            line.write(format_args!("; needs one {whose} permission of {}", names.join(", ")))?;
        }
    }
    Ok(())
}

fn write_granted(line: &mut OneLine<'_, '_>, granted: &TokenPermissions) -> fmt::Result {
    let names: Vec<_> = granted.iter().collect();
    match names.as_slice() {
        [] => line.write(format_args!("; the token carries none")),
        names => line.write(format_args!("; the token carries {}", names.join(", "))),
    }
}

impl std::error::Error for GraphError {}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::base::Call;
    use crate::credential::AccessToken;

    static PERMISSIONS: Permissions = Permissions::new(&["Read", "ReadWrite"], &["All"]);

    fn read(status: u16, text: &str) -> Option<GraphError> {
        read_with(status, text, None)
    }

    fn read_with(status: u16, text: &str, granted: Option<TokenPermissions>) -> Option<GraphError> {
        let call = Call {
            client_request_id: "ours".to_owned(),
            ..Call::new(Method::PATCH, "/things/{thingId}", "graph.microsoft.com")
        };
        let facts = Facts {
            call: &call,
            status: StatusCode::from_u16(status).unwrap(),
            date: None,
            request_id: Some("from-header".to_owned()),
            client_request_id: None,
            permissions: Some(&PERMISSIONS),
            granted,
            lacks_eventual: false,
        };
        GraphError::read(facts, text, &Secrets::default())
    }

    #[test]
    fn the_whole_envelope_is_read() {
        let error = read(
            400,
            r#"{"error":{"code":"BadRequest","message":"No.","target":"size","details":[
                {"code":"TooBig","message":"Too big","target":"size"},{"code":"B"}],
                "innerError":{"code":"Outer","date":"2026-11-24T10:00:00","request-id":"r","client-request-id":"c",
                "innererror":{"code":"Deep"}}}}"#,
        )
        .unwrap();
        assert_eq!(
            (error.code.as_str(), error.message.as_str(), error.target.as_deref()),
            ("BadRequest", "No.", Some("size"))
        );
        assert_eq!(error.codes().collect::<Vec<_>>(), ["Deep", "Outer", "BadRequest"]);
        assert_eq!(error.details[0].target.as_deref(), Some("size"));
        assert_eq!((error.request_id.as_deref(), error.client_request_id.as_deref()), (Some("r"), Some("c")));
        assert_eq!(error.date.as_deref(), Some("2026-11-24T10:00:00"));
        assert_eq!(
            error.to_string(),
            "400 Bad Request from PATCH /things/{thingId}: BadRequest (Deep): No. (target size); \
             TooBig: Too big; B [request-id r, client-request-id c]"
        );
    }

    #[test]
    fn the_message_of_an_inner_error_is_shown_and_reachable() {
        let error = read(
            400,
            r#"{"error":{"code":"badRequest","message":"Bad request.","innerError":{"code":"invalidAssignmentState",
                "message":"Assigned assignments cannot be published.","innerError":{"date":"d","message":"Bad request."}}}}"#,
        )
        .unwrap();
        assert_eq!(error.innermost_code(), "invalidAssignmentState");
        assert_eq!(error.inner_errors[0].message, "Assigned assignments cannot be published.");
        assert_eq!(
            error.messages().collect::<Vec<_>>(),
            ["Bad request.", "Assigned assignments cannot be published.", "Bad request."]
        );
        let shown = error.to_string();
        assert!(
            shown.contains(
                "badRequest (invalidAssignmentState): Bad request.; Assigned assignments cannot be"
            ),
            "{shown}"
        );

        let repeated = r#"{"error":{"code":"a","message":"No.","innererror":{"code":"b","message":"No."}}}"#;
        assert!(read(400, repeated).unwrap().to_string().contains("a (b): No. [request-id"));
        let only_inner = r#"{"error":{"innerError":{"message":"Only here."}}}"#;
        assert!(read(400, only_inner).unwrap().to_string().contains("; Only here. ["));
    }

    #[test]
    fn the_error_inside_the_message_of_intune_is_decoded() {
        let inner = r#"{"_version":3,"Message":"Not authorized. - Operation ID (for customer support): 00 - Activity ID: 11 - Url: https://fef.example/x('id')?api-version=5","CustomApiErrorPhrase":"","RetryAfter":"9"}"#;
        let outer =
            serde_json::json!({"ErrorCode": "Forbidden", "Message": inner, "Target": null, "Details": null});
        let text = |code: &str, inner_error: serde_json::Value| {
            let error =
                serde_json::json!({"code": code, "message": outer.to_string(), "innerError": inner_error});
            serde_json::json!({ "error": error }).to_string()
        };
        for code in ["UnknownError", "Forbidden", ""] {
            let text = text(code, serde_json::json!({"date": "d", "request-id": "r"}));
            let error = read(403, &text).unwrap();
            assert_eq!((error.innermost_code(), error.message.as_str()), ("Forbidden", "Not authorized."));
            let url = error.intune.as_ref().unwrap().url.as_deref();
            assert_eq!(url, Some("https://fef.example/x('id')?api-version=5"));
            assert_eq!(error.codes().count(), if code == "UnknownError" { 2 } else { 1 });
            assert!(!error.to_string().contains("fef.example"), "{error}");
            assert_eq!(intune_retry_after(text.as_bytes()).as_deref(), Some("9"));
        }
        let deeper = text("a", serde_json::json!({"code": "b", "message": outer.to_string()}));
        let error = read(403, &deeper).unwrap();
        assert_eq!(error.codes().collect::<Vec<_>>(), ["Forbidden", "b", "Forbidden", "a"]);
    }

    #[test]
    fn ids_come_from_the_headers_where_the_body_has_none() {
        let error = read(404, r#"{"error":{"code":"NotFound","message":"gone"}}"#).unwrap();
        assert_eq!(error.request_id.as_deref(), Some("from-header"));
        assert_eq!(error.client_request_id.as_deref(), Some("ours"));
        assert_eq!(error.innermost_code(), "NotFound");
    }

    #[test]
    fn a_route_that_is_not_served_is_named() {
        let text = r#"{"error":{"code":"No method match route template","message":"No OData route exists that match template ~/singleton/navigation/key/navigation/key with http verb PATCH for request /DeviceFE/StatelessDeviceFEService/deviceManagement/deviceComplianceScripts('id')/deviceRunStates('id').","innerError":{"date":"d"}}}"#;
        let error = read(400, text).unwrap();
        let route = error.route.clone().unwrap();
        assert_eq!(
            (route.verb.as_str(), route.template.as_str()),
            ("PATCH", "~/singleton/navigation/key/navigation/key")
        );
        assert!(!error.to_string().contains("DeviceFE"), "{error}");

        let bare = read(400, r#"{"error":{"code":"No method match route template"}}"#).unwrap();
        assert_eq!(bare.route.unwrap().template, "/things/{thingId}");
    }

    #[test]
    fn the_message_of_intune_is_decoded() {
        let message = serde_json::json!({
            "_version": 3,
            "Message": "Not valid - see the list - Operation ID (for customer support): 0000 - Activity ID: 1111 - Url: https://fef.example/x('id')?api-version=1",
            "CustomApiErrorPhrase": "", "RetryAfter": null, "ErrorSourceService": "DeviceFE", "HttpHeaders": "{}"
        });
        let envelope =
            serde_json::json!({"error": {"code": "ModelValidationFailure", "message": message.to_string()}});
        let error = read(400, &envelope.to_string()).unwrap();
        assert_eq!(error.message, "Not valid - see the list");
        let intune = error.intune.clone().unwrap();
        assert_eq!(
            (intune.operation_id.as_deref(), intune.activity_id.as_deref()),
            (Some("0000"), Some("1111"))
        );
        assert_eq!(intune.url.as_deref(), Some("https://fef.example/x('id')?api-version=1"));
        assert_eq!((intune.custom_api_error_phrase, intune.retry_after), (None, None));
        assert_eq!(intune.error_source_service.as_deref(), Some("DeviceFE"));
        let shown = error.to_string();
        assert!(shown.contains("[Activity ID 1111]") && !shown.contains("fef.example"), "{shown}");
    }

    #[test]
    fn a_forbidden_answer_shows_the_permissions() {
        let text = r#"{"error":{"code":"Forbidden","message":"no"}}"#;
        let shown = read(403, text).unwrap().to_string();
        assert!(
            shown.contains("needs one delegated permission of Read, ReadWrite; needs one application"),
            "{shown}"
        );
        assert!(read(404, text).unwrap().permissions.is_none());
    }

    #[test]
    fn a_forbidden_answer_shows_the_permissions_of_the_token() {
        let text = r#"{"error":{"code":"Forbidden","message":"no"}}"#;
        // {"scp":"Read Other"}
        let token = AccessToken::new("e30.eyJzY3AiOiJSZWFkIE90aGVyIn0.c2ln").unwrap();
        let shown = |status| read_with(status, text, TokenPermissions::of(&token)).unwrap().to_string();
        assert!(
            shown(403).contains("application permission of All; the token carries Read, Other"),
            "{}",
            shown(403)
        );
        assert!(!shown(404).contains("carries"), "{}", shown(404));
    }

    #[test]
    fn an_unusual_envelope_loses_nothing() {
        let odd = [
            r#"{"error":{}}"#,
            r#"{"error":{"code":null,"message":null,"innerError":null,"details":null}}"#,
            r#"{"error":{"code":429,"message":{"value":"told"},"innerError":[1],"details":{"a":1}}}"#,
            r#"{"error":{"code":["a"],"message":"told","details":[1,null,"x",["y"],{}],"innerError":{"code":7}}}"#,
            r#"{"error":"invalid_grant","error_description":"told"}"#,
            r#"{"error":"invalid_grant"}"#,
        ];
        for text in odd {
            let error = read(500, text).unwrap();
            assert_eq!(error.body, text);
            let shown = error.to_string();
            assert!(shown.contains("told") || !text.contains("told"), "{shown}");
        }
        for text in
            ["{}", "[]", "null", "7", r#"{"error":null}"#, r#"{"error":[{"code":"x"}]}"#, "", "<html>"]
        {
            assert!(read(500, text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_message_cannot_break_the_line() {
        let error = read(400, "{\"error\":{\"code\":\"a\\nb\",\"message\":\"c\\r\\nd\\u0000\"}}").unwrap();
        assert!(error.to_string().contains("a\\nb: c\\r\\nd\\u{0}"), "{error}");
    }
}
