//! Finds the type that a name in Rust means.

use std::collections::HashMap;

use graph_entity_schema::declared::TypeRef;

/// Where a name is written: the modules, from the outside.
pub(super) type Modules = Vec<String>;

/// The crates whose types are those of the metadata.
const CRATES: &[&str] = &["graph_entity", "serde_json", "uuid"];

/// The names that the files declare.
#[derive(Default)]
pub(super) struct Names {
    /// The modules and the type of each item, by its name in Rust.
    types: HashMap<String, Vec<(Modules, String)>>,
    /// The types that aliases stand for: `type Tags = Vec<Tag>`.
    aliases: HashMap<String, Vec<syn_2::Type>>,
    /// The paths of imports, by the module that imports and the name there.
    imports: HashMap<(Modules, String), Vec<String>>,
}

impl Names {
    pub(super) fn add_type(&mut self, name: &str, modules: &Modules, type_name: &str) {
        self.types.entry(name.to_owned()).or_default().push((modules.clone(), type_name.to_owned()));
    }

    pub(super) fn add_alias(&mut self, name: &str, ty: &syn_2::Type) {
        self.aliases.entry(name.to_owned()).or_default().push(ty.clone());
    }

    pub(super) fn add_import(&mut self, name: &str, modules: &Modules, path: Vec<String>) {
        self.imports.insert((modules.clone(), name.to_owned()), path);
    }

    /// The type of an alias, unless an item has the name or several aliases have it.
    pub(super) fn alias(&self, name: &str) -> Option<&syn_2::Type> {
        if self.types.contains_key(name) {
            return None;
        }
        match self.aliases.get(name)?.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// The type that the names of a path mean in a module.
    pub(super) fn resolve(&self, path: &[String], modules: &Modules) -> TypeRef {
        let imported = path.first().and_then(|first| self.imports.get(&(modules.clone(), first.clone())));
        let path: Vec<&String> = match imported {
            Some(imported) => imported.iter().chain(&path[1..]).collect(),
            None => path.iter().collect(),
        };
        let Some(name) = path.last().copied() else { return TypeRef::Unknown(String::new()) };
        // `uuid::Uuid` is not an item of the package that is called `Uuid`, too.
        let is_foreign = path.len() > 1 && CRATES.contains(&path[0].as_str());
        let Some(types) = self.types.get(name).filter(|_| !is_foreign) else {
            return match graph_entity_schema::edm_name(name) {
                Some(edm) => TypeRef::Known(edm.to_owned()),
                None => TypeRef::Unknown(name.clone()),
            };
        };
        // The last module before the name: `beta` of `crate::beta::Device`.
        let module = path
            .iter()
            .rev()
            .nth(1)
            .copied()
            .filter(|name| !matches!(name.as_str(), "crate" | "self" | "super"));
        let is_in = |(own, _): &&(Modules, String)| module.is_none_or(|module| own.last() == Some(module));
        let common = |own: &Modules| own.iter().zip(modules).take_while(|(a, b)| a == b).count();
        let found = types.iter().filter(is_in).max_by_key(|(own, _)| common(own)).or(types.first());
        found.map_or_else(|| TypeRef::Unknown(name.clone()), |(_, found)| TypeRef::Known(found.clone()))
    }
}
