//! Changes of properties and of members of enumerations.

use std::collections::BTreeSet;

use super::{About, Changes, Element, adverb};
use crate::annotation::Annotations;
use crate::metadata::Metadata;
use crate::source::Source;
use crate::structure::{Access, EnumType, StructuredType, TypeName};

/// A property, a relationship or not.
struct Read<'a> {
    name: &'a str,
    kind: &'a TypeName,
    nullable: bool,
    nullable_items: Option<bool>,
    access: Access,
    is_navigation: bool,
    contains_target: bool,
    annotations: &'a Annotations,
    source: &'a Source,
}

fn read(structure: &StructuredType) -> impl Iterator<Item = Read<'_>> {
    let plain = structure.properties.iter().map(|property| Read {
        name: &property.name,
        kind: &property.kind,
        nullable: property.nullable,
        nullable_items: property.nullable_items,
        access: property.access,
        is_navigation: false,
        contains_target: false,
        annotations: &property.annotations,
        source: &property.source,
    });
    let navigation = structure.navigation.iter().map(|property| Read {
        name: &property.name,
        kind: &property.kind,
        nullable: property.nullable,
        nullable_items: None,
        access: property.access,
        is_navigation: true,
        contains_target: property.contains_target,
        annotations: &property.annotations,
        source: &property.source,
    });
    plain.chain(navigation)
}

/// A property of a type or of one of its bases.
fn inherited<'a>(metadata: &'a Metadata, type_name: &str, name: &str) -> Option<Read<'a>> {
    metadata.lineage(type_name).flat_map(read).find(|property| property.name == name)
}

impl Changes {
    pub(super) fn properties(
        &mut self,
        about: About<'_>,
        old: &StructuredType,
        new: &StructuredType,
        before: &Metadata,
        after: &Metadata,
    ) {
        let type_name = about.subject;
        for property in read(new) {
            let about = about.of(Element::Property, property.name);
            let what = called(&property, type_name);
            // One that comes from a base now or did before has not changed for the type.
            match inherited(before, type_name, property.name) {
                Some(was) => self.property(about, &what, &was, &property),
                None => self.new_of_type(about, property.source, &what, property.kind),
            }
        }
        for property in read(old) {
            if inherited(after, type_name, property.name).is_none() {
                let about = about.of(Element::Property, property.name);
                self.removed(about, property.source, &called(&property, type_name));
            }
        }
    }

    fn property(&mut self, about: About<'_>, what: &str, was: &Read<'_>, is: &Read<'_>) {
        let mut facts = Vec::new();
        if was.kind != is.kind {
            facts.push(format!("is now {}, not {}", in_words(is.kind), in_words(was.kind)));
        }
        if was.is_navigation != is.is_navigation {
            facts.push(
                if is.is_navigation {
                    "is now a navigation property"
                } else {
                    "is no longer a navigation property"
                }
                .to_owned(),
            );
        }
        if was.contains_target != is.contains_target && was.is_navigation == is.is_navigation {
            facts.push(format!("{} contains its entities", adverb(is.contains_target)));
        }
        if was.access != is.access {
            facts.push(
                match is.access {
                    Access::ReadOnly => "is now set by the service only",
                    Access::CreateOnly => "is now set by a create only",
                    Access::WriteOnly => "is now never part of a reply",
                    Access::ReadWrite => "can now be set",
                }
                .to_owned(),
            );
        }
        if was.nullable != is.nullable && was.kind.is_collection == is.kind.is_collection {
            facts.push(if is.nullable { "may now be null" } else { "is now never null" }.to_owned());
        }
        if was.nullable_items != is.nullable_items && was.kind.is_collection && is.kind.is_collection {
            facts.push(items_in_words(is.nullable_items).to_owned());
        }
        for fact in facts {
            self.changed(about, is.source, format!("{what} {fact}"));
        }
        self.annotations(about, what, is.source, was.annotations, is.annotations);
    }

    pub(super) fn enumeration(&mut self, old: &EnumType, new: &EnumType) {
        let name = &new.name;
        let about = About::a_type(name);
        if old.is_flags != new.is_flags {
            let message = format!("the members of `{name}` are {} flags", adverb(new.is_flags));
            self.changed(about, &new.source, message);
        }
        let names: BTreeSet<&str> =
            old.members.iter().chain(&new.members).map(|member| member.name.as_str()).collect();
        for member in names {
            let about = about.of(Element::Member, member);
            let what = format!("member `{member}` of `{name}`");
            let of = |read: &'_ EnumType| read.members.iter().find(|it| it.name == member).cloned();
            match (of(old), of(new)) {
                (Some(was), Some(is)) => {
                    let message = match (was.value, is.value) {
                        (before, after) if before == after => None,
                        (Some(before), Some(number)) => {
                            Some(format!("{what} has now the number {number}, not {before}"))
                        }
                        (None, Some(number)) => {
                            Some(format!("{what} is now stated to have the number {number}"))
                        }
                        (_, None) => Some(format!("the number of {what} is no longer stated")),
                    };
                    if let Some(message) = message {
                        self.changed(about, &is.source, message);
                    }
                    self.annotations(about, &what, &is.source, &was.annotations, &is.annotations);
                }
                (Some(gone), None) => self.removed(about, &gone.source, &what),
                (None, Some(found)) => self.added(about, &found.source, &what),
                (None, None) => {}
            }
        }
        let what = format!("enumeration type `{name}`");
        let underlying = |read: &EnumType| read.underlying.clone().unwrap_or_else(|| "Edm.Int32".to_owned());
        if underlying(old) != underlying(new) {
            let (is, was) = (underlying(new), underlying(old));
            self.changed(about, &new.source, format!("the numbers of {what} are now `{is}`, not `{was}`"));
        }
        self.annotations(about, &what, &new.source, &old.annotations, &new.annotations);
    }
}

fn called(property: &Read<'_>, type_name: &str) -> String {
    let noun = if property.is_navigation { "navigation property" } else { "property" };
    format!("{noun} `{}` of `{type_name}`", property.name)
}

/// What is now said about the items of a collection.
pub(super) fn items_in_words(nullable: Option<bool>) -> &'static str {
    match nullable {
        Some(true) => "may now have items that are null",
        Some(false) => "now has no items that are null",
        None => "no longer says whether items may be null",
    }
}

/// A type in a sentence.
pub(super) fn in_words(kind: &TypeName) -> String {
    if kind.is_collection { format!("a collection of `{}`", kind.name) } else { format!("`{}`", kind.name) }
}
