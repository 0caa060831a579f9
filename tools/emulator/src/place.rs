//! Where a request goes: the route that serves it, and the entity or collection behind that.

use crate::address::Address;
use crate::check::Check;
use crate::model::{Schema, Structure};
use crate::query::Declared;
use crate::refusal::Refusal;
use crate::route::{Pattern, Route};
use crate::store::{Properties, Store, Stored};

/// A route found, with all that it takes to serve it.
pub(crate) struct Place<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) route: &'a Route,
    /// As the client names it.
    pub(crate) address: Address,
    /// Where its entities live.
    pub(crate) pattern: Pattern,
}

/// The type from which all of Graph's entity types derive: what several types at one address have in common.
const BASE: &str = "microsoft.graph.entity";

impl<'a> Place<'a> {
    pub(crate) fn new(schema: &'a Schema, route: &'a Route, address: Address) -> Self {
        let pattern = route.template.pattern(&route.home, &address);
        Self { schema, route, address, pattern }
    }

    /// The address of the entity there is.
    pub(crate) fn resolve(&self, store: &Store) -> Result<Address, Refusal> {
        let resolved = store.resolve(&self.pattern);
        resolved.filter(|address| store.get(address).is_some()).ok_or_else(Refusal::not_found)
    }

    pub(crate) fn structure(&self, stored: &Stored) -> Result<&'a Structure, Refusal> {
        self.schema.structure(&stored.structure).ok_or_else(|| Refusal::unknown_type(&stored.structure))
    }

    pub(crate) fn declared(&self) -> Declared<'a> {
        Declared::new(self.schema, &self.route.types)
    }

    /// Whether an entity's type is other than the declared one. A route's declared type is the common base of its types,
    /// so where there is one, it is declared, and where there are several, each is derived.
    pub(crate) fn is_derived(&self) -> bool {
        self.route.types.len() > 1
    }

    /// The type that a body for a new entity is of.
    pub(crate) fn created<'c>(
        &'c self,
        check: &'c Check<'_>,
        body: &Properties,
    ) -> Result<&'c Structure, Refusal> {
        match self.route.types.as_slice() {
            [only] => self.schema.structure(only).ok_or_else(|| Refusal::unknown_type(only)),
            types => check.derived(BASE, types, body),
        }
    }
}
