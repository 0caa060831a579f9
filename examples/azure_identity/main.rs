//! Signs in with a credential of the Azure SDK, and lists the device categories.
//!
//! `cargo run -p azure-identity-example` talks to an emulator on loopback, with a credential that this
//! program implements: any `TokenCredential` of `azure_core` works. With `GRAPH_ENDPOINT` set, it uses
//! `azure_identity` and signs in as the user of the Azure CLI (`az login`) or the Azure Developer CLI
//! (`azd auth login`).

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_identity::DeveloperToolsCredential;
use clap::Parser;
use graph_entity::{AzureCredential, Client, graph_entity};
use graph_entity_emulator::Emulator;
use graph_entity_examples::{Graph, exit};
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// A category that devices can be assigned to.
#[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}", operations(get, list))]
#[derive(Debug)]
pub struct DeviceCategory {
    /// The key.
    pub id: String,
    /// The display name.
    pub display_name: Option<String>,
}

/// List the device categories, signed in with a credential of the Azure SDK.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {}

const ENVIRONMENT: &str = "\
Without GRAPH_ENDPOINT in the environment, the program talks to an emulator on loopback, with a credential of its own.
With it set (GRAPH_ENDPOINT=https://graph.microsoft.com), it talks to that endpoint, signed in as the user of the Azure
CLI (az login) or the Azure Developer CLI (azd auth login).";

#[tokio::main]
async fn main() -> ExitCode {
    let Options {} = Options::parse();
    exit(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    if let Ok(endpoint) = std::env::var("GRAPH_ENDPOINT") {
        let credential = DeveloperToolsCredential::new(None)?;
        return list(&endpoint, credential).await;
    }
    let graph = Graph::on_loopback(
        Emulator::builder()
            .seed::<DeviceCategory>(["kiosk"], json!({ "displayName": "Kiosk" }))
            .seed::<DeviceCategory>(["lobby"], json!({ "displayName": "Lobby" }))
            .page_size(1),
    )
    .await?;
    let credential = Arc::new(Loopback { token: graph.token().to_owned(), requests: AtomicU32::new(0) });
    list(graph.endpoint(), Arc::clone(&credential) as Arc<dyn TokenCredential>).await?;
    println!("Token requests: {}.", credential.requests.load(Ordering::Relaxed));
    Ok(())
}

/// The subject of this example: the client signs in with a credential of the Azure SDK.
async fn list(endpoint: &str, credential: Arc<dyn TokenCredential>) -> Result<(), Box<dyn Error>> {
    let credential = AzureCredential::new(credential);
    let client = Client::builder().endpoint(endpoint).credential(credential).build()?;
    let mut categories = DeviceCategory::within().list().items(&client);
    while let Some(category) = categories.next().await {
        println!("{:?}", category?);
    }
    Ok(())
}

/// A credential for the emulator, which needs no Entra: returns the token that the emulator accepts, valid
/// for one hour.
#[derive(Debug)]
struct Loopback {
    token: String,
    requests: AtomicU32,
}

#[async_trait::async_trait]
impl TokenCredential for Loopback {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        println!("The client requests a token with the scopes {scopes:?}.");
        Ok(AccessToken::new(self.token.clone(), OffsetDateTime::now_utc() + Duration::hours(1)))
    }
}
