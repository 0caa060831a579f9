//! Requests that follow a link from Graph.

use http::Method;

use super::{RequestSpec, Target};
use crate::base::carried;
use crate::query::QueryOptions;

impl RequestSpec {
    /// A request that reads the target of a link, with the headers of this request. If the link does not lead
    /// to the client's endpoint, sending ends in [`Error::ForeignLink`](crate::Error::ForeignLink).
    pub(crate) fn with_link(self, link: impl Into<String>) -> Self {
        self.reading(Target::Link(link.into()))
    }

    /// A request that reads a `Location`, which may be relative to the endpoint or to the version, as Teams
    /// writes it.
    pub(crate) fn with_location(mut self, location: &str) -> Self {
        for version in ["v1.0", "beta"] {
            let below = location.strip_prefix('/').and_then(|location| location.strip_prefix(version));
            // `/v1.0x` is not a path of that version.
            if let Some(below) = below.filter(|below| below.starts_with('/')) {
                self.version = version;
                return self.reading(Target::Path(carried(below).into_owned()));
            }
        }
        // `//host/x` is not a path: it leads to another host.
        if location.starts_with('/') && !location.starts_with("//") {
            self.reading(Target::Path(carried(location).into_owned()))
        } else {
            self.with_link(location)
        }
    }

    fn reading(self, target: Target) -> Self {
        Self { method: Method::GET, body: None, target, query: QueryOptions::default(), ..self }
    }
}
