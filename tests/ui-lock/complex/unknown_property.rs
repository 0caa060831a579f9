//! The properties of a complex type are compared, too.

use graph_entity::graph_complex;

#[graph_complex]
struct AlternativeSecurityId {
    identity_providr: Option<String>,
    #[graph(read_only)]
    r#type: Option<i32>,
}

fn main() {}
