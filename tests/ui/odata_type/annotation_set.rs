//! Annotations are set by Graph only.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(name = "@odata.etag")]
    etag: Option<String>,
}

fn main() {
    let _ = Device::patch().etag("x");
}
