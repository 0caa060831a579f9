//! The validated model of a structured type: what entities and complex types share.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Fields, LitStr, Path, Type, Visibility};

use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;
use crate::model::property::{Member, Property};
use crate::{field_type, name};

/// A structured type: its fields as properties. Borrows from the item; generators ask it questions.
pub(crate) struct Structured<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) properties: Vec<Property<'a>>,
    /// The field that keeps what the declaration lacks; more than one is a fault.
    pub(crate) additional: Vec<(&'a Ident, &'a Type)>,
    pub(crate) keys: Keys,
    /// `Debug` in a derive below the attribute.
    pub(crate) derived_debug: Option<Span>,
    pub(crate) sort: &'static Sort,
}

/// The keys that entities and complex types share.
#[derive(Default)]
pub(crate) struct Keys {
    pub(crate) odata_type: Option<LitStr>,
    pub(crate) annotation: Option<bool>,
    pub(crate) runtime: Option<Path>,
}

/// Which attribute the item has, for words and defaults.
pub(crate) struct Sort {
    /// `graph_entity`
    pub(crate) attribute: &'static str,
    /// The word that the trampoline hands the keys over under.
    pub(crate) word: &'static str,
    /// What an error calls the item.
    pub(crate) noun: &'static str,
    /// Whether a field called `id` is the key.
    pub(crate) has_key: bool,
    pub(crate) fields: FieldSort,
    /// Whether the struct may have no fields, and be a unit struct.
    pub(crate) may_be_empty: bool,
}

/// What the fields are.
pub(crate) struct FieldSort {
    /// Where an error finds a key: `a field`.
    pub(crate) place: &'static str,
    /// `a property`, and several.
    pub(crate) one: &'static str,
    pub(crate) many: &'static str,
    pub(crate) keys: &'static [&'static str],
    /// Why a field cannot have its type, if so.
    pub(crate) refused: fn(&Type) -> Option<(Span, String)>,
}

pub(crate) const PROPERTIES: FieldSort = FieldSort {
    place: "a field",
    one: "a property",
    many: "properties",
    keys: &["read_only", "create_only", "not_null", "navigation", "name", "sensitive", "additional"],
    refused: field_type::refused,
};

pub(crate) const PARAMETERS: FieldSort = FieldSort {
    place: "a parameter",
    one: "a parameter",
    many: "parameters",
    keys: &["name", "sensitive"],
    refused: field_type::refused_parameter,
};

impl<'a> Structured<'a> {
    /// Reads an item; what the sort alone knows of its keys is left to `read_key`. None where the item is no struct with
    /// named fields, and then the faults say so.
    pub(crate) fn read(
        input: &'a DeriveInput,
        sort: &'static Sort,
        ctxt: &mut Ctxt,
        mut read_key: impl FnMut(&Arg, &mut Keys, &mut Ctxt),
    ) -> Option<Self> {
        let mut keys = Keys::default();
        let mut derived_debug = None;
        for arg in attr::graph_args(&input.attrs, ctxt) {
            match (&arg.value, arg.key.to_string().as_str()) {
                (Value::List(tokens), word) if word == sort.word => {
                    for inner in attr::args(tokens.clone(), ctxt) {
                        read_key(&inner, &mut keys, ctxt);
                    }
                }
                (_, "derived_debug") => derived_debug = Some(arg.span()),
                _ => arg.misplaced(sort.attribute, ctxt),
            }
        }
        let fields = named_fields(input, sort, ctxt)?;
        let mut found = Self {
            ident: &input.ident,
            vis: &input.vis,
            properties: Vec::new(),
            additional: Vec::new(),
            keys,
            derived_debug,
            sort,
        };
        for field in fields {
            let Some(ident) = &field.ident else { continue };
            match Member::read(field, ident, sort, ctxt) {
                Member::Property(property) => found.properties.push(property),
                Member::Additional(span) => {
                    if !found.additional.is_empty() {
                        ctxt.error(span, "two fields are marked `additional`: keep one");
                    }
                    found.additional.push((ident, &field.ty));
                }
            }
        }
        Some(found)
    }

    /// Qualified name of the OData type, without `#`.
    pub(crate) fn odata_type(&self) -> String {
        qualified(self.keys.odata_type.as_ref(), self.ident)
    }

    /// Whether every field's type may be named to the runtime.
    pub(crate) fn is_supported(&self) -> bool {
        self.properties.iter().all(|property| property.is_supported)
    }

    pub(crate) fn is_sensitive(&self) -> bool {
        self.properties.iter().any(|property| property.rules.sensitive.is_some())
    }
}

/// The type's name that an attribute gives, or the one that the item's own name makes.
pub(crate) fn qualified(given: Option<&LitStr>, ident: &Ident) -> String {
    match given {
        Some(text) => text.value().trim_start_matches('#').to_owned(),
        None => format!("microsoft.graph.{}", name::first_lower(ident)),
    }
}

fn named_fields<'a>(input: &'a DeriveInput, sort: &Sort, ctxt: &mut Ctxt) -> Option<&'a Fields> {
    let found = match &input.data {
        Data::Struct(data) => match &data.fields {
            fields @ Fields::Named(_) => return no_parameters(input, sort.noun, ctxt).then_some(fields),
            fields @ Fields::Unit if sort.may_be_empty => {
                return no_parameters(input, sort.noun, ctxt).then_some(fields);
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
            input.ident, sort.attribute, sort.fields.one
        ),
    );
    None
}

/// A type of Graph is one concrete type.
pub(crate) fn no_parameters(input: &DeriveInput, noun: &str, ctxt: &mut Ctxt) -> bool {
    let Some(parameter) = input.generics.params.first() else { return true };
    let message = format!(
        "{noun} `{}` has generic parameters: it is one concrete type of Graph, remove them",
        input.ident
    );
    ctxt.error(parameter.span(), message);
    false
}

impl Keys {
    /// Reads a key that both sorts know; says whether it was one.
    pub(crate) fn read(&mut self, arg: &Arg, ctxt: &mut Ctxt) -> bool {
        match arg.key.to_string().as_str() {
            "odata_type" => self.read_odata_type(arg, ctxt),
            "crate" => {
                let path = runtime_path(arg, ctxt);
                attr::once(&mut self.runtime, arg, path, ctxt);
            }
            _ => return false,
        }
        true
    }

    /// `odata_type = "..."` says the name, `odata_type = always` and `odata_type = never` whether it is sent; an item may
    /// say both.
    fn read_odata_type(&mut self, arg: &Arg, ctxt: &mut Ctxt) {
        let word = match &arg.value {
            Value::Is(tokens) => syn::parse2::<Ident>(tokens.clone()).ok(),
            _ => None,
        };
        let Some(word) = word else {
            let Some(text) = odata_type_name(arg, ctxt) else { return };
            return attr::once(&mut self.odata_type, arg, Some(text), ctxt);
        };
        match word.to_string().as_str() {
            "always" => attr::once(&mut self.annotation, arg, Some(true), ctxt),
            "never" => attr::once(&mut self.annotation, arg, Some(false), ctxt),
            _ => ctxt.error(
                word.span(),
                format_args!("expected `always`, `never` or a type's name in quotes, found `{word}`"),
            ),
        }
    }
}

/// The name of an OData type: `microsoft.graph.x`, with or without `#`.
pub(crate) fn odata_type_name(arg: &Arg, ctxt: &mut Ctxt) -> Option<LitStr> {
    let text = arg.string(ctxt)?;
    let value = text.value();
    let name = value.strip_prefix('#').unwrap_or(&value);
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    if name.contains('.') && name.split('.').all(is_part) {
        return Some(text);
    }
    ctxt.error(
        text.span(),
        format_args!(
            "\"{value}\" is not a type's name: expected a qualified one such as \"microsoft.graph.{name}\""
        ),
    );
    None
}

/// `crate = "..."`: where the runtime is.
pub(crate) fn runtime_path(arg: &Arg, ctxt: &mut Ctxt) -> Option<Path> {
    let text = arg.string(ctxt)?;
    let path = text.parse_with(Path::parse_mod_style);
    if path.is_err() {
        ctxt.error(text.span(), "expected the runtime's path: `crate = \"my_crate::graph_entity\"`");
    }
    path.ok()
}

/// The attributes of an item that serde would read.
pub(crate) fn serde_attributes(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("serde"))
}
