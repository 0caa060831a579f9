//! The validated model of an entity: a structured type with an address.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::DeriveInput;

use crate::address::Address;
use crate::address::route::Route;
use crate::attr::{self, Arg};
use crate::ctxt::Ctxt;
use crate::model::keys::Keys;
use crate::model::operations::Operations;
use crate::model::structured::Structured;
use crate::{name, sort};

/// An entity: a structured type and its own keys.
pub(crate) struct Entity<'a> {
    pub(crate) structured: Structured<'a>,
    pub(crate) path: Address,
    /// The further addresses, each with a name.
    pub(crate) further: Vec<Address>,
    /// The version and the permissions.
    pub(crate) route: Route,
    pub(crate) operations: Option<Operations>,
    /// Whether it is a directory object, whose advanced queries need a header.
    pub(crate) is_directory_object: bool,
    /// Whether the module has no implicit prelude, so that `#[diagnostic]` cannot be used.
    pub(crate) no_prelude: bool,
    /// The type parameter of the patch: `M`, unless it would hide a type of the user with that name.
    pub(crate) mode: Ident,
}

/// The keys of `#[graph_entity(...)]` that complex types do not have.
#[derive(Default)]
struct EntityKeys {
    route: Route,
    operations: Option<Operations>,
    directory_object: Option<Span>,
    no_prelude: Option<Span>,
}

impl<'a> Entity<'a> {
    /// Reads an item. Reports an error and returns `None` if it is not a struct with named fields.
    pub(crate) fn read(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Self> {
        let mut entity_keys = EntityKeys::default();
        let structured = Structured::read(input, &sort::ENTITY, ctxt, |arg, keys, ctxt| {
            entity_keys.read(arg, keys, ctxt);
        })?;
        let EntityKeys { mut route, operations, directory_object, no_prelude } = entity_keys;
        let path = route.path.take().unwrap_or_else(Address::missing);
        let further = core::mem::take(&mut route.further);
        let (is_directory_object, no_prelude) = (directory_object.is_some(), no_prelude.is_some());
        let types = structured.properties.iter().map(|property| property.ty.to_token_stream());
        let mode = name::type_parameter("M", types.chain([structured.ident.to_token_stream()]));
        Some(Self { structured, path, further, route, operations, is_directory_object, no_prelude, mode })
    }

    /// The template of the path.
    pub(crate) fn path_text(&self) -> &str {
        &self.path.template.text
    }
}

impl EntityKeys {
    fn read(&mut self, arg: &Arg, keys: &mut Keys, ctxt: &mut Ctxt) {
        match arg.key.to_string().as_str() {
            "no_prelude" => {
                let span = arg.flag(ctxt);
                attr::once(&mut self.no_prelude, arg, span, ctxt);
            }
            "directory_object" => {
                let span = arg.flag(ctxt);
                attr::once(&mut self.directory_object, arg, span, ctxt);
            }
            "operations" => {
                let operations = Operations::read(arg, ctxt);
                attr::once(&mut self.operations, arg, operations, ctxt);
            }
            _ if self.route.read(arg, ctxt) || keys.read(arg, ctxt) => {}
            _ => arg.unknown(sort::ENTITY.item.with_article, sort::ENTITY.item.keys, ctxt),
        }
    }
}
