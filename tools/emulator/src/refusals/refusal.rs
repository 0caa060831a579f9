//! Every refusal, with Graph's words for it.
//!
//! Sources, besides `graph-behaviour`'s: threads on GitHub that quote the answer, named where they are used.

use hyper::StatusCode;
use serde_json::Value;

use crate::schema::address::Address;
use crate::schema::structure::{Property, Structure};
use crate::schema::types::{Type, service_name};

/// An error answer: what happened, in whose words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) style: Style,
    /// Whether the words are this emulator's, as Graph's are not known.
    pub(crate) is_ours: bool,
    /// Where to go on instead.
    pub(crate) location: Option<String>,
}

/// How the envelope carries the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// As it is: Graph's own gateway.
    Gateway,
    /// As it is, and once more in the inner error: Intune's reader of bodies.
    Model,
    /// Inside a JSON text, with the ids and the address: Intune's services.
    Service,
}

impl Refusal {
    fn gateway(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), style: Style::Gateway, is_ours: false, location: None }
    }

    fn model(message: String) -> Self {
        let (status, code) = (StatusCode::BAD_REQUEST, "ModelValidationFailure");
        Self { status, code, message, style: Style::Model, is_ours: false, location: None }
    }

    /// Marks the words as this emulator's.
    fn ours(self) -> Self {
        Self { is_ours: true, ..self }
    }
}

/// What the gateway refuses, before a service sees the request.
impl Refusal {
    pub(crate) fn no_token() -> Self {
        Self::gateway(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", "Access token is empty.")
    }

    // OfficeDev/outlook-dev-docs#508.
    pub(crate) fn wrong_token() -> Self {
        let message = "CompactToken parsing failed with error code: 80049217";
        Self::gateway(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message)
    }

    // s1t5/mail-archiver#267.
    pub(crate) fn expired_token() -> Self {
        let message = "Lifetime validation failed, the token is expired.";
        Self::gateway(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message)
    }

    // microsofthackathons/tdi#24.
    pub(crate) fn early_token() -> Self {
        let message = "Access token has expired or is not yet valid.";
        Self::gateway(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message)
    }

    // microsoftgraph/msgraph-sdk-java#2355.
    pub(crate) fn revoked_token() -> Self {
        let message = "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: \
                       TokenCreatedWithOutdatedPolicies";
        Self::gateway(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message)
    }

    /// A token without the claims that are demanded of every one.
    pub(crate) fn missing_claims() -> Self {
        let message = "The access token lacks claims that are required.";
        Self::gateway(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message).ours()
    }

    // microsoftgraph/python-sample-auth#12: the directory's words.
    pub(crate) fn insufficient_privileges() -> Self {
        let message = "Insufficient privileges to complete the operation.";
        Self::gateway(StatusCode::FORBIDDEN, "Authorization_RequestDenied", message)
    }

    // jseerden/IntuneBackupAndRestore#82: the version in lower case, and 404.
    pub(crate) fn unknown_version(version: &str) -> Self {
        let message = format!("Invalid version: {}", version.to_ascii_lowercase());
        Self::gateway(StatusCode::NOT_FOUND, "ResourceNotFound", message)
    }

    /// A key with an escaped slash in it, which was decoded and led nowhere.
    pub(crate) fn split_key(segment: &str) -> Self {
        let message = format!("Resource not found for the segment '{segment}'.");
        Self::gateway(StatusCode::BAD_REQUEST, "RequestBroker--ParseUri", message).ours()
    }

    // microsoftgraph/msgraph-sdk-javascript#1178, microsoftgraph/msgraph-sdk-python#1015.
    pub(crate) fn unknown_segment(segment: &str) -> Self {
        let message = format!("Resource not found for the segment '{segment}'.");
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(crate) fn undecodable_path() -> Self {
        let message = "The path is not UTF-8 once it is percent-decoded.";
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message).ours()
    }

    pub(crate) fn route(address: &Address, verb: &str) -> Self {
        let (shape, keyed) = (address.shape(), address.keyed());
        let message = format!(
            "No OData route exists that match template {shape} with http verb {verb} for request \
             /DeviceFE/StatelessDeviceFEService/{keyed}."
        );
        Self::gateway(StatusCode::BAD_REQUEST, "No method match route template", message)
    }

    // microsoftgraph/microsoft-graph-docs#6259: a missing content type has the same words.
    pub(crate) fn not_json() -> Self {
        let message = "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is \
                       of valid JSON format.";
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        let message = format!("The request body is larger than {limit} bytes.");
        Self::gateway(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", message).ours()
    }

    pub(crate) fn truncated() -> Self {
        let message = "The request body ended before its time.";
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message).ours()
    }

    /// Bytes that are no HTTP, or more of it than is read.
    pub(crate) fn malformed(status: StatusCode) -> Self {
        let (code, message) = match status {
            StatusCode::URI_TOO_LONG => ("UriTooLong", "The request's address is too long."),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
                ("RequestHeaderFieldsTooLarge", "The request's headers are too large, or too many.")
            }
            _ => ("BadRequest", "The request is no HTTP/1.1."),
        };
        Self::gateway(status, code, message).ours()
    }

    /// A body that did not come in time.
    pub(crate) fn slow() -> Self {
        let message = "The request body took too long to arrive.";
        Self::gateway(StatusCode::REQUEST_TIMEOUT, "RequestTimeout", message).ours()
    }

    /// A connection too many.
    pub(crate) fn busy() -> Self {
        let message = "Too many connections are open.";
        Self::gateway(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", message).ours()
    }

    // Microsoft Graph, "Microsoft Graph throttling guidance".
    pub(crate) fn throttled() -> Self {
        Self::gateway(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", "Please retry after")
    }

    /// A batch that is not one.
    pub(crate) fn batch(message: &str) -> Self {
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", format!("Invalid batch payload: {message}"))
            .ours()
    }

    // Softeria/ms-365-mcp-server#677: one such request, and none of the batch is served.
    pub(crate) fn untyped_write(id: &str) -> Self {
        let message = format!("Write request with id '{id}' does not contain a Content-Type header.");
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    // microsoftgraph/msgraph-sdk-dotnet#2628.
    pub(crate) fn bodiless_write(id: &str) -> Self {
        let message = format!("Write request id : {id} does not contain Content-Type header or body.");
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(crate) fn batch_shape() -> Self {
        Self::batch("Dependencies are none, all in a row, or all on one request.")
    }

    /// A request of a batch that hangs on one that failed.
    pub(crate) fn failed_dependency() -> Self {
        let message = "A request that this one depends on has failed.";
        Self::gateway(StatusCode::FAILED_DEPENDENCY, "FailedDependency", message).ours()
    }

    /// A failure that was asked for.
    pub(crate) fn failed(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let code = match status.as_u16() {
            500 => "InternalServerError",
            502 => "BadGateway",
            503 => "ServiceUnavailable",
            504 => "GatewayTimeout",
            409 => "Conflict",
            410 => "resyncRequired",
            _ => "UnknownError",
        };
        Self::gateway(status, code, "The service was asked to fail.").ours()
    }

    /// What Graph can do and the emulator cannot: said aloud, as an answer that ignored it would be false.
    pub(crate) fn not_emulated(what: &str) -> Self {
        let message = format!("The emulator does not serve {what}.");
        Self::gateway(StatusCode::NOT_IMPLEMENTED, "NotEmulated", message).ours()
    }
}

/// What Intune's services refuse.
impl Refusal {
    // ThomasKur/IntuneDocumentation#39.
    pub(crate) fn not_found() -> Self {
        let (status, code) = (StatusCode::NOT_FOUND, "ResourceNotFound");
        Self {
            status,
            code,
            message: "An error has occurred".to_owned(),
            style: Style::Service,
            is_ours: false,
            location: None,
        }
    }

    fn forbidden(message: String) -> Self {
        Self { style: Style::Service, ..Self::gateway(StatusCode::FORBIDDEN, "Forbidden", message) }
    }

    // srozemuller/IntuneAssistant#6, jseerden/IntuneBackupAndRestore#55.
    pub(crate) fn missing_permission(needed: &[String]) -> Self {
        if needed.is_empty() {
            return Self::forbidden("No permission of this kind of token allows this operation.".to_owned())
                .ours();
        }
        Self::forbidden(format!(
            "Application is not authorized to perform this operation. Application must have one of the following \
             scopes: {}",
            needed.join(", ")
        ))
    }

    // microsoft/Intune-PowerShell-SDK#121.
    pub(crate) fn no_application_permissions() -> Self {
        let message = "Application is not authorized to perform this operation as called in app only context but does \
                       not have application permissions configured.";
        Self::forbidden(message.to_owned())
    }

    /// A property that the service sets, or that only a create sets, with another value than it has.
    pub(crate) fn unchangeable(structure: &Structure, property: &str, rule: &str) -> Self {
        let name = service_name(&structure.name);
        let message = format!("The property '{property}' on type '{name}' is {rule} and cannot be changed.");
        Self { code: "BadRequest", style: Style::Service, ..Self::model(message) }.ours()
    }
}

const FILTER: &str = "Invalid filter clause: ";

/// What queries and conditions are refused for. The texts without a source of their own are those of the OData library.
impl Refusal {
    fn query(message: String) -> Self {
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    // OpenAEV-Platform/collectors#564: the code, and the words before the library's.
    pub(crate) fn filter(message: &str) -> Self {
        Self::query(format!("{FILTER}{message}"))
    }

    pub(crate) fn filter_syntax(position: usize, text: &str) -> Self {
        Self::filter(&format!("Syntax error at position {position} in '{text}'."))
    }

    /// What a filter may not do, in this emulator's words.
    pub(crate) fn filter_misuse(message: &str) -> Self {
        Self::filter(message).ours()
    }

    pub(crate) fn order(message: &str) -> Self {
        Self::query(format!("Invalid orderby clause: {message}")).ours()
    }

    /// The same of an expression to sort by, which is read as one in a filter is.
    pub(crate) fn in_order(refusal: Self) -> Self {
        match refusal.message.strip_prefix(FILTER) {
            Some(message) => Self::order(message),
            None => refusal,
        }
    }

    pub(crate) fn selection(message: &str) -> Self {
        Self::query(format!("Parsing OData Select and Expand failed: {message}"))
    }

    pub(crate) fn not_a_count(option: &str, value: &str) -> Self {
        Self::query(format!(
            "Invalid value '{value}' for ${option} query option found. The ${option} query option requires a non-negative \
             integer value."
        ))
    }

    pub(crate) fn option(message: String) -> Self {
        Self::query(message).ours()
    }

    /// A link that this emulator did not issue, or one whose query was changed.
    pub(crate) fn foreign_link() -> Self {
        Self::query("The $skiptoken is not one that was issued for this query.".to_owned()).ours()
    }

    pub(crate) fn precondition(etag: &str) -> Self {
        let message = format!("The entity's ETag is {etag}, which the If-Match header does not name.");
        Self::gateway(StatusCode::PRECONDITION_FAILED, "PreconditionFailed", message).ours()
    }

    /// A token of changes that is too old.
    ///
    // Microsoft Graph, "Use delta query to track changes in Microsoft Graph data".
    pub(crate) fn resync(location: String) -> Self {
        let message = "Resync required. Replace any local items with the server's version.";
        let refusal = Self::gateway(StatusCode::GONE, "resyncRequired", message).ours();
        Self { location: Some(location), ..refusal }
    }

    /// A token of changes that was never issued for this query.
    pub(crate) fn sync_state_not_found(location: String) -> Self {
        let message = "The state of the changes that the token stands for is not found.";
        let refusal = Self::gateway(StatusCode::GONE, "syncStateNotFound", message).ours();
        Self { location: Some(location), ..refusal }
    }

    /// A key that is taken.
    pub(crate) fn conflict(key: &str) -> Self {
        let message = format!("There is an entity with the key '{key}'.");
        Self::gateway(StatusCode::CONFLICT, "Conflict", message).ours()
    }
}

/// The library's words for a name that is not there.
pub(crate) fn no_such_property(name: &str, structure: &str) -> String {
    format!("Could not find a property named '{name}' on type '{structure}'.")
}

/// What Intune's reader of bodies refuses. The texts without a source of their own are those of the OData library
/// that it is built on.
impl Refusal {
    // microsoft/Intune-PowerShell-SDK#98.
    pub(crate) fn unknown_property(structure: &Structure, property: &str) -> Self {
        let name = service_name(&structure.name);
        Self::model(format!(
            "The property '{property}' does not exist on type '{name}'. Make sure to only use property names that are \
             defined by the type."
        ))
    }

    pub(crate) fn null(property: &str, kind: &Type) -> Self {
        Self::model(format!(
            "A null value was found for the property named '{property}', which has the expected type \
             '{kind}[Nullable=False]'. The expected type '{kind}[Nullable=False]' does not allow null values."
        ))
    }

    // microsoftgraph/msgraph-beta-sdk-dotnet#699.
    pub(crate) fn navigation(structure: &Structure, property: &Property, verb: &str) -> Self {
        let (structure, property) = (service_name(&structure.name), &property.name);
        Self::model(format!(
            "Cannot apply {verb} to navigation property '{property}' on entity type '{structure}'."
        ))
    }

    /// An `@odata.bind` on what is no relationship, or with a value that is no address.
    pub(crate) fn no_link(structure: &Structure, property: &Property) -> Self {
        let (structure, property) = (service_name(&structure.name), &property.name);
        Self::model(format!(
            "'{property}@odata.bind' on type '{structure}' takes the address of an entity where '{property}' is a navigation \
             property, and a list of addresses where it leads to many."
        ))
        .ours()
    }

    /// A `$ref` without the address that it is about.
    pub(crate) fn no_reference() -> Self {
        let message = "A reference is {\"@odata.id\": \"https://...\"}, and one of many is deleted by its key or by ?$id=.";
        Self::model(message.to_owned()).ours()
    }

    /// An address in a body that leads to no entity of the right type.
    pub(crate) fn no_target(url: &str, reason: &str) -> Self {
        Self::model(format!("The address '{url}' is no target of a link: {reason}.")).ours()
    }

    // SkipToTheEndpoint/OpenIntuneBaseline#207: the name as it was sent.
    pub(crate) fn unknown_type(name: &str) -> Self {
        Self::model(format!(
            "A type named '{name}' could not be resolved by the model. When a model is available, each type name must \
             resolve to a valid type."
        ))
    }

    // MSEndpointMgr/IntuneWin32App#136.
    pub(crate) fn other_type(name: &str, structure: &Structure) -> Self {
        let (found, expected) = (service_name(name), service_name(&structure.name));
        Self::model(format!(
            "A value was encountered that has a type name that is incompatible with the metadata. The value specified \
             its type as '{found}', but the type specified in the metadata is '{expected}'."
        ))
    }

    // microsoftgraph/powershell-intune-samples#162, microsoftgraph/msgraph-beta-sdk-dotnet#873.
    pub(crate) fn abstract_type() -> Self {
        Self::model("Cannot create an abstract class.".to_owned())
    }

    // microsoft/Intune-Config-Frameworks#8.
    pub(crate) fn not_derived(name: &str, declared: &str) -> Self {
        let (found, expected) = (service_name(name), service_name(declared));
        Self::model(format!(
            "An entry with type '{found}' was found, but it is not assignable to the expected type '{expected}'. The type \
             specified in the entry must be equal to either the expected type or a derived type."
        ))
    }

    /// A member that the client may not send without `Prefer: include-unknown-enum-members`, or the sentinel itself.
    pub(crate) fn hidden_member(member: &str) -> Self {
        Self::model(format!(
            "The member '{member}' takes the header Prefer: include-unknown-enum-members, and unknownFutureValue is never \
             a value to set."
        ))
        .ours()
    }

    pub(crate) fn type_is_no_text() -> Self {
        Self::model("The value of the annotation '@odata.type' must be a string.".to_owned()).ours()
    }

    // eneerge/CIS-Microsoft-Intune-For-Windows-IntuneProfile#2.
    pub(crate) fn literal(value: &Value, kind: &Type) -> Self {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Bool(true) => "True".to_owned(),
            Value::Bool(false) => "False".to_owned(),
            other => other.to_string(),
        };
        Self::model(format!("Cannot convert the literal '{text}' to the expected type '{kind}'."))
    }

    pub(crate) fn number_as_text(kind: &Type) -> Self {
        Self::model(format!(
            "Cannot convert a value to target type '{kind}' because of conflict between input format string/number \
             and parameter 'IEEE754Compatible' false/true."
        ))
    }

    // byteben/Win32App-Migration-Tool#23.
    pub(crate) fn unknown_member(member: &str) -> Self {
        Self::model(format!("Requested value '{member}' was not found."))
    }

    // Microsoft365DSC/Microsoft365DSC#3539.
    pub(crate) fn node(found: &Value, expected: &str) -> Self {
        let found = match found {
            Value::Array(_) => "StartArray",
            Value::Object(_) => "StartObject",
            _ => "PrimitiveValue",
        };
        Self::model(format!(
            "An unexpected '{found}' node was found when reading from the JSON reader. A '{expected}' node was expected."
        ))
    }
}
