//! The client with a failing service or network: over real connections, against a scripted server, with a
//! virtual clock. Over the default transport; `reqwest.rs` runs the same tests over the other one.

mod blobs;
mod budget;
#[path = "awaited.rs"]
mod calls;
mod clock;
mod comparison;
mod deadlines;
mod echo;
mod harness;
mod http2;
#[path = "../lines.rs"]
mod lines;
mod observed;
mod operations;
mod parts;
mod preauthorized;
mod redirects;
mod sequences;
mod server;
mod spans;
mod table;
mod tokens;
mod until;
mod untyped;
mod uploads;

/// Returns the transport under test.
fn transport(address: &str) -> graph_entity::transport::HyperTransport {
    let endpoint = graph_entity::Endpoint::parse(address).expect("an endpoint");
    let connect_timeout = std::time::Duration::from_secs(10);
    graph_entity::transport::HyperTransport::for_endpoint(&endpoint, connect_timeout).expect("a transport")
}
