//! A key that is given on create names the entity from then on.

use graph_entity::graph_entity;

#[graph_entity(path = "/partners/{tenantId}")]
struct Partner {
    #[graph(key, create_only)]
    tenant_id: String,
}

fn main() {
    let _ = Partner::new_body().tenant_id("x");
    let _ = Partner::patch().tenant_id("x");
}
