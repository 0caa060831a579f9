//! Properties in a reply that the struct does not declare.

use serde_json::Value;

use super::{Kind, Open, Scalar, Slot, ValueErrorKind, View};

/// The properties of a reply that the struct does not declare, as they were received: for open types, and for
/// a service that is newer than the program. They are read and never sent. Annotations (`@odata.etag`) are
/// not included.
///
/// ```
/// use graph_entity::{Additional, graph_entity};
///
/// #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
/// struct DeviceCategory {
///     id: String,
///     #[graph(additional)]
///     extra: Additional,
/// }
///
/// let category: DeviceCategory = serde_json::from_str(r#"{"id":"1","novelty":[1]}"#)?;
/// assert_eq!(category.extra.get("novelty"), Some(&serde_json::json!([1])));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Source: OData JSON Format 4.01, "Structural Property"; OData CSDL 4.01, "Open Entity Type".
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Additional(Vec<(String, Value)>);

impl Additional {
    /// No properties.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The value of the property with this wire name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The properties in the order they were received.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The number of properties.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a property. An earlier one of the same name is replaced, as in any JSON object.
    pub(crate) fn insert(&mut self, name: String, value: Value) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = value,
            None => self.0.push((name, value)),
        }
    }
}

impl Slot for Additional {
    fn kind(&self) -> Kind {
        Kind::Untyped
    }

    fn assign(&mut self, _: Scalar<'_>) -> Result<(), ValueErrorKind> {
        Err(ValueErrorKind::Type)
    }

    fn open(&mut self) -> Open<'_> {
        Open::Additional(self)
    }

    fn view(&self) -> View<'_> {
        View::Additional(self)
    }
}
