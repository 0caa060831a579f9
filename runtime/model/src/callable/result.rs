//! The result of an action or a function. It is read by its declared kind, not by the names in the reply.

use bytes::Bytes;
use http::StatusCode;

use crate::model::read::{data_error, has_member_value};
use crate::model::{
    ComplexType, Composite, Edm, Field, Kind, PropertyInfo, ReadError, Slot, Structured, TypeInfo, from_slice,
};

/// What an action or a function returns.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Returns {
    /// Nothing: 204, or 200 with any body.
    Nothing,
    /// Bytes of any content type (`Edm.Stream`).
    Stream,
    /// A value of this kind.
    Value(Kind),
}

/// A type that an action or a function can return: `()`, a property type, or an `Option` of one if the result
/// may be absent.
///
/// An entity, a complex value and any untyped JSON are the whole body of the reply. A primitive value and a
/// member of an enumeration are wrapped as `{"value": ...}`.
///
/// Source: OData JSON Format 4.01, "Individual Property or Operation Response".
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of an action or a function",
    label = "not a result type",
    note = "a result is of a property's type, an `Option` or a `Vec` of one, an entity, or `stream` for bytes"
)]
pub trait Returned: Sized {
    /// What the type is on the wire, as a description.
    const RETURNS: Returns;

    /// Reads a reply.
    ///
    /// # Errors
    /// [`ReadError`] with the property.
    fn read(status: StatusCode, body: &[u8]) -> Result<Self, ReadError>;
}

impl Returned for () {
    const RETURNS: Returns = Returns::Nothing;

    fn read(_: StatusCode, _: &[u8]) -> Result<Self, ReadError> {
        Ok(())
    }
}

impl Returned for Bytes {
    const RETURNS: Returns = Returns::Stream;

    fn read(_: StatusCode, body: &[u8]) -> Result<Self, ReadError> {
        Ok(Bytes::copy_from_slice(body))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Edm> Returned for T {
    const RETURNS: Returns = Returns::Value(T::KIND);

    fn read(_: StatusCode, body: &[u8]) -> Result<Self, ReadError> {
        if is_whole(T::KIND) {
            return from_slice(body);
        }
        let wrapped: Wrapped<T> = from_slice(body)?;
        check_is_complete(wrapped.next_link.is_some(), T::KIND, body)?;
        Ok(wrapped.value)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Edm> Returned for Option<T> {
    const RETURNS: Returns = Returns::Value(T::KIND);

    fn read(status: StatusCode, body: &[u8]) -> Result<Self, ReadError> {
        if status == StatusCode::NO_CONTENT || body.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        if is_whole(T::KIND) {
            return from_slice(body);
        }
        let wrapped: Wrapped<Option<T>> = from_slice(body)?;
        check_is_complete(wrapped.next_link.is_some(), T::KIND, body)?;
        Ok(wrapped.value)
    }
}

/// Whether a value of the kind is the whole body of a reply.
fn is_whole(kind: Kind) -> bool {
    matches!(kind, Kind::Complex(_) | Kind::Entity(_) | Kind::OneOf(_) | Kind::Untyped)
}

/// Checks a collection that is not read page by page: the reply must contain the list, and all of it.
fn check_is_complete(has_more: bool, kind: Kind, json: &[u8]) -> Result<(), ReadError> {
    let message = if has_more {
        "there are more pages than this one: declare the result as a `Vec`, whose pages are read"
    } else if kind.is_collection() && !has_member_value(json) {
        "it is missing, and a list is expected there"
    } else {
        return Ok(());
    };
    Err(data_error("value", message))
}

/// The object that wraps a single value: `{"value": ...}`.
struct Wrapped<T> {
    value: T,
    next_link: Option<String>,
}

impl<T: Field> Composite for Wrapped<T> {
    type Form = ComplexType;
}

impl<T: Field> Structured for Wrapped<T> {
    const INFO: &'static TypeInfo = &TypeInfo::envelope(
        "an individual value",
        &[
            PropertyInfo::value("value", T::KIND, T::NULLABLE, 0),
            PropertyInfo::of::<Option<String>>("@odata.nextLink", 0),
        ],
    );
    const VACANT: Self = Self { value: T::VACANT, next_link: None };

    fn slots(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Slot])) {
        visit(&mut [self.value.slot_mut(), &mut self.next_link]);
    }

    fn fields(&self, visit: &mut dyn FnMut(&[&dyn Slot])) {
        visit(&[self.value.value(), &self.next_link]);
    }
}
