//! All bytes.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;

use crate::media::blob::Blob;
use crate::media::upload::Upload;
use crate::schema::address::Address;

/// Bytes with their media type.
#[derive(Clone)]
pub(crate) struct Media {
    pub(crate) media_type: String,
    pub(crate) bytes: Bytes,
}

/// The bytes of entities, and what is uploaded or can be downloaded.
#[derive(Clone, Default)]
pub(crate) struct MediaStore {
    /// The streams of entities and of properties, by their addresses.
    streams: BTreeMap<Address, Media>,
    /// Upload sessions, by the ids in their addresses.
    pub(crate) uploads: HashMap<String, Upload>,
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
    pub(crate) fn stream(&self, address: &Address) -> Option<&Media> {
        self.streams.get(address)
    }

    pub(crate) fn put_stream(&mut self, address: Address, media: Media) {
        self.streams.insert(address, media);
    }

    /// Removes one stream, and returns whether it was there.
    pub(crate) fn remove_stream(&mut self, address: &Address) -> bool {
        self.streams.remove(address).is_some()
    }

    /// Removes the streams of an entity and of what is beneath it.
    pub(crate) fn remove_beneath(&mut self, address: &Address) {
        self.streams.retain(|known, _| !known.is_beneath(address));
    }
}
