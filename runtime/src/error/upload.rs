//! An upload that did not finish.

use core::fmt;
use std::error::Error as StdError;
use std::io;

use super::{Error, ErrorKind};
use crate::base::OneLine;

/// An upload that did not finish. The service keeps what it has confirmed: sending the same
/// [`Upload`](crate::Upload) or [`BlobUpload`](crate::BlobUpload) again continues from there.
#[derive(Debug)]
#[non_exhaustive]
pub struct UploadError {
    /// Why the upload did not finish.
    pub reason: UploadErrorReason,
    /// The number of bytes that the service has confirmed.
    pub confirmed: u64,
    /// The size of the file in bytes, as its source states it.
    pub size: u64,
    /// Whether the file may be complete, although no answer says so.
    pub write_in_doubt: bool,
}

/// Why an upload of a file did not finish.
#[derive(Debug)]
#[non_exhaustive]
pub enum UploadErrorReason {
    /// The source cannot be read, is empty, or returns another number of bytes than it was asked for.
    Source(io::Error),
    /// The service does not know the session any more: it was completed or cancelled, or has expired. A new
    /// session starts at the first byte.
    Ended(Box<Error>),
    /// A request of the upload failed, after its retries.
    Request(Box<Error>),
    /// The service answers without confirming a further byte, or asks for bytes that do not exist.
    NoProgress,
}

impl UploadError {
    pub(super) fn error_kind(&self) -> ErrorKind {
        match &self.reason {
            UploadErrorReason::Source(_) => ErrorKind::UploadSource,
            UploadErrorReason::Ended(_) => ErrorKind::UploadEnded,
            UploadErrorReason::Request(error) => error.kind(),
            UploadErrorReason::NoProgress => ErrorKind::UploadStalled,
        }
    }

    /// Returns the error of the request that failed. `None` if no request did.
    pub fn request_error(&self) -> Option<&Error> {
        match &self.reason {
            UploadErrorReason::Ended(error) | UploadErrorReason::Request(error) => Some(error),
            UploadErrorReason::Source(_) | UploadErrorReason::NoProgress => None,
        }
    }
}

impl fmt::Display for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine::new(f);
        line.write(format_args!("{} of {} bytes are uploaded", self.confirmed, self.size))?;
        if self.write_in_doubt {
            line.write(format_args!(", and the whole file may be"))?;
        }
        match &self.reason {
            UploadErrorReason::Source(error) => {
                line.write(format_args!(": its source cannot be read: {error}"))
            }
            UploadErrorReason::Ended(error) => {
                line.write(format_args!(": the session was completed or cancelled, or has expired: {error}"))
            }
            UploadErrorReason::Request(error) => line.write(format_args!(": {error}")),
            UploadErrorReason::NoProgress => {
                line.write(format_args!(": the service confirms none of the bytes that it is sent"))
            }
        }
    }
}

impl StdError for UploadError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The message includes the error, so its source comes next.
        match &self.reason {
            UploadErrorReason::Source(error) => error.source(),
            UploadErrorReason::Ended(error) | UploadErrorReason::Request(error) => error.source(),
            UploadErrorReason::NoProgress => None,
        }
    }
}
