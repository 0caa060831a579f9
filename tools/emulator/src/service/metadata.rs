//! GET of a metadata document.

use hyper::Method;

use crate::answers::csdl;
use crate::answers::response::Success;
use crate::routing::target::is_segment;
use crate::service::Service;

impl Service {
    /// Returns the metadata document: the given one, or one made from the served entities. `None` if another
    /// resource is requested.
    pub(crate) fn metadata(&self, method: &Method, path: &str) -> Option<Success> {
        let (version, rest) = path.strip_prefix('/')?.split_once('/')?;
        if *method != Method::GET || !is_segment(rest, "$metadata") {
            return None;
        }
        let schema = self.model.schema(version)?;
        let document = schema.document().map_or_else(|| csdl::document(schema), str::to_owned);
        Some(Success::text("application/xml", document))
    }
}
