//! Backs up device configurations to a file, and restores them: what has changed is changed back, what is missing is
//! created again, and nothing else is touched.
//!
//! `cargo run --example policy_backup -- backup policies.json` and then `-- restore policies.json` each start an
//! emulator, the second with the same configurations after somebody has changed them.
//! `cargo run --example policy_backup -- --help` lists the options.
//!
//! Assignments are not part of a backup.

mod device_configurations;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use graph_entity::{Client, Copied, Entity, Patch, Request};
use graph_entity_emulator::{Builder, Emulator, Fault, RetryAfter};
use graph_entity_examples::{ENVIRONMENT, Graph, exit};
use serde_json::json;

use self::device_configurations::{
    DeviceConfiguration, IosCustomConfiguration, IosUpdateConfiguration, Policy, Windows10CustomConfiguration,
};

/// Back up device configurations to a file, and restore them.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write all configurations to a file.
    Backup {
        /// The file to write.
        file: PathBuf,
    },
    /// Make the configurations as they are in a file.
    Restore {
        /// The file of a backup.
        file: PathBuf,
        /// Only show what would be changed.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Configurations by their keys.
type Policies = BTreeMap<String, Policy>;

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(Options::parse().command).await)
}

async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Backup { file } => {
            let graph = Graph::open(a_tenant(false)).await?;
            let policies: Vec<_> = read(&graph.client()?).await?.into_values().collect();
            fs::write(&file, serde_json::to_string_pretty(&policies)?)?;
            println!("{} has {} configurations.", file.display(), policies.len());
            Ok(())
        }
        Command::Restore { file, dry_run } => {
            let backup = serde_json::from_str::<Vec<Policy>>(&fs::read_to_string(file)?)?;
            let graph = Graph::open(a_tenant(true)).await?;
            restore_all(&graph.client()?, &backup, dry_run).await
        }
    }
}

/// Reads all configurations.
async fn read(client: &Client) -> Result<Policies, Box<dyn Error>> {
    let list = DeviceConfiguration::within().list().read_as::<Policy>();
    let policies = list.items(client).into_vec().await?;
    Ok(policies.into_iter().map(|policy| (policy.id().to_owned(), policy)).collect())
}

/// Restores one configuration after the other. A failure does not affect the others.
async fn restore_all(client: &Client, backup: &[Policy], dry_run: bool) -> Result<(), Box<dyn Error>> {
    let current = read(client).await?;
    let client = (!dry_run).then_some(client);
    println!("{}", if dry_run { "What a restore would do:" } else { "Restored:" });
    let mut failures = 0;
    for policy in backup {
        match restore(client, policy, current.get(policy.id())).await {
            Ok(what) => println!("  {}: {what}", policy.name()),
            Err(error) => {
                failures += 1;
                eprintln!("  {}: not restored: {error}", policy.name());
            }
        }
    }
    for (id, policy) in &current {
        if !backup.iter().any(|then| then.id() == id) {
            println!("  {}: not in the backup, left alone", policy.name());
        }
    }
    if failures == 0 {
        Ok(())
    } else {
        Err(format!("{failures} of {} are not restored", backup.len()).into())
    }
}

/// Restores a configuration, and returns what that takes. Without a client, nothing is sent.
async fn restore(
    client: Option<&Client>,
    then: &Policy,
    now: Option<&Policy>,
) -> Result<String, Box<dyn Error>> {
    use Policy::{IosCustom, IosUpdate};
    match (then, now) {
        (then, Some(now)) if then == now => Ok("unchanged".to_owned()),
        (IosCustom(then), Some(IosCustom(now))) => {
            change(client, then, now, |patch| IosCustomConfiguration::update(&then.id, patch)).await
        }
        (IosUpdate(then), Some(IosUpdate(now))) => {
            change(client, then, now, |patch| IosUpdateConfiguration::update(&then.id, patch)).await
        }
        (IosCustom(then), None) => {
            create(client, then, |body| IosCustomConfiguration::within().create(body)).await
        }
        (IosUpdate(then), None) => {
            create(client, then, |body| IosUpdateConfiguration::within().create(body)).await
        }
        _ => Err("this program does not know its type".into()),
    }
}

/// Sends what differs, and nothing else.
async fn change<E: Entity>(
    client: Option<&Client>,
    then: &E,
    now: &E,
    request: impl FnOnce(E::Patch) -> Request<Option<E>>,
) -> Result<String, Box<dyn Error>> {
    let patch = E::Patch::diff(now, then)?;
    let names: Vec<_> = patch.iter().map(|(name, _)| name.to_owned()).collect();
    if let Some(client) = client {
        request(patch).send(client).await?;
    }
    Ok(format!("changed: {}", names.join(", ")))
}

/// Creates it again, with a key that the service chooses.
async fn create<E: Entity>(
    client: Option<&Client>,
    then: &E,
    request: impl FnOnce(E::New) -> Request<Option<E>>,
) -> Result<String, Box<dyn Error>> {
    let Copied { body, .. } = E::New::copy_of(then)?;
    if let Some(client) = client {
        request(body).send(client).await?;
    }
    Ok("created again, without its assignments".to_owned())
}

impl Policy {
    fn id(&self) -> &str {
        match self {
            Self::IosCustom(policy) => &policy.id,
            Self::IosUpdate(policy) => &policy.id,
            Self::Unrecognized(json) => json["id"].as_str().unwrap_or_default(),
        }
    }

    fn name(&self) -> &str {
        let name = match self {
            Self::IosCustom(policy) => policy.display_name.as_deref(),
            Self::IosUpdate(policy) => policy.display_name.as_deref(),
            Self::Unrecognized(json) => json["displayName"].as_str(),
        };
        name.unwrap_or(self.id())
    }
}

/// A tenant, and the same tenant after somebody has changed two configurations, deleted one and added one. The first
/// change that restores them is throttled, and the second one refused.
fn a_tenant(is_later: bool) -> Builder {
    let file = |name: &str| json!({ "displayName": name, "payloadName": name, "payload": "PHBsaXN0Lz4=" });
    let (end, days) = if is_later { ("20:00:00", json!([])) } else { ("22:00:00", json!(["monday"])) };
    let updates = json!({
        "displayName": "Updates at night", "activeHoursStart": "06:00:00", "activeHoursEnd": end,
        "scheduledInstallDays": days, "utcTimeOffsetInMinutes": 60,
    });
    let lock_screen =
        json!({ "displayName": "Lock screen", "description": is_later.then_some("The old logo") });
    let mut wifi = file("Wi-Fi");
    if is_later {
        wifi["payloadName"] = "Guests".into();
    }
    let busy = Fault::Throttled(RetryAfter::Fraction(0.05));
    let refused = Fault::Status(409, RetryAfter::Missing);
    Emulator::builder()
        .entity::<DeviceConfiguration>()
        .seed::<IosCustomConfiguration>(["1"], wifi)
        .seed::<IosCustomConfiguration>(
            [if is_later { "5" } else { "2" }],
            file(if is_later { "Test" } else { "VPN" }),
        )
        .seed::<IosUpdateConfiguration>(["3"], updates)
        .seed::<Windows10CustomConfiguration>(["4"], lock_screen)
        .next_answers([Fault::None, busy, Fault::None, refused])
}
