//! Keeps a local store of users up to date: the first run reads everything, later ones only changes since the
//! stored token.
//!
//! `cargo run --example delta` starts an emulator and changes its users between the runs.
//! `cargo run --example delta -- --help` lists the options.

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

/// A user, with the properties that this example needs.
#[graph_entity(path = "/users/{userId}", operations(get, list, create, update, delete, delta))]
#[derive(Debug)]
pub struct User {
    /// The key.
    pub id: String,
    /// The display name.
    pub display_name: Option<String>,
    /// The office.
    pub office_location: Option<String>,
}

/// Keep a local store of users up to date: one run against a given endpoint, or a few runs with changes
/// between them against an emulator.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The file with the token of the last run, which is replaced by the token of this one. Without it, a run
    /// reads everything.
    #[arg(long, value_name = "FILE")]
    token: Option<PathBuf>,
}

/// The local store: users by key.
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

/// Returns the token in a file, or `None` if there is no such file.
fn stored(file: &PathBuf) -> Result<Option<DeltaToken>, Box<dyn Error>> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text.trim().parse()?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The main job: one run, which applies the changes since a token and returns the next token.
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
                println!("  starting again from the beginning: {why}");
                store.clear();
            }
        }
    }
    println!("  {} users are known.\n", store.len());
    Ok(changes.token().cloned())
}

/// A few runs against the emulator, with changes between them.
async fn demonstrate(client: &Client, emulator: &Emulator) -> Result<(), Box<dyn Error>> {
    let mut ids = Vec::new();
    for name in ["Adele", "Alex", "Diego"] {
        let body = User::new_body().display_name(name).office_location("20/1109");
        ids.push(User::within().create(body).required().send(client).await?.into_value().id);
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
