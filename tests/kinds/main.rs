//! An entity of each hard kind, declared by hand from the documentation: the examples of each page are
//! written back as they were read, and the rules of patches hold in hard cases.
//!
//! The documentation is not part of the project. If `GRAPH_DOCS` names its folder, its examples are read too.
//! Without it, each test uses texts of its own and prints what it left out.

#![allow(clippy::struct_field_names, reason = "a field is called what the documentation calls it")]

mod apple_push_notification_certificate;
mod device_category;
mod device_configuration;
mod device_management_configuration_policy;
mod every_type;
mod group_policy_definition_value;
mod ios_update_configuration;
mod managed_device;
mod win32_lob_app;
mod windows10_custom_configuration;
mod windows10_general_configuration;
mod windows_privacy_data_access_control_item;

use std::collections::BTreeSet;

use graph_entity::model::{Kind, PropertyInfo, TypeInfo};
use graph_entity::{Entity, Error, InvalidRequestError, Patch as _, PatchError, PatchErrorKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(crate) const ENDPOINT: &str = "https://graph.microsoft.com";

/// The two bodies of an update: the request, and the entity in the reply.
pub(crate) struct Page {
    pub(crate) request: Value,
    pub(crate) response: Value,
}

impl Page {
    /// Returns our own text of a reply, and the request that sets all of its writable properties.
    pub(crate) fn own_texts<E: Entity>(reply: &str) -> Self {
        let response: Value = serde_json::from_str(reply).expect("a text of ours");
        let request = object(&response, E::ABOUT.structure(), Form::Request);
        Self { request, response }
    }

    /// Returns the examples of the entity's page, if the documentation is available.
    pub(crate) fn documented<E: Entity>() -> Option<Self> {
        let name = short_name::<E>();
        let Some(folder) = std::env::var_os("GRAPH_DOCS") else {
            println!(
                "skipped: the page of {name}, because GRAPH_DOCS does not name the folder of the documentation"
            );
            return None;
        };
        let rows = std::path::Path::new(&folder).join("update-pages.jsonl");
        let rows =
            std::fs::read_to_string(&rows).unwrap_or_else(|error| panic!("{}: {error}", rows.display()));
        let row = rows
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("a row of the documentation"))
            .find(|row| row["entity"] == name && row["version"] == E::ABOUT.version())
            .unwrap_or_else(|| panic!("the documentation has no page of {name}"));
        Some(Self { request: row["request"].clone(), response: row["response"].clone() })
    }

    /// Returns all available examples.
    pub(crate) fn all<E: Entity>(reply: &str) -> impl Iterator<Item = Self> {
        std::iter::once(Self::own_texts::<E>(reply)).chain(Self::documented::<E>())
    }

    /// Returns a property of the request as the type that its setter accepts.
    pub(crate) fn value<T: DeserializeOwned>(&self, name: &str) -> T {
        let value = self.request[name].clone();
        serde_json::from_value(value).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Returns a string of the request.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.request[name].as_str().unwrap_or_else(|| panic!("{name} is not a string"))
    }

    /// Returns the body that an update sends for the request.
    pub(crate) fn sent<E: Entity>(&self) -> Value {
        object(&self.request, E::ABOUT.structure(), Form::Request)
    }
}

fn short_name<E: Entity>() -> &'static str {
    E::ABOUT.structure().name().trim_start_matches("microsoft.graph.")
}

/// The two forms in which an example of the documentation is compared.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// All members.
    Copy,
    /// The members that a request may have: none that are read-only, and null for unset nullable members of
    /// complex values.
    Request,
}

/// Puts `@odata.type` where services put it. The documentation prints it in every nested object and without
/// `#`, which is an error of its generator: services write it only if the declared type is polymorphic, and
/// always with `#`.
fn object(value: &Value, info: &'static TypeInfo, form: Form) -> Value {
    let mut members = in_form(value, info, form);
    members.insert("@odata.type".to_owned(), format!("#{}", info.name()).into());
    Value::Object(members)
}

fn complex(value: &Value, info: &'static TypeInfo, form: Form) -> Value {
    let mut members = in_form(value, info, form);
    members.remove("@odata.type");
    if form == Form::Request {
        add_unset(&mut members, info);
    }
    Value::Object(members)
}

fn one_of(value: &Value, info: &'static TypeInfo, form: Form) -> Value {
    let Value::Object(mut members) = complex(value, info, form) else { unreachable!("an object stays one") };
    members.insert("@odata.type".to_owned(), format!("#{}", info.name()).into());
    Value::Object(members)
}

fn in_form(value: &Value, info: &'static TypeInfo, form: Form) -> Map<String, Value> {
    let stated = value["@odata.type"].as_str().map(|name| name.trim_start_matches('#'));
    assert!(stated.is_none_or(|name| name == info.name()), "{} has the type {stated:?}", info.name());
    let members = value.as_object().expect("an object").iter();
    let written = |property: &PropertyInfo| form == Form::Copy || !property.is_read_only();
    members
        .filter_map(|(name, value)| match info.property(name) {
            Some(property) => written(property).then(|| (name.clone(), member(value, property.kind(), form))),
            None => Some((name.clone(), value.clone())),
        })
        .collect()
}

fn member(value: &Value, kind: Kind, form: Form) -> Value {
    match (kind, value) {
        (Kind::Collection(item), Value::Array(items)) => {
            items.iter().map(|value| member(value, *item, form)).collect()
        }
        (Kind::Complex(info), Value::Object(_)) => complex(value, info(), form),
        (Kind::OneOf(info), Value::Object(members)) => {
            match info.find(members.get("@odata.type").and_then(Value::as_str)) {
                Some(index) => one_of(value, info.types().nth(index).expect("a type that was found"), form),
                // Kept as a whole, with its annotation.
                None => value.clone(),
            }
        }
        _ => value.clone(),
    }
}

fn add_unset(members: &mut Map<String, Value>, info: &'static TypeInfo) {
    for property in info.properties().iter().filter(|property| !property.is_read_only()) {
        if property.is_nullable() {
            members.entry(property.name()).or_insert(Value::Null);
        } else if property.kind().is_collection() && !property.is_optional() {
            members.entry(property.name()).or_insert_with(|| Value::Array(Vec::new()));
        }
    }
}

/// Returns a value as JSON.
pub(crate) fn json(value: impl Serialize) -> Value {
    let text = serde_json::to_string(&value).expect("a value without faults");
    serde_json::from_str(&text).expect("JSON")
}

/// Checks that the page's reply is read, and written as the same JSON value.
pub(crate) fn assert_reply_is_written_back<E: Entity + Serialize + DeserializeOwned>(page: &Page) {
    let text = page.response.to_string();
    let entity: E = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(json(&entity), object(&page.response, E::ABOUT.structure(), Form::Copy));
}

/// Checks that the page's request becomes the same patch as that of `by_setters`. If the request has
/// read-only properties, it is refused because of exactly those, and is equal without them.
pub(crate) fn assert_request_is_reproduced<E: Entity>(page: &Page, by_setters: &E::Patch)
where
    E::Patch: Serialize + PartialEq + std::fmt::Debug,
{
    let expected = page.sent::<E>();
    assert_eq!(json(by_setters), expected);
    let (mut rest, mut named) = (page.request.clone(), BTreeSet::new());
    let patch = loop {
        match E::Patch::from_json(rest.clone()) {
            Ok(patch) => break patch,
            // Reading a complex value stops at its first error, so that its read-only members are reported
            // one by one.
            Err(error) => {
                let refused = refused_as_read_only(&error);
                rest = without(&rest, &refused);
                named.extend(refused);
            }
        }
    };
    assert_eq!(named, read_only_properties::<E>(&page.request));
    assert_eq!(&patch, by_setters);
}

/// Returns the paths of the read-only properties in a request, including nested ones.
fn read_only_properties<E: Entity>(request: &Value) -> BTreeSet<String> {
    read_only_in(E::ABOUT.structure(), request).into_iter().collect()
}

fn read_only_in(info: &'static TypeInfo, value: &Value) -> Vec<String> {
    let members = value.as_object().into_iter().flatten();
    let known = members.filter_map(|(name, value)| Some((info.property(name)?, value)));
    known
        .flat_map(|(property, value)| match property.kind() {
            _ if property.is_read_only() => vec![property.name().to_owned()],
            Kind::Complex(inner) => read_only_in(inner(), value)
                .iter()
                .map(|inner| format!("{}.{inner}", property.name()))
                .collect(),
            _ => Vec::new(),
        })
        .collect()
}

fn refused_as_read_only(error: &PatchError) -> BTreeSet<String> {
    let name = |fault: &PatchErrorKind| match fault {
        PatchErrorKind::ReadOnly { property } => property.clone(),
        other => panic!("{other}"),
    };
    error.kinds().iter().map(name).collect()
}

fn without(request: &Value, names: &BTreeSet<String>) -> Value {
    let mut rest = request.clone();
    for name in names {
        let (outer, inner) = name.rsplit_once('.').unwrap_or(("", name));
        let place =
            outer.split('.').filter(|step| !step.is_empty()).fold(&mut rest, |value, step| &mut value[step]);
        place.as_object_mut().expect("an object").remove(inner);
    }
    rest
}

/// Returns why a patch is refused before it is sent.
pub(crate) fn refusal(body: Result<bytes::Bytes, InvalidRequestError>) -> InvalidRequestError {
    body.expect_err("a body that Graph must not receive")
}

/// Returns why a request is refused before it is sent.
pub(crate) fn refused<T>(request: &graph_entity::Request<T>) -> InvalidRequestError {
    match request.to_http(ENDPOINT).expect_err("a request that Graph must not receive") {
        Error::Invalid(fault) => InvalidRequestError::clone(&fault),
        other => panic!("refused before sending: {other}"),
    }
}

/// Returns the errors of a value that is not a patch, as printed.
pub(crate) fn faults(error: &PatchError) -> Vec<String> {
    error.kinds().iter().map(ToString::to_string).collect()
}

/// Reproducible random numbers: xorshift64*, seeded by `KINDS_SEED` or by the time. Prints the seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new() -> Self {
        let given = std::env::var("KINDS_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            now.map_or(1, |time| u64::from(time.subsec_nanos()) | 1)
        });
        println!("KINDS_SEED={seed}");
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("a small number");
        usize::try_from((self.next() >> 32) % end).expect("a small number")
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
