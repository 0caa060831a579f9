//! Bytes: the streams of entities, upload sessions, block blobs and archives.
//!
//! What leads to bytes without a token has an address of the emulator's own, `/media/...`, which is as good as a
//! pre-authorised address of a storage service: its last part cannot be guessed.

pub(crate) mod archive;
pub(crate) mod blob;
pub(crate) mod mime;
pub(crate) mod range;
pub(crate) mod store;
pub(crate) mod upload;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The bytes of base64, which may be in lines. `None` if it is not base64.
pub(crate) fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    STANDARD.decode(digits).ok()
}

/// Bytes as `Edm.Binary` has them.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
