//! Signs in with a credential of the Azure SDK, and lists the categories of devices with its token.
//!
//! `cargo run -p azure-identity-example` does so on loopback, with a credential that this program has: any
//! `TokenCredential` of `azure_core` will do. With `GRAPH_ENDPOINT` set, the credential is `azure_identity`'s, of who is
//! signed in to the Azure CLI (`az login`) or the Azure Developer CLI (`azd auth login`).

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

/// A category that devices can be put in.
#[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}", operations(get, list))]
#[derive(Debug)]
pub struct DeviceCategory {
    /// The key.
    pub id: String,
    /// Its name.
    pub display_name: Option<String>,
}

/// List the categories of devices, signed in with a credential of the Azure SDK.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {}

const ENVIRONMENT: &str = "\
Without GRAPH_ENDPOINT in the environment, this works on a Graph on loopback, with a credential of the program's own.
With it set (GRAPH_ENDPOINT=https://graph.microsoft.com), it works there, as who is signed in to the Azure CLI (az login)
or the Azure Developer CLI (azd auth login).";

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
    let credential = Arc::new(Loopback { token: graph.token().to_owned(), asked: AtomicU32::new(0) });
    list(graph.endpoint(), Arc::clone(&credential) as Arc<dyn TokenCredential>).await?;
    println!("The credential was asked for a token {} time.", credential.asked.load(Ordering::Relaxed));
    Ok(())
}

/// What this example is about: a credential of the Azure SDK becomes the client's.
async fn list(endpoint: &str, credential: Arc<dyn TokenCredential>) -> Result<(), Box<dyn Error>> {
    let credential = AzureCredential::new(credential);
    let client = Client::builder().endpoint(endpoint).credential(credential).build()?;
    let mut categories = DeviceCategory::within().list().items(&client);
    while let Some(category) = categories.next().await {
        println!("{:?}", category?);
    }
    Ok(())
}

/// Stands in for an identity where there is no Entra: it gives the token that the loopback takes, for one hour.
#[derive(Debug)]
struct Loopback {
    token: String,
    asked: AtomicU32,
}

#[async_trait::async_trait]
impl TokenCredential for Loopback {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        println!("A token is asked for, with the scopes {scopes:?}.");
        Ok(AccessToken::new(self.token.clone(), OffsetDateTime::now_utc() + Duration::hours(1)))
    }
}
