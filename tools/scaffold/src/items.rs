//! What is generated, as data: items with their attributes, fields and types, before they become tokens.

mod boxes;
mod build;
mod call;
mod docs;
mod fields;
mod operations;
mod secrets;

use std::sync::Arc;

use graph_entity_schema::Scopes;

use crate::addresses::Template;
use crate::words::lower_camel;

pub(crate) use build::build;
pub use call::GeneratedCall;
pub(crate) use docs::deprecation;

/// An item of the generated file.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// The Rust name.
    pub(crate) name: String,
    /// The qualified name of the structured type that a struct is made from.
    pub(crate) structure: Option<String>,
    /// The qualified name of the OData type, if it is not the default for the Rust name.
    pub(crate) odata_type: Option<String>,
    pub(crate) docs: Vec<String>,
    pub(crate) body: Body,
}

#[derive(Debug, Clone)]
pub(crate) enum Body {
    Entity {
        fields: Vec<Field>,
        route: Route,
        operations: Vec<&'static str>,
        never_sends_type: bool,
        is_directory_object: bool,
    },
    Complex {
        fields: Vec<Field>,
    },
    Enumeration {
        members: Vec<Member>,
        is_flags: bool,
        is_evolvable: bool,
    },
    /// The Rust names of the types.
    OneOf {
        types: Vec<String>,
    },
    Callable {
        fields: Vec<Field>,
        route: Route,
        is_action: bool,
        result: Option<CallResult>,
        /// The document that describes it.
        document: Arc<str>,
    },
}

/// Where an entity or an operation is.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) path: Template,
    /// Further addresses with their names.
    pub(crate) further: Vec<(String, Template)>,
    /// The permissions, if they are known.
    pub(crate) scopes: Scopes,
}

/// A field of a struct.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// The identifier, raw if it is a keyword.
    pub(crate) ident: String,
    /// The name on the wire, if it is not the default for the identifier.
    pub(crate) name: Option<String>,
    pub(crate) kind: FieldType,
    pub(crate) rules: Vec<Rule>,
    pub(crate) docs: Vec<String>,
    pub(crate) deprecated: Option<String>,
}

/// A key of a field that states a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rule {
    /// A key without a value: `read_only`.
    Flag(&'static str),
    /// `differs = "..."`, with the reason.
    Differs(&'static str),
}

/// The type of a field: what is around the type of a value.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is one wrapper, and most of them combine")]
pub(crate) struct FieldType {
    pub(crate) value: Value,
    pub(crate) is_collection: bool,
    /// Whether the items of a collection may be null.
    pub(crate) nullable_items: bool,
    pub(crate) is_option: bool,
    pub(crate) is_boxed: bool,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A type of the standard library or of the runtime: `String`, `uuid::Uuid`.
    Known(&'static str),
    /// A generated item.
    Item(String),
    /// A set of members of a generated enumeration.
    Flags(String),
    /// The create body of a generated entity.
    Body(String),
    /// The create body of an entity of a generated choice.
    AnyBody(String),
}

/// The result of an operation.
#[derive(Debug, Clone)]
pub(crate) enum CallResult {
    Stream,
    Value(FieldType),
}

/// A member of an enumeration.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) ident: String,
    /// The name on the wire, if it is not the default for the identifier.
    pub(crate) name: Option<String>,
    /// The value, if it is needed.
    pub(crate) value: Option<i64>,
    pub(crate) docs: Vec<String>,
}

impl Item {
    /// The fields, if it is a struct.
    pub(crate) fn fields(&self) -> &[Field] {
        match &self.body {
            Body::Entity { fields, .. } | Body::Complex { fields } | Body::Callable { fields, .. } => fields,
            Body::Enumeration { .. } | Body::OneOf { .. } => &[],
        }
    }
}

impl Field {
    /// The name on the wire.
    fn wire(&self) -> String {
        let ident = self.ident.strip_prefix("r#").unwrap_or(&self.ident);
        self.name.clone().unwrap_or_else(|| lower_camel(ident))
    }
}

impl FieldType {
    /// A value that may be missing.
    pub(crate) fn optional(value: Value) -> Self {
        Self { value, is_collection: false, nullable_items: false, is_option: true, is_boxed: false }
    }
}
