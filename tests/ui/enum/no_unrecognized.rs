//! Graph adds members later, and reading a reply must neither fail nor lose one.
//!
//! Check: `unrecognized_is_kept`

use graph_entity::graph_enum;

#[graph_enum]
enum State {
    On,
    Off,
}

fn main() {}
