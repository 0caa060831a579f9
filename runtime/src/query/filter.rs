//! `$filter` expressions.

use core::fmt;
use core::marker::PhantomData;

use graph_entity_model::base::InvalidRequestError;
use graph_entity_model::model::literal::{Comparable, Comparand, Literal, Ordered, quoted};
use graph_entity_model::model::sensitive::without_literals;
use graph_entity_model::model::{EnumType, Field, Flags, Structured};

use super::Property;

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
    condition: Condition,
    entity: PhantomData<fn() -> Box<E>>,
}

/// An expression without the type of its entity.
#[derive(Clone)]
pub(super) struct Condition {
    pub(super) text: String,
    /// Whether the outermost operator is `or`, which has a lower precedence than `and`.
    is_or: bool,
    /// The first error of a value in the expression, if it must not be sent.
    pub(super) error: Option<InvalidRequestError>,
}

/// What a request filters by: a [`Filter`] of its entity.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter of `{E}`",
    label = "expected a condition on properties of `{E}`",
    note = "a condition is made from the handle of a property: `{E}::NAME.eq(\"Kiosk\")`; an expression as text is `Filter::raw(\"...\")`"
)]
pub trait Criterion<E: ?Sized> {
    /// The condition.
    #[doc(hidden)]
    fn into_filter(self) -> Filter<E>;
}

impl<E: ?Sized> Criterion<E> for Filter<E> {
    fn into_filter(self) -> Filter<E> {
        self
    }
}

impl Condition {
    /// An expression as text. Its outermost operator is unknown, so it counts as `or` and gets parentheses.
    pub(super) fn raw(text: String) -> Self {
        Self { text, is_or: true, error: None }
    }

    /// Adds a condition that must hold too.
    pub(super) fn narrow(&mut self, other: Self) {
        let known = core::mem::replace(self, Self::raw(String::new()));
        *self = known.and(other);
    }

    fn and(self, other: Self) -> Self {
        let error = self.error.clone().or(other.error.clone());
        Self { text: format!("{} and {}", self.operand(), other.operand()), is_or: false, error }
    }

    fn or(self, other: Self) -> Self {
        let error = self.error.or(other.error);
        Self { text: format!("{} or {}", self.text, other.text), is_or: true, error }
    }

    fn operand(self) -> String {
        if self.is_or { format!("({})", self.text) } else { self.text }
    }
}

impl<E: ?Sized> Filter<E> {
    /// An expression as text, for what the typed ones cannot express. Nothing is checked.
    pub fn raw(expression: impl Into<String>) -> Self {
        Self::of(Condition::raw(expression.into()))
    }

    fn new(text: String) -> Self {
        Self::of(Condition { text, is_or: false, error: None })
    }

    fn of(condition: Condition) -> Self {
        Self { condition, entity: PhantomData }
    }

    fn or_error(mut self, error: Option<InvalidRequestError>) -> Self {
        self.condition.error = self.condition.error.or(error);
        self
    }

    /// Both conditions hold. For many: `filters.into_iter().reduce(Filter::and)`.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::of(self.condition.and(other.condition))
    }

    /// At least one of the conditions holds: `(a) or (b)`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::of(self.condition.or(other.condition))
    }

    /// The condition does not hold. A method, so that a chain reads from left to right; `!` does the same.
    #[allow(clippy::should_implement_trait, reason = "it does, below; the method chains")]
    #[must_use]
    pub fn not(self) -> Self {
        Self::new(format!("not ({})", self.condition.text)).or_error(self.condition.error)
    }

    pub(super) fn into_condition(self) -> Condition {
        self.condition
    }
}

impl<E: Structured> Filter<E> {
    /// The values of the derived type `D`: `isof('microsoft.graph.win32LobApp')`.
    pub fn is_of<D: Structured>() -> Self {
        Self::new(format!("isof({})", quoted(D::INFO.name())))
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
        Self::of(self.condition.clone())
    }
}

/// The expression, not yet percent-encoded.
impl<E: ?Sized> fmt::Display for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.condition.text)
    }
}

/// The expression with `[redacted]` instead of each value, because a handle does not know whether its property
/// is sensitive.
impl<E: ?Sized> fmt::Debug for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        without_literals(&self.condition.text).fmt(f)
    }
}

// The bounds are on the methods, where the compiler reports them with their own messages.
impl<E: ?Sized, T> Property<E, T> {
    /// The property equals a value: `displayName eq 'Kiosk'`.
    pub fn eq(self, value: impl Comparand<T>) -> Filter<E> {
        self.compare("eq", &value.literal())
    }

    /// The property differs from a value: `displayName ne 'Kiosk'`.
    pub fn ne(self, value: impl Comparand<T>) -> Filter<E> {
        self.compare("ne", &value.literal())
    }

    /// The property has no value: `displayName eq null`.
    pub fn is_null(self) -> Filter<E>
    where
        T: Comparable,
    {
        Filter::new(format!("{} eq null", self.as_str()))
    }

    /// The property has a value: `displayName ne null`.
    pub fn is_not_null(self) -> Filter<E>
    where
        T: Comparable,
    {
        Filter::new(format!("{} ne null", self.as_str()))
    }

    /// Equal to one of the values. An empty list matches nothing.
    pub fn is_in<C: Comparand<T>>(self, values: impl IntoIterator<Item = C>) -> Filter<E> {
        let mut texts = Vec::new();
        let mut error = None;
        for literal in values.into_iter().map(Comparand::literal) {
            error = error.or(literal.error(self.as_str()));
            texts.push(literal.text);
        }
        if texts.is_empty() {
            // `in ()` is not valid OData.
            return Filter::new("false".to_owned());
        }
        Filter::new(format!("{} in ({})", self.as_str(), texts.join(","))).or_error(error)
    }

    fn compare(&self, operator: &str, literal: &Literal) -> Filter<E> {
        let error = literal.error(self.as_str());
        Filter::new(format!("{} {operator} {}", self.as_str(), literal.text)).or_error(error)
    }
}

impl<E: ?Sized, T> Property<E, T> {
    /// The property is greater than a value: `gt`.
    pub fn gt(self, value: impl Comparand<T>) -> Filter<E>
    where
        T: Ordered,
    {
        self.compare("gt", &value.literal())
    }

    /// The property is greater than a value or equal to it: `ge`.
    pub fn ge(self, value: impl Comparand<T>) -> Filter<E>
    where
        T: Ordered,
    {
        self.compare("ge", &value.literal())
    }

    /// The property is less than a value: `lt`.
    pub fn lt(self, value: impl Comparand<T>) -> Filter<E>
    where
        T: Ordered,
    {
        self.compare("lt", &value.literal())
    }

    /// The property is less than a value or equal to it: `le`.
    pub fn le(self, value: impl Comparand<T>) -> Filter<E>
    where
        T: Ordered,
    {
        self.compare("le", &value.literal())
    }
}

impl<E: ?Sized, M: EnumType> Property<E, Flags<M>> {
    /// Contains these flags, and possibly others.
    pub fn has(self, flags: impl Comparand<Flags<M>>) -> Filter<E> {
        self.compare("has", &flags.literal())
    }
}

impl<E: ?Sized> Property<E, String> {
    /// The property contains a text: `contains(displayName,'iosk')`.
    pub fn contains(self, text: impl AsRef<str>) -> Filter<E> {
        self.call("contains", text.as_ref())
    }

    /// The property starts with a text: `startswith(displayName,'Ki')`.
    pub fn starts_with(self, text: impl AsRef<str>) -> Filter<E> {
        self.call("startswith", text.as_ref())
    }

    /// The property ends with a text: `endswith(displayName,'sk')`.
    pub fn ends_with(self, text: impl AsRef<str>) -> Filter<E> {
        self.call("endswith", text.as_ref())
    }

    fn call(&self, function: &str, text: &str) -> Filter<E> {
        Filter::new(format!("{function}({},{})", self.as_str(), quoted(text)))
    }
}

impl<E: ?Sized, T> Property<E, T> {
    /// Of the derived type `D`: `isof(rule,'microsoft.graph.win32LobAppRule')`. Works for an item of a
    /// collection too.
    pub fn is_of<D: Structured>(self) -> Filter<E> {
        Filter::new(format!("isof({},{})", self.as_str(), quoted(D::INFO.name())))
    }
}

/// Represents an item of a collection inside [`any`](Property::any) and [`all`](Property::all).
#[derive(Debug, Clone, Copy)]
pub enum Item {}

impl<E: ?Sized, T> Property<E, Vec<T>> {
    /// The condition holds for at least one item.
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
    ///
    /// The condition is on an item's value: in a collection whose items may be null, `tag.is_null()` finds
    /// those.
    pub fn any(self, condition: impl FnOnce(Property<Item, T::Value>) -> Filter<Item>) -> Filter<E>
    where
        T: Field,
    {
        self.lambda("any", condition)
    }

    /// The condition holds for all items, as it does for an empty collection:
    /// `roleScopeTagIds/all(x:x eq '0')`.
    pub fn all(self, condition: impl FnOnce(Property<Item, T::Value>) -> Filter<Item>) -> Filter<E>
    where
        T: Field,
    {
        self.lambda("all", condition)
    }

    /// The number of items: `assignedLicenses/$count`. Some services require `ConsistencyLevel: eventual`
    /// with it.
    pub fn count(self) -> Property<E, i64> {
        Property::at(format!("{}/$count", self.as_str()))
    }

    /// The collection has at least one item: `roleScopeTagIds/any()`.
    pub fn is_not_empty(self) -> Filter<E> {
        Filter::new(format!("{}/any()", self.as_str()))
    }

    fn lambda<V>(
        &self,
        operator: &str,
        condition: impl FnOnce(Property<Item, V>) -> Filter<Item>,
    ) -> Filter<E> {
        let variable = variable_inside(self.as_str());
        let condition = condition(Property::at(variable.clone())).condition;
        let error = condition.error.map(|error| about_collection(error, &variable, self.as_str()));
        Filter::new(format!("{}/{operator}({variable}:{})", self.as_str(), condition.text)).or_error(error)
    }
}

/// The same error with the path of the collection in place of the variable, which the program does not know.
fn about_collection(mut error: InvalidRequestError, variable: &str, path: &str) -> InvalidRequestError {
    // The errors of a literal.
    if let InvalidRequestError::UnknownFutureValue { property } | InvalidRequestError::NoFlags { property } =
        &mut error
        && let Some(rest) = property.strip_prefix(variable)
        && (rest.is_empty() || rest.starts_with('/'))
    {
        *property = format!("{path}{rest}");
    }
    error
}

/// A lambda variable that differs from those of the surrounding lambdas. Inside a lambda, the path starts
/// with its variable.
fn variable_inside(path: &str) -> String {
    let first = path.split('/').next().unwrap_or_default();
    match first.strip_prefix('x').map(|depth| (depth.is_empty(), depth.parse::<u32>())) {
        Some((true, _)) => "x1".to_owned(),
        Some((false, Ok(depth))) => format!("x{}", depth + 1),
        _ => "x".to_owned(),
    }
}
