//! Permissions and lifetime of tokens, and claims challenges.

use std::time::Duration;

use graph_entity::graph_entity;
use graph_entity_emulator::{Builder, Emulator, Fault, StartError, Token, token};
use serde_json::{Value, json};

use crate::wire::{Answer, JSON, TOKEN, send};

/// An entity of Intune with the permissions that allow changes.
#[graph_entity(
    path = "/deviceManagement/shelves/{shelfId}",
    path(user = "/users/{userId}/shelves/{shelfId}"),
    permissions(delegated = ["Shelf.ReadWrite.All", "Store.Manage"], application = ["Shelf.ReadWrite.All"])
)]
#[derive(Debug, Clone, PartialEq)]
struct Shelf {
    id: String,
    label: Option<String>,
}

const SHELF: &str = "/v1.0/deviceManagement/shelves/1";
const OF_USER: &str = "/v1.0/users/7/shelves/1";

fn shelves() -> Builder {
    Emulator::builder().seed::<Shelf>(["1"], json!({"label": "top"}))
}

async fn request(emulator: &Emulator, token: &str, method: &str, path: &str) -> Answer {
    let body = if matches!(method, "GET" | "DELETE") { "" } else { r#"{"label": "low"}"# };
    send(emulator, method, path, &[&format!("Authorization: Bearer {token}"), JSON], body).await
}

#[tokio::test]
async fn a_token_without_the_permission_is_refused() {
    type Expected = &'static [(&'static str, &'static str, u16)];
    let cases: [(Token, Expected); 5] = [
        (token().delegated(["Shelf.ReadWrite.All"]), &[("GET", SHELF, 200), ("PATCH", SHELF, 200)]),
        (token().delegated(["User.Read", "Store.Manage"]), &[("GET", SHELF, 200), ("PUT", OF_USER, 200)]),
        (
            token().delegated(["Shelf.Read.All"]),
            &[
                ("GET", SHELF, 200),
                ("GET", "/v1.0/deviceManagement/shelves", 200),
                ("GET", OF_USER, 200),
                ("PATCH", SHELF, 403),
                ("POST", "/v1.0/deviceManagement/shelves", 403),
                ("PUT", OF_USER, 403),
                ("DELETE", SHELF, 403),
            ],
        ),
        (token().application(["Store.Manage"]), &[("GET", SHELF, 403), ("PATCH", SHELF, 403)]),
        (token(), &[("GET", SHELF, 403)]),
    ];
    for (at, (token, expected)) in cases.into_iter().enumerate() {
        let token = token.build();
        let emulator = shelves().token(&token).start().await;
        for (method, path, status) in expected {
            let answer = request(&emulator, &token, method, path).await;
            assert_eq!(answer.status, *status, "case {at}: {method} {path}: {}", answer.text);
        }
        assert_eq!(emulator.urls().len(), 1, "what is refused is not done");
    }
    let opaque = shelves().start().await;
    assert_eq!(send(&opaque, "DELETE", SHELF, &[TOKEN], "").await.status, 204);
}

#[tokio::test]
async fn a_refusal_has_the_message_of_the_service() {
    let reader = token().delegated(["Shelf.Read.All"]).build();
    let emulator = shelves().token(&reader).start().await;
    let (_, code, actual_message) = request(&emulator, &reader, "PATCH", SHELF).await.error();
    let inner: Value = serde_json::from_str(&actual_message).unwrap();
    let message = inner["Message"].as_str().unwrap();
    assert_eq!(code, "Forbidden");
    assert!(
        message.starts_with(
            "Application is not authorized to perform this operation. Application must have one of the following \
             scopes: Shelf.ReadWrite.All, Store.Manage - Operation ID"
        ),
        "{message}"
    );
    let answer = request(&emulator, &reader, "PUT", OF_USER).await;
    let denied = ("Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    assert_eq!((answer.error().1.as_str(), answer.error().2.as_str()), denied);
    assert_eq!(answer.header("x-graph-emulator-wording"), None);
}

#[tokio::test]
async fn a_request_in_a_batch_is_refused_on_its_own() {
    let reader = token().delegated(["Shelf.Read.All"]).build();
    let emulator = shelves().token(&reader).start().await;
    let item = |id: &str, method: &str| {
        json!({"id": id, "method": method, "url": "/deviceManagement/shelves/1",
            "headers": {"Content-Type": "application/json"}, "body": {}})
    };
    let body = json!({"requests": [item("a", "GET"), item("b", "PATCH")]}).to_string();
    let header = format!("Authorization: Bearer {reader}");
    let answer = send(&emulator, "POST", "/v1.0/$batch", &[&header, JSON], &body).await.json();
    let statuses: Vec<_> = (0..2).map(|at| answer["responses"][at]["status"].clone()).collect();
    assert_eq!(statuses, [200, 403]);
}

#[tokio::test]
async fn an_entity_of_a_json_description_has_permissions() {
    let described = r#"{"version": "v1.0", "entities": [{"type": "microsoft.graph.box", "path": "/boxes/{id}",
        "properties": [{"name": "id", "type": "Edm.String", "rule": "key"}],
        "permissions": {"application": ["Box.ReadWrite.All"]}, "seeds": [{"keys": ["1"], "value": {}}]}]}"#;
    let [user, app] =
        [token().delegated(["Box.ReadWrite.All"]), token().application(["Box.Read.All"])].map(Token::build);
    let emulator = Emulator::builder().json(described).token(&user).token(&app).start().await;
    assert_eq!(request(&emulator, &user, "GET", "/v1.0/boxes/1").await.status, 403);
    assert_eq!(request(&emulator, &app, "GET", "/v1.0/boxes/1").await.status, 200);
    assert_eq!(request(&emulator, &app, "DELETE", "/v1.0/boxes/1").await.status, 403);
}

#[tokio::test]
async fn a_token_is_valid_only_in_its_lifetime() {
    let all = || token().delegated(["Shelf.ReadWrite.All"]);
    let expired = all().expires_in(Duration::ZERO).build();
    let early = all().claim("nbf", u64::from(u32::MAX)).build();
    let good = all().build();
    let emulator = shelves().token(&good).token(&expired).token(&early).start().await;
    assert_eq!(emulator.token(), good);
    for (token, words) in [
        (&expired, "Lifetime validation failed, the token is expired."),
        (&early, "Access token has expired or is not yet valid."),
        (&all().build(), "CompactToken parsing failed with error code: 80049217"),
        (&"emulator-token".to_owned(), "CompactToken parsing failed with error code: 80049217"),
    ] {
        let answer = request(&emulator, token, "GET", SHELF).await;
        let expected = (401, "InvalidAuthenticationToken".to_owned(), words.to_owned());
        assert_eq!(answer.error(), expected);
        assert!(!answer.header("www-authenticate").unwrap().contains("claims"));
    }
    assert_eq!(request(&emulator, &good, "GET", SHELF).await.status, 200);
}

/// Returns the claims in the challenge of an answer.
fn claims(answer: &Answer) -> Value {
    use base64::Engine as _;
    let header = answer.header("www-authenticate").unwrap();
    assert!(answer.status == 401 && header.contains(r#"error="insufficient_claims""#), "{header}");
    let (_, coded) = header.split_once("claims=\"").unwrap();
    let coded = coded.trim_end_matches('"');
    serde_json::from_slice(&base64::engine::general_purpose::STANDARD.decode(coded).unwrap()).unwrap()
}

#[tokio::test]
async fn a_challenged_token_stays_challenged_until_another_one_is_sent() {
    let emulator = shelves().token("one").token("two").next_answers([Fault::ClaimsChallenge]).start().await;
    let first = request(&emulator, "one", "PATCH", SHELF).await;
    assert_eq!(first.error().1, "InvalidAuthenticationToken");
    let requested = claims(&first);
    assert!(
        requested["access_token"]["nbf"]["value"].as_str().unwrap().parse::<u64>().is_ok(),
        "{requested}"
    );
    assert_eq!(claims(&request(&emulator, "one", "GET", SHELF).await), requested, "not only once");
    assert_eq!(
        request(&emulator, "two", "GET", SHELF).await.json()["label"],
        "top",
        "the challenged write was not made"
    );
    emulator.next_answers([Fault::ClaimsChallenge]);
    assert_eq!(request(&emulator, "three", "GET", SHELF).await.status, 401);
    assert_eq!(
        request(&emulator, "two", "GET", SHELF).await.status,
        200,
        "a stranger's token challenges no one"
    );
}

#[tokio::test]
async fn claims_can_be_required_of_every_token() {
    let demand = r#"{"access_token": {"acrs": {"essential": true, "value": "c1"}}}"#;
    let plain = token().delegated(["Shelf.Read.All"]).build();
    let stepped_up = token().delegated(["Shelf.Read.All"]).claim("acrs", ["c1"]).build();
    let emulator =
        shelves().claims_challenge(demand).token(&plain).token(&stepped_up).token("opaque").start().await;
    for token in [plain.as_str(), "opaque", &plain] {
        let answer = request(&emulator, token, "GET", SHELF).await;
        assert_eq!(claims(&answer), serde_json::from_str::<Value>(demand).unwrap());
        assert_eq!(answer.header("x-graph-emulator-wording"), Some("ours"));
    }
    assert_eq!(request(&emulator, &stepped_up, "GET", SHELF).await.status, 200);
    let none = shelves().claims_challenge("{}").try_start().await.unwrap_err();
    assert!(matches!(none, StartError::Claims(_)), "{none}");
}
