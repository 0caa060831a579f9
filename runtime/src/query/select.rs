//! `$select`.

use graph_entity_model::model::{Kind, OneOfInfo, PropertyInfo, Structured, TypeInfo};

use super::{Name, Property};

/// Properties to select: a handle; a tuple of handles of different types; or an array, a slice or a `Vec` of
/// handles of one type or of [`Name`]s.
///
/// ```
/// use graph_entity::graph_entity;
/// use graph_entity::query::Name;
///
/// #[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
/// struct ManagedDevice {
///     id: String,
///     device_name: Option<String>,
///     is_encrypted: Option<bool>,
/// }
///
/// let columns: Vec<Name<ManagedDevice>> = vec![ManagedDevice::DEVICE_NAME.into(), ManagedDevice::IS_ENCRYPTED.into()];
/// for list in [
///     ManagedDevice::within().list().select((ManagedDevice::DEVICE_NAME, ManagedDevice::IS_ENCRYPTED)),
///     ManagedDevice::within().list().select(&columns[..]),
/// ] {
///     let http = list.to_http("https://graph.microsoft.com")?;
///     assert_eq!(http.uri().query(), Some("$select=deviceName,isEncrypted,id"));
/// }
/// # Ok::<(), graph_entity::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a selection of properties of `{E}`",
    label = "expected handles of `{E}`",
    note = "give one handle, a tuple of handles, or a list of `Name<{E}>`"
)]
pub trait Selection<E: ?Sized> {
    /// Appends the names of the properties.
    #[doc(hidden)]
    fn add_to(self, names: &mut Vec<String>);
}

impl<E: ?Sized, T> Selection<E> for Property<E, T> {
    fn add_to(self, names: &mut Vec<String>) {
        names.push(self.as_str().to_owned());
    }
}

impl<E: ?Sized, T> Selection<E> for &Property<E, T> {
    fn add_to(self, names: &mut Vec<String>) {
        names.push(self.as_str().to_owned());
    }
}

impl<E: ?Sized> Selection<E> for Name<E> {
    fn add_to(self, names: &mut Vec<String>) {
        names.push(self.as_str().to_owned());
    }
}

impl<E: ?Sized> Selection<E> for &Name<E> {
    fn add_to(self, names: &mut Vec<String>) {
        names.push(self.as_str().to_owned());
    }
}

impl<E: ?Sized, S: Clone + Selection<E>> Selection<E> for &[S] {
    fn add_to(self, names: &mut Vec<String>) {
        for selection in self {
            selection.clone().add_to(names);
        }
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

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);

/// The names of a selection, with the key and the properties that the struct requires, without duplicates.
pub(super) fn names<E: Structured>(selection: impl Selection<E>) -> Vec<String> {
    let mut given = Vec::new();
    selection.add_to(&mut given);
    let mut names: Vec<String> = Vec::new();
    for name in given {
        add(&mut names, name);
    }
    // The members are added while the list is walked, so a copy is walked.
    for path in names.clone() {
        add_needed_beside(&mut names, "", &path, E::INFO);
    }
    add_needed(&mut names, "", E::INFO);
    names
}

/// The properties that the derived types require and a selection of the declared type does not contain.
pub(super) fn needed_of_derived(base: &TypeInfo, types: &OneOfInfo) -> Vec<String> {
    let mut names = Vec::new();
    for derived in types.types() {
        for property in needed(derived) {
            match base.property(property.name()) {
                Some(_) => add(&mut names, property.name().to_owned()),
                None => add(&mut names, format!("{}/{}", derived.name(), property.name())),
            }
        }
    }
    names
}

pub(super) fn add(names: &mut Vec<String>, name: String) {
    if !names.contains(&name) {
        names.push(name);
    }
}

/// The properties without which the struct cannot be read.
fn needed(info: &TypeInfo) -> impl Iterator<Item = &'static PropertyInfo> + use<> {
    info.properties()
        .iter()
        .filter(|property| property.is_key() || !property.may_be_missing())
        .filter(|property| !property.name().contains('@'))
}

/// Adds the required properties, except those of which a part is selected already.
fn add_needed(names: &mut Vec<String>, prefix: &str, info: &TypeInfo) {
    for property in needed(info) {
        let name = format!("{prefix}{}", property.name());
        let inside = format!("{name}/");
        if !names.iter().any(|known| known.starts_with(&inside)) {
            add(names, name);
        }
    }
}

/// Adds the required members of each complex value on the path to a selected member.
fn add_needed_beside(names: &mut Vec<String>, prefix: &str, path: &str, info: &TypeInfo) {
    let Some((first, rest)) = path.split_once('/') else { return };
    let Some(Kind::Complex(inner)) = info.property(first).map(|property| property.kind().item()) else {
        return;
    };
    let prefix = format!("{prefix}{first}/");
    add_needed_beside(names, &prefix, rest, inner());
    add_needed(names, &prefix, inner());
}
