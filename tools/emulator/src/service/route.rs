//! From a target and a caller to the code that serves the request.

use hyper::Method;
use hyper::header::HeaderMap;
use serde_json::Value;

use crate::answers::preferences::{Metadata, Preferences};
use crate::answers::response::Success;
use crate::auth::caller::Caller;
use crate::data::alternate::{self, Unmatched};
use crate::data::insert::NewEntity;
use crate::data::signed_in;
use crate::data::store::Store;
use crate::lock::{read_lock, write_lock};
use crate::refusals::Refusal;
use crate::routing::path::ParsedPath;
use crate::routing::resource::Resource;
use crate::routing::target::Target;
use crate::routing::walk::{CallSegment, Tail};
use crate::routing::well_known::{addressed_by_path, alternate_key};
use crate::schema::address::Address;
use crate::schema::model::Schema;
use crate::schema::operation::Placed;
use crate::schema::structure::Property;
use crate::schema::types::{Primitive, Type};
use crate::service::change::Change;
use crate::service::post::Upsert;
use crate::service::reference::missing_target;
use crate::service::{Service, permission};

impl Service {
    /// Serves a request that no fault or limit stopped, received by itself or in a batch.
    pub(crate) fn route(
        &self,
        method: &Method,
        target: Target<'_>,
        headers: &HeaderMap,
        body: &[u8],
        caller: &Caller<'_>,
    ) -> Result<Success, Refusal> {
        // A response to HEAD is that to GET without its body, which is not sent. Source: RFC 9110, "HEAD".
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        let path = ParsedPath::read(target.path).ok_or_else(Refusal::undecodable_path)?;
        let Some(schema) = self.model.schema(&path.version) else {
            return Err(Refusal::unknown_version(&path.version));
        };
        let preferences = Preferences::of(headers, target.query);
        let change = Change { method, headers, preferences: &preferences, body };
        let keyed = if alternate::may_be_in(&path) {
            alternate::resolve(schema, &read_lock(&self.store), path)
        } else {
            Ok(path)
        };
        let path = match keyed {
            Ok(path) => path,
            Err(unmatched) => return self.serve_unmatched(schema, *unmatched, target, &change, caller),
        };
        let placed = placed(schema, &path);
        if !placed.is_empty() {
            self.expect_callable(&placed, schema, (method, &path), caller)?;
            return self.call_placed(&placed, schema, &path, target, &change);
        }
        let resource = self.resource(method, schema, &path, caller)?;
        self.create_singleton(&resource);
        if let Some(name) = resource.unknown_name(&read_lock(&self.store)) {
            return Err(Refusal::not_emulated(&format!(
                "the well-known name `{name}` without an entity there"
            )));
        }
        self.create_linked(body);
        let early = self.lint_before(&resource, method, body);
        let success = self
            .serve(&resource, &path, target, &change)
            .map_err(|refusal| self.worded(&resource, refusal))?;
        let success = self.lint_after(success, &resource, (method, target), early);
        Ok(success.with_metadata(written_metadata(&resource, &preferences)))
    }

    /// Serves a request for an alternate key that no entity has: an upsert creates the entity, with the
    /// values in the address.
    ///
    /// Source: Microsoft Graph, "Upsert application", "Upsert group".
    fn serve_unmatched(
        &self,
        schema: &Schema,
        unmatched: Unmatched,
        target: Target<'_>,
        change: &Change<'_>,
        caller: &Caller<'_>,
    ) -> Result<Success, Refusal> {
        let resource = self.resource(change.method, schema, &unmatched.collection, caller)?;
        let is_write = *change.method == Method::PATCH && unmatched.is_last && target.query.is_empty();
        let Some(applied) = change.preferences.upsert.filter(|_| is_write) else {
            let key = unmatched.values.first().and_then(|(_, value)| value.as_str());
            return Err(missing_target(&resource.declared, key.unwrap_or_default()));
        };
        self.create_linked(change.body);
        let success = self.create(&resource, change, Some(Upsert::By(applied, unmatched.values)))?;
        Ok(success.with_metadata(change.preferences.metadata))
    }

    /// A refusal in the words of the workload that the resource is in: the directory has its own for what is missing.
    fn worded(&self, resource: &Resource<'_>, refusal: Refusal) -> Refusal {
        if refusal != Refusal::not_found() {
            return refusal;
        }
        let store = read_lock(&self.store);
        resource.missing_object(&store).map_or(refusal, Refusal::missing_object)
    }

    fn serve(
        &self,
        resource: &Resource<'_>,
        path: &ParsedPath,
        target: Target<'_>,
        change: &Change<'_>,
    ) -> Result<Success, Refusal> {
        let preferences = change.preferences;
        if let Tail::Operation { name, arguments } = &resource.tail {
            return self.call(resource, path, (name, arguments.as_deref()), target, change);
        }
        if is_stream(resource) {
            return self.stream(resource, change);
        }
        if *change.method == Method::GET {
            self.advance(resource);
            return match &resource.tail {
                Tail::None => self.get(resource, target, preferences),
                Tail::Reference => self.references(resource),
                Tail::Count => self.count(resource, target, preferences),
                Tail::Property(name) => self.property(resource, name, target, preferences),
                Tail::Delta => self.delta(resource, target, preferences),
                Tail::RawProperty(name) => self.raw_value(resource, name),
                tail => Err(not_emulated(tail)),
            };
        }
        if resource.tail == Tail::Reference {
            return self.change_reference(resource, target, change);
        }
        if !target.query.is_empty() {
            return Err(Refusal::not_emulated(&format!("the query `{}` on a change", target.query)));
        }
        match &resource.tail {
            Tail::None => self.change(resource, change),
            Tail::Count | Tail::Delta => Err(Refusal::route(&resource.address, change.method.as_str())),
            tail => Err(not_emulated(tail)),
        }
    }

    /// Creates a singleton when it is first requested, since it exists without a create. That of the signed-in
    /// user is one of the users, and exists if anything beneath it is requested.
    pub(crate) fn create_singleton(&self, resource: &Resource<'_>) {
        // Only the first request creates it. The others do not take the lock that excludes readers.
        if !is_missing(resource, &read_lock(&self.store)) {
            return;
        }
        let mut store = write_lock(&self.store);
        let root = resource.root();
        if root.is_some_and(|me| signed_in::user(resource.schema, &mut store, &me, None).is_some())
            || !resource.is_singleton()
        {
            return;
        }
        let Some(address) = resource.locate(&store).filter(|address| store.get(address).is_none()) else {
            return;
        };
        let Some(structure) = resource.declared.default_type() else { return };
        NewEntity::empty(structure).put(&mut store, &address, true);
    }

    /// Creates the singletons that the links in a body lead to, and Microsoft's own templates: they exist without a
    /// create.
    fn create_linked(&self, body: &[u8]) {
        let Ok(text) = std::str::from_utf8(body) else { return };
        if !text.contains("@odata.") {
            return;
        }
        let body: Value = serde_json::from_str(text).unwrap_or_default();
        for url in links(&body) {
            let Some(path) = self.path_of(url).and_then(ParsedPath::read) else { continue };
            let Some(schema) = self.model.schema(&path.version) else { continue };
            let Some(resource) = Resource::find(schema, &path) else { continue };
            self.create_singleton(&resource);
            self.create_template(&resource);
        }
    }

    /// Creates the template of a team, `teamsTemplates('standard')`.
    ///
    /// Source: Microsoft Graph, "Create team".
    fn create_template(&self, resource: &Resource<'_>) {
        let Some(structure) = resource.declared.default_type() else { return };
        if resource.is_collection || structure.name != TEMPLATE {
            return;
        }
        let mut store = write_lock(&self.store);
        let address = resource.locate(&store).filter(|address| store.get(address).is_none());
        if let Some(address) = address {
            NewEntity::empty(structure).put(&mut store, &address, true);
        }
    }

    /// Checks that the caller may call an operation.
    fn expect_callable(
        &self,
        placed: &[&Placed],
        schema: &Schema,
        (method, path): (&Method, &ParsedPath),
        caller: &Caller<'_>,
    ) -> Result<(), Refusal> {
        if self.not_served.has(method, &path.segments) {
            let address = Resource::guess(schema, path);
            return Err(Refusal::route(&address, method.as_str()));
        }
        // Any of the operations at an address may be meant.
        let checked = placed.iter().map(|placed| {
            permission::check(&placed.permissions, method, &path.segments, caller.claims.as_ref())
        });
        checked.reduce(Result::or).unwrap_or(Ok(()))
    }

    /// Resolves the target of a request, and checks that the caller may use it.
    fn resource<'a>(
        &self,
        method: &Method,
        schema: &'a Schema,
        target: &ParsedPath,
        caller: &Caller<'_>,
    ) -> Result<Resource<'a>, Refusal> {
        if let Some(segment) = addressed_by_path(schema, &target.segments) {
            return Err(Refusal::not_emulated(&format!("a path in an address, after `{segment}`")));
        }
        let resource = Resource::find(schema, target);
        if let (None, Some(segment)) = (&resource, alternate_key(schema, &target.segments)) {
            return Err(Refusal::not_emulated(&format!("the alternate key `{segment}`")));
        }
        match resource {
            Some(resource) if self.not_served.has(method, &target.segments) => {
                Err(Refusal::route(&resource.address, method.as_str()))
            }
            Some(resource) => {
                if let Some(permissions) = resource.permissions {
                    permission::check(permissions, method, &target.segments, caller.claims.as_ref())?;
                }
                Ok(resource)
            }
            None if target.has_encoded_slash => {
                Err(Refusal::split_key(target.segments.last().map_or("", String::as_str)))
            }
            None => Err(Refusal::route(&Resource::guess(schema, target), method.as_str())),
        }
    }
}

const TEMPLATE: &str = "microsoft.graph.teamsTemplate";

/// The addresses in the links of a body.
fn links(body: &Value) -> Vec<&str> {
    match body {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match value {
                _ if !name.ends_with("@odata.bind") && name != "@odata.id" => links(value),
                Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
                value => value.as_str().into_iter().collect(),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(links).collect(),
        _ => Vec::new(),
    }
}

/// How much control information the response has. The result of a call is written as its stub returns it.
fn written_metadata(resource: &Resource<'_>, preferences: &Preferences) -> Metadata {
    match (&resource.tail, preferences.metadata) {
        (Tail::Operation { .. }, Metadata::Full) => Metadata::Minimal,
        (_, metadata) => metadata,
    }
}

/// Whether a singleton, or the signed-in user, is not there yet.
fn is_missing(resource: &Resource<'_>, store: &Store) -> bool {
    let is_unlinked = |me: Address| signed_in::is_missing(resource.schema, store, &me);
    let has_no_entity = |address: Address| store.get(&address).is_none();
    resource.root().is_some_and(is_unlinked)
        || resource.is_singleton() && resource.locate(store).is_some_and(has_no_entity)
}

/// The operations that are served at a path of their own.
fn placed<'a>(schema: &'a Schema, path: &ParsedPath) -> Vec<&'a Placed> {
    let Some((last, owner)) = path.segments.split_last() else { return Vec::new() };
    let name = CallSegment::of(last).name;
    // Only the last segment may have a namespace and parameters.
    let has_name = |placed: &&Placed| placed.operation.name.eq_ignore_ascii_case(name);
    let mut segments = None;
    let is_there = |placed: &&Placed| {
        let segments = segments
            .get_or_insert_with(|| owner.iter().cloned().chain([name.to_owned()]).collect::<Vec<_>>());
        placed.template.matches(segments)
    };
    schema.placed().iter().filter(has_name).filter(is_there).collect()
}

/// Whether a resource is the stream of an entity, or of a property.
fn is_stream(resource: &Resource<'_>) -> bool {
    let is_stream = |property: &Property| matches!(property.kind, Type::Primitive(Primitive::Stream));
    match &resource.tail {
        Tail::Value => true,
        Tail::Property(name) | Tail::RawProperty(name) => {
            resource.declared.property(name).is_some_and(is_stream)
        }
        _ => false,
    }
}

fn not_emulated(tail: &Tail) -> Refusal {
    Refusal::not_emulated(&match tail {
        Tail::Property(name) | Tail::RawProperty(name) => {
            format!("a change of the property `{name}` at an address of its own")
        }
        _ => "`$value`".to_owned(),
    })
}
