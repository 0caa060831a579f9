//! graph-entity: a declared entity, and a client with default settings.

use std::time::Duration;

use comparison::peer::{Failure, serve};
use graph_entity::{AccessToken, Client, Error, graph_entity, graph_enum};
use serde_json::json;

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
enum Importance {
    Low,
    Normal,
    High,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_entity(path = "/me/events/{eventId}", operations(get, list, create))]
#[derive(Debug, Clone, PartialEq)]
struct Event {
    id: String,
    subject: Option<String>,
    importance: Option<Importance>,
    categories: Vec<String>,
    reminder_minutes_before_start: Option<i32>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{}", env!("CARGO_PKG_VERSION"));
    let token = std::env::args().nth(1).expect("the token");
    serve(async |operation, endpoint| answer(operation, endpoint, &token).await.map_err(failure)).await;
}

async fn answer(operation: &str, endpoint: &str, token: &str) -> Result<serde_json::Value, Error> {
    let client = Client::builder().endpoint(endpoint).credential(AccessToken::new(token)?).build()?;
    let create = || Event::within().create(Event::new_body().subject("Budget"));
    Ok(match operation {
        "get" => json!(Event::at("1").get().send(&client).await?.into_value()),
        "list" => json!(Event::within().list().items(&client).into_vec().await?),
        "create" => json!(create().send(&client).await?.into_value()),
        _ => json!(create().send_and_wait(&client, Duration::from_secs(10)).await?.into_value()),
    })
}

fn failure(error: Error) -> Failure {
    Failure {
        name: format!("{:?}", error.kind()),
        status: error.status().map(|status| status.as_u16()),
        text: format!("{error} {error:?}"),
        in_doubt: Some(error.write_in_doubt()),
    }
}
