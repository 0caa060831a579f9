//! Each key in parentheses has a name of its own.

use graph_entity::graph_entity;

fn main() {}

#[graph_entity(path = "/pairs(a='{first}',a='{second}')")]
struct Pair {
    name: Option<String>,
}
