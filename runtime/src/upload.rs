//! Files that are too large for one request: sent in ranges to an upload session, or in blocks to a blob.

mod blob;
mod session;
mod source;

pub use self::blob::BlobUpload;
pub use self::session::Upload;
pub use self::source::{FileSource, UploadSource};
