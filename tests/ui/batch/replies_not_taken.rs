//! A batch never fails as a whole, so whoever drops its replies drops its errors.

#![deny(unused_must_use)]

use graph_entity::Client;

async fn send(client: &Client) {
    client.batch().send().await;
}

fn main() {}
