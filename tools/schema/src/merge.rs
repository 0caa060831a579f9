//! Merges what two sources say about the same version of Graph.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::address::Target;
use crate::annotation::{Annotations, Restrictions};
use crate::documented::without_arguments;
use crate::metadata::Metadata;
use crate::operation::Operation;
use crate::source::{Fact, Source};
use crate::structure::{
    Access, EnumType, NavigationProperty, Property, StructureKind, StructuredType, TypeName,
};

/// A point on which two sources do not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contradiction {
    /// What they do not agree on.
    pub kind: ContradictionKind,
    /// The type, and after a `/` its property, member or parameter.
    pub subject: String,
    /// What the first source says, or `None` if it does not know the subject.
    pub first: Option<Statement>,
    /// What the second source says, or `None` if it does not know the subject.
    pub second: Option<Statement>,
}

/// What a source says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What it says: `Edm.Int32`, `read-only`.
    pub text: String,
    /// Where it says it.
    pub source: Source,
}

use ContradictionKind as Kind;

/// What two sources do not agree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ContradictionKind {
    /// Only the second knows the type.
    UnknownType,
    /// An entity type, a complex type or an enumeration.
    SortOfType,
    /// The type that a type extends.
    Base,
    /// Whether a type is abstract.
    Abstract,
    /// The key of an entity type.
    Key,
    /// Only the second knows the property.
    UnknownProperty,
    /// Only the first knows the property.
    UnlistedProperty,
    /// The type of a property.
    PropertyType,
    /// Whether a property is a relationship.
    Relationship,
    /// Whether a property may be null.
    Nullable,
    /// Who may set a property.
    Access,
    /// Whether an enumeration's members are combined.
    Flags,
    /// Only the second knows the member.
    UnknownMember,
    /// Only the first knows the member.
    UnlistedMember,
    /// The number of a member.
    MemberValue,
    /// Only the second knows the action or function.
    UnknownOperation,
    /// What an action or a function is called on.
    Binding,
    /// Only the second knows the parameter.
    UnknownParameter,
    /// Only the first knows the parameter.
    UnlistedParameter,
    /// The type of a parameter.
    ParameterType,
    /// The type of a result.
    Result,
    /// An address that leads nowhere in the first, or to something else.
    Address,
}

impl Metadata {
    /// Adds what another source says about the same version of Graph, and returns the points on which the two
    /// do not agree. On these, this one is believed: give the metadata document first and the documentation
    /// pages second.
    ///
    /// Added are types that only the other knows, descriptions and deprecations of what has none, and that a
    /// property is read-only if this one says nothing about who may set it. So are addresses that this one has,
    /// permissions, and which requests are supported. Properties, members and operations that this one does not
    /// know are not added: the service refuses what its metadata does not declare.
    pub fn merge(&mut self, other: &Self) -> Vec<Contradiction> {
        let Comparison { found, mut confirmed, operations, .. } = Comparison::of(self, other);
        for operation in operations {
            self.take_over_operation(operation);
        }
        for structure in other.structures.values() {
            if self.is_declared(&structure.name) {
                let addresses = confirmed.remove(structure.name.as_str()).unwrap_or_default();
                self.take_over(structure, addresses);
            } else {
                self.structures.insert(structure.name.clone(), structure.clone());
            }
        }
        for enumeration in other.enums.values() {
            if !self.is_declared(&enumeration.name) {
                self.enums.insert(enumeration.name.clone(), enumeration.clone());
            } else if let Some(own) = self.enums.get_mut(&enumeration.name) {
                for member in &mut own.members {
                    let stated = enumeration.members.iter().find(|stated| stated.name == member.name);
                    member.annotations.complete(stated.map(|stated| &stated.annotations));
                }
            }
        }
        self.index();
        found
    }

    fn is_declared(&self, name: &str) -> bool {
        self.structures.contains_key(name)
            || self.enums.contains_key(name)
            || self.definitions.contains_key(name)
    }

    /// Returns whether an address leads to an entity of a type: of its base, which may be one of the type.
    fn leads_to(&self, address: &str, name: &str) -> bool {
        let target = self.resolve(address);
        matches!(target, Ok(Target::Entity(target)) if self.is_a(name, target) || self.is_a(target, name))
    }

    /// Returns whether an address is one of an operation.
    fn calls(&self, address: &str, operation: &Operation) -> bool {
        let path = without_arguments(address);
        let Ok(Target::Operations(found)) = self.resolve(path) else { return false };
        found.iter().any(|it| it.local_name() == operation.local_name() && it.kind == operation.kind)
    }

    /// Completes what this source says about an operation.
    fn take_over_operation(&mut self, Counterpart { at, stated, confirmed }: Counterpart<'_>) {
        let own = &mut self.operations[at].annotations;
        own.complete(Some(&stated.annotations));
        // Some operations have a page for each type that they are called on.
        for address in confirmed {
            if !own.addresses.iter().any(|known| known.value == address.value) {
                own.addresses.push(address);
            }
        }
    }

    /// Returns the place of the operation that another source calls by the same name. Of several overloads, it is
    /// the one that has the parameters. Otherwise, an operation of the name that is called on something else.
    fn counterpart(&self, stated: &Operation) -> Result<usize, Option<&Operation>> {
        let alike = self
            .operations
            .iter()
            .enumerate()
            .filter(|(_, own)| own.local_name() == stated.local_name() && own.kind == stated.kind);
        let wanted = stated.arguments();
        let shared = |own: &Operation| {
            let is_wanted = |name: &str| wanted.iter().any(|argument| argument.name == name);
            own.arguments().iter().filter(|argument| is_wanted(&argument.name)).count()
        };
        let fitting = alike.clone().filter(|(_, own)| self.is_bound_alike(own, stated));
        let best = fitting.max_by_key(|(_, own)| shared(own)).map(|(at, _)| at);
        best.ok_or_else(|| alike.map(|(_, own)| own).next())
    }

    /// Returns whether two operations are called on the same type, or on a type and one that it extends.
    fn is_bound_alike(&self, own: &Operation, stated: &Operation) -> bool {
        match (own.binding(), stated.binding()) {
            (None, None) => true,
            (Some(own), Some(stated)) => {
                own.is_collection == stated.is_collection
                    && (self.is_a(&own.name, &stated.name) || self.is_a(&stated.name, &own.name))
            }
            _ => false,
        }
    }

    /// Completes a type's own and inherited properties.
    fn take_over(&mut self, stated: &StructuredType, addresses: Vec<Fact<String>>) {
        if let Some(own) = self.structures.get_mut(&stated.name) {
            own.annotations.complete(Some(&stated.annotations));
            if own.annotations.addresses.is_empty() {
                own.annotations.addresses = addresses;
            }
        }
        let lineage: Vec<String> =
            self.lineage(&stated.name).map(|structure| structure.name.clone()).collect();
        for name in lineage {
            let Some(structure) = self.structures.get_mut(&name) else { continue };
            for property in &mut structure.properties {
                let Some(stated) = stated.properties.iter().find(|stated| stated.name == property.name)
                else {
                    continue;
                };
                property.annotations.complete(Some(&stated.annotations));
                if property.access_source.is_none() && stated.access_source.is_some() {
                    property.access = stated.access;
                    property.access_source.clone_from(&stated.access_source);
                }
            }
            for navigation in &mut structure.navigation {
                let stated = stated.navigation.iter().find(|stated| stated.name == navigation.name);
                navigation.annotations.complete(stated.map(|stated| &stated.annotations));
            }
        }
    }
}

impl Annotations {
    /// Adds what another source states, where nothing is stated.
    fn complete(&mut self, stated: Option<&Self>) {
        let Some(stated) = stated else { return };
        if self.description.is_none() {
            self.description.clone_from(&stated.description);
        }
        if self.page.is_none() {
            self.page.clone_from(&stated.page);
        }
        if self.revisions.is_empty() {
            self.revisions.clone_from(&stated.revisions);
        }
        if self.scopes.is_none() {
            self.scopes.clone_from(&stated.scopes);
        }
        self.restrictions.complete(&stated.restrictions);
    }
}

impl Restrictions {
    /// Adds what another source states, where nothing is stated.
    fn complete(&mut self, stated: &Self) {
        fn complete<T: Clone>(own: &mut Option<T>, stated: Option<&T>) {
            if own.is_none() {
                *own = stated.cloned();
            }
        }
        complete(&mut self.readable, stated.readable.as_ref());
        complete(&mut self.readable_by_key, stated.readable_by_key.as_ref());
        complete(&mut self.insertable, stated.insertable.as_ref());
        complete(&mut self.updatable, stated.updatable.as_ref());
        complete(&mut self.upsertable, stated.upsertable.as_ref());
        complete(&mut self.update_methods, stated.update_methods.as_ref());
        complete(&mut self.deletable, stated.deletable.as_ref());
        complete(&mut self.tracks_changes, stated.tracks_changes.as_ref());
    }
}

/// The comparison of two sources.
struct Comparison<'a, 'b> {
    first: &'a Metadata,
    second: &'b Metadata,
    found: Vec<Contradiction>,
    /// The addresses that the first source has for a type of the second, or for one that extends it.
    confirmed: HashMap<&'b str, Vec<Fact<String>>>,
    operations: Vec<Counterpart<'b>>,
}

/// An operation that both sources know.
struct Counterpart<'b> {
    /// The index in the operations of the first source.
    at: usize,
    /// What the second source says.
    stated: &'b Operation,
    /// The addresses of `stated` that the first source also has.
    confirmed: Vec<Fact<String>>,
}

impl<'a, 'b> Comparison<'a, 'b> {
    fn of(first: &'a Metadata, second: &'b Metadata) -> Self {
        let mut comparison =
            Self { first, second, found: Vec::new(), confirmed: HashMap::new(), operations: Vec::new() };
        for structure in second.structures.values() {
            comparison.structure(structure);
        }
        for enumeration in second.enums.values() {
            comparison.enumeration(enumeration);
        }
        for operation in &second.operations {
            comparison.operation(operation);
        }
        comparison
    }

    fn add(&mut self, kind: Kind, subject: &str, first: Option<Statement>, second: Option<Statement>) {
        self.found.push(Contradiction { kind, subject: subject.to_owned(), first, second });
    }

    /// Adds a contradiction if the two statements differ.
    fn compare(&mut self, kind: Kind, subject: &str, first: Statement, second: Statement) {
        if first.text != second.text {
            self.add(kind, subject, Some(first), Some(second));
        }
    }

    fn structure(&mut self, second: &'b StructuredType) {
        let name = second.name.as_str();
        let sort = second.kind.statement(&second.source);
        let Some(first) = self.first.structure(name) else {
            let kind = if self.first.is_declared(name) { Kind::SortOfType } else { Kind::UnknownType };
            let first =
                self.first.enumeration(name).map(|first| Statement::new("enumeration", &first.source));
            return self.add(kind, name, first, Some(sort));
        };
        self.compare(Kind::SortOfType, name, first.kind.statement(&first.source), sort);
        let base = |structure: &StructuredType| {
            // Entity types of Graph extend one that has only a key, of which pages do not speak.
            let base = structure.base.as_deref().filter(|base| *base != ROOT);
            Statement::new(base.unwrap_or("none"), &structure.source)
        };
        self.compare(Kind::Base, name, base(first), base(second));
        // Only a source that says that a type is abstract says something.
        if second.is_abstract && !first.is_abstract {
            let first = Statement::new("concrete", &first.source);
            self.add(Kind::Abstract, name, Some(first), Some(Statement::new("abstract", &second.source)));
        }
        if !second.keys.is_empty() {
            let key = |text: String, structure: &StructuredType| Statement::new(text, &structure.source);
            let first_key = key(self.first.keys(name).join(", "), first);
            self.compare(Kind::Key, name, first_key, key(second.keys.join(", "), second));
        }
        for property in &second.properties {
            self.property(name, property);
        }
        for navigation in &second.navigation {
            self.navigation(name, navigation);
        }
        self.unlisted(first);
        let confirmed = self
            .addresses(name, &second.annotations.addresses, |first, address| first.leads_to(address, name));
        self.confirmed.insert(name, confirmed);
    }

    /// Returns the addresses that are the same in the first source. The others are contradictions.
    fn addresses(
        &mut self,
        subject: &str,
        stated: &[Fact<String>],
        is_confirmed: impl Fn(&Metadata, &str) -> bool,
    ) -> Vec<Fact<String>> {
        let first = self.first;
        let (confirmed, others): (Vec<_>, Vec<_>) =
            stated.iter().partition(|address| is_confirmed(first, &address.value));
        for address in others {
            self.address(subject, address);
        }
        confirmed.into_iter().cloned().collect()
    }

    fn property(&mut self, structure: &str, second: &Property) {
        let subject = format!("{structure}/{}", second.name);
        let stated = Statement::new(&second.kind, &second.source);
        let properties = self.first.properties(structure);
        let Some(first) = properties.into_iter().find(|first| first.name == second.name) else {
            let navigation = self.first.navigation(structure);
            let navigation = navigation.into_iter().find(|first| first.name == second.name);
            let kind = if navigation.is_some() { Kind::Relationship } else { Kind::UnknownProperty };
            let first = navigation.map(|first| Statement::new("relationship", &first.source));
            return self.add(kind, &subject, first, Some(stated));
        };
        self.compare(Kind::PropertyType, &subject, self.type_statement(&first.kind, &first.source), stated);
        // Only a source that says that it may not be null says something.
        if !second.kind.is_collection && first.nullable && !second.nullable {
            let first = Statement::new("nullable", &first.source);
            self.add(
                Kind::Nullable,
                &subject,
                Some(first),
                Some(Statement::new("not nullable", &second.source)),
            );
        }
        if let (Some(source), Some(stated)) = (&first.access_source, &second.access_source) {
            self.compare(
                Kind::Access,
                &subject,
                first.access.statement(source),
                second.access.statement(stated),
            );
        }
    }

    fn navigation(&mut self, structure: &str, second: &NavigationProperty) {
        let subject = format!("{structure}/{}", second.name);
        let stated = Statement::new(&second.kind, &second.source);
        let navigation = self.first.navigation(structure);
        let Some(first) = navigation.into_iter().find(|first| first.name == second.name) else {
            let property = self.first.properties(structure);
            let property = property.into_iter().find(|first| first.name == second.name);
            let kind = if property.is_some() { Kind::Relationship } else { Kind::UnknownProperty };
            let first = property.map(|first| Statement::new("property", &first.source));
            return self.add(kind, &subject, first, Some(stated));
        };
        self.compare(Kind::PropertyType, &subject, self.type_statement(&first.kind, &first.source), stated);
    }

    /// Adds the properties and relationships that only the first knows.
    fn unlisted(&mut self, first: &StructuredType) {
        let name = first.name.as_str();
        let properties = self.second.properties(name).into_iter().map(|property| &property.name);
        let navigation = self.second.navigation(name).into_iter().map(|property| &property.name);
        let known: HashSet<&String> = properties.chain(navigation).collect();
        let properties =
            first.properties.iter().map(|property| (&property.name, &property.kind, &property.source));
        let navigation =
            first.navigation.iter().map(|property| (&property.name, &property.kind, &property.source));
        for (property, kind, source) in properties.chain(navigation) {
            if !known.contains(property) {
                let first = Statement::new(kind, source);
                self.add(Kind::UnlistedProperty, &format!("{name}/{property}"), Some(first), None);
            }
        }
    }

    fn enumeration(&mut self, second: &EnumType) {
        let name = second.name.as_str();
        let Some(first) = self.first.enumeration(name) else {
            let kind = if self.first.is_declared(name) { Kind::SortOfType } else { Kind::UnknownType };
            let first = self.first.structure(name).map(|first| first.kind.statement(&first.source));
            return self.add(kind, name, first, Some(Statement::new("enumeration", &second.source)));
        };
        let flags = |enumeration: &EnumType| {
            Statement::new(if enumeration.is_flags { "flags" } else { "no flags" }, &enumeration.source)
        };
        if second.members.iter().any(|member| member.value.is_some()) {
            self.compare(Kind::Flags, name, flags(first), flags(second));
        }
        for member in &second.members {
            let subject = format!("{name}/{}", member.name);
            let value = |value: Option<i64>, source| {
                Statement::new(value.map_or_else(|| "no value".to_owned(), |value| value.to_string()), source)
            };
            let stated = value(member.value, &member.source);
            match first.members.iter().find(|first| first.name == member.name) {
                None => self.add(Kind::UnknownMember, &subject, None, Some(stated)),
                Some(first) if first.value.is_some() && member.value.is_some() => {
                    self.compare(Kind::MemberValue, &subject, value(first.value, &first.source), stated);
                }
                Some(_) => {}
            }
        }
        for member in &first.members {
            if !second.members.iter().any(|second| second.name == member.name) {
                let first = Statement::new("member", &member.source);
                self.add(Kind::UnlistedMember, &format!("{name}/{}", member.name), Some(first), None);
            }
        }
    }

    fn operation(&mut self, second: &'b Operation) {
        let subject = second.name.as_str();
        let at = match self.first.counterpart(second) {
            Ok(at) => at,
            Err(Some(other)) => {
                return self.add(Kind::Binding, subject, Some(binding(other)), Some(binding(second)));
            }
            Err(None) => return self.add(Kind::UnknownOperation, subject, None, Some(binding(second))),
        };
        let first = &self.first.operations[at];
        self.parameters(first, second);
        let confirmed = self
            .addresses(subject, &second.annotations.addresses, |first, address| first.calls(address, second));
        self.operations.push(Counterpart { at, stated: second, confirmed });
        let result = |operation: &Operation, metadata: &Metadata| {
            let (text, source) =
                operation.result.as_ref().map_or(("none".to_owned(), &operation.source), |result| {
                    (metadata.underlying(&result.kind).to_string(), &result.source)
                });
            Statement::new(text, source)
        };
        let subject = binding(second).text + "/" + second.local_name();
        self.compare(Kind::Result, &subject, result(first, self.first), result(second, self.first));
    }

    fn parameters(&mut self, first: &Operation, second: &Operation) {
        let operation = binding(second).text + "/" + second.local_name();
        for parameter in second.arguments() {
            let subject = format!("{operation}/{}", parameter.name);
            let stated = Statement::new(&parameter.kind, &parameter.source);
            match first.arguments().iter().find(|first| first.name == parameter.name) {
                None => self.add(Kind::UnknownParameter, &subject, None, Some(stated)),
                Some(first) => {
                    let first = self.type_statement(&first.kind, &first.source);
                    self.compare(Kind::ParameterType, &subject, first, stated);
                }
            }
        }
        for parameter in first.arguments() {
            if !second.arguments().iter().any(|second| second.name == parameter.name) {
                let first = Statement::new(&parameter.kind, &parameter.source);
                let subject = format!("{operation}/{}", parameter.name);
                self.add(Kind::UnlistedParameter, &subject, Some(first), None);
            }
        }
    }

    /// Adds an address that only the second has, with what it is in the first.
    fn address(&mut self, subject: &str, address: &Fact<String>) {
        let named = |name: &str| self.first.structure(name).map(|it| Statement::new(name, &it.source));
        let first = match self.first.resolve(without_arguments(&address.value)) {
            Ok(Target::Entity(name)) => named(name),
            Ok(Target::Collection(name)) => {
                named(name).map(|it| Statement { text: format!("a collection of {name}"), ..it })
            }
            Ok(Target::Operations(operations)) => operations.first().map(|it| binding(it)),
            Ok(Target::Value(_) | Target::Stream) | Err(_) => None,
        };
        let second = Statement::new(&address.value, &address.source);
        self.add(Kind::Address, subject, first, Some(second));
    }

    fn type_statement(&self, kind: &TypeName, source: &Source) -> Statement {
        Statement::new(self.first.underlying(kind), source)
    }
}

/// The entity type that all others of Graph extend.
pub(crate) const ROOT: &str = "microsoft.graph.entity";

impl Metadata {
    /// Returns a type, or the primitive type that it is another name of.
    fn underlying(&self, kind: &TypeName) -> TypeName {
        TypeName { name: self.primitive(&kind.name).to_owned(), ..*kind }
    }
}

/// Returns what an operation is called on.
fn binding(operation: &Operation) -> Statement {
    let text = operation.binding().map_or_else(|| "unbound".to_owned(), ToString::to_string);
    Statement::new(text, &operation.source)
}

impl Statement {
    fn new(text: impl fmt::Display, source: &Source) -> Self {
        Self { text: format!("{text}"), source: source.clone() }
    }
}

impl StructureKind {
    fn statement(self, source: &Source) -> Statement {
        let text = match self {
            Self::Entity => "entity type",
            Self::Complex => "complex type",
        };
        Statement::new(text, source)
    }
}

impl Access {
    fn statement(self, source: &Source) -> Statement {
        let text = match self {
            Self::ReadWrite => "read and write",
            Self::WriteOnly => "write-only",
            Self::CreateOnly => "create-only",
            Self::ReadOnly => "read-only",
        };
        Statement::new(text, source)
    }
}

/// Writes `microsoft.graph.shelf/width: Edm.Int32 (a.xml:3), Edm.Int64 (shelf.md:9)`.
impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.subject)?;
        for (at, statement) in [&self.first, &self.second].into_iter().enumerate() {
            let separator = if at == 0 { "" } else { ", " };
            match statement {
                Some(Statement { text, source }) => write!(f, "{separator}{text} ({source})")?,
                None => write!(f, "{separator}nothing")?,
            }
        }
        Ok(())
    }
}
