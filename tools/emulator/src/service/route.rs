//! From a target and a caller to the code that serves the request.

use hyper::Method;
use hyper::header::HeaderMap;

use crate::answers::preferences::Preferences;
use crate::answers::response::Success;
use crate::auth::caller::Caller;
use crate::data::insert::Plant;
use crate::lock::lock;
use crate::refusals::Refusal;
use crate::routing::path::ParsedPath;
use crate::routing::resource::Place;
use crate::routing::target::Target;
use crate::routing::walk::Tail;
use crate::schema::model::Schema;
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
        let place = self.place(method, target, caller)?;
        if place.is_singleton() {
            self.make_singleton(&place)?;
        }
        let foreseen = self.foreseen(&place, method, body);
        let success = self.served(&place, method, target, headers, body)?;
        Ok(self.remarked(success, &place, (method, target), foreseen))
    }

    fn served(
        &self,
        place: &Place<'_>,
        method: &Method,
        target: Target<'_>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Success, Refusal> {
        let wishes = Preferences::read(headers);
        if *method == Method::GET {
            return match &place.tail {
                Tail::None => self.get(place, target, &wishes),
                Tail::Reference => self.references(place),
                Tail::Count => self.count(place, target, &wishes),
                Tail::Property(name) => self.property(place, name, target),
                Tail::Delta => self.delta(place, target, &wishes),
                tail => Err(not_emulated(tail)),
            };
        }
        let change = Change { method, headers, wishes: &wishes, body };
        if place.tail == Tail::Reference {
            return self.refer(place, target, &change);
        }
        if !target.query.is_empty() {
            return Err(Refusal::not_emulated(&format!("the query `{}` on a change", target.query)));
        }
        match &place.tail {
            Tail::None => self.change(place, &change),
            Tail::Count | Tail::Delta => Err(Refusal::route(&place.address, method.as_str())),
            tail => Err(not_emulated(tail)),
        }
    }

    /// Creates a singleton when it is first requested, since it exists without a create.
    fn make_singleton(&self, place: &Place<'_>) -> Result<(), Refusal> {
        let mut store = lock(&self.store);
        let Some(address) = place.locate(&store).filter(|address| store.get(address).is_none()) else {
            return Ok(());
        };
        let Some(structure) = place.declared.unsaid() else { return Ok(()) };
        Plant::vacant(structure).put(&mut store, &address, true)
    }

    /// Resolves the target of a request, and checks that the caller may use it.
    fn place(&self, method: &Method, target: Target<'_>, caller: &Caller<'_>) -> Result<Place<'_>, Refusal> {
        let target = ParsedPath::read(target.path).ok_or_else(Refusal::undecodable_path)?;
        let Some(schema) = self.model.schema(&target.version) else {
            return Err(Refusal::unknown_version(&target.version));
        };
        match Place::find(schema, &target) {
            Some(place) if self.not_served.has(method, &target.segments) => {
                Err(Refusal::route(&place.address, method.as_str()))
            }
            Some(place) => {
                if let Some(permissions) = place.permissions {
                    permission::check(permissions, method, &target.segments, caller.claims.as_ref())?;
                }
                Ok(place)
            }
            None if has_alternate_key(schema, &target) => {
                Err(Refusal::not_emulated(&format!("the alternate key `{}`", target.segments[0])))
            }
            None if target.has_encoded_slash => {
                Err(Refusal::split_key(target.segments.last().map_or("", String::as_str)))
            }
            None => Err(Refusal::route(&Place::guess(schema, &target), method.as_str())),
        }
    }
}

/// Whether an address begins with an entity set and an alternate key: `users(userPrincipalName='x')`.
fn has_alternate_key(schema: &Schema, target: &ParsedPath) -> bool {
    let call = target.segments.first().and_then(|first| first.strip_suffix(')')?.split_once('('));
    call.is_some_and(|(name, key)| key.contains('=') && schema.root(name).is_some_and(|it| it.is_collection))
}

fn not_emulated(tail: &Tail) -> Refusal {
    Refusal::not_emulated(&match tail {
        Tail::Operation(name) => format!("the operation `{name}`"),
        Tail::Property(name) => format!("a change of the property `{name}` at an address of its own"),
        _ => "`$value`".to_owned(),
    })
}
