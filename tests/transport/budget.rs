//! The client's own request budget.

use std::time::Duration;

use graph_entity::Budget;

use crate::calls::send;
use crate::clock::VirtualClock;
use crate::harness::{Thing, capable, counting, epoch, scripted, settings};
use crate::server::{Server, Step};

#[tokio::test]
async fn clones_of_a_client_share_the_budget() {
    let server = Server::start(vec![Step::Send(scripted("200")); 7]).await;
    let clock = VirtualClock::at(epoch());
    let settings = settings(server.address(), &clock).credential(counting(&clock));
    let client = settings.budget(Budget::new(Duration::from_secs(10), 3, 1)).build().expect("a client");
    for number in 0..7 {
        let client = client.clone();
        if number % 2 == 0 {
            send(Thing::at("1").get(), &client).await.expect("200");
        } else {
            send(Thing::at("1").update(Thing::patch().name("x")), &client).await.expect("200");
        }
    }
    // The clock advances only by delays: read, write, read; the next write has to wait, and so on.
    assert_eq!(clock.waits(), [Duration::from_secs(10); 2]);
}

/// Every attempt counts as a request of Graph's limits.
#[tokio::test]
async fn an_attempt_with_another_token_counts_too() {
    for refusal in ["401", "401 claims"] {
        let server = Server::start([refusal, "200"].map(|words| Step::Send(scripted(words))).to_vec()).await;
        let clock = VirtualClock::at(epoch());
        let settings = settings(server.address(), &clock).credential(capable(&clock));
        let client = settings.budget(Budget::new(Duration::from_secs(10), 1, 1)).build().expect("a client");
        send(Thing::at("1").get(), &client).await.expect("200");
        assert_eq!(clock.waits(), [Duration::from_secs(10)], "{refusal}");
    }
}

/// Time in the queue does not count as retry time: a request that waited long for the budget is retried like
/// any other, with a token that is still valid.
#[tokio::test]
async fn time_in_the_queue_does_not_count_as_retry_time() {
    let replies = ["200", "429 after=1", "200"];
    let server = Server::start(replies.iter().map(|words| Step::Send(scripted(words))).collect()).await;
    let clock = VirtualClock::at(epoch());
    let settings = settings(server.address(), &clock).credential(counting(&clock));
    let settings = settings.max_retry_time(Duration::from_secs(4_000)).deadline(Duration::from_secs(10_000));
    let client = settings.budget(Budget::new(Duration::from_secs(4_000), 1, 1)).build().expect("a client");
    for _ in 0..2 {
        send(Thing::at("1").get(), &client).await.expect("200");
    }
    assert_eq!(clock.waits(), [4_000, 1, 3_999].map(Duration::from_secs));
    let requests = server.requests();
    let tokens: Vec<_> = requests.iter().filter_map(|request| request.header("authorization")).collect();
    assert_eq!(tokens, [1, 2, 3].map(|number| format!("Bearer token-of-a-test-{number}")));
}
