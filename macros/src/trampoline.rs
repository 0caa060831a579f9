//! `#[graph_entity(...)]` becomes `#[derive(GraphEntity)] #[graph(entity(...))]` above the item as it was written.
//!
//! The derive does the work. Helper attributes are inert under a derive, `#[cfg]` on fields is resolved before it
//! runs, derives above and below both work, and the item cannot be lost.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::ctxt::Ctxt;
use crate::{attr, bug};

/// What the trampoline jumps to: the derive's name and the word its arguments are handed over under.
pub(crate) struct Target {
    pub(crate) attribute: &'static str,
    pub(crate) derive: &'static str,
    pub(crate) word: &'static str,
    /// Whether the derive wants to know of a `Debug` derived below, which it cannot see itself.
    pub(crate) asks_for_debug: bool,
}

pub(crate) const ENTITY: Target =
    Target { attribute: "graph_entity", derive: "GraphEntity", word: "entity", asks_for_debug: true };
pub(crate) const ACTION: Target =
    Target { attribute: "graph_action", derive: "GraphAction", word: "action", asks_for_debug: true };
pub(crate) const FUNCTION: Target =
    Target { attribute: "graph_function", derive: "GraphFunction", word: "function", asks_for_debug: true };
pub(crate) const COMPLEX: Target =
    Target { attribute: "graph_complex", derive: "GraphComplex", word: "complex", asks_for_debug: true };
pub(crate) const ONE_OF: Target =
    Target { attribute: "graph_one_of", derive: "GraphOneOf", word: "one_of", asks_for_debug: false };
pub(crate) const ENUM: Target =
    Target { attribute: "graph_enum", derive: "GraphEnum", word: "enumeration", asks_for_debug: false };

pub(crate) fn jump(target: &Target, args: &TokenStream, item: &TokenStream) -> TokenStream {
    if !is_type(item) {
        let attribute = target.attribute;
        let at = attr::span_of(item).unwrap_or_else(Span::call_site);
        let error = syn::Error::new(at, format_args!("`#[{attribute}]` goes on a struct or an enum"))
            .to_compile_error();
        return quote!(#error #item);
    }
    let head = bug::caught(|| head(target, args, item)).unwrap_or_else(|error| error);
    quote!(#head #item)
}

/// What stands above the item.
fn head(target: &Target, args: &TokenStream, item: &TokenStream) -> TokenStream {
    let runtime = runtime(args);
    let derive = format_ident!("{}", target.derive);
    let word = format_ident!("{}", target.word);
    let debug = derived_debug(item).filter(|_| target.asks_for_debug).map(|at| {
        let flag = Ident::new("derived_debug", at);
        quote!(, #flag)
    });
    quote! {
        #[derive(#runtime::__private::#derive)]
        #[graph(#word(#args) #debug)]
    }
}

/// Whether the item is one that a derive can stand on.
fn is_type(item: &TokenStream) -> bool {
    item.clone().into_iter().any(|token| {
        matches!(&token, TokenTree::Ident(word) if word == "struct" || word == "enum" || word == "union")
    })
}

/// The runtime's path, which the derive's own path needs already. A fault in it is reported by the derive.
fn runtime(args: &TokenStream) -> TokenStream {
    let mut unheard = Ctxt::default();
    let path = attr::args(args.clone(), &mut unheard)
        .iter()
        .find(|arg| arg.is("crate"))
        .and_then(|arg| crate::model::structured::runtime_path(arg, &mut unheard));
    path.map_or_else(|| quote!(::graph_entity), |path| quote!(#path))
}

/// Where a derive below the attribute says `Debug`.
fn derived_debug(item: &TokenStream) -> Option<Span> {
    let groups = item.clone().into_iter().take_while(|token| !matches!(token, TokenTree::Ident(_)));
    groups.filter_map(derive_list).flatten().find_map(|token| match token {
        TokenTree::Ident(word) if word == "Debug" => Some(word.span()),
        _ => None,
    })
}

/// The list of a `[derive(...)]` group.
fn derive_list(token: TokenTree) -> Option<TokenStream> {
    let TokenTree::Group(attribute) = token else { return None };
    let mut tokens = attribute.stream().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(word)), Some(TokenTree::Group(list))) if word == "derive" => {
            Some(list.stream())
        }
        _ => None,
    }
}
