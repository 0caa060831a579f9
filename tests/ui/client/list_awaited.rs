//! A list is plain data: only a client sends it.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
}

async fn read() {
    let _ = Device::within().list().await;
}

fn main() {
    let _ = read();
}
