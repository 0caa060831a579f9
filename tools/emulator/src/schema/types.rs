//! The types of values.

use std::fmt;

/// The type of a property.
#[derive(Debug, Clone)]
pub(crate) enum Type {
    Primitive(Primitive),
    Enumeration(String),
    Structure(String),
    /// A value of one of the types that derive from the named one, and says which by `@odata.type`.
    Choice(String),
    Collection(Box<Type>),
}

impl Type {
    /// The name of metadata documents, which is what Graph's own query errors use.
    pub(crate) fn public_name(&self) -> String {
        match self {
            Self::Primitive(primitive) => primitive.to_string(),
            Self::Enumeration(name) | Self::Structure(name) | Self::Choice(name) => name.clone(),
            Self::Collection(item) => format!("Collection({})", item.public_name()),
        }
    }
}

/// The types that OData itself defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Primitive {
    String,
    Boolean,
    Byte,
    Int16,
    Int32,
    Int64,
    Single,
    Double,
    Decimal,
    Guid,
    Date,
    DateTimeOffset,
    TimeOfDay,
    Duration,
    Binary,
    /// Bytes behind an address of their own, never in a body.
    Stream,
    /// Any JSON value.
    Untyped,
}

const PRIMITIVES: [(Primitive, &str); 17] = [
    (Primitive::String, "Edm.String"),
    (Primitive::Boolean, "Edm.Boolean"),
    (Primitive::Byte, "Edm.Byte"),
    (Primitive::Int16, "Edm.Int16"),
    (Primitive::Int32, "Edm.Int32"),
    (Primitive::Int64, "Edm.Int64"),
    (Primitive::Single, "Edm.Single"),
    (Primitive::Double, "Edm.Double"),
    (Primitive::Decimal, "Edm.Decimal"),
    (Primitive::Guid, "Edm.Guid"),
    (Primitive::Date, "Edm.Date"),
    (Primitive::DateTimeOffset, "Edm.DateTimeOffset"),
    (Primitive::TimeOfDay, "Edm.TimeOfDay"),
    (Primitive::Duration, "Edm.Duration"),
    (Primitive::Binary, "Edm.Binary"),
    (Primitive::Stream, "Edm.Stream"),
    (Primitive::Untyped, "Edm.Untyped"),
];

impl Primitive {
    pub(crate) fn is_number(self) -> bool {
        use Primitive::{Byte, Decimal, Double, Int16, Int32, Int64, Single};
        matches!(self, Byte | Int16 | Int32 | Int64 | Single | Double | Decimal)
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        PRIMITIVES.iter().find(|(_, known)| *known == name).map(|(primitive, _)| *primitive)
    }
}

impl fmt::Display for Primitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = PRIMITIVES.iter().find(|(known, _)| known == self).map_or("Edm.Untyped", |(_, name)| name);
        f.write_str(name)
    }
}

/// The name as Intune's errors write it.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Primitive(primitive) => primitive.fmt(f),
            Type::Enumeration(name) | Type::Structure(name) | Type::Choice(name) => {
                f.write_str(&service_name(name))
            }
            Type::Collection(item) => write!(f, "Collection({item})"),
        }
    }
}

/// The name that a type has inside Intune, which its errors show in place of the public one.
pub(crate) fn service_name(name: &str) -> String {
    match name.strip_prefix("microsoft.graph.") {
        Some(local) => format!("microsoft.management.services.api.{local}"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_primitive_has_its_name() {
        for (primitive, name) in PRIMITIVES {
            assert_eq!((Primitive::named(name), primitive.to_string().as_str()), (Some(primitive), name));
        }
        assert_eq!(Primitive::named("Edm.Geography"), None);
    }
}
