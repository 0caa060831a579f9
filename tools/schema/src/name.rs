//! Names as the document writes them, and as the model holds them.

use std::collections::HashMap;

use crate::structure::TypeName;

/// The namespaces that aliases stand for.
#[derive(Default)]
pub(crate) struct Aliases(HashMap<String, String>);

impl Aliases {
    pub(crate) fn add(&mut self, alias: &str, namespace: &str) {
        self.0.insert(alias.to_owned(), namespace.to_owned());
    }

    /// The qualified name for one that may begin with an alias.
    pub(crate) fn qualified(&self, name: &str) -> String {
        match name.rsplit_once('.') {
            Some((alias, local)) if self.0.contains_key(alias) => format!("{}.{local}", self.0[alias]),
            _ => name.to_owned(),
        }
    }

    /// Reads `Edm.String`, `graph.user`, `Collection(graph.user)`.
    pub(crate) fn type_name(&self, text: &str) -> TypeName {
        let item = text.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')'));
        TypeName { name: self.qualified(item.unwrap_or(text)), is_collection: item.is_some() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_become_namespaces() {
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
