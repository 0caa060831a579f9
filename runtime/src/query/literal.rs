//! Values as `$filter` writes them, and which may be compared with which property.

use crate::edm::{
    Binary, Date, DateTimeOffset, Decimal, Duration, Edm, EnumType, Flags, Kind, Slot, TimeOfDay, View,
};

/// A type whose values can be compared for equality: a primitive, an enumeration, a set of flags.
#[diagnostic::on_unimplemented(
    message = "values of `{Self}` cannot be compared in a filter",
    note = "compare a member of it (`then`), or the items of a collection (`any`, `all`)"
)]
pub trait Comparable: Edm {}

/// A type whose values have an order: `gt`, `ge`, `lt`, `le`.
#[diagnostic::on_unimplemented(message = "values of `{Self}` have no order in a filter")]
pub trait Ordered: Comparable {}

impl<T: EnumType + Edm> Comparable for T {}
impl<E: EnumType> Comparable for Flags<E> {}

macro_rules! comparable {
    ($($type:ty),*) => {$( impl Comparable for $type {} )*};
}

macro_rules! ordered {
    ($($type:ty),*) => {$( impl Comparable for $type {} impl Ordered for $type {} )*};
}

comparable!(bool, uuid::Uuid, Binary);
ordered!(String, u8, i16, i32, i64, f32, f64, Decimal, DateTimeOffset, Date, TimeOfDay, Duration);
ordered!(time::OffsetDateTime, time::Date, time::Time);

/// What a property of type `T` can be compared with: a `T`, a reference to one, and `&str` for a text.
#[diagnostic::on_unimplemented(
    message = "a property of type `{T}` cannot be compared with `{Self}`",
    label = "expected a value of type `{T}`"
)]
pub trait Comparand<T> {
    /// The value as a `$filter` literal.
    #[doc(hidden)]
    fn literal(self) -> String;
}

impl<T: Comparable> Comparand<T> for T {
    fn literal(self) -> String {
        literal(&self)
    }
}

impl<T: Comparable> Comparand<T> for &T {
    fn literal(self) -> String {
        literal(self)
    }
}

impl Comparand<String> for &str {
    fn literal(self) -> String {
        quoted(self)
    }
}

/// A literal by the kind of the value: texts and members quoted with their quotes doubled; numbers, dates and Guids
/// bare; durations and bytes with the prefix that tells them from texts.
///
/// Source: OData URL Conventions 4.01, "Primitive Literals"; Microsoft Graph, "Use the $filter query parameter".
fn literal(value: &dyn Slot) -> String {
    let text = text_of(&value.view());
    match value.kind() {
        Kind::String | Kind::Enum(_) => quoted(&text),
        Kind::Duration => format!("duration{}", quoted(&text)),
        Kind::Binary => format!("binary{}", quoted(&text)),
        _ => text,
    }
}

pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn text_of(view: &View<'_>) -> String {
    match view {
        View::Bool(value) => value.to_string(),
        View::Int(value) => value.to_string(),
        View::Float(value) => float(*value),
        View::Single(value) if value.is_finite() => value.to_string(),
        View::Single(value) => float(f64::from(*value)),
        View::Str(text) | View::Digits(text) => (*text).to_owned(),
        View::Text(text) => text.to_string(),
        View::DateTimeOffset(value) => value.to_string(),
        View::TimeOfDay(value) => value.to_string(),
        _ => "null".to_owned(),
    }
}

/// A URL has literals for what JSON has no number for.
fn float(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "INF" } else { "-INF" }.to_owned()
    } else {
        value.to_string()
    }
}
