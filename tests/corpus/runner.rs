//! The checks of a row, by the traits of entities. This file and `row.rs` are copied into the generated
//! crate, where each row calls [`check`] with its own struct. Here they are tested on structs with deliberate
//! errors.
//!
//! The examples are read at run time, to keep them away from the compiler.

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use graph_entity::model::{Annotation, Kind, TypeInfo};
use graph_entity::{Entity, InvalidRequestError, PatchBody, PatchError, PatchErrorKind, Update};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::row::{Row, TYPE, stated_type};

/// An error of a row: its kind and its details.
pub(crate) type Fault = (&'static str, String);

/// The line of a row, and its check.
pub(crate) type Check = (usize, fn(&Row) -> Vec<Fault>);

/// The page has no reply to read.
pub(crate) const NO_RESPONSE: &str = "no-response";
/// The reply has another type than the request.
pub(crate) const RESPONSE_TYPE: &str = "response-type";
/// The reply cannot be read.
pub(crate) const RESPONSE_UNREADABLE: &str = "response-unreadable";
/// The reply is written back differently.
pub(crate) const RESPONSE_DIFFERS: &str = "response-differs";
/// The page has no request to make a patch of.
pub(crate) const NO_REQUEST: &str = "no-request";
/// The request is refused because of other properties than its read-only ones.
pub(crate) const REQUEST_REFUSED: &str = "request-refused";
/// The patch sends something else than the request.
pub(crate) const REQUEST_DIFFERS: &str = "request-differs";
/// The check itself panicked.
pub(crate) const PANIC: &str = "panic";

/// A name that no page has, to check that a patch refuses unknown properties.
const NO_PROPERTY: &str = "graphEntityHasNoSuchProperty";

/// Runs the checks on the lines of the file, and writes a line of JSON for each:
/// `[line, [[kind, details], ...]]`.
pub(crate) fn run(lines: impl BufRead, checks: &[Check], mut out: impl Write) -> std::io::Result<()> {
    for (line, text) in (1..).zip(lines.lines()) {
        let text = text?;
        for (_, check) in checks.iter().filter(|(of, _)| *of == line) {
            let row = Row::parse(line, &text)?;
            let faults = catch_unwind(AssertUnwindSafe(|| check(&row)))
                .unwrap_or_else(|_| vec![(PANIC, "the check panicked".to_owned())]);
            writeln!(out, "{}", json!([line, faults]))?;
        }
    }
    Ok(())
}

/// Returns all errors of a row, checked by its struct.
pub(crate) fn check<E>(row: &Row) -> Vec<Fault>
where
    E: Entity + Serialize + DeserializeOwned,
    E::Patch: TryFrom<Value, Error = PatchError>,
{
    let subject = Subject { info: E::INFO, copy: copy::<E>, patch: patch::<E> };
    let mut faults = Vec::new();
    match row.response() {
        Some(response) => subject.check_response(response, &mut faults),
        None => faults.push((NO_RESPONSE, "the page shows no JSON object".to_owned())),
    }
    match row.request() {
        Some(request) => subject.check_request(request, &read_only(row, request), &mut faults),
        None => faults.push((NO_REQUEST, "the page shows no JSON object".to_owned())),
    }
    faults
}

/// The operations of a struct without its type, so that the checks are compiled once and not per row.
struct Subject {
    info: &'static TypeInfo,
    copy: fn(&str) -> serde_json::Result<Value>,
    patch: fn(Value) -> Result<Sent, PatchError>,
}

/// The forms of a patch.
struct Sent {
    /// The `Debug` text, as it is logged.
    shown: serde_json::Result<String>,
    /// The body that is sent.
    body: Result<String, InvalidRequestError>,
}

/// Goes through text: `serde_json::to_value` would turn a single into a double with more digits than the wire
/// has.
fn copy<E: Serialize + DeserializeOwned>(json: &str) -> serde_json::Result<Value> {
    serde_json::from_str(&serde_json::to_string(&serde_json::from_str::<E>(json)?)?)
}

fn patch<E: Entity>(json: Value) -> Result<Sent, PatchError>
where
    E::Patch: TryFrom<Value, Error = PatchError>,
{
    Ok(sent(E::Patch::try_from(json)?.into()))
}

fn sent(body: PatchBody<Update>) -> Sent {
    let shown = serde_json::to_string(&body);
    Sent { shown, body: body.into_bytes().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()) }
}

/// Returns the read-only properties of a request by the page's table. The key is read-only even if the table
/// does not say so.
fn read_only<'a>(row: &'a Row, request: &Map<String, Value>) -> Vec<&'a str> {
    row.properties()
        .iter()
        .filter(|property| property.is_read_only || property.name == "id")
        .map(|property| property.name)
        .filter(|name| request.contains_key(*name))
        .collect()
}

impl Subject {
    /// Checks that a reply is read and written back. Annotations other than the type's and null are not
    /// compared: an entity does not hold annotations, and null is the same `None` as absence.
    fn check_response(&self, response: &Map<String, Value>, faults: &mut Vec<Fault>) {
        if let Some(stated) = stated_type(response).filter(|stated| *stated != self.info.name()) {
            let text = format!("the reply is a {stated}, the struct a {}", self.info.name());
            faults.push((RESPONSE_TYPE, text));
            // The reader must refuse it, too.
            if (self.copy)(&Value::Object(response.clone()).to_string()).is_err() {
                return;
            }
        }
        let mut written = match (self.copy)(&Value::Object(response.clone()).to_string()) {
            Ok(written) => written,
            Err(error) => return faults.push((RESPONSE_UNREADABLE, error.to_string())),
        };
        let found = written.as_object_mut().map(std::mem::take).unwrap_or_default();
        let (written_type, found): (Map<_, _>, Map<_, _>) =
            found.into_iter().partition(|(name, _)| name == TYPE);
        if stated_type(&written_type) != self.annotation() {
            faults.push((RESPONSE_DIFFERS, format!("it is written back with the type {written_type:?}")));
        }
        let expected = response
            .iter()
            .filter(|(name, value)| !name.contains('@') && !value.is_null())
            .map(|(name, value)| (name.clone(), self.as_written(name, value)))
            .collect();
        if found != expected {
            faults.push((RESPONSE_DIFFERS, difference(&expected, &found)));
        }
    }

    /// Checks that a request becomes a patch that sends the same bytes. If it has read-only properties, it is
    /// refused because of each of those and no others, and becomes a patch without them.
    fn check_request(&self, request: &Map<String, Value>, read_only: &[&str], faults: &mut Vec<Fault>) {
        let mut with_stranger = request.clone();
        with_stranger.insert(NO_PROPERTY.to_owned(), Value::Null);
        let expected = [read_only, &[NO_PROPERTY]].concat();
        let writable = without(request, read_only);
        let refused = self
            .check_refusal(request.clone(), read_only)
            .and_then(|()| self.check_refusal(with_stranger, &expected))
            .and_then(|()| self.check_refusal(writable.clone(), &[]));
        faults.extend(refused.err());

        if let Ok(sent) = (self.patch)(Value::Object(writable.clone())) {
            self.check_sent(&writable, sent, faults);
        }
    }

    /// Checks that the patch refuses exactly the named properties.
    fn check_refusal(&self, request: Map<String, Value>, expected: &[&str]) -> Result<(), Fault> {
        let error = (self.patch)(Value::Object(request)).err();
        let refused = error.as_ref().map_or(&[][..], PatchError::kinds);
        let mut named: Vec<Option<&str>> = refused.iter().map(refused_property).collect();
        let mut expected: Vec<Option<&str>> = expected.iter().copied().map(Some).collect();
        named.sort_unstable();
        expected.sort_unstable();
        if named == expected {
            return Ok(());
        }
        let found = error.map_or_else(|| "it is accepted".to_owned(), |error| error.to_string());
        Err((REQUEST_REFUSED, format!("to be refused: {expected:?}; but {found}")))
    }

    fn check_sent(&self, request: &Map<String, Value>, sent: Sent, faults: &mut Vec<Fault>) {
        let expected = self.expected_body(request);
        let text = Value::Object(expected.clone()).to_string();
        match sent.shown {
            Ok(shown) if shown == text => {}
            Ok(shown) => faults.push((REQUEST_DIFFERS, format!("expected {text}, found {shown}"))),
            Err(error) => faults.push((REQUEST_DIFFERS, error.to_string())),
        }
        // A patch without changes has a `Debug` text, but cannot be sent.
        let is_empty = expected.keys().all(|name| name == TYPE);
        match sent.body {
            Ok(body) if body == text && !is_empty => {}
            Err(InvalidRequestError::EmptyPatch { .. }) if is_empty => {}
            Ok(body) => faults.push((REQUEST_DIFFERS, format!("expected {text}, sent {body}"))),
            Err(error) => faults.push((REQUEST_DIFFERS, error.to_string())),
        }
    }

    /// Returns the body that a request describes, in the order of the declaration, which nearly all examples
    /// have.
    fn expected_body(&self, request: &Map<String, Value>) -> Map<String, Value> {
        let mut body = Map::new();
        if let Some(name) = stated_type(request) {
            body.insert(TYPE.to_owned(), format!("#{name}").into());
        }
        for property in self.info.properties() {
            if let Some(value) = request.get(property.name()) {
                body.insert(property.name().to_owned(), as_written(property.kind(), value));
            }
        }
        for (name, value) in request.iter().filter(|(name, _)| !name.contains('@')) {
            body.entry(name.clone()).or_insert_with(|| value.clone());
        }
        body
    }

    /// Returns the type that the entity writes.
    fn annotation(&self) -> Option<&str> {
        (self.info.annotation() == Annotation::Always).then_some(self.info.name())
    }

    fn as_written(&self, name: &str, value: &Value) -> Value {
        self.info.property(name).map_or_else(|| value.clone(), |property| as_written(property.kind(), value))
    }
}

/// Returns the property that a patch refuses because of the property itself and not because of its value.
fn refused_property(fault: &PatchErrorKind) -> Option<&str> {
    match fault {
        PatchErrorKind::ReadOnly { property } | PatchErrorKind::Unknown { property } => Some(property),
        _ => None,
    }
}

/// Returns the canonical form of a value: a double is a number with a fraction, a single has a single's
/// digits, an Int64 is a number, a Guid has lower-case letters. Other values are unchanged.
fn as_written(kind: Kind, value: &Value) -> Value {
    match (kind, value) {
        (Kind::Collection(item), Value::Array(items)) => {
            items.iter().map(|value| as_written(*item, value)).collect()
        }
        (Kind::Double, Value::Number(number)) => number.as_f64().into(),
        (Kind::Single, Value::Number(number)) => single(&number.to_string()),
        (Kind::Int64, Value::String(text)) => text.parse().map_or_else(|_| value.clone(), i64::into),
        (Kind::Guid, Value::String(text)) => text.to_lowercase().into(),
        _ => value.clone(),
    }
}

/// Returns the shortest digits of the nearest single, as a double, because JSON values are compared as
/// doubles.
fn single(digits: &str) -> Value {
    let nearest = digits.parse::<f32>().ok();
    nearest.and_then(|single| format!("{single:?}").parse::<f64>().ok()).into()
}

fn without(example: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let kept = example.iter().filter(|(name, _)| !names.contains(&name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Returns the members that differ.
fn difference(expected: &Map<String, Value>, found: &Map<String, Value>) -> String {
    let mut names: Vec<&String> = expected.keys().chain(found.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let show = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), Value::to_string);
    let differences = names.iter().filter(|name| expected.get(**name) != found.get(**name));
    let lines = differences.map(|name| {
        format!("`{name}`: expected {}, found {}", show(expected.get(*name)), show(found.get(*name)))
    });
    lines.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use graph_entity::graph_entity;
    use serde_json::{Value, json};

    use super::{
        NO_REQUEST, NO_RESPONSE, REQUEST_DIFFERS, REQUEST_REFUSED, RESPONSE_DIFFERS, RESPONSE_TYPE,
        RESPONSE_UNREADABLE, check, run,
    };
    use crate::row::Row;

    #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
    struct Shelf {
        #[graph(read_only)]
        pub id: String,
        pub label: Option<String>,
        #[graph(read_only)]
        pub books: Option<i32>,
        pub width: Option<f32>,
        pub tags: Vec<String>,
    }

    const TYPE: &str = "#microsoft.graph.shelf";

    fn row(request: &Value, response: &Value) -> String {
        let property = |name: &str, read_only: bool| json!({"name": name, "read_only": read_only});
        let table = [property("id", false), property("label", false), property("books", true)];
        json!({"props": table, "request": request, "response": response}).to_string()
    }

    fn kinds(request: &Value, response: &Value) -> Vec<&'static str> {
        let row = Row::parse(1, &row(request, response)).expect("a row");
        check::<Shelf>(&row).into_iter().map(|(kind, _)| kind).collect()
    }

    fn good() -> Value {
        json!({"@odata.type": TYPE, "label": "a", "width": 4.666_666_666_666_667, "tags": ["b"]})
    }

    #[test]
    fn a_correct_struct_has_no_errors() {
        let mut response = good();
        response["id"] = "1".into();
        assert_eq!(kinds(&good(), &response), [""; 0]);
        let refused = json!({"@odata.type": TYPE, "id": "1", "books": 5, "label": "a"});
        assert_eq!(kinds(&refused, &response), [""; 0]);
        assert_eq!(kinds(&json!({"@odata.type": TYPE}), &response), [""; 0]);
    }

    #[test]
    fn a_wrong_request_is_reported() {
        let response = json!({"@odata.type": TYPE, "id": "1", "tags": []});
        for (request, kinds_of_fault) in [
            (json!("text"), &[NO_REQUEST][..]),
            (json!({"@odata.type": TYPE, "color": "red"}), &[REQUEST_REFUSED]),
            (json!({"@odata.type": TYPE, "label": 5}), &[REQUEST_REFUSED]),
            (json!({"@odata.type": "#microsoft.graph.desk"}), &[REQUEST_REFUSED]),
            (json!({"label": "a"}), &[REQUEST_DIFFERS, REQUEST_DIFFERS]),
        ] {
            assert_eq!(kinds(&request, &response), kinds_of_fault, "{request}");
        }
    }

    #[test]
    fn a_wrong_response_is_reported() {
        for (response, kind) in [
            (json!(null), NO_RESPONSE),
            (json!({"id": "1", "label": 5}), RESPONSE_UNREADABLE),
            (json!({"label": "a"}), RESPONSE_UNREADABLE),
            (json!({"id": "1", "tags": [], "color": "red"}), RESPONSE_DIFFERS),
            (json!({"id": "1"}), RESPONSE_DIFFERS),
            (json!({"@odata.type": "microsoft.graph.desk", "id": "1", "tags": []}), RESPONSE_TYPE),
        ] {
            assert_eq!(kinds(&good(), &response), [kind], "{response}");
        }
    }

    #[test]
    fn a_read_only_property_that_the_table_does_not_mark_is_reported() {
        let row = json!({"props": [], "request": {"@odata.type": TYPE, "books": 1}, "response": null});
        let row = Row::parse(1, &row.to_string()).expect("a row");
        let kinds: Vec<_> = check::<Shelf>(&row).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [NO_RESPONSE, REQUEST_REFUSED]);
    }

    #[test]
    fn each_line_is_printed_with_its_errors_and_a_panic_is_an_error() {
        let lines =
            [row(&good(), &json!(null)), "no row, and no check".to_owned(), row(&good(), &json!(null))];
        let mut out = Vec::new();
        let broken = |_: &Row| panic!("on purpose");
        run(lines.join("\n").as_bytes(), &[(1, check::<Shelf>), (3, broken)], &mut out).expect("written");
        let expected = [
            json!([1, [[NO_RESPONSE, "the page shows no JSON object"]]]),
            json!([3, [["panic", "the check panicked"]]]),
        ];
        let printed: Vec<Value> =
            String::from_utf8_lossy(&out).lines().map(|line| line.parse().expect("JSON")).collect();
        assert_eq!(printed, expected);
    }
}
