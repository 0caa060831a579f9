//! `$orderby`.

use core::fmt;
use core::marker::PhantomData;

use graph_entity_model::model::literal::Comparable;

use super::Property;

/// What a request sorts by: an [`Order`], or the handle of a property, which means ascending.
///
/// ```
/// use graph_entity::graph_entity;
///
/// #[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
/// struct ManagedDevice {
///     id: String,
///     device_name: Option<String>,
/// }
///
/// let list = ManagedDevice::within().list().order_by(ManagedDevice::DEVICE_NAME);
/// let http = list.to_http("https://graph.microsoft.com")?;
/// assert_eq!(http.uri().query(), Some("$orderby=deviceName"));
/// # Ok::<(), graph_entity::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an order of `{E}`",
    label = "expected the handle of a property of `{E}`",
    note = "sort by a handle and its direction: `{E}::NAME.desc()`; an order as text is `Order::raw(\"...\")`"
)]
pub trait Sorting<E: ?Sized> {
    /// The property and the direction.
    #[doc(hidden)]
    fn into_order(self) -> Order<E>;
}

impl<E: ?Sized> Sorting<E> for Order<E> {
    fn into_order(self) -> Self {
        self
    }
}

impl<E: ?Sized, T: Comparable> Sorting<E> for Property<E, T> {
    fn into_order(self) -> Order<E> {
        self.asc()
    }
}

/// A property to order by, and the direction.
///
/// Source: OData URL Conventions 4.01, "System Query Option $orderby".
pub struct Order<E: ?Sized> {
    text: String,
    entity: PhantomData<fn() -> Box<E>>,
}

impl<E: ?Sized, T> Property<E, T> {
    /// Ascending: null first, and `false` before `true`.
    pub fn asc(self) -> Order<E>
    where
        T: Comparable,
    {
        Order { text: self.as_str().to_owned(), entity: PhantomData }
    }

    /// Descending: null last, and `true` before `false`.
    pub fn desc(self) -> Order<E>
    where
        T: Comparable,
    {
        Order { text: format!("{} desc", self.as_str()), entity: PhantomData }
    }
}

impl<E: ?Sized> Order<E> {
    /// An ordering as text, for what the typed ones cannot express. Nothing is checked.
    pub fn raw(order: impl Into<String>) -> Self {
        Self { text: order.into(), entity: PhantomData }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

impl<E: ?Sized> Clone for Order<E> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), entity: PhantomData }
    }
}

impl<E: ?Sized> fmt::Display for Order<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<E: ?Sized> fmt::Debug for Order<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}
