//! The value of a parameter: a value of a property type, or the create body of an entity.

use crate::base::{Body, InvalidRequestError};
use crate::entity::{Create, CreateBody, Patch, PatchBody};
use crate::model::{Edm, Kind, Slot};

/// The value of a parameter that is sent.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Argument<'a> {
    /// Null.
    Null,
    /// A value of a property type.
    Value(&'a dyn Slot),
    /// The create body of an entity.
    Body(&'a PatchBody<Create>),
    /// A collection of create bodies.
    Bodies(&'a dyn BodyList),
}

/// Marks a parameter of a property type. It and [`ByBody`] are two types so that the implementations of
/// `Parameter` do not overlap: the compiler does not know that a create body is never a property type.
pub struct ByValue(());

/// Marks a parameter that is a create body or a list of them.
pub struct ByBody(());

impl ByValue {
    pub(super) fn argument<T: Edm>(value: &T) -> Argument<'_> {
        Argument::Value(value)
    }
}

impl ByBody {
    pub(super) fn argument<T: Bodies>(bodies: &T) -> Argument<'_> {
        bodies.argument()
    }
}

/// A create body or a list of them.
pub trait Bodies {
    /// The OData type.
    const KIND: Kind;
    /// See [`Edm::TYPE_NAME`].
    const TYPE_NAME: &'static str;

    /// Returns it as the value of a parameter.
    fn argument(&self) -> Argument<'_>;
}

#[diagnostic::do_not_recommend]
impl<P: Patch<Mode = Create>> Bodies for P {
    const KIND: Kind = <P::Entity as Edm>::KIND;
    const TYPE_NAME: &'static str = <P::Entity as Edm>::TYPE_NAME;

    #[inline]
    fn argument(&self) -> Argument<'_> {
        Argument::Body(self)
    }
}

#[diagnostic::do_not_recommend]
impl<P: Patch<Mode = Create>> Bodies for Vec<P> {
    const KIND: Kind = Kind::Collection(&<P::Entity as Edm>::KIND);
    const TYPE_NAME: &'static str = <P::Entity as Edm>::TYPE_NAME;

    #[inline]
    fn argument(&self) -> Argument<'_> {
        Argument::Bodies(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Edm> Bodies for CreateBody<T> {
    const KIND: Kind = T::KIND;
    const TYPE_NAME: &'static str = T::TYPE_NAME;

    #[inline]
    fn argument(&self) -> Argument<'_> {
        Argument::Body(self.body())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Edm> Bodies for Vec<CreateBody<T>> {
    const KIND: Kind = Kind::Collection(&T::KIND);
    const TYPE_NAME: &'static str = T::TYPE_NAME;

    #[inline]
    fn argument(&self) -> Argument<'_> {
        Argument::Bodies(self)
    }
}

/// A list of create bodies, without the type of the entity.
pub trait BodyList {
    /// Calls `visit` with each body in order.
    fn each(&self, visit: &mut dyn FnMut(&PatchBody<Create>));
}

impl<P: Patch<Mode = Create>> BodyList for Vec<P> {
    fn each(&self, visit: &mut dyn FnMut(&PatchBody<Create>)) {
        for body in self {
            visit(body);
        }
    }
}

impl<T> BodyList for Vec<CreateBody<T>> {
    fn each(&self, visit: &mut dyn FnMut(&PatchBody<Create>)) {
        for body in self {
            visit(body.body());
        }
    }
}

impl dyn BodyList + '_ {
    /// The JSON of the list.
    pub(super) fn to_member(&self) -> Result<Body, InvalidRequestError> {
        let mut bodies = Vec::new();
        self.each(&mut |body| bodies.push(body.to_member()));
        Body::list(bodies.into_iter())
    }
}
