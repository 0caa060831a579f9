//! Recorded requests and findings about them.

pub(crate) mod expect;
pub(crate) mod finding;
mod headers;
pub(crate) mod kind;
pub(crate) mod lint;
pub(crate) mod next_links;
pub(crate) mod recording;
pub(crate) mod replies;
pub(crate) mod retry_log;
pub(crate) mod summary;
