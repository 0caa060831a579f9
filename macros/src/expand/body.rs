//! The bodies of emitted functions. With an unsupported field type, names and types are kept without them.

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

    /// Returns the body. With an unsupported field type, returns one that never runs: the crate does not
    /// compile.
    pub(super) fn or_unfinished(&self, body: &TokenStream) -> TokenStream {
        if self.is_real { body.clone() } else { quote!(__g::unfinished()) }
    }

    /// Whether the setter of a field already has the name. `check` reports that.
    pub(super) fn is_taken(&self, method: &Ident) -> bool {
        self.fields.contains(&unraw(method))
    }
}
