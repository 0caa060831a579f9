//! Actions and functions: their requests, without I/O, and their replies, retries and batches, over closure
//! transports.

#[path = "../batch/clock.rs"]
mod clock;
mod declared;
mod requests;
mod results;
#[allow(dead_code, reason = "some of its steps are for other tests")]
#[path = "../transport/server.rs"]
mod server;
mod travel;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use graph_entity::transport::from_fn;
use graph_entity::{AccessToken, Client, ClientBuilder, Request};

const ENDPOINT: &str = "https://graph.microsoft.com";

/// The requests that were sent, in order.
type Requests = Arc<Mutex<Vec<http::Request<Bytes>>>>;

/// Status, headers and body of a reply.
type Answer<'a> = (u16, &'a [(&'a str, &'a str)], &'a str);

/// Returns a client builder with a Graph that answers with these replies in order, and repeats the last one.
fn answering(replies: &[Answer<'_>]) -> (ClientBuilder, Requests) {
    let replies: Vec<http::Response<String>> = replies
        .iter()
        .map(|(status, headers, body)| {
            let mut reply = http::Response::builder().status(*status);
            for (name, value) in *headers {
                reply = reply.header(*name, *value);
            }
            reply.body((*body).to_owned()).expect("a response")
        })
        .collect();
    let requests = Requests::default();
    let seen = Arc::clone(&requests);
    let transport = from_fn(move |request| {
        let mut seen = seen.lock().expect("a lock");
        let at = seen.len().min(replies.len() - 1);
        seen.push(request);
        replies[at].clone()
    });
    let token = AccessToken::new("token-of-a-test").expect("a token");
    (Client::builder().credential(token).transport(transport), requests)
}

/// Returns a client with a Graph that always gives the same reply.
fn client(status: u16, body: &str) -> Client {
    answering(&[(status, &[], body)]).0.build().expect("a client")
}

/// Returns the method and the address with its query.
fn line<T>(request: &Request<T>) -> String {
    let http = request.to_http(ENDPOINT).expect("a request");
    let address = http.uri().to_string();
    format!("{} {}", http.method(), address.strip_prefix(ENDPOINT).expect("the endpoint"))
}

/// Returns the body as text.
fn body<T>(request: &Request<T>) -> String {
    let http = request.to_http(ENDPOINT).expect("a request");
    String::from_utf8(http.body().to_vec()).expect("text")
}
