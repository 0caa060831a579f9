//! A complex value is an object, not a name.

use graph_entity::graph_enum;

#[graph_enum]
enum AlternativeSecurityId {
    Key,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn main() {}
