//! Upload sessions: a file in ranges, one after the other.
//!
//! Source: Microsoft Graph, "Upload large files with an upload session", "Attach large files to Outlook messages or
//! events".

use bytes::Bytes;
use time::{Duration, OffsetDateTime};

use crate::data::properties::Properties;
use crate::media::range::ContentRange;
use crate::schema::address::Address;

/// How long a session lasts without another range.
const LIFETIME: Duration = Duration::days(1);

/// A session.
#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) target: UploadTarget,
    pub(crate) expires: OffsetDateTime,
    /// The size of the file, once a range says it.
    total: Option<u64>,
    received: Vec<u8>,
}

/// What the whole file becomes.
#[derive(Clone)]
pub(crate) enum UploadTarget {
    /// A new attachment in a collection, of this type.
    Attachment { collection: Address, structure: String, properties: Properties },
    /// The content of an entity.
    Content { entity: Address },
}

/// What a range led to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Uploaded {
    More,
    /// The whole file.
    Complete(Bytes),
}

/// Why a range is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum RangeError {
    /// The body has another length than the range.
    Length,
    /// The range does not begin where the received ones end, or the size of the file has changed.
    Unexpected,
}

impl Upload {
    pub(crate) fn new(target: UploadTarget) -> Self {
        Self { target, expires: OffsetDateTime::now_utc() + LIFETIME, total: None, received: Vec::new() }
    }

    /// Adds a range.
    pub(crate) fn put(&mut self, range: ContentRange, body: &[u8]) -> Result<Uploaded, RangeError> {
        if range.length() != body.len() as u64 {
            return Err(RangeError::Length);
        }
        if range.first != self.received.len() as u64 || self.total.is_some_and(|total| total != range.total) {
            return Err(RangeError::Unexpected);
        }
        self.total = Some(range.total);
        self.expires = OffsetDateTime::now_utc() + LIFETIME;
        self.received.extend_from_slice(body);
        if range.last + 1 < range.total {
            return Ok(Uploaded::More);
        }
        Ok(Uploaded::Complete(std::mem::take(&mut self.received).into()))
    }

    /// The ranges that are still to be sent, in the form of the service.
    pub(crate) fn expected(&self) -> String {
        let next = self.received.len();
        match self.target {
            // Source: Microsoft Graph, "Attach large files to Outlook messages or events": a number alone.
            UploadTarget::Attachment { .. } => next.to_string(),
            UploadTarget::Content { .. } => match self.total {
                Some(total) => format!("{next}-{}", total.saturating_sub(1)),
                None => format!("{next}-"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload() -> Upload {
        let entity = Address { version: "v1.0".to_owned(), steps: Vec::new() };
        Upload::new(UploadTarget::Content { entity })
    }

    #[test]
    fn ranges_follow_one_another() {
        let mut upload = upload();
        assert_eq!(upload.expected(), "0-");
        let range = |first, last, total| ContentRange { first, last, total };
        assert_eq!(upload.put(range(0, 1, 4), b"ab"), Ok(Uploaded::More));
        assert_eq!(upload.expected(), "2-3");
        assert_eq!(upload.put(range(0, 1, 4), b"ab"), Err(RangeError::Unexpected));
        assert_eq!(upload.put(range(2, 3, 5), b"cd"), Err(RangeError::Unexpected));
        assert_eq!(upload.put(range(2, 3, 4), b"c"), Err(RangeError::Length));
        assert_eq!(upload.put(range(2, 3, 4), b"cd"), Ok(Uploaded::Complete("abcd".into())));
    }
}
