//! Items that a file has under other names: those of the same type of Graph.

use std::collections::HashMap;

use graph_entity_schema::declared::{Item, Shape};
use proc_macro2::{Group, Ident, TokenStream, TokenTree};

/// Returns the names in the file of generated items that are there under another name.
pub(super) fn names(generated: &[Item], existing: &[Item], is_there: impl Fn(&str) -> bool) -> Renamed {
    let missing = generated.iter().filter(|item| !is_there(&item.name));
    let pairs = missing.filter_map(|item| {
        let same = existing.iter().find(|other| is_same(item, other))?;
        // One that is generated, too, is not another name for this one.
        let is_other = generated.iter().any(|other| other.name == same.name);
        (!is_other).then(|| (item.name.clone(), same.name.clone()))
    });
    Renamed(pairs.collect())
}

/// Whether two items are of the same type of Graph, or call the same operation.
fn is_same(item: &Item, other: &Item) -> bool {
    if item.version() != other.version() {
        return false;
    }
    match (&item.shape, &other.shape) {
        (
            Shape::Call { kind, route, parameters, .. },
            Shape::Call { kind: other_kind, route: other_route, parameters: others, .. },
        ) => {
            let is_parameter = |name: &str| others.iter().any(|other| other.name == name);
            kind == other_kind
                && route.addresses.first().map(|it| &it.text)
                    == other_route.addresses.first().map(|it| &it.text)
                && parameters.len() == others.len()
                && parameters.iter().all(|parameter| is_parameter(&parameter.name))
        }
        (Shape::Call { .. }, _) | (_, Shape::Call { .. }) => false,
        (shape, other_shape) => {
            std::mem::discriminant(shape) == std::mem::discriminant(other_shape)
                && item.type_name == other.type_name
        }
    }
}

/// Generated names, and what they are called in the file.
pub(super) struct Renamed(HashMap<String, String>);

impl Renamed {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The name in the file.
    pub(super) fn name<'a>(&'a self, generated: &'a str) -> &'a str {
        self.0.get(generated).map_or(generated, String::as_str)
    }

    /// Returns tokens with the names in the file.
    pub(super) fn tokens(&self, tokens: TokenStream) -> TokenStream {
        let renamed = tokens.into_iter().map(|token| match token {
            TokenTree::Group(group) => {
                let mut renamed = Group::new(group.delimiter(), self.tokens(group.stream()));
                renamed.set_span(group.span());
                TokenTree::Group(renamed)
            }
            TokenTree::Ident(ident) => TokenTree::Ident(self.ident(&ident)),
            token => token,
        });
        renamed.collect()
    }

    fn ident(&self, ident: &Ident) -> Ident {
        let text = ident.to_string();
        let renamed = self.0.get(&text).cloned().or_else(|| {
            // What the attribute declares beside an entity.
            Some(format!("{}Patch", self.0.get(text.strip_suffix("Patch")?)?))
        });
        renamed.map_or_else(|| ident.clone(), |name| Ident::new(&name, ident.span()))
    }
}
