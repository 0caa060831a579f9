//! Refusals of Graph's directory.

use hyper::StatusCode;

use crate::refusals::Refusal;

impl Refusal {
    /// A value of an alternate key that another object has.
    // Source: microsoftgraph/microsoft-graph-docs#1508.
    pub(crate) fn taken_value(property: &str) -> Self {
        let message = format!("Another object with the same value for property {property} already exists.");
        Self::gateway(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
    }

    /// A name of a service principal that another one has.
    // Source: Azure/reliable-web-app-pattern-java#185.
    pub(crate) fn taken_principal(name: &str) -> Self {
        let message = format!(
            "The service principal cannot be created, updated, or restored because the service principal name {name} is \
             already in use."
        );
        Self::gateway(StatusCode::CONFLICT, "Request_MultipleObjectsWithSameKeyValue", message)
    }

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

    fn unsupported(message: String) -> Self {
        Self::gateway(StatusCode::BAD_REQUEST, "Request_UnsupportedQuery", message)
    }

    // Source: microsoftgraph/microsoft-graph-docs-contrib#2716.
    pub(crate) fn count_segment() -> Self {
        let message = "$count is not currently supported.";
        Self::gateway(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
    }

    // Source: microsoftgraph/microsoft-graph-docs-contrib#3495.
    pub(crate) fn search_without_header() -> Self {
        Self::unsupported(
            "Request with $search query parameter only works through MSGraph with a special request header: \
             'ConsistencyLevel: eventual'"
                .to_owned(),
        )
    }

    // Source: microsoftgraph/microsoft-graph-docs-contrib#9043.
    pub(crate) fn not_equals() -> Self {
        Self::unsupported("Filter operator 'NotEqualsMatch' is not supported.".to_owned())
    }

    /// A part of an advanced query, in a request that is not one.
    pub(crate) fn unsupported_query(what: &str) -> Self {
        Self::unsupported(format!("{what} needs the header ConsistencyLevel: eventual, and $count=true."))
            .ours()
    }

    pub(crate) fn expand_in_advanced_query() -> Self {
        Self::unsupported("An advanced query has no $expand.".to_owned()).ours()
    }
}
