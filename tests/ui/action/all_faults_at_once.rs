//! One compilation reports all errors, each at its token, and the request method is still emitted.
//!
//! Errors: 5

use graph_entity::graph_action;

#[graph_action(path = "devices/{deviceId}/wipe", verison = "beta", result = u64)]
struct Wipe {
    #[graph(read_only)]
    keep: Option<bool>,
    code: Option<u16>,
}

fn main() {
    let _ = Wipe { keep: None, code: None }.call("5d8a");
}
