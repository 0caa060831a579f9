//! From items to Rust: tokens, and text that is formatted item by item.

mod format;

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::items::{Body, CallResult, Field, FieldType, GeneratedCall, Item, Member, Route, Rule, Value};

pub(crate) use format::formatted;

/// A rendered item.
#[derive(Debug, Clone)]
pub(crate) struct Rendered {
    pub(crate) name: String,
    /// The qualified name of the structured type that a struct is made from.
    pub(crate) structure: Option<String>,
    /// What an action or a function is made of.
    pub(crate) call: Option<GeneratedCall>,
    /// The names that it uses from the runtime.
    pub(crate) imports: BTreeSet<&'static str>,
    pub(crate) text: String,
}

/// Returns each item as text. The version is `v1.0` or `beta`.
pub(crate) fn render(items: &[Item], version: &str) -> Vec<Rendered> {
    let rendered = items.iter().map(|item| Rendered {
        name: item.name.clone(),
        structure: item.structure.clone(),
        call: item.call(),
        imports: imports(item),
        text: formatted(&self::item(item, version)),
    });
    rendered.collect()
}

/// Returns the names that an item uses from the runtime. A path such as `uuid::Uuid` needs the crate that the
/// runtime re-exports, so that the package needs no other dependency.
fn imports(item: &Item) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    found.insert(match &item.body {
        Body::Entity { .. } => "graph_entity",
        Body::Complex { .. } => "graph_complex",
        Body::Enumeration { .. } => "graph_enum",
        Body::OneOf { .. } => "graph_one_of",
        Body::Callable { is_action: true, .. } => "graph_action",
        Body::Callable { .. } => "graph_function",
    });
    let result = match &item.body {
        Body::OneOf { .. } => {
            found.insert("serde_json");
            None
        }
        Body::Callable { result: Some(CallResult::Value(kind)), .. } => Some(kind),
        _ => None,
    };
    for kind in item.fields().iter().map(|field| &field.kind).chain(result) {
        match &kind.value {
            Value::Known(name) => match name.split_once("::") {
                Some((krate, _)) => {
                    found.insert(krate);
                }
                None if name.starts_with(char::is_uppercase) && *name != "String" => {
                    found.insert(name);
                }
                None => {}
            },
            Value::Flags(_) => {
                found.insert("Flags");
            }
            Value::Body(_) => {
                found.insert("Create");
            }
            Value::AnyBody(_) => {
                found.insert("CreateBody");
            }
            Value::Item(_) => {}
        }
    }
    found
}

fn item(item: &Item, version: &str) -> TokenStream {
    let (docs, attribute, declaration) = (docs(&item.docs), attribute(item, version), declaration(item));
    quote!(#docs #attribute #declaration)
}

/// Returns the attribute of an item, without parentheses if it has no keys.
fn attribute(item: &Item, version: &str) -> TokenStream {
    let odata_type = item.odata_type.as_ref().map(|qualified| quote!(odata_type = #qualified));
    let (name, keys): (_, Vec<TokenStream>) = match &item.body {
        Body::Entity { route, operations, never_sends_type, is_directory_object, .. } => {
            let mut keys = self::route(route, version);
            keys.extend(odata_type);
            keys.extend(never_sends_type.then(|| quote!(odata_type = never)));
            keys.extend(is_directory_object.then(|| quote!(directory_object)));
            if !operations.is_empty() {
                let operations = operations.iter().map(|operation| ident(operation));
                keys.push(quote!(operations(#(#operations),*)));
            }
            ("graph_entity", keys)
        }
        Body::Complex { .. } => ("graph_complex", odata_type.into_iter().collect()),
        Body::Enumeration { is_flags, is_evolvable, .. } => {
            let flags = is_flags.then(|| quote!(flags));
            let evolvable = is_evolvable.then(|| quote!(evolvable));
            ("graph_enum", flags.into_iter().chain(evolvable).chain(odata_type).collect())
        }
        Body::OneOf { .. } => ("graph_one_of", odata_type.into_iter().collect()),
        Body::Callable { route, is_action, result, .. } => {
            let mut keys = self::route(route, version);
            keys.extend(result.as_ref().map(|result| match result {
                CallResult::Stream => quote!(result = stream),
                CallResult::Value(kind) => {
                    let kind = field_type(kind);
                    quote!(result = #kind)
                }
            }));
            (if *is_action { "graph_action" } else { "graph_function" }, keys)
        }
    };
    let name = ident(name);
    if keys.is_empty() { quote!(#[#name]) } else { quote!(#[#name(#(#keys),*)]) }
}

/// Returns an item without its attribute.
fn declaration(item: &Item) -> TokenStream {
    let name = ident(&item.name);
    match &item.body {
        Body::Entity { fields, .. } | Body::Complex { fields } => {
            let (debug, fields) = (debug(fields), fields.iter().map(field));
            quote! {
                #[derive(#debug Clone, PartialEq)]
                pub struct #name { #(#fields,)* }
            }
        }
        Body::Enumeration { members, .. } => {
            let members = members.iter().map(member);
            quote! {
                #[derive(Debug, Clone, PartialEq)]
                pub enum #name {
                    #(#members,)*
                    /// A member that is not listed here, as it came.
                    #[graph(unrecognized)]
                    Unrecognized(String),
                }
            }
        }
        Body::OneOf { types } => {
            let types = types.iter().map(|name| ident(name));
            quote! {
                #[derive(Debug, Clone, PartialEq)]
                #[allow(clippy::large_enum_variant, reason = "the types are as large as Graph makes them")]
                pub enum #name {
                    #(#types(#types),)*
                    /// A value of a type that is not listed here, as it came.
                    #[graph(unrecognized)]
                    Unrecognized(serde_json::Value),
                }
            }
        }
        Body::Callable { fields, .. } => {
            // Without required parameters, a caller sets only those that matter.
            let is_default = fields.iter().all(|field| field.kind.is_option || field.kind.is_collection);
            let default = is_default.then(|| quote!(, Default));
            let fields = fields.iter().map(field);
            let body = if item.fields().is_empty() { quote!(;) } else { quote!({ #(#fields,)* }) };
            quote! {
                #[derive(Debug, Clone, PartialEq #default)]
                pub struct #name #body
            }
        }
    }
}

/// The derive of `Debug`, unless the attribute gives the struct one that redacts.
fn debug(fields: &[Field]) -> Option<TokenStream> {
    let is_sensitive = fields.iter().any(|field| field.rules.contains(&Rule::Flag("sensitive")));
    (!is_sensitive).then(|| quote!(Debug,))
}

fn route(route: &Route, version: &str) -> Vec<TokenStream> {
    let path = &route.path.text;
    let mut keys = vec![quote!(path = #path)];
    for (name, template) in &route.further {
        let (name, text) = (ident(name), &template.text);
        keys.push(quote!(path(#name = #text)));
    }
    if version != "v1.0" {
        keys.push(quote!(version = #version));
    }
    let scopes = [("delegated", &route.scopes.delegated), ("application", &route.scopes.application)];
    let scopes: Vec<TokenStream> = scopes
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(account, names)| {
            let account = ident(account);
            quote!(#account = [#(#names),*])
        })
        .collect();
    if !scopes.is_empty() {
        keys.push(quote!(permissions(#(#scopes),*)));
    }
    keys
}

fn field(field: &Field) -> TokenStream {
    let docs = docs(&field.docs);
    let mut keys: Vec<TokenStream> = field
        .rules
        .iter()
        .map(|rule| match rule {
            Rule::Flag(key) => {
                let key = ident(key);
                quote!(#key)
            }
            Rule::Differs(reason) => quote!(differs = #reason),
        })
        .collect();
    keys.extend(field.name.as_ref().map(|name| quote!(name = #name)));
    let graph = (!keys.is_empty()).then(|| quote!(#[graph(#(#keys),*)]));
    let deprecated = field.deprecated.as_ref().map(|note| quote!(#[deprecated(note = #note)]));
    let (name, kind) = (ident(&field.ident), field_type(&field.kind));
    quote!(#docs #deprecated #graph pub #name: #kind)
}

fn field_type(kind: &FieldType) -> TokenStream {
    let value = match &kind.value {
        Value::Known(path) => {
            let segments = path.split("::").map(ident);
            quote!(#(#segments)::*)
        }
        Value::Item(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Value::Flags(name) => {
            let name = ident(name);
            quote!(Flags<#name>)
        }
        Value::Body(name) => {
            let name = format_ident!("{name}Patch");
            quote!(#name<Create>)
        }
        Value::AnyBody(name) => {
            let name = ident(name);
            quote!(CreateBody<#name>)
        }
    };
    let value = if kind.is_boxed { quote!(Box<#value>) } else { value };
    let value = match (kind.is_collection, kind.nullable_items) {
        (true, true) => quote!(Vec<Option<#value>>),
        (true, false) => quote!(Vec<#value>),
        (false, _) => value,
    };
    if kind.is_option { quote!(Option<#value>) } else { value }
}

fn member(member: &Member) -> TokenStream {
    let (docs, name) = (docs(&member.docs), ident(&member.ident));
    let mut keys: Vec<TokenStream> = member.name.iter().map(|name| quote!(name = #name)).collect();
    keys.extend(member.value.map(|value| {
        let value = proc_macro2::Literal::i64_unsuffixed(value);
        quote!(value = #value)
    }));
    let graph = (!keys.is_empty()).then(|| quote!(#[graph(#(#keys),*)]));
    quote!(#docs #graph #name)
}

fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        let line = if line.is_empty() { String::new() } else { format!(" {line}") };
        quote!(#[doc = #line])
    });
    lines.collect()
}

fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(keyword) => Ident::new_raw(keyword, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
