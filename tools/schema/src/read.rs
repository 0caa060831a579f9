//! Reads a CSDL document into the model.

mod annotated;
mod xml;

use std::collections::HashMap;

use roxmltree::{Document, Node};

use crate::error::MetadataError;
use crate::metadata::{Container, Metadata, TypeDefinition};
use crate::name::{Aliases, Names};
use crate::operation::{Operation, OperationImport, OperationKind, Parameter, ReturnType};
use crate::read::annotated::{Annotated, Outside};
use crate::read::xml::{children, flag, is_element, required};
use crate::source::{Lines, Source};
use crate::structure::{
    EnumMember, EnumType, NavigationProperty, Property, StructureKind, StructuredType, TypeName,
};

pub(crate) fn document(name: &str, text: &str) -> Result<Metadata, MetadataError> {
    let text = text.trim_start_matches('\u{feff}');
    let document = Document::parse(text)?;
    let root = document.root_element();
    if !is_element(root, "Edmx") {
        let found = root.tag_name().name();
        return Err(MetadataError::at(
            root,
            format!("expected a CSDL document, `edmx:Edmx`, found `{found}`"),
        ));
    }
    let schemas: Vec<Node<'_, '_>> = root.descendants().filter(|node| is_element(*node, "Schema")).collect();
    if schemas.is_empty() {
        return Err(MetadataError::at(root, "expected a `Schema` in `edmx:DataServices`, found none"));
    }
    // Aliases and annotations first: a schema may use an alias that a later schema declares, and annotations
    // may come after the types that they annotate.
    let aliases = aliases(root, &schemas)?;
    let mut outside = Outside::new(&aliases);
    for schema in &schemas {
        let names = names(*schema, &aliases)?;
        for annotations in children(*schema, "Annotations") {
            outside.add(annotations, names);
        }
    }
    let lines = Lines::new(name, text);
    let mut metadata = Metadata::default();
    let mut positions = HashMap::new();
    for schema in schemas {
        let reader = Reader { names: names(schema, &aliases)?, outside: &outside, lines: &lines };
        reader.schema(schema, &mut metadata, &mut positions)?;
    }
    metadata.unresolved_targets = outside.not_found(&lines);
    metadata.check_bases().map_err(|(name, reason)| {
        let node = positions.get(&name).copied().unwrap_or(root);
        MetadataError::at(node, format!("type `{name}`: {reason}"))
    })?;
    metadata.index();
    Ok(metadata)
}

/// Reads the aliases of namespaces. The first of a name counts.
fn aliases<'a, 'input>(
    root: Node<'a, 'input>,
    schemas: &[Node<'a, 'input>],
) -> Result<Aliases, MetadataError> {
    // Vocabularies are other documents, which have their aliases where they are included.
    let included = children(root, "Reference").flat_map(|reference| children(reference, "Include"));
    let mut aliases = Aliases::default();
    for element in schemas.iter().copied().chain(included) {
        if let Some(alias) = element.attribute("Alias") {
            aliases.add(alias, required(element, "Namespace")?);
        }
    }
    Ok(aliases)
}

fn names<'a>(schema: Node<'a, '_>, aliases: &'a Aliases) -> Result<Names<'a>, MetadataError> {
    Ok(Names { aliases, namespace: required(schema, "Namespace")?, alias: schema.attribute("Alias") })
}

/// Notes where a type is declared. A second type with its name is an error.
fn new_type<'a, 'input>(
    name: &str,
    node: Node<'a, 'input>,
    positions: &mut HashMap<String, Node<'a, 'input>>,
) -> Result<(), MetadataError> {
    match positions.insert(name.to_owned(), node) {
        Some(first) => Err(twice("type", name, first, node)),
        None => Ok(()),
    }
}

/// Two children of these sorts with the same name are an error, because the sorts share their names.
fn distinct(node: Node<'_, '_>, elements: &[&'static str]) -> Result<(), MetadataError> {
    let mut seen = HashMap::new();
    for child in node.children().filter(|child| elements.iter().any(|name| is_element(*child, name))) {
        let Some(name) = child.attribute("Name") else { continue };
        if let Some(first) = seen.insert(name, child) {
            return Err(twice(child.tag_name().name(), name, first, child));
        }
    }
    Ok(())
}

fn twice(element: &str, name: &str, first: Node<'_, '_>, second: Node<'_, '_>) -> MetadataError {
    let line = first.document().text_pos_at(first.range().start).row;
    MetadataError::at(second, format!("{element} `{name}` is there twice: line {line} declares it, too"))
}

/// Reads one schema of a document.
struct Reader<'a, 'input, 'r> {
    names: Names<'r>,
    outside: &'r Outside<'a, 'input, 'r>,
    lines: &'r Lines,
}

impl<'a, 'input, 'r> Reader<'a, 'input, 'r> {
    fn schema(
        &self,
        schema: Node<'a, 'input>,
        metadata: &mut Metadata,
        positions: &mut HashMap<String, Node<'a, 'input>>,
    ) -> Result<(), MetadataError> {
        for node in schema.children().filter(Node::is_element) {
            let kind = match node.tag_name().name() {
                "EntityType" => StructureKind::Entity,
                "ComplexType" => StructureKind::Complex,
                "EnumType" => {
                    let read = self.enumeration(node)?;
                    new_type(&read.name, node, positions)?;
                    metadata.enums.insert(read.name.clone(), read);
                    continue;
                }
                "TypeDefinition" => {
                    let read = self.definition(node)?;
                    new_type(&read.name, node, positions)?;
                    metadata.definitions.insert(read.name.clone(), read);
                    continue;
                }
                "Action" => {
                    metadata.operations.push(self.operation(node, OperationKind::Action)?);
                    continue;
                }
                "Function" => {
                    metadata.operations.push(self.operation(node, OperationKind::Function)?);
                    continue;
                }
                // The target of annotations of the whole service, which the model does not hold.
                "Term" | "EntityContainer" => {
                    self.annotated(node, &[self.qualified(node)?]);
                    if is_element(node, "EntityContainer") {
                        self.entity_container(node, metadata)?;
                    }
                    continue;
                }
                _ => continue,
            };
            let read = self.structure(node, kind)?;
            new_type(&read.name, node, positions)?;
            metadata.structures.insert(read.name.clone(), read);
        }
        Ok(())
    }

    fn structure(
        &self,
        node: Node<'a, 'input>,
        kind: StructureKind,
    ) -> Result<StructuredType, MetadataError> {
        let name = self.qualified(node)?;
        distinct(node, &["Property", "NavigationProperty"])?;
        let annotated = self.annotated(node, std::slice::from_ref(&name));
        let keys = children(node, "Key").flat_map(|key| children(key, "PropertyRef"));
        Ok(StructuredType {
            kind,
            base: node.attribute("BaseType").map(|base| self.names.qualified(base)),
            is_abstract: flag(node, "Abstract")?.unwrap_or(false),
            is_open: flag(node, "OpenType")?.unwrap_or(false),
            has_stream: flag(node, "HasStream")?.unwrap_or(false),
            keys: keys.map(|key| required(key, "Name").map(str::to_owned)).collect::<Result<_, _>>()?,
            alternate_keys: annotated.alternate_keys(),
            explicit_operations: annotated.explicit_operations(self.names),
            properties: children(node, "Property")
                .map(|property| self.property(&name, property))
                .collect::<Result<_, _>>()?,
            navigation: children(node, "NavigationProperty")
                .map(|property| self.navigation(&name, property))
                .collect::<Result<_, _>>()?,
            annotations: annotated.annotations(),
            source: self.source(node),
            name,
        })
    }

    fn property(&self, structure: &str, node: Node<'a, 'input>) -> Result<Property, MetadataError> {
        let name = required(node, "Name")?;
        let annotated = self.annotated(node, &[format!("{structure}/{name}")]);
        let access = annotated.access();
        let value = self.value(node)?;
        Ok(Property {
            name: name.to_owned(),
            kind: value.kind,
            nullable: value.nullable,
            nullable_items: value.nullable_items,
            access: access.as_ref().map(|access| access.value).unwrap_or_default(),
            access_source: access.map(|access| access.source),
            annotations: annotated.annotations(),
            source: self.source(node),
        })
    }

    fn navigation(
        &self,
        structure: &str,
        node: Node<'a, 'input>,
    ) -> Result<NavigationProperty, MetadataError> {
        let name = required(node, "Name")?;
        let annotated = self.annotated(node, &[format!("{structure}/{name}")]);
        let access = annotated.access();
        let value = self.value(node)?;
        Ok(NavigationProperty {
            name: name.to_owned(),
            kind: value.kind,
            nullable: value.nullable,
            contains_target: flag(node, "ContainsTarget")?.unwrap_or(false),
            access: access.as_ref().map(|access| access.value).unwrap_or_default(),
            access_source: access.map(|access| access.source),
            annotations: annotated.annotations(),
            source: self.source(node),
        })
    }

    fn enumeration(&self, node: Node<'a, 'input>) -> Result<EnumType, MetadataError> {
        let name = self.qualified(node)?;
        distinct(node, &["Member"])?;
        let members = children(node, "Member").map(|member| -> Result<_, MetadataError> {
            let value = member.attribute("Value").map(|text| {
                text.parse().map_err(|_| {
                    MetadataError::at(member, format!("expected a whole number as `Value`, found `{text}`"))
                })
            });
            let local = required(member, "Name")?;
            Ok(EnumMember {
                name: local.to_owned(),
                value: value.transpose()?,
                annotations: self.annotated(member, &[format!("{name}/{local}")]).annotations(),
                source: self.source(member),
            })
        });
        Ok(EnumType {
            underlying: node.attribute("UnderlyingType").map(str::to_owned),
            is_flags: flag(node, "IsFlags")?.unwrap_or(false),
            members: members.collect::<Result<_, _>>()?,
            annotations: self.annotated(node, std::slice::from_ref(&name)).annotations(),
            source: self.source(node),
            name,
        })
    }

    fn definition(&self, node: Node<'a, 'input>) -> Result<TypeDefinition, MetadataError> {
        let name = self.qualified(node)?;
        Ok(TypeDefinition {
            underlying: required(node, "UnderlyingType")?.to_owned(),
            annotations: self.annotated(node, std::slice::from_ref(&name)).annotations(),
            source: self.source(node),
            name,
        })
    }

    fn operation(&self, node: Node<'a, 'input>, kind: OperationKind) -> Result<Operation, MetadataError> {
        let name = self.qualified(node)?;
        distinct(node, &["Parameter"])?;
        let is_bound = flag(node, "IsBound")?.unwrap_or(false);
        let types = children(node, "Parameter")
            .map(|parameter| Ok(self.names.type_name(required(parameter, "Type")?).to_string()))
            .collect::<Result<Vec<_>, MetadataError>>()?;
        // Annotations name one overload by the types of its parameters, an action also by that of the binding
        // parameter, or all overloads.
        let mut targets = vec![format!("{name}({})", types.join(","))];
        if kind == OperationKind::Action && types.len() > 1 && is_bound {
            targets.push(format!("{name}({})", types[0]));
        }
        targets.push(name.clone());
        let parameters = children(node, "Parameter").map(|parameter| self.parameter(parameter, &targets));
        let result = children(node, "ReturnType").next().map(|result| self.result(result, &targets));
        let annotated = self.annotated(node, &targets);
        Ok(Operation {
            kind,
            is_bound,
            requires_explicit_binding: annotated.holds("RequiresExplicitBinding"),
            is_composable: flag(node, "IsComposable")?.unwrap_or(false),
            parameters: parameters.collect::<Result<_, _>>()?,
            result: result.transpose()?,
            annotations: annotated.annotations(),
            source: self.source(node),
            name,
        })
    }

    /// Reads a parameter of an operation that annotations name by `targets`.
    fn parameter(&self, node: Node<'a, 'input>, targets: &[String]) -> Result<Parameter, MetadataError> {
        let name = required(node, "Name")?;
        let annotated = self.annotated(node, &below(targets, name));
        let value = self.value(node)?;
        Ok(Parameter {
            name: name.to_owned(),
            kind: value.kind,
            nullable: value.nullable,
            nullable_items: value.nullable_items,
            // The value of the term is the default value of the parameter.
            is_optional: annotated.is_stated("OptionalParameter"),
            annotations: annotated.annotations(),
            source: self.source(node),
        })
    }

    fn result(&self, node: Node<'a, 'input>, targets: &[String]) -> Result<ReturnType, MetadataError> {
        let value = self.value(node)?;
        Ok(ReturnType {
            kind: value.kind,
            nullable: value.nullable,
            nullable_items: value.nullable_items,
            is_delta: self.annotated(node, &below(targets, "$ReturnType")).holds("IsDelta"),
            source: self.source(node),
        })
    }

    fn entity_container(&self, node: Node<'a, 'input>, metadata: &mut Metadata) -> Result<(), MetadataError> {
        let container = self.qualified(node)?;
        distinct(node, &["EntitySet", "Singleton", "ActionImport", "FunctionImport"])?;
        for set in children(node, "EntitySet") {
            metadata.sets.push(self.container(&container, set, "EntityType")?);
        }
        for singleton in children(node, "Singleton") {
            metadata.singletons.push(self.container(&container, singleton, "Type")?);
        }
        for (element, attribute) in [("ActionImport", "Action"), ("FunctionImport", "Function")] {
            for import in children(node, element) {
                let name = required(import, "Name")?;
                self.annotated(import, &[format!("{container}/{name}")]);
                metadata.imports.push(OperationImport {
                    name: name.to_owned(),
                    operation: self.names.qualified(required(import, attribute)?),
                    source: self.source(import),
                });
            }
        }
        Ok(())
    }

    fn container(
        &self,
        container: &str,
        node: Node<'a, 'input>,
        type_attribute: &str,
    ) -> Result<Container, MetadataError> {
        let bindings =
            children(node, "NavigationPropertyBinding").map(|binding| -> Result<_, MetadataError> {
                Ok((required(binding, "Path")?.to_owned(), required(binding, "Target")?.to_owned()))
            });
        let name = required(node, "Name")?;
        let target = format!("{container}/{name}");
        Ok(Container {
            name: name.to_owned(),
            type_name: self.names.qualified(required(node, type_attribute)?),
            bindings: bindings.collect::<Result<_, _>>()?,
            paths: self.outside.below(&target, self.lines),
            annotations: self.annotated(node, &[target]).annotations(),
            source: self.source(node),
        })
    }

    /// Reads the type and the nullability of a property, a parameter or a result.
    fn value(&self, node: Node<'a, 'input>) -> Result<Value, MetadataError> {
        let kind = self.names.type_name(required(node, "Type")?);
        let stated = flag(node, "Nullable")?;
        Ok(Value {
            nullable: stated.unwrap_or(true) && !kind.is_collection,
            nullable_items: stated.filter(|_| kind.is_collection),
            kind,
        })
    }

    fn annotated(&self, node: Node<'a, 'input>, targets: &[String]) -> Annotated<'a, 'input, 'r> {
        self.outside.of(node, targets, self.lines)
    }

    fn qualified(&self, node: Node<'a, 'input>) -> Result<String, MetadataError> {
        Ok(self.names.own(required(node, "Name")?))
    }

    fn source(&self, node: Node<'a, 'input>) -> Source {
        self.lines.source(node.range().start)
    }
}

/// What a `Type` and a `Nullable` state.
struct Value {
    kind: TypeName,
    nullable: bool,
    nullable_items: Option<bool>,
}

/// Returns the targets of annotations of what is called `segment` within an element with these targets.
fn below(targets: &[String], segment: &str) -> Vec<String> {
    targets.iter().map(|target| format!("{target}/{segment}")).collect()
}
