//! Types: structured types, enumeration types and references to types.

/// A reference to a type: its qualified name, and whether it is a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// The qualified name: `Edm.String`, `microsoft.graph.user`.
    pub name: String,
    /// Whether it was written as `Collection(...)`.
    pub is_collection: bool,
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
    /// The names of the key properties that it declares itself, without inherited ones.
    pub keys: Vec<String>,
    /// The properties that it declares itself, without inherited ones, in the order of the document.
    pub properties: Vec<Property>,
    /// The navigation properties that it declares itself, without inherited ones.
    pub navigation: Vec<NavigationProperty>,
}

/// The kind of a structured type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StructureKind {
    /// An entity type: its values have a key.
    Entity,
    /// A complex type: its values have no key and are part of another value.
    Complex,
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
    /// Who may set it.
    pub access: Access,
}

/// Who may set a property.
///
/// Source: OData Vocabularies 4.0, "Org.OData.Core.V1": Computed, Immutable, Permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// Clients, on create and on update.
    #[default]
    ReadWrite,
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
}

/// An enumeration type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumType {
    /// The qualified name.
    pub name: String,
    /// Whether a value is a combination of members.
    pub is_flags: bool,
    /// The members in the order of the document.
    pub members: Vec<EnumMember>,
}

/// A member of an enumeration type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumMember {
    /// The name on the wire.
    pub name: String,
    /// Its numeric value, or `None` if the document does not state one.
    pub value: Option<i64>,
}
