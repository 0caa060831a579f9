//! GET of what describes the service: the metadata document, and the service root.

use hyper::Method;
use hyper::StatusCode;
use serde_json::{Value, json};

use crate::answers::csdl;
use crate::answers::response::Success;
use crate::routing::target::is_segment;
use crate::schema::model::{Root, Schema, version};
use crate::service::Service;

impl Service {
    /// Returns the description of a version that a path asks for, which needs no token. `None` if another
    /// resource is requested.
    pub(crate) fn description(&self, method: &Method, path: &str) -> Option<Success> {
        if *method != Method::GET && *method != Method::HEAD {
            return None;
        }
        let path = path.strip_prefix('/')?;
        let (spelled, rest) = path.split_once('/').unwrap_or((path, ""));
        let version = version(spelled);
        let schema = self.model.schema(version)?;
        if rest.is_empty() {
            return self.service_root(schema, version);
        }
        // The metadata document is the given one, or one made from the served entities.
        is_segment(rest, "$metadata").then(|| {
            let document = schema.document().map_or_else(|| csdl::document(schema), str::to_owned);
            Success::bytes("application/xml", document)
        })
    }

    /// The entity sets and singletons of a version, unless it has none.
    ///
    /// Source: OData JSON Format 4.01, "Service Document".
    fn service_root(&self, schema: &Schema, version: &str) -> Option<Success> {
        let root = |root: &Root| {
            let kind = if root.is_collection { "EntitySet" } else { "Singleton" };
            json!({"name": root.name, "kind": kind, "url": root.name})
        };
        let roots: Vec<Value> = schema.roots().map(root).collect();
        let context = format!("{}/{version}/$metadata", self.endpoint);
        let body = json!({"@odata.context": context, "value": roots});
        (!roots.is_empty()).then(|| Success::new(StatusCode::OK, Some(body)))
    }
}
