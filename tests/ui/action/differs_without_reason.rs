//! An action and a parameter that differ from the metadata say why, for whoever reads it later.
//!
//! Errors: 2

use graph_entity::graph_action;

#[graph_action(path = "/devices/{id}/wipe", differs)]
struct Wipe {
    #[graph(differs = true)]
    keep_user_data: Option<bool>,
}

fn main() {}
