//! Refusals of the gateway, which come before a service sees the request.

use hyper::StatusCode;

use crate::refusals::Refusal;
use crate::schema::address::Address;

impl Refusal {
    pub(crate) fn missing_token() -> Self {
        Self::gateway(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", "Access token is empty.")
    }

    // Source: OfficeDev/outlook-dev-docs#508.
    pub(crate) fn invalid_token() -> Self {
        let message = "CompactToken parsing failed with error code: 80049217";
        Self::gateway(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message)
    }

    // Source: s1t5/mail-archiver#267.
    pub(crate) fn expired_token() -> Self {
        let message = "Lifetime validation failed, the token is expired.";
        Self::gateway(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message)
    }

    // Source: microsofthackathons/tdi#24.
    pub(crate) fn token_not_yet_valid() -> Self {
        let message = "Access token has expired or is not yet valid.";
        Self::gateway(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message)
    }

    // Source: microsoftgraph/msgraph-sdk-java#2355.
    pub(crate) fn revoked_token() -> Self {
        let message = "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: \
                       TokenCreatedWithOutdatedPolicies";
        Self::gateway(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message)
    }

    /// A token without the required claims.
    pub(crate) fn missing_claims() -> Self {
        let message = "The access token lacks claims that are required.";
        Self::gateway(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message).ours()
    }

    // Source: microsoftgraph/python-sample-auth#12. This is the directory's wording.
    pub(crate) fn insufficient_privileges() -> Self {
        let message = "Insufficient privileges to complete the operation.";
        Self::gateway(StatusCode::FORBIDDEN, "Authorization_RequestDenied", message)
    }

    // Source: jseerden/IntuneBackupAndRestore#82, with the version in lower case, and 404.
    pub(crate) fn unknown_version(version: &str) -> Self {
        let message = format!("Invalid version: {}", version.to_ascii_lowercase());
        Self::gateway(StatusCode::NOT_FOUND, "ResourceNotFound", message)
    }

    /// A key with an escaped slash, which was decoded and split the key.
    pub(crate) fn split_key(segment: &str) -> Self {
        let message = format!("Resource not found for the segment '{segment}'.");
        Self::gateway(StatusCode::BAD_REQUEST, "RequestBroker--ParseUri", message).ours()
    }

    // Source: microsoftgraph/msgraph-sdk-javascript#1178, microsoftgraph/msgraph-sdk-python#1015.
    pub(crate) fn unknown_segment(segment: &str) -> Self {
        let message = format!("Resource not found for the segment '{segment}'.");
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(crate) fn foreign_host() -> Self {
        let message = "Host must be localhost, a loopback address, a host of Graph, or one that is allowed by --allow-host.";
        Self::gateway(StatusCode::FORBIDDEN, "Forbidden", message).ours()
    }

    pub(crate) fn foreign_origin() -> Self {
        let message =
            "Origin must be localhost, a loopback address, or one that is allowed by --allow-origin.";
        Self::gateway(StatusCode::FORBIDDEN, "Forbidden", message).ours()
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

    // Source: microsoftgraph/microsoft-graph-docs#6259. A missing content type has the same message.
    pub(crate) fn not_json() -> Self {
        let message = "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is \
                       of valid JSON format.";
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        let message = format!("The request body is larger than {limit} bytes.");
        Self::gateway(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", message).ours()
    }

    /// A body in an encoding that is not served.
    pub(crate) fn unknown_coding() -> Self {
        let message = "Content-Encoding is to be gzip, or left out.";
        Self::gateway(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaType", message).ours()
    }

    /// A body that is not gzip, although its header says so.
    pub(crate) fn malformed_coding() -> Self {
        let message = "The request body is not gzip, as Content-Encoding says.";
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message).ours()
    }

    pub(crate) fn truncated() -> Self {
        let message = "The request body ended before its time.";
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message).ours()
    }

    /// Bytes that are not HTTP, or headers over a limit.
    pub(crate) fn malformed(status: StatusCode) -> Self {
        let (code, message) = match status {
            StatusCode::URI_TOO_LONG => ("UriTooLong", "The request's address is too long."),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
                ("RequestHeaderFieldsTooLarge", "The request's headers are too large, or too many.")
            }
            _ => ("BadRequest", "The request is not HTTP/1.1."),
        };
        Self::gateway(status, code, message).ours()
    }

    /// A body that did not arrive in time.
    pub(crate) fn body_timeout() -> Self {
        let message = "The request body took too long to arrive.";
        Self::gateway(StatusCode::REQUEST_TIMEOUT, "RequestTimeout", message).ours()
    }

    /// A connection over the limit.
    pub(crate) fn too_many_connections() -> Self {
        let message = "Too many connections are open.";
        Self::gateway(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", message).ours()
    }

    // Source: Microsoft Graph, "Microsoft Graph throttling guidance".
    pub(crate) fn throttled() -> Self {
        Self::gateway(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", "Please retry after")
    }

    /// A malformed batch.
    pub(crate) fn batch(message: &str) -> Self {
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", format!("Invalid batch payload: {message}"))
            .ours()
    }

    // Source: Softeria/ms-365-mcp-server#677. One such request, and the whole batch is refused.
    pub(crate) fn write_without_content_type(id: &str) -> Self {
        let message = format!("Write request with id '{id}' does not contain a Content-Type header.");
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    // Source: microsoftgraph/msgraph-sdk-dotnet#2628.
    pub(crate) fn write_without_body(id: &str) -> Self {
        let message = format!("Write request id : {id} does not contain Content-Type header or body.");
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(crate) fn batch_shape() -> Self {
        Self::batch("Requests depend on nothing, each on the one before it, or all on one request.")
    }

    /// A request of a batch that depends on a failed one.
    pub(crate) fn failed_dependency() -> Self {
        let message = "A request that this one depends on has failed.";
        Self::gateway(StatusCode::FAILED_DEPENDENCY, "FailedDependency", message).ours()
    }

    /// An injected failure.
    pub(crate) fn injected(status: u16) -> Self {
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

    /// What Graph supports and the emulator does not. It is refused, since an answer that ignored it would be
    /// wrong.
    pub(crate) fn not_emulated(what: &str) -> Self {
        let message = format!("The emulator does not serve {what}.");
        Self::gateway(StatusCode::NOT_IMPLEMENTED, "NotEmulated", message).ours()
    }
}
