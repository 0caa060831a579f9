//! The client against the emulator: whole lives of entities, queries with the same meaning on both sides, and
//! faults.

mod contained;
mod keys;
mod related;
mod tls;
mod tokens;

use std::time::Duration;

use graph_entity::{
    AccessToken, Client, DateTimeOffset, ErrorKind, Filter, graph_complex, graph_entity, graph_enum,
    graph_one_of,
};
use graph_entity_emulator::{Builder, Emulator, Fault, RetryAfter};
use serde_json::json;

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
enum State {
    Active,
    Lost,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct NumberRule {
    name: Option<String>,
    #[graph(not_null)]
    number: Option<i32>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct TextRule {
    name: Option<String>,
    text: Option<String>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
enum Rule {
    Number(NumberRule),
    Text(TextRule),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_entity(
    path = "/deviceManagement/devices/{deviceId}",
    path(user = "/users/{userId}/devices/{deviceId}"),
    operations(get, list, create, update, delete, replace, upsert)
)]
#[derive(Debug, Clone, PartialEq)]
struct Device {
    id: String,
    name: Option<String>,
    size: Option<i32>,
    state: Option<State>,
    seen: Option<DateTimeOffset>,
    tags: Vec<String>,
    rules: Vec<Rule>,
    #[graph(create_only)]
    platform: Option<String>,
    #[graph(read_only)]
    created_date_time: Option<DateTimeOffset>,
}

fn client(emulator: &Emulator) -> Client {
    let credential = AccessToken::new(emulator.token()).expect("a token");
    Client::builder().endpoint(emulator.endpoint()).credential(credential).build().expect("a client")
}

fn devices() -> Builder {
    Emulator::builder()
        .seed::<Device>(["1"], json!({"name": "it's", "size": 1, "state": "active", "tags": ["a", "b"]}))
        .seed::<Device>(["2"], json!({"name": "two", "size": 2, "seen": "2017-01-01T00:00:00.1234567-08:00"}))
        .seed::<Device>(["3"], json!({"name": "three", "size": 3, "state": "lost", "tags": ["b"]}))
}

#[tokio::test]
async fn an_entity_is_created_read_changed_and_deleted() {
    let emulator = Emulator::builder().entity::<Device>().start().await;
    let client = client(&emulator);
    let rules = vec![
        NumberRule { name: Some("n".to_owned()), number: Some(7) }.into(),
        TextRule { name: None, text: Some("t".to_owned()) }.into(),
    ];
    let body = Device::new_body().name("one").size(1).platform("ios").rules(rules);
    let reply = Device::within().create(body).required().send(&client).await.expect("201");
    assert_eq!(reply.status().as_u16(), 201);
    let created = reply.into_value();
    assert!(created.created_date_time.is_some());
    assert_eq!(created.rules.len(), 2);

    let id = created.id.as_str();
    let found = Device::at(id).get().send(&client).await.expect("200").into_value();
    assert_eq!(found, created);
    let by_user = Device::at_user("adele", id).get().send(&client).await.expect("200").into_value();
    assert_eq!(by_user, created);

    Device::update(id, Device::patch().size(2).clear_name()).send(&client).await.expect("updated");
    let replaced = Device::new_body().state(State::Lost);
    let replaced = Device::at(id).replace(replaced).send(&client).await.expect("replaced").into_value();
    let replaced = replaced.expect("the entity");
    assert_eq!((replaced.size, replaced.state, replaced.rules), (None, Some(State::Lost), Vec::new()));
    assert_eq!(replaced.platform.as_deref(), Some("ios"));

    Device::at(id).delete().send(&client).await.expect("204");
    let gone = Device::at(id).get().send(&client).await.expect_err("404");
    assert_eq!(gone.kind(), ErrorKind::NotFound);
    let upsert = || Device::at("mine").upsert(Device::new_body().size(5));
    assert_eq!(upsert().send(&client).await.expect("created").status().as_u16(), 201);
    assert_eq!(upsert().send(&client).await.expect("updated").status().as_u16(), 204);
}

#[tokio::test]
async fn filters_have_the_same_meaning_on_both_sides() {
    let emulator = devices().start().await;
    let client = client(&emulator);
    let moment: DateTimeOffset = "2017-01-01T08:00:00Z".parse().expect("a moment");
    let cases: [(Filter<Device>, &str); 9] = [
        (Device::NAME.eq("it's"), "1"),
        (Device::SIZE.gt(1).and(Device::SIZE.le(3)), "23"),
        (Device::STATE.eq(State::Lost).or(Device::STATE.is_null()).not(), "1"),
        (Device::STATE.is_in([State::Active, State::Lost]), "13"),
        (Device::SEEN.gt(moment), "2"),
        (Device::TAGS.any(|tag| tag.eq("a")), "1"),
        (Device::TAGS.all(|tag| tag.eq("b")).and(Device::TAGS.is_not_empty()), "3"),
        (Device::NAME.contains("t").and(Device::NAME.ends_with("o")), "2"),
        (Device::SIZE.is_in(Vec::<i32>::new()), ""),
    ];
    for (filter, expected) in cases {
        let text = filter.to_string();
        let found = Device::within().list().filter(filter).items(&client).into_vec().await;
        let found = found.unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(found.into_iter().map(|device| device.id).collect::<String>(), expected, "{text}");
    }
}

#[tokio::test]
async fn a_list_reads_all_pages() {
    let emulator = devices().page_size(2).start().await;
    let client = client(&emulator);
    let list = || Device::within().list().order_by(Device::SIZE.desc()).select(Device::SIZE).count();
    let all = list().items(&client).into_vec().await.expect("all");
    assert_eq!(all.iter().map(|device| device.size).collect::<Vec<_>>(), [Some(3), Some(2), Some(1)]);
    assert_eq!(emulator.requests().len(), 2);
    assert_eq!(all[0].name, None, "it was not selected");
    let page = list().page_size(1).send(&client).await.expect("a page").into_value();
    assert_eq!(page.count, Some(3));
}

#[tokio::test]
async fn throttled_requests_are_retried_and_not_too_early() {
    let faults = [
        Fault::Throttled(RetryAfter::Fraction(0.05)),
        Fault::Reset,
        Fault::Truncated,
        Fault::Status(503, RetryAfter::Fraction(0.02)),
    ];
    let emulator = devices().next_answers(faults).start().await;
    let client = client(&emulator);
    let reply = tokio::time::timeout(Duration::from_secs(30), Device::at("1").get().send(&client)).await;
    let value = reply.expect("in time").expect("at last").into_value();
    assert_eq!(value.size, Some(1));
    assert!(emulator.waits().iter().all(|wait| wait.waited.is_some() && !wait.is_too_early()));
}

#[tokio::test]
async fn a_batch_has_a_result_for_each_request() {
    let faults = (0..40).map(|at| match at % 3 {
        0 => Fault::Throttled(RetryAfter::Seconds(0)),
        _ => Fault::None,
    });
    let seeds = (0..30).map(|at| format!("d{at}"));
    let builder =
        seeds.clone().fold(Emulator::builder(), |builder, id| builder.seed::<Device>([id], json!({})));
    let emulator = builder.faults_in_batches(true).next_answers(faults).start().await;
    let requests = seeds.map(|id| Device::update(id, Device::patch().size(9)));
    let replies = client(&emulator).send_all(requests).await;
    assert_eq!(replies.len(), 30);
    for reply in replies {
        let device = reply.expect("200").into_value().expect("the entity");
        assert_eq!(device.size, Some(9));
    }
}
