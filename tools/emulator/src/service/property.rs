//! GET of one property of an entity.

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::answers::full::type_annotation;
use crate::answers::preferences::{Metadata, Preferences};
use crate::answers::response::Success;
use crate::data::properties::TYPE;
use crate::lock::read_lock;
use crate::refusals::Refusal;
use crate::routing::resource::Resource;
use crate::routing::target::Target;
use crate::service::Service;

impl Service {
    /// Returns a property of an entity: `{"value": ...}`, the members of a complex value, or 204 for null.
    ///
    /// Source: OData Protocol 4.01, "Requesting Individual Properties".
    pub(crate) fn property(
        &self,
        resource: &Resource<'_>,
        name: &str,
        target: Target<'_>,
        preferences: &Preferences,
    ) -> Result<Success, Refusal> {
        if !target.query.is_empty() {
            return Err(Refusal::not_emulated(&format!("the query `{}` on a property", target.query)));
        }
        let store = read_lock(&self.store);
        let address = resource.resolve(&store)?;
        let stored = store.get(&address).ok_or_else(Refusal::not_found)?;
        let of = format!("{}/{name}", resource.address.keyed());
        let context = json!(self.context(&resource.address.version, &of));
        let value = self.writer(resource, &store, preferences).property(stored, name);
        let body = match value {
            None | Some(Value::Null) => return Ok(Success::new(StatusCode::NO_CONTENT, None)),
            Some(Value::Object(members)) => {
                let mut body = serde_json::Map::from_iter([("@odata.context".to_owned(), context)]);
                body.extend(members);
                Value::Object(body)
            }
            Some(value) => {
                let mut body = serde_json::Map::from_iter([("@odata.context".to_owned(), context)]);
                let kind = resource.declared.property(name).map(|property| &property.kind);
                let is_full = preferences.metadata == Metadata::Full;
                let annotation = kind.filter(|_| is_full).and_then(|kind| type_annotation(kind, &value));
                body.extend(annotation.map(|name| (TYPE.to_owned(), name.into())));
                body.insert("value".to_owned(), value);
                Value::Object(body)
            }
        };
        Ok(Success::new(StatusCode::OK, Some(body)))
    }
}
