//! A set of flags is read and written as one text.

use graph_entity::graph_enum;

#[graph_enum]
enum SignInAccessType {
    None,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn main() {}
