//! Types: structures, enumerations, and the name of a type where it is used.

/// A type where it is used: its qualified name, and whether many of it are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// `Edm.String`, `microsoft.graph.user`.
    pub name: String,
    /// Whether it stood as `Collection(...)`.
    pub is_collection: bool,
}

/// An entity type or a complex type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StructuredType {
    /// The qualified name.
    pub name: String,
    /// Which of the two it is.
    pub kind: StructureKind,
    /// The qualified name of the type that it extends.
    pub base: Option<String>,
    /// Whether there are values of its derived types alone.
    pub is_abstract: bool,
    /// Whether values may have properties that are not declared.
    pub is_open: bool,
    /// Whether an entity is a media entity, whose bytes are at `$value`.
    pub has_stream: bool,
    /// The names of the key properties that it declares itself.
    pub keys: Vec<String>,
    /// The properties that it declares itself, in the order of the document.
    pub properties: Vec<Property>,
    /// The navigation properties that it declares itself.
    pub navigation: Vec<NavigationProperty>,
}

/// What a structured type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StructureKind {
    /// A type whose values have an identity.
    Entity,
    /// A type whose values are part of another.
    Complex,
}

/// One property of a structured type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// Its type.
    pub kind: TypeName,
    /// Whether it may be null. A collection never is, whatever the document says of its items.
    pub nullable: bool,
    /// Who may set it.
    pub access: Access,
}

/// Who may set a property.
///
/// Source: OData Vocabularies 4.0, "Org.OData.Core.V1": Computed, Immutable, Permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// A create and an update.
    #[default]
    ReadWrite,
    /// A create alone.
    CreateOnly,
    /// The service alone.
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
    /// Whether the related entities are part of this one, and live at an address beneath it.
    pub contains_target: bool,
}

/// An enumeration type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumType {
    /// The qualified name.
    pub name: String,
    /// Whether a value is a set of members.
    pub is_flags: bool,
    /// The members in the order of the document.
    pub members: Vec<EnumMember>,
}

/// One member of an enumeration type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumMember {
    /// The name on the wire.
    pub name: String,
    /// Its number, where the document gives one.
    pub value: Option<i64>,
}
