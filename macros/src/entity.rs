//! The validated model of an entity. Borrows from the item; generators ask it questions.

use proc_macro2::{Ident, Span, TokenStream};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Fields, LitStr, Path, Visibility};

use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;
use crate::property::Property;
use crate::{check, name, path};

const KEYS: &[&str] = &["path", "version", "odata_type", "permissions", "crate"];

/// An entity: its attributes understood, its fields as properties.
pub(crate) struct Entity<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) properties: Vec<Property<'a>>,
    pub(crate) attributes: Attributes,
    /// `Debug` in a derive below the attribute.
    pub(crate) derived_debug: Option<Span>,
}

/// What `#[graph_entity(...)]` says.
#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) path: Option<(path::Template, Span)>,
    pub(crate) version: Option<LitStr>,
    pub(crate) odata_type: Option<LitStr>,
    pub(crate) annotation: Option<bool>,
    pub(crate) delegated: Option<Vec<LitStr>>,
    pub(crate) application: Option<Vec<LitStr>>,
    pub(crate) runtime: Option<Path>,
}

impl<'a> Entity<'a> {
    /// Reads an item. None where it is no struct with named fields, and then the faults say so.
    pub(crate) fn read(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Self> {
        let mut attributes = Attributes::default();
        let mut derived_debug = None;
        for arg in attr::graph_args(&input.attrs, ctxt) {
            match (&arg.value, arg.key.to_string().as_str()) {
                (Value::List(tokens), "entity") => attributes.read(tokens.clone(), ctxt),
                (_, "derived_debug") => derived_debug = Some(arg.span()),
                _ => arg.misplaced("graph_entity", ctxt),
            }
        }
        let fields = named_fields(input, ctxt)?;
        let properties = fields
            .iter()
            .filter_map(|field| field.ident.as_ref().map(|ident| Property::read(field, ident, ctxt)))
            .collect();
        let entity = Self { ident: &input.ident, vis: &input.vis, properties, attributes, derived_debug };
        check::entity(&entity, &input.attrs, ctxt);
        Some(entity)
    }

    /// Qualified name of the OData type, without `#`.
    pub(crate) fn odata_type(&self) -> String {
        match &self.attributes.odata_type {
            Some(text) => text.value().trim_start_matches('#').to_owned(),
            None => format!("microsoft.graph.{}", name::first_lower(self.ident)),
        }
    }

    pub(crate) fn version(&self) -> String {
        self.attributes.version.as_ref().map_or_else(|| "v1.0".to_owned(), LitStr::value)
    }

    /// The template of the address.
    pub(crate) fn path_text(&self) -> &str {
        self.attributes.path.as_ref().map_or("/", |(template, _)| &template.text)
    }

    /// The placeholders as parameters, in the order of the path.
    pub(crate) fn parameters(&self) -> Vec<Ident> {
        let Some((template, span)) = &self.attributes.path else { return Vec::new() };
        let mut names: Vec<String> =
            template.placeholders.iter().map(|placeholder| name::snake(placeholder)).collect();
        // Names that an error has been reported for are told apart here, so that it stays the only one.
        for at in 0..names.len() {
            while names[at] == "patch" || names[..at].contains(&names[at]) {
                names[at].push('_');
            }
        }
        names.iter().map(|name| name::ident(name, span.resolved_at(Span::call_site()))).collect()
    }

    /// Whether every field's type may be named to the runtime.
    pub(crate) fn is_supported(&self) -> bool {
        self.properties.iter().all(|property| property.is_supported)
    }

    pub(crate) fn is_sensitive(&self) -> bool {
        self.properties.iter().any(|property| property.rules.sensitive.is_some())
    }
}

fn named_fields<'a>(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<&'a Fields> {
    let found = match &input.data {
        Data::Struct(data) => match &data.fields {
            fields @ Fields::Named(_) => {
                if let Some(parameter) = input.generics.params.first() {
                    ctxt.error(
                        parameter.span(),
                        format_args!("entity `{}` has parameters: an entity is one concrete type of Graph, remove them", input.ident),
                    );
                    return None;
                }
                return Some(fields);
            }
            Fields::Unnamed(_) => "a tuple struct",
            Fields::Unit => "a unit struct",
        },
        Data::Enum(_) => "an enum (`#[graph_enum]` is for an enumeration type)",
        Data::Union(_) => "a union",
    };
    ctxt.error(
        input.ident.span(),
        format_args!(
            "`{}` is {found}: `#[graph_entity]` goes on a struct with named fields, one a property",
            input.ident
        ),
    );
    None
}

impl Attributes {
    fn read(&mut self, tokens: TokenStream, ctxt: &mut Ctxt) {
        for arg in attr::args(tokens, ctxt) {
            match arg.key.to_string().as_str() {
                "path" => self.read_path(&arg, ctxt),
                "version" => {
                    let version = arg.string(ctxt).filter(|text| is_version(text, ctxt));
                    attr::once(&mut self.version, &arg, version, ctxt);
                }
                "odata_type" => self.read_odata_type(&arg, ctxt),
                "permissions" => self.read_permissions(&arg, ctxt),
                "crate" => {
                    let path = runtime_path(&arg, ctxt);
                    attr::once(&mut self.runtime, &arg, path, ctxt);
                }
                _ => arg.unknown("an entity", KEYS, ctxt),
            }
        }
    }

    fn read_path(&mut self, arg: &Arg, ctxt: &mut Ctxt) {
        let template = arg.string(ctxt).map(|text| {
            let (template, faults) = path::parse(&text.value());
            for fault in faults {
                ctxt.error(text.span(), fault);
            }
            (template, text.span())
        });
        attr::once(&mut self.path, arg, template, ctxt);
    }

    /// `odata_type = "..."` says the name, `odata_type = always` and `odata_type = never` whether it is sent; an
    /// entity may say both.
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

    fn read_permissions(&mut self, arg: &Arg, ctxt: &mut Ctxt) {
        let Value::List(tokens) = &arg.value else {
            return ctxt
                .error(arg.span(), "expected `permissions(delegated = [\"...\"], application = [\"...\"])`");
        };
        for inner in attr::args(tokens.clone(), ctxt) {
            let place = match inner.key.to_string().as_str() {
                "delegated" => &mut self.delegated,
                "application" => &mut self.application,
                _ => {
                    inner.unknown("permissions", &["delegated", "application"], ctxt);
                    continue;
                }
            };
            let names = inner.strings(ctxt);
            attr::once(place, &inner, names, ctxt);
        }
    }
}

fn is_version(text: &LitStr, ctxt: &mut Ctxt) -> bool {
    let known = matches!(text.value().as_str(), "v1.0" | "beta");
    if !known {
        let value = text.value();
        ctxt.error(
            text.span(),
            format_args!("unknown version \"{value}\": the versions are \"v1.0\" and \"beta\""),
        );
    }
    known
}

/// The name of an OData type: `microsoft.graph.x`, with or without `#`.
pub(crate) fn odata_type_name(arg: &Arg, ctxt: &mut Ctxt) -> Option<LitStr> {
    let text = arg.string(ctxt)?;
    let value = text.value();
    let name = value.strip_prefix('#').unwrap_or(&value);
    let qualified = name.contains('.')
        && name
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_'));
    if qualified {
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
    text.parse_with(Path::parse_mod_style)
        .map_err(|_| {
            ctxt.error(text.span(), "expected the runtime's path: `crate = \"my_crate::graph_entity\"`");
        })
        .ok()
}

/// The attributes of an item that serde would read.
pub(crate) fn serde_attributes(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("serde"))
}
