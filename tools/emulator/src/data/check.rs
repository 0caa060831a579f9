//! Checks a body against its type. Pure: JSON in, the changes or a refusal out.

use std::borrow::Cow;

use serde_json::Value;

use crate::data::body::Unique;
use crate::data::members::{Member, Members, bind};
use crate::data::properties::{Properties, TYPE, annotated_type};
use crate::data::scalar;
use crate::refusals::Refusal;
use crate::schema::declared_type::DeclaredType;
use crate::schema::enumeration::is_sentinel;
use crate::schema::model::Schema;
use crate::schema::structure::{Property, Role, Structure};
use crate::schema::types::{Primitive, Type};
use crate::settings::{ReadOnlyWrites, UndeclaredProperties};

/// What a body is for, which decides the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// An entity as the service itself has it, including what a client may not set.
    Seed,
    /// A create.
    Create,
    /// An update.
    Patch,
    /// A replacement by PUT.
    Replace,
    /// The parameters of an action. What the service makes of the entities in them is its own, so they may have
    /// any property: examples of `assign` have the ids of the assignments.
    Call,
}

/// Parses a body, which must be a JSON object.
pub(crate) fn read(body: &[u8]) -> Result<Properties, Refusal> {
    match serde_json::from_slice(body) {
        Ok(Unique(Value::Object(object))) => Ok(object),
        // A repeated name is the only thing that valid JSON is refused for.
        Err(error) if error.is_data() => Err(Refusal::duplicate(message(&error))),
        _ => Err(Refusal::not_json()),
    }
}

/// What an error says, without its place in the text.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message).to_owned()
}

/// The rules for one body.
pub(crate) struct Check<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) purpose: Purpose,
    pub(crate) read_only: ReadOnlyWrites,
    /// Whether the client asked for enumeration members after the sentinel.
    pub(crate) allows_hidden: bool,
    /// Whether an update may add links to a collection.
    ///
    /// The directory's updates do (Microsoft Graph, "Add members"), and Intune refuses navigation in an update
    /// (microsoftgraph/msgraph-beta-sdk-dotnet#699).
    pub(crate) adds_links: bool,
    /// How a property that an open type does not declare is treated.
    pub(crate) undeclared: UndeclaredProperties,
}

impl Check<'_> {
    /// Returns the properties that a body sets, without annotations and without values that count as absent.
    /// Links are kept, as `name@odata.bind`.
    ///
    /// `current` has the present values, or is `None` if there is nothing to compare with, as inside a
    /// collection.
    pub(crate) fn object(
        &self,
        structure: &Structure,
        body: Properties,
        current: Option<&Properties>,
    ) -> Result<Properties, Refusal> {
        self.annotation(structure, &body)?;
        let (mut members, mut accepted) = (Members::of(structure), Properties::new());
        for (name, value) in body {
            let member = members.find(&name)?;
            let set = self.member(structure, member, &name, value, current)?;
            accepted.extend(set.map(|(name, value)| (name.into_owned(), value)));
        }
        Ok(accepted)
    }

    /// Checks one member of an object, and returns the property that it sets.
    pub(crate) fn member<'s>(
        &self,
        structure: &Structure,
        member: Member<'s>,
        name: &str,
        value: Value,
        current: Option<&Properties>,
    ) -> Result<Option<(Cow<'s, str>, Value)>, Refusal> {
        match member {
            Member::PassedOver => Ok(None),
            Member::Dynamic if self.undeclared == UndeclaredProperties::Refused => {
                Err(Refusal::unknown_property(structure, name))
            }
            // The service itself has what only the other version shows.
            Member::Foreign if self.purpose != Purpose::Seed => {
                Err(Refusal::unknown_property(structure, name))
            }
            Member::Dynamic | Member::Foreign => Ok(Some((name.to_owned().into(), value))),
            Member::Bind(property) => {
                self.bind(structure, property, &value)?;
                Ok(Some((bind(property).into(), value)))
            }
            Member::Property(property) => {
                // A property that is not stored reads as null, so null is not a change of it.
                let before = current.map(|current| current.get(&property.name).unwrap_or(&Value::Null));
                let value = self.property(structure, property, value, before)?;
                Ok(value.map(|value| (property.name.as_str().into(), value)))
            }
        }
    }

    /// Checks that `@odata.type`, if present, is the type's name, with or without `#`.
    pub(crate) fn annotation(&self, structure: &Structure, body: &Properties) -> Result<(), Refusal> {
        let Some(annotation) = body.get("@odata.type") else { return Ok(()) };
        let Some(name) = annotation.as_str() else { return Err(Refusal::type_not_a_string()) };
        let name = name.rsplit('#').next().unwrap_or(name);
        match self.schema.structure(name) {
            Some(found) if found.name == structure.name => Ok(()),
            Some(_) => Err(Refusal::other_type(name, structure)),
            None => Err(Refusal::unknown_type(name)),
        }
    }

    /// Checks a link: from a navigation property to the address of one entity, or to a list of addresses.
    fn bind(&self, structure: &Structure, property: &Property, value: &Value) -> Result<(), Refusal> {
        let is_right = match value {
            Value::String(_) => !property.is_collection(),
            Value::Array(items) => property.is_collection() && items.iter().all(Value::is_string),
            _ => false,
        };
        match self.purpose {
            _ if !property.role.is_navigation() || !is_right => {
                Err(Refusal::invalid_link(structure, property))
            }
            Purpose::Patch if property.is_collection() && !self.adds_links => {
                Err(Refusal::navigation(structure, property, "PATCH"))
            }
            Purpose::Replace => Err(Refusal::navigation(structure, property, "PUT")),
            _ => Ok(()),
        }
    }

    fn property(
        &self,
        structure: &Structure,
        property: &Property,
        value: Value,
        before: Option<&Value>,
    ) -> Result<Option<Value>, Refusal> {
        match self.purpose {
            Purpose::Patch if property.role.is_navigation() => {
                return Err(Refusal::navigation(structure, property, "PATCH"));
            }
            // Contained entities are a part of what is replaced: a settings-catalog policy is changed by PUT
            // with the whole `settings`. Source: deploymenttheory/terraform-provider-microsoft365#2489.
            Purpose::Replace if property.role == Role::Reference => {
                return Err(Refusal::navigation(structure, property, "PUT"));
            }
            _ => {}
        }
        if value.is_null() && property.nullable {
            return self.unchanged(structure, property, Some(value), before);
        }
        let accepted = match (&property.kind, value) {
            (Type::Collection(item), Value::Array(items)) => {
                self.items(&property.name, item, items, property.has_nullable_items)
            }
            (kind, value) => self.value(&property.name, kind, value, before),
        }?;
        self.unchanged(structure, property, accepted, before)
    }

    /// Refuses or ignores another value for a property that the request may not set. The same value is not a
    /// change.
    fn unchanged(
        &self,
        structure: &Structure,
        property: &Property,
        value: Option<Value>,
        before: Option<&Value>,
    ) -> Result<Option<Value>, Refusal> {
        let refused = property.access.refused(self.purpose == Purpose::Create);
        let is_refused = !matches!(self.purpose, Purpose::Seed | Purpose::Call);
        let Some(rule) = refused.filter(|_| is_refused) else { return Ok(value) };
        let is_same = match (self.purpose, &value) {
            (_, None) => true,
            // In a create, null has the same meaning as an omitted property.
            (Purpose::Create, Some(value)) => value.is_null(),
            (_, Some(value)) => before.is_none_or(|before| before == value),
        };
        match self.read_only {
            _ if is_same => Ok(value),
            ReadOnlyWrites::Ignored => Ok(None),
            ReadOnlyWrites::Refused => Err(Refusal::unchangeable(structure, &property.name, rule)),
        }
    }

    /// Checks a value that must not be null. Returns `None` if it counts as absent.
    fn value(
        &self,
        name: &str,
        kind: &Type,
        value: Value,
        before: Option<&Value>,
    ) -> Result<Option<Value>, Refusal> {
        match (kind, value) {
            (Type::Primitive(Primitive::Untyped), value) => Ok(Some(value)),
            (_, Value::Null) => Err(Refusal::null(name, kind)),
            (Type::Collection(item), Value::Array(items)) => self.items(name, item, items, false),
            (Type::Collection(_), other) => Err(Refusal::node(&other, "StartArray")),
            (Type::Structure(structure), Value::Object(body)) => self.nested(structure, body, before),
            (Type::Choice(declared), Value::Object(body)) => self.polymorphic(declared, body, before),
            (Type::Structure(_) | Type::Choice(_), other) => Err(Refusal::node(&other, "StartObject")),
            (_, found @ (Value::Array(_) | Value::Object(_))) => Err(Refusal::node(&found, "PrimitiveValue")),
            (Type::Primitive(primitive), value) => primitive_value(*primitive, kind, value),
            (Type::Enumeration(enumeration), value) => self.enumeration_member(enumeration, kind, value),
        }
    }

    fn items(
        &self,
        name: &str,
        kind: &Type,
        items: Vec<Value>,
        may_be_null: bool,
    ) -> Result<Option<Value>, Refusal> {
        let mut accepted = Vec::with_capacity(items.len());
        for item in items {
            if item.is_null() && may_be_null {
                accepted.push(item);
                continue;
            }
            accepted.extend(self.value(name, kind, item, None)?);
        }
        Ok(Some(Value::Array(accepted)))
    }

    fn nested(&self, name: &str, body: Properties, before: Option<&Value>) -> Result<Option<Value>, Refusal> {
        let Some(structure) = self.schema.structure(name) else { return Err(Refusal::unknown_type(name)) };
        let nothing = Properties::new();
        let current = before.map(|before| before.as_object().unwrap_or(&nothing));
        self.object(structure, body, current).map(|object| Some(Value::Object(object)))
    }

    /// Checks a value whose declared type has derived types: its `@odata.type` decides the type.
    fn polymorphic(
        &self,
        declared: &str,
        body: Properties,
        before: Option<&Value>,
    ) -> Result<Option<Value>, Refusal> {
        let Some(type_of_value) = DeclaredType::named(self.schema, declared) else {
            return Err(Refusal::unknown_type(declared));
        };
        let structure = self.derived(&type_of_value, &body)?;
        let nothing = Properties::new();
        // A value of another type replaces the current one, so there is nothing to compare with.
        let current = before.map(|before| match annotated_type(before).unwrap_or(declared) {
            name if name == structure.name => before.as_object().unwrap_or(&nothing),
            _ => &nothing,
        });
        let object = self.object(structure, body, current)?;
        let mut value = Properties::new();
        value.insert(TYPE.to_owned(), format!("#{}", structure.name).into());
        value.extend(object);
        Ok(Some(Value::Object(value)))
    }

    /// Returns the type that `@odata.type` names, among those that the declared type allows. The annotation
    /// may be missing if the declared type is not abstract.
    pub(crate) fn derived<'d>(
        &self,
        declared: &DeclaredType<'d>,
        body: &Properties,
    ) -> Result<&'d Structure, Refusal> {
        let name = match body.get(TYPE) {
            Some(Value::String(name)) => name.rsplit('#').next().unwrap_or(name),
            Some(_) => return Err(Refusal::type_not_a_string()),
            None => return declared.default_type().ok_or_else(Refusal::abstract_type),
        };
        match declared.instance(name) {
            Some(structure) => Ok(structure),
            None => Err(match self.schema.structure(name) {
                Some(structure) if structure.is_abstract => Refusal::abstract_type(),
                Some(_) => Refusal::not_derived(name, declared.name()),
                None => Refusal::unknown_type(name),
            }),
        }
    }

    /// Checks a member of an enumeration. The sentinel in an update counts as absent.
    fn enumeration_member(
        &self,
        enumeration: &str,
        kind: &Type,
        value: Value,
    ) -> Result<Option<Value>, Refusal> {
        let Value::String(member) = &value else { return Err(Refusal::literal(&value, kind)) };
        if is_sentinel(member) {
            match self.purpose {
                Purpose::Seed => {}
                Purpose::Patch => return Ok(None),
                Purpose::Create | Purpose::Replace | Purpose::Call => {
                    return Err(Refusal::hidden_member(member));
                }
            }
        }
        let Some(known) = self.schema.enumeration(enumeration) else { return Ok(Some(value)) };
        let member = known.spelled(member).map_err(Refusal::unknown_member)?;
        match known.hidden_member(&member) {
            Some(hidden) if !self.allows_hidden => Err(Refusal::hidden_member(hidden)),
            _ => Ok(Some(member.into())),
        }
    }
}

fn primitive_value(primitive: Primitive, kind: &Type, value: Value) -> Result<Option<Value>, Refusal> {
    if scalar::fits(primitive, &value) {
        return Ok(Some(value));
    }
    match primitive {
        Primitive::INT64 | Primitive::Decimal if value.is_string() => Err(Refusal::number_as_text(kind)),
        _ => Err(Refusal::literal(&value, kind)),
    }
}
