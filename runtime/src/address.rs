//! The address of one entity, and the verbs it takes.

use core::fmt;
use core::marker::PhantomData;

use http::{HeaderMap, HeaderValue, Method};

use crate::entity::{Entity, EntityInfo};
use crate::invalid::InvalidRequest;
use crate::patch::PatchBody;
use crate::path::{PathValue, fill};
use crate::request::{Plan, Request};

/// The address of one entity of type `E`, made by the entity's `at`.
#[must_use = "an address does nothing until a verb makes a request of it"]
pub struct Address<E> {
    place: Place,
    entity: PhantomData<fn() -> E>,
}

/// An address without its type, so that one piece of code serves every entity.
#[derive(Clone)]
struct Place {
    about: &'static EntityInfo,
    template: &'static str,
    path: Result<String, InvalidRequest>,
}

impl<E: Entity> Address<E> {
    /// The address that a template and the values of its placeholders make. Called by the emitted `at`.
    #[doc(hidden)]
    #[inline]
    pub fn new(values: &[PathValue]) -> Self {
        Self { place: Place::new(E::ABOUT, E::ABOUT.path, values), entity: PhantomData }
    }

    /// Reads the entity.
    pub fn get(self) -> Request<E> {
        Request::reading(self.place.plan(Method::GET))
    }

    /// Changes the properties that the patch names and leaves the others as they are.
    ///
    /// The reply holds the entity as Graph then has it, or nothing where Graph answers 204.
    pub fn update(self, patch: E::Patch) -> Request<Option<E>> {
        Request::reading_any(self.place.patch(patch.into()))
    }
}

impl Place {
    fn new(about: &'static EntityInfo, template: &'static str, values: &[PathValue]) -> Self {
        Self { about, template, path: fill(template, values) }
    }

    fn plan(self, method: Method) -> Plan {
        let (path, fault) = match self.path {
            Ok(path) => (path, None),
            Err(fault) => (String::new(), Some(fault)),
        };
        let mut headers = HeaderMap::new();
        if self.about.structure.is_evolvable() {
            headers.insert("prefer", HeaderValue::from_static("include-unknown-enum-members"));
        }
        Plan {
            method,
            version: self.about.version,
            template: self.template,
            path,
            query: String::new(),
            headers,
            body: None,
            permissions: Some(&self.about.permissions),
            timeout: None,
            fault,
        }
    }

    fn patch(self, patch: PatchBody) -> Plan {
        let mut plan = self.plan(Method::PATCH);
        match patch.into_bytes() {
            Ok(body) => plan.body = Some(body),
            Err(fault) => plan.refuse(fault),
        }
        plan
    }
}

impl<E> Clone for Address<E> {
    fn clone(&self) -> Self {
        Self { place: self.place.clone(), entity: PhantomData }
    }
}

/// Shows the template and never an id.
impl<E> fmt::Debug for Address<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").field("template", &self.place.template).finish_non_exhaustive()
    }
}
