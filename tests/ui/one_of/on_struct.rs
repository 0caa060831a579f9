//! A choice has variants, so it is an enum.

use graph_entity::graph_one_of;

#[graph_one_of]
struct Rule {
    a: Option<String>,
}

fn main() {}
