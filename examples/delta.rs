//! Keeps a store of users up to date: everything at first, then what has changed since the token that was stored.
//!
//! `cargo run --example delta` starts a Graph on loopback and changes its users between the runs.
//! `cargo run --example delta -- --help` explains the rest.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use graph_entity::{AccessToken, Change, Client, DeltaToken, RemovedReason, graph_entity};
use graph_entity_emulator::Emulator;

/// A user, as far as this example is concerned.
#[graph_entity(path = "/users/{userId}", operations(get, list, create, update, delete, delta))]
#[derive(Debug)]
pub struct User {
    /// The key.
    pub id: String,
    /// The name that is shown.
    pub display_name: Option<String>,
    /// Where the user works.
    pub office_location: Option<String>,
}

/// Keep a store of users up to date.
///
/// Without `GRAPH_ENDPOINT` and `GRAPH_ACCESS_TOKEN` in the environment, a few runs follow one another in a Graph on
/// loopback that this program starts. With both set, there is one run against that endpoint.
#[derive(Parser)]
#[command(verbatim_doc_comment)]
struct Options {
    /// Where the token of the last run is and that of this one goes; without it a run starts with all there is.
    #[arg(long, value_name = "FILE")]
    token: Option<PathBuf>,
}

/// What this program knows, by key.
type Store = BTreeMap<String, User>;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(Options { token: file }: Options) -> Result<(), Box<dyn Error>> {
    // Not options: a token on a command line is there for every user of the machine to see.
    match (std::env::var("GRAPH_ENDPOINT"), std::env::var("GRAPH_ACCESS_TOKEN")) {
        (Ok(endpoint), Ok(token)) => {
            let client = Client::builder().endpoint(endpoint).credential(AccessToken::new(token)?).build()?;
            let start = file.as_ref().map(stored).transpose()?.flatten();
            let end = catch_up(&client, &mut Store::new(), start).await?;
            if let (Some(file), Some(end)) = (file, end) {
                fs::write(file, end.to_string())?;
            }
            Ok(())
        }
        (Err(_), Err(_)) => demonstrate().await,
        _ => Err("set both GRAPH_ENDPOINT and GRAPH_ACCESS_TOKEN, or neither".into()),
    }
}

/// The token in a file, if there is one.
fn stored(file: &PathBuf) -> Result<Option<DeltaToken>, Box<dyn Error>> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text.trim().parse()?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The main job: one run, from a token to the next.
async fn catch_up(
    client: &Client,
    store: &mut Store,
    token: Option<DeltaToken>,
) -> Result<Option<DeltaToken>, Box<dyn Error>> {
    let delta = User::within().delta().select((User::DISPLAY_NAME, User::OFFICE_LOCATION));
    let delta = match token {
        Some(token) => delta.from_token(token),
        None => delta,
    };
    let mut changes = delta.changes(client);
    while let Some(change) = changes.next().await {
        match change? {
            Change::Changed(user) => {
                let what: Vec<_> = user.properties().filter(|name| *name != "id").collect();
                println!("  {}: {}", user.id(), what.join(", "));
                match store.get_mut(user.id()) {
                    Some(known) => user.apply_to(known)?,
                    None => drop(store.insert(user.id().to_owned(), user.read()?)),
                }
            }
            Change::Removed(user) => {
                let can_return = *user.reason() == RemovedReason::Changed;
                println!("  {}: gone{}", user.id(), if can_return { ", and may come back" } else { "" });
                store.remove(user.id());
            }
            Change::Restarted(why) => {
                println!("  all starts again: {why}");
                store.clear();
            }
        }
    }
    println!("  {} users are known.\n", store.len());
    Ok(changes.token().cloned())
}

/// A few runs, with changes between them.
async fn demonstrate() -> Result<(), Box<dyn Error>> {
    let graph = Emulator::builder().metadata("v1.0", DOCUMENT).page_size(2).try_start().await?;
    println!("A Graph on loopback, {}, holds three users.\n", graph.endpoint());
    let client =
        Client::builder().endpoint(graph.endpoint()).credential(AccessToken::new(graph.token())?).build()?;
    let mut ids = Vec::new();
    for name in ["Adele", "Alex", "Diego"] {
        let body = User::new_body().display_name(name).office_location("20/1109");
        ids.push(User::within().create(body).send(&client).await?.into_value().id);
    }
    let mut store = Store::new();

    println!("At first, everything:");
    let token = catch_up(&client, &mut store, None).await?;

    User::update(&ids[0], User::patch().clear_office_location()).send(&client).await?;
    User::at(&ids[1]).delete().send(&client).await?;
    User::within().create(User::new_body().display_name("Isaiah")).send(&client).await?;
    println!("Then what has changed:");
    let token = catch_up(&client, &mut store, token).await?;

    graph.expire_delta_links();
    println!("When the token is too old:");
    catch_up(&client, &mut store, token).await?;
    Ok(())
}

/// What the Graph on loopback serves.
const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="user">
    <Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" />
    <Property Name="displayName" Type="Edm.String" />
    <Property Name="officeLocation" Type="Edm.String" />
  </EntityType>
  <Function Name="delta" IsBound="true">
    <Parameter Name="bindingParameter" Type="Collection(graph.user)" /><ReturnType Type="Collection(graph.user)" />
  </Function>
  <EntityContainer Name="GraphService"><EntitySet Name="users" EntityType="graph.user" /></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;
