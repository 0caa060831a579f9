//! An action needs an address.
//!
//! Check: `callable_has_path`

use graph_entity::graph_action;

#[graph_action(version = "beta")]
struct Wipe;

fn main() {
    let _ = Wipe.call();
}
