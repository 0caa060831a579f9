//! A derived `Debug` would print the sensitive value.
//!
//! Check: `sensitive_debug_is_not_derived`

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
#[derive(Debug, Clone)]
struct Device {
    id: String,
    #[graph(sensitive)]
    key: Option<String>,
}

fn main() {}
