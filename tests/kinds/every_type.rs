//! An invented entity with a property of every type: the wire form of each, and the values that are refused
//! at any depth.

use graph_entity::{
    Binary, Create, Date, DateTimeOffset, Decimal, Duration, Flags, InvalidRequestError, Patch, PatchBody,
    PatchErrorKind, TimeOfDay, Update, graph_complex, graph_entity, graph_enum,
};
use serde_json::{Value, json};

use crate::{Random, faults, refusal, refused};

#[graph_entity(path = "/tests/everyTypes/{everyTypeId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EveryType {
    pub(crate) id: String,
    pub(crate) flag: Option<bool>,
    pub(crate) byte: Option<u8>,
    pub(crate) s_byte: Option<i8>,
    pub(crate) int16: Option<i16>,
    pub(crate) int32: Option<i32>,
    pub(crate) int64: Option<i64>,
    pub(crate) single: Option<f32>,
    pub(crate) double: Option<f64>,
    pub(crate) decimal: Option<Decimal>,
    pub(crate) text: Option<String>,
    pub(crate) binary: Option<Binary>,
    pub(crate) date: Option<Date>,
    pub(crate) instant: Option<DateTimeOffset>,
    pub(crate) time: Option<TimeOfDay>,
    pub(crate) length: Option<Duration>,
    pub(crate) phase: Option<Phase>,
    pub(crate) days: Option<Flags<Weekdays>>,
    pub(crate) channels: Option<Flags<Channels>>,
    pub(crate) reading: Option<Reading>,
    pub(crate) readings: Vec<Reading>,
    pub(crate) doubles: Vec<f64>,
    pub(crate) phases: Vec<Phase>,
    pub(crate) untyped: Option<Value>,
    pub(crate) untyped_items: Vec<Value>,
    #[graph(not_null)]
    pub(crate) count: Option<i64>,
    #[graph(create_only)]
    pub(crate) origin: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reading {
    pub(crate) value: Option<f64>,
    #[graph(not_null)]
    pub(crate) count: Option<i64>,
    #[graph(read_only)]
    pub(crate) serial: Option<String>,
    pub(crate) phase: Option<Phase>,
    pub(crate) days: Option<Flags<Weekdays>>,
    pub(crate) parts: Vec<Reading>,
    pub(crate) note: Option<Value>,
}

#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Phase {
    #[graph(value = -1)]
    Unknown,
    #[graph(name = "in", value = 40)]
    Inside,
    #[graph(name = "v10_1")]
    Later,
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// A flags enumeration without a zero member: an empty set has no wire form.
#[graph_enum(flags)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Weekdays {
    Monday,
    Tuesday,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum(flags, evolvable)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Channels {
    #[graph(value = 0)]
    None,
    #[graph(value = 1)]
    Beta,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn reading() -> Reading {
    Reading { value: None, count: None, serial: None, phase: None, days: None, parts: vec![], note: None }
}

/// A value inside of a value inside of a third.
fn deep(inner: Reading) -> Reading {
    let middle = Reading { parts: vec![reading(), inner], ..reading() };
    Reading { parts: vec![middle], ..reading() }
}

fn refused_patch(patch: EveryTypePatch) -> InvalidRequestError {
    refused(&EveryType::update("1", patch))
}

#[test]
fn every_type_is_written_as_it_was_read() {
    let reply = concat!(
        r##"{"@odata.type":"#microsoft.graph.everyType","id":"1","flag":false,"byte":255,"sByte":-128,"int16":-32768,"##,
        r#""int32":-2147483648,"int64":9223372036854775807,"single":0.1,"double":1.3333333333333333,"#,
        r#""decimal":79228162514264337593543950335.000,"text":"\u0007\"\\ü","binary":"AQI=","date":"2016-12-31","#,
        r#""instant":"2017-01-01T00:02:58.4418045-08:00","time":"12:00:05.5020000","length":"-PT17.1357909S","#,
        r#""phase":"in","days":"tuesday,monday","channels":"none","reading":{"value":-0.5,"parts":[]},"#,
        r#""readings":[{"count":1,"parts":[{"days":"monday","parts":[]}]}],"doubles":[1e+300,"INF","NaN"],"#,
        r#""phases":["v10_1","unknown","later"],"untyped":{"a":[null,{"@odata.type":"x"}]},"#,
        r#""untypedItems":[1,"a",null,{"b":[]}],"count":0}"#,
    );
    let entity: EveryType = serde_json::from_str(reply).expect("our own reply");
    assert_eq!(serde_json::to_string(&entity).expect("an entity"), reply);
}

#[test]
fn times_keep_their_digits_and_offset() {
    for text in [
        "2017-01-01T00:02:58.4418045-08:00",
        "2017-01-01T00:02:58.44180+00:00",
        "2017-01-01T00:02:58.441804Z",
        "2017-01-01T00:02:58Z",
        "0001-01-01T00:00:00Z",
    ] {
        let reply = format!(r#"{{"id":"1","instant":"{text}"}}"#);
        let entity: EveryType = serde_json::from_str(&reply).expect("an instant");
        let patch = EveryType::patch().instant(entity.instant.expect("an instant"));
        assert_eq!(patch.get("instant"), Some(format!("\"{text}\"").as_str()));
    }
}

#[test]
fn durations_may_be_negative() {
    for text in ["-PT17.1357909S", "PT2M43.444327S", "P1DT2H", "-P3D", "PT0S"] {
        let length: Duration = text.parse().expect("a length");
        assert_eq!(EveryType::patch().length(length).get("length"), Some(format!("\"{text}\"").as_str()));
    }
}

#[test]
fn binary_is_written_with_padding_and_refused_without() {
    for (bytes, text) in [(&[1_u8][..], "AQ=="), (&[1, 2], "AQI="), (&[1, 2, 3], "AQID"), (&[], "")] {
        assert_eq!(
            EveryType::patch().binary(bytes.into()).get("binary"),
            Some(format!("\"{text}\"").as_str())
        );
    }
    let error = EveryTypePatch::<Update>::from_json(json!({ "binary": "A" })).expect_err("no base64");
    assert!(
        faults(&error)[0].starts_with("property `binary`: expected Edm.Binary, found the string \"A\""),
        "{error}"
    );
}

#[test]
fn a_number_past_a_double_keeps_its_last_digit_in_patches_by_setters_and_by_json() {
    let patch = EveryType::patch().int64(9_007_199_254_740_993);
    assert_eq!(patch.get("int64"), Some("9007199254740993"));
    for json in [json!({ "int64": 9_007_199_254_740_993_i64 }), json!({ "int64": "9007199254740993" })] {
        assert_eq!(EveryTypePatch::<Update>::from_json(json).expect("an Int64"), patch);
    }
    let error = EveryTypePatch::<Update>::from_json(json!({ "int64": 9_223_372_036_854_775_808_u64 }));
    assert!(error.is_err(), "out of the range of Int64");
}

#[test]
fn a_number_that_is_not_finite_is_refused_with_its_path() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let inner = || Reading { value: Some(value), ..reading() };
        let cases = [
            (EveryType::patch().double(value), "double"),
            (EveryType::patch().doubles(vec![0.5, value]), "doubles[1]"),
            (EveryType::patch().reading(inner()), "reading.value"),
            (EveryType::patch().readings(vec![reading(), inner()]), "readings[1].value"),
            (EveryType::patch().reading(deep(inner())), "reading.parts[0].parts[1].value"),
        ];
        for (patch, way) in cases {
            assert_eq!(refused_patch(patch), InvalidRequestError::NotFinite { property: way.into() });
        }
    }
}

#[test]
fn the_sentinel_of_an_evolvable_enumeration_is_refused_with_its_path() {
    let sentinel = || Phase::from("unknownFutureValue");
    let inner = || Reading { phase: Some(sentinel()), ..reading() };
    let flags: Flags<Channels> = [Channels::Beta, Channels::from("unknownFutureValue")].into();
    let cases = [
        (EveryType::patch().phase(sentinel()), "phase"),
        (EveryType::patch().phases(vec![Phase::Inside, sentinel()]), "phases[1]"),
        (EveryType::patch().channels(flags), "channels"),
        (EveryType::patch().reading(inner()), "reading.phase"),
        (EveryType::patch().readings(vec![deep(inner())]), "readings[0].parts[0].parts[1].phase"),
    ];
    for (patch, way) in cases {
        assert_eq!(refused_patch(patch), InvalidRequestError::UnknownFutureValue { property: way.into() });
    }
    // A string is not a member of an enumeration.
    assert_eq!(EveryType::patch().text("unknownFutureValue").get("text"), Some("\"unknownFutureValue\""));
}

#[test]
fn the_sentinel_is_refused_in_json_too() {
    let json = json!({ "phase": "unknownFutureValue", "channels": "beta,unknownFutureValue", "flag": true });
    let error = EveryTypePatch::<Update>::from_json(json).expect_err("two sentinels");
    let mut ways: Vec<_> = error.kinds().iter().map(way).collect();
    ways.sort_unstable();
    assert_eq!(ways, ["channels", "phase"]);
}

fn way(fault: &PatchErrorKind) -> &str {
    match fault {
        PatchErrorKind::Refused(refused) => refused.property().expect("a property"),
        other => panic!("{other}"),
    }
}

#[test]
fn an_empty_set_of_flags_is_refused_without_a_zero_member() {
    let inner = || Reading { days: Some(Flags::new()), ..reading() };
    for (patch, way) in [
        (EveryType::patch().days(Flags::new()), "days"),
        (EveryType::patch().reading(inner()), "reading.days"),
        (EveryType::patch().readings(vec![deep(inner())]), "readings[0].parts[0].parts[1].days"),
    ] {
        assert_eq!(refused_patch(patch), InvalidRequestError::NoFlags { property: way.into() });
    }
    assert_eq!(EveryType::patch().channels(Flags::new()).get("channels"), Some("\"none\""));
    assert_eq!(EveryType::patch().clear_days().get("days"), Some("null"));
}

#[test]
fn a_refused_value_can_be_replaced() {
    let patch = EveryType::patch().double(f64::NAN).days(Flags::new()).flag(true);
    let patch = patch.double(0.5).clear_days();
    assert_eq!(
        crate::json(&patch),
        json!({ "@odata.type": "#microsoft.graph.everyType", "flag": true, "double": 0.5, "days": null })
    );
    let patch = EveryType::patch().double(0.5).double(f64::NAN);
    assert_eq!(refused_patch(patch), InvalidRequestError::NotFinite { property: "double".into() });
}

#[test]
fn a_create_refuses_the_same_values() {
    let body: PatchBody<Create> =
        EveryType::new_body().origin("here").reading(Reading { value: Some(f64::NAN), ..reading() }).into();
    assert_eq!(
        refusal(body.into_bytes()),
        InvalidRequestError::NotFinite { property: "reading.value".into() }
    );
}

#[test]
fn a_complex_value_in_a_request_has_null_for_unset_nullable_members() {
    let patch = EveryType::patch().reading(Reading { serial: Some("never sent".into()), ..reading() });
    assert_eq!(
        patch.get("reading"),
        Some(r#"{"value":null,"phase":null,"days":null,"parts":[],"note":null}"#)
    );
    let patch = EveryType::patch().reading(Reading { count: Some(3), value: Some(1.0), ..reading() });
    assert_eq!(
        patch.get("reading"),
        Some(r#"{"value":1.0,"count":3,"phase":null,"days":null,"parts":[],"note":null}"#)
    );
}

#[test]
fn a_complex_value_in_a_copy_has_only_its_set_members() {
    let entity: EveryType =
        serde_json::from_str(r#"{"id":"1","reading":{"serial":"7","phase":null}}"#).expect("a reply");
    let copy = crate::json(&entity);
    assert_eq!(copy["reading"], json!({ "serial": "7", "parts": [] }));
}

#[test]
fn an_untyped_property_keeps_any_json() {
    let whole = json!({ "a": [null, 1, { "unknownFutureValue": "unknownFutureValue" }], "@odata.type": "#x.y", "z": 0.1 });
    let patch =
        EveryType::patch().untyped(whole.clone()).untyped_items(vec![whole.clone(), Value::Null, json!(3)]);
    let sent = crate::json(&patch);
    assert_eq!((&sent["untyped"], &sent["untypedItems"]), (&whole, &json!([whole, null, 3])));
    let again = EveryTypePatch::<Update>::from_json(sent).expect("its own JSON");
    assert_eq!(again, patch);
    let mut entity: EveryType = serde_json::from_str(r#"{"id":"1"}"#).expect("a reply");
    patch.apply(&mut entity).expect("a patch of the entity");
    assert_eq!(entity.untyped, Some(whole));
}

#[test]
fn null_is_refused_for_a_property_that_is_never_null_and_accepted_otherwise() {
    let error = EveryTypePatch::<Update>::from_json(json!({ "count": null, "readings": null, "flag": null }));
    let error = error.expect_err("two are never null");
    let mut found = faults(&error);
    found.sort();
    assert_eq!(found, ["property `count` is never null", "property `readings` is never null"]);
    let patch =
        EveryTypePatch::<Update>::from_json(json!({ "flag": null, "readings": [] })).expect("a patch");
    assert_eq!(patch.iter().collect::<Vec<_>>(), [("flag", "null"), ("readings", "[]")]);
}

#[test]
fn null_in_a_complex_value_is_refused_for_a_member_that_is_never_null() {
    let error =
        EveryTypePatch::<Update>::from_json(json!({ "reading": { "count": null } })).expect_err("never null");
    assert_eq!(faults(&error).len(), 1);
    assert!(faults(&error)[0].starts_with("property `reading.count`: "), "{error}");
}

#[test]
fn a_patch_is_applied_as_by_the_service() {
    let reply = r#"{"id":"1","flag":true,"text":"a","count":1,"reading":{"value":1.5,"count":2,"serial":"7","parts":[]},"doubles":[0.5]}"#;
    let mut entity: EveryType = serde_json::from_str(reply).expect("a reply");
    let patch = EveryType::patch().clear_text().count(2).clear_doubles().reading(Reading {
        value: None,
        count: Some(3),
        ..reading()
    });
    patch.apply(&mut entity).expect("a patch of the entity");
    assert_eq!((entity.flag, entity.text, entity.count), (Some(true), None, Some(2)));
    assert_eq!(entity.doubles, [] as [f64; 0]);
    let reading = entity.reading.expect("a reading");
    assert_eq!((reading.value, reading.count, reading.serial.as_deref()), (None, Some(3), Some("7")));
}

#[test]
fn raw_values_are_applied_if_they_fit_and_reported_if_not() {
    let mut entity: EveryType = serde_json::from_str(r#"{"id":"1"}"#).expect("a reply");
    let patch = EveryType::patch().raw("flag", "yes").raw("text", "fits").raw("novelty", 1);
    let error = patch.apply(&mut entity).expect_err("no Boolean");
    assert_eq!(faults(&error), ["property `flag`: expected Edm.Boolean, found the string \"yes\""]);
    assert_eq!(entity.text.as_deref(), Some("fits"));
}

#[test]
fn a_patch_is_iterated_in_the_order_of_the_declaration() {
    let patch = EveryType::patch().raw("novelty", 1).count(2).clear_text().flag(true).readings(vec![]);
    let expected = [("flag", "true"), ("text", "null"), ("readings", "[]"), ("count", "2"), ("novelty", "1")];
    assert_eq!(patch.iter().collect::<Vec<_>>(), expected);
    for (name, json) in expected {
        assert_eq!(patch.get(name), Some(json));
    }
    assert_eq!((patch.len(), patch.get("double"), patch.get("")), (5, None, None));
}

#[test]
fn a_text_is_escaped_as_json_does() {
    let mut random = Random::new();
    for _ in 0..500 {
        let text: String = (0..random.below(12))
            .map(|_| {
                ['"', '\\', '\u{0}', '\u{1f}', '\n', 'ü', '\u{2028}', '\u{1f600}', '/', 'a'][random.below(10)]
            })
            .collect();
        let patch = EveryType::patch().text(&text);
        let sent = patch.get("text").expect("a text");
        assert_eq!(serde_json::from_str::<String>(sent).expect("JSON"), text);
    }
}

#[test]
fn setters_in_any_order_make_the_same_patch() {
    let mut random = Random::new();
    let mut setters: Vec<fn(EveryTypePatch) -> EveryTypePatch> = vec![
        |patch| patch.flag(true),
        |patch| patch.byte(7),
        |patch| patch.s_byte(-7),
        |patch| patch.int16(-7),
        |patch| patch.text("a"),
        |patch| patch.clear_double(),
        |patch| patch.phase(Phase::Later),
        |patch| patch.readings(vec![reading()]),
        |patch| patch.untyped(json!([1])),
        |patch| patch.count(9),
    ];
    let expected = setters.iter().fold(EveryType::patch(), |patch, set| set(patch));
    for _ in 0..100 {
        random.shuffle(&mut setters);
        let patch = setters.iter().fold(EveryType::patch(), |patch, set| set(patch));
        assert_eq!(patch, expected);
        assert_eq!(crate::json(&patch), crate::json(&expected));
    }
}

#[test]
fn json_that_is_not_an_object_is_not_a_patch() {
    for json in [json!(null), json!([]), json!("x"), json!(1)] {
        let error = EveryTypePatch::<Update>::from_json(json).expect_err("no object");
        assert_eq!(error.kinds(), [PatchErrorKind::NotAnObject]);
    }
}
