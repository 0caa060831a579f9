//! Values as `$filter` literals, and which values may be compared with which properties.

use crate::base::InvalidRequestError;
use crate::model::{Date, DateTimeOffset, Edm, EnumInfo, EnumType, Flags, Kind, Slot, TimeOfDay, View};

/// A type whose values can be compared for equality: a primitive, an enumeration, a set of flags.
#[diagnostic::on_unimplemented(
    message = "values of `{Self}` can be neither compared nor sorted",
    label = "not a single value",
    note = "compare a member of it (`then`), or the items of a collection (`any`, `all`)"
)]
pub trait Comparable: Edm {}

/// A type whose values have an order: `gt`, `ge`, `lt`, `le`.
#[diagnostic::on_unimplemented(
    message = "values of `{Self}` have no order in a filter",
    label = "cannot be compared by size",
    note = "compare for equality: `eq`, `ne`, `is_in`"
)]
pub trait Ordered: Comparable {}

#[diagnostic::do_not_recommend]
impl<T: EnumType + Edm> Comparable for T {}
impl<E: EnumType> Comparable for Flags<E> {}

macro_rules! comparable {
    ($($type:ty),*) => {$( impl Comparable for $type {} )*};
}

macro_rules! ordered {
    ($($type:ty),*) => {$( impl Comparable for $type {} impl Ordered for $type {} )*};
}

comparable!(bool, uuid::Uuid);
ordered!(String, u8, i8, i16, i32, i64, f32, f64);
ordered!(time::OffsetDateTime, time::Date, time::Time);

/// What a property of type `T` can be compared with: a `T`, a reference to one, `&str` for a text, a single
/// member for a set of flags, and the types of the `time` crate for those of this crate.
#[diagnostic::on_unimplemented(
    message = "a property of type `{T}` cannot be compared with `{Self}`",
    label = "not a value to compare `{T}` with",
    note = "a collection is asked about its items (`any`, `all`), a complex value about a member (`then`), null has `is_null`",
    note = "what the types cannot say goes into `filter_raw`"
)]
pub trait Comparand<T> {
    /// The value as a `$filter` literal.
    #[doc(hidden)]
    fn literal(self) -> Literal;
}

impl<T: Comparable> Comparand<T> for T {
    fn literal(self) -> Literal {
        Literal::of(&self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Comparable> Comparand<T> for &T {
    fn literal(self) -> Literal {
        Literal::of(self)
    }
}

macro_rules! texts {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Comparand<String> for $type {
            fn literal(self) -> Literal {
                Literal { text: quoted(&self), kind: None }
            }
        }
    )*};
}

texts!(&str, &&str, std::borrow::Cow<'_, str>);

macro_rules! same {
    ($($theirs:ty => $ours:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Comparand<$ours> for $theirs {
            fn literal(self) -> Literal {
                Literal::of(&self)
            }
        }
    )*};
}

same!(time::OffsetDateTime => DateTimeOffset, time::Date => Date, time::Time => TimeOfDay);
same!(DateTimeOffset => time::OffsetDateTime, Date => time::Date, TimeOfDay => time::Time);

#[diagnostic::do_not_recommend]
impl<M: EnumType> Comparand<Flags<M>> for M {
    fn literal(self) -> Literal {
        Literal::of(&Flags::from(self))
    }
}

/// A value as a `$filter` literal, and the error if it must not be sent.
#[doc(hidden)]
pub struct Literal {
    /// The literal.
    pub text: String,
    kind: Option<ErrorKind>,
}

#[derive(Clone, Copy)]
enum ErrorKind {
    UnknownFutureValue,
    NoFlags,
}

impl Literal {
    /// The literal for the kind of the value: texts and enumeration members in quotation marks, which are
    /// doubled inside; numbers, dates and Guids bare; durations and bytes with the prefix that distinguishes
    /// them from texts.
    ///
    /// Source: OData URL Conventions 4.01, "Primitive Literals"; Microsoft Graph, "Use the $filter query
    /// parameter".
    pub fn of(value: &dyn Slot) -> Self {
        let view = value.view();
        let text = text_of(&view);
        let kind = error_kind_of(value.kind(), &view, &text);
        let text = match value.kind() {
            Kind::String | Kind::Enum(_) => quoted(&text),
            Kind::Duration => format!("duration{}", quoted(&text)),
            Kind::Binary => format!("binary{}", quoted(&for_urls(&text))),
            _ => text,
        };
        Self { text, kind }
    }

    /// The error for the property that the value is compared with.
    pub fn error(&self, property: &str) -> Option<InvalidRequestError> {
        let property = property.to_owned();
        self.kind.map(|kind| match kind {
            ErrorKind::UnknownFutureValue => InvalidRequestError::UnknownFutureValue { property },
            ErrorKind::NoFlags => InvalidRequestError::NoFlags { property },
        })
    }
}

fn error_kind_of(kind: Kind, view: &View<'_>, text: &str) -> Option<ErrorKind> {
    let Kind::Enum(_) = kind else { return None };
    if matches!(view, View::NoFlags) {
        return Some(ErrorKind::NoFlags);
    }
    text.split(',').any(EnumInfo::is_sentinel).then_some(ErrorKind::UnknownFutureValue)
}

/// Base64 for a URL: RFC 4648 "Base 64 Encoding with URL and Filename Safe Alphabet".
fn for_urls(base64: &str) -> String {
    base64.replace('+', "-").replace('/', "_")
}

/// A text in quotation marks, which are doubled inside.
#[doc(hidden)]
pub fn quoted(text: &str) -> String {
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
        // Comparable types have no other view.
        _ => String::new(),
    }
}

/// Unlike JSON, a URL has literals for NaN and the infinities.
fn float(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "INF" } else { "-INF" }.to_owned()
    } else {
        value.to_string()
    }
}
