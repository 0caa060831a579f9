//! Resolves the names in a document to qualified names.

use std::collections::HashMap;

use crate::structure::TypeName;

/// The aliases of a document and their namespaces.
#[derive(Default)]
pub(crate) struct Aliases(HashMap<String, String>);

impl Aliases {
    pub(crate) fn add(&mut self, alias: &str, namespace: &str) {
        self.0.insert(alias.to_owned(), namespace.to_owned());
    }

    /// Returns the qualified name for a name that may begin with an alias.
    pub(crate) fn qualified(&self, name: &str) -> String {
        match name.rsplit_once('.') {
            Some((alias, local)) if self.0.contains_key(alias) => format!("{}.{local}", self.0[alias]),
            _ => name.to_owned(),
        }
    }

    /// Parses the name of a type: `Edm.String`, `graph.user`, `Collection(graph.user)`.
    pub(crate) fn type_name(&self, text: &str) -> TypeName {
        let item = text.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')'));
        TypeName { name: self.qualified(item.unwrap_or(text)), is_collection: item.is_some() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_is_replaced_by_its_namespace() {
        let mut aliases = Aliases::default();
        aliases.add("graph", "microsoft.graph");
        for (text, name, is_collection) in [
            ("graph.user", "microsoft.graph.user", false),
            ("Collection(graph.user)", "microsoft.graph.user", true),
            ("microsoft.graph.user", "microsoft.graph.user", false),
            ("microsoft.graph.callRecords.session", "microsoft.graph.callRecords.session", false),
            ("Collection(Edm.String)", "Edm.String", true),
            ("bare", "bare", false),
        ] {
            assert_eq!(aliases.type_name(text), TypeName { name: name.to_owned(), is_collection });
        }
    }
}
