//! `$select`.

use super::{Name, Property};
use crate::structured::Structured;

/// Properties to select: a handle, a tuple of handles of different types, an array or a `Vec` of `&Name<E>`.
pub trait Selection<E: ?Sized> {
    /// Adds the properties' names.
    #[doc(hidden)]
    fn add_to(self, names: &mut Vec<String>);
}

impl<E: ?Sized, T> Selection<E> for Property<E, T> {
    fn add_to(self, names: &mut Vec<String>) {
        names.push(self.as_str().to_owned());
    }
}

impl<E: ?Sized> Selection<E> for &Name<E> {
    fn add_to(self, names: &mut Vec<String>) {
        names.push(self.as_str().to_owned());
    }
}

impl<E: ?Sized, S: Selection<E>, const N: usize> Selection<E> for [S; N] {
    fn add_to(self, names: &mut Vec<String>) {
        for selection in self {
            selection.add_to(names);
        }
    }
}

impl<E: ?Sized, S: Selection<E>> Selection<E> for Vec<S> {
    fn add_to(self, names: &mut Vec<String>) {
        for selection in self {
            selection.add_to(names);
        }
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<Entity: ?Sized, $($name: Selection<Entity>),*> Selection<Entity> for ($($name,)*) {
            #[allow(non_snake_case, reason = "the tuple's items have the names of their types")]
            fn add_to(self, names: &mut Vec<String>) {
                let ($($name,)*) = self;
                $($name.add_to(names);)*
            }
        }
    };
}

tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);

/// The names of a selection, with the key and whatever the struct cannot be read without.
pub(super) fn names<E: Structured>(selection: impl Selection<E>) -> Vec<String> {
    let mut names = Vec::new();
    selection.add_to(&mut names);
    for property in E::INFO.properties {
        let needed = property.is_key() || !property.may_be_missing();
        if needed && !property.name.contains('@') && !names.iter().any(|name| name == property.name) {
            names.push(property.name.to_owned());
        }
    }
    names
}
