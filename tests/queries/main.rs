//! Queries, addresses and operations as requests, without I/O; lists of many pages, over closure transports;
//! and the results of all queries on the emulator.

mod delta;
mod entities;
mod filters;
mod options;
mod paging;
mod references;
mod requests;
mod served;

use bytes::Bytes;
use graph_entity::{Error, InvalidRequestError};

const ENDPOINT: &str = "https://graph.microsoft.com";

/// Returns the query as sent.
fn query(http: &http::Request<Bytes>) -> &str {
    http.uri().query().unwrap_or_default()
}

/// Returns why a request is refused before it is sent.
fn refusal<T>(outcome: Result<T, Error>) -> InvalidRequestError {
    match outcome {
        Err(Error::Invalid(fault)) => *fault,
        Err(other) => panic!("not refused before sending: {other}"),
        Ok(_) => panic!("not refused"),
    }
}
