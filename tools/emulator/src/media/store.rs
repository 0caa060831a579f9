//! Uploads, downloads, blobs and operations, by the ids in their addresses.

use std::collections::HashMap;

use time::OffsetDateTime;

use crate::data::stream::Media;
use crate::media::blob::Blob;
use crate::media::upload::Upload;

/// What is uploaded or can be downloaded.
#[derive(Clone, Default)]
pub(crate) struct MediaStore {
    /// Upload sessions, by the ids in their addresses.
    uploads: HashMap<String, Upload>,
    /// Block blobs, by the ids in their addresses.
    pub(crate) blobs: HashMap<String, Blob>,
    /// Long-running operations, by the ids in the addresses of their monitors.
    pub(crate) monitors: HashMap<String, Monitor>,
    /// What can be downloaded, by the ids in the addresses.
    pub(crate) downloads: HashMap<String, Media>,
}

/// A long-running operation.
#[derive(Clone)]
pub(crate) struct Monitor {
    /// How often it is still said to be running.
    pub(crate) polls: u32,
    /// The result: JSON or other bytes, or `None` if there is none.
    pub(crate) result: Option<Media>,
}

/// The first segment of the addresses without a version.
const ROOT: &str = "/media/";

/// An address without a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaAddress<'p> {
    Upload(&'p str),
    Blob(&'p str),
    Download(&'p str),
    Monitor(&'p str),
}

impl<'p> MediaAddress<'p> {
    /// Reads a path. `None` if it is one of Graph.
    pub(crate) fn of(path: &'p str) -> Option<Self> {
        let (kind, id) = path.strip_prefix(ROOT)?.split_once('/')?;
        match kind {
            "monitors" => Some(Self::Monitor(id)),
            "uploads" => Some(Self::Upload(id)),
            "blobs" => Some(Self::Blob(id)),
            // A file name follows the id.
            "downloads" => Some(Self::Download(id.split('/').next().unwrap_or(id))),
            _ => None,
        }
    }

    pub(crate) fn path(self) -> String {
        match self {
            Self::Upload(id) => format!("{ROOT}uploads/{id}"),
            Self::Blob(id) => format!("{ROOT}blobs/{id}"),
            Self::Monitor(id) => format!("{ROOT}monitors/{id}"),
            Self::Download(id) => format!("{ROOT}downloads/{id}"),
        }
    }
}

impl MediaStore {
    /// Opens an upload session. Those that have expired are forgotten with what they received.
    pub(crate) fn open_upload(&mut self, id: String, upload: Upload, now: OffsetDateTime) {
        self.uploads.retain(|_, upload| upload.expires > now);
        self.uploads.insert(id, upload);
    }

    /// An upload session that has neither ended nor expired.
    pub(crate) fn upload(&mut self, id: &str, now: OffsetDateTime) -> Option<&mut Upload> {
        self.uploads.get_mut(id).filter(|upload| upload.expires > now)
    }

    /// Ends an upload session.
    pub(crate) fn close_upload(&mut self, id: &str) {
        self.uploads.remove(id);
    }

    /// Makes all upload sessions expire.
    pub(crate) fn expire_uploads(&mut self) {
        self.uploads.clear();
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;
    use crate::media::upload::UploadTarget;
    use crate::schema::address::Address;

    #[test]
    fn a_session_expires_a_day_after_its_last_range() {
        let entity = Address { version: "v1.0".to_owned(), steps: Vec::new() };
        let (mut media, now) = (MediaStore::default(), OffsetDateTime::now_utc());
        media.open_upload("a".to_owned(), Upload::new(UploadTarget::Content { entity: entity.clone() }), now);
        assert!(media.upload("a", now + Duration::hours(23)).is_some());
        let after = now + Duration::hours(25);
        assert!(media.upload("a", after).is_none());
        media.open_upload("b".to_owned(), Upload::new(UploadTarget::Content { entity }), after);
        assert!(!media.uploads.contains_key("a"), "what it received is forgotten");
    }
}
