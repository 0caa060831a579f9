//! A comparison with null has its own methods: `is_null` and `is_not_null`.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    count: Option<i32>,
    is_encrypted: Option<bool>,
    tags: Vec<String>,
}

fn main() {
    let _ = Device::NAME.eq(None::<String>);
}
