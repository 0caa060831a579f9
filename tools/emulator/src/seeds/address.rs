//! Addresses in data: texts, or lists of steps if a text would not lead to the address.

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::data::store::Store;
use crate::routing::path::ParsedPath;
use crate::routing::resource::Resource;
use crate::routing::walk::Tail;
use crate::schema::address::{Address, Step};
use crate::schema::model::Model;

/// The member with the steps of an address that its text does not lead to, since that needs a cast: names,
/// and keys as `{"key": ...}`.
pub(crate) const STEPS: &str = "@graph-emulator.steps";

/// Writes an address as text if that text leads to it, otherwise as its version and its steps.
pub(crate) fn address_text(
    model: &Model,
    address: &Address,
    find: impl Fn(&str) -> Result<Address, String>,
) -> Value {
    let version = model.serving(address, None).map_or(address.version.as_str(), |(version, _)| version);
    let path = Address { version: version.to_owned(), ..address.clone() }.path();
    if find(&path).is_ok_and(|found| found == *address) {
        return path.into();
    }
    json!({"version": version, "steps": steps(address)})
}

/// Reads an address that [`address_text`] wrote.
pub(crate) fn address(
    model: &Model,
    value: &Value,
    read: impl Fn(&str) -> Result<Address, String>,
) -> Result<Address, String> {
    match (value, &value["version"]) {
        (Value::String(text), _) => read(text),
        (_, Value::String(version)) => from_steps(&format!("/{}", model.storage(version)), &value["steps"]),
        _ => Err(format!("{value} is not an address")),
    }
}

pub(crate) fn steps(address: &Address) -> Value {
    let steps = address.steps.iter().map(|step| match step {
        Step::Name(name) => Value::from(name.as_str()),
        Step::Key(key) => json!({"key": key}),
    });
    steps.collect()
}

/// The address with these steps, in the version at the start of a text.
pub(crate) fn from_steps(text: &str, steps: &Value) -> Result<Address, String> {
    let version = text.split('/').nth(1).unwrap_or_default().to_owned();
    let step = |step: &Value| match (step, &step["key"]) {
        (Value::String(name), _) => Some(Step::Name(name.clone())),
        (_, Value::String(key)) => Some(Step::Key(key.clone())),
        _ => None,
    };
    let steps = steps.as_array().and_then(|steps| steps.iter().map(step).collect::<Option<Vec<_>>>());
    let steps = steps.ok_or_else(|| format!("`{STEPS}` is an array of names and of `{{\"key\": ...}}`"))?;
    Ok(Address { version, steps })
}

/// The address that a text leads to, if it is that of an entity.
pub(crate) fn home(model: &Model, address: &str) -> Result<Address, String> {
    find(model, address).map(|(_, home)| home)
}

/// The resource of an entity, and the address where it is stored.
pub(crate) fn find<'a>(model: &'a Model, address: &str) -> Result<(Resource<'a>, Address), String> {
    let resource = resource(model, address)?;
    if resource.is_collection {
        return Err("this is the address of a collection; an entity's ends with its key".to_owned());
    }
    let home = resource.locate(&Store::default());
    home.map(|home| (resource, home)).ok_or_else(further)
}

/// The address of a collection or of a single-valued navigation property.
pub(crate) fn address_of(model: &Model, address: &str) -> Result<Address, String> {
    let (resource, nothing) = (resource(model, address)?, Store::default());
    let home = if resource.is_collection { resource.collection(&nothing) } else { resource.locate(&nothing) };
    home.ok_or_else(further)
}

fn further() -> String {
    "this is a further address, and does not say where its entities live".to_owned()
}

/// Resolves an address. Its segments are decoded one by one, so that a key may contain a slash.
fn resource<'a>(model: &'a Model, address: &str) -> Result<Resource<'a>, String> {
    let Some(path) = address.strip_prefix('/').filter(|path| !path.contains('?')) else {
        return Err("an address begins with a slash and its version, and has no query".to_owned());
    };
    let decoded = path.split('/').map(|segment| percent_decode_str(segment).decode_utf8());
    let decoded: Vec<_> = decoded.collect::<Result<_, _>>().map_err(|_| "it is not UTF-8".to_owned())?;
    let mut segments = decoded.into_iter().map(String::from);
    let version = segments.next().unwrap_or_default();
    let schema = model.schema(&version).ok_or_else(|| format!("there is no version `{version}`"))?;
    let target = ParsedPath { version, segments: segments.collect(), has_encoded_slash: false };
    let resource = Resource::find(schema, &target).filter(|resource| resource.tail == Tail::None);
    resource.ok_or_else(|| "no entity is served at this address".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_text_or_as_steps() {
        let name = |name: &str| Step::Name(name.to_owned());
        let steps = vec![name("apps"), Step::Key("a/b".to_owned()), name("content")];
        let known = Address { version: "beta".to_owned(), steps };
        let model = Model::default();
        let leads_to_it = |_: &str| Ok(known.clone());
        assert_eq!(address_text(&model, &known, leads_to_it), "/beta/apps/a%2Fb/content");
        let written = address_text(&model, &known, |_| Err("nowhere".to_owned()));
        assert_eq!(written, json!({"version": "beta", "steps": ["apps", {"key": "a/b"}, "content"]}));
        let text = |text: &str| Err(format!("a text: {text}"));
        assert_eq!(address(&model, &written, text), Ok(known));
        assert_eq!(address(&model, &json!("/x"), text), Err("a text: /x".to_owned()));
        for wrong in
            [json!(7), json!({"version": "beta"}), json!({"version": "beta", "steps": [1]}), json!(null)]
        {
            assert!(address(&model, &wrong, text).is_err(), "{wrong}");
        }
    }
}
