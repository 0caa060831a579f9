//! What a setter is given may leave its type to the property: literals, conversions, collections, `Default`.

#![allow(missing_docs)]
// Each call is spelled so that the compiler has to infer something.
#![allow(
    clippy::cast_possible_truncation,
    clippy::default_trait_access,
    clippy::needless_borrows_for_generic_args,
    clippy::redundant_closure_for_method_calls
)]

use std::borrow::Cow;
use std::time::{Duration as Seconds, SystemTime};

use graph_entity::{
    Binary, Date, DateTimeOffset, Decimal, Duration, Filter, Flags, Patch, TimeOfDay, graph_complex,
    graph_entity, graph_enum,
};
use time::OffsetDateTime;

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    Ready,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum(flags)]
#[derive(Debug, Clone, PartialEq)]
pub enum Days {
    Monday,
    Tuesday,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Place {
    pub city: Option<String>,
}

#[graph_entity(path = "/things/{thingId}")]
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    pub id: String,
    pub name: Option<String>,
    pub is_on: Option<bool>,
    pub byte: Option<u8>,
    pub short: Option<i16>,
    pub count: Option<i32>,
    pub size: Option<i64>,
    pub single: Option<f32>,
    pub ratio: Option<f64>,
    pub price: Option<Decimal>,
    pub key: Option<uuid::Uuid>,
    pub seen: Option<DateTimeOffset>,
    pub day: Option<Date>,
    pub noon: Option<TimeOfDay>,
    pub wait: Option<Duration>,
    pub content: Option<Binary>,
    pub state: Option<State>,
    pub days: Option<Flags<Days>>,
    pub place: Option<Place>,
    pub json: Option<serde_json::Value>,
    pub tags: Vec<String>,
    pub states: Vec<State>,
    pub places: Vec<Place>,
    #[graph(navigation)]
    pub parts: Vec<Part>,
}

#[graph_entity(path = "/parts/{partId}")]
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub id: String,
}

fn shown(patch: &ThingPatch, name: &str) -> String {
    patch.get(name).expect("a property that is set").to_owned()
}

#[test]
fn literals_have_the_type_of_the_property() {
    let patch = Thing::patch()
        .name("a")
        .is_on(true)
        .byte(255)
        .short(-5)
        .count(60 * 5)
        .size(5_000_000_000)
        .single(0.5)
        .ratio(-0.25)
        .tags(vec![])
        .place(Place { city: None });
    for (name, expected) in [
        ("name", r#""a""#),
        ("byte", "255"),
        ("short", "-5"),
        ("count", "300"),
        ("size", "5000000000"),
        ("single", "0.5"),
        ("ratio", "-0.25"),
        ("tags", "[]"),
    ] {
        assert_eq!(shown(&patch, name), expected, "{name}");
    }
}

#[test]
fn conversions_have_the_type_of_the_property() {
    let moment = OffsetDateTime::UNIX_EPOCH;
    let patch = Thing::patch()
        .count(5_u16.into())
        .size(7_i32.into())
        .ratio(0.5_f32.into())
        .short(300_i64.try_into().expect("a small number"))
        .byte([1, 2, 3].len() as _)
        .seen(moment.into())
        .day(moment.date().into())
        .noon(moment.time().into())
        .wait(Seconds::from_secs(90).try_into().expect("a short time"))
        .content(vec![1, 2, 3].into())
        .state("ready".into())
        .days([Days::Monday, Days::Tuesday].into())
        .json("text".into())
        .key("5d8a3f3c-9a0e-4b62-8f0c-3a3d5b1f3a10".parse().expect("a Guid"))
        .price("1.50".parse().expect("a number"))
        .is_on("true".parse().unwrap_or_default());
    for (name, expected) in [
        ("count", "5"),
        ("size", "7"),
        ("short", "300"),
        ("byte", "3"),
        ("seen", r#""1970-01-01T00:00:00Z""#),
        ("day", r#""1970-01-01""#),
        ("wait", r#""PT1M30S""#),
        ("state", r#""ready""#),
        ("days", r#""monday,tuesday""#),
        ("json", r#""text""#),
        ("price", "1.50"),
        ("isOn", "true"),
    ] {
        assert_eq!(shown(&patch, name), expected, "{name}");
    }
    let at_epoch = Thing::patch().seen(SystemTime::UNIX_EPOCH.into());
    assert_eq!(at_epoch.get("seen"), patch.get("seen"));
}

#[test]
fn collections_have_the_type_of_the_property() {
    let names = ["a", "b"];
    let patch = Thing::patch()
        .tags(names.iter().map(ToString::to_string).collect())
        .states(names.iter().map(|&name| name.into()).collect())
        .places(Default::default());
    assert_eq!(shown(&patch, "tags"), r#"["a","b"]"#);
    assert_eq!(shown(&patch, "states"), r#"["a","b"]"#);
    assert_eq!(shown(&patch, "places"), "[]");
    for patch in [
        Thing::patch().tags(vec!["a".into(), "b".into()]),
        Thing::patch().tags(names.map(Into::into).into()),
        Thing::patch().tags(serde_json::from_str(r#"["a","b"]"#).expect("a list of texts")),
    ] {
        assert_eq!(shown(&patch, "tags"), r#"["a","b"]"#);
    }
}

#[test]
fn every_kind_of_text_is_one() {
    let text = "a".to_owned();
    for patch in [
        Thing::patch().name("a"),
        Thing::patch().name(&text),
        Thing::patch().name(&&*text),
        Thing::patch().name(Cow::from("a")),
        Thing::patch().name(Box::<str>::from("a")),
        Thing::patch().name(text.clone()),
    ] {
        assert_eq!(shown(&patch, "name"), r#""a""#);
    }
    assert!(Thing::patch().when(None::<&str>, |patch, name| patch.name(name)).is_empty());
}

#[test]
fn filters_and_orders_have_the_type_of_the_entity() {
    let list = Thing::within()
        .list()
        .filter(Filter::raw("a"))
        .filter([Thing::NAME.eq("b")].into_iter().reduce(Filter::and).expect("a filter"))
        .order_by(graph_entity::query::Order::raw("c"))
        .order_by(Thing::NAME);
    let http = list.to_http("https://graph.microsoft.com").expect("a valid request");
    assert_eq!(http.uri().query(), Some("$filter=(a)%20and%20name%20eq%20'b'&$orderby=c,name"));
}

#[test]
fn a_collection_is_bound_to_any_iterator() {
    let ids = ["1", "2"];
    let texts = ["/v1.0/parts/1", "/v1.0/parts/2"];
    for body in [
        Thing::new_body().bind_parts(ids.map(Part::at)),
        Thing::new_body().bind_parts(ids.into_iter().map(Part::at)),
        Thing::new_body().bind_parts(ids.map(Part::at).to_vec()),
        Thing::new_body().bind_parts(texts),
        Thing::new_body().bind_parts(texts.iter().map(ToString::to_string)),
    ] {
        let request = Thing::within().create(body).to_http("https://graph.microsoft.com");
        let body: serde_json::Value =
            serde_json::from_slice(request.expect("a valid request").body()).expect("JSON");
        let bound = texts.map(|text| format!("https://graph.microsoft.com{text}"));
        assert_eq!(body["parts@odata.bind"], serde_json::json!(bound));
    }
}
