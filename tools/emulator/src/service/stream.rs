//! `$value`, and properties that are streams: the bytes of an entity or a property.
//!
//! Source: OData Protocol 4.01, "Managing Media Entities", "Managing Stream Properties"; Microsoft Graph, "Get
//! `profilePhoto`", "Get attachment", "Get MIME content of a message".

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::CONTENT_TYPE;
use hyper::{Method, StatusCode};
use serde_json::Value;

use crate::answers::response::Success;
use crate::data::insert::NewEntity;
use crate::data::properties::Properties;
use crate::data::store::Store;
use crate::data::stream::Media;
use crate::lock::{read_lock, write_lock};
use crate::media::mime;
use crate::refusals::Refusal;
use crate::routing::resource::Resource;
use crate::routing::walk::Tail;
use crate::schema::address::{Address, Step};
use crate::schema::types::{Primitive, Type};
use crate::service::Service;
use crate::service::change::Change;

const OCTETS: &str = "application/octet-stream";
const DRIVE_ITEM: &str = "microsoft.graph.driveItem";

impl Service {
    /// Serves the stream of an entity, or of one of its properties.
    pub(crate) fn stream(&self, resource: &Resource<'_>, change: &Change<'_>) -> Result<Success, Refusal> {
        let property = match &resource.tail {
            Tail::Property(name) | Tail::RawProperty(name) => Some(name),
            _ => None,
        };
        let address = self.owner_of_stream(resource, change.method)?;
        let at = property.map_or_else(|| address.clone(), |name| address.child(Step::Name(name.to_owned())));
        let structure =
            read_lock(&self.store).get(&address).and_then(|it| resource.schema.structure(&it.structure));
        // What an annotated type has is not declared.
        let is_served = property.is_some() || structure.is_some_and(|structure| !structure.has_no_stream);
        match *change.method {
            Method::GET => self.read_stream(resource, &address, &at, property.is_some()),
            Method::PUT | Method::PATCH if is_served => {
                let media_type = change.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
                let media_type = media_type.unwrap_or(OCTETS).to_owned();
                let bytes = change.body.to_vec().into();
                self.set_stream(&at, Media { media_type, bytes });
                self.set_size(&address, change.body.len());
                self.stored_response(resource, &address, change)
            }
            Method::DELETE => {
                let removed = write_lock(&self.store).remove_stream(&at);
                if removed {
                    Ok(Success::new(StatusCode::NO_CONTENT, None))
                } else {
                    Err(Refusal::no_stream())
                }
            }
            _ => Err(Refusal::route(&resource.address, change.method.as_str())),
        }
    }

    /// The entity whose stream it is. That of a single-valued property is created with its stream.
    fn owner_of_stream(&self, resource: &Resource<'_>, method: &Method) -> Result<Address, Refusal> {
        if resource.is_collection {
            return Err(Refusal::route(&resource.address, method.as_str()));
        }
        let mut store = write_lock(&self.store);
        let address = resource.locate(&store).ok_or_else(Refusal::not_found)?;
        if store.get(&address).is_none() {
            let structure = resource.declared.default_type();
            let structure = structure
                .filter(|_| *method != Method::GET && resource.is_single() && resource.has_parent(&store));
            NewEntity::empty(structure.ok_or_else(Refusal::not_found)?).put(&mut store, &address, true);
        }
        Ok(address)
    }

    fn read_stream(
        &self,
        resource: &Resource<'_>,
        address: &Address,
        at: &Address,
        is_property: bool,
    ) -> Result<Success, Refusal> {
        let store = read_lock(&self.store);
        // The content of an entity and its stream property `content` are the same bytes.
        let other = || store.stream(address).filter(|_| is_property);
        if let Some(media) = store.stream(at).or_else(other) {
            return Ok(Success::bytes(media.media_type.clone(), media.bytes.clone()));
        }
        let stored = store.get(address).ok_or_else(Refusal::not_found)?;
        if let Some(media) = of_properties(&stored.properties.to_map()).filter(|_| !is_property) {
            return Ok(Success::bytes(media.media_type, media.bytes));
        }
        if !is_property && resource.schema.is_derived(&stored.structure, mime::MESSAGE) {
            return Ok(Success::bytes("text/plain", mime::text(&stored.properties.to_map())));
        }
        Err(Refusal::no_stream())
    }

    /// The response to a stored stream. That to the content of a file is the file.
    ///
    /// Source: Microsoft Graph, "Upload or replace the contents of a `driveItem`", "Update `profilePhoto`".
    fn stored_response(
        &self,
        resource: &Resource<'_>,
        address: &Address,
        change: &Change<'_>,
    ) -> Result<Success, Refusal> {
        let store = read_lock(&self.store);
        let is_file = is_a(&store, resource, address, DRIVE_ITEM);
        if is_file {
            return self.entity_response(
                resource,
                &store,
                address,
                &crate::query::Query::all(),
                change.preferences,
                StatusCode::OK,
            );
        }
        Ok(Success::new(StatusCode::OK, None))
    }

    /// The raw value of a property: a text as it is, bytes decoded.
    ///
    /// Source: OData Protocol 4.01, "Requesting a Property's Raw Value using `$value`".
    pub(crate) fn raw_value(&self, resource: &Resource<'_>, name: &str) -> Result<Success, Refusal> {
        let store = read_lock(&self.store);
        let address = resource.resolve(&store)?;
        let stored = store.get(&address).ok_or_else(Refusal::not_found)?;
        let structure = resource.structure(stored)?;
        let is_binary = structure.property(name).is_some_and(|property| {
            matches!(&property.kind, Type::Primitive(Primitive::Text(form)) if form.name() == "Edm.Binary")
        });
        let text = match stored.properties.value(name) {
            None | Some(Value::Null) => return Ok(Success::new(StatusCode::NO_CONTENT, None)),
            Some(Value::String(text)) => text,
            Some(Value::Object(_) | Value::Array(_)) => {
                return Err(Refusal::unknown_segment("$value"));
            }
            Some(value) => value.to_string(),
        };
        Ok(match STANDARD.decode(&text).ok().filter(|_| is_binary) {
            Some(bytes) => Success::bytes(OCTETS, bytes),
            None => Success::bytes("text/plain;charset=utf-8", text),
        })
    }
}

fn is_a(store: &Store, resource: &Resource<'_>, address: &Address, name: &str) -> bool {
    store.get(address).is_some_and(|stored| resource.schema.is_derived(&stored.structure, name))
}

/// The bytes of an attachment, which its body has too.
fn of_properties(properties: &Properties) -> Option<Media> {
    let bytes = STANDARD.decode(properties.get("contentBytes")?.as_str()?).ok()?;
    let media_type = properties.get("contentType").and_then(Value::as_str).unwrap_or(OCTETS);
    Some(Media { media_type: media_type.to_owned(), bytes: bytes.into() })
}
