//! What changed between two documents of one version of Graph, and which declarations it concerns.

mod containers;
mod members;
mod operations;
mod stated;
mod touched;

use std::collections::BTreeSet;

use crate::declared::Item;
use crate::metadata::{Metadata, TypeDefinition};
use crate::source::Source;
use crate::structure::{AlternateKey, StructureKind, StructuredType, TypeName};

/// A change between two documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// What it happened to.
    pub element: Element,
    /// The type, the operation or the address.
    pub subject: String,
    /// The property, the member or the parameter.
    pub member: Option<String>,
    /// The change in words.
    pub message: String,
    /// Where the later document states it, or the earlier one what it removed.
    pub source: Source,
    /// The names of the declared items that it concerns.
    pub touched: Vec<String>,
}

/// What happened to an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// Only the later document has it.
    Added,
    /// Only the earlier document has it.
    Removed,
    /// Both documents have it, and state something else about it.
    Changed,
    /// Only the later document says that it should not be used any more.
    Deprecated,
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// An entity type, a complex type, an enumeration type or a type definition.
    Type,
    /// A property or a navigation property.
    Property,
    /// A member of an enumeration type.
    Member,
    /// An entity set, a singleton, an import of an operation or a path below, or an address that a package
    /// declares.
    Address,
    /// An action or a function.
    Operation,
    /// A parameter of an action or a function.
    Parameter,
}

impl ChangeKind {
    /// Returns the name for programs: `added`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Deprecated => "deprecated",
        }
    }
}

impl Element {
    /// Returns the name for programs: `property`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Property => "property",
            Self::Member => "member",
            Self::Address => "address",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
        }
    }
}

/// Returns what changed, sorted by subject and member. `items` are those of one version: for each change, the
/// ones that it concerns are named, and an address of theirs that leads elsewhere is a change of its own.
///
/// A declared item is concerned by what is added to its type, and by a change of what it declares itself.
pub fn diff(old: &Metadata, new: &Metadata, items: &[Item]) -> Vec<Change> {
    let mut changes = Changes(Vec::new());
    changes.types(old, new);
    changes.containers(old, new);
    changes.operations(old, new);
    let mut changes = changes.0;
    for change in &mut changes {
        change.touched = touched::by(change, items, old, new);
    }
    changes.extend(touched::addresses(items, old, new));
    changes.sort_by(|a, b| {
        let key =
            |change: &Change| (change.element == Element::Address, change.element == Element::Operation);
        (key(a), &a.subject, &a.member, a.kind).cmp(&(key(b), &b.subject, &b.member, b.kind))
    });
    changes
}

/// The changes found so far.
struct Changes(Vec<Change>);

/// What a change is about: its subject and its member.
#[derive(Clone, Copy)]
struct About<'a> {
    element: Element,
    subject: &'a str,
    member: Option<&'a str>,
}

impl<'a> About<'a> {
    fn a_type(name: &'a str) -> Self {
        Self { element: Element::Type, subject: name, member: None }
    }

    fn of(self, element: Element, member: &'a str) -> Self {
        Self { element, member: Some(member), ..self }
    }
}

impl Changes {
    fn add(&mut self, kind: ChangeKind, about: About<'_>, source: &Source, message: String) {
        self.0.push(Change {
            kind,
            element: about.element,
            subject: about.subject.to_owned(),
            member: about.member.map(str::to_owned),
            message,
            source: source.clone(),
            touched: Vec::new(),
        });
    }

    fn added(&mut self, about: About<'_>, source: &Source, what: &str) {
        self.add(ChangeKind::Added, about, source, format!("{what} is new"));
    }

    fn new_of_type(&mut self, about: About<'_>, source: &Source, what: &str, kind: &TypeName) {
        self.add(ChangeKind::Added, about, source, format!("{what} is new: {}", members::in_words(kind)));
    }

    fn removed(&mut self, about: About<'_>, source: &Source, what: &str) {
        self.add(ChangeKind::Removed, about, source, format!("{what} is gone"));
    }

    fn changed(&mut self, about: About<'_>, source: &Source, message: String) {
        self.add(ChangeKind::Changed, about, source, message);
    }

    fn types(&mut self, old: &Metadata, new: &Metadata) {
        let names = |metadata: &Metadata| -> BTreeSet<String> {
            metadata.structures().map(|structure| structure.name.clone()).collect()
        };
        for name in names(old).union(&names(new)) {
            match (old.structure(name), new.structure(name)) {
                (Some(old_type), Some(new_type)) => self.structure(old_type, new_type, old, new),
                (Some(gone), None) => self.removed(About::a_type(name), &gone.source, &called(gone)),
                (None, Some(found)) => self.added(About::a_type(name), &found.source, &called(found)),
                (None, None) => {}
            }
        }
        let names = |metadata: &Metadata| -> BTreeSet<String> {
            metadata.enumerations().map(|read| read.name.clone()).collect()
        };
        for name in names(old).union(&names(new)) {
            let what = format!("enumeration type `{name}`");
            match (old.enumeration(name), new.enumeration(name)) {
                (Some(old), Some(new)) => self.enumeration(old, new),
                (Some(gone), None) => self.removed(About::a_type(name), &gone.source, &what),
                (None, Some(found)) => self.added(About::a_type(name), &found.source, &what),
                (None, None) => {}
            }
        }
        self.definitions(old, new);
    }

    fn definitions(&mut self, old: &Metadata, new: &Metadata) {
        let find = |metadata: &'_ Metadata, name: &str| -> Option<TypeDefinition> {
            metadata.definitions().find(|definition| definition.name == name).cloned()
        };
        let names: BTreeSet<&str> =
            old.definitions().chain(new.definitions()).map(|definition| definition.name.as_str()).collect();
        for name in names {
            let (about, what) = (About::a_type(name), format!("type definition `{name}`"));
            match (find(old, name), find(new, name)) {
                (Some(was), Some(is)) => {
                    if was.underlying != is.underlying {
                        let message = format!("{what} is now `{}`, not `{}`", is.underlying, was.underlying);
                        self.changed(about, &is.source, message);
                    }
                    self.annotations(about, &what, &is.source, (&was.annotations, &is.annotations));
                }
                (Some(gone), None) => self.removed(about, &gone.source, &what),
                (None, Some(found)) => self.added(about, &found.source, &what),
                (None, None) => {}
            }
        }
    }

    fn structure(&mut self, old: &StructuredType, new: &StructuredType, before: &Metadata, after: &Metadata) {
        let name = &new.name;
        let about = About::a_type(name);
        if old.kind != new.kind {
            let message = format!("`{name}` is now {}", noun(new.kind).1);
            self.changed(about, &new.source, message);
        }
        if old.base != new.base {
            let shown =
                |base: &Option<String>| base.clone().map_or("nothing".to_owned(), |base| format!("`{base}`"));
            let message =
                format!("`{name}` now derives from {}, not from {}", shown(&new.base), shown(&old.base));
            self.changed(about, &new.source, message);
        }
        for (was, is, word) in [
            (old.is_abstract, new.is_abstract, "abstract"),
            (old.is_open, new.is_open, "open"),
            (old.has_stream, new.has_stream, "a media entity"),
        ] {
            if was != is {
                let message = format!("`{name}` is {} {word}", adverb(is));
                self.changed(about, &new.source, message);
            }
        }
        let (old_keys, new_keys) = (before.keys(name), after.keys(name));
        if old_keys != new_keys {
            let (is, was) = (listed(new_keys), listed(old_keys));
            self.changed(about, &new.source, format!("the key of `{name}` is now {is}, not {was}"));
        }
        let (was, is) = (alternate(&old.alternate_keys), alternate(&new.alternate_keys));
        if was != is {
            let (is, was) = (listed(&is), listed(&was));
            let message = format!("the alternate keys of `{name}` are now {is}, not {was}");
            self.changed(about, &new.source, message);
        }
        let sorted = |structure: &StructuredType| -> BTreeSet<String> {
            structure.explicit_operations.iter().cloned().collect()
        };
        let (was, is) = (sorted(old), sorted(new));
        for operation in is.difference(&was).chain(was.difference(&is)) {
            let adverb = adverb(is.contains(operation));
            let message = format!("`{name}` {adverb} names `{operation}` as an operation of its own");
            self.changed(about, &new.source, message);
        }
        self.annotations(about, &called(new), &new.source, (&old.annotations, &new.annotations));
        self.properties(about, old, new, before, after);
    }
}

/// The noun of a kind, and the same with an article.
fn noun(kind: StructureKind) -> (&'static str, &'static str) {
    match kind {
        StructureKind::Entity => ("entity type", "an entity type"),
        StructureKind::Complex => ("complex type", "a complex type"),
    }
}

/// Names in a sentence.
/// How a change says whether something holds.
fn adverb(holds: bool) -> &'static str {
    if holds { "now" } else { "no longer" }
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { format!("`{}`", names.join("`, `")) }
}

/// Alternate keys as an address has them: `(appId)`, or `(appId=id/value)` where the property is another one.
fn alternate(keys: &[AlternateKey]) -> Vec<String> {
    let shown = keys.iter().map(|key| {
        let parts = key.parts.iter().map(|part| match &part.property {
            property if *property == part.alias => property.clone(),
            property => format!("{}={property}", part.alias),
        });
        format!("({})", parts.collect::<Vec<_>>().join(","))
    });
    let mut shown: Vec<String> = shown.collect();
    shown.sort_unstable();
    shown
}

fn called(structure: &StructuredType) -> String {
    format!("{} `{}`", noun(structure.kind).0, structure.name)
}
