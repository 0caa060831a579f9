//! Compares what a package declares with the metadata.
//!
//! A declaration may have fewer properties, members and parameters than the metadata, and may be stricter:
//! read-only, create-only, never null.

mod addresses;
mod calls;
mod difference;
mod properties;
mod types;

use std::collections::{BTreeMap, HashSet};

pub use self::difference::{Difference, DifferenceKind, Severity};
use crate::declared::{Choice, Item, Member, Override, Position, Shape, TypeRef};
use crate::metadata::Metadata;
use crate::operation::OperationKind;
use crate::structure::{EnumType, StructureKind, StructuredType};
use crate::suggest::{hint, last_segment, nearest, nearest_type};

/// The metadata of each version: `v1.0`, `beta`.
pub type Apis = BTreeMap<String, Metadata>;

/// Compares items with the metadata of their versions. An item whose version has no metadata is not compared.
/// A complex type or an enumeration, which has no version of its own, agrees if it agrees with one version.
/// It is not compared if only items refer to it that are not.
///
/// The differences are in the order of the items, and within an item in the order of its declaration.
pub fn compare(items: &[Item], apis: &Apis) -> Vec<Difference> {
    let (compared, others): (Vec<&Item>, Vec<&Item>) = items
        .iter()
        .filter(|item| item.version().is_some())
        .partition(|item| item.version().is_some_and(|version| apis.contains_key(version)));
    // Nearly always there are no others.
    let compared = if others.is_empty() { HashSet::new() } else { referred(compared, items) };
    let others = referred(others, items);
    let is_compared = |item: &&Item| {
        let name = item.type_name.as_str();
        item.version().is_some() || compared.contains(name) || !others.contains(name)
    };
    items.iter().filter(is_compared).flat_map(|item| differences(item, items, apis)).collect()
}

/// The types that items refer to, themselves or through others.
pub(crate) fn referred<'a>(from: Vec<&'a Item>, items: &'a [Item]) -> HashSet<&'a str> {
    let mut open = from;
    let mut found = HashSet::new();
    while let Some(item) = open.pop() {
        for name in item.referred().filter(|name| found.insert(*name)).collect::<Vec<_>>() {
            open.extend(items.iter().filter(|item| item.version().is_none() && item.type_name == name));
        }
    }
    found
}

fn differences(item: &Item, items: &[Item], apis: &Apis) -> Vec<Difference> {
    let is_whole = item.differs.is_some();
    let is_compared = |version: &str, metadata: &Metadata| match item.version() {
        Some(own) => own == version,
        None => has_type(metadata, &item.type_name),
    };
    let versions = apis.iter().filter(|(version, metadata)| is_compared(version, metadata));
    let found = versions.map(|(version, metadata)| {
        let mut comparison = Comparison { version, metadata, items, apis, item, is_whole, found: Vec::new() };
        comparison.run();
        comparison.found
    });
    let errors = |found: &Vec<Difference>| {
        let errors = found.iter().filter(|difference| difference.severity == Severity::Error).count();
        (errors, found.len())
    };
    let found = match found.min_by_key(errors) {
        Some(found) => found,
        // Of a version without metadata.
        None if item.version().is_some() || apis.is_empty() => return Vec::new(),
        None => vec![unknown_everywhere(item, apis)],
    };
    match &item.differs {
        None => found,
        Some(given) if found.is_empty() => {
            vec![needless(item, None, given, &format!("`{}` agrees with the metadata", item.name))]
        }
        Some(_) => Vec::new(),
    }
}

fn has_type(metadata: &Metadata, name: &str) -> bool {
    metadata.structure(name).is_some() || metadata.enumeration(name).is_some()
}

/// The difference of a type without a version that no version has.
fn unknown_everywhere(item: &Item, apis: &Apis) -> Difference {
    let all: Vec<&str> = apis.values().flat_map(type_names).collect();
    let near = nearest_type(&item.type_name, all.iter().copied());
    let versions: Vec<&str> = apis.keys().map(String::as_str).collect();
    let message =
        format!("`{}` is not a type of Graph {}{}", item.type_name, versions.join(" or "), hint(near));
    Difference::new(DifferenceKind::UnknownType, item, None, item.position.as_ref(), message).with_near(near)
}

fn type_names(metadata: &Metadata) -> impl Iterator<Item = &str> + Clone {
    let structures: Vec<&str> = metadata.structures().map(|it| it.name.as_str()).collect();
    let enumerations: Vec<&str> = metadata.enumerations().map(|it| it.name.as_str()).collect();
    structures.into_iter().chain(enumerations)
}

/// The difference of an override that nothing differs under.
fn needless(item: &Item, member: Option<&str>, given: &Override, what: &str) -> Difference {
    let message = format!("{what}: remove `differs`");
    Difference::new(DifferenceKind::NeedlessOverride, item, member, given.position.as_ref(), message)
}

/// The comparison of one item with one version.
struct Comparison<'a> {
    version: &'a str,
    metadata: &'a Metadata,
    /// All items, to name the types of the package in messages.
    items: &'a [Item],
    /// All versions, to find what another one has.
    apis: &'a Apis,
    item: &'a Item,
    /// Whether the item as a whole deliberately differs, so that the overrides of its members do not count.
    is_whole: bool,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn run(&mut self) {
        match &self.item.shape {
            Shape::Entity { route, properties } => {
                self.addresses_of_entity(&route.addresses);
                self.structured(StructureKind::Entity, properties);
            }
            Shape::Complex { properties } => self.structured(StructureKind::Complex, properties),
            Shape::Enumeration { is_flags, is_evolvable, members } => {
                self.enumeration(*is_flags, *is_evolvable, members);
            }
            Shape::OneOf { choices } => self.one_of(choices),
            Shape::Call { kind, route, parameters, result } => {
                self.call(*kind, &route.addresses, parameters, result);
            }
        }
    }

    fn report(
        &mut self,
        kind: DifferenceKind,
        member: Option<&str>,
        position: Option<&Position>,
        message: impl Into<String>,
    ) -> &mut Difference {
        let mut difference = Difference::new(kind, self.item, member, position, message.into());
        difference.version = Some(self.version.to_owned());
        let at = self.found.len();
        self.found.push(difference);
        &mut self.found[at]
    }

    /// Reports what `compare` finds about a member, unless it deliberately differs. Then reports if it does
    /// not.
    fn member(
        &mut self,
        name: &str,
        differs: Option<&Override>,
        is_needed: bool,
        compare: impl FnOnce(&mut Self),
    ) {
        let before = self.found.len();
        compare(self);
        if self.is_whole {
            return;
        }
        if let Some(given) = differs {
            let has_differences = self.found.len() > before;
            self.found.truncate(before);
            if !has_differences && !is_needed {
                let what = format!("`{name}` agrees with Graph {}", self.version);
                let mut difference = needless(self.item, Some(name), given, &what);
                difference.version = Some(self.version.to_owned());
                self.found.push(difference);
            }
        }
    }

    /// Whether the item's type is there, of the right kind. Reports it otherwise.
    fn is_kind(&mut self, expected: StructureKind) -> bool {
        let name = &self.item.type_name;
        match self.metadata.structure(name) {
            Some(found) if found.kind == expected => true,
            Some(found) => {
                self.is_structure(found);
                true
            }
            None => {
                self.no_structure();
                false
            }
        }
    }

    /// Reports that the item's type is not an enumeration type.
    fn not_an_enumeration(&mut self) {
        match self.metadata.structure(&self.item.type_name) {
            Some(found) => self.is_structure(found),
            None => self.type_is_unknown(),
        }
    }

    /// Reports that the item's type is an entity type or a complex type.
    fn is_structure(&mut self, found: &StructuredType) {
        let (noun, attribute) = match found.kind {
            StructureKind::Entity => ("an entity type", "graph_entity"),
            StructureKind::Complex => ("a complex type", "graph_complex"),
        };
        let message = format!("`{}` is {noun}: write `#[{attribute}]`", found.name);
        self.kind_differs(&message).stated = Some(found.source.clone());
    }

    /// Reports that the item's type is not a structured one.
    fn no_structure(&mut self) {
        let name = &self.item.type_name;
        match self.metadata.enumeration(name) {
            Some(found) => {
                let source = found.source.clone();
                let message = format!("`{name}` is an enumeration type: write `#[graph_enum]`");
                self.kind_differs(&message).stated = Some(source);
            }
            None => self.type_is_unknown(),
        }
    }

    fn kind_differs(&mut self, message: &str) -> &mut Difference {
        self.report(DifferenceKind::KindOfType, None, self.item.position.as_ref(), message)
    }

    fn type_is_unknown(&mut self) {
        let (name, version) = (&self.item.type_name, self.version);
        let other = self.apis.iter().find(|(_, metadata)| has_type(metadata, name));
        let (message, near) = if let Some((other, _)) = other {
            let mend = format!("write `version = \"{other}\"`");
            (format!("`{name}` is not a type of Graph {version}, but of {other}: {mend}"), None)
        } else {
            let near = nearest_type(name, type_names(self.metadata));
            (format!("`{name}` is not a type of Graph {version}{}", hint(near)), near)
        };
        let near = near.map(str::to_owned);
        self.report(DifferenceKind::UnknownType, None, self.item.position.as_ref(), message).near = near;
    }

    fn enumeration(&mut self, is_flags: bool, is_evolvable: bool, members: &[Member]) {
        let name = &self.item.type_name;
        let at = self.item.position.as_ref();
        let Some(known) = self.metadata.enumeration(name) else {
            return self.not_an_enumeration();
        };
        if is_flags != known.is_flags {
            let message = if known.is_flags {
                format!("the members of `{name}` are flags: write `#[graph_enum(flags)]`")
            } else {
                format!("the members of `{name}` are not flags: remove `flags`")
            };
            self.report(DifferenceKind::Flags, None, at, message).stated = Some(known.source.clone());
        }
        if known.is_evolvable() && !is_evolvable {
            let message = format!(
                "`{name}` is evolvable, so that Graph hides later members from requests that do not ask for them: write `#[graph_enum(evolvable)]`"
            );
            let difference = self.report(DifferenceKind::Evolvable, None, at, message);
            difference.severity = Severity::Advice;
            difference.stated = Some(known.source.clone());
        }
        for member in members {
            self.member(&member.name, member.differs.as_ref(), false, |it| it.enum_member(member, known));
        }
    }

    fn enum_member(&mut self, member: &Member, known: &EnumType) {
        let (name, at) = (member.name.as_str(), member.position.as_ref());
        let Some(found) = known.members.iter().find(|known| known.name == name) else {
            let near = nearest(name, known.members.iter().map(|known| known.name.as_str()));
            let message = format!("`{}` has no member `{name}`{}", known.name, hint(near));
            let near = near.map(str::to_owned);
            let difference = self.report(DifferenceKind::UnknownMember, Some(name), at, message);
            difference.near = near;
            difference.stated = Some(known.source.clone());
            return;
        };
        if let (Some(number), Some(value)) = (found.value, member.value)
            && number != value
        {
            let message = format!("the number of `{name}` is {number}, not {value}");
            let difference = self.report(DifferenceKind::MemberValue, Some(name), at, message);
            difference.stated = Some(found.source.clone());
        }
    }

    fn one_of(&mut self, choices: &[Choice]) {
        let name = self.item.type_name.as_str();
        if self.metadata.structure(name).is_none() {
            return self.no_structure();
        }
        for choice in choices {
            let (TypeRef::Known(shown) | TypeRef::Unknown(shown)) = &choice.name;
            self.member(shown, choice.differs.as_ref(), false, |it| it.choice(name, choice));
        }
    }

    fn choice(&mut self, name: &str, choice: &Choice) {
        let at = choice.position.as_ref();
        let (shown, found) = match &choice.name {
            TypeRef::Known(held) => {
                let is_there = self.metadata.structure(held).is_some();
                (held.as_str(), is_there.then(|| self.metadata.is_a(held, name)))
            }
            TypeRef::Unknown(rust) => {
                let known = self.metadata.with_short_name(&first_lower(rust));
                let derives = known.iter().any(|known| self.metadata.is_a(known, name));
                (rust.as_str(), (!known.is_empty()).then_some(derives))
            }
        };
        if found == Some(true) || (found.is_none() && self.is_reported(shown)) {
            return;
        }
        if found == Some(false) {
            let message = format!("`{shown}` does not derive from `{name}`");
            self.report(DifferenceKind::Choice, Some(shown), at, message);
            return;
        }
        let derived = self.metadata.derived(name);
        let near = nearest(
            &first_lower(last_segment(shown)),
            derived.iter().map(|derived| last_segment(&derived.name)),
        );
        let version = self.version;
        let message =
            format!("`{shown}` is not a type of Graph {version} that derives from `{name}`{}", hint(near));
        let near = near.map(str::to_owned);
        let is_declared = matches!(choice.name, TypeRef::Known(_));
        let difference = self.report(DifferenceKind::Choice, Some(shown), at, message);
        difference.near = near;
        // A type that is declared elsewhere may have another name in Rust.
        if !is_declared {
            difference.severity = Severity::Advice;
        }
    }

    /// Whether the declaration of a type is reported as that of an unknown one, which is the same mistake.
    fn is_reported(&self, type_name: &str) -> bool {
        self.apis.values().all(|metadata| !has_type(metadata, type_name))
            && self.items.iter().any(|item| item.type_name == type_name && item.differs.is_none())
    }

    /// The name in Rust of a type of the metadata: that of the package's own item, or the usual one.
    fn rust_name(&self, type_name: &str) -> String {
        let own = self.items.iter().find(|item| item.type_name == type_name);
        own.map_or_else(|| first_upper(last_segment(type_name)), |item| item.name.clone())
    }
}

/// The attribute of an action or a function, and how it is called in a sentence.
fn words_of(kind: OperationKind) -> (&'static str, &'static str) {
    match kind {
        OperationKind::Action => ("graph_action", "an action"),
        OperationKind::Function => ("graph_function", "a function"),
    }
}

pub(crate) fn first_lower(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}

fn first_upper(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
