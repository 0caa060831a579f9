//! Types: structured types, enumeration types and references to types.

use std::fmt;

use crate::annotation::Annotations;
use crate::source::Source;

/// A reference to a type: its qualified name, and whether it is a collection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName {
    /// The qualified name: `Edm.String`, `microsoft.graph.user`.
    pub name: String,
    /// Whether it was written as `Collection(...)`.
    pub is_collection: bool,
}

/// Writes the name as CSDL does: `Collection(microsoft.graph.user)`.
impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_collection { write!(f, "Collection({})", self.name) } else { f.write_str(&self.name) }
    }
}

/// An entity type or a complex type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StructuredType {
    /// The qualified name.
    pub name: String,
    /// Whether it is an entity type or a complex type.
    pub kind: StructureKind,
    /// The qualified name of the type that it extends.
    pub base: Option<String>,
    /// Whether the type is abstract.
    pub is_abstract: bool,
    /// Whether the type is open: its values may have undeclared properties.
    pub is_open: bool,
    /// Whether its entities are media entities, with their bytes at `$value`.
    pub has_stream: bool,
    /// The names of the key properties that it declares itself, without inherited ones. A part of a key may
    /// be a path into a complex property.
    pub keys: Vec<String>,
    /// The further keys that it declares itself.
    pub alternate_keys: Vec<AlternateKey>,
    /// The qualified names of the operations that are bound to it only because it names them.
    pub explicit_operations: Vec<String>,
    /// The properties that it declares itself, without inherited ones, in the order of the document.
    pub properties: Vec<Property>,
    /// The navigation properties that it declares itself, without inherited ones.
    pub navigation: Vec<NavigationProperty>,
    /// What else is stated about it.
    pub annotations: Annotations,
    /// Where it is declared.
    pub source: Source,
}

/// The kind of a structured type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StructureKind {
    /// An entity type: its values have a key.
    Entity,
    /// A complex type: its values have no key and are part of another value.
    Complex,
}

/// A further key of an entity type: properties that identify an entity beside its key.
///
/// Source: OData Vocabularies 4.0, "Org.OData.Core.V1": `AlternateKeys`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlternateKey {
    /// Its parts, in the order of the document.
    pub parts: Vec<AlternateKeyPart>,
    /// Where it is stated.
    pub source: Source,
}

/// A part of an alternate key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlternateKeyPart {
    /// The name in an address: the `appId` of `applications(appId='...')`.
    pub alias: String,
    /// The path of the property with its value.
    pub property: String,
}

/// A property of a structured type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// Its type.
    pub kind: TypeName,
    /// Whether it may be null. Always false for a collection: there, the document's `Nullable` is about the
    /// items.
    pub nullable: bool,
    /// Whether the items of a collection may be null, or `None` if it is not a collection or the document
    /// does not say.
    pub nullable_items: Option<bool>,
    /// Who may set it.
    pub access: Access,
    /// Where the access is stated, or `None` if no document states it.
    pub access_source: Option<Source>,
    /// What else is stated about it.
    pub annotations: Annotations,
    /// Where it is declared.
    pub source: Source,
}

/// Who may set a property.
///
/// Source: OData Vocabularies 4.0, "Org.OData.Core.V1": Computed, Immutable, Permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// Clients, on create and on update.
    #[default]
    ReadWrite,
    /// Clients, on create and on update. It is never part of a reply.
    WriteOnly,
    /// Clients, on create only.
    CreateOnly,
    /// Only the service.
    ReadOnly,
}

/// A relationship to other entities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavigationProperty {
    /// The name on the wire.
    pub name: String,
    /// The type of the related entities.
    pub kind: TypeName,
    /// Whether there may be no related entity.
    pub nullable: bool,
    /// Whether the related entities are contained in this one, with addresses below its address.
    pub contains_target: bool,
    /// Who may change the relationship.
    pub access: Access,
    /// Where the access is stated, or `None` if no document states it.
    pub access_source: Option<Source>,
    /// What else is stated about it.
    pub annotations: Annotations,
    /// Where it is declared.
    pub source: Source,
}

/// An enumeration type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumType {
    /// The qualified name.
    pub name: String,
    /// The type of the members' values, or `None` if the document does not state one, which means
    /// `Edm.Int32`.
    pub underlying: Option<String>,
    /// Whether a value is a combination of members. The values of the members are not always powers of two.
    pub is_flags: bool,
    /// The members in the order of the document.
    pub members: Vec<EnumMember>,
    /// What else is stated about it.
    pub annotations: Annotations,
    /// Where it is declared.
    pub source: Source,
}

/// A member of an enumeration type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumMember {
    /// The name on the wire.
    pub name: String,
    /// Its numeric value, or `None` if the document does not state one.
    pub value: Option<i64>,
    /// What else is stated about it.
    pub annotations: Annotations,
    /// Where it is declared.
    pub source: Source,
}

impl EnumType {
    /// Whether it is evolvable: one of its members is the placeholder of members that are added later.
    ///
    /// Source: Microsoft Graph, "Handling future members in evolvable enumerations".
    pub fn is_evolvable(&self) -> bool {
        self.members.iter().any(EnumMember::is_sentinel)
    }
}

impl EnumMember {
    /// Whether it is the placeholder of members that are added later. Some documents write it in another case.
    pub fn is_sentinel(&self) -> bool {
        self.name.eq_ignore_ascii_case("unknownFutureValue")
    }
}
