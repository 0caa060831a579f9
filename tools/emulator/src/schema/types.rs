//! The types of values.

use std::fmt;

use graph_entity_model::model::Kind;

use crate::schema::form::Form;

/// The type of a property.
#[derive(Debug, Clone)]
pub(crate) enum Type {
    Primitive(Primitive),
    Enumeration(String),
    Structure(String),
    /// A value of one of the types derived from the named type, which `@odata.type` selects.
    Choice(String),
    Collection(Box<Type>),
}

impl Type {
    /// The name in metadata documents, which Graph's own query errors use.
    pub(crate) fn public_name(&self) -> String {
        match self {
            Self::Primitive(primitive) => primitive.to_string(),
            Self::Enumeration(name) | Self::Structure(name) | Self::Choice(name) => name.clone(),
            Self::Collection(item) => format!("Collection({})", item.public_name()),
        }
    }
}

/// The primitive types of OData.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Primitive {
    String,
    Boolean,
    Integer(Integer),
    Single,
    Double,
    Decimal,
    /// A text with a form of its own.
    Text(Form),
    /// Bytes at an address of their own, never in a body.
    Stream,
    /// Any JSON value.
    Untyped,
}

/// An integer type. Integer types differ only in their bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Integer {
    name: &'static str,
    pub(crate) least: i64,
    pub(crate) greatest: i64,
}

/// All primitive types except the integers, which the runtime lists, and the texts with forms of their own.
const PRIMITIVES: [(Primitive, &str); 7] = [
    (Primitive::String, "Edm.String"),
    (Primitive::Boolean, "Edm.Boolean"),
    (Primitive::Single, "Edm.Single"),
    (Primitive::Double, "Edm.Double"),
    (Primitive::Decimal, "Edm.Decimal"),
    (Primitive::Stream, "Edm.Stream"),
    (Primitive::Untyped, "Edm.Untyped"),
];

impl Primitive {
    /// `Edm.Int32`, the type of lengths and positions in texts.
    pub(crate) const INT32: Self =
        Self::Integer(Integer { name: "Edm.Int32", least: i32::MIN as i64, greatest: i32::MAX as i64 });

    /// `Edm.Int64`, the type of counts. JSON may write it as text if a client asks for it.
    pub(crate) const INT64: Self =
        Self::Integer(Integer { name: "Edm.Int64", least: i64::MIN, greatest: i64::MAX });

    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Integer(_) | Self::Single | Self::Double | Self::Decimal)
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        let other = PRIMITIVES.iter().find(|(_, known)| *known == name).map(|(primitive, _)| *primitive);
        let form = || Form::ALL.into_iter().find(|form| form.name() == name).map(Self::Text);
        let mut integers = Kind::PRIMITIVES.iter().filter_map(Integer::of);
        other.or_else(form).or_else(|| integers.find(|integer| integer.name == name).map(Self::Integer))
    }
}

impl fmt::Display for Primitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Integer(integer) => integer.name,
            Self::Text(form) => form.name(),
            _ => PRIMITIVES.iter().find(|(known, _)| known == self).map_or("Edm.Untyped", |(_, name)| name),
        })
    }
}

impl Integer {
    /// The integer type for a kind of the runtime.
    fn of(kind: &Kind) -> Option<Self> {
        let (least, greatest) = kind.integer_bounds()?;
        Some(Self { name: kind.edm_name()?, least, greatest })
    }
}

/// Writes the name as Intune's errors do.
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

/// The internal name of a type in Intune, which its errors contain instead of the public one.
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
        for (primitive, name) in
            PRIMITIVES.into_iter().chain([(Primitive::INT32, "Edm.Int32"), (Primitive::INT64, "Edm.Int64")])
        {
            assert_eq!((Primitive::named(name), primitive.to_string().as_str()), (Some(primitive), name));
        }
        for kind in Kind::PRIMITIVES {
            let name = kind.to_string();
            assert_eq!(Primitive::named(&name).expect("a type of the runtime").to_string(), name);
        }
        assert_eq!(Primitive::named("Edm.Geography"), None);
    }
}
