//! Sends many requests in few: fifty renamings of which some are throttled, and a small batch of mixed types.
//!
//! `cargo run --example batch`. Graph is played by a closure in this program, so that the throttling can be seen: what the
//! batch does is the same over any transport.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use clap::Parser;
use graph_entity::transport::respond;
use graph_entity::{AccessToken, Client, Error, graph_entity};
use serde_json::{Value, json};

/// A category that devices can be put in.
#[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
#[derive(Debug)]
pub struct DeviceCategory {
    /// The key.
    #[graph(read_only)]
    pub id: String,
    /// Its name.
    pub display_name: Option<String>,
}

/// A user, as far as this example is concerned.
#[graph_entity(path = "/users/{userId}")]
#[derive(Debug)]
pub struct User {
    /// The key.
    #[graph(read_only)]
    pub id: String,
    /// The name that is shown.
    pub display_name: Option<String>,
}

/// Send fifty renamings, of which some are throttled, and a small batch of mixed types, to a Graph that is a closure in this
/// program.
#[derive(Parser)]
struct Options {}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let Options {} = Options::parse();
    let client = Client::builder()
        .credential(AccessToken::new("example")?)
        .transport(respond(busy_graph()))
        .build()?;
    many_of_one_type(&client).await;
    some_of_many_types(&client).await
}

/// Any number of requests of one type: one result each, in their order.
async fn many_of_one_type(client: &Client) {
    let rename = |number| {
        let patch = DeviceCategory::patch().display_name(format!("Kiosk {number}"));
        DeviceCategory::update(format!("category-{number}"), patch)
    };
    let results = client.send_all((0..50).map(rename)).await;
    let renamed = results.iter().filter(|result| result.is_ok()).count();
    println!("{renamed} of {} categories renamed.\n", results.len());
}

/// Requests of different types, one of them after another: each result has its request's type.
async fn some_of_many_types(client: &Client) -> Result<(), Error> {
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

/// A Graph that knows `$batch`, has everything but `nobody`, and is too busy for each seventh request at first.
fn busy_graph() -> impl Fn(http::Request<Bytes>) -> http::Response<Bytes> {
    let refused = Arc::new(Mutex::new(HashSet::new()));
    move |request| {
        let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
        let requests = body["requests"].as_array().cloned().unwrap_or_default();
        let mut refused = refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let replies: Vec<_> =
            requests.iter().enumerate().map(|(at, request)| reply(at, request, &mut refused)).collect();
        let throttled = replies.iter().filter(|reply| reply["status"] == 429).count();
        println!("{} with {} requests, {throttled} of them throttled", request.uri().path(), replies.len());
        http::Response::new(json!({ "responses": replies }).to_string().into())
    }
}

fn reply(at: usize, request: &Value, refused: &mut HashSet<String>) -> Value {
    let url = request["url"].as_str().unwrap_or_default();
    let key = url.rsplit('/').next().unwrap_or_default();
    let mut reply = json!({ "id": request["id"], "headers": { "Content-Type": "application/json" } });
    if at % 7 == 6 && refused.insert(url.to_owned()) {
        reply["headers"]["Retry-After"] = "1".into();
        reply["status"] = 429.into();
        reply["body"] = json!({ "error": { "code": "TooManyRequests", "message": "Please retry after" } });
    } else if key == "nobody" {
        reply["status"] = 404.into();
        reply["body"] =
            json!({ "error": { "code": "Request_ResourceNotFound", "message": "There is none." } });
    } else {
        reply["status"] = 200.into();
        let name = request["body"]["displayName"].as_str().unwrap_or("Lobby");
        reply["body"] = json!({ "id": key, "displayName": name });
    }
    reply
}
