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
use graph_entity::{Change, Client, DeltaToken, RemovedReason, graph_entity};
use graph_entity_emulator::Emulator;
use graph_entity_examples::{ENVIRONMENT, Graph, exit};

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

/// Keep a store of users up to date: one run where an endpoint is given, a few with changes between them otherwise.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// Where the token of the last run is and that of this one goes; without it a run starts with all there is.
    #[arg(long, value_name = "FILE")]
    token: Option<PathBuf>,
}

/// What this program knows, by key.
type Store = BTreeMap<String, User>;

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(Options::parse()).await)
}

async fn run(Options { token: file }: Options) -> Result<(), Box<dyn Error>> {
    let graph = Graph::open(Emulator::builder().entity::<User>().page_size(2)).await?;
    let client = graph.client()?;
    if let Some(emulator) = graph.emulator() {
        return demonstrate(&client, emulator).await;
    }
    let start = file.as_ref().map(stored).transpose()?.flatten();
    let end = catch_up(&client, &mut Store::new(), start).await?;
    if let (Some(file), Some(end)) = (file, end) {
        fs::write(file, end.to_string())?;
    }
    Ok(())
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
async fn demonstrate(client: &Client, emulator: &Emulator) -> Result<(), Box<dyn Error>> {
    let mut ids = Vec::new();
    for name in ["Adele", "Alex", "Diego"] {
        let body = User::new_body().display_name(name).office_location("20/1109");
        ids.push(User::within().create(body).send(client).await?.into_value().id);
    }
    let mut store = Store::new();

    println!("At first, everything:");
    let token = catch_up(client, &mut store, None).await?;

    User::update(&ids[0], User::patch().clear_office_location()).send(client).await?;
    User::at(&ids[1]).delete().send(client).await?;
    User::within().create(User::new_body().display_name("Isaiah")).send(client).await?;
    println!("Then what has changed:");
    let token = catch_up(client, &mut store, token).await?;

    emulator.expire_delta_links();
    println!("When the token is too old:");
    catch_up(client, &mut store, token).await?;
    Ok(())
}
