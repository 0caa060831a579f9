//! `$filter` expressions.

use core::fmt;
use core::marker::PhantomData;

use super::literal::quoted;
use super::{Comparable, Comparand, Ordered, Property};
use crate::structured::Structured;

/// A `$filter` expression over the properties of `E`.
///
/// ```
/// use graph_entity::graph_entity;
///
/// #[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
/// struct ManagedDevice {
///     id: String,
///     device_name: Option<String>,
///     is_encrypted: Option<bool>,
/// }
///
/// let filter = ManagedDevice::DEVICE_NAME.starts_with("O'Neil").and(ManagedDevice::IS_ENCRYPTED.eq(true).not());
/// assert_eq!(filter.to_string(), "startswith(deviceName,'O''Neil') and not (isEncrypted eq true)");
/// ```
///
/// Source: OData URL Conventions 4.01, "System Query Option $filter".
pub struct Filter<E: ?Sized> {
    text: String,
    /// Whether the outermost operator is `or`, which binds weaker than `and`.
    is_or: bool,
    entity: PhantomData<fn() -> Box<E>>,
}

impl<E: ?Sized> Filter<E> {
    /// An expression as text, for what the typed ones cannot say. Nothing is checked.
    pub fn raw(expression: impl Into<String>) -> Self {
        // Its outermost operator is not known.
        Self { text: expression.into(), is_or: true, entity: PhantomData }
    }

    fn new(text: String) -> Self {
        Self { text, is_or: false, entity: PhantomData }
    }

    /// The values of the derived type `D`: `isof('microsoft.graph.win32LobApp')`.
    pub fn is_of<D: Structured>() -> Self {
        Self::new(format!("isof({})", quoted(D::INFO.name)))
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::new(format!("{} and {}", self.operand(), other.operand()))
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { text: format!("{} or {}", self.text, other.into_text()), is_or: true, entity: PhantomData }
    }

    /// The opposite. A method, so that a chain reads from left to right; `!` does the same.
    #[allow(clippy::should_implement_trait, reason = "it does, below; the method chains")]
    #[must_use]
    pub fn not(self) -> Self {
        Self::new(format!("not ({})", self.text))
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn operand(self) -> String {
        if self.is_or { format!("({})", self.text) } else { self.text }
    }
}

impl<E: ?Sized> core::ops::Not for Filter<E> {
    type Output = Self;

    fn not(self) -> Self {
        Filter::not(self)
    }
}

impl<E: ?Sized> Clone for Filter<E> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), is_or: self.is_or, entity: PhantomData }
    }
}

/// The expression, not yet percent-encoded.
impl<E: ?Sized> fmt::Display for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<E: ?Sized> fmt::Debug for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl<E: ?Sized, T: Comparable> Property<E, T> {
    /// Equal to a value.
    pub fn eq(self, value: impl Comparand<T>) -> Filter<E> {
        self.compare("eq", &value.literal())
    }

    /// Not equal to a value.
    pub fn ne(self, value: impl Comparand<T>) -> Filter<E> {
        self.compare("ne", &value.literal())
    }

    /// Null.
    pub fn is_null(self) -> Filter<E> {
        self.compare("eq", "null")
    }

    /// Not null.
    pub fn is_not_null(self) -> Filter<E> {
        self.compare("ne", "null")
    }

    /// Equal to one of several values. An empty list holds for nothing.
    pub fn is_in<C: Comparand<T>>(self, values: impl IntoIterator<Item = C>) -> Filter<E> {
        let literals: Vec<String> = values.into_iter().map(Comparand::literal).collect();
        if literals.is_empty() {
            return Filter::new("false".to_owned());
        }
        Filter::new(format!("{} in ({})", self.as_str(), literals.join(",")))
    }

    fn compare(&self, operator: &str, literal: &str) -> Filter<E> {
        Filter::new(format!("{} {operator} {literal}", self.as_str()))
    }
}

impl<E: ?Sized, T: Ordered> Property<E, T> {
    /// Greater than a value.
    pub fn gt(self, value: impl Comparand<T>) -> Filter<E> {
        self.compare("gt", &value.literal())
    }

    /// Greater than or equal to a value.
    pub fn ge(self, value: impl Comparand<T>) -> Filter<E> {
        self.compare("ge", &value.literal())
    }

    /// Less than a value.
    pub fn lt(self, value: impl Comparand<T>) -> Filter<E> {
        self.compare("lt", &value.literal())
    }

    /// Less than or equal to a value.
    pub fn le(self, value: impl Comparand<T>) -> Filter<E> {
        self.compare("le", &value.literal())
    }
}

impl<E: ?Sized> Property<E, String> {
    /// Contains a text.
    pub fn contains(self, text: impl AsRef<str>) -> Filter<E> {
        self.call("contains", text.as_ref())
    }

    /// Starts with a text.
    pub fn starts_with(self, text: impl AsRef<str>) -> Filter<E> {
        self.call("startswith", text.as_ref())
    }

    /// Ends with a text.
    pub fn ends_with(self, text: impl AsRef<str>) -> Filter<E> {
        self.call("endswith", text.as_ref())
    }

    fn call(&self, function: &str, text: &str) -> Filter<E> {
        Filter::new(format!("{function}({},{})", self.as_str(), quoted(text)))
    }
}

/// Stands for an item of a collection inside of [`any`](Property::any) and [`all`](Property::all).
pub enum Item {}

impl<E: ?Sized, T> Property<E, Vec<T>> {
    /// At least one item for which a condition holds.
    ///
    /// ```
    /// use graph_entity::graph_entity;
    ///
    /// #[graph_entity(path = "/deviceAppManagement/mobileApps/{mobileAppId}")]
    /// struct MobileApp {
    ///     id: String,
    ///     role_scope_tag_ids: Vec<String>,
    /// }
    ///
    /// let filter = MobileApp::ROLE_SCOPE_TAG_IDS.any(|tag| tag.eq("0"));
    /// assert_eq!(filter.to_string(), "roleScopeTagIds/any(x:x eq '0')");
    /// ```
    pub fn any(self, condition: impl FnOnce(Property<Item, T>) -> Filter<Item>) -> Filter<E> {
        self.lambda("any", condition)
    }

    /// No item for which a condition does not hold.
    pub fn all(self, condition: impl FnOnce(Property<Item, T>) -> Filter<Item>) -> Filter<E> {
        self.lambda("all", condition)
    }

    /// At least one item.
    pub fn is_not_empty(self) -> Filter<E> {
        Filter::new(format!("{}/any()", self.as_str()))
    }

    fn lambda(&self, operator: &str, condition: impl FnOnce(Property<Item, T>) -> Filter<Item>) -> Filter<E> {
        let variable = variable_inside(self.as_str());
        let condition = condition(Property::at(variable.clone()));
        Filter::new(format!("{}/{operator}({variable}:{condition})", self.as_str()))
    }
}

/// A variable that a surrounding lambda does not have: its collection's path starts with its own.
fn variable_inside(path: &str) -> String {
    let first = path.split('/').next().unwrap_or_default();
    match first.strip_prefix('x').map(|depth| (depth.is_empty(), depth.parse::<u32>())) {
        Some((true, _)) => "x1".to_owned(),
        Some((false, Ok(depth))) => format!("x{}", depth + 1),
        _ => "x".to_owned(),
    }
}
