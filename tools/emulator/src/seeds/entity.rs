//! An entity as JSON, with the text of its address.

use serde_json::Value;

use crate::data::alternate;
use crate::data::check::{Accepted, Check};
use crate::data::insert::complete_at;
use crate::data::packed::{KnownNames, Packed};
use crate::data::properties::{Properties, TYPE, annotated_type_of};
use crate::data::signed_in;
use crate::data::store::{Store, Stored};
use crate::refusals::Refusal;
use crate::schema::address::Address;
use crate::schema::declared_type::DeclaredType;
use crate::schema::model::{Model, Schema};
use crate::schema::structure::{Role, Structure};
use crate::seeds::address::{STEPS, find, from_steps, steps};
use crate::seeds::insert::{insert, rules, unchecked};

/// The revision of an entity, and the number of changes of a file.
pub(crate) const REVISION: &str = "@graph-emulator.revision";
/// Marks an entity that was seeded unchecked, and must be read unchecked.
const UNCHECKED: &str = "@graph-emulator.unchecked";

/// Checks an entity and stores it at the address that a text leads to.
pub(crate) fn insert_at(model: &Model, store: &mut Store, address: &str, value: Value) -> Result<(), String> {
    Entity::read(model, address, value)?.put(store)
}

/// Writes an entity and its address for [`Entity::read`].
pub(crate) fn member(model: &Model, store: &Store, address: &Address, stored: &Stored) -> (String, Value) {
    let serving = model.serving(address, Some(&stored.structure));
    let path = match serving {
        Some((version, _)) => Address { version: version.to_owned(), ..address.clone() }.path(),
        None => address.path(),
    };
    let mut value = Properties::new();
    value.insert(TYPE.to_owned(), format!("#{}", stored.structure).into());
    value.insert(REVISION.to_owned(), stored.revision.into());
    if !find(model, &path).is_ok_and(|(_, home)| home == *address) {
        value.insert(STEPS.to_owned(), steps(address));
    }
    if !serving.is_some_and(|(_, schema)| is_valid(schema, store, address, stored)) {
        value.insert(UNCHECKED.to_owned(), true.into());
    }
    value.extend(stored.properties.to_map());
    (path, Value::Object(value))
}

/// Whether the checks would accept an entity without a change.
fn is_valid(schema: &Schema, store: &Store, address: &Address, stored: &Stored) -> bool {
    let Some(structure) = schema.structure(&stored.structure) else { return false };
    let properties = stored.properties.to_map();
    let checked = checked(&rules(schema), structure, properties.clone());
    let is_same = checked.is_ok_and(|checked| checked == properties);
    is_same && !alternate::is_shared(store, structure, address, stored)
}

/// An entity that has been read and not yet stored.
pub(crate) struct Entity<'a> {
    schema: &'a Schema,
    structure: &'a Structure,
    pub(crate) address: Address,
    content: Content,
    is_checked: bool,
    /// 0 if it was never stored.
    pub(crate) revision: u64,
}

enum Content {
    Properties(Properties),
    /// The properties as they are stored.
    Packed(Packed),
}

impl<'a> Entity<'a> {
    pub(crate) fn read(model: &'a Model, address: &str, value: Value) -> Result<Self, String> {
        let Value::Object(mut given) = value else { return Err("an entity is a JSON object".to_owned()) };
        let (schema, declared, address) = destination(model, address, &mut given)?;
        let revision = given.shift_remove(REVISION).map_or(Ok(0), |value| revision(&value))?;
        let is_unchecked = given.shift_remove(UNCHECKED) == Some(Value::Bool(true));
        let check = rules(schema);
        let named = check.derived(&declared, &given);
        let named = named.map_err(|refusal| format!("property `{TYPE}`: {}", refusal.message))?;
        let structure = schema.structure(&named.name).ok_or("it is of an unknown type")?;
        let properties = if is_unchecked { unchecked(given) } else { checked(&check, structure, given)? };
        has_key(structure, &properties, &address)?;
        let content = Content::Properties(properties);
        Ok(Self { schema, structure, address, content, is_checked: !is_unchecked, revision })
    }

    /// Packs the properties, unless what is stored depends on the entities that are already there. That is most of
    /// the work, and can be done for several entities at the same time.
    pub(crate) fn packed(self, names: &mut KnownNames) -> Self {
        let Self {
            schema,
            structure,
            address,
            content: Content::Properties(mut properties),
            is_checked,
            revision,
        } = self
        else {
            return self;
        };
        let is_fresh = revision == 0;
        let is_related = |name: &String| {
            let property = structure.property(name);
            property.is_some_and(|it| it.role.is_navigation()) || is_fresh && name.contains('@')
        };
        let content = if properties.keys().any(is_related) || is_fresh && signed_in::is_at(schema, &address) {
            Content::Properties(properties)
        } else {
            if is_fresh {
                complete_at(&address, structure, &mut properties);
            }
            Content::Packed(names.pack(&properties))
        };
        Self { schema, structure, address, content, is_checked, revision }
    }

    pub(crate) fn put(self, store: &mut Store) -> Result<(), String> {
        let Self { schema, structure, address, content, is_checked, revision } =
            self.packed(&mut KnownNames::default());
        if let (true, Content::Packed(packed)) = (is_checked, &content) {
            let value = |name: &str| packed.value(name);
            let checked = alternate::expect_unique(schema, store, structure, &address, &value);
            checked.map_err(|refusal| refusal.message)?;
        }
        match content {
            Content::Properties(properties) => {
                insert(schema, structure, properties, store, &address, is_checked)?;
            }
            Content::Packed(packed) if revision == 0 => store.put_packed(address, &structure.name, packed),
            Content::Packed(packed) => store.restore(address, &structure.name, packed, revision),
        }
        Ok(())
    }
}

/// The address of an entity, and its declared type: by its text, or by its steps and its type annotation.
fn destination<'a>(
    model: &'a Model,
    address: &str,
    given: &mut Properties,
) -> Result<(&'a Schema, DeclaredType<'a>, Address), String> {
    let Some(steps) = given.shift_remove(STEPS) else {
        let (resource, address) = find(model, address)?;
        return Ok((resource.schema, resource.declared, address));
    };
    let Address { version, steps } = from_steps(address, &steps)?;
    let unknown = || format!("`{TYPE}` is to say its type, one of this version");
    let schema = model.schema(&version).ok_or_else(unknown)?;
    let declared =
        annotated_type_of(given).and_then(|name| DeclaredType::named(schema, name)).ok_or_else(unknown)?;
    Ok((schema, declared, Address { version: schema.storage(&version).to_owned(), steps }))
}

/// Checks the properties. The error names the property.
fn checked(check: &Check<'_>, structure: &Structure, given: Properties) -> Result<Properties, String> {
    let named = |name: &str, refusal: Refusal| format!("property `{name}`: {}", refusal.message);
    check.annotation(structure, &given).map_err(|refusal| named(TYPE, refusal))?;
    let mut accepted = Accepted::default();
    for (name, value) in given {
        let checked = check.member(structure, &name, value, None, &mut accepted);
        checked.map_err(|refusal| named(&name, refusal))?;
    }
    Ok(accepted.properties)
}

/// Checks that the key property equals the key of the address, if both have exactly one key.
fn has_key(structure: &Structure, properties: &Properties, address: &Address) -> Result<(), String> {
    let mut keys = structure.properties.iter().filter(|property| property.role == Role::Key);
    let (Some(key), None, Some(wanted)) = (keys.next(), keys.next(), address.key()) else { return Ok(()) };
    let given = match properties.get(&key.name) {
        None => return Ok(()),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    if given == wanted {
        return Ok(());
    }
    Err(format!("property `{}`: it is `{given}`, and the address says `{wanted}`", key.name))
}

pub(crate) fn revision(value: &Value) -> Result<u64, String> {
    value.as_u64().ok_or_else(|| format!("`{REVISION}` is a number of changes, and not {value}"))
}
