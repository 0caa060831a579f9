//! The newest replies, for people who look at a request.

use std::collections::VecDeque;

use bytes::Bytes;
use hyper::header::HeaderMap;

use crate::observe::headers;

/// A reply as it was sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RecordedReply {
    /// In the order they were sent, with names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// `None` if it was too large to be kept.
    pub(crate) body: Option<Bytes>,
    /// The size of the body in bytes.
    pub(crate) length: usize,
}

/// The newest replies, each with the index of its request.
///
/// They have a limit of their own, so that they displace no request that a test asserts. It is small: a reply in
/// memory that is written over again and again stays in the processor's cache.
#[derive(Default)]
pub(crate) struct Replies {
    kept: VecDeque<(u64, Reply)>,
    bytes: usize,
}

struct Reply {
    headers: Box<[u8]>,
    body: Option<Bytes>,
    length: usize,
}

/// The maximum total size.
const MAX_BYTES: usize = 1024 * 1024;
/// The maximum size of a body.
const MAX_BODY: usize = 256 * 1024;

impl Replies {
    /// Keeps a reply, and forgets the oldest ones over the limit. The body is shared, not copied.
    pub(crate) fn add(&mut self, index: u64, headers: &HeaderMap, body: Bytes) {
        let mut packed = Vec::with_capacity(headers::packed_size(headers));
        headers::pack(&mut packed, headers);
        let length = body.len();
        let body = Some(body).filter(|body| body.len() <= MAX_BODY);
        let reply = Reply { headers: packed.into(), body, length };
        self.bytes += reply.size();
        self.kept.push_back((index, reply));
        while self.bytes > MAX_BYTES {
            self.bytes -= self.kept.pop_front().map_or(self.bytes, |(_, oldest)| oldest.size());
        }
    }

    /// The reply to a request, or `None` if there was none or it is no longer kept.
    pub(crate) fn of(&self, index: u64) -> Option<RecordedReply> {
        let (_, reply) = self.kept.iter().rev().find(|(known, _)| *known == index)?;
        Some(RecordedReply {
            headers: headers::unpack(&reply.headers),
            body: reply.body.clone(),
            length: reply.length,
        })
    }
}

impl Reply {
    /// The memory it takes.
    fn size(&self) -> usize {
        size_of::<(u64, Self)>() + self.headers.len() + self.body.as_ref().map_or(0, Bytes::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(replies: &mut Replies, index: u64, length: usize) {
        let mut headers = HeaderMap::new();
        headers.insert("etag", "a:b".parse().unwrap());
        replies.add(index, &headers, vec![b'x'; length].into());
    }

    #[test]
    fn the_newest_replies_are_kept() {
        let mut replies = Replies::default();
        for index in 0..8 {
            add(&mut replies, index, MAX_BODY);
        }
        let kept: Vec<u64> = (0..8).filter(|index| replies.of(*index).is_some()).collect();
        assert_eq!(kept, [5, 6, 7]);
        let newest = replies.of(7).unwrap();
        assert_eq!(newest.headers, [("etag".to_owned(), "a:b".to_owned())]);
        assert_eq!((newest.body.map(|body| body.len()), newest.length), (Some(MAX_BODY), MAX_BODY));
        let sizes: usize = replies.kept.iter().map(|(_, reply)| reply.size()).sum();
        assert_eq!(replies.bytes, sizes);
    }

    #[test]
    fn a_large_body_is_not_kept_and_its_size_is() {
        let mut replies = Replies::default();
        add(&mut replies, 0, MAX_BYTES * 2);
        let reply = replies.of(0).unwrap();
        assert_eq!((reply.body, reply.length), (None, MAX_BYTES * 2));
    }
}
