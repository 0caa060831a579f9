//! Shared parts of the tests of this target: an entity, a client, the texts of replies.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use graph_entity::{
    AccessToken, Client, ClientBuilder, Credential, TokenRequest, answering_claims, graph_entity,
};
use serde_json::json;

use crate::clock::VirtualClock;

/// An entity with an operation for every HTTP method.
#[graph_entity(
    path = "/things/{thingId}",
    operations(get, list, create, update, delete, replace),
    permissions(delegated = ["Things.Read"], application = ["Things.Read.All"]),
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Thing {
    /// The key.
    pub(crate) id: String,
    /// A string.
    pub(crate) name: Option<String>,
}

/// The claims of a challenge.
pub(crate) const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#;
const CODED: &str =
    "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNjA0MTA2NjUxIn19fQ==";

/// The service's clock, `Tue, 24 Nov 2026 10:00:00 GMT`. The client's own clock is an hour slow.
const DATE: &str = "Tue, 24 Nov 2026 10:00:00 GMT";

/// The time of the client's clock.
pub(crate) fn epoch() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(498_753 * 60 * 60)
}

/// Returns a credential of the tokens `token-of-a-test-1`, `-2`, and so on, each valid for an hour.
pub(crate) fn counting(clock: &VirtualClock) -> impl Credential {
    let clock = clock.clone();
    let count = std::sync::atomic::AtomicU32::new(0);
    move |_: TokenRequest| {
        let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
        let expiry = graph_entity::Clock::system_time(&clock) + Duration::from_secs(60 * 60);
        async move { AccessToken::new(format!("token-of-a-test-{number}")).map(|token| token.expiring_at(expiry)) }
    }
}

/// Returns the same credential, which can also answer challenges.
pub(crate) fn capable(clock: &VirtualClock) -> impl Credential {
    answering_claims(counting(clock))
}

/// Returns a client builder for a server, over the transport that this target tests.
pub(crate) fn settings(address: &str, clock: &VirtualClock) -> ClientBuilder {
    let settings = Client::builder().endpoint(address).transport(crate::transport(address));
    settings.clock(clock.clone()).timeout(Duration::from_secs(20))
}

/// Runs a future until a condition holds, however long that takes on a busy machine, and drops it.
pub(crate) async fn dropped_when<T>(future: impl Future<Output = T>, is_reached: impl Fn() -> bool) {
    let reached = async {
        while !is_reached() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        _ = future => panic!("it ends before it is dropped"),
        () = reached => {}
    }
}

/// Returns a complete reply with a length.
pub(crate) fn reply(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} As-Scripted\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        write!(text, "{name}: {value}\r\n").expect("a string takes everything");
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// Returns the reply for a word of a script with modifiers: `429 after=10`.
pub(crate) fn scripted(words: &str) -> Vec<u8> {
    let mut words = words.split(' ');
    let status: u16 = words.next().and_then(|status| status.parse().ok()).expect("a status comes first");
    let mut headers = vec![("content-type", "application/json".to_owned()), ("request-id", "r1".to_owned())];
    let mut body = match status {
        204 => String::new(),
        200 | 201 => r#"{"id":"1","name":"x"}"#.to_owned(),
        _ => json!({ "error": { "code": "Code", "message": "Message." } }).to_string(),
    };
    for word in words {
        match word.split_once('=').unwrap_or((word, "")) {
            ("after", text) => headers.push(("retry-after", text.to_owned())),
            ("until", text) => headers.push(("retry-after", format!("Tue, 24 Nov 2026 {text} GMT"))),
            ("date", "") => headers.push(("date", DATE.to_owned())),
            ("intune", seconds) => {
                let message = json!({ "_version": 3, "Message": "Too many.", "RetryAfter": seconds }).to_string();
                body = json!({ "error": { "code": "TooManyRequests", "message": message } }).to_string();
            }
            ("claims", "") => headers.push((
                "www-authenticate",
                format!(
                    r#"Bearer realm="", authorization_uri="https://login.example/", error="insufficient_claims", claims="{CODED}""#
                ),
            )),
            ("bare-claims", "") => headers.push((
                "www-authenticate",
                format!("Bearer realm=, authorization_uri=https://login.example/, error=insufficient_claims, claims={CODED}"),
            )),
            ("id", id) => headers.push(("client-request-id", id.to_owned())),
            ("location", place) => headers.push(("location", place.to_owned())),
            ("html", "") => {
                "text/html".clone_into(&mut headers[0].1);
                "<!DOCTYPE html><title>A gateway</title>".clone_into(&mut body);
            }
            ("bom", "") => body.insert(0, '\u{feff}'),
            ("empty", "") => body.clear(),
            ("body", text) => text.clone_into(&mut body),
            (other, _) => panic!("the script has an unknown word `{other}`"),
        }
    }
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    reply(status, &headers, &body)
}
