//! A token is checked when it is made a credential.

use graph_entity::Client;

fn main() {
    let _ = Client::builder().credential("eyJ0eXAiOiJKV1Qi");
}
