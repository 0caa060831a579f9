//! Relationships: what a navigation property refers to, and what it can be bound to.

use core::marker::PhantomData;

use super::Entity;
use crate::base::InvalidRequestError;
use crate::model::Field;

/// The type of a navigation property that refers to one entity.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not one related entity",
    label = "not a navigation property to one entity",
    note = "a collection of related entities takes `link` and `unlink`; what belongs to the entity itself is changed by a patch"
)]
pub trait Single {}

#[diagnostic::do_not_recommend]
impl<T: Entity> Single for T {}

/// An entity that a navigation property of type `T` can refer to: an entity of that type or of a derived
/// type.
#[diagnostic::on_unimplemented(
    message = "a property of type `{T}` does not refer to one `{Self}`",
    label = "the property is not a relationship to one such entity",
    note = "a collection of related entities takes `link` and `unlink`; what belongs to the entity itself is changed by a patch"
)]
pub trait Target<T> {}

#[diagnostic::do_not_recommend]
impl<T: Single, U: DerivedFrom<T>> Target<T> for U {}

/// The type of a navigation property that refers to any number of entities.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a collection of related entities",
    label = "not a navigation property to many entities",
    note = "one related entity takes `set_reference` and `clear_reference`; what belongs to the entity itself is changed by a patch"
)]
pub trait Many {
    /// The entity type of the items.
    type Item: Single;
}

#[diagnostic::do_not_recommend]
impl<T: Field<Value: Single>> Many for Vec<T> {
    type Item = T::Value;
}

/// A type whose values are allowed where a `T` is declared: `T` itself, and the types of a `#[graph_one_of]`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "`{Self}` is not a `{T}`", label = "the related entity is a `{T}`")]
pub trait DerivedFrom<T> {}

impl<T> DerivedFrom<T> for T {}

/// Marks a value that is a reference itself. It and [`Each`] keep the implementations of [`Reference`] from
/// overlapping: the compiler does not know that a text is never an iterator.
#[derive(Debug)]
pub struct Whole(());

/// Marks an iterator over references, whose items are marked with `How`.
#[derive(Debug)]
pub struct Each<How>(PhantomData<How>);

/// What a navigation property of type `T` is bound to in a create body: the `Address` of an
/// existing entity, an iterator over them for a collection, or addresses as text.
///
/// A typed address is written with the endpoint of the client that sends it. So is a text that starts with
/// `/v1.0/` or `/beta/`. Any other address is sent unchanged, and a text that is none, such as a key, is
/// refused before sending. The JSON of the body itself has `{endpoint}` in place of the endpoint, because it
/// is written before the client is known.
///
/// `How` is [`Whole`] or [`Each`]. It is inferred.
///
/// Source: OData JSON Format 4.01, "Bind Operation".
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a reference to `{T}`",
    label = "not what the navigation property refers to",
    note = "one related entity takes the address of one of its type, `E::at(...)`, or a text; a collection takes any number of them: a `Vec`, an array, an iterator"
)]
pub trait Reference<T, How = Whole> {
    /// The JSON of the annotation.
    #[doc(hidden)]
    fn reference(self) -> Result<serde_json::Value, InvalidRequestError>;
}

#[diagnostic::do_not_recommend]
impl<T> Reference<T> for &str {
    fn reference(self) -> Result<serde_json::Value, InvalidRequestError> {
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<T> Reference<T> for String {
    fn reference(self) -> Result<serde_json::Value, InvalidRequestError> {
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Field, How, I: IntoIterator<Item: Reference<T::Value, How>>> Reference<Vec<T>, Each<How>> for I {
    fn reference(self) -> Result<serde_json::Value, InvalidRequestError> {
        self.into_iter().map(Reference::<T::Value, How>::reference).collect()
    }
}
