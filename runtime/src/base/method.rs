//! Properties of HTTP methods.

use http::Method;

/// Whether the method is safe: it changes nothing.
pub(crate) fn is_read(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(method)
}
