//! An enumeration is one concrete type, without generic parameters.

use graph_entity::graph_enum;

#[graph_enum]
enum State<const N: usize> {
    On,
    #[graph(unrecognized)]
    Other(String),
}

fn main() {}
