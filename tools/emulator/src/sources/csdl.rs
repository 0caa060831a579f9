//! Fills the model from a metadata document.

use std::collections::HashMap;

use graph_entity_schema as schema;

use crate::schema::alternate_key::AlternateKey;
use crate::schema::enumeration::is_sentinel;
use crate::schema::model::{Model, Root, Schema};
use crate::schema::operation::{Bound, Operation, Placed};
use crate::schema::permissions::Permissions;
use crate::schema::structure::{Access, Property, Role, Structure};
use crate::schema::template::Template;
use crate::schema::types::{Primitive, Type};

/// Reads a document.
pub(crate) fn read(text: &str) -> Result<schema::Metadata, String> {
    schema::Metadata::parse("$metadata", text).map_err(|error| error.to_string())
}

/// Adds everything that a document declares, and returns it. `$metadata` is answered with the document itself.
pub(crate) fn add(model: &mut Model, version: &str, text: String) -> Result<schema::Metadata, String> {
    let metadata = read(&text)?;
    let schema = model.schema_mut(version);
    // Enumerations and derived types come first, since the types of properties are looked up among them.
    for read in metadata.enumerations() {
        let members = read.members.iter().map(|member| member.name.clone());
        let is_evolvable = read.members.iter().any(|member| is_sentinel(&member.name));
        schema.add_enumeration(&read.name, read.is_flags, is_evolvable, members);
    }
    add_choices(schema, &metadata);
    for read in metadata.structures() {
        add_structure(schema, &metadata, read);
    }
    for (containers, is_collection) in [(metadata.sets(), true), (metadata.singletons(), false)] {
        for container in containers {
            let schema::Container { name, type_name: structure, bindings, .. } = container.clone();
            if metadata.structure(&structure).is_none() {
                return Err(format!("`{name}` is of the type `{structure}`, which it does not declare"));
            }
            schema.add_root(Root { name, structure, is_collection, bindings });
        }
    }
    add_operations(schema, &metadata)?;
    schema.set_document(text);
    Ok(metadata)
}

/// Adds the bound actions and functions, and the unbound ones that the container has a name for.
fn add_operations(schema: &mut Schema, metadata: &schema::Metadata) -> Result<(), String> {
    for read in metadata.operations() {
        let operation = operation(schema, metadata, read);
        if let Some(schema::TypeName { name, is_collection }) = read.binding().cloned() {
            schema.add_operation(Bound { binding: name, is_on_collection: is_collection, operation });
        }
    }
    for import in metadata.imports() {
        let unbound = metadata.operations().iter().filter(|it| !it.is_bound && it.name == import.operation);
        for read in unbound {
            let operation = Operation { name: import.name.clone(), ..operation(schema, metadata, read) };
            let template = Template::parse(&format!("/{}", import.name))?;
            schema.place(Placed { template, operation, permissions: Permissions::default() });
        }
    }
    Ok(())
}

fn operation(schema: &Schema, metadata: &schema::Metadata, read: &schema::Operation) -> Operation {
    let type_of =
        |kind: &schema::TypeName| type_of(schema, metadata.primitive(&kind.name), kind.is_collection);
    let result = read.result.as_ref().map(|result| type_of(&result.kind));
    let is_action = read.kind == schema::OperationKind::Action;
    let mut operation = Operation::named(read.local_name(), is_action, result);
    for parameter in read.arguments() {
        let property = Property {
            name: parameter.name.clone(),
            kind: type_of(&parameter.kind),
            nullable: parameter.nullable,
            has_nullable_items: parameter.kind.is_collection && parameter.nullable_items != Some(false),
            access: Access::ReadWrite,
            role: Role::Data,
        };
        operation.add(property, parameter.is_optional);
    }
    operation
}

/// Adds, for each abstract or extended type, the types that its values may have.
fn add_choices(schema: &mut Schema, metadata: &schema::Metadata) {
    let mut instances: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut is_extended: HashMap<&str, bool> = HashMap::new();
    for structure in metadata.structures() {
        is_extended.extend(structure.base.as_deref().map(|base| (base, true)));
        for ancestor in metadata.lineage(&structure.name).filter(|_| !structure.is_abstract) {
            instances.entry(&ancestor.name).or_default().push(&structure.name);
        }
    }
    for structure in metadata.structures() {
        let name = structure.name.as_str();
        if structure.is_abstract || is_extended.contains_key(name) {
            let types = instances.get(name).map_or(&[][..], Vec::as_slice);
            schema.set_choice(name, types.iter().map(|name| (*name).to_owned()).collect());
        }
    }
}

fn add_structure(schema: &mut Schema, metadata: &schema::Metadata, read: &schema::StructuredType) {
    let keys = metadata.keys(&read.name);
    let properties: Vec<Property> = metadata
        .properties(&read.name)
        .into_iter()
        .map(|property| owned(schema, metadata, property, keys))
        .chain(metadata.navigation(&read.name).into_iter().map(|property| navigation(schema, property)))
        .collect();
    let has_stream = metadata.lineage(&read.name).any(|structure| structure.has_stream);
    let is_open = metadata.lineage(&read.name).any(|structure| structure.is_open);
    let alternate_keys = metadata.lineage(&read.name).flat_map(|it| &it.alternate_keys).map(alternate_key);
    let alternate_keys = alternate_keys.collect();
    let structure = schema.add_structure(&read.name);
    structure.base.clone_from(&read.base);
    structure.is_abstract = read.is_abstract;
    structure.is_open = is_open;
    structure.has_no_stream = !has_stream;
    structure.alternate_keys = alternate_keys;
    for property in properties {
        Structure::add(structure, property);
    }
}

fn alternate_key(key: &schema::AlternateKey) -> AlternateKey {
    let parts = key.parts.iter().map(|part| (part.alias.clone(), part.property.clone()));
    AlternateKey { parts: parts.collect() }
}

/// Properties that every service sets by itself, although metadata does not declare them as computed.
const TIMES: [&str; 3] = ["createdDateTime", "lastModifiedDateTime", "modifiedDateTime"];

fn owned(
    schema: &Schema,
    metadata: &schema::Metadata,
    property: &schema::Property,
    keys: &[String],
) -> Property {
    let is_key = keys.contains(&property.name);
    let access = match property.access {
        schema::Access::ReadOnly => Access::ReadOnly,
        // A key of another name is not the service's to make: a partner's `tenantId` is known before.
        // Source: Microsoft Graph, "Create crossTenantAccessPolicyConfigurationPartner".
        _ if is_key && property.name != "id" => Access::CreateOnly,
        _ if is_key || TIMES.contains(&property.name.as_str()) => Access::ReadOnly,
        schema::Access::CreateOnly => Access::CreateOnly,
        schema::Access::ReadWrite | schema::Access::WriteOnly => Access::ReadWrite,
    };
    Property {
        name: property.name.clone(),
        kind: type_of(schema, metadata.primitive(&property.kind.name), property.kind.is_collection),
        nullable: property.nullable,
        // The facet of a collection is about its items, which may be null unless it says `false`.
        // Source: OData CSDL XML 4.01, "Nullable".
        has_nullable_items: property.kind.is_collection && property.nullable_items != Some(false),
        access,
        role: if is_key { Role::Key } else { Role::Data },
    }
}

fn navigation(schema: &Schema, property: &schema::NavigationProperty) -> Property {
    Property {
        name: property.name.clone(),
        kind: type_of(schema, &property.kind.name, property.kind.is_collection),
        nullable: property.nullable,
        has_nullable_items: false,
        access: Access::ReadWrite,
        role: if property.contains_target { Role::Navigation } else { Role::Reference },
    }
}

fn type_of(schema: &Schema, name: &str, is_collection: bool) -> Type {
    let item = match Primitive::named(name) {
        Some(primitive) => Type::Primitive(primitive),
        None if schema.enumeration(name).is_some() => Type::Enumeration(name.to_owned()),
        None if schema.has_choice(name) => Type::Choice(name.to_owned()),
        // An undeclared type is reported when it is used, since it has no values. An unknown `Edm` type
        // accepts any value.
        None if name.starts_with("Edm.") => Type::Primitive(Primitive::Untyped),
        None => Type::Structure(name.to_owned()),
    };
    if is_collection { Type::Collection(Box::new(item)) } else { item }
}
