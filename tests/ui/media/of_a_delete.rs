//! Bytes belong to an address: a request that deletes or changes has none to read or to store.
//!
//! Errors: 2

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{userId}/photos/{profilePhotoId}")]
struct ProfilePhoto {
    id: String,
}

fn main() {
    let _ = ProfilePhoto::at("1", "2").delete().media();
    let _ = ProfilePhoto::at("1", "2").delete().put_media("image/jpeg", "");
}
