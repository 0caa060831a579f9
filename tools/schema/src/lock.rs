//! `graph-schema.lock`: the facts about the types that a package declares, for the compiler.
//!
//! The reader in `graph-entity-macros` documents the grammar. The file has each declared type with all of its
//! properties, the types that it extends, and each declared address. What the metadata does not have is left
//! out, so that the compiler reports it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::address::Target;
use crate::compare::{Apis, first_lower, referred};
use crate::declared::{Choice, Item, Route, Shape, TypeRef};
use crate::metadata::Metadata;
use crate::operation::{Operation, OperationKind};
use crate::primitive::{self, UNTYPED};
use crate::structure::{
    Access, EnumType, NavigationProperty, Property, StructureKind, StructuredType, TypeName,
};

/// The first line, up to the number of the format.
const MAGIC: &str = "# graph-schema ";

/// The number of the format that [`write()`] writes.
pub const FORMAT: u32 = 1;

const ABOUT: &str =
    "# What Graph has, written by `cargo graph-entity lock`. Declarations are checked against it.";

/// A comment with an option that the file was written with.
const OPTION: &str = "# --";

/// Writes a lock for items. `options` are those of the command that say where the facts come from,
/// `csdl beta=metadata.xml`: they become comments, which [`options`] reads.
///
/// A type without a version, a complex type or an enumeration, is written for each version in which an entity, an
/// action or a function refers to it, or if none does for each that one has, or else for all.
pub fn write(items: &[Item], apis: &Apis, options: &[String]) -> String {
    let mut by_version = BTreeMap::<&str, Vec<&Item>>::new();
    for (version, item) in items.iter().filter_map(|item| Some((item.version()?, item))) {
        by_version.entry(version).or_default().push(item);
    }
    let by_version: BTreeMap<&str, HashSet<&str>> =
        by_version.into_iter().map(|(version, own)| (version, referred(own, items))).collect();
    let is_in = |name: &str, version: &str| {
        let is_referred = by_version.values().any(|names| names.contains(name));
        match by_version.get(version) {
            Some(names) => !is_referred || names.contains(name),
            None => by_version.is_empty(),
        }
    };
    let mut lines = BTreeSet::new();
    for (version, metadata) in apis {
        let mut facts = Facts { version, metadata, lines: &mut lines };
        for item in items {
            if item.version().map_or_else(|| is_in(&item.type_name, version), |own| own == version) {
                facts.item(item, items);
            }
        }
    }
    let options = options.iter().map(|option| format!("{OPTION}{option}"));
    let head = [format!("{MAGIC}{FORMAT}"), ABOUT.to_owned()].into_iter().chain(options);
    head.chain(lines).map(|line| line + "\n").collect()
}

/// Returns the number of the format of a lock's text, or `None` if the text does not say.
pub fn format(text: &str) -> Option<u32> {
    // A merge by lines may have put something before it.
    text.lines().find_map(|line| line.strip_prefix(MAGIC)?.trim_end().parse().ok())
}

/// Returns the options that a lock was written with, as they were given to [`write()`].
pub fn options(text: &str) -> Vec<String> {
    // A merge may have left them anywhere, and twice.
    let mut found: Vec<String> = Vec::new();
    for option in text.lines().filter_map(|line| line.strip_prefix(OPTION)) {
        if !found.iter().any(|known| known == option) {
            found.push(option.to_owned());
        }
    }
    found
}

/// The facts about one version.
struct Facts<'a> {
    version: &'a str,
    metadata: &'a Metadata,
    lines: &'a mut BTreeSet<String>,
}

impl Facts<'_> {
    fn add(&mut self, subject: &str, member: &str, words: &str) {
        let separator = if words.is_empty() { "" } else { " " };
        self.lines.insert(format!("{} {subject} {member}{separator}{words}", self.version));
    }

    fn item(&mut self, item: &Item, items: &[Item]) {
        for structure in self.metadata.lineage(&item.type_name) {
            self.structure(structure);
        }
        if let Some(known) = self.metadata.enumeration(&item.type_name) {
            self.enumeration(known);
        }
        match &item.shape {
            Shape::Entity { route, .. } => self.entity(route),
            Shape::Call { kind, route, .. } => self.calls(*kind, route, items),
            Shape::OneOf { choices } => {
                for choice in choices {
                    self.choice(&item.type_name, choice);
                }
            }
            _ => {}
        }
    }

    /// The type of a choice may be another crate's, whose properties are not compared here. So only what it
    /// derives from is written.
    fn choice(&mut self, base: &str, choice: &Choice) {
        let metadata = self.metadata;
        let names: Vec<&str> = match &choice.name {
            TypeRef::Known(name) => vec![name],
            TypeRef::Unknown(rust) => {
                metadata.with_short_name(&first_lower(rust)).iter().map(String::as_str).collect()
            }
        };
        for name in names.into_iter().filter(|name| metadata.is_a(name, base)) {
            for structure in metadata.lineage(name) {
                self.definition(structure);
            }
        }
    }

    fn structure(&mut self, structure: &StructuredType) {
        let name = &structure.name;
        self.definition(structure);
        let keys = self.metadata.keys(name).to_vec();
        for property in &structure.properties {
            self.property(name, property, keys.contains(&property.name));
        }
        for property in &structure.navigation {
            self.navigation(name, property);
        }
    }

    fn definition(&mut self, structure: &StructuredType) {
        let name = &structure.name;
        let kind = match structure.kind {
            StructureKind::Entity => "entity",
            StructureKind::Complex => "complex",
        };
        let is_abstract = if structure.is_abstract { " abstract" } else { "" };
        let base = structure.base.as_ref().map_or_else(String::new, |base| format!(" : {base}"));
        self.add(name, "=", &format!("{kind}{is_abstract}{base}"));
    }

    fn property(&mut self, structure: &str, property: &Property, is_key: bool) {
        // A key is never null, which needs no saying.
        let is_not_null = !property.nullable && !property.kind.is_collection && !is_key;
        let rules = [(is_key, "key"), (is_not_null, "not_null")];
        let words = self.with_rules(&property.kind, property.access, &rules);
        self.add(structure, &property.name, &words);
    }

    fn navigation(&mut self, structure: &str, property: &NavigationProperty) {
        let words = self.with_rules(&property.kind, property.access, &[(true, "navigation")]);
        self.add(structure, &property.name, &words);
    }

    fn enumeration(&mut self, known: &EnumType) {
        let evolvable = if known.is_evolvable() { " evolvable" } else { "" };
        let flags = if known.is_flags { " flags" } else { "" };
        self.add(&known.name, "=", &format!("enum{evolvable}{flags}"));
        for member in &known.members {
            let value = member.value.map_or_else(String::new, |value| value.to_string());
            self.add(&known.name, &member.name, &value);
        }
    }

    fn entity(&mut self, route: &Route) {
        for address in &route.addresses {
            let types = self.metadata.entities_at(&address.text);
            if !types.is_empty() {
                self.add(&address.lookup(), "=", &types.join(" | "));
            }
        }
    }

    fn calls(&mut self, kind: OperationKind, route: &Route, items: &[Item]) {
        for address in &route.addresses {
            let Ok(Target::Operations(overloads)) = self.metadata.resolve(&address.text) else { continue };
            let path = address.lookup_of_call();
            let fitting: Vec<_> = overloads.iter().copied().filter(|it| it.kind == kind).collect();
            // Of the other kind: the compiler says so.
            let overloads = if fitting.is_empty() { overloads } else { fitting };
            self.call(&path, &declared(overloads, &path, items));
        }
    }

    /// An operation, with the parameters of its overloads together.
    fn call(&mut self, path: &str, overloads: &[&Operation]) {
        let Some(first) = overloads.first() else { return };
        let noun = match first.kind {
            OperationKind::Action => "action",
            OperationKind::Function => "function",
        };
        let results: BTreeSet<Option<String>> = overloads
            .iter()
            .map(|overload| overload.result.as_ref().map(|result| self.type_ref(&result.kind)))
            .collect();
        let result = results.into_iter().reduce(|_, _| Some(UNTYPED.to_owned())).flatten();
        let result = result.map_or_else(String::new, |result| format!(" : {result}"));
        self.add(path, "=", &format!("{noun}{result}"));
        let mut parameters = BTreeMap::<&str, BTreeSet<String>>::new();
        for parameter in overloads.iter().flat_map(|overload| overload.arguments()) {
            let mut words = self.type_ref(&parameter.kind);
            if !parameter.nullable && !parameter.is_optional && !parameter.kind.is_collection {
                words.push_str(" not_null");
            }
            parameters.entry(&parameter.name).or_default().insert(words);
        }
        for (name, words) in parameters {
            match words.first().filter(|_| words.len() == 1) {
                Some(words) => self.add(path, name, words),
                None => self.add(path, name, UNTYPED),
            }
        }
    }

    /// A type, and the rules that hold, sorted.
    fn with_rules(&self, kind: &TypeName, access: Access, rules: &[(bool, &'static str)]) -> String {
        let of_access =
            [(access == Access::CreateOnly, "create_only"), (access == Access::ReadOnly, "read_only")];
        let mut words: Vec<&str> =
            rules.iter().chain(&of_access).filter(|(holds, _)| *holds).map(|(_, rule)| *rule).collect();
        words.sort_unstable();
        words.into_iter().fold(self.type_ref(kind), |text, rule| text + " " + rule)
    }

    /// A type as the lock writes it. One that no field can have is any JSON.
    fn type_ref(&self, kind: &TypeName) -> String {
        let name = self.metadata.primitive(&kind.name);
        let is_known = match name.strip_prefix("Edm.") {
            Some(edm) => edm == "Stream" || primitive::rust_name(name).is_some(),
            None => self.metadata.structure(name).is_some() || self.metadata.enumeration(name).is_some(),
        };
        let name = if is_known { name } else { UNTYPED };
        if kind.is_collection { format!("[{name}]") } else { name.to_owned() }
    }
}

/// The overloads that the items at an address declare, or all if that is not clear.
fn declared<'a>(overloads: Vec<&'a Operation>, path: &str, items: &[Item]) -> Vec<&'a Operation> {
    let at_path = items.iter().filter(|item| {
        matches!(item.shape, Shape::Call { .. })
            && item.route().is_some_and(|route| route.addresses.iter().any(|it| it.lookup_of_call() == path))
    });
    let mut found: Vec<&Operation> = Vec::new();
    for item in at_path {
        let has_all = |overload: &&&Operation| {
            let has = |name: &str| overload.arguments().iter().any(|it| it.name == name);
            item.properties().iter().all(|parameter| has(&parameter.name))
        };
        match overloads.iter().filter(has_all).min_by_key(|overload| overload.arguments().len()) {
            Some(overload) if found.contains(overload) => {}
            Some(overload) => found.push(overload),
            None => return overloads,
        }
    }
    if found.is_empty() { overloads } else { found }
}
