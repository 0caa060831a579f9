//! The bodies of emitted functions. With an unsupported field type, names and types are kept without them.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Ident};

use super::code::Code;
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

    /// Adds the body to a function. With an unsupported field type, adds one that never runs.
    pub(super) fn add(&self, code: &mut Code, fill: impl FnOnce(&mut Code)) {
        if self.is_real {
            code.group(Delimiter::Brace, fill);
        } else {
            code.text("{ __g::unfinished() }");
        }
    }

    /// Whether the setter of a field already has the name. `check` reports that.
    pub(super) fn is_taken(&self, method: &Ident) -> bool {
        self.fields.contains(&unraw(method))
    }
}
