//! reqwest by hand: a struct with serde's derive, and a loop over the pages.

use comparison::peer::{Failure, serve};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    id: String,
    subject: Option<String>,
    importance: Option<Importance>,
    #[serde(default)]
    categories: Vec<String>,
    reminder_minutes_before_start: Option<i32>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Importance {
    Low,
    Normal,
    High,
}

#[derive(Deserialize)]
struct Page {
    value: Vec<Event>,
    #[serde(rename = "@odata.nextLink")]
    next_link: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{}", comparison::table::locked("reqwest", "0.13"));
    let token = std::env::args().nth(1).expect("the token");
    let client = reqwest::Client::new();
    serve(async |operation, endpoint| answer(&client, operation, endpoint, &token).await.map_err(failure))
        .await;
}

async fn answer(
    client: &reqwest::Client,
    operation: &str,
    endpoint: &str,
    token: &str,
) -> Result<Value, reqwest::Error> {
    let events = format!("{endpoint}/v1.0/me/events");
    let get = async |address: &str| client.get(address).bearer_auth(token).send().await?.error_for_status();
    match operation {
        "get" => Ok(json!(get(&format!("{events}/1")).await?.json::<Event>().await?)),
        "list" => {
            let (mut all, mut link) = (Vec::new(), Some(events));
            while let Some(address) = link {
                let page: Page = get(&address).await?.json().await?;
                all.extend(page.value);
                link = page.next_link;
            }
            Ok(json!(all))
        }
        _ => {
            let body = json!({ "subject": "Budget" });
            let made = client.post(events).bearer_auth(token).json(&body).send().await?;
            Ok(json!(made.error_for_status()?.json::<Event>().await?))
        }
    }
}

fn failure(error: reqwest::Error) -> Failure {
    let names = [
        (error.is_status(), "status"),
        (error.is_decode(), "decode"),
        (error.is_body(), "body"),
        (error.is_redirect(), "redirect"),
        (error.is_request(), "request"),
    ];
    let name = names.iter().find(|(is, _)| *is).map_or("other", |(_, name)| name);
    let status = error.status().map(|status| status.as_u16());
    Failure { name: name.to_owned(), status, text: format!("{error} {error:?}"), in_doubt: None }
}
