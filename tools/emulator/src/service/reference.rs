//! `$ref`: the addresses of related entities, and their changes.
//!
//! Source: OData Protocol 4.01, "Requesting Entity References", "Modifying Relationships between Entities".

use hyper::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::answers::response::Success;
use crate::data::alternate;
use crate::data::casts;
use crate::data::check;
use crate::data::store::Store;
use crate::lock::{read_lock, write_lock};
use crate::refusals::Refusal;
use crate::routing::path::ParsedPath;
use crate::routing::resource::Resource;
use crate::routing::target::Target;
use crate::routing::walk::Tail;
use crate::schema::address::{Address, Step};
use crate::schema::declared_type::{DIRECTORY, DeclaredType};
use crate::schema::structure::Property;
use crate::service::change::Change;
use crate::service::{Service, is_json};

/// The annotation with the address of an entity.
const ID: &str = "@odata.id";

impl Service {
    /// Returns the addresses of related entities.
    pub(crate) fn references(&self, resource: &Resource<'_>) -> Result<Success, Refusal> {
        let store = read_lock(&self.store);
        let version = &resource.address.version;
        resource.expect_parent(&store)?;
        let body = if resource.is_collection {
            let ids = resource
                .members(&store)
                .map(|(address, _)| json!({ ID: self.url(&store, version, address) }));
            let context = format!("{}/{version}/$metadata#Collection($ref)", self.endpoint);
            json!({ "@odata.context": context, "value": ids.collect::<Vec<Value>>() })
        } else {
            let address = resource.resolve(&store)?;
            let context = format!("{}/{version}/$metadata#$ref", self.endpoint);
            json!({ "@odata.context": context, ID: self.url(&store, version, &address) })
        };
        Ok(Success::new(StatusCode::OK, Some(body)))
    }

    /// Changes links: POST to a collection, PUT to a single-valued property, or DELETE.
    pub(crate) fn change_reference(
        &self,
        resource: &Resource<'_>,
        target: Target<'_>,
        change: &Change<'_>,
    ) -> Result<Success, Refusal> {
        let mut store = write_lock(&self.store);
        resource.expect_parent(&store)?;
        let property = resource.relationship(&store).ok_or_else(Refusal::not_found)?;
        match (change.method, resource.is_collection) {
            // A link is made at the property itself, not at a key beneath it.
            (&Method::POST, true) | (&Method::PUT, false)
                if property.steps.last() == resource.address.steps.last() =>
            {
                let to = self.reference_target(resource, &store, change)?;
                if resource.is_collection && store.has_member(&property, &to) {
                    let Some(Step::Name(name)) = property.steps.last() else {
                        return Err(Refusal::not_found());
                    };
                    return Err(Refusal::already_linked(name));
                }
                store.link(&property, to, resource.is_collection);
            }
            (&Method::DELETE, true) => {
                let url = query_id(target.query).ok_or_else(Refusal::missing_reference)?;
                let to = self.target(&store, &url, &resource.declared)?;
                unlink(&mut store, &property, &to)?;
            }
            (&Method::DELETE, false) => {
                let to = resource.resolve(&store)?;
                unlink(&mut store, &property, &to)?;
            }
            (method, _) => return Err(Refusal::route(&resource.address, method.as_str())),
        }
        Ok(Success::new(StatusCode::NO_CONTENT, None))
    }

    /// The entity that a body refers to.
    fn reference_target(
        &self,
        resource: &Resource<'_>,
        store: &Store,
        change: &Change<'_>,
    ) -> Result<Address, Refusal> {
        if !is_json(change.headers) {
            return Err(Refusal::not_json());
        }
        let body = check::read(change.body)?;
        let url = body.get(ID).and_then(Value::as_str).ok_or_else(Refusal::missing_reference)?;
        self.target(store, url, &resource.declared)
    }

    /// The entity that an `@odata.bind` refers to.
    pub(crate) fn bind_target(
        &self,
        resource: &Resource<'_>,
        store: &Store,
        property: &Property,
        url: &str,
    ) -> Result<Address, Refusal> {
        match DeclaredType::of(resource.schema, property.item()) {
            Some(declared) => self.target(store, url, &declared),
            None => Err(Refusal::invalid_target(url, "the property has no type")),
        }
    }

    /// The path of a URL in a body, which is an absolute one of this service or of Graph.
    pub(crate) fn path_of<'u>(&self, url: &'u str) -> Option<&'u str> {
        let own = url.strip_prefix(&self.endpoint);
        let path = own.or_else(|| url.strip_prefix("https://graph.microsoft.com"));
        path.filter(|path| path.starts_with('/'))
    }

    /// The entity at a URL in a body. It must be an absolute URL of this service or of Graph, and the entity
    /// must be of the right type.
    fn target(&self, store: &Store, url: &str, declared: &DeclaredType<'_>) -> Result<Address, Refusal> {
        let no = |reason: &str| Refusal::invalid_target(url, reason);
        let path = self.path_of(url).ok_or_else(|| no("it is not an absolute address of this service"))?;
        let target = ParsedPath::read(path).ok_or_else(|| no("it cannot be decoded"))?;
        let schema = self.model.schema(&target.version).ok_or_else(|| no("its version is not known"))?;
        let target = alternate::resolve(schema, store, target).map_err(|unmatched| {
            let key = unmatched.values.first().and_then(|(_, value)| value.as_str()).unwrap_or_default();
            missing_target(declared, key)
        })?;
        let resource = Resource::find(schema, &target)
            .filter(|resource| !resource.is_collection && resource.tail == Tail::None);
        let resource = resource.ok_or_else(|| no("it is not the address of an entity"))?;
        let missing = || missing_target(declared, target.segments.last().map_or("", String::as_str));
        let address = resource.resolve(store).map_err(|_| missing())?;
        let stored = store.get(&address).ok_or_else(missing)?;
        if declared.allows(&stored.structure) {
            return Ok(address);
        }
        let (found, expected) = (&stored.structure, declared.name());
        Err(no(&format!("the entity is a '{found}' and not a '{expected}'")))
    }

    /// The URL of a stored entity in a version, as a client writes it.
    pub(crate) fn url(&self, store: &Store, version: &str, address: &Address) -> String {
        let schema = self.model.schema(version);
        let named = schema.map(|schema| casts::with_casts(schema, store, version, address));
        format!("{}{}", self.endpoint, named.as_ref().unwrap_or(address).path())
    }

    /// The URL of a stored entity, in a version that has it.
    pub(crate) fn own_url(&self, store: &Store, address: &Address) -> String {
        let structure = store.get(address).map(|stored| &*stored.structure);
        let serving = self.model.serving(address, structure);
        self.url(store, serving.map_or(&address.version, |(version, _)| version), address)
    }
}

/// What a request for an entity that does not exist is answered with.
pub(super) fn missing_target(declared: &DeclaredType<'_>, key: &str) -> Refusal {
    if declared.is(DIRECTORY) { Refusal::missing_object(key) } else { Refusal::not_found() }
}

fn unlink(store: &mut Store, property: &Address, to: &Address) -> Result<(), Refusal> {
    if store.unlink(property, to) { Ok(()) } else { Err(Refusal::not_found()) }
}

/// The entity in `?$id=...`.
fn query_id(query: &str) -> Option<String> {
    let options = query.split('&').filter_map(|option| option.split_once('='));
    let (_, value) = options
        .map(|(name, value)| (name.replace("%24", "$").replace("%40", "@"), value))
        .find(|(name, _)| name.eq_ignore_ascii_case("$id") || name.eq_ignore_ascii_case("@id"))?;
    Some(percent_decode_str(value).decode_utf8().ok()?.into_owned())
}
