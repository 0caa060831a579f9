//! Addresses with a key in parentheses: `/users('{upn}')`, `/applications(appId='{appId}')`, several keys.

use graph_entity::{Error, InvalidRequestError, PathValueErrorKind, Request, graph_action, graph_entity};

#[graph_entity(
    path = "/applications(appId='{appId}')",
    path(by_id = "/applications/{applicationId}"),
    operations(get, list, create, update, delete, upsert)
)]
#[derive(Debug, Clone, PartialEq)]
struct Application {
    id: String,
    app_id: Option<String>,
}

#[graph_entity(path = "/users/{userId}", path(named = "/users('{upn}')"))]
#[derive(Debug, Clone, PartialEq)]
struct User {
    id: String,
    display_name: Option<String>,
}

#[graph_entity(path = "/me/pairs(a='{a}',b={b})", path(numbered = "/versions({number})"))]
#[derive(Debug, Clone, PartialEq)]
struct Pair {
    #[graph(key)]
    a: String,
    #[graph(key)]
    b: i32,
    text: Option<String>,
}

#[graph_action(path = "/users('{upn}')/microsoft.graph.revokeSignInSessions", result = bool)]
struct Revoke;

#[allow(clippy::needless_pass_by_value, reason = "made for it")]
fn path<T>(request: Request<T>) -> Result<String, Error> {
    request.to_http("https://graph.microsoft.com").map(|http| http.uri().path().to_owned())
}

#[test]
fn a_text_is_quoted_and_any_other_value_is_not() {
    for (request, expected) in [
        (path(Application::at("9ceb").get()), "/v1.0/applications(appId='9ceb')"),
        (path(Application::at_by_id("1").get()), "/v1.0/applications/1"),
        (path(User::at_named("adele@contoso.example").get()), "/v1.0/users('adele@contoso.example')"),
        (path(Pair::at("x", 7).get()), "/v1.0/me/pairs(a='x',b=7)"),
        (path(Pair::at_numbered(7).get()), "/v1.0/versions(7)"),
        (path(Revoke.call("a@x")), "/v1.0/users('a@x')/microsoft.graph.revokeSignInSessions"),
    ] {
        assert_eq!(request.expect("a request"), expected);
    }
}

#[test]
fn a_quote_is_doubled_and_the_text_is_encoded_once() {
    for (upn, expected) in [
        ("$a@contoso.example", "$a@contoso.example"),
        ("o'neil", "o%27%27neil"),
        ("a b%20c", "a%20b%2520c"),
        ("..", ".."),
        ("x',y='z", "x%27%27%2Cy%3D%27%27z"),
    ] {
        assert_eq!(path(User::at_named(upn).get()).expect("a request"), format!("/v1.0/users('{expected}')"));
    }
}

#[test]
fn what_graph_cannot_take_in_a_key_is_refused() {
    fn fault<T>(request: Request<T>) -> InvalidRequestError {
        match path(request) {
            Err(Error::Invalid(fault)) => *fault,
            other => panic!("{other:?}"),
        }
    }
    let refused =
        |placeholder: &str, kind| InvalidRequestError::PathValue { placeholder: placeholder.into(), kind };
    assert_eq!(fault(User::at_named("a/b").get()), refused("upn", PathValueErrorKind::Character('/')));
    assert_eq!(fault(User::at_named("").get()), refused("upn", PathValueErrorKind::Empty));
    assert_eq!(fault(User::at("$a@x").get()), refused("userId", PathValueErrorKind::Dollar));
    // Graph would read a second key from the value of the first.
    assert_eq!(
        fault(Pair::at_numbered("7,c=8").get()),
        refused("number", PathValueErrorKind::Character(','))
    );
}

#[test]
fn the_collection_is_the_address_without_the_parentheses() {
    for (collection, expected) in [
        (path(Application::within().create(Application::new_body())), "/v1.0/applications"),
        (path(User::within_named().create(User::new_body())), "/v1.0/users"),
        (path(Pair::within().create(Pair::new_body())), "/v1.0/me/pairs"),
        (path(Pair::within_numbered().create(Pair::new_body())), "/v1.0/versions"),
    ] {
        assert_eq!(collection.expect("a request"), expected);
    }
}

#[test]
fn requests_of_every_sort_take_the_address() {
    let body = Application::new_body().app_id("9ceb");
    let upsert =
        Application::at("9ceb").upsert(body).to_http("https://graph.microsoft.com").expect("a request");
    assert_eq!(
        (upsert.method().as_str(), upsert.uri().path()),
        ("PATCH", "/v1.0/applications(appId='9ceb')")
    );
    let update = Application::update("9ceb", Application::patch().app_id("1"));
    assert_eq!(path(update).expect("a request"), "/v1.0/applications(appId='9ceb')");
}
