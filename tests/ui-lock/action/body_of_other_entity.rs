//! A create body as a parameter is one of the entity type in the metadata, or of one that derives from it.
//!
//! Errors: 5

use graph_entity::{Create, graph_action, graph_entity};

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
}

#[graph_entity(path = "/users/{userId}")]
struct User {
    id: String,
}

#[graph_entity(path = "/guests/{guestId}")]
struct Guest {
    id: String,
}

#[graph_action(path = "/devices/{deviceId}/hand")]
struct Hand {
    owner: Option<DevicePatch<Create>>,
    others: Vec<DevicePatch<Create>>,
    note: Option<UserPatch<Create>>,
    admin: Option<Vec<UserPatch<Create>>>,
    guest: Option<GuestPatch<Create>>,
    user: Option<UserPatch<Create>>,
    person: Option<PersonPatch<Create>>,
    gadget: Option<GadgetPatch<Create>>,
}

type PersonPatch<M> = UserPatch<M>;
type GadgetPatch<M> = DevicePatch<M>;

fn main() {
    let _ = (Device::patch(), User::patch(), Guest::patch());
}
