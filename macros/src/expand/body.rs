//! Whether function bodies are real: an item with a refused field type keeps its names and types, and no body.

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

    /// The body, or one that is never run, since the crate does not compile.
    pub(super) fn or_unfinished(&self, body: &TokenStream) -> TokenStream {
        if self.is_real { body.clone() } else { quote!(__g::unfinished()) }
    }

    /// Whether a field's setter has the name already, which is an error of its own.
    pub(super) fn is_taken(&self, method: &Ident) -> bool {
        self.fields.contains(&unraw(method))
    }
}
