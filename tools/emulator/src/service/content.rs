//! The content of Intune's apps: an app is published when an update names the version of its content.
//!
//! Source: Microsoft Graph, "mobileAppContentFile resource type", "mobileAppPublishingState enum type", "Update
//! win32LobApp".

use serde_json::Value;

use crate::data::json::Json;
use crate::data::properties::Properties;
use crate::data::store::{Store, Stored};
use crate::refusals::Refusal;
use crate::schema::address::{Address, Step};
use crate::schema::model::Schema;
use crate::schema::structure::Structure;

/// The types of apps with content.
pub(super) const APPS: [&str; 2] = ["microsoft.graph.mobileLobApp", "microsoft.graph.managedMobileLobApp"];
const VERSION: &str = "committedContentVersion";
const STATE: &str = "publishingState";

/// Adds the state of an app that an update publishes to the changes. The version must exist, and all of its files must
/// be committed. An app whose content is not in the store at all takes any version, and is not published.
pub(crate) fn publish(
    schema: &Schema,
    store: &Store,
    (structure, app): (&Structure, &Address),
    current: &Properties,
    changes: &mut Properties,
) -> Result<(), Refusal> {
    let version = changes.get(VERSION).filter(|version| current.get(VERSION) != Some(version));
    let Some(version) = version.and_then(Value::as_str) else { return Ok(()) };
    let has_content = APPS.iter().any(|name| schema.is_derived(&structure.name, name));
    let versions = app.child(Step::Name("contentVersions".to_owned()));
    if !has_content || structure.property(STATE).is_none() || store.members(&versions).next().is_none() {
        return Ok(());
    }
    let of_version = versions.with_key(version);
    if store.get(&of_version).is_none() {
        return Err(Refusal::unknown_content(version));
    }
    let files = of_version.child(Step::Name("files".to_owned()));
    let mut files = store.members(&files).peekable();
    if files.peek().is_none() || !files.all(|(_, file)| is_committed(file)) {
        return Err(Refusal::uncommitted_content(version));
    }
    changes.insert(STATE.to_owned(), "published".into());
    Ok(())
}

fn is_committed(file: &Stored) -> bool {
    file.properties.get("isCommitted").map(Json::value) == Some(Value::Bool(true))
}
