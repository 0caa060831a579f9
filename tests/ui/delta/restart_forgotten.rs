//! What is known may become void, and no program may miss it.

use graph_entity::{Change, graph_entity};

#[graph_entity(path = "/users/{userId}", operations(get, delta))]
struct User {
    id: String,
    name: Option<String>,
}

fn store(change: Change<User>) {
    match change {
        Change::Changed(user) => println!("{}", user.id()),
        Change::Removed(user) => println!("without {}", user.id()),
    }
}

fn main() {}
