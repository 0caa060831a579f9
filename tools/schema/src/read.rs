//! Reads a CSDL document into the model.

use std::collections::HashMap;

use roxmltree::{Document, Node};

use crate::annotation::{Annotations, LocalName};
use crate::error::MetadataError;
use crate::metadata::{Container, Metadata};
use crate::name::Aliases;
use crate::operation::{Operation, OperationKind, Parameter};
use crate::structure::{
    EnumMember, EnumType, NavigationProperty, Property, StructureKind, StructuredType, TypeName,
};

pub(crate) fn document(text: &str) -> Result<Metadata, MetadataError> {
    let text = text.trim_start_matches('\u{feff}');
    let document = Document::parse(text)?;
    let root = document.root_element();
    if !root.has_tag_name_local("Edmx") {
        let found = root.tag_name().name();
        return Err(MetadataError::at(
            root,
            format!("expected a CSDL document, `edmx:Edmx`, found `{found}`"),
        ));
    }
    let schemas: Vec<Node<'_, '_>> =
        root.descendants().filter(|node| node.has_tag_name_local("Schema")).collect();
    if schemas.is_empty() {
        return Err(MetadataError::at(root, "expected a `Schema` in `edmx:DataServices`, found none"));
    }
    // Aliases and annotations first: a schema may use an alias that a later schema declares, and annotations
    // may come after the types that they annotate.
    let mut reader = Reader { aliases: Aliases::default(), annotations: Annotations::default() };
    for schema in &schemas {
        if let Some(alias) = schema.attribute("Alias") {
            reader.aliases.add(alias, required(*schema, "Namespace")?);
        }
    }
    for annotations in schemas.iter().flat_map(|schema| children(*schema, "Annotations")) {
        reader.annotations.add(annotations, &reader.aliases);
    }
    let mut metadata = Metadata::default();
    let mut positions = HashMap::new();
    for schema in schemas {
        reader.schema(schema, &mut metadata, &mut positions)?;
    }
    metadata.check_bases().map_err(|(name, reason)| {
        let node = positions.get(&name).copied().unwrap_or(root);
        MetadataError::at(node, format!("type `{name}`: {reason}"))
    })?;
    Ok(metadata)
}

struct Reader {
    aliases: Aliases,
    annotations: Annotations,
}

impl Reader {
    fn schema<'a, 'input>(
        &self,
        schema: Node<'a, 'input>,
        metadata: &mut Metadata,
        positions: &mut HashMap<String, Node<'a, 'input>>,
    ) -> Result<(), MetadataError> {
        let namespace = required(schema, "Namespace")?;
        for node in schema.children().filter(Node::is_element) {
            let kind = match node.tag_name().name() {
                "EntityType" => StructureKind::Entity,
                "ComplexType" => StructureKind::Complex,
                "EnumType" => {
                    let read = Self::enumeration(namespace, node)?;
                    metadata.enums.insert(read.name.clone(), read);
                    continue;
                }
                "TypeDefinition" => {
                    let underlying = required(node, "UnderlyingType")?.to_owned();
                    metadata.definitions.insert(qualified(namespace, node)?, underlying);
                    continue;
                }
                "Action" => {
                    metadata.operations.push(self.operation(namespace, node, OperationKind::Action)?);
                    continue;
                }
                "Function" => {
                    metadata.operations.push(self.operation(namespace, node, OperationKind::Function)?);
                    continue;
                }
                "EntityContainer" => {
                    for set in children(node, "EntitySet") {
                        metadata.sets.push(self.container(set, "EntityType")?);
                    }
                    for singleton in children(node, "Singleton") {
                        metadata.singletons.push(self.container(singleton, "Type")?);
                    }
                    continue;
                }
                _ => continue,
            };
            let read = self.structure(namespace, node, kind)?;
            positions.insert(read.name.clone(), node);
            if let Some(first) = metadata.structures.insert(read.name.clone(), read) {
                return Err(MetadataError::at(node, format!("type `{}` is there twice", first.name)));
            }
        }
        Ok(())
    }

    fn structure(
        &self,
        namespace: &str,
        node: Node<'_, '_>,
        kind: StructureKind,
    ) -> Result<StructuredType, MetadataError> {
        let name = qualified(namespace, node)?;
        let keys = children(node, "Key").flat_map(|key| children(key, "PropertyRef"));
        Ok(StructuredType {
            kind,
            base: node.attribute("BaseType").map(|base| self.aliases.qualified(base)),
            is_abstract: flag(node, "Abstract", false)?,
            is_open: flag(node, "OpenType", false)?,
            has_stream: flag(node, "HasStream", false)?,
            keys: keys.map(|key| required(key, "Name").map(str::to_owned)).collect::<Result<_, _>>()?,
            properties: children(node, "Property")
                .map(|property| self.property(&name, property))
                .collect::<Result<_, _>>()?,
            navigation: children(node, "NavigationProperty")
                .map(|property| self.navigation(property))
                .collect::<Result<_, _>>()?,
            name,
        })
    }

    fn property(&self, structure: &str, node: Node<'_, '_>) -> Result<Property, MetadataError> {
        let kind = self.type_of(node)?;
        Ok(Property {
            name: required(node, "Name")?.to_owned(),
            nullable: flag(node, "Nullable", true)? && !kind.is_collection,
            kind,
            access: self.annotations.access(structure, node),
        })
    }

    fn navigation(&self, node: Node<'_, '_>) -> Result<NavigationProperty, MetadataError> {
        let kind = self.type_of(node)?;
        Ok(NavigationProperty {
            name: required(node, "Name")?.to_owned(),
            nullable: flag(node, "Nullable", true)? && !kind.is_collection,
            kind,
            contains_target: flag(node, "ContainsTarget", false)?,
        })
    }

    fn enumeration(namespace: &str, node: Node<'_, '_>) -> Result<EnumType, MetadataError> {
        let members = children(node, "Member").map(|member| -> Result<_, MetadataError> {
            let value = member.attribute("Value").map(|text| {
                text.parse().map_err(|_| {
                    MetadataError::at(member, format!("expected a whole number as `Value`, found `{text}`"))
                })
            });
            Ok(EnumMember { name: required(member, "Name")?.to_owned(), value: value.transpose()? })
        });
        Ok(EnumType {
            name: qualified(namespace, node)?,
            is_flags: flag(node, "IsFlags", false)?,
            members: members.collect::<Result<_, _>>()?,
        })
    }

    fn operation(
        &self,
        namespace: &str,
        node: Node<'_, '_>,
        kind: OperationKind,
    ) -> Result<Operation, MetadataError> {
        let parameters = children(node, "Parameter").map(|parameter| -> Result<_, MetadataError> {
            Ok(Parameter {
                name: required(parameter, "Name")?.to_owned(),
                kind: self.type_of(parameter)?,
                nullable: flag(parameter, "Nullable", true)?,
            })
        });
        Ok(Operation {
            name: qualified(namespace, node)?,
            kind,
            is_bound: flag(node, "IsBound", false)?,
            is_composable: flag(node, "IsComposable", false)?,
            parameters: parameters.collect::<Result<_, _>>()?,
            result: children(node, "ReturnType").next().map(|result| self.type_of(result)).transpose()?,
        })
    }

    fn container(&self, node: Node<'_, '_>, type_attribute: &str) -> Result<Container, MetadataError> {
        let bindings =
            children(node, "NavigationPropertyBinding").map(|binding| -> Result<_, MetadataError> {
                Ok((required(binding, "Path")?.to_owned(), required(binding, "Target")?.to_owned()))
            });
        Ok(Container {
            name: required(node, "Name")?.to_owned(),
            type_name: self.aliases.qualified(required(node, type_attribute)?),
            bindings: bindings.collect::<Result<_, _>>()?,
        })
    }

    fn type_of(&self, node: Node<'_, '_>) -> Result<TypeName, MetadataError> {
        Ok(self.aliases.type_name(required(node, "Type")?))
    }
}

fn children<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> + use<'a, 'input> {
    node.children().filter(move |child| child.has_tag_name_local(name))
}

fn qualified(namespace: &str, node: Node<'_, '_>) -> Result<String, MetadataError> {
    Ok(format!("{namespace}.{}", required(node, "Name")?))
}

fn required<'a>(node: Node<'a, '_>, attribute: &str) -> Result<&'a str, MetadataError> {
    node.attribute(attribute).filter(|text| !text.is_empty()).ok_or_else(|| {
        let element = node.tag_name().name();
        MetadataError::at(node, format!("expected the attribute `{attribute}` on `{element}`"))
    })
}

fn flag(node: Node<'_, '_>, attribute: &str, default: bool) -> Result<bool, MetadataError> {
    match node.attribute(attribute) {
        None => Ok(default),
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(text) => {
            let message = format!("expected `true` or `false` as `{attribute}`, found `{text}`");
            Err(MetadataError::at(node, message))
        }
    }
}
