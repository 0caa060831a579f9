//! A derived `Debug` would print the secret.
//!
//! Check: `sensitive_debug_is_ours`

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
#[derive(Debug, Clone)]
struct Device {
    id: String,
    #[graph(sensitive)]
    key: Option<String>,
}

fn main() {}
