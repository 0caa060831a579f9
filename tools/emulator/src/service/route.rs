//! From a target and a caller to the code that serves the request.

use hyper::Method;
use hyper::header::HeaderMap;

use crate::answers::preferences::Preferences;
use crate::answers::response::Success;
use crate::auth::caller::Caller;
use crate::data::insert::NewEntity;
use crate::data::signed_in;
use crate::lock::lock;
use crate::refusals::Refusal;
use crate::routing::path::ParsedPath;
use crate::routing::resource::Resource;
use crate::routing::target::Target;
use crate::routing::walk::Tail;
use crate::routing::well_known::{addressed_by_path, alternate_key};
use crate::service::change::Change;
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
        let resource = self.resource(method, target, caller)?;
        self.create_singleton(&resource);
        if let Some(name) = resource.unknown_name(&lock(&self.store)) {
            return Err(Refusal::not_emulated(&format!(
                "the well-known name `{name}` without an entity there"
            )));
        }
        let early = self.lint_before(&resource, method, body);
        let success = self.serve(&resource, method, target, headers, body)?;
        Ok(self.lint_after(success, &resource, (method, target), early))
    }

    fn serve(
        &self,
        resource: &Resource<'_>,
        method: &Method,
        target: Target<'_>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Success, Refusal> {
        let preferences = Preferences::read(headers);
        if *method == Method::GET {
            return match &resource.tail {
                Tail::None => self.get(resource, target, &preferences),
                Tail::Reference => self.references(resource),
                Tail::Count => self.count(resource, target, &preferences),
                Tail::Property(name) => self.property(resource, name, target),
                Tail::Delta => self.delta(resource, target, &preferences),
                tail => Err(not_emulated(tail)),
            };
        }
        let change = Change { method, headers, preferences: &preferences, body };
        if resource.tail == Tail::Reference {
            return self.change_reference(resource, target, &change);
        }
        if !target.query.is_empty() {
            return Err(Refusal::not_emulated(&format!("the query `{}` on a change", target.query)));
        }
        match &resource.tail {
            Tail::None => self.change(resource, &change),
            Tail::Count | Tail::Delta => Err(Refusal::route(&resource.address, method.as_str())),
            tail => Err(not_emulated(tail)),
        }
    }

    /// Creates a singleton when it is first requested, since it exists without a create. That of the signed-in
    /// user is one of the users, and exists if anything beneath it is requested.
    fn create_singleton(&self, resource: &Resource<'_>) {
        let mut store = lock(&self.store);
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

    /// Resolves the target of a request, and checks that the caller may use it.
    fn resource(
        &self,
        method: &Method,
        target: Target<'_>,
        caller: &Caller<'_>,
    ) -> Result<Resource<'_>, Refusal> {
        let target = ParsedPath::read(target.path).ok_or_else(Refusal::undecodable_path)?;
        let Some(schema) = self.model.schema(&target.version) else {
            return Err(Refusal::unknown_version(&target.version));
        };
        if let Some(segment) = addressed_by_path(schema, &target.segments) {
            return Err(Refusal::not_emulated(&format!("a path in an address, after `{segment}`")));
        }
        let resource = Resource::find(schema, &target);
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
            None => Err(Refusal::route(&Resource::guess(schema, &target), method.as_str())),
        }
    }
}

fn not_emulated(tail: &Tail) -> Refusal {
    Refusal::not_emulated(&match tail {
        Tail::Operation(name) => format!("the operation `{name}`"),
        Tail::Property(name) => format!("a change of the property `{name}` at an address of its own"),
        _ => "`$value`".to_owned(),
    })
}
