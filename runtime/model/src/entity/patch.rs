//! The patch model: the changes that a request makes, as the body of an update or a create.

mod body;
mod convert;
mod create_body;
mod error;
mod parts;

pub use body::{PatchBody, into_body};
pub use convert::{Copied, Patch, deserialize_patch};
pub use create_body::CreateBody;
pub use error::{PatchError, PatchErrorKind};

use super::DerivedFrom;
use crate::base::{Body, InvalidRequestError};
use crate::model::Field;

/// Marks a patch model as the body of an update (PATCH).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Update(());

/// Marks a patch model as the body of a create (POST), which also takes create-only properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Create(());

/// What a patch model is the body of: [`Update`] or [`Create`].
pub trait Mode: sealed::Sealed {
    /// Whether bodies of this mode are those of a create.
    const IS_CREATE: bool;
}

impl Mode for Update {
    const IS_CREATE: bool = false;
}

impl Mode for Create {
    const IS_CREATE: bool = true;
}

/// The body of a request that creates or replaces an `E`: its `{Entity}Patch<Create>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a create body of `{E}`",
    label = "expected a body that `{E}::new_body()` starts",
    note = "`{E}::patch()` starts the body of an update, which has no create-only properties"
)]
pub trait NewBody<E>: Sized {
    /// The body without its type.
    #[doc(hidden)]
    fn into_body(self) -> PatchBody<Create>;
}

#[diagnostic::do_not_recommend]
impl<E, P: Patch<Entity = E, Mode = Create>> NewBody<E> for P {
    fn into_body(self) -> PatchBody<Create> {
        self.into()
    }
}

/// What the setter of a text property takes: `&str`, `String`, or any other `AsRef<str>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text",
    label = "the property is a text",
    note = "a setter takes the value itself: for an `Option`, `when(option, |patch, value| ...)` sets it if there is one, and the `clear_` method sends null"
)]
pub trait Text: AsRef<str> {}

#[diagnostic::do_not_recommend]
impl<T: AsRef<str>> Text for T {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Update {}
    impl Sealed for super::Create {}
}

/// The body of an entity that is created together with another one, or a list of such bodies.
///
/// Source: OData Protocol 4.01, "Create Related Entities When Creating an Entity".
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a create body of `{T}`",
    note = "start one with the related entity's `new_body()`; a collection takes a `Vec` of them"
)]
pub trait Inline<T> {
    /// The JSON of the body.
    #[doc(hidden)]
    fn inline(self) -> Result<Body, InvalidRequestError>;
}

impl<T, P: Patch<Mode = Create>> Inline<T> for P
where
    P::Entity: DerivedFrom<T>,
{
    fn inline(self) -> Result<Body, InvalidRequestError> {
        let body: PatchBody<Create> = self.into();
        body.into_member()
    }
}

impl<T: Field, P: Patch<Mode = Create>> Inline<Vec<T>> for Vec<P>
where
    P::Entity: DerivedFrom<T::Value>,
{
    fn inline(self) -> Result<Body, InvalidRequestError> {
        Body::list(self.into_iter().map(Inline::<T::Value>::inline))
    }
}
