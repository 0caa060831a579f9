//! Refusals of uploads, blobs and downloads.

use hyper::StatusCode;
use hyper::header::CONTENT_RANGE;

use crate::refusals::{Refusal, Style};

impl Refusal {
    /// A session that has ended, or never was.
    ///
    // Source: Microsoft Graph, "driveItem: createUploadSession", "Handle upload errors".
    pub(crate) fn unknown_upload() -> Self {
        let message = "The upload session was not found: it has ended, or it was cancelled.";
        Self::gateway(StatusCode::NOT_FOUND, "itemNotFound", message).ours()
    }

    pub(crate) fn malformed_range() -> Self {
        let message = "Content-Range is to be `bytes first-last/total`, for exactly the bytes of the body.";
        Self::gateway(StatusCode::BAD_REQUEST, "invalidRequest", message).ours()
    }

    /// A range that is not the next one.
    pub(crate) fn unexpected_range(expected: &str) -> Self {
        let message = format!("The range is not the next one. The next expected range is {expected}.");
        Self::gateway(StatusCode::RANGE_NOT_SATISFIABLE, "invalidRange", message).ours()
    }

    /// A range after the end of a file of this size.
    ///
    // Source: Microsoft Graph, "Microsoft Graph error responses and resource types", `invalidRange`.
    pub(crate) fn invalid_range(size: usize) -> Self {
        let message = "The specified byte range is invalid or unavailable.";
        Self::gateway(StatusCode::RANGE_NOT_SATISFIABLE, "invalidRange", message).of_size(size)
    }

    fn of_size(self, size: usize) -> Self {
        Self { header: Some(Box::new((CONTENT_RANGE, format!("bytes */{size}")))), ..self }
    }

    pub(crate) fn unknown_download() -> Self {
        let message = "There is nothing to download at this address.";
        Self::gateway(StatusCode::NOT_FOUND, "itemNotFound", message).ours()
    }

    /// An entity without a stream.
    pub(crate) fn no_stream() -> Self {
        let message = "The resource has no content.";
        Self::gateway(StatusCode::NOT_FOUND, "ErrorItemNotFound", message).ours()
    }

    /// A message as MIME that is not base64.
    ///
    // Source: Microsoft Graph, "Create message".
    pub(crate) fn mime_not_base64() -> Self {
        let message = "Invalid base64 string for MIME content.";
        Self::gateway(StatusCode::BAD_REQUEST, "ErrorMimeContentInvalidBase64String", message)
    }

    pub(crate) fn malformed_mime() -> Self {
        let message = "The MIME content does not begin with headers.";
        Self::gateway(StatusCode::BAD_REQUEST, "ErrorMimeContentInvalid", message).ours()
    }

    pub(crate) fn unknown_method(method: &str) -> Self {
        let message = format!("{method} is not served at this address.");
        Self::gateway(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message).ours()
    }

    fn storage(status: StatusCode, code: &'static str, message: &str) -> Self {
        Self { style: Style::Storage, ..Self::gateway(status, code, message) }
    }

    // Source: Azure Storage, "Blob service error codes", as are the ones below.
    pub(crate) fn unknown_blob() -> Self {
        Self::storage(StatusCode::NOT_FOUND, "BlobNotFound", "The specified blob does not exist.")
    }

    pub(crate) fn invalid_blob_range(size: usize) -> Self {
        let message = "The range specified is invalid for the current size of the resource.";
        Self::storage(StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange", message).of_size(size)
    }

    pub(crate) fn invalid_signature() -> Self {
        let message = "Server failed to authenticate the request. Make sure the value of Authorization header is formed \
                       correctly including the signature.";
        Self::storage(StatusCode::FORBIDDEN, "AuthenticationFailed", message)
    }

    pub(crate) fn missing_block_id() -> Self {
        let message = "A query parameter that's mandatory for this request is not specified.";
        Self::storage(StatusCode::BAD_REQUEST, "MissingRequiredQueryParameter", message)
    }

    pub(crate) fn malformed_block_list() -> Self {
        let message = "The XML specified is not syntactically valid.";
        Self::storage(StatusCode::BAD_REQUEST, "InvalidXmlDocument", message)
    }

    pub(crate) fn invalid_block_list(id: &str) -> Self {
        let message = format!("The specified block list is invalid. There is no block '{id}'.");
        Self::storage(StatusCode::BAD_REQUEST, "InvalidBlockList", &message)
    }
}
