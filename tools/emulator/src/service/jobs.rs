//! Entities that the service itself goes on with: files of an app's content, and export jobs. Each read of one
//! takes it a step further, so that a client that polls sees every state.

use hyper::StatusCode;
use hyper::header::{CONTENT_LOCATION, LOCATION};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::answers::response::Success;
use crate::data::insert::NewEntity;
use crate::data::properties::Properties;
use crate::data::store::Store;
use crate::data::stream::Media;
use crate::lock::{lock, read_lock, write_lock};
use crate::media::archive::archive;
use crate::media::store::MediaAddress;
use crate::routing::resource::Resource;
use crate::routing::walk::Tail;
use crate::schema::address::{Address, Step};
use crate::schema::model::Schema;
use crate::schema::structure::Structure;
use crate::service::media::written;
use crate::service::{Service, content};

const CONTENT_FILE: &str = "microsoft.graph.mobileAppContentFile";
const EXPORT_JOB: &str = "microsoft.graph.deviceManagementExportJob";
const TEAM: &str = "microsoft.graph.team";
const TEAMS_OPERATION: &str = "microsoft.graph.teamsAsyncOperation";

/// How long an address of a storage service is valid. Source: Microsoft Graph, "Export Intune reports using Graph
/// APIs", for jobs; files of apps are alike.
const VALID: Duration = Duration::hours(6);

/// What a new entity of the service's own care begins with. Empty for any other.
pub(crate) fn first_state(schema: &Schema, structure: &Structure, given: &Properties) -> Properties {
    let is = |name: &str| schema.is_derived(&structure.name, name);
    let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default();
    let state = if is(CONTENT_FILE) {
        json!({"uploadState": "azureStorageUriRequestPending", "isCommitted": false})
    } else if content::APPS.into_iter().any(is) && !given.contains_key("publishingState") {
        json!({"publishingState": "notPublished"})
    } else if is(EXPORT_JOB) {
        let id = format!("{}_{}", text("reportName"), uuid::Uuid::new_v4());
        let now = written(OffsetDateTime::now_utc());
        json!({"id": id, "status": "notStarted", "requestDateTime": now, "expirationDateTime": "0001-01-01T00:00:00Z"})
    } else {
        json!({})
    };
    let Value::Object(mut state) = state else { return Properties::new() };
    state.retain(|name, _| structure.property(name).is_some());
    state
}

impl Service {
    /// Goes on with the entity that a request reads.
    pub(crate) fn advance(&self, resource: &Resource<'_>) {
        if resource.is_collection || resource.tail != Tail::None {
            return;
        }
        let read = |store: &Store| {
            let address = resource.resolve(store).ok()?;
            let stored = store.get(&address)?;
            let structure = resource.structure(stored).ok()?;
            let is = |name: &&str| resource.schema.is_derived(&structure.name, name);
            // Most entities stay as they are, so their properties are not copied.
            let kind = [CONTENT_FILE, EXPORT_JOB, TEAMS_OPERATION].into_iter().find(is)?;
            Some((address, structure, kind, stored.revision, stored.properties.to_map()))
        };
        let Some((address, structure, kind, revision, properties)) = read(&read_lock(&self.store)) else {
            return;
        };
        let changes = match kind {
            CONTENT_FILE => self.next_of_file(&properties),
            EXPORT_JOB => self.next_of_job(&properties),
            _ => next_of_team(&properties),
        };
        let Some(Value::Object(changes)) = changes else { return };
        let mut store = write_lock(&self.store);
        // Another request may have changed or deleted it meanwhile.
        if store.get(&address).is_some_and(|stored| stored.revision == revision) {
            let next = properties.into_iter().chain(changes).collect();
            store.put(address, &structure.name, &next);
        }
    }

    /// The next state of a file. Source: Microsoft Graph, "mobileAppContentFile resource type".
    fn next_of_file(&self, properties: &Properties) -> Option<Value> {
        let expires = OffsetDateTime::now_utc() + VALID;
        let uri = properties.get("azureStorageUri").and_then(Value::as_str);
        let blob = uri.and_then(|uri| blob_of(&self.endpoint, uri));
        let with_uri = |state: &str| {
            json!({
                "uploadState": state,
                "azureStorageUri": self.blob_url(blob, expires),
                "azureStorageUriExpirationDateTime": written(expires),
            })
        };
        match properties.get("uploadState")?.as_str()? {
            "azureStorageUriRequestPending" => Some(with_uri("azureStorageUriRequestSuccess")),
            "azureStorageUriRenewalPending" => Some(with_uri("azureStorageUriRenewalSuccess")),
            "commitFilePending" => {
                let media = lock(&self.media);
                let content = blob.and_then(|id| media.blobs.get(id)?.content.as_ref());
                let wanted = properties.get("sizeEncrypted").and_then(Value::as_u64);
                // A file without a size was not described, so that any content is right.
                let is_whole = content
                    .is_some_and(|it| wanted.is_none_or(|wanted| wanted == 0 || wanted == it.len() as u64));
                Some(if is_whole {
                    json!({"uploadState": "commitFileSuccess", "isCommitted": true})
                } else {
                    json!({"uploadState": "commitFileFailed"})
                })
            }
            _ => None,
        }
    }

    /// The next state of a job. Source: Microsoft Graph, "deviceManagementReportStatus enum type".
    fn next_of_job(&self, properties: &Properties) -> Option<Value> {
        match properties.get("status")?.as_str()? {
            "notStarted" => Some(json!({"status": "inProgress"})),
            "inProgress" => {
                let expires = OffsetDateTime::now_utc() + VALID;
                let id = properties.get("id").and_then(Value::as_str).unwrap_or("report");
                let (file, content) = self.report(id, properties);
                let bytes = archive(&file, content.as_bytes()).into();
                let media = Media { media_type: "application/zip".to_owned(), bytes };
                let url = self.download_url(&format!("{id}.zip"), media);
                Some(json!({"status": "completed", "url": url, "expirationDateTime": written(expires)}))
            }
            _ => None,
        }
    }

    /// The name and the content of a report: the given one, or the header of the selected columns.
    fn report(&self, id: &str, properties: &Properties) -> (String, String) {
        let text = |name: &str| properties.get(name).and_then(Value::as_str).unwrap_or_default();
        let file = format!("{id}.{}", if text("format") == "json" { "json" } else { "csv" });
        let given = self.settings.reports.get(text("reportName")).cloned();
        let columns = properties.get("select").and_then(Value::as_array).cloned().unwrap_or_default();
        let header = || columns.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",") + "\r\n";
        (file, given.unwrap_or_else(header))
    }
}

/// The next state of the operation that creates a team. Source: Microsoft Graph, "teamsAsyncOperation resource type".
fn next_of_team(properties: &Properties) -> Option<Value> {
    match properties.get("status")?.as_str()? {
        "notStarted" => Some(json!({"status": "inProgress"})),
        "inProgress" => Some(json!({"status": "succeeded"})),
        _ => None,
    }
}

/// Stores the operation that creates a team, and returns the response: the address of the operation, relative to the
/// version, and no body. `None` if another entity is created.
///
/// Source: Microsoft Graph, "Create team".
pub(crate) fn created_team(
    schema: &Schema,
    store: &mut Store,
    structure: &Structure,
    team: &Address,
) -> Option<Success> {
    let operation = schema.structure(TEAMS_OPERATION)?;
    let is_team = structure.name == TEAM && matches!(team.steps.as_slice(), [Step::Name(_), Step::Key(_)]);
    let key = team.key().filter(|_| is_team)?;
    let id = uuid::Uuid::new_v4().to_string();
    let location = format!("/teams('{key}')");
    let values = json!({
        "operationType": "createTeam",
        "status": "notStarted",
        "attemptsCount": 1,
        "targetResourceId": key,
        "targetResourceLocation": location,
    });
    let Value::Object(mut values) = values else { return None };
    values.retain(|name, _| operation.property(name).is_some());
    let address = team.child(Step::Name("operations".to_owned())).with_key(&id);
    NewEntity::of(operation, values).put(store, &address, true);
    let success = Success::new(StatusCode::ACCEPTED, None)
        .with_header(LOCATION, format!("{location}/operations('{id}')"))
        .with_header(CONTENT_LOCATION, location);
    Some(success)
}

/// The id of the blob in an address that this emulator has given out.
fn blob_of<'u>(endpoint: &str, uri: &'u str) -> Option<&'u str> {
    let path = uri.strip_prefix(endpoint)?.split('?').next()?;
    match MediaAddress::of(path)? {
        MediaAddress::Blob(id) => Some(id),
        _ => None,
    }
}
