//! What changed between two documents of one version of Graph, and which declarations it concerns.

mod containers;
mod members;
mod operations;
mod stated;
mod touched;
mod types;

use crate::declared::Item;
use crate::metadata::Metadata;
use crate::source::Source;
use crate::structure::TypeName;

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
}

/// How a change says whether something holds.
fn adverb(holds: bool) -> &'static str {
    if holds { "now" } else { "no longer" }
}
