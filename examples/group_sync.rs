//! Gives a group the members of another one, and keeps it so: the first run reads all members, later ones only what has
//! changed since the stored token.
//!
//! `cargo run --example group_sync` starts an emulator and changes its group between a few runs.
//! `cargo run --example group_sync -- --help` lists the options.
//!
//! What could not be written is listed. The next run then looks at what the group really has, and writes the rest.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use graph_entity::{Change, Client, DeltaToken, Link, Request, graph_entity};
use graph_entity_emulator::{Builder, Emulator, Fault, RetryAfter};
use graph_entity_examples::{ENVIRONMENT, Graph, exit};
use serde_json::json;

/// A group, with the properties that this example needs.
#[graph_entity(path = "/groups/{groupId}", operations(get, list, delta))]
pub struct Group {
    /// The key.
    pub id: String,
    /// The display name for the group.
    pub display_name: Option<String>,
    /// The members, of which a read of the group has none.
    #[graph(navigation)]
    pub members: Vec<DirectoryObject>,
}

/// A user, a device, or another object of the directory.
#[graph_entity(path = "/directoryObjects/{directoryObjectId}", operations(get))]
pub struct DirectoryObject {
    /// The key.
    pub id: String,
    /// The name of the value's own type, which may derive from this one.
    #[graph(derived)]
    pub odata_type: Option<String>,
}

/// Such an object as a member of a group.
#[graph_entity(
    path = "/groups/{groupId}/members/{directoryObjectId}",
    odata_type = "microsoft.graph.directoryObject",
    operations(list)
)]
pub struct Member {
    /// The key.
    pub id: String,
    /// The name of the value's own type, which may derive from this one.
    #[graph(derived)]
    pub odata_type: Option<String>,
}

/// Give a group the members of another one.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The id of the group whose members are given.
    #[arg(long, default_value = "source")]
    from: String,
    /// The id of the group that gets them.
    #[arg(long, default_value = "target")]
    to: String,
    /// The file with what the last run has left, which is replaced. Without it, a run reads everything.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
}

/// What a run leaves to the next one.
#[derive(Default)]
struct State {
    /// Where the changes of the one group go on.
    token: Option<DeltaToken>,
    /// Its members.
    members: BTreeSet<String>,
    /// Those of the other group, if all writes have succeeded.
    written: Option<BTreeSet<String>>,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(Options::parse()).await)
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    let graph = Graph::open(a_tenant()).await?;
    let client = graph.client()?;
    if let Some(emulator) = graph.emulator() {
        return demonstrate(&client, emulator, &options).await;
    }
    let mut state = options.state.as_deref().map(State::read).transpose()?.unwrap_or_default();
    let failures = synchronize(&client, &options, &mut state).await?;
    if let Some(file) = options.state {
        state.write(&file)?;
    }
    if failures == 0 { Ok(()) } else { Err(format!("{failures} members are left to the next run").into()) }
}

/// One run, which returns the number of failures.
async fn synchronize(client: &Client, options: &Options, state: &mut State) -> Result<usize, Box<dyn Error>> {
    catch_up(client, &options.from, state).await?;
    let has = match state.written.take() {
        Some(members) => members,
        None => members(client, &options.to).await?,
    };
    if state.members.is_empty() && !has.is_empty() {
        return Err("the group has no members any more: none is removed".into());
    }
    let add: Vec<_> = state.members.difference(&has).cloned().collect();
    let remove: Vec<_> = has.difference(&state.members).cloned().collect();
    let to = || Group::at(&options.to);
    let link = |id: &String| to().link(Group::MEMBERS, DirectoryObject::at(id));
    let unlink = |id: &String| to().unlink(Group::MEMBERS, id);
    let failures = write(client, "add", &add, link).await + write(client, "remove", &remove, unlink).await;
    state.written = (failures == 0).then(|| state.members.clone());
    println!("  {} members, {failures} failures\n", state.members.len());
    Ok(failures)
}

/// Brings the members of the one group up to date.
async fn catch_up(client: &Client, group: &str, state: &mut State) -> Result<(), Box<dyn Error>> {
    let delta = Group::within().delta().filter(Group::ID.eq(group)).expand(Group::MEMBERS.expand());
    let delta = match state.token.take() {
        Some(token) => delta.from_token(token),
        None => delta,
    };
    let mut changes = delta.changes(client);
    while let Some(change) = changes.next().await {
        match change? {
            Change::Changed(group) => {
                for link in group.related(Group::MEMBERS)? {
                    match link {
                        Link::Added(member) => state.members.insert(member.id().to_owned()),
                        Link::Removed(member) => state.members.remove(member.id()),
                    };
                }
            }
            Change::Removed(_) => return Err("the group is gone: no member is removed".into()),
            Change::Restarted(_) => {
                println!("  the changes are too old: all members are read again");
                state.members.clear();
            }
        }
    }
    state.token = changes.token().cloned();
    Ok(())
}

/// Returns the members that a group really has.
async fn members(client: &Client, group: &str) -> Result<BTreeSet<String>, graph_entity::Error> {
    println!("  the members of {group} are read");
    let members = Member::within(group).list().items(client).into_vec().await?;
    Ok(members.into_iter().map(|member| member.id).collect())
}

/// Sends the changes in batches, and returns the number of failures.
async fn write(
    client: &Client,
    what: &str,
    ids: &[String],
    request: impl Fn(&String) -> Request<()>,
) -> usize {
    let results = client.send_all(ids.iter().map(request)).await;
    for (id, result) in ids.iter().zip(&results) {
        match result {
            Ok(_) => println!("  {what} {id}"),
            Err(error) if error.write_in_doubt() => println!("  {what} {id}: in doubt: {error}"),
            Err(error) => println!("  {what} {id}: failed: {error}"),
        }
    }
    results.iter().filter(|result| result.is_err()).count()
}

impl State {
    /// Reads the state in a file, or an empty one if there is no such file.
    fn read(file: &Path) -> Result<Self, Box<dyn Error>> {
        let text = match fs::read_to_string(file) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            text => text?,
        };
        let (token, members, written) = serde_json::from_str(&text)?;
        Ok(Self { token, members, written })
    }

    fn write(&self, file: &Path) -> Result<(), Box<dyn Error>> {
        Ok(fs::write(file, serde_json::to_string(&(&self.token, &self.members, &self.written))?)?)
    }
}

/// A few runs against the emulator, with changes between them.
async fn demonstrate(client: &Client, emulator: &Emulator, options: &Options) -> Result<(), Box<dyn Error>> {
    let link =
        |group: &str, id: &str| Group::at(group).link(Group::MEMBERS, DirectoryObject::at(id)).send(client);
    let unlink = |group: &str, id: &str| Group::at(group).unlink(Group::MEMBERS, id).send(client);
    let mut state = State::default();
    for id in ["adele", "alex", "diego"] {
        link(&options.from, id).await?;
    }
    link(&options.to, "alex").await?;
    link(&options.to, "guest").await?;
    println!("The first run:");
    synchronize(client, options, &mut state).await?;

    link(&options.from, "isaiah").await?;
    unlink(&options.from, "alex").await?;
    println!("One member has come and one has gone, and a write fails:");
    emulator.next_answers([Fault::None, Fault::None, Fault::Status(500, RetryAfter::Missing)]);
    synchronize(client, options, &mut state).await?;
    println!("The next run:");
    synchronize(client, options, &mut state).await?;

    emulator.expire_delta_links();
    println!("After a long time:");
    synchronize(client, options, &mut state).await?;
    Ok(())
}

/// Two groups without members, and what they may have as members.
fn a_tenant() -> Builder {
    let graph = Emulator::builder()
        .page_size(2)
        .faults_in_batches(true)
        .seed::<Group>(["source"], json!({ "displayName": "Sales" }))
        .seed::<Group>(["target"], json!({ "displayName": "Sales, licensed" }));
    let all = ["adele", "alex", "diego", "guest", "isaiah", "nobody"];
    all.into_iter().fold(graph, |graph, id| graph.seed::<DirectoryObject>([id], json!({})))
}
