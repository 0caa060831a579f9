//! Expands `#[graph_entity(...)]` to `#[derive(GraphEntity)] #[graph(entity(...))]` above the unchanged item.
//!
//! The derive does the work, because under a derive helper attributes are inert, `#[cfg]` on fields is
//! resolved before it runs, other derives work both above and below, and the item is never lost.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::ctxt::Ctxt;
use crate::model::keys::runtime_path;
use crate::sort::{ATTRIBUTES, Sort};
use crate::{attr, bug};

pub(crate) fn jump(sort: &Sort, args: &TokenStream, item: &TokenStream) -> TokenStream {
    if !is_type(item) {
        let attribute = sort.attribute;
        let at = attr::span_of(item).unwrap_or_else(Span::call_site);
        let error = syn::Error::new(at, format_args!("`#[{attribute}]` goes on a struct or an enum"))
            .to_compile_error();
        return quote!(#error #item);
    }
    if let Some(error) = twice(sort, item) {
        let error = error.to_compile_error();
        return quote!(#error #item);
    }
    bug::catch(|| {
        let head = head(sort, args, item);
        let (error, item) = match without_serde(sort, item) {
            Some((error, item)) => (Some(error.to_compile_error()), item),
            None => (None, item.clone()),
        };
        quote!(#error #head #item)
    })
    .unwrap_or_else(|error| quote!(#error #item))
}

/// The error for a second attribute of this crate below this one. Both would implement the same traits, which
/// the compiler reports trait by trait, so only the lower one is expanded.
fn twice(sort: &Sort, item: &TokenStream) -> Option<syn::Error> {
    let other = attributes(item).find_map(|group| {
        let words = group.stream().into_iter().take_while(|token| !matches!(token, TokenTree::Group(_)));
        let name = words.filter_map(word).last()?;
        ATTRIBUTES.iter().any(|attribute| name == attribute).then_some(name)
    })?;
    let message = if other == sort.attribute {
        format!("`#[{other}]` is on the item twice: keep one")
    } else {
        format!("`#[{}]` and `#[{other}]` exclude each other: keep one", sort.attribute)
    };
    Some(syn::Error::new(other.span(), message))
}

/// Takes serde's derives from the lists below the attribute, which implements the traits itself. Returns
/// `None` if there are none.
fn without_serde(sort: &Sort, item: &TokenStream) -> Option<(syn::Error, TokenStream)> {
    // Most items have none, and writing the lists again takes longer than looking at them.
    if !derived(item).any(|name| is_serde(sort, &name)) {
        return None;
    }
    let mut found: Vec<Ident> = Vec::new();
    let item = replace_derives(item, |list| {
        attr::pieces(list)
            .into_iter()
            .filter(|path| match path.clone().into_iter().last().and_then(word) {
                Some(name) if is_serde(sort, &name) => {
                    found.push(name);
                    false
                }
                _ => true,
            })
            .flat_map(|path| [path, quote!(,)])
            .collect()
    });
    let names: Vec<_> = found.iter().map(|name| format!("`{name}`")).collect();
    let message =
        format!("`#[{}]` implements {} itself: do not derive it", sort.attribute, names.join(" and "));
    Some((syn::Error::new(found.first()?.span(), message), item))
}

/// Whether a derive is one of serde's for an item whose attribute implements the traits itself.
fn is_serde(sort: &Sort, name: &Ident) -> bool {
    sort.implements_serde && (name == "Serialize" || name == "Deserialize")
}

/// The item with the lists of its derives replaced.
fn replace_derives(item: &TokenStream, mut replace: impl FnMut(TokenStream) -> TokenStream) -> TokenStream {
    let mut in_attributes = true;
    let mut replaced = |token: TokenTree| {
        in_attributes &= !matches!(token, TokenTree::Ident(_));
        let list = derive_list(&token).filter(|_| in_attributes);
        match (token, list) {
            (TokenTree::Group(attribute), Some(list)) => {
                let list = replace(list);
                let mut group = Group::new(attribute.delimiter(), quote!(derive(#list)));
                group.set_span(attribute.span());
                TokenTree::Group(group)
            }
            (token, _) => token,
        }
    };
    item.clone().into_iter().map(&mut replaced).collect()
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
    derived(item).find(|word| word == "Debug").map(|word| word.span())
}

/// The words in the lists of the derives below the attribute.
fn derived(item: &TokenStream) -> impl Iterator<Item = Ident> {
    attributes(item).filter_map(|group| derive_list(&group.into())).flatten().filter_map(word)
}

/// The brackets of the attributes above an item: the groups before its first word.
fn attributes(item: &TokenStream) -> impl Iterator<Item = Group> {
    let before = item.clone().into_iter().take_while(|token| !matches!(token, TokenTree::Ident(_)));
    before.filter_map(|token| match token {
        TokenTree::Group(group) => Some(group),
        _ => None,
    })
}

fn word(token: TokenTree) -> Option<Ident> {
    match token {
        TokenTree::Ident(word) => Some(word),
        _ => None,
    }
}

/// The list of a `[derive(...)]` group, or `None` for another token.
fn derive_list(token: &TokenTree) -> Option<TokenStream> {
    let TokenTree::Group(attribute) = token else { return None };
    let mut tokens = attribute.stream().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(word)), Some(TokenTree::Group(list))) if word == "derive" => {
            Some(list.stream())
        }
        _ => None,
    }
}
