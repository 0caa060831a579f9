//! Refusals of queries and conditions. Messages without a source of their own are those of the OData library.

use hyper::StatusCode;
use hyper::header::LOCATION;

use crate::refusals::Refusal;

const FILTER: &str = "Invalid filter clause: ";

impl Refusal {
    fn query(message: String) -> Self {
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    // Source: OpenAEV-Platform/collectors#564, for the code and the text before the library's message.
    pub(crate) fn filter(message: &str) -> Self {
        Self::query(format!("{FILTER}{message}"))
    }

    pub(crate) fn filter_syntax(position: usize, text: &str) -> Self {
        Self::filter(&format!("Syntax error at position {position} in '{text}'."))
    }

    /// A misuse of a filter, in this emulator's wording.
    pub(crate) fn filter_misuse(message: &str) -> Self {
        Self::filter(message).ours()
    }

    /// A query whose evaluation costs more than one may.
    pub(crate) fn too_expensive() -> Self {
        Self::option("The query takes too much time or memory to evaluate. Ask for less at once.".to_owned())
    }

    pub(crate) fn order(message: &str) -> Self {
        Self::query(format!("Invalid orderby clause: {message}")).ours()
    }

    /// Turns the refusal of a filter expression into that of a `$orderby` expression: both have the same
    /// parser.
    pub(crate) fn into_order(refusal: Self) -> Self {
        match refusal.message.strip_prefix(FILTER) {
            Some(message) => Self::order(message),
            None => refusal,
        }
    }

    pub(crate) fn selection(message: &str) -> Self {
        Self::query(format!("Parsing OData Select and Expand failed: {message}"))
    }

    pub(crate) fn invalid_count(option: &str, value: &str) -> Self {
        Self::query(format!(
            "Invalid value '{value}' for ${option} query option found. The ${option} query option requires a non-negative \
             integer value."
        ))
    }

    pub(crate) fn option(message: String) -> Self {
        Self::query(message).ours()
    }

    /// The OData library's message. Source: OData Protocol 4.01, "System Query Options".
    pub(crate) fn repeated_option(name: &str) -> Self {
        Self::option(format!(
            "Query option '${name}' was specified more than once, but it must be specified at most once."
        ))
    }

    /// A next link that this emulator did not issue, or whose query was changed.
    pub(crate) fn unknown_link() -> Self {
        Self::query("The $skiptoken is not one that was issued for this query.".to_owned()).ours()
    }

    pub(crate) fn precondition(etag: &str) -> Self {
        let message = format!("The entity's ETag is {etag}, which the If-Match header does not name.");
        Self::gateway(StatusCode::PRECONDITION_FAILED, "PreconditionFailed", message).ours()
    }

    /// A delta token that is too old.
    ///
    // Source: Microsoft Graph, "Use delta query to track changes in Microsoft Graph data".
    pub(crate) fn resync(location: String) -> Self {
        let message = "Resync required. Replace any local items with the server's version.";
        let refusal = Self::gateway(StatusCode::GONE, "resyncRequired", message).ours();
        Self { header: Some(Box::new((LOCATION, location))), ..refusal }
    }

    /// A delta token that was not issued for this query.
    pub(crate) fn sync_state_not_found(location: String) -> Self {
        let message = "The state of the changes that the token stands for is not found.";
        let refusal = Self::gateway(StatusCode::GONE, "syncStateNotFound", message).ours();
        Self { header: Some(Box::new((LOCATION, location))), ..refusal }
    }

    /// A body that gives another value to an alternate key than the address does.
    pub(crate) fn other_key(property: &str) -> Self {
        let message = format!("The property '{property}' in the body differs from the key in the address.");
        Self::gateway(StatusCode::BAD_REQUEST, "Request_BadRequest", message).ours()
    }

    /// Values of an alternate key that are in use.
    pub(crate) fn taken_key(properties: &[&str]) -> Self {
        let message = format!("There is an entity with the same value of {}.", properties.join(" and "));
        Self::gateway(StatusCode::CONFLICT, "Conflict", message).ours()
    }

    /// A key that is in use.
    pub(crate) fn conflict(key: &str) -> Self {
        let message = format!("There is an entity with the key '{key}'.");
        Self::gateway(StatusCode::CONFLICT, "Conflict", message).ours()
    }
}

/// The OData library's message for an unknown property.
pub(crate) fn no_such_property(name: &str, structure: &str) -> String {
    format!("Could not find a property named '{name}' on type '{structure}'.")
}
