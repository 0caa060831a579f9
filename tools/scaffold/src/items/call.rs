//! What a program needs to know about the struct of an action or a function to use it.

use std::sync::Arc;

use super::{Body, Item, Route};

/// A generated action or function: a struct with a field for each parameter and a method for each address.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GeneratedCall {
    /// The Rust name of the struct.
    pub name: String,
    /// The name of the document that describes it, such as that of a page.
    pub document: Arc<str>,
    /// The name of each parameter, and the identifier of its field.
    pub fields: Vec<(String, String)>,
    /// The methods that make its requests, each with its address. The first is `call`.
    pub methods: Vec<(String, String)>,
}

impl Item {
    /// The item, if it is an action or a function.
    pub(crate) fn call(&self) -> Option<GeneratedCall> {
        let Body::Callable { fields, route, document, .. } = &self.body else { return None };
        Some(GeneratedCall {
            name: self.name.clone(),
            document: Arc::clone(document),
            fields: fields.iter().map(|field| (field.wire(), field.ident.clone())).collect(),
            methods: methods(route).collect(),
        })
    }
}

fn methods(route: &Route) -> impl Iterator<Item = (String, String)> + '_ {
    let further = route.further.iter().map(|(name, template)| {
        let name = name.strip_prefix("r#").unwrap_or(name);
        (format!("call_{name}"), template.text.clone())
    });
    std::iter::once(("call".to_owned(), route.path.text.clone())).chain(further)
}
