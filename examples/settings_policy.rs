//! Changes settings of a policy of the settings catalog. Graph has no patch for them: the program reads the whole policy,
//! changes the settings, and replaces all of it.
//!
//! `cargo run --example settings_policy` starts an emulator with a policy, and lists its settings.
//! `cargo run --example settings_policy -- --help` lists the options.
//!
//! The entities are what `cargo graph-entity new` writes. They have every property, because a replacement resets what
//! it leaves out; a setting of a type that they do not have is kept as it came.

#[allow(
    clippy::pedantic,
    unreachable_pub,
    reason = "written by a generator, with Graph's names and comments"
)]
mod configuration_policy;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use graph_entity::{Client, Copied, ErrorKind, Patch};
use graph_entity_emulator::{Builder, Emulator};
use graph_entity_examples::{ENVIRONMENT, Graph, exit};
use serde_json::json;

use self::configuration_policy::{
    DeviceManagementConfigurationPolicy as Policy, DeviceManagementConfigurationPolicyPatch as PolicyPatch,
    DeviceManagementConfigurationSetting as Setting,
    DeviceManagementConfigurationSettingInstance as Instance,
    DeviceManagementConfigurationSettingPatch as SettingPatch,
    DeviceManagementConfigurationSimpleSettingValue as Simple,
};

/// Change settings of a policy of the settings catalog, or list them.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The id of the policy.
    #[arg(long, default_value = "policy-1")]
    policy: String,
    /// A setting's definition and its new value, as DEFINITION=VALUE. May be given more than once.
    #[arg(long, value_name = "SETTING", value_parser = parse)]
    set: Vec<Change>,
}

/// A setting's definition and its new value.
#[derive(Clone)]
struct Change {
    definition: String,
    value: String,
}

fn parse(text: &str) -> Result<Change, String> {
    let (definition, value) = text.split_once('=').ok_or("this is not DEFINITION=VALUE")?;
    Ok(Change { definition: definition.to_owned(), value: value.to_owned() })
}

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(Options::parse()).await)
}

async fn run(Options { policy, set }: Options) -> Result<(), Box<dyn Error>> {
    let graph = Graph::open(a_tenant()).await?;
    let client = graph.client()?;
    if !set.is_empty() {
        change(&client, &policy, &set).await?;
    }
    println!("The settings:");
    let settings = settings(&client, &policy).await?;
    let mut instances: Vec<_> =
        settings.iter().filter_map(|setting| setting.setting_instance.as_ref()).collect();
    instances.sort_by_key(|instance| definition_of(instance));
    for instance in instances {
        show(instance, 1);
    }
    Ok(())
}

/// Reads all settings of a policy: a read of the policy has none of them.
async fn settings(client: &Client, policy: &str) -> Result<Vec<Setting>, graph_entity::Error> {
    Setting::within(policy).list().items(client).into_vec().await
}

/// Replaces the policy by itself, with other settings. If somebody else changes it meanwhile, nothing is replaced.
async fn change(client: &Client, id: &str, changes: &[Change]) -> Result<(), Box<dyn Error>> {
    let policy = Policy::at(id).get().send(client).await?;
    let etag = policy.etag().map(str::to_owned);
    let mut settings = settings(client, id).await?;
    for change in changes {
        let mut instances = settings.iter_mut().filter_map(|setting| setting.setting_instance.as_mut());
        let old = instances.find_map(|instance| set(instance, change)).ok_or_else(|| no_such(change))??;
        println!("{}: {old} -> {}", change.definition, change.value);
    }
    let Copied { body, dropped } = PolicyPatch::copy_of(policy.value())?;
    println!("Not sent, because only the service sets it: {}", dropped.join(", "));
    let bodies = settings.iter().map(|setting| Ok(SettingPatch::copy_of(setting)?.body));
    let replace = Policy::at(id).replace(body.settings(bodies.collect::<Result<Vec<_>, Box<dyn Error>>>()?));
    let replace = match etag {
        Some(etag) => replace.if_match(&etag),
        None => replace,
    };
    match replace.send(client).await {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::PreconditionFailed => {
            Err("somebody else has changed the policy meanwhile: run it again".into())
        }
        Err(error) => Err(error.into()),
    }
}

fn no_such(change: &Change) -> Box<dyn Error> {
    format!("the policy has no setting {} with a single value", change.definition).into()
}

/// Changes a setting, or one within it, and returns its old value. `None` if it is another setting.
fn set(instance: &mut Instance, change: &Change) -> Option<Result<String, Box<dyn Error>>> {
    let is_meant = definition_of(instance) == Some(change.definition.as_str());
    match instance {
        Instance::Choice(choice) => {
            let value = choice.choice_setting_value.as_mut()?;
            if is_meant {
                let old = value.value.replace(change.value.clone());
                return Some(Ok(old.unwrap_or_default()));
            }
            value.children.iter_mut().find_map(|child| set(child, change))
        }
        Instance::GroupCollection(group) => {
            let values = group.group_setting_collection_value.iter_mut();
            values.flat_map(|value| &mut value.children).find_map(|child| set(child, change))
        }
        Instance::Simple(simple) if is_meant => {
            set_simple(simple.simple_setting_value.as_mut()?, &change.value)
        }
        _ => None,
    }
}

fn set_simple(simple: &mut Simple, new: &str) -> Option<Result<String, Box<dyn Error>>> {
    match simple {
        Simple::String(text) => Some(Ok(text.value.replace(new.to_owned()).unwrap_or_default())),
        Simple::Integer(integer) => Some(match new.parse() {
            Ok(number) => Ok(integer.value.replace(number).unwrap_or_default().to_string()),
            Err(error) => Err(format!("{new}: {error}").into()),
        }),
        _ => None,
    }
}

fn definition_of(instance: &Instance) -> Option<&str> {
    match instance {
        Instance::Choice(choice) => choice.setting_definition_id.as_deref(),
        Instance::ChoiceCollection(choices) => choices.setting_definition_id.as_deref(),
        Instance::Group(group) => group.setting_definition_id.as_deref(),
        Instance::GroupCollection(group) => group.setting_definition_id.as_deref(),
        Instance::Simple(simple) => simple.setting_definition_id.as_deref(),
        Instance::SimpleCollection(simples) => simples.setting_definition_id.as_deref(),
        Instance::Unrecognized(json) => json["settingDefinitionId"].as_str(),
    }
}

/// Prints a setting, and those within it.
fn show(instance: &Instance, depth: usize) {
    let (value, children) = match instance {
        Instance::Choice(choice) => {
            let value = choice.choice_setting_value.as_ref();
            let children = value.map_or(&[][..], |value| &value.children);
            (value.and_then(|value| value.value.clone()), children)
        }
        Instance::Simple(simple) => (simple.simple_setting_value.as_ref().and_then(value_of), &[][..]),
        _ => (None, &[][..]),
    };
    let value = value.unwrap_or_else(|| "(not a single value)".to_owned());
    println!("{:indent$}{}: {value}", "", definition_of(instance).unwrap_or_default(), indent = 2 * depth);
    for child in children {
        show(child, depth + 1);
    }
}

fn value_of(simple: &Simple) -> Option<String> {
    match simple {
        Simple::Integer(integer) => integer.value.map(|number| number.to_string()),
        Simple::String(text) => text.value.clone(),
        Simple::Reference(reference) => reference.value.clone(),
        Simple::Unrecognized(_) => None,
    }
}

/// A policy of three settings, one of them within another.
fn a_tenant() -> Builder {
    const NAMESPACE: &str = "#microsoft.graph.deviceManagementConfiguration";
    let length = json!({
        "@odata.type": format!("{NAMESPACE}SimpleSettingInstance"),
        "settingDefinitionId": "minimum_length",
        "simpleSettingValue": { "@odata.type": format!("{NAMESPACE}IntegerSettingValue"), "value": 6 },
    });
    let choice = |definition: &str, value: &str, children: serde_json::Value| {
        json!({ "settingInstance": {
            "@odata.type": format!("{NAMESPACE}ChoiceSettingInstance"),
            "settingDefinitionId": definition,
            "choiceSettingValue": { "value": value, "children": children },
        }})
    };
    let policy = json!({
        "name": "Laptops", "description": "All laptops", "platforms": "windows10", "technologies": "mdm",
        "settingCount": 2, "createdDateTime": "2026-10-01T08:00:00Z",
    });
    Emulator::builder()
        .seed::<Policy>(["policy-1"], policy)
        .seed::<Setting>(["policy-1", "0"], choice("password", "password_1", json!([length])))
        .seed::<Setting>(["policy-1", "1"], choice("encryption", "encryption_0", json!([])))
}
