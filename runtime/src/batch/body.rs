//! The JSON of a batch and of its requests.

use core::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use graph_entity_model::base::InvalidRequestError;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use http::{Method, Uri};
use serde_json::value::RawValue;

use super::item::Item;
use crate::base::{Endpoint, header_text};
use crate::error::Error;
use crate::request::RequestSpec;

/// A request as the members of a JSON object, without its id and dependencies, and its version.
pub(super) fn request(spec: &RequestSpec, endpoint: &Endpoint) -> Result<(&'static str, String), Error> {
    if spec.is_preauthorized() {
        let reason = "it goes to a pre-authorised address, which is not Graph's";
        return Err(InvalidRequestError::Batch { reason }.into());
    }
    let mut http = spec.to_http(endpoint)?;
    let (version, url) = relative(http.uri(), spec.version, endpoint)?;
    let mut json = format!(r#""method":{},"url":{}"#, text(spec.method.as_str()), text(&url));
    let headers = http.headers_mut();
    // Only the batch itself carries the token: Graph may log the body of a batch.
    headers.remove(AUTHORIZATION);
    // The default `Accept` would only lengthen the batch.
    if !spec.headers.contains_key(ACCEPT) {
        headers.remove(ACCEPT);
    }
    let (head, body) = http.into_parts();
    let mut headers = head.headers;
    let body =
        if spec.body.is_some() { Some(written(&headers, &body)?) } else { empty(&spec.method, &mut headers) };
    write_headers(&mut json, &headers);
    if let Some(body) = body {
        json.push_str(r#","body":"#);
        json.push_str(&body);
    }
    Ok((version, json))
}

/// The JSON of a whole batch. A dependency is written only if both requests are in this batch.
pub(super) fn batch(members: &[usize], items: &[Item]) -> Bytes {
    let mut json = String::from(r#"{"requests":["#);
    for (position, index) in members.iter().enumerate() {
        let item = &items[*index];
        let comma = if position == 0 { "" } else { "," };
        let _ = write!(json, r#"{comma}{{"id":"{}",{}"#, position + 1, item.json);
        let on = item.parent.and_then(|parent| members.iter().position(|member| *member == parent));
        if let Some(on) = on {
            let _ = write!(json, r#","dependsOn":["{}"]"#, on + 1);
        }
        json.push('}');
    }
    json.push_str("]}");
    json.into()
}

/// Splits a URL into its version and the part after it. The URL of a link contains its own version.
fn relative(
    uri: &Uri,
    version: &'static str,
    endpoint: &Endpoint,
) -> Result<(&'static str, String), InvalidRequestError> {
    let whole = uri.path_and_query().map_or("", |path| path.as_str());
    for version in [version, "v1.0", "beta"] {
        let root = endpoint.url(version, "", "")?;
        let below = whole.strip_prefix(root.path()).filter(|below| below.starts_with('/'));
        if let Some(below) = below {
            return Ok((version, below.to_owned()));
        }
    }
    Err(InvalidRequestError::Batch { reason: "its address has no version, and a batch is of one" })
}

/// A body in the JSON of a batch: JSON as it is, anything else as base64.
fn written(headers: &HeaderMap, body: &[u8]) -> Result<String, InvalidRequestError> {
    if !is_json(headers) {
        return Ok(format!(r#""{}""#, STANDARD.encode(body)));
    }
    match serde_json::from_slice::<&RawValue>(body) {
        Ok(json) => Ok(json.get().to_owned()),
        Err(_) => Err(InvalidRequestError::Batch { reason: "its body is declared as JSON and is not JSON" }),
    }
}

/// The body of a request without one: with these methods, Graph requires a body and a content type in a
/// batch.
fn empty(method: &Method, headers: &mut HeaderMap) -> Option<String> {
    let wants = [Method::POST, Method::PUT, Method::PATCH].contains(method);
    wants.then(|| {
        headers.entry(CONTENT_TYPE).or_insert_with(|| http::HeaderValue::from_static("application/json"));
        "{}".to_owned()
    })
}

/// Whether the content type is JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let content = header_text(headers, &CONTENT_TYPE).unwrap_or_default();
    content.to_ascii_lowercase().contains("json")
}

fn write_headers(json: &mut String, headers: &HeaderMap) {
    if headers.is_empty() {
        return;
    }
    json.push_str(r#","headers":{"#);
    for (position, (name, value)) in headers.iter().enumerate() {
        let comma = if position == 0 { "" } else { "," };
        let value = String::from_utf8_lossy(value.as_bytes());
        let _ = write!(json, "{comma}{}:{}", text(wire_name(name.as_str())), text(&value));
    }
    json.push('}');
}

/// The capitalisation that Graph's documentation uses. Header names are case-insensitive.
fn wire_name(name: &str) -> &str {
    match name {
        "content-type" => "Content-Type",
        "if-match" => "If-Match",
        "prefer" => "Prefer",
        "consistencylevel" => "ConsistencyLevel",
        other => other,
    }
}

fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::query::QueryOptions;

    fn spec(method: Method, path: &str) -> RequestSpec {
        RequestSpec::new(method, "v1.0", "/things/{thingId}".into(), path.to_owned(), None)
    }

    fn shown(spec: &RequestSpec, endpoint: &str) -> Result<(&'static str, String), Error> {
        request(spec, &Endpoint::parse(endpoint).unwrap())
    }

    fn json(spec: &RequestSpec) -> String {
        shown(spec, "https://graph.microsoft.com").unwrap().1
    }

    #[test]
    fn a_read_is_a_method_and_an_address() {
        let mut spec = spec(Method::GET, "/things/a%20b");
        spec.query.set("$select", "id".to_owned());
        assert_eq!(json(&spec), r#""method":"GET","url":"/things/a%20b?$select=id""#);
        assert_eq!(
            json(&RequestSpec { method: Method::DELETE, query: QueryOptions::default(), ..spec }),
            r#""method":"DELETE","url":"/things/a%20b""#
        );
    }

    #[test]
    fn a_write_without_a_body_still_has_one() {
        let expected = |method: &str| {
            format!(
                r#""method":"{method}","url":"/x","headers":{{"Content-Type":"application/json"}},"body":{{}}"#
            )
        };
        for method in [Method::POST, Method::PUT, Method::PATCH] {
            assert_eq!(json(&spec(method.clone(), "/x")), expected(method.as_str()));
        }
    }

    #[test]
    fn json_is_unchanged_and_anything_else_is_base64() {
        let mut spec = spec(Method::PATCH, "/x");
        spec.body = Some(Bytes::from_static(br#"{"a": 0.10, "b":"\u00e9"}"#).into());
        assert!(json(&spec).ends_with(r#","body":{"a": 0.10, "b":"\u00e9"}"#), "{}", json(&spec));
        spec.headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
        spec.body = Some(Bytes::from_static(&[0xff, 0xd8]).into());
        assert!(
            json(&spec).ends_with(r#""headers":{"Content-Type":"image/jpeg"},"body":"/9g=""#),
            "{}",
            json(&spec)
        );
        spec.headers.clear();
        assert!(matches!(shown(&spec, "https://graph.microsoft.com"), Err(Error::Invalid(_))));
    }

    #[test]
    fn headers_are_kept_except_the_token() {
        let mut spec = spec(Method::GET, "/x");
        for (name, value) in
            [("if-match", "W/\"1\""), ("prefer", "a, b"), ("authorization", "Bearer t"), ("x-own", "1")]
        {
            spec.headers.insert(name, HeaderValue::from_static(value));
        }
        let json = json(&spec);
        assert!(json.contains(r#""If-Match":"W/\"1\"""#) && json.contains(r#""Prefer":"a, b""#), "{json}");
        assert!(json.contains(r#""x-own":"1""#) && !json.contains("Bearer"), "{json}");
    }

    #[test]
    fn a_link_is_sent_below_its_own_version_and_never_to_another_service() {
        let base = "https://gateway.example/graph";
        let link = |link: &str| shown(&spec(Method::GET, "/").with_link(link), base);
        let (version, json) = link("https://gateway.example/graph/beta/x?$skiptoken=a%2Db").unwrap();
        assert_eq!((version, json.as_str()), ("beta", r#""method":"GET","url":"/x?$skiptoken=a%2Db""#));
        assert!(matches!(link("https://gateway.example/graph/v2/x"), Err(Error::Invalid(_))));
        assert!(matches!(link("https://evil.example/graph/beta/x"), Err(Error::ForeignLink(_))));
        assert_eq!(shown(&spec(Method::GET, "/x"), base).unwrap().1, r#""method":"GET","url":"/x""#);
    }
}
