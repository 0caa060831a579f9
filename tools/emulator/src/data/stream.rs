//! Bytes with their media type, as the streams of entities have them.

use bytes::Bytes;

/// Bytes with their media type.
#[derive(Clone)]
pub(crate) struct Media {
    pub(crate) media_type: String,
    pub(crate) bytes: Bytes,
}
