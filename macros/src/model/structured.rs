//! The validated model of a structured type: what entities, complex types, actions and functions share.

use proc_macro2::{Ident, Span};
use syn::{Data, DeriveInput, Fields, LitStr, Type, Visibility};

use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;
use crate::model::keys::{Keys, no_parameters, qualified};
use crate::model::property::{Member, Property};
use crate::sort::StructSort;

/// A structured type: its fields as properties. Borrows from the item.
pub(crate) struct Structured<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) properties: Vec<Property<'a>>,
    /// The field for the properties that the struct does not declare. More than one is an error.
    pub(crate) additional: Vec<(&'a Ident, &'a Type)>,
    pub(crate) keys: Keys,
    /// The span of `Debug` in a derive below the attribute.
    pub(crate) derived_debug: Option<Span>,
    /// Whether errors in the keys of the attribute have been reported.
    pub(crate) has_errors: bool,
    pub(crate) sort: &'static StructSort,
}

impl<'a> Structured<'a> {
    /// Reads an item. `read_key` reads the arguments of the attribute. Reports an error and returns `None` if
    /// the item is not a struct with named fields.
    pub(crate) fn read(
        input: &'a DeriveInput,
        sort: &'static StructSort,
        ctxt: &mut Ctxt,
        mut read_key: impl FnMut(&Arg, &mut Keys, &mut Ctxt),
    ) -> Option<Self> {
        let mut keys = Keys::default();
        let mut derived_debug = None;
        let before = ctxt.len();
        for arg in attr::graph_args(&input.attrs, ctxt) {
            match (&arg.value, arg.key.to_string().as_str()) {
                (Value::List(tokens), word) if word == sort.item.list => {
                    for inner in attr::args(tokens.clone(), ctxt) {
                        read_key(&inner, &mut keys, ctxt);
                    }
                }
                // Written by the trampoline.
                (_, "derived_debug") => derived_debug = Some(arg.span()),
                _ => arg.misplaced(sort.item.attribute, ctxt),
            }
        }
        let has_errors = ctxt.len() > before;
        let fields = named_fields(input, sort, ctxt)?;
        let mut found = Self {
            ident: &input.ident,
            vis: &input.vis,
            properties: Vec::new(),
            additional: Vec::new(),
            keys,
            derived_debug,
            has_errors,
            sort,
        };
        for field in fields {
            // The fields are named: `named_fields` has checked that.
            let Some(ident) = &field.ident else { continue };
            let before = ctxt.len();
            match Member::read(field, ident, sort, ctxt) {
                Member::Property(mut property) => {
                    property.must_end(&input.ident, ctxt);
                    property.has_errors = ctxt.len() > before;
                    found.properties.push(property);
                }
                Member::Additional(span) => {
                    if !found.additional.is_empty() {
                        ctxt.error(span, "two fields are marked `additional`: keep one");
                    }
                    found.additional.push((ident, &field.ty));
                }
            }
        }
        found.find_keys();
        Some(found)
    }

    /// If a field is marked `key`, no other field is a key by its name.
    fn find_keys(&mut self) {
        if self.properties.iter().any(|property| property.rules.key.is_some()) {
            for property in &mut self.properties {
                property.is_key = property.rules.key.is_some();
            }
        }
    }

    /// The qualified name of the OData type, without `#`.
    pub(crate) fn odata_type(&self) -> String {
        qualified(self.keys.odata_type.as_ref(), self.ident)
    }

    /// The span of the type's name: the given one, or the struct's.
    pub(crate) fn type_span(&self) -> Span {
        self.keys.odata_type.as_ref().map_or_else(|| self.ident.span(), LitStr::span)
    }

    /// Whether the emitted code may use the type of every field.
    pub(crate) fn is_supported(&self) -> bool {
        self.properties.iter().all(|property| property.is_supported)
    }

    pub(crate) fn is_sensitive(&self) -> bool {
        self.properties.iter().any(|property| property.rules.sensitive.is_some())
    }
}

fn named_fields<'a>(input: &'a DeriveInput, sort: &StructSort, ctxt: &mut Ctxt) -> Option<&'a Fields> {
    let found = match &input.data {
        Data::Struct(data) => match &data.fields {
            fields @ Fields::Named(_) => return no_parameters(input, sort.item.noun, ctxt).then_some(fields),
            fields @ Fields::Unit if sort.may_be_empty => {
                return no_parameters(input, sort.item.noun, ctxt).then_some(fields);
            }
            Fields::Unnamed(_) => "a tuple struct",
            Fields::Unit => "a unit struct",
        },
        Data::Enum(_) => {
            "an enum (`#[graph_enum]` is for an enumeration type, `#[graph_one_of]` for derived types)"
        }
        Data::Union(_) => "a union",
    };
    ctxt.error(
        input.ident.span(),
        format_args!(
            "`{}` is {found}: `#[{}]` goes on a struct with named fields, each {}",
            input.ident, sort.item.attribute, sort.fields.singular
        ),
    );
    None
}
