//! Typed handles for properties, one constant for each field.

use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;
use std::borrow::Cow;

use graph_entity_model::model::Structured;

/// A property of `E` by its wire name, without its type. This is what `$select` takes.
pub struct Name<E: ?Sized> {
    path: Cow<'static, str>,
    entity: PhantomData<fn() -> Box<E>>,
}

impl<E: ?Sized> Name<E> {
    const fn new(path: Cow<'static, str>) -> Self {
        Self { path, entity: PhantomData }
    }

    /// The wire name, or the path to a nested property: `deviceHealth/status`.
    pub fn as_str(&self) -> &str {
        &self.path
    }
}

impl<E: ?Sized> Clone for Name<E> {
    fn clone(&self) -> Self {
        Self::new(self.path.clone())
    }
}

impl<E: ?Sized> fmt::Debug for Name<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.fmt(f)
    }
}

/// A property of `E` with values of type `T`. `#[graph_entity]` and `#[graph_complex]` give a struct one
/// constant for each field, named like the field in capitals.
///
/// A comparison with a value of another type does not compile. [`Filter::raw`](super::Filter::raw) accepts
/// anything.
// The compiler shows this line where `==` is between a handle and a value.
pub struct Property<E: ?Sized, T> /* compared by its methods: HANDLE.eq(value) */ {
    name: Name<E>,
    value: PhantomData<fn() -> T>,
}

impl<E: ?Sized, T> From<Property<E, T>> for Name<E> {
    fn from(property: Property<E, T>) -> Self {
        property.name
    }
}

impl<E: ?Sized, T> Property<E, T> {
    /// A handle by wire name, for a property that the struct does not declare.
    ///
    /// ```
    /// use graph_entity::{Property, graph_entity};
    ///
    /// #[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
    /// struct ManagedDevice {
    ///     id: String,
    /// }
    ///
    /// const OWNER: Property<ManagedDevice, String> = Property::new("userPrincipalName");
    /// assert_eq!(OWNER.eq("adele@contoso.com").to_string(), "userPrincipalName eq 'adele@contoso.com'");
    /// ```
    pub const fn new(wire_name: &'static str) -> Self {
        // Each build of a user's program evaluates this for every property. A call of `Name::new` would
        // double the cost.
        Self { name: Name { path: Cow::Borrowed(wire_name), entity: PhantomData }, value: PhantomData }
    }

    pub(super) fn at(path: String) -> Self {
        Self { name: Name::new(Cow::Owned(path)), value: PhantomData }
    }
}

impl<E: ?Sized, T> Property<E, T> {
    /// A member of this property's value: `address/city`.
    ///
    /// ```
    /// use graph_entity::{graph_complex, graph_entity};
    ///
    /// #[graph_entity(path = "/deviceManagement/notificationMessageTemplates/{id}")]
    /// struct Template {
    ///     id: String,
    ///     branding: Option<Branding>,
    /// }
    ///
    /// #[graph_complex]
    /// struct Branding {
    ///     color: Option<String>,
    /// }
    ///
    /// let filter = Template::BRANDING.then(Branding::COLOR).eq("red");
    /// assert_eq!(filter.to_string(), "branding/color eq 'red'");
    /// ```
    #[allow(
        clippy::needless_pass_by_value,
        reason = "handles are constants, which are handed over as they are"
    )]
    pub fn then<U>(self, member: Property<T, U>) -> Property<E, U> {
        Property::at(format!("{}/{}", self.as_str(), member.as_str()))
    }
}

impl<E: ?Sized, T> Property<E, T> {
    /// This property's value as one of the derived type `D`, so that its members can be used, as in a lambda:
    /// `x/microsoft.graph.win32LobAppFileSystemRule/path`.
    pub fn cast<D: Structured>(self) -> Property<E, D> {
        Property::at(format!("{}/{}", self.as_str(), D::INFO.name()))
    }
}

impl<D: Structured, T> Property<D, T> {
    /// The same property, for a collection declared with the base type `E` of `D`:
    /// `microsoft.graph.win32LobApp/setupFilePath`.
    pub fn of_derived<E>(self) -> Property<E, T> {
        Property::at(format!("{}/{}", D::INFO.name(), self.as_str()))
    }
}

impl<E: ?Sized, T> Deref for Property<E, T> {
    type Target = Name<E>;

    fn deref(&self) -> &Name<E> {
        &self.name
    }
}

impl<E: ?Sized, T> Clone for Property<E, T> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), value: PhantomData }
    }
}

impl<E: ?Sized, T> fmt::Debug for Property<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}
