//! Queries, addresses and verbs as the requests they become, without I/O; lists of many pages over closures; and what the
//! emulator finds by every query that can be written.

mod delta;
mod entities;
mod filters;
mod options;
mod paging;
mod references;
mod requests;
mod served;

use bytes::Bytes;
use graph_entity::{Error, InvalidRequest};

const ENDPOINT: &str = "https://graph.microsoft.com";

/// The query as it is sent.
fn query(http: &http::Request<Bytes>) -> &str {
    http.uri().query().unwrap_or_default()
}

/// What is refused before sending.
fn fault<T>(outcome: Result<T, Error>) -> InvalidRequest {
    match outcome {
        Err(Error::Invalid(fault)) => *fault,
        Err(other) => panic!("not refused before sending: {other}"),
        Ok(_) => panic!("not refused"),
    }
}
