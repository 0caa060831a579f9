//! graph-rs-sdk: its methods for events, and its pages.

use comparison::peer::{Failure, Outcome, serve};
use graph_rs_sdk::http::ResponseExt as _;
use graph_rs_sdk::{GraphClient, GraphClientConfiguration, GraphFailure};
use reqwest::Url;
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{}", comparison::table::locked("graph-rs-sdk", ""));
    let token = std::env::args().nth(1).expect("the token");
    serve(async |operation, endpoint| answer(operation, endpoint, &token).await).await;
}

async fn answer(operation: &str, endpoint: &str, token: &str) -> Outcome {
    // Loopback has no certificate that it trusts.
    let configuration = GraphClientConfiguration::new().access_token(token).https_only(false);
    let mut client = GraphClient::from(configuration);
    client.use_test_endpoint(&Url::parse(&format!("{endpoint}/v1.0")).expect("an endpoint"));
    let body = json!({ "subject": "Budget" });
    let reply = match operation {
        "list" => return list(&client).await,
        "get" => client.me().event("1").get_events().send().await,
        _ => client.me().events().create_events(&body).send().await,
    };
    let reply = reply.map_err(failure)?;
    if reply.status().is_success() {
        return reply.json().await.map_err(|error| failure(error.into()));
    }
    let status = Some(reply.status().as_u16());
    let text = match reply.into_graph_error_message().await {
        Ok(message) => format!("{message:?}"),
        Err(error) => format!("{error} {error:?}"),
    };
    Err(Failure { status, ..named("ErrorMessage", text) })
}

async fn list(client: &GraphClient) -> Outcome {
    let pages = client.me().events().list_events().paging().json::<Value>().await.map_err(failure)?;
    let mut all = Vec::new();
    for page in pages {
        let page = page.into_body().map_err(|error| named("ErrorMessage", format!("{error:?}")))?;
        all.extend(page["value"].as_array().into_iter().flatten().cloned());
    }
    Ok(json!(all))
}

fn failure(error: GraphFailure) -> Failure {
    let debug = format!("{error:?}");
    let name = debug.split(['(', ' ', '{']).next().unwrap_or_default();
    named(name, format!("{error} {debug}"))
}

fn named(name: &str, text: String) -> Failure {
    Failure { name: name.to_owned(), status: None, text, in_doubt: None }
}
