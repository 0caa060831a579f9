//! A place for a value: filled by the reader, seen by the writer, both through one object-safe trait.

use core::fmt;

use super::Object;
use super::{Edm, Field, Kind};

#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a property type of Microsoft Graph",
    label = "not an Edm type",
    note = "the property types are listed in the documentation of `graph_entity::model::Kind`"
)]
/// A place for a value. Four methods, so that a type's table stays small: each is compiled for each type.
pub trait Slot {
    /// What belongs here.
    fn kind(&self) -> Kind;

    /// Takes a scalar.
    ///
    /// # Errors
    /// A [`ValueErrorKind`] when the scalar is not of the slot's kind; the slot then keeps what it had.
    fn set(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind>;

    /// Opens the place for a value with parts. Items there before are dropped; an object stays and is written over, so
    /// that members left out keep what they had.
    fn open(&mut self) -> Open<'_> {
        Open::Closed
    }

    /// What is there now.
    fn view(&self) -> View<'_>;
}

/// A JSON scalar on its way in.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Scalar<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integral number that fits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Str(&'a str),
    /// A JSON number as its digits; only for [`Kind::Decimal`], which no binary number can hold.
    Digits(&'a str),
}

/// The inside of a slot for a value with parts.
#[non_exhaustive]
pub enum Open<'a> {
    /// The slot takes scalars alone.
    Closed,
    /// A JSON array.
    List(&'a mut dyn List),
    /// A JSON object with known properties.
    Object(&'a mut dyn Object),
    /// Any JSON value.
    Untyped(&'a mut serde_json::Value),
    /// A JSON object whose `@odata.type` says which type it has.
    OneOf(&'a mut dyn OneOf),
    /// The place for properties that the declaration lacks.
    Additional(&'a mut super::Additional),
}

/// A polymorphic value's place: the type is chosen before the inside is opened.
pub trait OneOf {
    /// Opens the place for a value of the type at an index of [`OneOfInfo::types`](super::OneOfInfo::types), or of an
    /// unknown one.
    fn choose(&mut self, index: Option<usize>) -> Open<'_>;
}

/// A collection's items, without their type.
pub trait List {
    /// Adds a vacant item and hands out its place.
    fn push(&mut self) -> &mut dyn Slot;
    /// The number of items.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The item at an index below [`List::len`].
    fn item(&self, index: usize) -> &dyn Slot;
}

/// A value on its way out.
#[non_exhaustive]
pub enum View<'a> {
    /// Nothing there.
    Null,
    /// A Boolean.
    Bool(bool),
    /// An integral number.
    Int(i64),
    /// A double; not finite ones travel as text.
    Float(f64),
    /// A single, with its own shortest digits.
    Single(f32),
    /// A text.
    Str(&'a str),
    /// A value whose wire form is a text without characters that JSON escapes.
    Text(&'a dyn fmt::Display),
    /// An instant made while it is viewed, of a type whose own text is not the wire form.
    DateTimeOffset(super::DateTimeOffset),
    /// A time of day made while it is viewed, of a type whose own text is not the wire form.
    TimeOfDay(super::TimeOfDay),
    /// A JSON number as its digits.
    Digits(&'a str),
    /// A collection.
    List(&'a dyn List),
    /// A structured value.
    Object(&'a dyn Object),
    /// A structured value whose type is said with it, since the declared one is another.
    Derived(&'a dyn Object),
    /// Any JSON value.
    Untyped(&'a serde_json::Value),
    /// Properties that the declaration lacks.
    Additional(&'a super::Additional),
    /// A set of no flags, which has no wire form.
    NoFlags,
}

/// Why a scalar does not fit its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueErrorKind {
    /// Another JSON type than the kind's.
    Type,
    /// The right type, beyond the kind's bounds.
    Range,
    /// A text that is not of the kind's form.
    Form,
    /// A time with more than the twelve digits of a second that OData allows.
    Precision,
}

/// `null` and absence have a place here; everything else goes to the value inside, made when it is needed.
#[diagnostic::do_not_recommend]
impl<T: Edm> Slot for Option<T> {
    fn kind(&self) -> Kind {
        T::KIND
    }

    fn set(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        if matches!(value, Scalar::Null) {
            *self = None;
            return Ok(());
        }
        let mut inner = T::VACANT;
        inner.set(value)?;
        *self = Some(inner);
        Ok(())
    }

    fn open(&mut self) -> Open<'_> {
        self.get_or_insert(T::VACANT).open()
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
}

#[diagnostic::do_not_recommend]
impl<T: Field> Slot for Vec<T> {
    fn kind(&self) -> Kind {
        <Self as Edm>::KIND
    }

    fn set(&mut self, _: Scalar<'_>) -> Result<(), ValueErrorKind> {
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
        Vec::push(self, T::VACANT);
        &mut self[index]
    }

    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn item(&self, index: usize) -> &dyn Slot {
        &self[index]
    }
}
