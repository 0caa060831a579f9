//! The client with a failing service or network, as in `main.rs`, by blocking calls over the transport of the
//! feature `blocking`.

mod blobs;
mod budget;
#[path = "blocked.rs"]
mod calls;
mod clock;
mod comparison;
mod echo;
mod harness;
#[path = "../lines.rs"]
mod lines;
mod operations;
mod parts;
mod preauthorized;
mod redirects;
mod sequences;
mod server;
mod spans;
mod table;
mod threads;
mod tokens;
mod until;
mod untyped;
mod uploads;

/// Returns the transport under test.
fn transport(address: &str) -> graph_entity::transport::UreqTransport {
    let endpoint = graph_entity::Endpoint::parse(address).expect("an endpoint");
    let connect_timeout = std::time::Duration::from_secs(10);
    graph_entity::transport::UreqTransport::for_endpoint(&endpoint, connect_timeout).expect("a transport")
}
