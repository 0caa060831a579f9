//! What is served: types and addresses as owned data, whatever their source.
//!
//! Types refer to each other by name. They may therefore be recursive, be declared in any order, and come
//! from several sources. Each version of Graph has a schema of its own, as it has a metadata document of its
//! own.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::schema::declared_type::USER;
use crate::schema::enumeration::Enumeration;
use crate::schema::names::Names;
use crate::schema::operation::{Bound, Placed};
use crate::schema::permissions::Permissions;
use crate::schema::structure::Structure;
use crate::schema::template::{Route, Template};

/// All that is served.
pub(crate) struct Model {
    schemas: BTreeMap<String, Schema>,
}

/// The types and addresses of one version.
#[derive(Default)]
pub(crate) struct Schema {
    structures: HashMap<String, Structure>,
    /// The names of the structures, by the names in lower case.
    structure_names: HashMap<String, Vec<String>>,
    enumerations: HashMap<String, Enumeration>,
    /// The types that values of a polymorphic declared type may have.
    choices: HashMap<String, Vec<String>>,
    routes: Vec<Route>,
    /// The entity sets and singletons, by name.
    roots: BTreeMap<String, Root>,
    /// The bound operations, by local names in lower case.
    operations: HashMap<String, Vec<Bound>>,
    /// The operations at addresses of their own.
    placed: Vec<Placed>,
    /// The metadata document as it was given.
    document: Option<String>,
    /// The version under which the entities are stored, if this version shares them with another one.
    pub(super) storage: Option<String>,
    /// The types that only the other one of these versions declares.
    pub(super) foreign_types: HashSet<String>,
    /// The names, in lower case, of properties and parameters whose values are secrets.
    sensitive: HashSet<String>,
}

/// An entity set or a singleton: the first segment of an address. The types determine what may follow.
pub(crate) struct Root {
    pub(crate) name: String,
    /// The declared type of its entities.
    pub(crate) structure: String,
    pub(crate) is_collection: bool,
    /// Where the entities of its navigation properties are stored: the path of the property, and the entity
    /// set.
    pub(crate) bindings: Vec<(String, String)>,
}

/// Graph's versions. Both exist even if nothing is served in them.
const VERSIONS: [&str; 2] = ["beta", "v1.0"];

/// The declared spelling of a version, which a request may write in any case.
pub(crate) fn version(spelled: &str) -> &str {
    let mut versions = VERSIONS.into_iter();
    versions.find(|version| version.eq_ignore_ascii_case(spelled)).unwrap_or(spelled)
}

impl Default for Model {
    fn default() -> Self {
        Self { schemas: VERSIONS.map(|version| (version.to_owned(), Schema::default())).into() }
    }
}

impl Model {
    pub(crate) fn schema(&self, version: &str) -> Option<&Schema> {
        self.schemas.get(version)
    }

    /// All versions with their schemas.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = (&str, &Schema)> {
        self.schemas.iter().map(|(version, schema)| (version.as_str(), schema))
    }

    pub(crate) fn schemas_mut(&mut self) -> impl Iterator<Item = &mut Schema> {
        self.schemas.values_mut()
    }

    /// Removes the schema of a version, for a change of it beside another one.
    pub(super) fn take(&mut self, version: &str) -> Schema {
        self.schemas.remove(version).unwrap_or_default()
    }

    pub(crate) fn schema_mut(&mut self, version: &str) -> &mut Schema {
        self.schemas.entry(version.to_owned()).or_default()
    }
}

impl Schema {
    pub(crate) fn structure(&self, name: &str) -> Option<&Structure> {
        self.structures.get(name)
    }

    pub(super) fn structure_mut(&mut self, name: &str) -> Option<&mut Structure> {
        self.structures.get_mut(name)
    }

    pub(super) fn enumeration_mut(&mut self, name: &str) -> Option<&mut Enumeration> {
        self.enumerations.get_mut(name)
    }

    /// The declared spelling of a structure's name, which a request may write in any case.
    pub(crate) fn structure_name(&self, name: &str) -> Option<&str> {
        if let Some(structure) = self.structures.get(name) {
            return Some(&structure.name);
        }
        match self.structure_names.get(&name.to_ascii_lowercase())?.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Sets how the names of each type are compared: as `of` says for the type, or for the nearest type that
    /// it derives from.
    pub(crate) fn set_names(&mut self, of: impl Fn(&str) -> Option<Names>) {
        let structures: Vec<(String, Names)> = self
            .structures
            .values()
            .filter_map(|structure| {
                let mut lineage = std::iter::successors(Some(structure), |structure| {
                    self.structure(structure.base.as_deref()?)
                });
                Some((structure.name.clone(), lineage.find_map(|structure| of(&structure.name))?))
            })
            .collect();
        for (name, names) in structures {
            self.add_structure(&name).names = names;
        }
        for (name, enumeration) in &mut self.enumerations {
            enumeration.names = of(name).unwrap_or_default();
        }
    }

    /// All structures, unordered.
    pub(crate) fn structures(&self) -> impl Iterator<Item = &Structure> {
        self.structures.values()
    }

    /// All enumerations with their names, unordered.
    pub(crate) fn enumerations(&self) -> impl Iterator<Item = (&str, &Enumeration)> {
        self.enumerations.iter().map(|(name, enumeration)| (name.as_str(), enumeration))
    }

    pub(crate) fn enumeration(&self, name: &str) -> Option<&Enumeration> {
        self.enumerations.get(name)
    }

    /// Declares that the values of this name are secrets, whatever type has it.
    pub(crate) fn add_sensitive(&mut self, name: &str) {
        self.sensitive.insert(name.to_ascii_lowercase());
    }

    /// Whether the values of a name, in lower case, are secrets.
    pub(crate) fn is_sensitive(&self, name: &str) -> bool {
        self.sensitive.contains(name)
    }

    pub(crate) fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The entity sets and singletons, ordered by name.
    pub(crate) fn roots(&self) -> impl Iterator<Item = &Root> {
        self.roots.values()
    }

    /// An entity set or a singleton by its name, in any case.
    pub(crate) fn root(&self, name: &str) -> Option<&Root> {
        let exact = self.roots.get(name);
        exact.or_else(|| Names::AnyCase.find(self.roots.values(), name, |root| &root.name).declared())
    }

    /// The singleton of the signed-in user, with the entity set of the users.
    pub(crate) fn signed_in(&self) -> Option<(&Root, &Root)> {
        let me =
            self.roots.get("me").filter(|me| !me.is_collection && self.is_derived(&me.structure, USER))?;
        let users = self.roots.get("users").filter(|it| it.is_collection && it.structure == me.structure)?;
        Some((me, users))
    }

    pub(crate) fn add_root(&mut self, root: Root) {
        self.roots.insert(root.name.clone(), root);
    }

    /// The operations with a local name, in any case.
    pub(crate) fn operations(&self, name: &str) -> &[Bound] {
        self.operations.get(&name.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn add_operation(&mut self, bound: Bound) {
        self.operations.entry(bound.operation.name.to_ascii_lowercase()).or_default().push(bound);
    }

    /// The operations at addresses of their own.
    pub(crate) fn placed(&self) -> &[Placed] {
        &self.placed
    }

    /// Serves an operation at an address of its own.
    pub(crate) fn place(&mut self, placed: Placed) {
        self.placed.push(placed);
    }

    pub(crate) fn document(&self) -> Option<&str> {
        self.document.as_deref()
    }

    pub(crate) fn set_document(&mut self, document: String) {
        self.document = Some(document);
    }

    /// Whether a type is another type or derives from it.
    pub(crate) fn is_derived(&self, name: &str, from: &str) -> bool {
        let mut lineage = std::iter::successors(self.structure(name), |structure| {
            self.structure(structure.base.as_deref()?)
        });
        name == from || lineage.any(|structure| structure.name == from)
    }

    /// How many types a type derives from, of those that are known.
    pub(crate) fn depth(&self, name: &str) -> usize {
        std::iter::successors(self.structure(name), |structure| self.structure(structure.base.as_deref()?))
            .count()
    }

    /// The types that values of a type may have: the type itself and those derived from it, without abstract
    /// ones.
    pub(crate) fn instances<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n str> {
        let types = self.choices.get(name);
        let own = types.is_none().then_some(name);
        types.into_iter().flatten().map(String::as_str).chain(own)
    }

    /// Returns a type, which is added without properties if it is new.
    pub(crate) fn add_structure(&mut self, name: &str) -> &mut Structure {
        self.structures.entry(name.to_owned()).or_insert_with(|| {
            self.structure_names.entry(name.to_ascii_lowercase()).or_default().push(name.to_owned());
            Structure::named(name)
        })
    }

    /// Adds an enumeration type, or the members of another declaration of it.
    pub(crate) fn add_enumeration(
        &mut self,
        name: &str,
        is_flags: bool,
        is_evolvable: bool,
        members: impl IntoIterator<Item = String>,
    ) {
        self.enumerations.entry(name.to_owned()).or_default().extend(is_flags, is_evolvable, members);
    }

    /// Whether the values of a declared type may be of several types.
    pub(crate) fn has_choice(&self, name: &str) -> bool {
        self.choices.contains_key(name)
    }

    /// Sets the types that values of a declared type may have.
    pub(crate) fn set_choice(&mut self, declared: &str, types: Vec<String>) {
        self.choices.insert(declared.to_owned(), types);
    }

    /// Adds a type that a value of the declared type may have.
    pub(crate) fn add_choice(&mut self, declared: &str, structure: &str) {
        let types = self.choices.entry(declared.to_owned()).or_default();
        if !types.iter().any(|known| known == structure) {
            types.push(structure.to_owned());
        }
    }

    /// Serves a type at an address, and its collection at the address without its last key. Several types may
    /// share an address: those derived from its declared type.
    pub(crate) fn add_route(&mut self, template: Template, structure: &str) {
        let home = template.clone();
        self.add_further_route(template, home, structure);
    }

    /// Serves the entities of one address, their home, at another address too.
    pub(crate) fn add_further_route(&mut self, template: Template, home: Template, structure: &str) {
        if let Some(collection) = template.collection() {
            self.add_one(collection, home.clone(), structure, true);
        }
        self.add_one(template, home, structure, false);
    }

    /// Sets the permissions to change the entities at a served address.
    pub(crate) fn add_permissions(&mut self, template: &Template, permissions: &Permissions) {
        for of in template.collection().iter().chain([template]) {
            if let Ok(at) = self.routes.binary_search_by(|route| route.template.cmp(of)) {
                self.routes[at].permissions.add(permissions);
            }
        }
    }

    fn add_one(&mut self, template: Template, home: Template, structure: &str, is_collection: bool) {
        // Routes are sorted, so that the first matching template is the most specific one.
        let at = self.routes.binary_search_by(|route| route.template.cmp(&template)).unwrap_or_else(|at| {
            let permissions = Permissions::default();
            self.routes.insert(at, Route { template, home, types: Vec::new(), is_collection, permissions });
            at
        });
        let Route { types, is_collection: known, .. } = &mut self.routes[at];
        // If one type has a singleton at an address and another a collection, the first declaration wins.
        if *known == is_collection && !types.iter().any(|known| known == structure) {
            types.push(structure.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_at_one_address_share_its_route() {
        let mut schema = Schema::default();
        for (path, name) in [("/a/{b}", "t.x"), ("/a/{c}", "t.y"), ("/A/{c}", "t.y"), ("/a/b", "t.z")] {
            schema.add_route(Template::parse(path).unwrap(), name);
        }
        let routes: Vec<_> =
            schema.routes().iter().map(|route| (route.is_collection, route.types.join(" "))).collect();
        let expected = [(true, "t.x t.y"), (false, "t.z"), (false, "t.x t.y")];
        assert_eq!(routes, expected.map(|(is_collection, types)| (is_collection, types.to_owned())));
    }
}
