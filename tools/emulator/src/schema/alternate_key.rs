//! Alternate keys: properties that identify an entity in place of its key.

use crate::schema::declared_type::{DeclaredType, PRINCIPAL_NAME, USER};
use crate::schema::model::Schema;
use crate::schema::names::Names;
use crate::schema::structure::Structure;

/// A declared alternate key: the names in an address, with the names of the properties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AlternateKey {
    pub(crate) parts: Vec<(String, String)>,
}

/// The alternate keys that Graph documents, by type and property. Older metadata documents do not declare
/// them.
///
/// Source: Microsoft Graph, "Get application", "Get servicePrincipal", "Get device", "Get directoryRole",
/// "Upsert application", "Upsert group".
const DOCUMENTED: [(&str, &str); 7] = [
    ("microsoft.graph.application", "appId"),
    ("microsoft.graph.application", "uniqueName"),
    ("microsoft.graph.servicePrincipal", "appId"),
    ("microsoft.graph.device", "deviceId"),
    ("microsoft.graph.directoryRole", "roleTemplateId"),
    ("microsoft.graph.group", "uniqueName"),
    (USER, PRINCIPAL_NAME),
];

impl AlternateKey {
    /// The key with a single part, whose name is that of its property.
    fn of(property: &str) -> Self {
        Self { parts: vec![(property.to_owned(), property.to_owned())] }
    }

    /// The properties in the order of these names, whose case is ignored. `None` if the key has other names.
    fn properties(&self, names: &[&str]) -> Option<Vec<&str>> {
        if names.len() != self.parts.len() {
            return None;
        }
        let found =
            names.iter().map(|name| Names::AnyCase.find(&self.parts, name, |(alias, _)| alias).declared());
        found.map(|part| part.map(|(_, property)| property.as_str())).collect()
    }
}

impl Schema {
    /// Adds the alternate keys that Graph documents to the types that have their properties.
    pub(crate) fn add_documented_keys(&mut self) {
        for (base, property) in DOCUMENTED {
            let key = AlternateKey::of(property);
            let lacks_key = |structure: &&Structure| {
                self.is_derived(&structure.name, base)
                    && structure.property(property).is_some()
                    && !structure.alternate_keys.contains(&key)
            };
            let names: Vec<String> = self.structures().filter(lacks_key).map(|it| it.name.clone()).collect();
            for name in names {
                self.add_structure(&name).alternate_keys.push(key.clone());
            }
        }
    }
}

impl<'a> DeclaredType<'a> {
    /// The properties of the alternate key that has these names in an address, in their order. `None` if no
    /// such key is declared.
    pub(crate) fn alternate_key(&self, names: &[&str]) -> Option<Vec<&'a str>> {
        self.structures()
            .find_map(|structure| structure.alternate_keys.iter().find_map(|key| key.properties(names)))
    }
}
