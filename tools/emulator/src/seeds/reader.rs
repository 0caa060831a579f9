//! Reads entities with their addresses, and checks them.

use std::borrow::Cow;

use serde_json::Value;

use crate::data::check::Check;
use crate::data::keys::key_at;
use crate::data::members::{Member, Members};
use crate::data::packed::KnownNames;
use crate::data::properties::{Properties, TYPE, annotated_type_of, default_value};
use crate::data::signed_in;
use crate::refusals::Refusal;
use crate::schema::address::Address;
use crate::schema::declared_type::DeclaredType;
use crate::schema::model::{Model, Schema};
use crate::schema::structure::{Role, Structure};
use crate::seeds::address::{STEPS, find, from_steps};
use crate::seeds::entity::{Content, Entity, REVISION, UNCHECKED, revision};
use crate::seeds::given::Given;
use crate::seeds::insert::rules;

/// Reads one entity after another. What is known from one makes the next one faster.
pub(super) struct Reader<'m> {
    model: &'m Model,
    /// Of each type so far.
    members: Vec<Members<'m>>,
    names: KnownNames,
}

/// The properties of an entity that was read.
struct Read<'m> {
    /// No two have the same name.
    properties: Vec<(Cow<'m, str>, Value)>,
    /// Whether there are related entities or links to them, so that what is stored depends on the entities that are
    /// already there.
    is_related: bool,
}

impl<'m> Reader<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        Self { model, members: Vec::new(), names: KnownNames::default() }
    }

    pub(super) fn read(&mut self, address: &str, given: Given<'_>) -> Result<Entity<'m>, String> {
        let Given { mut annotations, members } = given;
        let (schema, declared, address) = destination(self.model, address, &mut annotations)?;
        let revision = annotations.shift_remove(REVISION).map_or(Ok(0), |value| revision(&value))?;
        let is_fresh = revision == 0;
        let is_unchecked = annotations.shift_remove(UNCHECKED) == Some(Value::Bool(true));
        let check = rules(schema);
        let named = check.derived(&declared, &annotations).map_err(|refusal| at(TYPE, &refusal))?;
        let structure = schema.structure(&named.name).ok_or("it is of an unknown type")?;
        let known = known(&mut self.members, structure);
        let mut read = if is_unchecked {
            Read::unchecked(structure, members)
        } else {
            check.annotation(structure, &annotations).map_err(|refusal| at(TYPE, &refusal))?;
            Read::checked(&check, known, members, is_fresh)?
        };
        read.expect_key(structure, &address)?;
        let is_packed =
            !read.is_related && !(is_fresh && (is_unchecked || signed_in::is_at(schema, &address)));
        if is_packed && is_fresh {
            read.complete(known, &address);
        }
        let content = if is_packed {
            let properties = read.properties.iter().map(|(name, value)| (&**name, value));
            Content::Packed(self.names.pack_all(properties))
        } else {
            Content::Properties(read.into_map())
        };
        Ok(Entity { schema, structure, address, content, is_checked: !is_unchecked, revision })
    }
}

/// The members of a type, which are kept from one entity to the next.
fn known<'k, 'm>(all: &'k mut Vec<Members<'m>>, structure: &'m Structure) -> &'k mut Members<'m> {
    let known = all.iter().position(|members| std::ptr::eq(members.structure(), structure));
    let at = known.unwrap_or_else(|| {
        all.push(Members::of(structure));
        all.len() - 1
    });
    &mut all[at]
}

impl<'m> Read<'m> {
    /// Checks the properties. The error names the property.
    fn checked(
        check: &Check<'_>,
        known: &mut Members<'m>,
        given: Vec<(Cow<'_, str>, Value)>,
        is_fresh: bool,
    ) -> Result<Self, String> {
        let mut read = Self { properties: Vec::with_capacity(given.len()), is_related: false };
        known.restart();
        for (name, value) in given {
            let member = known.find(&name).map_err(|refusal| at(&name, &refusal))?;
            read.is_related |= match member {
                Member::Property(property) => property.role.is_navigation(),
                Member::Bind(_) => is_fresh,
                Member::Dynamic | Member::Foreign | Member::PassedOver => false,
            };
            let set = check.member(known.structure(), member, &name, value, None);
            read.properties.extend(set.map_err(|refusal| at(&name, &refusal))?);
        }
        Ok(read)
    }

    fn unchecked(structure: &Structure, given: Vec<(Cow<'_, str>, Value)>) -> Self {
        // Through a map, since a name may be there twice.
        let properties: Properties =
            given.into_iter().map(|(name, value)| (name.into_owned(), value)).collect();
        let is_related = |name: &String| structure.property(name).is_some_and(|it| it.role.is_navigation());
        let is_related = properties.keys().any(is_related);
        let properties = properties.into_iter().map(|(name, value)| (name.into(), value)).collect();
        Self { properties, is_related }
    }

    /// Expects that the key property equals the key of the address, if both have exactly one key.
    fn expect_key(&self, structure: &Structure, address: &Address) -> Result<(), String> {
        let mut keys = structure.properties.iter().filter(|property| property.role == Role::Key);
        let (Some(key), None, Some(wanted)) = (keys.next(), keys.next(), address.key()) else {
            return Ok(());
        };
        let given = match self.properties.iter().find(|(name, _)| *name == key.name) {
            None => return Ok(()),
            Some((_, Value::String(text))) => Cow::Borrowed(text.as_str()),
            Some((_, other)) => other.to_string().into(),
        };
        if given == wanted {
            return Ok(());
        }
        Err(format!("property `{}`: it is `{given}`, and the address says `{wanted}`", key.name))
    }

    /// Adds the defaults of the properties that were not given.
    fn complete(&mut self, known: &Members<'m>, address: &Address) {
        let key = key_at(known.structure(), address);
        for property in known.missing() {
            let value = default_value(property, key.as_deref());
            self.properties.extend(value.map(|value| (property.name.as_str().into(), value)));
        }
    }

    fn into_map(self) -> Properties {
        self.properties.into_iter().map(|(name, value)| (name.into_owned(), value)).collect()
    }
}

fn at(name: &str, refusal: &Refusal) -> String {
    format!("property `{name}`: {}", refusal.message)
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
