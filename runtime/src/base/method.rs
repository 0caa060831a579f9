//! What a method means for those who send it again.

use http::Method;

/// Whether the method changes nothing.
pub(crate) fn is_read(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(method)
}
