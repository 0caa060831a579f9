//! Graph adds members, and a reply must not fail or lose one.
//!
//! Check: `unrecognized_is_kept`

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    On,
    Off,
}

fn main() {}
