//! The same for a collection, a box, a choice with any entity in it, and a type that has another name.
//!
//! Errors: 5

use graph_entity::{graph_complex, graph_entity, graph_one_of};

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    categories: Vec<Category>,
}

#[graph_entity(path = "/categories/{categoryId}")]
struct Category {
    id: String,
    parent: Option<Box<Category>>,
}

#[graph_complex]
struct Owned {
    owners: Vec<Option<Owner>>,
}

#[graph_one_of]
enum Owner {
    Category(Category),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_complex]
struct Mixed {
    place: Option<Place>,
}

#[graph_one_of]
enum Place {
    Owned(Owned),
    Category(Category),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

type Other = Option<Vec<Category>>;

#[graph_complex]
struct Renamed {
    other: Other,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
