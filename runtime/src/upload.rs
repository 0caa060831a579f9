//! Files that are too large for one request: sent in ranges to an upload session, or in blocks to a blob.

mod blob;
mod session;
mod source;

pub use self::blob::BlobUpload;
pub use self::session::Upload;
pub use self::source::{FileSource, UploadSource};
use crate::client::Exchange;
use crate::error::Error;

/// Whether the request that completes a file may have been carried out.
fn may_be_done(result: &Result<Exchange, Error>) -> bool {
    match result {
        // Also true for an answer that cannot be read.
        Ok(exchange) => exchange.call.write_in_doubt || exchange.status.is_success(),
        Err(error) => error.write_in_doubt(),
    }
}
