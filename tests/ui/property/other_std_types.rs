//! For each type of std that looks like a property type, the error names the type to use.
//!
//! Errors: 6

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    port: Option<u16>,
    size: Option<u64>,
    file: Option<PathBuf>,
    tags: HashSet<String>,
    shared: Option<Arc<String>>,
    seen: Option<SystemTime>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
