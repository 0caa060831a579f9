//! Resolves the names in a document to qualified names.

use std::collections::HashMap;

use crate::structure::TypeName;

/// The aliases of a document and their namespaces.
#[derive(Default)]
pub(crate) struct Aliases(HashMap<String, String>);

/// The names of one schema. Its own alias comes before the same alias of another schema.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) aliases: &'a Aliases,
    pub(crate) namespace: &'a str,
    pub(crate) alias: Option<&'a str>,
}

impl Aliases {
    pub(crate) fn add(&mut self, alias: &str, namespace: &str) {
        self.0.entry(alias.to_owned()).or_insert_with(|| namespace.to_owned());
    }

    /// Returns the namespace that an alias stands for.
    pub(crate) fn namespace(&self, alias: &str) -> Option<&str> {
        self.0.get(alias).map(String::as_str)
    }
}

impl Names<'_> {
    /// Returns the qualified name for a name that may begin with an alias.
    pub(crate) fn qualified(&self, name: &str) -> String {
        let Some((prefix, local)) = name.rsplit_once('.') else { return name.to_owned() };
        let namespace =
            if Some(prefix) == self.alias { Some(self.namespace) } else { self.aliases.namespace(prefix) };
        namespace.map_or_else(|| name.to_owned(), |namespace| format!("{namespace}.{local}"))
    }

    /// Returns the qualified name of a type of this schema.
    pub(crate) fn own(&self, name: &str) -> String {
        format!("{}.{name}", self.namespace)
    }

    /// Parses the name of a type: `Edm.String`, `graph.user`, `Collection(graph.user)`.
    pub(crate) fn type_name(&self, text: &str) -> TypeName {
        let text = text.trim();
        let item = text.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')'));
        TypeName { name: self.qualified(item.unwrap_or(text)), is_collection: item.is_some() }
    }

    /// Returns the target of annotations with qualified names: `graph.user/mail` becomes
    /// `microsoft.graph.user/mail`, and `graph.send(graph.chat)/body` becomes
    /// `microsoft.graph.send(microsoft.graph.chat)/body`.
    pub(crate) fn target(&self, text: &str) -> String {
        let path_of = |text: &str| {
            let (first, rest) =
                text.split_once('/').map_or((text, None), |(first, rest)| (first, Some(rest)));
            rest.map_or_else(|| self.qualified(first), |rest| format!("{}/{rest}", self.qualified(first)))
        };
        let Some((operation, rest)) = text.split_once('(') else { return path_of(text) };
        let Some((types, rest)) = rest.rsplit_once(')') else { return path_of(text) };
        let types: Vec<String> = types
            .split(',')
            .filter(|name| !name.trim().is_empty())
            .map(|name| self.type_name(name).to_string())
            .collect();
        format!("{}({}){rest}", self.qualified(operation), types.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aliases() -> Aliases {
        let mut aliases = Aliases::default();
        aliases.add("graph", "microsoft.graph");
        aliases.add("self", "microsoft.graph.security");
        aliases
    }

    #[test]
    fn an_alias_is_replaced_by_its_namespace() {
        let aliases = aliases();
        let names = Names { aliases: &aliases, namespace: "microsoft.graph", alias: Some("graph") };
        for (text, name, is_collection) in [
            ("graph.user", "microsoft.graph.user", false),
            ("Collection(graph.user)", "microsoft.graph.user", true),
            ("microsoft.graph.user", "microsoft.graph.user", false),
            ("microsoft.graph.callRecords.session", "microsoft.graph.callRecords.session", false),
            ("self.alert", "microsoft.graph.security.alert", false),
            ("Collection(Edm.String)", "Edm.String", true),
            ("bare", "bare", false),
        ] {
            assert_eq!(names.type_name(text), TypeName { name: name.to_owned(), is_collection });
        }
    }

    #[test]
    fn the_alias_of_a_schema_is_its_own() {
        let aliases = aliases();
        let names = Names { aliases: &aliases, namespace: "microsoft.graph.partners", alias: Some("self") };
        assert_eq!(names.qualified("self.invoice"), "microsoft.graph.partners.invoice");
    }

    #[test]
    fn every_name_in_a_target_is_qualified() {
        let aliases = aliases();
        let names = Names { aliases: &aliases, namespace: "microsoft.graph", alias: Some("graph") };
        for (text, expected) in [
            ("graph.user/mail", "microsoft.graph.user/mail"),
            ("graph.GraphService/users/manager", "microsoft.graph.GraphService/users/manager"),
            ("graph.ping()", "microsoft.graph.ping()"),
            (
                "graph.send(Collection(graph.chat), Edm.String)/body",
                "microsoft.graph.send(Collection(microsoft.graph.chat),Edm.String)/body",
            ),
        ] {
            assert_eq!(names.target(text), expected);
        }
    }
}
