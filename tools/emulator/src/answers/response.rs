//! Results and refusals as HTTP responses.

use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use serde_json::Value;

use crate::answers::envelope::{self, Ids};
use crate::answers::preferences::Metadata;
use crate::auth::caller::{Denial, challenge};
use crate::observe::kind::Remark;
use crate::observe::summary::Summary;
use crate::refusals::Refusal;

const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");
/// Source: OData Protocol 4.01, "Header `OData-Version`".
const ODATA_VERSION: HeaderName = HeaderName::from_static("odata-version");
const WORDING: HeaderName = HeaderName::from_static("x-graph-emulator-wording");

const CHALLENGE: HeaderValue = HeaderValue::from_static(
    "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", \
     client_id=\"00000003-0000-0000-c000-000000000000\"",
);

/// A successful result.
pub(crate) struct Success {
    pub(crate) status: StatusCode,
    pub(crate) content: Content,
    pub(crate) headers: Vec<(HeaderName, String)>,
    /// What is remarkable about the request.
    pub(crate) remarks: Vec<Remark>,
    /// The entities in the body.
    pub(crate) summary: Summary,
    /// How much control information the JSON has.
    metadata: Metadata,
}

/// The remarks on a request, carried in the extensions of its response until it is recorded.
#[derive(Clone, Default)]
pub(crate) struct Remarks(pub(crate) Vec<Remark>);

/// The body of a successful result.
pub(crate) enum Content {
    /// No body, as in 204.
    None,
    Json(Bytes),
    /// Bytes with their media type.
    Bytes(String, Bytes),
}

impl Success {
    pub(crate) fn new(status: StatusCode, body: Option<Value>) -> Self {
        let content = body.map_or(Content::None, |body| Content::Json(body.to_string().into()));
        Self::of(status, content)
    }

    /// A result with entities.
    pub(crate) fn entities(status: StatusCode, text: Vec<u8>, summary: Summary) -> Self {
        Self { summary, ..Self::of(status, Content::Json(text.into())) }
    }

    pub(crate) fn bytes(media_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::of(StatusCode::OK, Content::Bytes(media_type.into(), bytes.into()))
    }

    fn of(status: StatusCode, content: Content) -> Self {
        let (headers, remarks) = (Vec::new(), Vec::new());
        Self { status, content, headers, remarks, summary: Summary::default(), metadata: Metadata::Minimal }
    }

    pub(crate) fn with_header(mut self, header: HeaderName, value: String) -> Self {
        self.headers.push((header, value));
        self
    }

    /// Adds remarks on the request.
    pub(crate) fn with_remarks(mut self, remarks: impl IntoIterator<Item = Remark>) -> Self {
        self.remarks.extend(remarks);
        self
    }

    /// Sets how much control information the JSON has. Removes the annotations for [`Metadata::None`].
    pub(crate) fn with_metadata(mut self, metadata: Metadata) -> Self {
        if let Content::Json(body) = &mut self.content {
            if metadata == Metadata::None {
                *body = without_annotations(body);
            }
            self.metadata = metadata;
        }
        self
    }

    /// Adds `Preference-Applied`, unless no preference was applied.
    pub(crate) fn with_applied(self, preferences: &[&str]) -> Self {
        if preferences.is_empty() {
            self
        } else {
            self.with_header(PREFERENCE_APPLIED, preferences.join(", "))
        }
    }
}

/// The annotations that a list cannot be read without.
const OF_LISTS: [&str; 3] = ["@odata.nextLink", "@odata.deltaLink", "@odata.count"];

fn without_annotations(body: &Bytes) -> Bytes {
    let Ok(mut body) = serde_json::from_slice(body) else { return body.clone() };
    remove_annotations(&mut body);
    body.to_string().into()
}

fn remove_annotations(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !name.contains("@odata.") || OF_LISTS.contains(&name.as_str()));
            members.values_mut().for_each(remove_annotations);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_annotations),
        _ => {}
    }
}

fn json_type(metadata: Metadata) -> HeaderValue {
    HeaderValue::from_static(match metadata {
        Metadata::None => {
            "application/json;odata.metadata=none;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
        }
        Metadata::Minimal => {
            "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
        }
        Metadata::Full => {
            "application/json;odata.metadata=full;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
        }
    })
}

pub(crate) fn accepted(success: Success) -> Response<Bytes> {
    let Success { status, content, headers, remarks, metadata, .. } = success;
    let (body, content_type) = match content {
        Content::None => (Bytes::new(), None),
        Content::Json(body) => (body, Some(json_type(metadata))),
        Content::Bytes(media_type, bytes) => (bytes, HeaderValue::try_from(media_type).ok()),
    };
    let mut response = Response::new(body);
    response.extensions_mut().insert(Remarks(remarks));
    *response.status_mut() = status;
    if let Some(content_type) = content_type {
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        response.headers_mut().insert(ODATA_VERSION, HeaderValue::from_static("4.0"));
    }
    // A value that is not valid in a header is omitted: the rest of the response is still right.
    let headers = headers.into_iter();
    let readable = headers.filter_map(|(name, value)| Some((name, HeaderValue::from_str(&value).ok()?)));
    response.headers_mut().extend(readable);
    response
}

pub(crate) fn refused(refusal: &Refusal, ids: &Ids<'_>) -> Response<Bytes> {
    let (text, media_type) = envelope::text(refusal, ids);
    let mut response = Response::new(Bytes::from(text));
    *response.status_mut() = refusal.status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    if refusal.status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, CHALLENGE);
    }
    if let Some((name, value)) = refusal.header.as_deref() {
        headers.extend(HeaderValue::from_str(value).ok().map(|value| (name.clone(), value)));
    }
    if refusal.is_ours {
        headers.insert(WORDING, HeaderValue::from_static("ours"));
    }
    response
}

/// Refuses a token, with the claims that another token must have.
pub(crate) fn denied(denial: &Denial, ids: &Ids<'_>) -> Response<Bytes> {
    let mut response = refused(&denial.refusal, ids);
    let header = denial.claims.as_ref().and_then(|claims| HeaderValue::from_str(&challenge(claims)).ok());
    if let Some(header) = header {
        response.headers_mut().insert(WWW_AUTHENTICATE, header);
    }
    response
}

/// The error page of a proxy between the client and Graph.
pub(crate) fn page(status: u16) -> Response<Bytes> {
    let text = "<!DOCTYPE html>\n<html><head><title>Bad gateway</title></head><body>The page cannot be displayed.</body></html>";
    let mut response = Response::new(Bytes::from_static(text.as_bytes()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
