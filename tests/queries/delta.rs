//! Delta queries: the request, without I/O, and changes of many pages, over closure transports.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream;
use futures_core::stream::FusedStream;
use graph_entity::transport::from_fn;
use graph_entity::{
    AccessToken, Additional, Change, Changed, Changes, Client, Delta, DeltaToken, Error, ErrorKind, Flags,
    InvalidRequestError, Link, Presence, Property, RemovedReason, graph_complex, graph_entity, graph_one_of,
};
use serde_json::{Value, json};

use crate::entities::Day;
use crate::{ENDPOINT, query, refusal};

#[graph_entity(path = "/users/{userId}", operations(get, list, delta))]
#[derive(Debug, Clone, PartialEq)]
struct User {
    id: String,
    name: Option<String>,
    mail: String,
    age: Option<i32>,
    tags: Vec<String>,
    home: Option<Home>,
    work: Home,
    days: Option<Flags<Day>>,
    #[graph(navigation)]
    groups: Vec<Group>,
    #[graph(additional)]
    more: Additional,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct Home {
    city: Option<String>,
    street: Option<String>,
}

#[graph_entity(path = "/groups/{groupId}", operations(get, delta))]
#[derive(Debug, Clone, PartialEq)]
struct Group {
    id: String,
    name: Option<String>,
    #[graph(navigation)]
    members: Vec<Member>,
}

#[graph_one_of(odata_type = "microsoft.graph.directoryObject")]
#[derive(Debug, Clone, PartialEq)]
enum Member {
    Device(Device),
    #[graph(unrecognized)]
    Other(Value),
}

#[graph_entity(path = "/devices/{deviceId}")]
#[derive(Debug, Clone, PartialEq)]
struct Device {
    id: String,
    name: Option<String>,
}

const FIRST: &str = "https://graph.microsoft.com/v1.0/users/delta";
const TOKEN: &str = "token-of-a-test";

fn next(name: &str) -> String {
    format!("{FIRST}?$skiptoken={name}")
}

fn later(name: &str) -> String {
    format!("{FIRST}?$deltatoken={name}")
}

fn token(name: &str) -> DeltaToken {
    later(name).parse().expect("a link")
}

/// An answer: status, `Location`, body.
type Answer = (u16, Option<&'static str>, Value);

fn page(items: Value, (name, link): (&str, String)) -> Answer {
    let mut body = json!({ "@odata.context": "x", "@odata.type": "#Collection(microsoft.graph.user)" });
    body["value"] = items;
    body[name] = link.into();
    (200, None, body)
}

/// Returns a page with a next link.
fn middle(items: Value, name: &str) -> Answer {
    page(items, ("@odata.nextLink", next(name)))
}

/// Returns the last page of a run.
fn last(items: Value, name: &str) -> Answer {
    page(items, ("@odata.deltaLink", later(name)))
}

fn error(status: u16, code: &str) -> Answer {
    (status, None, json!({ "error": { "code": code, "message": "x" } }))
}

/// The requests that were sent, in order.
type Requests = Arc<Mutex<Vec<http::Request<Bytes>>>>;

/// Returns a Graph that gives these answers in order.
fn graph(answers: impl IntoIterator<Item = Answer>) -> (Client, Requests) {
    let answers = Mutex::new(answers.into_iter().collect::<Vec<_>>().into_iter());
    let requests = Requests::default();
    let seen = Arc::clone(&requests);
    let transport = from_fn(move |request| {
        seen.lock().expect("a lock").push(request);
        let (status, location, body) = answers.lock().expect("a lock").next().expect("no further request");
        let mut answer = http::Response::builder().status(status);
        if let Some(location) = location {
            answer = answer.header("location", location);
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        answer.body(body).expect("a response")
    });
    let token = AccessToken::new(TOKEN).expect("a token");
    (Client::builder().credential(token).transport(transport).build().expect("a client"), requests)
}

fn addresses(requests: &Requests) -> Vec<String> {
    requests.lock().expect("a lock").iter().map(|request| request.uri().to_string()).collect()
}

fn users() -> Delta<User> {
    User::within().delta()
}

/// Returns a summary of the changes: `+1` for a changed entity, `-1` for a removed one, `restart`, and the
/// error at the end.
async fn summarize<E>(changes: &mut Changes<E>) -> (Vec<String>, Option<Error>) {
    let mut summary = Vec::new();
    while let Some(change) = changes.next().await {
        summary.push(match change {
            Ok(Change::Changed(user)) => format!("+{}", user.id()),
            Ok(Change::Removed(user)) => format!("-{}", user.id()),
            Ok(Change::Restarted(_)) => "restart".to_owned(),
            Err(error) => return (summary, Some(error)),
        });
    }
    (summary, None)
}

/// Returns a changed user, as an item of a page.
async fn changed(item: Value) -> Changed<User> {
    let (client, _) = graph([last(json!([item]), "a")]);
    match users().changes(&client).next().await {
        Some(Ok(Change::Changed(changed))) => changed,
        other => panic!("{other:?}"),
    }
}

fn user() -> User {
    serde_json::from_value(json!({
        "id": "1", "name": "Adele", "mail": "a@b", "age": 3, "tags": ["x", "y"], "days": "monday",
        "home": { "city": "Bern", "street": "Gasse 1" }, "work": { "city": "Thun", "street": "Weg 2" },
        "extra": { "kept": [1.50] },
    }))
    .expect("a user")
}

#[test]
fn the_request_is_that_of_a_list_with_one_more_segment() {
    let delta = users().select(User::NAME).filter(User::ID.eq("1")).header("x-own", "1").page_size(5);
    let http = delta.to_http(ENDPOINT).expect("a valid request");
    assert_eq!((http.method().as_str(), http.uri().path()), ("GET", "/v1.0/users/delta"));
    assert_eq!(query(&http), "$select=name,id,mail,work&$filter=id%20eq%20'1'");
    assert_eq!(
        (&http.headers()["x-own"], &http.headers()["prefer"]),
        (&"1".parse().unwrap(), &"odata.maxpagesize=5".parse().unwrap())
    );
    assert_eq!(query(&users().latest().to_http(ENDPOINT).unwrap()), "$deltatoken=latest");
    assert_eq!(query(&users().query("token", "latest").to_http(ENDPOINT).unwrap()), "token=latest");
}

#[test]
fn the_request_of_a_token_is_its_link_without_options() {
    let delta = users().select(User::NAME).latest().header("x-own", "1").from_token(token("a%2Fb+c=='&x"));
    let http = delta.to_http(ENDPOINT).expect("a valid request");
    assert_eq!(http.uri().to_string(), later("a%2Fb+c=='&x"));
    assert_eq!(http.headers()["x-own"], "1");
    let error = delta.to_http("https://graph.microsoft.us").expect_err("a token of another cloud");
    assert_eq!(error.kind(), ErrorKind::ForeignLink);
}

#[test]
fn a_token_is_a_link_and_can_be_stored() {
    let token = token("a'b%20c");
    assert_eq!(token.to_string().parse::<DeltaToken>(), Ok(token.clone()));
    let json = serde_json::to_string(&token).expect("JSON");
    assert_eq!(json, format!("{:?}", later("a'b%20c")));
    assert_eq!(serde_json::from_str::<DeltaToken>(&json).expect("a token"), token);
    assert!(!format!("{token:?} {:?}", users().from_token(token.clone())).contains("deltatoken"));
    for text in ["", "latest", "/v1.0/users/delta?$deltatoken=x", "graph.microsoft.com", "https://a b"] {
        assert_eq!(text.parse::<DeltaToken>(), Err(InvalidRequestError::DeltaToken), "{text}");
        assert!(serde_json::from_value::<DeltaToken>(text.into()).is_err());
    }
}

#[tokio::test]
async fn changes_of_all_pages_are_in_order_and_end_with_a_token() {
    let (client, requests) = graph([
        middle(json!([{ "id": "1" }, { "id": "2", "@removed": { "reason": "deleted" } }]), "b"),
        middle(json!([]), "c"),
        middle(json!([{ "id": "1" }]), "d"),
        last(json!([{ "id": "3" }]), "later"),
    ]);
    let mut changes = users().header("x-own", "1").changes(&client);
    assert_eq!((addresses(&requests).len(), changes.token()), (0, None));
    let (summary, error) = summarize(&mut changes).await;
    assert_eq!((summary, error.is_none()), (["+1", "-2", "+1", "+3"].map(str::to_owned).to_vec(), true));
    assert_eq!(changes.token(), Some(&token("later")));
    assert_eq!(addresses(&requests), [FIRST.to_owned(), next("b"), next("c"), next("d")]);
    assert!(requests.lock().expect("a lock").iter().all(|request| request.headers()["x-own"] == "1"));
    assert!(changes.next().await.is_none() && changes.is_terminated(), "the end stays the end");
}

#[tokio::test]
async fn the_next_run_starts_at_the_token_and_may_have_no_changes() {
    let (client, requests) =
        graph([last(json!([]), "a"), last(json!([{ "id": "1" }]), "b"), last(json!([]), "b")]);
    let mut changes = users().latest().changes(&client);
    assert_eq!(summarize(&mut changes).await.0, [""; 0]);
    let mut changes = users().from_token(changes.token().expect("a token").clone()).changes(&client);
    assert_eq!(summarize(&mut changes).await.0, ["+1"]);
    // A service may return the same token again. The client does not follow it, so that it causes no loop.
    let mut changes = users().from_token(changes.token().expect("a token").clone()).changes(&client);
    assert!(summarize(&mut changes).await.1.is_none());
    assert_eq!(changes.token(), Some(&token("b")));
    assert_eq!(addresses(&requests), [format!("{FIRST}?$deltatoken=latest"), later("a"), later("b")]);
}

#[tokio::test]
async fn the_token_is_available_only_after_the_last_change() {
    let (client, _) = graph([last(json!([{ "id": "1" }, { "id": "2" }]), "later")]);
    let mut changes = users().changes(&client);
    changes.next().await.expect("a change").expect("a change");
    assert_eq!(changes.token(), None, "the second change is still to come");
    changes.next().await.expect("a change").expect("a change");
    assert_eq!(changes.token(), Some(&token("later")));
}

#[tokio::test]
async fn absent_null_and_value_are_distinct() {
    let changed = changed(json!({
        "id": "1", "name": null, "age": 4, "tags": null, "home": { "city": "Bern", "street": null }, "work": null,
        "extra": 1.0, "@odata.etag": "x",
    }))
    .await;
    assert_eq!(changed.get(User::NAME), Ok(Presence::Null));
    assert_eq!(changed.get(User::MAIL), Ok(Presence::Absent));
    assert_eq!(changed.get(User::AGE), Ok(Presence::Value(4)));
    assert_eq!(changed.get(User::TAGS), Ok(Presence::Value(Vec::new())), "a collection is never null");
    assert_eq!(changed.get(User::HOME.then(Home::CITY)), Ok(Presence::Value("Bern".to_owned())));
    assert_eq!(changed.get(User::HOME.then(Home::STREET)), Ok(Presence::Null));
    assert_eq!(changed.get(User::WORK.then(Home::STREET)), Ok(Presence::Null));
    assert_eq!(changed.get(User::DAYS), Ok(Presence::Absent));
    assert_eq!(changed.get(Property::<User, f64>::new("extra")), Ok(Presence::Value(1.0)));
    assert_eq!(
        (changed.has(User::NAME), changed.has(User::MAIL), changed.has(User::HOME.then(Home::CITY))),
        (true, false, true)
    );
    let names: Vec<_> = changed.properties().collect();
    assert_eq!(names, ["id", "name", "age", "tags", "home", "work", "extra"]);
    assert!(changed.json().contains(r#""@odata.etag":"x""#));
    assert!(!format!("{changed:?}").contains("Bern"), "{changed:?}");
}

#[tokio::test]
async fn a_complete_item_is_read_as_an_entity() {
    let whole = changed(serde_json::to_value(user()).expect("JSON")).await;
    assert_eq!(whole.read(), Ok(user()));
    let part = changed(json!({ "id": "1", "name": "x" })).await;
    assert_eq!(part.read().expect_err("no `mail`").property.as_deref(), Some("mail"));
    let wrong = changed(json!({ "id": "1", "home": { "city": 5 }, "tags": ["a", 1] })).await;
    assert_eq!(wrong.get(User::HOME).expect_err("a number").property.as_deref(), Some("home.city"));
    assert_eq!(
        wrong.get(User::HOME.then(Home::CITY)).expect_err("a number").property.as_deref(),
        Some("home.city")
    );
    assert_eq!(wrong.get(User::TAGS).expect_err("a number").property.as_deref(), Some("tags[1]"));
    let error = wrong.get(User::TAGS.then(Property::<Vec<String>, String>::new("x"))).expect_err("no object");
    assert_eq!(error.property.as_deref(), Some("tags.x"));
}

#[tokio::test]
async fn a_change_is_applied_to_an_entity() {
    let mut known = user();
    let item = json!({ "id": "1", "name": null, "tags": ["z"], "home": { "city": "Biel" }, "work": { "street": "x" } });
    changed(item).await.apply_to(&mut known).expect("a change");
    let home = |city: Option<&str>, street: Option<&str>| Home {
        city: city.map(str::to_owned),
        street: street.map(str::to_owned),
    };
    let expected = User {
        name: None,
        tags: vec!["z".into()],
        // A complex value is replaced as a whole: members that it lacks are cleared.
        home: Some(home(Some("Biel"), None)),
        work: home(None, Some("x")),
        ..user()
    };
    assert_eq!(known, expected);

    changed(json!({ "id": "1", "home": null, "extra": null, "new": 1, "days": "" }))
        .await
        .apply_to(&mut known)
        .expect("a change");
    assert_eq!((&known.home, known.age), (&None, Some(3)));
    let more: Vec<_> = known.more.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
    assert_eq!(more, [("extra".to_owned(), Value::Null), ("new".to_owned(), json!(1))]);

    let before = known.clone();
    let error = changed(json!({ "id": "1", "name": "x", "age": "old" })).await.apply_to(&mut known);
    assert_eq!(error.expect_err("a text").property.as_deref(), Some("age"));
    assert_eq!(known, before, "an invalid change is not applied in part");
}

#[tokio::test]
async fn a_repeated_item_replaces_the_earlier_one() {
    let (client, _) = graph([
        middle(json!([{ "id": "1", "name": "a" }, { "id": "1", "name": "b" }]), "b"),
        last(json!([{ "id": "1", "@removed": { "reason": "changed" } }, { "id": "1", "name": "c" }]), "a"),
    ]);
    let mut store: BTreeMap<String, String> = BTreeMap::new();
    let mut changes = users().changes(&client);
    while let Some(change) = changes.next().await {
        match change.expect("a change") {
            Change::Changed(user) => match user.get(User::NAME).expect("a text") {
                Presence::Value(name) => drop(store.insert(user.id().to_owned(), name)),
                other => panic!("{other:?}"),
            },
            Change::Removed(user) => assert!(store.remove(user.id()).is_some()),
            Change::Restarted(error) => panic!("{error}"),
        }
    }
    assert_eq!(store, BTreeMap::from([("1".to_owned(), "c".to_owned())]));
}

#[tokio::test]
async fn a_removed_item_has_a_reason() {
    let removed = |removed: Value| json!({ "@removed": removed, "id": 7, "name": "x" });
    let (client, _) = graph([last(
        json!([
            removed(json!({ "reason": "deleted" })),
            removed(json!({ "reason": "changed" })),
            removed(json!({ "reason": "moved" })),
            removed(json!({})),
            removed(Value::Null),
        ]),
        "a",
    )]);
    let mut changes = users().changes(&client);
    let other = |text: &str| RemovedReason::Other(text.to_owned());
    for expected in [RemovedReason::Deleted, RemovedReason::Changed, other("moved"), other("")] {
        match changes.next().await {
            Some(Ok(Change::Removed(removed))) => {
                assert_eq!((removed.id(), removed.reason()), ("7", &expected));
                assert!(removed.json().contains(r#""name":"x""#));
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(changes.next().await, Some(Ok(Change::Changed(_)))), "a null `@removed` is ignored");
}

#[tokio::test]
async fn related_changes_are_accessible() {
    let members = json!([
        { "@odata.type": "#microsoft.graph.device", "id": "1" },
        { "@odata.type": "#microsoft.graph.user", "id": "2", "@removed": { "reason": "deleted" } },
    ]);
    let (client, _) = graph([last(
        json!([{ "id": "g", "members@delta": members }, { "id": "h" }, { "id": "i", "members@delta": [{ "id": null }] }]),
        "a",
    )]);
    let mut changes = Group::within().delta().expand(Group::MEMBERS.expand()).changes(&client);
    let mut related = Vec::new();
    while let Some(Ok(Change::Changed(group))) = changes.next().await {
        assert!(!group.has(Group::MEMBERS), "the members themselves are not there");
        related.push(group.related(Group::MEMBERS));
    }
    match related[0].as_deref() {
        Ok([Link::Added(added), Link::Removed(removed)]) => {
            assert!(matches!(added.read(), Ok(Member::Device(device)) if device.id == "1"));
            assert_eq!((removed.id(), removed.reason()), ("2", &RemovedReason::Deleted));
        }
        other => panic!("{other:?}"),
    }
    assert!(related[1].as_ref().is_ok_and(Vec::is_empty));
    let error = related[2].as_ref().expect_err("no key");
    assert_eq!(error.property.as_deref(), Some("members@delta[0].id"));
}

#[graph_entity(path = "/tenants/{tenantId}", operations(delta))]
#[derive(Debug)]
struct Tenant {
    #[graph(key, name = "tenantId")]
    key: String,
    id: Option<String>,
    #[graph(navigation)]
    partners: Vec<Tenant>,
}

#[tokio::test]
async fn the_key_of_an_item_has_the_name_that_the_entity_gives_it() {
    let partners = json!([{ "tenantId": "p", "id": "x", "@removed": { "reason": "changed" } }]);
    let (client, _) = graph([last(
        json!([{ "tenantId": "t", "id": "x", "partners@delta": partners.clone() }, { "id": "x" }]),
        "a",
    )]);
    let mut changes = Tenant::within().delta().changes(&client);
    let error = changes.next().await.expect("a page").expect_err("an item without its key");
    assert!(error.to_string().contains("value[1].tenantId"), "{error}");

    let (client, _) = graph([last(json!([{ "tenantId": "t", "id": "x", "partners@delta": partners }]), "a")]);
    let mut changes = Tenant::within().delta().changes(&client);
    let Some(Ok(Change::Changed(tenant))) = changes.next().await else { panic!("a change") };
    assert_eq!(tenant.id(), "t");
    let related = tenant.related(Tenant::PARTNERS).expect("a list");
    assert!(matches!(&related[..], [Link::Removed(removed)] if removed.id() == "p"), "{related:?}");
}

#[tokio::test]
async fn a_restart_follows_location_and_is_a_change_of_its_own() {
    let resync = format!("{FIRST}?$deltatoken=");
    let location: &'static str = resync.clone().leak();
    let gone = || error(410, "resyncRequired");
    for (answer, start) in [
        // To the address in `Location`, or to the start with the original options if there is none.
        ((410, Some(location), gone().2), resync.clone()),
        ((410, Some("/v1.0/users/delta?$deltatoken="), gone().2), resync.clone()),
        ((410, Some(location), Value::Null), resync.clone()),
        (gone(), format!("{FIRST}?$select=id,mail,work")),
        ((410, None, Value::Null), format!("{FIRST}?$select=id,mail,work")),
        (error(400, "syncStateNotFound"), format!("{FIRST}?$select=id,mail,work")),
        (error(404, "SyncStateNotFound"), format!("{FIRST}?$select=id,mail,work")),
    ] {
        let status = answer.0;
        let (client, requests) =
            graph([answer, middle(json!([{ "id": "1" }]), "b"), last(json!([{ "id": "2" }]), "new")]);
        let delta = users().select(User::ID).header("x-own", "1").from_token(token("old"));
        let mut changes = delta.changes(&client);
        match changes.next().await {
            Some(Ok(Change::Restarted(why))) => {
                assert_eq!(why.status().map(|status| status.as_u16()), Some(status));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(
            changes.checkpoint(),
            None,
            "what is known is void: the next run would start with all there is"
        );
        assert_eq!(summarize(&mut changes).await.0, ["+1", "+2"]);
        assert_eq!(changes.token(), Some(&token("new")));
        assert_eq!(addresses(&requests), [later("old"), start, next("b")]);
        assert!(requests.lock().expect("a lock").iter().all(|request| request.headers()["x-own"] == "1"));
    }
}

#[tokio::test]
async fn a_restart_can_occur_in_the_middle_of_a_run() {
    let (client, requests) = graph([
        middle(json!([{ "id": "1" }]), "b"),
        error(410, "resyncRequired"),
        // After a restart, links from before may occur again.
        middle(json!([{ "id": "1" }]), "b"),
        last(json!([{ "id": "2" }]), "new"),
    ]);
    let (summary, error) = summarize(&mut users().changes(&client)).await;
    assert_eq!((summary, error.is_none()), (["+1", "restart", "+1", "+2"].map(str::to_owned).to_vec(), true));
    assert_eq!(addresses(&requests), [FIRST.to_owned(), next("b"), FIRST.to_owned(), next("b")]);
}

#[tokio::test]
async fn a_restart_without_changes_is_still_reported() {
    let (client, _) = graph([error(410, "resyncRequired"), last(json!([]), "new")]);
    let mut changes = users().from_token(token("old")).changes(&client);
    assert_eq!(summarize(&mut changes).await.0, ["restart"]);
    assert_eq!(changes.token(), Some(&token("new")));
}

#[tokio::test]
async fn a_second_restart_and_one_of_a_first_run_are_errors() {
    let gone = || error(410, "resyncRequired");
    let (client, requests) = graph([gone(), gone()]);
    let mut changes = users().from_token(token("old")).changes(&client);
    let (kinds, why) = summarize(&mut changes).await;
    assert_eq!((kinds.len(), why.expect("an error").kind()), (0, ErrorKind::Gone));
    assert_eq!(changes.checkpoint(), Some(&token("old")), "no change was reported, so none is void");
    assert_eq!(addresses(&requests).len(), 2);

    let (client, _) = graph([gone(), middle(json!([{ "id": "1" }]), "b"), gone()]);
    let (kinds, why) = summarize(&mut users().from_token(token("old")).changes(&client)).await;
    assert_eq!(
        (kinds, why.expect("an error").kind()),
        (vec!["restart".to_owned(), "+1".to_owned()], ErrorKind::Gone)
    );

    let (client, requests) = graph([gone()]);
    let (kinds, why) = summarize(&mut users().changes(&client)).await;
    assert_eq!((kinds.len(), why.expect("an error").kind()), (0, ErrorKind::Gone));
    assert_eq!(addresses(&requests), [FIRST]);
}

#[tokio::test]
async fn a_restart_that_fails_is_not_reported_as_a_change() {
    let (client, _) = graph([error(410, "resyncRequired"), error(403, "Forbidden")]);
    let mut changes = users().from_token(token("old")).changes(&client);
    let (summary, why) = summarize(&mut changes).await;
    assert_eq!((summary.len(), why.expect("an error").kind()), (0, ErrorKind::Forbidden));
    assert_eq!((changes.checkpoint(), changes.token()), (Some(&token("old")), None));
}

#[tokio::test]
async fn other_errors_cause_no_restart() {
    for (status, code) in [(400, "BadRequest"), (404, "itemNotFound"), (403, "Forbidden")] {
        let (client, requests) = graph([error(status, code)]);
        let (summary, error) = summarize(&mut users().from_token(token("old")).changes(&client)).await;
        assert_eq!((summary.len(), addresses(&requests).len()), (0, 1));
        assert_eq!(error.expect("an error").status().map(|status| status.as_u16()), Some(status));
    }
}

#[tokio::test]
async fn the_access_token_is_not_sent_to_another_host() {
    const ELSEWHERE: &str = "https://evil.example/v1.0/users/delta";
    let elsewhere =
        |changes: Option<Error>| assert_eq!(changes.expect("an error").kind(), ErrorKind::ForeignLink);
    let (client, requests) = graph([page(json!([{ "id": "1" }]), ("@odata.nextLink", ELSEWHERE.to_owned()))]);
    let (kinds, error) = summarize(&mut users().changes(&client)).await;
    assert_eq!((kinds.len(), addresses(&requests).len()), (1, 1), "the page itself is read");
    elsewhere(error);

    let (client, requests) = graph([]);
    let token = ELSEWHERE.parse().expect("a link");
    elsewhere(summarize(&mut users().from_token(token).changes(&client)).await.1);
    assert!(addresses(&requests).is_empty());

    for location in [ELSEWHERE, "http://graph.microsoft.com/v1.0/users/delta", "//evil.example/", ""] {
        let (client, requests) = graph([(410, Some(location), Value::Null)]);
        let (summary, error) =
            summarize(&mut users().from_token(later("old").parse().expect("a link")).changes(&client)).await;
        assert!(summary.is_empty(), "nothing has started again");
        elsewhere(error);
        assert_eq!(addresses(&requests).len(), 1, "{location}");
    }
}

#[tokio::test]
async fn a_repeated_link_is_an_error_after_the_changes() {
    let (client, requests) = graph([
        middle(json!([{ "id": "1" }]), "b"),
        middle(json!([]), "c"),
        middle(json!([{ "id": "2" }]), "b"),
    ]);
    let mut changes = users().changes(&client);
    let (kinds, error) = summarize(&mut changes).await;
    assert_eq!(kinds, ["+1", "+2"]);
    assert_eq!(
        refusal::<()>(Err(error.expect("an error"))),
        InvalidRequestError::RepeatedLink { template: "/users/delta".into() }
    );
    assert_eq!((addresses(&requests).len(), changes.token()), (3, None));

    let own = page(json!([{ "id": "1" }]), ("@odata.nextLink", later("old")));
    let (client, _) = graph([own]);
    let (kinds, error) = summarize(&mut users().from_token(token("old")).changes(&client)).await;
    assert_eq!((kinds.len(), error.expect("an error").kind()), (1, ErrorKind::InvalidRequest));
}

#[tokio::test]
async fn a_run_without_a_token_at_its_end_is_an_error_after_the_changes() {
    let (client, _) = graph([(200, None, json!({ "value": [{ "id": "1" }] }))]);
    let mut changes = users().changes(&client);
    let (summary, error) = summarize(&mut changes).await;
    let error = error.expect("an error");
    assert_eq!(
        (summary.len(), error.kind(), error.property()),
        (1, ErrorKind::WrongType, Some("@odata.deltaLink"))
    );
    assert_eq!((changes.token(), changes.checkpoint()), (None, None));

    // The failed page can be requested again, without the pages before it.
    let (client, _) = graph([middle(json!([{ "id": "1" }]), "b"), (200, None, json!({ "value": [] }))]);
    let mut changes = users().changes(&client);
    let (summary, error) = self::summarize(&mut changes).await;
    assert_eq!((summary.len(), error.expect("an error").kind()), (1, ErrorKind::WrongType));
    assert_eq!((changes.token(), changes.checkpoint().map(DeltaToken::as_str)), (None, Some(&*next("b"))));
}

#[tokio::test]
async fn an_invalid_page_of_changes_is_an_error() {
    let link = |value: Value| json!({ "value": [], "@odata.deltaLink": value });
    for (body, property) in [
        (json!({ "id": "1" }), Some("value")),
        (json!({ "value": { "id": "1" }, "@odata.deltaLink": later("a") }), Some("value")),
        (json!({ "value": [{ "id": "1" }, 5], "@odata.deltaLink": later("a") }), Some("value[1]")),
        (json!({ "value": [{ "name": "x" }], "@odata.deltaLink": later("a") }), Some("value[0].id")),
        (link(5.into()), Some("@odata.deltaLink")),
        (json!([]), None),
    ] {
        let (client, _) = graph([(200, None, body.clone())]);
        let (summary, error) = summarize(&mut users().changes(&client)).await;
        let error = error.expect("an error");
        assert_eq!(
            (summary.len(), error.kind(), error.property()),
            (0, ErrorKind::WrongType, property),
            "{body}"
        );
    }
    let (client, _) = graph([(200, None, Value::Null)]);
    assert_eq!(
        summarize(&mut users().changes(&client)).await.1.expect("an error").kind(),
        ErrorKind::EmptyReply
    );
    // With `$deltatoken=latest`, the reply has only the link.
    let (client, _) = graph([(200, None, json!({ "@odata.deltaLink": later("a") }))]);
    let mut changes = users().latest().changes(&client);
    assert!(summarize(&mut changes).await.1.is_none());
    assert_eq!(changes.token(), Some(&token("a")));
}

#[tokio::test]
async fn a_run_continues_at_its_checkpoint_without_loss() {
    let (client, _) = graph([
        middle(json!([{ "id": "1" }, { "id": "2" }]), "b"),
        middle(json!([{ "id": "3" }, { "id": "4" }]), "c"),
        error(403, "Forbidden"),
    ]);
    let mut changes = users().from_token(token("old")).changes(&client);
    let mut points = Vec::new();
    loop {
        points.push(changes.checkpoint().map(ToString::to_string));
        match changes.next().await {
            Some(Ok(_)) => {}
            Some(Err(error)) => break assert_eq!(error.kind(), ErrorKind::Forbidden),
            None => panic!("no error"),
        }
    }
    // After the first change of a page, the checkpoint is that page; after its last one, it is the next page.
    let expected = [later("old"), later("old"), next("b"), next("b"), next("c")];
    assert_eq!(points, expected.map(Some));
    let at = changes.checkpoint().expect("a link").clone();
    assert_eq!(at.as_str(), next("c"));
    let (client, requests) = graph([last(json!([{ "id": "5" }]), "new")]);
    assert_eq!(summarize(&mut users().from_token(at).changes(&client)).await.0, ["+5"]);
    assert_eq!(addresses(&requests), [next("c")]);
}

#[tokio::test]
async fn changes_are_a_send_stream_that_shows_no_link() {
    let (client, _) = graph([middle(json!([{ "id": "1" }]), "secret-link"), last(json!([]), "a")]);
    let mut changes = users().changes(&client);
    let task = tokio::spawn(async move {
        let mut count = 0;
        while let Some(change) = poll_fn(|context| Pin::new(&mut changes).poll_next(context)).await {
            change.expect("a change");
            assert!(!format!("{changes:?}").contains("secret"), "{changes:?}");
            count += 1;
        }
        (count, changes.is_terminated())
    });
    assert_eq!(task.await.expect("a task"), (1, true));
}

#[tokio::test]
async fn an_invalid_delta_query_sends_nothing() {
    let (client, requests) = graph([]);
    let delta = users().prefer("a\nb");
    assert_eq!(
        summarize(&mut delta.changes(&client)).await.1.expect("an error").kind(),
        ErrorKind::InvalidRequest
    );
    assert!(addresses(&requests).is_empty());
}

#[tokio::test]
async fn a_throttled_page_is_retried_without_a_restart() {
    let (client, requests) = graph([error(503, "serviceNotAvailable"), last(json!([{ "id": "1" }]), "a")]);
    let (summary, error) = summarize(&mut users().from_token(token("old")).changes(&client)).await;
    assert_eq!((summary, error.is_none()), (vec!["+1".to_owned()], true));
    assert_eq!(addresses(&requests), [later("old"), later("old")]);
}

#[tokio::test]
async fn only_one_page_is_in_memory() {
    let pages = (1..=300).map(|number| {
        let items = json!([{ "id": "a" }, { "id": "b" }, { "id": "c" }]);
        if number < 300 { middle(items, &number.to_string()) } else { last(items, "end") }
    });
    let (client, requests) = graph(pages);
    let mut changes = users().changes(&client);
    let mut seen = 0;
    while let Some(change) = changes.next().await {
        change.expect("a change");
        assert_eq!(addresses(&requests).len(), seen / 3 + 1, "no page is read ahead");
        seen += 1;
        assert!(format!("{changes:?}").contains(&format!("at_hand: {},", (3 - seen % 3) % 3)), "{changes:?}");
    }
    assert_eq!((seen, changes.token()), (900, Some(&token("end"))));
}

#[tokio::test]
async fn dropping_the_future_of_next_loses_nothing_and_sends_once() {
    let gate = Arc::new(AtomicBool::new(false));
    let (open, sent) = (Arc::clone(&gate), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&sent);
    let transport = move |_: http::Request<Bytes>| {
        count.fetch_add(1, Ordering::SeqCst);
        let open = Arc::clone(&open);
        async move {
            poll_fn(|_| if open.load(Ordering::SeqCst) { Poll::Ready(()) } else { Poll::Pending }).await;
            let body = last(json!([{ "id": "1" }]), "a").2.to_string();
            Ok::<_, std::convert::Infallible>(http::Response::new(Bytes::from(body)))
        }
    };
    let token = AccessToken::new(TOKEN).expect("a token");
    let client = Client::builder().credential(token).transport(transport).build().expect("a client");
    let mut changes = users().changes(&client);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..3 {
        let mut next = Box::pin(changes.next());
        assert!(next.as_mut().poll(&mut context).is_pending());
    }
    gate.store(true, Ordering::SeqCst);
    assert_eq!((summarize(&mut changes).await.0, sent.load(Ordering::SeqCst)), (vec!["+1".to_owned()], 1));
}
