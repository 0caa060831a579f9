//! From the metadata to items.

use std::collections::HashSet;
use std::sync::Arc;

use graph_entity_schema::{
    Annotations, EnumType, Metadata, Operation, OperationKind, Scopes, StructureKind, StructuredType, Target,
    TypeName,
};

use super::fields::Fields;
use super::{Body, CallResult, FieldType, Item, Member, Route, boxes, docs, operations};
use crate::addresses::{self, Address, Addresses, Template};
use crate::names::{MAIN, Names, parts};
use crate::selection::Selection;
use crate::words::{first_lower, ident, is_wire_name, pascal, snake};

/// Returns the items of a selection: entities, complex types, choices, enumerations and operations.
pub(crate) fn build(
    metadata: &Metadata,
    names: &Names,
    addresses: &Addresses<'_>,
    selection: &Selection<'_>,
) -> Vec<Item> {
    let builder = Builder { metadata, addresses, names, fields: Fields { metadata, names, selection } };
    let mut items: Vec<Item> = Vec::new();
    let structures = || selection.structures.iter().filter_map(|name| metadata.structure(name));
    let is_entity = |structure: &&StructuredType| structure.kind == StructureKind::Entity;
    items.extend(structures().filter(is_entity).filter_map(|structure| builder.structure(structure)));
    items.extend(
        structures().filter(|it| !is_entity(it)).filter_map(|structure| builder.structure(structure)),
    );
    let choices = selection.choices.iter().filter_map(|name| metadata.structure(name));
    items.extend(
        choices.filter_map(|structure| builder.choice(structure, &selection.variants(&structure.name))),
    );
    let enumerations = selection.enumerations.iter().filter_map(|name| metadata.enumeration(name));
    items.extend(enumerations.filter_map(|read| builder.enumeration(read)));
    let called = selection.operations.iter().map(|&index| (index, &metadata.operations()[index]));
    items.extend(
        called.filter_map(|(index, operation)| builder.callable(names.of_operation(index), operation)),
    );
    boxes::add(&mut items);
    items
}

struct Builder<'a> {
    metadata: &'a Metadata,
    addresses: &'a Addresses<'a>,
    names: &'a Names,
    fields: Fields<'a>,
}

impl Builder<'_> {
    fn structure(&self, structure: &StructuredType) -> Option<Item> {
        let name = self.names.of_type(&structure.name)?.to_owned();
        let fields = self.fields.of(structure);
        let sort = if structure.kind == StructureKind::Entity { "entity" } else { "complex" };
        let extends =
            structure.base.as_ref().map_or(String::new(), |base| format!(", which extends `{base}`"));
        let facts = format!("The {sort} type `{}`{extends}.", structure.name);
        let body = if structure.kind == StructureKind::Entity {
            // The selection has no entity without an address.
            let addresses = self.addresses.of(&structure.name);
            let first = addresses.first()?;
            Body::Entity {
                fields,
                operations: if self.addresses.is_anywhere(&structure.name) {
                    // The entities come from functions. No request changes one.
                    vec!["get"]
                } else {
                    operations::supported(self.metadata, &structure.name, first, structure.is_abstract)
                },
                route: self.route(structure, first, &addresses[1..]),
                never_sends_type: structure.is_abstract,
                is_directory_object: self.is_directory_object(structure),
            }
        } else {
            Body::Complex { fields }
        };
        Some(Item {
            structure: Some(structure.name.clone()),
            odata_type: odata_type(&name, &structure.name),
            name,
            docs: docs::of(&structure.annotations, facts),
            body,
        })
    }

    /// Returns whether a type is one of Microsoft Entra ID's.
    ///
    /// Source: Microsoft Graph, "Advanced query capabilities on Microsoft Entra ID objects".
    fn is_directory_object(&self, structure: &StructuredType) -> bool {
        self.metadata.lineage(&structure.name).any(|part| part.name == "microsoft.graph.directoryObject")
    }

    /// Returns the addresses of an entity, with those by its alternate keys.
    fn route(&self, structure: &StructuredType, first: &Address, others: &[Address]) -> Route {
        let keys = self.metadata.lineage(&structure.name).flat_map(|part| &part.alternate_keys);
        let mut further: Vec<(String, Template)> = keys
            .filter(|_| first.is_collection)
            .map(|key| {
                let aliases: Vec<String> = key.parts.iter().map(|part| snake(&part.alias)).collect();
                let template = first.template.with_alternate_key(self.metadata, &structure.name, key);
                (format!("by_{}", aliases.join("_and_")), template)
            })
            .collect();
        further.extend(others.iter().map(|address| (String::new(), address.template.clone())));
        Route {
            path: first.template.clone(),
            further: named(further),
            scopes: scopes(&structure.annotations),
        }
    }

    fn choice(&self, structure: &StructuredType, variants: &[&StructuredType]) -> Option<Item> {
        let name = self.names.of_choice(&structure.name)?.to_owned();
        let types = variants.iter().filter_map(|variant| self.names.of_type(&variant.name));
        let facts = format!("A value of a type that extends `{}`.", structure.name);
        Some(Item {
            structure: None,
            odata_type: odata_type(&name, &structure.name),
            name,
            docs: docs::of(&structure.annotations, facts),
            body: Body::OneOf { types: types.map(str::to_owned).collect() },
        })
    }

    fn enumeration(&self, read: &EnumType) -> Option<Item> {
        let name = self.names.of_type(&read.name)?.to_owned();
        let mut known: HashSet<String> = HashSet::from(["Unrecognized".to_owned()]);
        let mut wires = HashSet::new();
        let members = read.members.iter().filter(|member| is_wire_name(&member.name));
        let members = members.filter(|member| wires.insert(member.name.as_str())).map(|member| {
            let plain = pascal(&member.name);
            let plain = if plain == "Self" { "SelfMember".to_owned() } else { plain };
            let numbered = (2..).map(|number| format!("{plain}{number}"));
            let mut free = std::iter::once(plain.clone()).chain(numbered);
            let ident = free.find(|ident| !known.contains(ident)).unwrap_or_default();
            known.insert(ident.clone());
            Member {
                name: (first_lower(&ident) != member.name).then(|| member.name.clone()),
                ident,
                // An empty set is written as the member with the number zero.
                value: member.value.filter(|&value| read.is_flags && value == 0),
                docs: docs::of_member(&member.annotations, || format!("The member `{}`.", member.name)),
            }
        });
        Some(Item {
            structure: None,
            odata_type: odata_type(&name, &read.name),
            body: Body::Enumeration {
                members: members.collect(),
                is_flags: read.is_flags,
                is_evolvable: read.is_evolvable(),
            },
            docs: docs::of(&read.annotations, format!("The enumeration type `{}`.", read.name)),
            name,
        })
    }

    fn callable(&self, name: &str, operation: &Operation) -> Option<Item> {
        let is_action = operation.kind == OperationKind::Action;
        let sort = if is_action { "action" } else { "function" };
        let on = operation.binding().map_or(String::new(), |binding| {
            let many = if binding.is_collection { "collections of " } else { "" };
            format!(" on {many}`{}`", binding.name)
        });
        let facts = format!("The {sort} `{}`{on}.", operation.name);
        let result = match &operation.result {
            None => None,
            Some(result) if result.kind.name == "Edm.Stream" => Some(CallResult::Stream),
            Some(result) => Some(CallResult::Value(FieldType {
                is_collection: result.kind.is_collection,
                is_option: result.nullable && !result.kind.is_collection,
                ..FieldType::optional(self.fields.value(&result.kind)?)
            })),
        };
        Some(Item {
            name: name.to_owned(),
            structure: None,
            odata_type: None,
            docs: docs::of(&operation.annotations, facts),
            body: Body::Callable {
                fields: self.fields.parameters(operation.arguments()),
                route: self.called_at(operation)?,
                is_action,
                result,
                document: Arc::clone(&operation.source.document),
            },
        })
    }

    /// Returns the addresses of an operation: those of what it is bound to, and its name.
    fn called_at(&self, operation: &Operation) -> Option<Route> {
        let scopes = scopes(&operation.annotations);
        let mut templates = addresses::of_operation(operation);
        if let Some(binding) = operation.binding() {
            // Only operations of the main namespace may be called without their namespace.
            let (namespace, local) = parts(&operation.name);
            let segment = if namespace == MAIN { local } else { &operation.name };
            let documented: HashSet<String> = templates.iter().map(Template::shape_of_call).collect();
            // Pages may call it by a namespace that is not that of its type, and without a cast.
            templates.extend(self.bound_to(binding).filter_map(|entity| {
                let plain = entity.with_path(segment);
                let call = self.call(&entity, segment, binding);
                let is_documented = |call: &Template| documented.contains(&call.shape_of_call());
                (!is_documented(&plain) && !is_documented(&call)).then_some(call)
            }));
        } else {
            let imports = self.metadata.imports().iter().filter(|import| import.operation == operation.name);
            templates.extend(imports.map(|import| Template::root(&import.name)).take(1));
        }
        let mut shapes = HashSet::new();
        templates.retain(|template| shapes.insert(template.shape()));
        let mut templates = templates.into_iter();
        let path = templates.next()?;
        let further = named(templates.map(|template| (String::new(), template)).collect());
        Some(Route { path, further, scopes })
    }

    /// Returns the address of a call. At the address of a type that it is not bound to, but one that derives from
    /// it, OData has a cast before its name; pages show some of them without. A cast is also needed where a property
    /// of another derived type has the same name, since properties come before operations.
    fn call(&self, template: &Template, segment: &str, binding: &TypeName) -> Template {
        let plain = template.with_path(segment);
        let is_bound = self.addresses.is_declared(&binding.name);
        match self.metadata.resolve(&plain.text) {
            Ok(Target::Operations(_)) | Err(_) if is_bound => plain,
            _ => template.with_path(&binding.name).with_path(segment),
        }
    }

    fn bound_to<'b>(&'b self, binding: &'b TypeName) -> impl Iterator<Item = Template> + 'b {
        let addresses = self.addresses.contained(&binding.name);
        addresses.filter(|address| !binding.is_collection || address.is_collection).map(|address| {
            if binding.is_collection { address.template.collection() } else { address.template.clone() }
        })
    }
}

fn scopes(annotations: &Annotations) -> Scopes {
    annotations.scopes.as_ref().map(|fact| fact.value.clone()).unwrap_or_default()
}

/// Returns the qualified name of a type, if it is not the default for its Rust name.
fn odata_type(name: &str, qualified: &str) -> Option<String> {
    let default = format!("microsoft.graph.{}", first_lower(name));
    (default != qualified).then(|| qualified.to_owned())
}

/// Names further addresses by the last words of their paths, as many as tell them apart.
fn named(mut further: Vec<(String, Template)>) -> Vec<(String, Template)> {
    let mut known: HashSet<String> = further.iter().map(|(name, _)| name.clone()).collect();
    for (name, template) in further.iter_mut().filter(|(name, _)| name.is_empty()) {
        let literals = template.literals();
        let words: Vec<String> =
            literals.split('/').filter(|segment| !segment.contains('.')).map(snake).collect();
        let longer =
            (2..=words.len().max(2)).map(|count| words[words.len().saturating_sub(count)..].join("_"));
        let all = words.join("_");
        let numbered = (2..).map(|number| format!("{all}_{number}"));
        *name = longer.chain(numbered).find(|name| !known.contains(name)).unwrap_or_default();
        known.insert(name.clone());
        *name = ident(name);
    }
    further
}
