//! One request, whichever way it came.

use hyper::Method;

use crate::answers::envelope::Ids;

/// A request, by itself or in a batch, as those see it who answer in the place of the service.
pub(crate) struct Exchange<'a> {
    pub(crate) method: &'a Method,
    /// Path and query.
    pub(crate) target: &'a str,
    pub(crate) ids: Ids<'a>,
}
