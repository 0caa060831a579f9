//! What a document has, for reading: types by a part of their names or addresses, and all about one type.

use graph_entity_schema::{
    Access, Annotations, Metadata, OperationKind, Source, StructureKind, StructuredType,
};

use crate::addresses::Addresses;
use crate::names::parts;
use crate::search::{self, SearchError, find, near};

/// The types and addresses of a document.
pub struct Catalog<'a> {
    metadata: &'a Metadata,
    addresses: Addresses<'a>,
}

/// A type in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The qualified name.
    pub name: String,
    /// `entity`, `complex` or `enum`.
    pub sort: &'static str,
    /// The best address, if it is an entity type that has one.
    pub address: Option<String>,
}

/// All about a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The qualified name.
    pub name: String,
    /// `entity`, `complex` or `enum`.
    pub sort: &'static str,
    /// The words that hold for the type: `abstract`, `open`, `stream`, `flags`, `evolvable`.
    pub words: Vec<&'static str>,
    /// What the service says about it.
    pub description: Option<String>,
    /// Since when it is deprecated, and why.
    pub deprecation: Option<String>,
    /// The types that it extends, the nearest first.
    pub extends: Vec<String>,
    /// The types that extend it directly.
    pub extended_by: Vec<String>,
    /// The addresses, the best first.
    pub addresses: Vec<String>,
    /// The properties, inherited ones first, or the members of an enumeration type.
    pub members: Vec<MemberDescription>,
    /// The operations on it and on the types that it extends.
    pub operations: Vec<String>,
    /// Where it is declared.
    pub source: Source,
}

/// A property or a member of an enumeration type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberDescription {
    /// The name on the wire.
    pub name: String,
    /// The type of a property, the number of a member.
    pub value: Option<String>,
    /// The words that hold for it: `key`, `read_only`, `create_only`, `write_only`, `not_null`, `navigation`,
    /// `contained`, `deprecated`.
    pub words: Vec<&'static str>,
    /// Where it is declared.
    pub source: Source,
}

impl<'a> Catalog<'a> {
    /// Reads the addresses of a document.
    pub fn new(metadata: &'a Metadata) -> Self {
        Self { metadata, addresses: Addresses::new(metadata) }
    }

    /// Returns the types with a text in their name or their address, in any case, sorted by name.
    ///
    /// # Errors
    /// There is none, with near names.
    pub fn list(&self, text: &str) -> Result<Vec<Entry>, SearchError> {
        let lower = text.to_lowercase();
        let structures = self.metadata.structures().map(|structure| Entry {
            name: structure.name.clone(),
            sort: sort(structure),
            address: self.addresses.of(&structure.name).first().map(|address| address.template.text.clone()),
        });
        let enumerations = self.metadata.enumerations().map(|read| Entry {
            name: read.name.clone(),
            sort: "enum",
            address: None,
        });
        let is_found = |entry: &Entry| {
            let has = |text: &str| text.to_lowercase().contains(&lower);
            has(&entry.name) || entry.address.as_deref().is_some_and(has)
        };
        let mut found: Vec<Entry> = structures.chain(enumerations).filter(is_found).collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        if found.is_empty() {
            let names = self.metadata.structures().map(|structure| structure.name.as_str());
            let names = names.chain(self.metadata.enumerations().map(|read| read.name.as_str()));
            return Err(search::nothing(text, near(text, names.map(|name| parts(name).1))));
        }
        Ok(found)
    }

    /// Describes a type, by its name or an address.
    ///
    /// # Errors
    /// The document does not have it.
    pub fn show(&self, text: &str) -> Result<Description, SearchError> {
        let name = find(self.metadata, text)?;
        if let Some(structure) = self.metadata.structure(name) {
            return Ok(self.structure(structure));
        }
        let Some(read) = self.metadata.enumeration(name) else {
            return Err(search::nothing(text, Vec::new()));
        };
        let words = [("flags", read.is_flags), ("evolvable", read.is_evolvable())];
        Ok(Description {
            name: read.name.clone(),
            sort: "enum",
            words: holding(&words),
            description: described(&read.annotations),
            deprecation: read.annotations.deprecation().map(crate::items::deprecation),
            extends: Vec::new(),
            extended_by: Vec::new(),
            addresses: Vec::new(),
            members: read
                .members
                .iter()
                .map(|member| MemberDescription {
                    name: member.name.clone(),
                    value: member.value.map(|value| value.to_string()),
                    words: holding(&[("deprecated", member.annotations.deprecation().is_some())]),
                    source: member.source.clone(),
                })
                .collect(),
            operations: Vec::new(),
            source: read.source.clone(),
        })
    }

    fn structure(&self, structure: &StructuredType) -> Description {
        let metadata = self.metadata;
        let words = [
            ("abstract", structure.is_abstract),
            ("open", metadata.lineage(&structure.name).any(|part| part.is_open)),
            ("stream", metadata.lineage(&structure.name).any(|part| part.has_stream)),
        ];
        let lineage: Vec<String> = metadata.lineage(&structure.name).map(|part| part.name.clone()).collect();
        let operations = metadata
            .operations()
            .iter()
            .filter(|operation| operation.binding().is_some_and(|binding| lineage.contains(&binding.name)));
        Description {
            name: structure.name.clone(),
            sort: sort(structure),
            words: holding(&words),
            description: described(&structure.annotations),
            deprecation: structure.annotations.deprecation().map(crate::items::deprecation),
            extended_by: metadata.extensions(&structure.name).to_vec(),
            addresses: match structure.kind {
                StructureKind::Entity => {
                    let addresses = self.addresses.of(&structure.name);
                    addresses.iter().map(|address| address.template.text.clone()).collect()
                }
                StructureKind::Complex => Vec::new(),
            },
            members: self.members(structure),
            operations: operations
                .map(|operation| {
                    let sort = if operation.kind == OperationKind::Action { "action" } else { "function" };
                    let arguments = operation.arguments().iter();
                    let arguments: Vec<String> =
                        arguments.map(|argument| format!("{}: {}", argument.name, argument.kind)).collect();
                    let result = operation.result.as_ref();
                    let result = result.map_or(String::new(), |result| format!(" -> {}", result.kind));
                    format!("{sort} {}({}){result}", operation.local_name(), arguments.join(", "))
                })
                .collect(),
            extends: lineage.into_iter().skip(1).collect(),
            source: structure.source.clone(),
        }
    }

    fn members(&self, structure: &StructuredType) -> Vec<MemberDescription> {
        let keys = self.metadata.keys(&structure.name);
        let properties =
            self.metadata.properties(&structure.name).into_iter().map(|property| MemberDescription {
                name: property.name.clone(),
                value: Some(property.kind.to_string()),
                words: holding(&[
                    ("key", keys.contains(&property.name)),
                    ("read_only", property.access == Access::ReadOnly),
                    ("create_only", property.access == Access::CreateOnly),
                    ("write_only", property.access == Access::WriteOnly),
                    ("not_null", !property.nullable && !property.kind.is_collection),
                    ("deprecated", property.annotations.deprecation().is_some()),
                ]),
                source: property.source.clone(),
            });
        let navigation = self.metadata.navigation(&structure.name);
        let navigation = navigation.into_iter().map(|property| MemberDescription {
            name: property.name.clone(),
            value: Some(property.kind.to_string()),
            words: holding(&[
                ("navigation", true),
                ("contained", property.contains_target),
                ("read_only", property.access == Access::ReadOnly),
                ("deprecated", property.annotations.deprecation().is_some()),
            ]),
            source: property.source.clone(),
        });
        properties.chain(navigation).collect()
    }
}

/// What the metadata or else a documentation page says.
fn described(annotations: &Annotations) -> Option<String> {
    let words = annotations.description.as_ref().or(annotations.page.as_ref())?;
    (!words.value.is_empty()).then(|| words.value.clone())
}

fn sort(structure: &StructuredType) -> &'static str {
    match structure.kind {
        StructureKind::Entity => "entity",
        StructureKind::Complex => "complex",
    }
}

fn holding(words: &[(&'static str, bool)]) -> Vec<&'static str> {
    words.iter().filter(|(_, holds)| *holds).map(|(word, _)| *word).collect()
}
