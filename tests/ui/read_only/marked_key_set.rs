//! A key that is not called `id` is the service's too, unless it says that a create gives it.

use graph_entity::graph_entity;

#[graph_entity(path = "/versions/{versionNumber}")]
struct Version {
    #[graph(key)]
    version_number: i32,
}

fn main() {
    let _ = Version::new_body().version_number(1);
}
