//! Property types with parts: structured types, choices among them, and a `Box` of either, so that a type may
//! contain values of itself.
//!
//! `Edm` and `Slot` are implemented for all types with the trait that the macro implements, [`Composite`]. A
//! second implementation for `Box<T>` would overlap with that one, because every crate may implement a trait
//! for a `Box` of its own types. So `Box<T>` is a `Composite` itself, and its [`Form`] tells it from the
//! others.

use super::{Edm, Kind, Open, Polymorphic, Scalar, Slot, Structured, TypeInfo, ValueErrorKind, View};

/// A property type with parts. The macro implements it for entities, complex types and choices.
#[doc(hidden)]
pub trait Composite: Sized {
    /// Which sort of type it is.
    type Form: Form<Self>;
}

/// A sort of types with parts, which does for each of them what a property type does.
#[doc(hidden)]
pub trait Form<T> {
    /// See [`Edm::KIND`].
    const KIND: Kind;
    /// See [`Edm::VACANT`].
    const VACANT: T;
    /// See [`Edm::TYPE_NAME`].
    const TYPE_NAME: &'static str;

    /// See [`Edm::vacant`].
    #[inline]
    fn vacant() -> T {
        Self::VACANT
    }

    /// See [`Slot::assign`].
    ///
    /// # Errors
    /// [`ValueErrorKind::Type`] for a type that cannot be read from a scalar.
    #[inline]
    fn assign(_: &mut T, _: Scalar<'_>) -> Result<(), ValueErrorKind> {
        Err(ValueErrorKind::Type)
    }

    /// See [`Slot::open`].
    fn open(value: &mut T) -> Open<'_>;

    /// See [`Edm::assign_some`].
    ///
    /// # Errors
    /// [`ValueErrorKind::Type`] for a type that cannot be read from a scalar.
    #[inline]
    fn assign_some(_: &mut Option<T>, _: Scalar<'_>) -> Result<(), ValueErrorKind> {
        Err(ValueErrorKind::Type)
    }

    /// See [`Edm::open_some`].
    #[inline]
    fn open_some(option: &mut Option<T>) -> Open<'_> {
        Self::open(option.get_or_insert_with(Self::vacant))
    }

    /// See [`Slot::view`].
    fn view(value: &T) -> View<'_>;
}

#[diagnostic::do_not_recommend]
impl<T: Composite> Edm for T {
    const KIND: Kind = <T::Form as Form<T>>::KIND;
    const VACANT: Self = <T::Form as Form<T>>::VACANT;
    const TYPE_NAME: &'static str = <T::Form as Form<T>>::TYPE_NAME;

    #[inline]
    fn vacant() -> Self {
        <T::Form as Form<T>>::vacant()
    }

    #[inline]
    fn assign_some(option: &mut Option<Self>, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        <T::Form as Form<T>>::assign_some(option, value)
    }

    #[inline]
    fn open_some(option: &mut Option<Self>) -> Open<'_> {
        <T::Form as Form<T>>::open_some(option)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Composite> Slot for T {
    fn kind(&self) -> Kind {
        T::KIND
    }

    fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        <T::Form as Form<T>>::assign(self, value)
    }

    fn open(&mut self) -> Open<'_> {
        <T::Form as Form<T>>::open(self)
    }

    fn view(&self) -> View<'_> {
        <T::Form as Form<T>>::view(self)
    }
}

/// The form of entity types.
#[doc(hidden)]
pub struct EntityType(());

/// The form of complex types.
#[doc(hidden)]
pub struct ComplexType(());

/// The form of choices of derived types.
#[doc(hidden)]
pub struct ChoiceType(());

/// The form of boxes.
#[doc(hidden)]
pub struct Boxed(());

fn info<T: Structured>() -> &'static TypeInfo {
    T::INFO
}

macro_rules! structured_forms {
    ($($form:ident: $kind:ident,)+) => {$(
        impl<T: Structured> Form<T> for $form {
            const KIND: Kind = Kind::$kind(info::<T>);
            const VACANT: T = T::VACANT;
            const TYPE_NAME: &'static str = T::INFO.name;

            #[inline]
            fn open(value: &mut T) -> Open<'_> {
                Open::Object(value)
            }

            #[inline]
            fn view(value: &T) -> View<'_> {
                View::Object(value)
            }
        }
    )+};
}

structured_forms! {
    EntityType: Entity,
    ComplexType: Complex,
}

impl<T: Polymorphic> Form<T> for ChoiceType {
    const KIND: Kind = Kind::OneOf(T::INFO);
    const VACANT: T = T::VACANT;
    const TYPE_NAME: &'static str = T::INFO.name();

    #[inline]
    fn open(value: &mut T) -> Open<'_> {
        Open::OneOf(value)
    }

    #[inline]
    fn view(value: &T) -> View<'_> {
        Polymorphic::view(value)
    }
}

impl<T: Composite> Composite for Box<T> {
    type Form = Boxed;
}

impl<T: Composite> Form<Box<T>> for Boxed {
    const KIND: Kind = T::KIND;
    const TYPE_NAME: &'static str = T::TYPE_NAME;
    // A constant cannot allocate. A struct that uses this one does not compile.
    const VACANT: Box<T> = panic!("a boxed value may be missing: write `Option<Box<...>>`");

    fn vacant() -> Box<T> {
        Box::new(T::vacant())
    }

    fn open(value: &mut Box<T>) -> Open<'_> {
        T::open(value)
    }

    fn view(value: &Box<T>) -> View<'_> {
        T::view(value)
    }
}
