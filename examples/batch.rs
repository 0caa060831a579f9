//! Sends many requests in batches: fifty updates of which some are throttled, and a small batch of mixed
//! types.
//!
//! Run it with `cargo run --example batch`. The emulator throttles every seventh update once, to show that
//! only those are sent again.

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use graph_entity::{Client, graph_entity};
use graph_entity_emulator::{Builder, Emulator, Fault, RetryAfter};
use graph_entity_examples::{Graph, exit};
use serde_json::json;

/// A category that devices can be assigned to.
#[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
#[derive(Debug)]
pub struct DeviceCategory {
    /// The key.
    #[graph(read_only)]
    pub id: String,
    /// The display name.
    pub display_name: Option<String>,
}

/// A user, with the properties that this example needs.
#[graph_entity(path = "/users/{userId}")]
#[derive(Debug)]
pub struct User {
    /// The key.
    #[graph(read_only)]
    pub id: String,
    /// The display name.
    pub display_name: Option<String>,
}

/// Send fifty updates, of which some are throttled, and a small batch of mixed types, to an emulator of Graph
/// that this program starts and seeds.
#[derive(Parser)]
struct Options {}

/// The number of categories to rename.
const CATEGORIES: usize = 50;

#[tokio::main]
async fn main() -> ExitCode {
    let Options {} = Options::parse();
    exit(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let graph = Graph::on_loopback(a_busy_tenant()).await?;
    let client = graph.client()?;
    many_of_one_type(&client).await;
    if let Some(emulator) = graph.emulator() {
        show(emulator);
    }
    some_of_many_types(&client).await?;
    Ok(())
}

/// Sends any number of requests of one type. Results come in the order of the requests.
async fn many_of_one_type(client: &Client) {
    let rename = |number| {
        let patch = DeviceCategory::patch().display_name(format!("Kiosk {number}"));
        DeviceCategory::update(format!("category-{number}"), patch)
    };
    let results = client.send_all((0..CATEGORIES).map(rename)).await;
    let renamed = results.iter().filter(|result| result.is_ok()).count();
    println!("{renamed} of {} categories renamed.", results.len());
}

/// Sends requests of different types, one of which waits for another. Each result has the type of its
/// request.
async fn some_of_many_types(client: &Client) -> Result<(), graph_entity::Error> {
    let mut batch = client.batch();
    let rename = batch.add(DeviceCategory::update("kiosk", DeviceCategory::patch().display_name("Lobby")));
    let renamed = batch.add_after(&rename, DeviceCategory::at("kiosk").get());
    let user = batch.add(User::at("adele").get());
    let nobody = batch.add(User::at("nobody").get());

    let mut replies = batch.send().await;
    let renamed: DeviceCategory = replies.take(renamed)?.into_value();
    let user: User = replies.take(user)?.into_value();
    println!("{renamed:?}\n{user:?}");
    if let Err(error) = replies.take(nobody) {
        println!("{error}");
    }
    Ok(())
}

/// Prints how the updates in the batches were answered.
fn show(emulator: &Emulator) {
    let requests = emulator.requests();
    let items: Vec<_> = requests.iter().filter(|request| request.batch.is_some()).collect();
    let throttled = items.iter().filter(|item| item.status == 429).count();
    println!("{} requests were sent in batches; {throttled} were throttled and sent again.\n", items.len());
}

/// A tenant with the entities of this example, which throttles every seventh of the first requests.
fn a_busy_tenant() -> Builder {
    let every_seventh = (1..=CATEGORIES).map(|number| match number % 7 {
        0 => Fault::Throttled(RetryAfter::Seconds(1)),
        _ => Fault::None,
    });
    let graph = Emulator::builder()
        .seed::<DeviceCategory>(["kiosk"], json!({ "displayName": "Kiosk" }))
        .seed::<User>(["adele"], json!({ "displayName": "Adele Vance" }))
        .faults_in_batches(true)
        .next_answers(every_seventh);
    (0..CATEGORIES).fold(graph, |graph, number| {
        graph.seed::<DeviceCategory>([format!("category-{number}")], json!({ "displayName": "old" }))
    })
}
