//! Fills the model from the types that `#[graph_entity]` describes.

use graph_entity_model::base::{self, FurtherPath};
use graph_entity_model::callable::{CallableInfo, CallableSort, Returns};
use graph_entity_model::entity::EntityInfo;
use graph_entity_model::model::{Kind, TypeInfo};

use crate::schema::alternate_key::AlternateKey;
use crate::schema::model::{Model, Schema};
use crate::schema::operation::{Bound, Operation, Placed};
use crate::schema::permissions::Permissions;
use crate::schema::structure::Property;
use crate::schema::template::Template;
use crate::schema::types::{Primitive, Type};

/// Adds an entity and the types of its properties.
pub(crate) fn add(model: &mut Model, about: &EntityInfo) -> Result<(), String> {
    let schema = model.schema_mut(about.version());
    add_structure(schema, about.structure());
    add_alternate_keys(schema, about);
    let Some(home) = home(about) else { return Ok(()) };
    let template = Template::parse(home)?;
    let permissions = permissions(about.permissions());
    let further = about.further().iter().map(FurtherPath::path);
    for path in further.filter(|path| *path != home && !Template::has_alternate_key(path)) {
        let further = Template::parse(path)?;
        schema.add_further_route(further.clone(), template.clone(), about.structure().name());
        schema.add_permissions(&further, &permissions);
    }
    schema.add_route(template.clone(), about.structure().name());
    schema.add_permissions(&template, &permissions);
    if about.has_delta() {
        let binding = about.structure().name().to_owned();
        schema.add_operation(Bound { binding, is_on_collection: true, operation: Operation::delta() });
    }
    Ok(())
}

/// Adds the keys by name at the ends of an entity's paths, whose names are those of its properties.
fn add_alternate_keys(schema: &mut Schema, about: &EntityInfo) {
    let structure = schema.add_structure(about.structure().name());
    let paths = core::iter::once(about.path()).chain(about.further().iter().map(FurtherPath::path));
    for names in paths.filter_map(Template::alternate_names) {
        let parts: Vec<_> = names.into_iter().map(|name| (name.to_owned(), name.to_owned())).collect();
        let key = AlternateKey { parts };
        let has_properties = key.parts.iter().all(|(_, name)| structure.property(name).is_some());
        if has_properties && !structure.alternate_keys.contains(&key) {
            structure.alternate_keys.push(key);
        }
    }
}

/// Adds an action or a function, and the types of its parameters and its result.
pub(crate) fn add_callable(model: &mut Model, about: &CallableInfo) -> Result<(), String> {
    let schema = model.schema_mut(about.version());
    for path in callable_paths(about) {
        let (template, operation) = (Template::parse(path)?, operation(schema, about));
        schema.place(Placed { template, operation, permissions: permissions(about.permissions()) });
    }
    Ok(())
}

/// The paths of a callable without an alternate key. With no such path, those whose alternate key has a
/// single part.
fn callable_paths(about: &CallableInfo) -> Vec<&'static str> {
    let paths = core::iter::once(about.path()).chain(about.further().iter().map(FurtherPath::path));
    let (by_name, plain): (Vec<_>, Vec<_>) = paths.partition(|path| Template::has_alternate_key(path));
    if plain.is_empty() { by_name.into_iter().filter(|path| !path.contains(',')).collect() } else { plain }
}

fn operation(schema: &mut Schema, about: &CallableInfo) -> Operation {
    let result = match about.result() {
        Returns::Stream => Some(Type::Primitive(Primitive::Stream)),
        Returns::Value(kind) => {
            add_referred(schema, kind);
            Some(type_of(kind))
        }
        // A result of a newer runtime is not described.
        _ => None,
    };
    let is_action = about.sort() == CallableSort::Action;
    let mut operation = Operation::named(about.name(), is_action, result);
    for parameter in about.parameters() {
        if parameter.is_sensitive() {
            schema.add_sensitive(parameter.name());
        }
        add_referred(schema, parameter.kind());
        // Whether it may be null is not part of the description.
        let property = Property { nullable: true, ..Property::of(parameter, type_of(parameter.kind())) };
        if !parameter.is_optional() {
            operation.required.push(property.name.clone());
        }
        operation.add(property, true);
    }
    operation
}

/// The address where the entities live: the first without an alternate key. With no such address, it is the
/// one with the alternate key, unless that has several parts.
fn home(about: &EntityInfo) -> Option<&'static str> {
    let mut paths = core::iter::once(about.path()).chain(about.further().iter().map(FurtherPath::path));
    let plain = paths.find(|path| !Template::has_alternate_key(path));
    plain.or_else(|| Some(about.path()).filter(|path| !path.contains(',')))
}

fn permissions(permissions: &base::Permissions) -> Permissions {
    let owned = |list: &[&str]| list.iter().map(|&permission| permission.to_owned()).collect();
    Permissions { delegated: owned(permissions.delegated()), application: owned(permissions.application()) }
}

/// Adds a type and all types it refers to. Only new properties are followed, so that the recursion ends for a
/// recursive type.
fn add_structure(schema: &mut Schema, info: &'static TypeInfo) {
    schema.add_structure(info.name());
    for property in info.properties() {
        if property.is_sensitive() {
            schema.add_sensitive(property.name());
        }
        if schema.add_structure(info.name()).add(Property::of(property, type_of(property.kind()))) {
            add_referred(schema, property.kind());
        }
    }
}

fn add_referred(schema: &mut Schema, kind: Kind) {
    match kind {
        Kind::Complex(info) | Kind::Entity(info) => add_structure(schema, info()),
        Kind::Enum(info) => {
            schema.add_enumeration(
                info.name(),
                info.is_flags(),
                info.is_evolvable(),
                info.members().iter().map(|member| member.name().to_owned()),
            );
        }
        Kind::OneOf(info) => {
            for structure in info.types() {
                schema.add_choice(info.name(), structure.name());
                add_structure(schema, structure);
            }
        }
        Kind::Collection(item) => add_referred(schema, *item),
        _ => {}
    }
}

fn type_of(kind: Kind) -> Type {
    match kind {
        Kind::Complex(info) | Kind::Entity(info) => Type::Structure(info().name().to_owned()),
        Kind::OneOf(info) => Type::Choice(info.name().to_owned()),
        Kind::Enum(info) => Type::Enumeration(info.name().to_owned()),
        Kind::Collection(item) => Type::Collection(Box::new(type_of(*item))),
        // A primitive type of a newer runtime is not checked.
        primitive => Type::Primitive(Primitive::named(&primitive.to_string()).unwrap_or(Primitive::Untyped)),
    }
}
