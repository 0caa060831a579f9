//! The requests that the emulator received.

use std::collections::VecDeque;
use std::time::{Duration, Instant, SystemTime};

use hyper::header::HeaderMap;
use serde_json::Value;

use crate::observe::headers;
use crate::observe::kind::FindingKind;

/// A request as it arrived, and the status of its response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Its position in the order of arrival, from 0.
    pub index: u64,
    /// The index of the `$batch` that contained it, or `None`.
    pub batch: Option<u64>,
    /// The method, such as `GET`.
    pub method: String,
    /// Path and query as sent, still encoded. In a batch, the path begins with the version of the batch.
    pub target: String,
    /// The headers in the order they arrived, with names in lower case. Credentials are redacted.
    pub headers: Vec<(String, String)>,
    /// The body; empty if it was over the limit.
    pub body: Vec<u8>,
    /// The status of the response; 0 if the connection was reset without one.
    pub status: u16,
    /// When the head of the request arrived.
    pub received: SystemTime,
    /// The time from its arrival to the response.
    pub duration: Duration,
    /// Its findings: see [`Emulator::findings`](crate::Emulator::findings).
    pub findings: Vec<FindingKind>,
}

/// A request that has arrived and is not answered yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    pub(crate) index: u64,
    received: SystemTime,
    since: Instant,
}

/// The parts of a request.
#[derive(Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub(crate) method: &'a str,
    pub(crate) target: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// A recorded request in little memory: its texts are in one piece, and are taken apart when they are asked for.
pub(crate) struct PackedRequest {
    index: u64,
    /// Its position in the order of recording, from 1: a request is recorded when it is answered.
    number: u64,
    batch: Option<u64>,
    status: u16,
    received: SystemTime,
    duration: Duration,
    findings: Box<[FindingKind]>,
    /// The method, the target, the headers and the body, one after the other.
    text: Box<[u8]>,
    /// Where the method, the target and the headers end.
    ends: [usize; 3],
}

/// The newest requests. The oldest are dropped, so that a long run does not exhaust the memory.
pub(crate) struct Recording {
    requests: VecDeque<PackedRequest>,
    /// The maximum number of requests.
    limit: usize,
    /// The total size of the kept requests.
    bytes: usize,
    count: u64,
    /// How many requests were recorded.
    recorded: u64,
    /// How often the requests were forgotten.
    clears: u64,
}

/// How much there is, for who wants to know what is new.
pub(crate) struct Progress {
    /// The number of requests that arrived, including those that are no longer kept.
    pub(crate) arrived: u64,
    /// The number of requests that were recorded, including those that are no longer kept.
    pub(crate) recorded: u64,
    /// How many requests are kept.
    pub(crate) kept: usize,
    /// The index of the oldest one that is kept.
    pub(crate) oldest: Option<u64>,
    /// How often the requests were forgotten.
    pub(crate) clears: u64,
}

/// The maximum total size. The newest request is always kept.
const MAX_BYTES: usize = 64 * 1024 * 1024;

impl Recording {
    pub(crate) fn new(limit: usize) -> Self {
        Self { requests: VecDeque::new(), limit, bytes: 0, count: 0, recorded: 0, clears: 0 }
    }

    pub(crate) fn arrive(&mut self) -> Arrival {
        let index = self.count;
        self.count += 1;
        Arrival { index, received: SystemTime::now(), since: Instant::now() }
    }

    /// Adds an answered request. Requests end in another order than they arrive, but are listed in the order of
    /// arrival.
    pub(crate) fn add(&mut self, mut request: PackedRequest) {
        self.recorded += 1;
        request.number = self.recorded;
        self.bytes += request.size();
        let is_last = self.requests.back().is_none_or(|last| last.index < request.index);
        let at = if is_last {
            self.requests.len()
        } else {
            self.requests.partition_point(|known| known.index < request.index)
        };
        self.requests.insert(at, request);
        let is_full = |recording: &Self| {
            recording.requests.len() > recording.limit
                || (recording.bytes > MAX_BYTES && recording.requests.len() > 1)
        };
        while is_full(self) {
            self.bytes -= self.requests.pop_front().map_or(0, |oldest| oldest.size());
        }
    }

    pub(crate) fn requests(&self) -> impl DoubleEndedIterator<Item = RecordedRequest> + ExactSizeIterator {
        self.requests.iter().map(PackedRequest::request)
    }

    /// The requests that were recorded after this number of others.
    pub(crate) fn since(&self, recorded: u64) -> impl DoubleEndedIterator<Item = RecordedRequest> {
        self.requests.iter().filter(move |request| request.number > recorded).map(PackedRequest::request)
    }

    /// The request with an index, if it is kept.
    pub(crate) fn at(&self, index: u64) -> Option<RecordedRequest> {
        let at = self.requests.binary_search_by_key(&index, |request| request.index).ok()?;
        Some(self.requests[at].request())
    }

    pub(crate) fn progress(&self) -> Progress {
        Progress {
            arrived: self.count,
            recorded: self.recorded,
            kept: self.requests.len(),
            oldest: self.requests.front().map(|oldest| oldest.index),
            clears: self.clears,
        }
    }

    /// The number of requests that arrived, including those that are no longer kept.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Forgets the requests, and continues to count. The room for them is given back too: it is megabytes after a
    /// long run.
    pub(crate) fn clear(&mut self) {
        self.requests = VecDeque::new();
        self.bytes = 0;
        self.clears += 1;
    }
}

impl PackedRequest {
    pub(crate) fn new(
        arrival: Arrival,
        batch: Option<u64>,
        sent: Sent<'_>,
        status: u16,
        findings: impl IntoIterator<Item = FindingKind>,
    ) -> Self {
        let headers = headers::packed_size(sent.headers);
        let length = sent.method.len() + sent.target.len() + headers + sent.body.len();
        let mut text = Vec::with_capacity(length);
        text.extend_from_slice(sent.method.as_bytes());
        let method = text.len();
        text.extend_from_slice(sent.target.as_bytes());
        let target = text.len();
        headers::pack(&mut text, sent.headers);
        let ends = [method, target, text.len()];
        text.extend_from_slice(sent.body);
        Self {
            index: arrival.index,
            number: 0,
            batch,
            status,
            received: arrival.received,
            duration: arrival.since.elapsed(),
            findings: findings.into_iter().collect(),
            text: text.into(),
            ends,
        }
    }

    pub(crate) fn request(&self) -> RecordedRequest {
        let [method, target, headers] = self.ends;
        let text = |range| String::from_utf8_lossy(&self.text[range]).into_owned();
        RecordedRequest {
            index: self.index,
            batch: self.batch,
            method: text(0..method),
            target: text(method..target),
            headers: headers::unpack(&self.text[target..headers]),
            body: self.text[headers..].to_vec(),
            status: self.status,
            received: self.received,
            duration: self.duration,
            findings: self.findings.to_vec(),
        }
    }

    /// The memory it takes.
    fn size(&self) -> usize {
        size_of::<Self>() + self.text.len()
    }
}

impl RecordedRequest {
    /// Returns the path, still percent-encoded, without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The query without the question mark, still encoded; empty if there is none.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The first value of a header, or `None` if it is absent.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as text, or `None` if it is not UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.body).ok()
    }

    /// The body as JSON, or `None` if it is not JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn indices(recording: &Recording) -> Vec<u64> {
        recording.requests().map(|request| request.index).collect()
    }

    fn request(arrival: Arrival, body: &[u8]) -> PackedRequest {
        let sent = Sent { method: "PATCH", target: "/beta/x?a=b", headers: &HeaderMap::new(), body };
        PackedRequest::new(arrival, None, sent, 200, [])
    }

    #[test]
    fn a_request_is_recorded_as_it_was_sent() {
        let mut headers = HeaderMap::new();
        for (name, value) in [("a", "1: b"), ("a", ""), ("empty", " "), ("authorization", "Bearer x")] {
            headers.append(name, HeaderValue::from_static(value));
        }
        headers.append("bytes", HeaderValue::from_bytes(b"\xff:\xfe").unwrap());
        // In a batch, both are any text.
        let (method, target, body) = ("GET\n", "/beta/x\ny", b"\xff\n:".as_slice());
        let sent = Sent { method, target, headers: &headers, body };
        let arrival = Recording::new(1).arrive();
        let recorded = PackedRequest::new(arrival, Some(7), sent, 204, [FindingKind::NoSelect]).request();
        assert_eq!((recorded.method.as_str(), recorded.target.as_str()), (method, target));
        assert_eq!((&*recorded.body, recorded.batch, recorded.status), (body, Some(7), 204));
        let found: Vec<_> = recorded.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let expected = [
            ("a", "1: b"),
            ("a", ""),
            ("empty", " "),
            ("authorization", "Bearer [redacted]"),
            ("bytes", "\u{fffd}:\u{fffd}"),
        ];
        assert_eq!(found, expected);
        assert_eq!(recorded.findings, [FindingKind::NoSelect]);
    }

    #[test]
    fn the_newest_requests_are_kept_in_order_of_arrival() {
        let mut recording = Recording::new(3);
        let arrivals: Vec<Arrival> = (0..6).map(|_| recording.arrive()).collect();
        for at in [1, 0, 5, 3, 4] {
            recording.add(request(arrivals[at], b"{}"));
        }
        assert_eq!((indices(&recording), recording.count()), (vec![3, 4, 5], 6));
        recording.clear();
        assert_eq!((recording.requests().len(), recording.bytes, recording.count()), (0, 0, 6));
        assert_eq!(recording.requests.capacity(), 0);
    }

    #[test]
    fn what_is_new_is_found_by_a_number_and_one_request_by_its_index() {
        let mut recording = Recording::new(3);
        let arrivals: Vec<Arrival> = (0..5).map(|_| recording.arrive()).collect();
        for at in [0, 2, 1] {
            recording.add(request(arrivals[at], b"{}"));
        }
        let since = |recording: &Recording, number| -> Vec<u64> {
            recording.since(number).map(|request| request.index).collect()
        };
        assert_eq!(since(&recording, 2), [1], "it arrived earlier, and was answered later");
        recording.add(request(arrivals[3], b"{}"));
        assert_eq!((since(&recording, 0), since(&recording, 4)), (vec![1, 2, 3], vec![]));
        assert_eq!(recording.at(2).map(|request| request.index), Some(2));
        assert_eq!(recording.at(0), None, "it is displaced");
        recording.clear();
        let Progress { arrived, recorded, kept, oldest, clears } = recording.progress();
        assert_eq!((arrived, recorded, kept, oldest, clears), (5, 4, 0, None, 1));
        recording.add(request(arrivals[4], b"{}"));
        assert_eq!(since(&recording, 4), [4]);
    }

    #[test]
    fn large_bodies_displace_the_oldest_requests() {
        let mut recording = Recording::new(1_000);
        let (small, large) = (b"{}".as_slice(), vec![b' '; MAX_BYTES / 2]);
        for body in [small, &large, small, &large] {
            let arrival = recording.arrive();
            recording.add(request(arrival, body));
        }
        assert_eq!(indices(&recording), [2, 3]);
        let arrival = recording.arrive();
        recording.add(request(arrival, &vec![b' '; MAX_BYTES * 2]));
        assert_eq!(indices(&recording), [4], "the newest stays, whatever its size");
        let kept: usize = recording.requests.iter().map(PackedRequest::size).sum();
        assert_eq!(recording.bytes, kept);
    }
}
