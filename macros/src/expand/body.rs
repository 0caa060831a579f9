//! The bodies of emitted functions. An entity with an unsupported field type keeps its names and types, but no bodies.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::entity::Entity;
use crate::name::unraw;

pub(super) struct Body {
    is_real: bool,
    fields: HashSet<String>,
}

impl Body {
    pub(super) fn new(entity: &Entity<'_>) -> Self {
        let fields = entity.structured.properties.iter().map(|property| unraw(property.ident)).collect();
        Self { is_real: entity.structured.is_supported(), fields }
    }

    /// Returns the body, or one that never runs for an entity with an unsupported type: the crate does not compile.
    pub(super) fn or_unfinished(&self, body: &TokenStream) -> TokenStream {
        if self.is_real { body.clone() } else { quote!(__g::unfinished()) }
    }

    /// Whether the setter of a field already has the name. `check` reports that.
    pub(super) fn is_taken(&self, method: &Ident) -> bool {
        self.fields.contains(&unraw(method))
    }
}
