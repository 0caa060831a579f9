//! Without flags, a value is one member.

use graph_entity::graph_enum;

#[graph_enum(flags)]
enum RunState {
    Success,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn main() {}
