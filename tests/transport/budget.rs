//! The client's own budget.

use std::time::Duration;

use graph_entity::Budget;

use crate::clock::Paused;
use crate::harness::{Thing, counting, epoch, scripted, settings};
use crate::server::{Server, Step};

#[tokio::test]
async fn clones_of_a_client_keep_to_one_budget() {
    let server = Server::start(vec![Step::Send(scripted("200")); 7]).await;
    let clock = Paused::at(epoch());
    let settings = settings(server.address(), &clock).credential(counting(&clock));
    let client = settings.budget(Budget::new(Duration::from_secs(10), 3, 1)).build().expect("a client");
    for number in 0..7 {
        let client = client.clone();
        if number % 2 == 0 {
            Thing::at("1").get().send(&client).await.expect("200");
        } else {
            Thing::at("1").update(Thing::patch().name("x")).send(&client).await.expect("200");
        }
    }
    // The clock stands still but for the waits: read, write, read; the next write has to wait, and so on.
    assert_eq!(clock.waits(), [Duration::from_secs(10); 2]);
}
