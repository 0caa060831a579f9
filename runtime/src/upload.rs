//! Files that are too large for one request: sent in ranges to an upload session, or in blocks to a blob.

mod blob;
mod session;
mod source;

pub use self::blob::BlobUpload;
pub use self::session::Upload;
pub use self::source::{FileSource, UploadSource};
use crate::client::Exchange;
use crate::error::{Error, UploadError, UploadErrorReason};

/// How far an upload is, which its errors say.
#[derive(Debug, Clone, Copy)]
struct Progress {
    /// The number of bytes that the service has confirmed.
    confirmed: u64,
    /// The number of bytes of the file.
    size: u64,
    /// Whether the file may be complete although no answer says so.
    in_doubt: bool,
}

impl Progress {
    fn error(self, reason: UploadErrorReason) -> Error {
        let Self { confirmed, size, in_doubt } = self;
        Error::Upload(Box::new(UploadError { reason, confirmed, size, write_in_doubt: in_doubt }))
    }

    /// The error for a request that failed. A part that may have arrived does not complete the file, so the doubt is
    /// that of the file.
    fn failed(self, error: Error) -> Error {
        self.error(UploadErrorReason::Request(Box::new(error.with_doubt(self.in_doubt))))
    }

    /// The error for a request whose answer says that the session has ended.
    fn ended(self, error: Error) -> Error {
        self.error(UploadErrorReason::Ended(Box::new(error.with_doubt(self.in_doubt))))
    }
}

/// Whether the request that completes a file may have been carried out.
fn may_be_done(result: &Result<Exchange, Error>) -> bool {
    match result {
        // Also true for an answer that cannot be read.
        Ok(exchange) => exchange.call.write_in_doubt || exchange.status.is_success(),
        Err(error) => error.write_in_doubt(),
    }
}
