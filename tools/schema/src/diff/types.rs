//! Changes of types: structured types, enumeration types and type definitions.

use std::collections::BTreeSet;

use super::{About, Changes, adverb};
use crate::metadata::{Metadata, TypeDefinition};
use crate::structure::{AlternateKey, StructureKind, StructuredType};

impl Changes {
    pub(super) fn types(&mut self, old: &Metadata, new: &Metadata) {
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
                    self.annotations(about, &what, &is.source, &was.annotations, &is.annotations);
                }
                (Some(gone), None) => self.removed(about, &gone.source, &what),
                (None, Some(found)) => self.added(about, &found.source, &what),
                (None, None) => {}
            }
        }
    }

    fn structure(&mut self, old: &StructuredType, new: &StructuredType, before: &Metadata, after: &Metadata) {
        let about = About::a_type(&new.name);
        let mut facts = nature(old, new);
        facts.extend(key(old, new, before, after));
        facts.extend(alternate_keys(old, new));
        facts.extend(explicit_operations(old, new));
        for fact in facts {
            self.changed(about, &new.source, fact);
        }
        self.annotations(about, &called(new), &new.source, &old.annotations, &new.annotations);
        self.properties(about, old, new, before, after);
    }
}

/// What a type is: its kind, its base and its marks.
fn nature(old: &StructuredType, new: &StructuredType) -> Vec<String> {
    let name = &new.name;
    let mut facts = Vec::new();
    if old.kind != new.kind {
        facts.push(format!("`{name}` is now {}", noun(new.kind).1));
    }
    if old.base != new.base {
        let shown =
            |base: &Option<String>| base.clone().map_or("nothing".to_owned(), |base| format!("`{base}`"));
        facts.push(format!("`{name}` now derives from {}, not from {}", shown(&new.base), shown(&old.base)));
    }
    for (was, is, word) in [
        (old.is_abstract, new.is_abstract, "abstract"),
        (old.is_open, new.is_open, "open"),
        (old.has_stream, new.has_stream, "a media entity"),
    ] {
        if was != is {
            facts.push(format!("`{name}` is {} {word}", adverb(is)));
        }
    }
    facts
}

fn key(old: &StructuredType, new: &StructuredType, before: &Metadata, after: &Metadata) -> Option<String> {
    let (was, is) = (before.keys(&old.name), after.keys(&new.name));
    (was != is).then(|| format!("the key of `{}` is now {}, not {}", new.name, listed(is), listed(was)))
}

fn alternate_keys(old: &StructuredType, new: &StructuredType) -> Option<String> {
    let (was, is) = (alternate(&old.alternate_keys), alternate(&new.alternate_keys));
    (was != is).then(|| {
        format!("the alternate keys of `{}` are now {}, not {}", new.name, listed(&is), listed(&was))
    })
}

/// The operations that only types that name them have.
fn explicit_operations(old: &StructuredType, new: &StructuredType) -> Vec<String> {
    let sorted = |structure: &StructuredType| -> BTreeSet<String> {
        structure.explicit_operations.iter().cloned().collect()
    };
    let (was, is) = (sorted(old), sorted(new));
    let changed = is.symmetric_difference(&was).map(|operation| {
        let adverb = adverb(is.contains(operation));
        format!("`{}` {adverb} names `{operation}` as an operation of its own", new.name)
    });
    changed.collect()
}

/// The noun of a kind, and the same with an article.
fn noun(kind: StructureKind) -> (&'static str, &'static str) {
    match kind {
        StructureKind::Entity => ("entity type", "an entity type"),
        StructureKind::Complex => ("complex type", "a complex type"),
    }
}

/// Names in a sentence.
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
