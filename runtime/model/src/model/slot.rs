//! A slot for a value: filled by the reader and viewed by the writer, both through one object-safe trait.

use core::fmt;

use super::Object;
use super::{Edm, Field, Kind};

#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a property type of Microsoft Graph",
    label = "not an Edm type",
    note = "the property types are listed in the documentation of `graph_entity::model::Kind`",
    note = "a struct of your own needs `#[graph_complex]`, and an enum `#[graph_enum]`"
)]
/// A place for a value. It has only four methods, because each of them is compiled for every type.
pub trait Slot {
    /// Returns the kind of value that the slot takes.
    fn kind(&self) -> Kind;

    /// Assigns a scalar to the slot.
    ///
    /// # Errors
    /// A [`ValueErrorKind`] if the scalar does not fit the slot's kind. The slot then keeps its value.
    // Not called `set`, which the compiler would suggest for `Device::get("1")`.
    fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind>;

    /// Opens the slot for a value with parts. A list is cleared. An object is kept and overwritten, so that
    /// members that are left out keep their values.
    fn open(&mut self) -> Open<'_> {
        Open::Closed
    }

    /// Returns the current value, to write it.
    fn view(&self) -> View<'_>;
}

/// A JSON scalar that a slot is to take.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Scalar<'a> {
    /// The JSON `null`.
    Null,
    /// A JSON `true` or `false`.
    Bool(bool),
    /// A JSON number that is an integer in the range of `i64`.
    Int(i64),
    /// Any other JSON number, as the nearest `f64`.
    Float(f64),
    /// A text.
    Str(&'a str),
    /// A JSON number as its digits. Only for [`Kind::Decimal`], whose values may not fit a binary number.
    Digits(&'a str),
}

/// The inside of a slot for a value with parts.
#[non_exhaustive]
pub enum Open<'a> {
    /// The slot takes only scalars.
    Closed,
    /// The slot takes a JSON array: it holds a collection.
    List(&'a mut dyn List),
    /// The slot takes a JSON object with known properties.
    Object(&'a mut dyn Object),
    /// Any JSON value, for a property of type `Edm.Untyped`.
    Untyped(&'a mut serde_json::Value),
    /// A JSON object whose type is named by its `@odata.type`.
    OneOf(&'a mut dyn OneOf),
    /// A slot for properties that are not declared.
    Additional(&'a mut super::Additional),
}

/// A slot for a polymorphic value: the type is chosen before the inside is opened.
pub trait OneOf {
    /// Opens the slot for a value of the type with this index in
    /// [`OneOfInfo::types`](super::OneOfInfo::types), or of an unknown type.
    fn choose(&mut self, index: Option<usize>) -> Open<'_>;
}

/// A choice of derived types. Implemented by the macro.
#[doc(hidden)]
pub trait Polymorphic: super::Composite {
    /// The declared type and the types to choose from.
    const INFO: &'static super::OneOfInfo;
    /// The value that the reader starts from.
    const VACANT: Self;
    /// See [`OneOf::choose`].
    fn choose(&mut self, index: Option<usize>) -> Open<'_>;
    /// See [`Slot::view`].
    fn view(&self) -> View<'_>;
}

impl<T: Polymorphic> OneOf for T {
    fn choose(&mut self, index: Option<usize>) -> Open<'_> {
        Polymorphic::choose(self, index)
    }
}

/// The items of a collection, without their type.
pub trait List {
    /// Adds a vacant item and returns its slot.
    fn push(&mut self) -> &mut dyn Slot;
    /// Returns the number of items.
    fn len(&self) -> usize;
    /// Returns whether there are no items.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The item at an index less than [`List::len`].
    fn item(&self, index: usize) -> &dyn Slot;
}

/// A value of a property that is to be written as JSON.
#[non_exhaustive]
pub enum View<'a> {
    /// No value, written as `null`.
    Null,
    /// A Boolean, written as `true` or `false`.
    Bool(bool),
    /// An integer, written as a JSON number.
    Int(i64),
    /// A double. NaN and the infinities are written as text.
    Float(f64),
    /// A single, which is written with the shortest digits of its own type.
    Single(f32),
    /// A text.
    Str(&'a str),
    /// A value whose wire form is a text without characters that JSON escapes.
    Text(&'a dyn fmt::Display),
    /// An instant made on the fly, from a type whose own text is not the wire form.
    DateTimeOffset(super::DateTimeOffset),
    /// A time of day made on the fly, from a type whose own text is not the wire form.
    TimeOfDay(super::TimeOfDay),
    /// A number as its digits, written without quotes.
    Digits(&'a str),
    /// A collection, written as a JSON array.
    List(&'a dyn List),
    /// A structured value, written as a JSON object.
    Object(&'a dyn Object),
    /// A structured value that is written with its type, because it differs from the declared one.
    Derived(&'a dyn Object),
    /// Any JSON value, for a property of type `Edm.Untyped`.
    Untyped(&'a serde_json::Value),
    /// Properties that are not declared, beside the others of their object.
    Additional(&'a super::Additional),
    /// An empty set of flags without a wire form.
    NoFlags,
}

/// Why a JSON scalar does not fit its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueErrorKind {
    /// The value has another JSON type than the kind's.
    Type,
    /// The right type, but outside the kind's bounds.
    Range,
    /// A text that does not have the kind's form.
    Form,
    /// A time with more than the twelve digits of a second that OData allows.
    Precision,
}

/// `null` and absence are `None`. Everything else goes to the inner value, which is created when it is
/// needed.
#[diagnostic::do_not_recommend]
impl<T: Edm> Slot for Option<T> {
    fn kind(&self) -> Kind {
        T::KIND
    }

    fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        if matches!(value, Scalar::Null) {
            *self = None;
            return Ok(());
        }
        T::assign_some(self, value)
    }

    fn open(&mut self) -> Open<'_> {
        T::open_some(self)
    }

    fn view(&self) -> View<'_> {
        match self {
            Some(inner) => inner.view(),
            None => View::Null,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Field> Edm for Vec<T> {
    const KIND: Kind = Kind::Collection(&T::KIND);
    const VACANT: Self = Vec::new();
    const TYPE_NAME: &'static str = T::TYPE_NAME;
}

#[diagnostic::do_not_recommend]
impl<T: Field> Slot for Vec<T> {
    fn kind(&self) -> Kind {
        <Self as Edm>::KIND
    }

    fn assign(&mut self, _: Scalar<'_>) -> Result<(), ValueErrorKind> {
        Err(ValueErrorKind::Type)
    }

    fn open(&mut self) -> Open<'_> {
        self.clear();
        Open::List(self)
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<T: Field> List for Vec<T> {
    fn push(&mut self) -> &mut dyn Slot {
        let index = self.len();
        Vec::push(self, T::vacant());
        &mut self[index]
    }

    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn item(&self, index: usize) -> &dyn Slot {
        &self[index]
    }
}
