//! An enumeration type is one concrete type.

use graph_entity::graph_enum;

#[graph_enum]
enum State<const N: usize> {
    On,
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
