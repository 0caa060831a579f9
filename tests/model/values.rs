//! Unusual values do not make the others unreadable: empty texts for null, numbers in every spelling, null
//! items.

use graph_entity::{
    Date, DateTimeOffset, Decimal, Duration, Patch, ReadErrorKind, TimeOfDay, from_slice, graph_complex,
    graph_entity, graph_one_of,
};
use serde_json::json;
use uuid::Uuid;

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct Share {
    part: Option<f64>,
}

#[graph_entity(path = "/deviceManagement/devices/{deviceId}")]
#[derive(Debug, Clone, PartialEq)]
struct Device {
    id: String,
    app_owner: Option<Uuid>,
    built_on: Option<Date>,
    seen_at: Option<DateTimeOffset>,
    restarts_at: Option<TimeOfDay>,
    idle: Option<Duration>,
    size: Option<i32>,
    bytes: Option<i64>,
    level: Option<i8>,
    load: Option<f64>,
    price: Option<Decimal>,
    share: Option<Share>,
    #[graph(not_null)]
    owner: Option<Uuid>,
    strict: Uuid,
    tags: Vec<Option<String>>,
    names: Vec<String>,
    owners: Vec<Option<Uuid>>,
    anything: Option<serde_json::Value>,
    choice: Option<Choice>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
enum Choice {
    Share(Share),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

const STRICT: &str = "7bd39c86-6af9-4a0b-8c8d-2b1e5f0d9a11";

fn device(property: &str, json: &str) -> Result<Device, graph_entity::ReadError> {
    from_slice(format!(r#"{{"id":"1","strict":"{STRICT}","{property}":{json}}}"#).as_bytes())
}

#[test]
fn an_empty_text_is_no_value_where_none_may_be() {
    let unset = device("size", "null").expect("a reply");
    for property in
        ["appOwner", "builtOn", "seenAt", "restartsAt", "idle", "size", "bytes", "level", "load", "price"]
    {
        let read = device(property, "\"\"").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(read, unset, "{property}");
        assert!(DevicePatch::diff(&unset, &read).expect("no difference").is_empty(), "{property}");
        for wrong in ["\" \"", "\"none\"", "{}", "[]", "true"] {
            let error = device(property, wrong).expect_err("a wrong value");
            assert_eq!(error.property.as_deref(), Some(property), "{wrong}: {error}");
        }
    }
    // An empty text is not read as null in a property that is never null, in a key, or in JSON of the
    // program.
    for property in ["owner", "strict"] {
        assert_eq!(device(property, "\"\"").expect_err("not nullable").property.as_deref(), Some(property));
    }
    assert_eq!(
        device("owners", &format!(r#"["","{STRICT}"]"#)).expect("a list").owners,
        [None, Some(STRICT.parse().unwrap())]
    );
    assert!(DevicePatch::<graph_entity::Update>::from_json(json!({ "appOwner": "" })).is_err());
}

#[test]
fn the_key_is_never_an_empty_text() {
    #[graph_entity(path = "/deviceManagement/numbered/{numberedId}")]
    #[derive(Debug)]
    struct Numbered {
        id: Option<i64>,
    }
    assert!(from_slice::<Numbered>(br#"{"id":""}"#).is_err());
    assert_eq!(from_slice::<Numbered>(br#"{"id":"7"}"#).expect("a key").id, Some(7));
}

/// The values are the same with any features of `serde_json`.
#[test]
fn numbers_are_read_in_every_spelling() {
    for (json, value) in [
        ("0.5", 0.5_f64),
        ("-0", -0.0),
        ("-0.0", -0.0),
        ("1e3", 1e3),
        ("1E-7", 1e-7),
        ("18446744073709551615", 18_446_744_073_709_551_615.0),
        ("123456789012345678901234567890", 1.234_567_890_123_456_8e29),
    ] {
        let read =
            device("load", json).unwrap_or_else(|error| panic!("{json}: {error}")).load.expect("a number");
        // Some features of `serde_json` lose the sign of a zero.
        assert!(
            read.to_bits() == value.to_bits() || (read.abs() + value.abs()).to_bits() == 0,
            "{json}: {read}"
        );
        let nested =
            device("share", &format!(r#"{{"part":{json}}}"#)).expect("a share").share.expect("a share");
        assert_eq!(nested.part.map(f64::to_bits), Some(read.to_bits()), "{json}");
    }
    assert_eq!(device("bytes", "-0").expect("zero").bytes, Some(0));
    assert_eq!(device("size", "-0").expect("zero").size, Some(0));
    for (property, wrong) in [
        ("bytes", "0.5"),
        ("bytes", "1e3"),
        ("bytes", "9223372036854775808"),
        ("size", "2147483648"),
        ("seenAt", "0.5"),
        ("share", "0.5"),
        ("choice", "0.5"),
        ("names", "0.5"),
    ] {
        let error = device(property, wrong).expect_err("not of the property's type");
        assert_eq!((error.kind, error.property.as_deref()), (ReadErrorKind::Data, Some(property)), "{error}");
        assert!(error.message.contains("number"), "{error}");
    }
    for digits in ["0.1000", "12345678901234567890.123456789", "-0"] {
        let price = device("price", digits).expect("a decimal").price.expect("a decimal");
        assert_eq!(serde_json::to_string(&price).expect("JSON"), digits);
    }
    let anything = device("anything", "[0.5,1e3,18446744073709551615]").expect("anything").anything;
    assert_eq!(anything, Some(serde_json::from_str("[0.5,1e3,18446744073709551615]").expect("JSON")));
}

#[test]
fn numbers_pass_through_patches() {
    let json: serde_json::Value =
        serde_json::from_str(r#"{"load":0.5,"share":{"part":0.25},"price":0.10,"bytes":-0}"#).expect("JSON");
    let patch = DevicePatch::<graph_entity::Update>::from_json(json).expect("a patch");
    let before = device("load", "0.25").expect("a device");
    let mut after = before.clone();
    patch.apply(&mut after).expect("a change");
    assert_eq!(
        (after.load, after.share, after.bytes),
        (Some(0.5), Some(Share { part: Some(0.25) }), Some(0))
    );
    let mut changed = before.clone();
    changed.load = Some(0.5);
    let patch = DevicePatch::diff(&before, &changed).expect("a difference");
    assert_eq!(patch.iter().collect::<Vec<_>>(), [("load", "0.5")]);
}

#[test]
fn items_may_be_null_where_their_type_says_so() {
    let read = device("tags", r#"["a",null,""]"#).expect("null is an item");
    assert_eq!(read.tags, [Some("a".to_owned()), None, Some(String::new())]);
    assert!(serde_json::to_string(&read).expect("JSON").contains(r#""tags":["a",null,""]"#));
    let error = device("names", r#"["a",null]"#).expect_err("null is no item");
    assert_eq!(error.property.as_deref(), Some("names[1]"));
    assert_eq!(error.message, "expected Edm.String, found null");

    let body = Device::patch().tags(vec![Some("a".to_owned()), None]);
    assert_eq!(body.get("tags"), Some(r#"["a",null]"#));
    let body =
        DevicePatch::<graph_entity::Update>::from_json(json!({ "tags": [null] })).expect("null is an item");
    assert_eq!(body.get("tags"), Some("[null]"));
    let error = DevicePatch::<graph_entity::Update>::from_json(json!({ "names": ["a", null] }))
        .expect_err("null is no item");
    assert!(error.to_string().contains("names") && error.to_string().contains("[1]"), "{error}");
}

/// With its feature `arbitrary_precision`, which any crate of a program can turn on, `serde_json` passes the digits.
#[test]
fn a_number_has_the_same_value_whatever_features_serde_json_has() {
    for json in ["[1e400]", "[-1e400]"] {
        assert!(from_slice::<Vec<f64>>(json.as_bytes()).is_err(), "{json} is no infinity");
        assert!(from_slice::<Vec<f32>>(json.as_bytes()).is_err(), "{json} is no infinity");
    }
    let zero = from_slice::<Vec<f64>>(b"[-0]").expect("a number");
    assert!(zero[0] == 0.0 && zero[0].is_sign_negative(), "{zero:?}");
    assert_eq!(from_slice::<Vec<i64>>(b"[-0]"), Ok(vec![0]));
}

#[test]
fn an_object_in_place_of_a_number_is_not_read_as_one() {
    for digits in ["NaN", "inf", "-infinity", "+1", ".5", "1.", "007", " 1", ""] {
        let json = format!(r#"[{{"$serde_json::private::Number":"{digits}"}}]"#);
        let error = from_slice::<Vec<f64>>(json.as_bytes()).expect_err("no number");
        assert!(error.message.ends_with("found an object"), "{json}: {error}");
    }
    let longer = br#"[{"$serde_json::private::Number":"1","more":2}]"#;
    assert!(from_slice::<Vec<i64>>(longer).is_err());
    // With its feature `arbitrary_precision`, `serde_json` shows this object and the number 5 alike.
    if "1e999".parse::<serde_json::Number>().is_err() {
        let error =
            from_slice::<Vec<i64>>(br#"[{"$serde_json::private::Number":"5"}]"#).expect_err("an object");
        assert!(error.message.ends_with("found an object"), "{error}");
        let share =
            device("share", r#"{"$serde_json::private::Number":"5"}"#).expect("an undeclared property");
        assert_eq!(share.share, Some(Share { part: None }));
    }
}

#[test]
fn an_error_of_a_decimal_says_what_was_found_and_is_short() {
    for (json, found) in [
        ("[true]", "found the Boolean true"),
        (r#"[{"id":"9ceb"}]"#, "found an object"),
        (r#"[["9ceb"]]"#, "found an array"),
    ] {
        let error = from_slice::<Vec<Decimal>>(json.as_bytes()).expect_err("no number");
        assert!(error.message.ends_with(found), "{error}");
    }
    let long = format!("[[{}0]]", "0,".repeat(5_000));
    let error = from_slice::<Vec<Decimal>>(long.as_bytes()).expect_err("no number");
    assert!(error.to_string().len() < 300, "{} bytes", error.to_string().len());
}
