//! Properties in a reply that the struct does not declare.

use core::fmt;

use serde_json::Value;

use super::sensitive::{declaration, redacted};
use super::{Kind, Open, PropertyInfo, Scalar, Slot, TypeInfo, ValueErrorKind, View};

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
#[derive(Clone, Default)]
pub struct Additional(Vec<Member>);

#[derive(Clone)]
struct Member {
    name: String,
    value: Value,
    /// The property whose name differs only in case. `Debug` hides what it hides.
    declared: Option<&'static PropertyInfo>,
}

impl Additional {
    /// Returns a value without properties.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The value of the property with this wire name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The properties in the order they were received.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|member| (member.name.as_str(), &member.value))
    }

    /// Returns the number of properties.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are no properties.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a property of a value of the type. An earlier one of the same name is replaced, as in any JSON object.
    pub(crate) fn insert(&mut self, name: String, value: Value, info: &TypeInfo) {
        if let Some(member) = self.0.iter_mut().find(|member| member.name == name) {
            member.value = value;
            return;
        }
        let declared = declaration(info.properties, &name);
        self.0.push(Member { name, value, declared });
    }
}

impl PartialEq for Additional {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// The JSON of each property. If its name is that of a declared property in another case, `[redacted]` takes
/// the place of what `Debug` hides in that one.
impl fmt::Debug for Additional {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |member: &Member| redacted(&member.value.to_string(), &member.name, member.declared);
        f.debug_map().entries(self.0.iter().map(|member| (&member.name, Json(shown(member))))).finish()
    }
}

/// Shows a JSON text without quotes around it.
struct Json(String);

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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
