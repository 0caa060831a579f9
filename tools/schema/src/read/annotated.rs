//! Reads annotations, inside the element that they annotate and outside of it.

use std::cell::Cell;
use std::collections::BTreeMap;

use roxmltree::Node;

use crate::annotation::{Annotations, Restrictions, Revision, RevisionKind, UpdateMethod};
use crate::name::{Aliases, Names};
use crate::read::xml::{children, constant, property_value, records};
use crate::source::{Fact, Lines, Source};
use crate::structure::{Access, AlternateKey, AlternateKeyPart};

const CORE: &str = "Org.OData.Core.V1";
const CAPABILITIES: &str = "Org.OData.Capabilities.V1";

/// The annotations outside of the elements that they annotate, by their targets with qualified names.
pub(crate) struct Outside<'a, 'input, 'r> {
    entries: BTreeMap<String, Entry<'a, 'input>>,
    aliases: &'r Aliases,
}

struct Entry<'a, 'input> {
    /// The `Annotations` elements with this target.
    elements: Vec<Node<'a, 'input>>,
    /// Whether an element with this target was read.
    is_found: Cell<bool>,
}

/// The annotations of one element. Those inside it come first, and win.
pub(crate) struct Annotated<'a, 'input, 'r> {
    annotations: Vec<Node<'a, 'input>>,
    lines: &'r Lines,
    /// A term may begin with the alias of its vocabulary.
    aliases: &'r Aliases,
}

impl<'a, 'input, 'r> Outside<'a, 'input, 'r> {
    pub(crate) fn new(aliases: &'r Aliases) -> Self {
        Self { entries: BTreeMap::new(), aliases }
    }

    /// Adds an `Annotations` element.
    pub(crate) fn add(&mut self, node: Node<'a, 'input>, names: Names<'_>) {
        // A qualifier marks annotations that hold in some context only.
        if let (Some(target), None) = (node.attribute("Target"), node.attribute("Qualifier")) {
            let entry = self.entries.entry(names.target(target));
            let entry = entry.or_insert_with(|| Entry { elements: Vec::new(), is_found: Cell::new(false) });
            entry.elements.push(node);
        }
    }

    /// Returns the annotations of an element, which may be the target under several names.
    pub(crate) fn of(
        &self,
        node: Node<'a, 'input>,
        targets: &[String],
        lines: &'r Lines,
    ) -> Annotated<'a, 'input, 'r> {
        let mut annotations: Vec<_> = children(node, "Annotation").collect();
        for entry in targets.iter().filter_map(|target| self.entries.get(target)) {
            entry.is_found.set(true);
            annotations.extend(entry.elements.iter().flat_map(|element| children(*element, "Annotation")));
        }
        annotations.retain(|annotation| annotation.attribute("Qualifier").is_none());
        Annotated { annotations, lines, aliases: self.aliases }
    }

    /// Returns the annotations of the paths below an element, by the rest of the path.
    pub(crate) fn below(&self, target: &str, lines: &Lines) -> BTreeMap<String, Annotations> {
        let prefix = format!("{target}/");
        let entries = self.entries.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
        let read = entries.map(|(path, entry)| {
            entry.is_found.set(true);
            let annotations = entry.elements.iter().flat_map(|element| children(*element, "Annotation"));
            let annotated = Annotated { annotations: annotations.collect(), lines, aliases: self.aliases };
            (path[prefix.len()..].to_owned(), annotated.annotations())
        });
        read.collect()
    }

    /// Returns the targets that no element has.
    pub(crate) fn not_found(&self, lines: &Lines) -> Vec<Fact<String>> {
        let entries = self.entries.iter().filter(|(_, entry)| !entry.is_found.get());
        entries
            .map(|(target, entry)| Fact {
                value: target.clone(),
                source: lines.source(entry.elements[0].range().start),
            })
            .collect()
    }
}

impl<'a, 'input> Annotated<'a, 'input, '_> {
    /// Reads what the model holds of any element.
    pub(crate) fn annotations(&self) -> Annotations {
        Annotations {
            description: self.text("Description"),
            long_description: self.text("LongDescription"),
            revisions: self.revisions(),
            restrictions: self.restrictions(),
            ..Annotations::default()
        }
    }

    /// Returns who may set a property, the strictest of what is stated.
    pub(crate) fn access(&self) -> Option<Fact<Access>> {
        let stated = self.annotations.iter().filter_map(|annotation| {
            Some(Fact { value: stated_access(*annotation, self.aliases)?, source: self.source(*annotation) })
        });
        stated.reduce(|first, next| if next.value as u8 > first.value as u8 { next } else { first })
    }

    /// Returns whether a term whose default value is true is stated to hold.
    pub(crate) fn holds(&self, term: &str) -> bool {
        self.core(term).is_some_and(holds)
    }

    /// Returns whether the annotation is there, with any value.
    pub(crate) fn is_stated(&self, term: &str) -> bool {
        self.core(term).is_some()
    }

    pub(crate) fn alternate_keys(&self) -> Vec<AlternateKey> {
        let keys = self.core("AlternateKeys").into_iter().flat_map(records);
        keys.map(|key| {
            let parts = property_value(key, "Key").into_iter().flat_map(records);
            let parts = parts.filter_map(|part| {
                let name = property_value(part, "Name")?;
                let property = constant(name, "PropertyPath").or_else(|| constant(name, "Path"))?;
                let alias = property_value(part, "Alias").and_then(|alias| constant(alias, "String"));
                Some(AlternateKeyPart {
                    alias: alias.filter(|alias| !alias.is_empty()).unwrap_or(property).to_owned(),
                    property: property.to_owned(),
                })
            });
            AlternateKey { parts: parts.collect(), source: self.source(key) }
        })
        .collect()
    }

    /// Returns the names of the operations that the type allows to be bound to it.
    pub(crate) fn explicit_operations(&self, names: Names<'_>) -> Vec<String> {
        let collections =
            self.core("ExplicitOperationBindings").into_iter().flat_map(|node| children(node, "Collection"));
        let texts = collections.flat_map(|collection| children(collection, "String"));
        texts.filter_map(|text| text.text()).map(|name| names.qualified(name.trim())).collect()
    }

    fn text(&self, term: &str) -> Option<Fact<String>> {
        let annotation = self.core(term)?;
        let value = constant(annotation, "String").filter(|text| !text.is_empty())?.to_owned();
        Some(Fact { value, source: self.source(annotation) })
    }

    fn revisions(&self) -> Vec<Revision> {
        let found = self.core("Revisions").into_iter().flat_map(records);
        found
            .filter_map(|record| {
                let text = |name: &str, kind: &'static str| {
                    Some(constant(property_value(record, name)?, kind)?.to_owned())
                };
                let member = text("Kind", "EnumMember")?;
                let kind = match member.rsplit('/').next()? {
                    "Added" => RevisionKind::Added,
                    "Modified" => RevisionKind::Modified,
                    "Deprecated" => RevisionKind::Deprecated,
                    _ => return None,
                };
                Some(Revision {
                    kind,
                    version: text("Version", "String"),
                    description: text("Description", "String"),
                    date: text("Date", "Date"),
                    removal_date: text("RemovalDate", "Date"),
                    source: self.source(record),
                })
            })
            .collect()
    }

    fn restrictions(&self) -> Restrictions {
        let stated = |path: &[&str]| {
            let value = self.capability(path)?;
            Some(Fact { value: constant(value, "Bool")? == "true", source: self.source(value) })
        };
        let update_methods = self.capability(&["UpdateRestrictions", "UpdateMethod"]).and_then(|value| {
            let members = constant(value, "EnumMember")?;
            let methods =
                members.split_whitespace().filter_map(|member| match member.rsplit('/').next()? {
                    "PATCH" => Some(UpdateMethod::Patch),
                    "PUT" => Some(UpdateMethod::Put),
                    _ => None,
                });
            Some(Fact { value: methods.collect(), source: self.source(value) })
        });
        Restrictions {
            readable: stated(&["ReadRestrictions", "Readable"]),
            readable_by_key: stated(&["ReadRestrictions", "ReadByKeyRestrictions", "Readable"]),
            insertable: stated(&["InsertRestrictions", "Insertable"]),
            updatable: stated(&["UpdateRestrictions", "Updatable"]),
            upsertable: stated(&["UpdateRestrictions", "Upsertable"]),
            update_methods,
            deletable: stated(&["DeleteRestrictions", "Deletable"]),
            tracks_changes: stated(&["ChangeTracking", "Supported"]),
        }
    }

    /// Returns a value inside the record of a term: the term, and the properties that lead to the value.
    fn capability(&self, path: &[&str]) -> Option<Node<'a, 'input>> {
        let (term, properties) = path.split_first()?;
        // A document may state properties of one term inside the element and outside of it.
        self.with_term(CAPABILITIES, term).find_map(|annotation| {
            properties.iter().try_fold(annotation, |node, name| property_value(node, name))
        })
    }

    fn core(&self, term: &str) -> Option<Node<'a, 'input>> {
        self.with_term(CORE, term).next()
    }

    fn with_term(&self, vocabulary: &str, term: &str) -> impl Iterator<Item = Node<'a, 'input>> {
        let is_it =
            move |annotation: &Node<'_, '_>| term_of(*annotation, vocabulary, self.aliases) == Some(term);
        self.annotations.iter().copied().filter(is_it)
    }

    fn source(&self, node: Node<'_, '_>) -> Source {
        self.lines.source(node.range().start)
    }
}

/// The vocabulary declares the default value of these terms as true.
fn holds(annotation: Node<'_, '_>) -> bool {
    constant(annotation, "Bool").is_none_or(|value| value == "true")
}

/// Returns the name of an annotation's term in a vocabulary, or `None` if it is of another one.
fn term_of<'a>(annotation: Node<'a, '_>, vocabulary: &str, aliases: &Aliases) -> Option<&'a str> {
    let (prefix, term) = annotation.attribute("Term")?.rsplit_once('.')?;
    (prefix == vocabulary || aliases.namespace(prefix) == Some(vocabulary)).then_some(term)
}

fn stated_access(annotation: Node<'_, '_>, aliases: &Aliases) -> Option<Access> {
    match term_of(annotation, CORE, aliases)? {
        "Computed" if holds(annotation) => Some(Access::ReadOnly),
        "Immutable" if holds(annotation) => Some(Access::CreateOnly),
        "Permissions" => {
            let members = constant(annotation, "EnumMember")?;
            let members = || members.split_whitespace().filter_map(|member| member.rsplit('/').next());
            if members().all(|member| matches!(member, "Read" | "None")) {
                return Some(Access::ReadOnly);
            }
            members().all(|member| member == "Write").then_some(Access::WriteOnly)
        }
        _ => None,
    }
}
