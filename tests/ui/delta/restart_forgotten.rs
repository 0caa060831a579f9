//! A delta may have to start over, and a program must handle that.

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
