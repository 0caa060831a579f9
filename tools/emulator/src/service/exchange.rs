//! A request, received by itself or in a batch.

use hyper::Method;

use crate::answers::envelope::Ids;

/// The parts of a request that faults and limits need.
pub(crate) struct Exchange<'a> {
    pub(crate) method: &'a Method,
    /// Path and query.
    pub(crate) target: &'a str,
    pub(crate) ids: Ids<'a>,
}
