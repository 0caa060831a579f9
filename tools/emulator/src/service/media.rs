//! Requests without a token: ranges of uploads, block blobs, and downloads.

use bytes::Bytes;
use hyper::header::{CONTENT_RANGE, HeaderName, LOCATION};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::answers::preferences::Preferences;
use crate::answers::response::{Content, Success};
use crate::data::insert::NewEntity;
use crate::data::properties::Properties;
use crate::data::stream::Media;
use crate::data::timestamps;
use crate::lock::{lock, read_lock, write_lock};
use crate::media::blob::BlockListError;
use crate::media::range::ContentRange;
use crate::media::store::{MediaAddress, Monitor};
use crate::media::upload::{RangeError, Upload, UploadTarget, Uploaded};
use crate::query::Query;
use crate::refusals::Refusal;
use crate::routing::path::ParsedPath;
use crate::routing::resource::Resource;
use crate::routing::target::options;
use crate::schema::address::Address;
use crate::service::Service;

/// Says that the service encrypts what it stores. Source: Azure Storage, "Put Block".
const ENCRYPTED: HeaderName = HeaderName::from_static("x-ms-request-server-encrypted");

const OCTETS: &str = "application/octet-stream";

/// A time as Graph writes it.
pub(crate) fn written(time: OffsetDateTime) -> String {
    let second = time.replace_nanosecond(0).unwrap_or(time);
    second.format(&Rfc3339).unwrap_or_default()
}

impl Service {
    /// Serves a request to an address without a version.
    pub(crate) fn media(
        &self,
        address: MediaAddress<'_>,
        parts: &Parts,
        body: &Bytes,
    ) -> Result<Success, Refusal> {
        match (address, &parts.method) {
            (MediaAddress::Upload(id), &Method::PUT) => self.put_range(id, parts, body),
            (MediaAddress::Upload(id), &Method::GET | &Method::HEAD) => {
                let mut media = lock(&self.media);
                let upload = media.upload(id, OffsetDateTime::now_utc());
                Ok(progress(upload.ok_or_else(Refusal::unknown_upload)?, StatusCode::OK))
            }
            (MediaAddress::Upload(id), &Method::DELETE) => {
                let mut media = lock(&self.media);
                media.upload(id, OffsetDateTime::now_utc()).ok_or_else(Refusal::unknown_upload)?;
                media.close_upload(id);
                Ok(Success::new(StatusCode::NO_CONTENT, None))
            }
            (MediaAddress::Blob(id), method) => self.blob(id, method, parts, body),
            (MediaAddress::Download(id), &Method::GET | &Method::HEAD) => {
                let media = lock(&self.media);
                let found = media.downloads.get(id).ok_or_else(Refusal::unknown_download)?;
                Ok(Success::bytes(found.media_type.clone(), found.bytes.clone()))
            }
            (MediaAddress::Monitor(id), &Method::GET | &Method::HEAD) => self.monitor(id),
            (_, method) => Err(Refusal::unknown_method(method.as_str())),
        }
    }

    /// The state of a long-running operation, or its result.
    ///
    /// Source: Microsoft Graph, "Working with long running actions".
    fn monitor(&self, id: &str) -> Result<Success, Refusal> {
        let mut media = lock(&self.media);
        let monitor = media.monitors.get_mut(id).ok_or_else(Refusal::unknown_download)?;
        if monitor.polls > 0 {
            monitor.polls -= 1;
            let running = json!({"status": "inProgress", "percentageComplete": 0.0});
            return Ok(Success::new(StatusCode::ACCEPTED, Some(running)));
        }
        let completed = || {
            let completed = json!({"status": "completed", "percentageComplete": 100.0});
            Success::new(StatusCode::OK, Some(completed))
        };
        let success = |result: &Media| Success::bytes(result.media_type.clone(), result.bytes.clone());
        Ok(monitor.result.as_ref().map_or_else(completed, success))
    }

    /// Answers 202 with a monitor that ends with a response.
    pub(crate) fn after_polls(&self, polls: u32, response: Success) -> Success {
        let result = match response.content {
            Content::None => None,
            Content::Json(bytes) => Some(Media { media_type: "application/json".to_owned(), bytes }),
            Content::Bytes(media_type, bytes) => Some(Media { media_type, bytes }),
        };
        let id = uuid::Uuid::new_v4().to_string();
        let url = format!("{}{}", self.endpoint, MediaAddress::Monitor(&id).path());
        lock(&self.media).monitors.insert(id, Monitor { polls, result });
        Success::new(StatusCode::ACCEPTED, None).with_header(LOCATION, url)
    }

    /// The session that an operation opens, as its result.
    pub(crate) fn open_upload(&self, target: UploadTarget) -> Value {
        let id = uuid::Uuid::new_v4().to_string();
        let upload = Upload::new(target);
        let session = json!({
            "uploadUrl": format!("{}{}", self.endpoint, MediaAddress::Upload(&id).path()),
            "expirationDateTime": written(upload.expires),
            "nextExpectedRanges": [upload.expected()],
        });
        lock(&self.media).open_upload(id, upload, OffsetDateTime::now_utc());
        session
    }

    fn put_range(&self, id: &str, parts: &Parts, body: &Bytes) -> Result<Success, Refusal> {
        let header = parts.headers.get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
        let range = header.and_then(ContentRange::read).ok_or_else(Refusal::malformed_range)?;
        let mut media = lock(&self.media);
        let upload = media.upload(id, OffsetDateTime::now_utc()).ok_or_else(Refusal::unknown_upload)?;
        let uploaded = upload.put(range, body).map_err(|error| match error {
            RangeError::Length => Refusal::malformed_range(),
            RangeError::Unexpected => Refusal::unexpected_range(&upload.expected()),
        })?;
        let Uploaded::Complete(bytes) = uploaded else {
            let status = match upload.target {
                UploadTarget::Attachment { .. } => StatusCode::OK,
                UploadTarget::Content { .. } => StatusCode::ACCEPTED,
            };
            return Ok(progress(upload, status));
        };
        let target = upload.target.clone();
        media.close_upload(id);
        drop(media);
        match target {
            UploadTarget::Attachment { collection, structure, properties } => {
                self.complete_attachment(&collection, &structure, properties, &bytes)
            }
            UploadTarget::Content { entity } => self.complete_content(&entity, bytes),
        }
    }

    /// Stores an attachment. The response has its address and no body.
    ///
    /// Source: Microsoft Graph, "Attach large files to Outlook messages or events".
    fn complete_attachment(
        &self,
        collection: &Address,
        structure: &str,
        mut properties: Properties,
        bytes: &Bytes,
    ) -> Result<Success, Refusal> {
        let (version, schema) =
            self.model.serving(collection, Some(structure)).ok_or_else(Refusal::unknown_upload)?;
        let structure = schema.structure(structure).ok_or_else(Refusal::unknown_upload)?;
        properties.insert("contentBytes".to_owned(), crate::media::base64(bytes).into());
        properties.insert("size".to_owned(), bytes.len().into());
        properties.retain(|name, _| structure.property(name).is_some());
        let mut store = write_lock(&self.store);
        if let Some((_, owner)) = collection.steps.split_last() {
            let owner = Address { version: collection.version.clone(), steps: owner.to_vec() };
            if !store.exists(&owner) {
                return Err(Refusal::not_found());
            }
        }
        let address = collection.with_key(&uuid::Uuid::new_v4().to_string());
        NewEntity::of(structure, properties).put(&mut store, &address, true);
        let location = self.url(&store, version, &address);
        Ok(Success::new(StatusCode::CREATED, None).with_header(LOCATION, location))
    }

    /// Stores the content of an entity, and returns the entity.
    fn complete_content(&self, entity: &Address, bytes: Bytes) -> Result<Success, Refusal> {
        let length = bytes.len();
        self.set_stream(entity, Media { media_type: OCTETS.to_owned(), bytes });
        self.set_size(entity, length);
        let store = read_lock(&self.store);
        let structure = store.get(entity).map(|stored| &*stored.structure);
        let (version, schema) = self.model.serving(entity, structure).ok_or_else(Refusal::unknown_upload)?;
        let path =
            ParsedPath { version: version.to_owned(), segments: entity.segments(), has_encoded_slash: false };
        let resource = Resource::find(schema, &path).ok_or_else(Refusal::not_found)?;
        let preferences = Preferences::default();
        let success = self.entity_response(
            &resource,
            &store,
            entity,
            &Query::all(),
            &preferences,
            StatusCode::CREATED,
        )?;
        Ok(success)
    }

    /// Sets the property `size` of an entity that has one.
    pub(crate) fn set_size(&self, entity: &Address, length: usize) {
        let mut store = write_lock(&self.store);
        let Some(stored) = store.get(entity) else { return };
        let serving = self.model.serving(entity, Some(&stored.structure));
        let structure = serving.and_then(|(_, schema)| schema.structure(&stored.structure));
        let Some(structure) = structure else { return };
        if structure.property("size").is_some() {
            let mut properties = stored.properties.to_map();
            properties.insert("size".to_owned(), length.into());
            timestamps::changed(structure, &mut properties);
            store.put(entity.clone(), &structure.name, &properties);
        }
    }

    /// Serves a block blob to whoever has its signed address.
    fn blob(&self, id: &str, method: &Method, parts: &Parts, body: &Bytes) -> Result<Success, Refusal> {
        let query: Vec<(String, String)> = options(parts.uri.query().unwrap_or_default()).collect();
        let option =
            |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let mut media = lock(&self.media);
        let blob = media.blobs.get_mut(id).ok_or_else(Refusal::unknown_blob)?;
        if !option("sig").is_some_and(|sig| blob.signatures.iter().any(|known| known == sig)) {
            return Err(Refusal::invalid_signature());
        }
        match (method, option("comp")) {
            (&Method::PUT, Some("block")) => {
                let block = option("blockid").ok_or_else(Refusal::missing_block_id)?;
                // A plus sign in the query is part of the base64, which clients do not always escape.
                blob.put_block(block.replace(' ', "+"), body.clone());
            }
            (&Method::PUT, Some("blocklist")) => {
                let list = std::str::from_utf8(body).unwrap_or_default();
                blob.commit(list).map_err(|error| match error {
                    BlockListError::Malformed => Refusal::malformed_block_list(),
                    BlockListError::Unknown(id) => Refusal::invalid_block_list(&id),
                })?;
            }
            (&Method::PUT, None) => blob.content = Some(body.clone()),
            (&Method::GET | &Method::HEAD, None) => {
                let content = blob.content.clone().ok_or_else(Refusal::unknown_blob)?;
                return Ok(Success::bytes(OCTETS, content));
            }
            (method, _) => return Err(Refusal::unknown_method(method.as_str())),
        }
        Ok(Success::new(StatusCode::CREATED, None).with_header(ENCRYPTED, "true".to_owned()))
    }

    /// A signed address of a blob, a new one or one that exists.
    pub(crate) fn blob_url(&self, known: Option<&str>, expires: OffsetDateTime) -> String {
        let id = known.map_or_else(|| uuid::Uuid::new_v4().to_string(), str::to_owned);
        let signature = uuid::Uuid::new_v4().simple().to_string();
        let mut media = lock(&self.media);
        media.blobs.entry(id.clone()).or_default().signatures.push(signature.clone());
        let (path, expires) = (MediaAddress::Blob(&id).path(), written(expires).replace(':', "%3A"));
        format!("{}{path}?sv=2024-11-04&sr=b&sp=rcw&se={expires}&sig={signature}", self.endpoint)
    }

    /// An address at which bytes can be downloaded.
    pub(crate) fn download_url(&self, file: &str, found: Media) -> String {
        let id = uuid::Uuid::new_v4().simple().to_string();
        let url = format!("{}{}/{file}", self.endpoint, MediaAddress::Download(&id).path());
        lock(&self.media).downloads.insert(id, found);
        url
    }

    pub(crate) fn set_stream(&self, address: &Address, found: Media) {
        write_lock(&self.store).put_stream(address.clone(), found);
    }
}

fn progress(upload: &Upload, status: StatusCode) -> Success {
    let body = json!({
        "expirationDateTime": written(upload.expires),
        "nextExpectedRanges": [upload.expected()],
    });
    Success::new(status, Some(body))
}
