//! The types of `graph-entity` for OData's primitive types.

/// Each primitive type that a property can have, and the type of its field.
const PRIMITIVES: [(&str, &str); 17] = [
    ("Edm.String", "String"),
    ("Edm.Boolean", "bool"),
    ("Edm.Byte", "u8"),
    ("Edm.SByte", "i8"),
    ("Edm.Int16", "i16"),
    ("Edm.Int32", "i32"),
    ("Edm.Int64", "i64"),
    ("Edm.Single", "f32"),
    ("Edm.Double", "f64"),
    ("Edm.Decimal", "Decimal"),
    ("Edm.Guid", "Uuid"),
    ("Edm.DateTimeOffset", "DateTimeOffset"),
    ("Edm.Date", "Date"),
    ("Edm.TimeOfDay", "TimeOfDay"),
    ("Edm.Duration", "Duration"),
    ("Edm.Binary", "Binary"),
    (UNTYPED, "Value"),
];

/// The types of the `time` crate that are property types, too, by names of their own.
const FURTHER: [(&str, &str); 2] = [("Edm.DateTimeOffset", "OffsetDateTime"), ("Edm.TimeOfDay", "Time")];

/// The OData type of any JSON.
pub(crate) const UNTYPED: &str = "Edm.Untyped";

/// Returns the primitive types of OData that a property can have: `Edm.Int32`.
pub fn edm_names() -> impl Iterator<Item = &'static str> {
    PRIMITIVES.iter().map(|(edm, _)| *edm)
}

/// Returns the name of the Rust type for a primitive type of OData: `i32` for `Edm.Int32`. `None` if no
/// property has the type.
pub fn rust_name(edm: &str) -> Option<&'static str> {
    PRIMITIVES.iter().find(|(known, _)| *known == edm).map(|(_, rust)| *rust)
}

/// Returns the primitive type of OData of the last name of a Rust type's path: `Edm.Int32` for
/// `i32`.
pub fn edm_name(rust: &str) -> Option<&'static str> {
    PRIMITIVES.iter().chain(&FURTHER).find(|(_, known)| *known == rust).map(|(edm, _)| *edm)
}
