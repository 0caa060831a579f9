//! Expands `#[graph_entity(...)]` to `#[derive(GraphEntity)] #[graph(entity(...))]` above the unchanged item.
//!
//! The derive does the work, because under a derive helper attributes are inert, `#[cfg]` on fields is
//! resolved before it runs, other derives work both above and below, and the item is never lost.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::ctxt::Ctxt;
use crate::model::keys::runtime_path;
use crate::sort::Sort;
use crate::{attr, bug};

pub(crate) fn jump(sort: &Sort, args: &TokenStream, item: &TokenStream) -> TokenStream {
    if !is_type(item) {
        let attribute = sort.attribute;
        let at = attr::span_of(item).unwrap_or_else(Span::call_site);
        let error = syn::Error::new(at, format_args!("`#[{attribute}]` goes on a struct or an enum"))
            .to_compile_error();
        return quote!(#error #item);
    }
    let head = bug::catch(|| head(sort, args, item)).unwrap_or_else(|error| error);
    quote!(#head #item)
}

/// The attributes to write above the item.
fn head(sort: &Sort, args: &TokenStream, item: &TokenStream) -> TokenStream {
    let runtime = runtime(args);
    let derive = format_ident!("{}", sort.derive);
    let list = format_ident!("{}", sort.list);
    let debug = derived_debug(item).filter(|_| sort.needs_derived_debug).map(|at| {
        let flag = Ident::new("derived_debug", at);
        quote!(, #flag)
    });
    quote! {
        #[derive(#runtime::__private::#derive)]
        #[graph(#list(#args) #debug)]
    }
}

/// Whether the item is one that a derive accepts.
fn is_type(item: &TokenStream) -> bool {
    item.clone().into_iter().any(|token| {
        matches!(&token, TokenTree::Ident(word) if word == "struct" || word == "enum" || word == "union")
    })
}

/// The path of the runtime, which the path of the derive starts with.
fn runtime(args: &TokenStream) -> TokenStream {
    // The derive reads the same arguments and reports their errors.
    let mut discarded = Ctxt::default();
    let path = attr::args(args.clone(), &mut discarded)
        .iter()
        .find(|arg| arg.is("crate"))
        .and_then(|arg| runtime_path(arg, &mut discarded));
    path.map_or_else(|| quote!(::graph_entity), |path| quote!(#path))
}

/// The span of `Debug` in a derive below the attribute.
fn derived_debug(item: &TokenStream) -> Option<Span> {
    // The attributes are the groups before the first word of the item.
    let groups = item.clone().into_iter().take_while(|token| !matches!(token, TokenTree::Ident(_)));
    groups.filter_map(derive_list).flatten().find_map(|token| match token {
        TokenTree::Ident(word) if word == "Debug" => Some(word.span()),
        _ => None,
    })
}

/// The list of a `[derive(...)]` group, or `None` for another token.
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
