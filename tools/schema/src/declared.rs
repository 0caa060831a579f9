//! What a package declares by the attributes of `graph-entity`, as plain data.
//!
//! It may come from annotated source, from what the macros note, or from the descriptions in a running
//! program. Only the first has positions.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::operation::OperationKind;

/// An annotated struct or enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The name in Rust.
    pub name: String,
    /// The qualified name of its type, without `#`. Empty for an action or a function.
    pub type_name: String,
    /// What it declares.
    pub shape: Shape,
    /// The reason why it deliberately differs from the metadata, if it has one.
    pub differs: Option<Override>,
    /// Where the name of its type is written.
    pub position: Option<Position>,
}

/// What an item declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// `#[graph_entity]`.
    Entity {
        /// The version of Graph, its addresses, the first is that of `path = "..."`.
        route: Route,
        /// Its properties.
        properties: Vec<Property>,
    },
    /// `#[graph_complex]`.
    Complex {
        /// Its properties.
        properties: Vec<Property>,
    },
    /// `#[graph_enum]`.
    Enumeration {
        /// Whether it is marked `flags`.
        is_flags: bool,
        /// Whether it is marked `evolvable`.
        is_evolvable: bool,
        /// Its members, without the unrecognized variant.
        members: Vec<Member>,
    },
    /// `#[graph_one_of]`.
    OneOf {
        /// Its types, without the unrecognized variant.
        choices: Vec<Choice>,
    },
    /// `#[graph_action]` or `#[graph_function]`.
    Call {
        /// Which of both it is.
        kind: OperationKind,
        /// The version of Graph and its addresses.
        route: Route,
        /// Its parameters. They have no rules.
        parameters: Vec<Property>,
        /// Its result.
        result: Returned,
    },
}

/// The version and the addresses of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// `v1.0` or `beta`.
    pub version: String,
    /// The addresses, the first one is that of `path = "..."`.
    pub addresses: Vec<Address>,
}

/// An address as it is written: `/deviceManagement/deviceCategories/{id}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The text.
    pub text: String,
    /// Where it is written.
    pub position: Option<Position>,
}

/// A field that is a property or a parameter. Annotations, such as `@odata.etag`, and the field for
/// undeclared properties are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// Its type.
    pub value: ValueType,
    /// Its rules.
    pub rules: Rules,
    /// The reason why it deliberately differs from the metadata, if it has one.
    pub differs: Option<Override>,
    /// Where the name is written.
    pub position: Option<Position>,
}

/// The rules of a property, called like the keys of a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub struct Rules {
    /// Whether only the service sets it: as stated, or because it is the key.
    pub is_read_only: bool,
    /// Whether only a create sets it.
    pub is_create_only: bool,
    /// Whether it is never null.
    pub is_not_null: bool,
    /// Whether it is a relationship.
    pub is_navigation: bool,
    /// Whether it is the key, or a part of it: as stated, or because it is called `id`.
    pub is_key: bool,
    /// Whether `key` is stated.
    pub is_stated_key: bool,
}

/// The type of a property, a parameter or a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueType {
    /// The type, or the type of the items.
    pub name: TypeRef,
    /// Whether it is a `Vec`.
    pub is_collection: bool,
    /// Whether it is an `Option`.
    pub is_optional: bool,
    /// Whether the items of the `Vec` are each an `Option`.
    pub has_optional_items: bool,
    /// Where it is written.
    pub position: Option<Position>,
}

/// What a type in Rust is for Graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeRef {
    /// The type with this qualified name: `Edm.String`, `microsoft.graph.runState`.
    Known(String),
    /// A type of which only the name in Rust is known, which may be an alias.
    Unknown(String),
}

/// A variant that is a member of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name on the wire.
    pub name: String,
    /// The number, if it is given.
    pub value: Option<i64>,
    /// The reason why it deliberately differs from the metadata, if it has one.
    pub differs: Option<Override>,
    /// Where the name is written.
    pub position: Option<Position>,
}

/// A variant that is a type of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its type.
    pub name: TypeRef,
    /// The reason why it deliberately differs from the metadata, if it has one.
    pub differs: Option<Override>,
    /// Where the type is written.
    pub position: Option<Position>,
}

/// What a call returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returned {
    /// The content of the reply is ignored.
    Nothing,
    /// Bytes of any content type.
    Stream(Option<Position>),
    /// A value, or a collection.
    Value(ValueType),
}

/// A deliberate difference: `differs = "the reason"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Why it differs.
    pub reason: String,
    /// Where the key is written.
    pub position: Option<Position>,
}

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The file, as it was given to the reader.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The bytes of the file.
    pub bytes: Range<usize>,
}

impl Item {
    /// Returns the version and the addresses of an entity, an action or a function.
    pub fn route(&self) -> Option<&Route> {
        match &self.shape {
            Shape::Entity { route, .. } | Shape::Call { route, .. } => Some(route),
            _ => None,
        }
    }

    /// Returns the version of an entity, an action or a function. Other types have none of their own.
    pub fn version(&self) -> Option<&str> {
        self.route().map(|route| route.version.as_str())
    }

    /// Returns the types that it refers to, as far as they are known.
    pub fn referred(&self) -> impl Iterator<Item = &str> {
        let choices = match &self.shape {
            Shape::OneOf { choices } => choices.as_slice(),
            _ => &[],
        };
        let result = match &self.shape {
            Shape::Call { result: Returned::Value(value), .. } => Some(&value.name),
            _ => None,
        };
        let names = self.properties().iter().map(|property| &property.value.name);
        names.chain(choices.iter().map(|choice| &choice.name)).chain(result).filter_map(|name| match name {
            TypeRef::Known(name) => Some(name.as_str()),
            TypeRef::Unknown(_) => None,
        })
    }

    /// Returns the properties or the parameters.
    pub fn properties(&self) -> &[Property] {
        match &self.shape {
            Shape::Entity { properties, .. }
            | Shape::Complex { properties }
            | Shape::Call { parameters: properties, .. } => properties,
            _ => &[],
        }
    }
}

impl Address {
    /// Returns the path with `{}` for each placeholder, `/users/{}`, as which two addresses are compared.
    pub fn lookup(&self) -> String {
        let mut pieces = self.text.split('{');
        let mut path = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            path.push_str("{}");
            path.push_str(piece.split_once('}').map_or("", |(_, after)| after));
        }
        path
    }

    /// Returns the same for an action or a function, whose name may have a namespace: without it if it is
    /// `microsoft.graph`.
    pub fn lookup_of_call(&self) -> String {
        let path = self.lookup();
        let (before, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let short = name.strip_prefix("microsoft.graph.").filter(|short| !short.contains('.'));
        format!("{before}/{}", short.unwrap_or(name))
    }
}

/// Writes the place as compilers do: `src/lib.rs:4:9`.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn placeholders_lose_their_names_and_calls_their_namespaces() {
        for (text, lookup, of_call) in [
            ("/users/{userId}", "/users/{}", "/users/{}"),
            (
                "/applications(appId='{appId}')/owners",
                "/applications(appId='{}')/owners",
                "/applications(appId='{}')/owners",
            ),
            ("/devices/{id}/microsoft.graph.wipe", "/devices/{}/microsoft.graph.wipe", "/devices/{}/wipe"),
            (
                "/alerts/{id}/microsoft.graph.security.close",
                "/alerts/{}/microsoft.graph.security.close",
                "/alerts/{}/microsoft.graph.security.close",
            ),
            ("/ping", "/ping", "/ping"),
        ] {
            let address = Address { text: text.to_owned(), position: None };
            assert_eq!((address.lookup().as_str(), address.lookup_of_call().as_str()), (lookup, of_call));
        }
    }
}
