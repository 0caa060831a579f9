//! The fields of a struct: their identifiers, types and rules.

use std::collections::HashSet;

use graph_entity_schema::{
    Access, Annotations, Metadata, NavigationProperty, Parameter, Property, StructureKind, StructuredType,
    TypeName,
};

use super::secrets::is_secret;
use super::{Field, FieldType, Rule, Value, docs};
use crate::names::Names;
use crate::selection::{Held, Selection};
use crate::words::{ident, lower_camel, snake};

/// Properties that every service sets by itself, although metadata does not declare them as computed.
const TIMES: &[&str] = &["createdDateTime", "lastModifiedDateTime", "modifiedDateTime"];

/// Fields whose setters or handles would hide what the attribute gives an entity.
const RESERVED: &[&str] = &["about", "clone", "default"];

/// Reads the fields of structs.
pub(super) struct Fields<'a> {
    pub(super) metadata: &'a Metadata,
    pub(super) names: &'a Names,
    pub(super) selection: &'a Selection<'a>,
}

impl Fields<'_> {
    /// Returns the fields of a structured type, inherited ones first.
    pub(super) fn of(&self, structure: &StructuredType) -> Vec<Field> {
        let is_entity = structure.kind == StructureKind::Entity;
        let mut fields = Vec::new();
        let mut idents = Idents::new(is_entity);
        // A property that a type declares again is one property.
        let mut seen = HashSet::new();
        for property in self.metadata.properties(&structure.name) {
            if self.selection.keeps(&structure.name, &property.name) && seen.insert(property.name.as_str()) {
                fields.extend(self.property(structure, property, &mut idents));
            }
        }
        for navigation in self.metadata.navigation(&structure.name) {
            if self.selection.keeps(&structure.name, &navigation.name)
                && seen.insert(navigation.name.as_str())
            {
                fields.extend(self.navigation(navigation, is_entity, &mut idents));
            }
        }
        if self.metadata.derived(&structure.name).iter().any(|_| true) {
            fields.push(Field {
                ident: idents.own("odata_type"),
                name: None,
                kind: FieldType::optional(Value::Known("String")),
                rules: vec![Rule::Flag("derived")],
                docs: vec!["The name of the value's own type, which may derive from this one.".to_owned()],
                deprecated: None,
            });
        }
        if self.metadata.lineage(&structure.name).any(|part| part.is_open) {
            fields.push(Field {
                ident: idents.own("additional"),
                name: None,
                kind: FieldType { is_option: false, ..FieldType::optional(Value::Known("Additional")) },
                rules: vec![Rule::Flag("additional")],
                docs: vec!["The properties that the open type does not declare.".to_owned()],
                deprecated: None,
            });
        }
        idents.free_methods(&mut fields);
        fields
    }

    fn property(
        &self,
        structure: &StructuredType,
        property: &Property,
        idents: &mut Idents,
    ) -> Option<Field> {
        let is_entity = structure.kind == StructureKind::Entity;
        let value = self.value(&property.kind)?;
        let is_key = is_entity && self.metadata.keys(&structure.name).contains(&property.name);
        let is_time = is_entity && TIMES.contains(&property.name.as_str());
        let is_read_only = property.access == Access::ReadOnly || is_time;
        let mut rules = Vec::new();
        let mut add = |is_stated: bool, rule: &'static str| {
            rules.extend(is_stated.then_some(Rule::Flag(rule)));
        };
        if is_key {
            // The service gives an `id`. A key of another name comes from the caller.
            let is_named = property.name != "id";
            add(is_named, "key");
            add(is_named && !is_read_only, "create_only");
        } else {
            add(is_read_only, "read_only");
            add(is_entity && !is_read_only && property.access == Access::CreateOnly, "create_only");
            add(!property.nullable && !property.kind.is_collection, "not_null");
        }
        add(is_secret(self.metadata, structure, &property.name), "sensitive");
        if self.is_entity_type(&property.kind) {
            rules.push(Rule::Differs("the metadata declares a plain property of an entity type"));
        }
        let kind = FieldType {
            value,
            is_collection: property.kind.is_collection,
            nullable_items: property.nullable_items == Some(true),
            is_option: !is_key && !property.kind.is_collection,
            is_boxed: false,
        };
        let facts = || format!("The property `{}`: `{}`.", property.name, property.kind);
        Some(field(&property.name, kind, rules, &property.annotations, facts, idents))
    }

    fn navigation(
        &self,
        navigation: &NavigationProperty,
        is_entity: bool,
        idents: &mut Idents,
    ) -> Option<Field> {
        // Related entities have a type, and documentation pages may not describe it.
        self.metadata.structure(&navigation.kind.name)?;
        let value = self.value(&navigation.kind)?;
        let is_read_only = navigation.access == Access::ReadOnly;
        let rules = if is_entity {
            let read_only = is_read_only.then_some(Rule::Flag("read_only"));
            read_only.into_iter().chain([Rule::Flag("navigation")]).collect()
        } else {
            // No request sends related entities inside of a complex value.
            vec![Rule::Flag("read_only"), Rule::Differs("a navigation property of a complex type")]
        };
        let kind = FieldType {
            is_collection: navigation.kind.is_collection,
            is_option: !navigation.kind.is_collection,
            ..FieldType::optional(value)
        };
        let facts = || format!("The relationship `{}`: `{}`.", navigation.name, navigation.kind);
        Some(field(&navigation.name, kind, rules, &navigation.annotations, facts, idents))
    }

    /// Returns the parameters of an operation.
    pub(super) fn parameters(&self, parameters: &[Parameter]) -> Vec<Field> {
        let mut idents = Idents::new(false);
        let mut fields = Vec::new();
        for parameter in parameters {
            let Some(value) = self.value(&parameter.kind) else { continue };
            let is_body = self.is_entity_type(&parameter.kind);
            let value = match value {
                Value::Item(name) if is_body && self.selection.held(&parameter.kind.name) == Held::Choice => {
                    Value::AnyBody(name)
                }
                Value::Item(name) if is_body => Value::Body(name),
                value => value,
            };
            let is_collection = parameter.kind.is_collection;
            let kind = FieldType {
                value,
                is_collection,
                nullable_items: parameter.nullable_items == Some(true),
                is_option: parameter.is_optional || parameter.nullable,
                is_boxed: false,
            };
            let facts = || format!("The parameter `{}`: `{}`.", parameter.name, parameter.kind);
            fields.push(field(&parameter.name, kind, Vec::new(), &parameter.annotations, facts, &mut idents));
        }
        fields
    }

    /// Returns the type of a value, or `None` if there is none that can be generated.
    pub(super) fn value(&self, kind: &TypeName) -> Option<Value> {
        let name = self.metadata.primitive(&kind.name);
        if name == "Edm.Stream" {
            return None;
        }
        if let Some(read) = self.metadata.enumeration(name) {
            let item = self.names.of_type(name)?.to_owned();
            return Some(if read.is_flags { Value::Flags(item) } else { Value::Item(item) });
        }
        if self.metadata.structure(name).is_some() {
            return match self.selection.held(name) {
                Held::Not => None,
                Held::Struct => self.names.of_type(name).map(|name| Value::Item(name.to_owned())),
                Held::Choice => self.names.of_choice(name).map(|name| Value::Item(name.to_owned())),
            };
        }
        Some(Value::Known(primitive(name)))
    }

    fn is_entity_type(&self, kind: &TypeName) -> bool {
        self.metadata.structure(&kind.name).is_some_and(|it| it.kind == StructureKind::Entity)
    }
}

/// Returns the Rust type of a primitive type. A value of an unknown type is any JSON.
fn primitive(name: &str) -> &'static str {
    match name {
        "Edm.String" => "String",
        "Edm.Boolean" => "bool",
        "Edm.Byte" => "u8",
        "Edm.SByte" => "i8",
        "Edm.Int16" => "i16",
        "Edm.Int32" => "i32",
        "Edm.Int64" => "i64",
        "Edm.Single" => "f32",
        "Edm.Double" => "f64",
        "Edm.Decimal" => "Decimal",
        "Edm.Guid" => "uuid::Uuid",
        "Edm.Date" => "Date",
        "Edm.DateTimeOffset" => "DateTimeOffset",
        "Edm.TimeOfDay" => "TimeOfDay",
        "Edm.Duration" => "Duration",
        "Edm.Binary" => "Binary",
        _ => "serde_json::Value",
    }
}

fn field(
    wire: &str,
    kind: FieldType,
    rules: Vec<Rule>,
    annotations: &Annotations,
    facts: impl FnOnce() -> String,
    idents: &mut Idents,
) -> Field {
    let name = idents.claim(wire);
    Field {
        name: (lower_camel(&name) != wire).then(|| wire.to_owned()),
        ident: ident(&name),
        kind,
        rules,
        docs: docs::of_member(annotations, facts),
        deprecated: annotations.deprecation().map(docs::deprecation),
    }
}

/// The identifiers of a struct's fields.
struct Idents {
    known: HashSet<String>,
    is_entity: bool,
}

impl Idents {
    fn new(is_entity: bool) -> Self {
        Self { known: HashSet::new(), is_entity }
    }

    /// Returns the identifier for a property, not yet raw.
    fn claim(&mut self, wire: &str) -> String {
        let plain = snake(wire);
        let is_reserved = self.is_entity && RESERVED.contains(&plain.as_str());
        let plain = if is_reserved { format!("{plain}_value") } else { plain };
        self.free(&plain)
    }

    /// Returns the identifier for a field that is not a property.
    fn own(&mut self, name: &str) -> String {
        self.free(name)
    }

    fn free(&mut self, plain: &str) -> String {
        let numbered = (2..).map(|number| format!("{plain}_{number}"));
        let mut names = std::iter::once(plain.to_owned()).chain(numbered);
        let found = names.find(|name| !self.known.contains(name)).unwrap_or_default();
        self.known.insert(found.clone());
        found
    }

    /// Renames fields that are called like a method of another field: `clear_mail` beside `mail`.
    fn free_methods(&mut self, fields: &mut [Field]) {
        if !self.is_entity {
            return;
        }
        for field in fields {
            let method = ["clear_", "bind_"].iter().find_map(|prefix| field.ident.strip_prefix(prefix));
            if method.is_some_and(|other| self.known.contains(other)) {
                let wire = field.wire();
                field.ident = self.free(&format!("{}_value", field.ident));
                field.name = (lower_camel(&field.ident) != wire).then_some(wire);
            }
        }
    }
}
