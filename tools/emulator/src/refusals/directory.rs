//! Refusals of Graph's directory.

use hyper::StatusCode;

use crate::refusals::Refusal;

impl Refusal {
    // Source: ansible-collections/azure#1519.
    pub(crate) fn already_linked(property: &str) -> Self {
        let message = format!(
            "One or more added object references already exist for the following modified properties: '{property}'."
        );
        Self::gateway(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
    }

    // Source: microsoftgraph/microsoft-graph-docs-contrib#4847.
    pub(crate) fn missing_object(key: &str) -> Self {
        let message = format!(
            "Resource '{key}' does not exist or one of its queried reference-property objects are not present."
        );
        Self::gateway(StatusCode::NOT_FOUND, "Request_ResourceNotFound", message)
    }

    /// More links than one request may add.
    ///
    // Source: Microsoft Graph, "Add members".
    pub(crate) fn too_many_links(found: usize, most: usize) -> Self {
        let message = format!("A request adds up to {most} references, and this one has {found}.");
        Self::gateway(StatusCode::BAD_REQUEST, "Request_BadRequest", message).ours()
    }
}
