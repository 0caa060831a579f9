//! The members of objects: what each name refers to, and that no object has a property twice.

use std::collections::HashSet;

use crate::data::body::duplicate;
use crate::refusals::Refusal;
use crate::schema::names::Spelled;
use crate::schema::structure::{Property, Structure};

/// The annotation that links a navigation property. Source: OData JSON Format 4.01, "Bind Operation".
pub(crate) const BIND: &str = "odata.bind";

/// What a member of an object is.
#[derive(Clone, Copy)]
pub(crate) enum Member<'s> {
    Property(&'s Property),
    /// A property that an open type does not declare.
    Dynamic,
    /// A property that only another version of Graph declares.
    Foreign,
    /// The links of a navigation property.
    Bind(&'s Property),
    /// An annotation on the object (`@odata.etag`) or on one of its properties (`tags@odata.type`), which
    /// changes nothing.
    PassedOver,
}

/// Reads the names of one object of a type after another.
///
/// Most objects of a type have their properties in the same order. Each is first expected where the last object had
/// it: a search by name takes longer than the check of its value.
pub(crate) struct Members<'s> {
    structure: &'s Structure,
    /// The position of the property that is expected first, and after each property.
    expected: Vec<usize>,
    /// The index in `expected` of the next one.
    next: usize,
    /// The declared properties that the object has.
    seen: Vec<bool>,
    /// Its other properties and its links, as they are stored.
    others: HashSet<String>,
}

impl<'s> Members<'s> {
    /// Expects the properties of the first object in the order of their declaration.
    pub(crate) fn of(structure: &'s Structure) -> Self {
        let count = structure.properties.len();
        Self {
            structure,
            expected: (0..=count).collect(),
            next: 0,
            seen: vec![false; count],
            others: HashSet::new(),
        }
    }

    pub(crate) fn structure(&self) -> &'s Structure {
        self.structure
    }

    /// Starts with the next object.
    pub(crate) fn restart(&mut self) {
        self.next = 0;
        self.seen.fill(false);
        self.others.clear();
    }

    /// What a name of the object refers to.
    pub(crate) fn find(&mut self, name: &str) -> Result<Member<'s>, Refusal> {
        let structure = self.structure;
        let expected = self.expected[self.next];
        if let Some(property) = structure.properties.get(expected).filter(|property| property.name == name) {
            self.declared(expected, property)?;
            return Ok(Member::Property(property));
        }
        let member = member(structure, name)?;
        match member {
            Member::Property(property) => {
                if let Some(at) = structure.position(&property.name) {
                    self.expected[self.next] = at;
                    self.declared(at, property)?;
                }
            }
            Member::Bind(property) => self.other(bind(property), &property.name)?,
            Member::Dynamic | Member::Foreign => self.other(name.to_owned(), name)?,
            Member::PassedOver => {}
        }
        Ok(member)
    }

    /// The properties that the object does not have, also those of another version of Graph.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &'s Property> {
        let declared = self.structure.properties.iter().zip(&self.seen);
        let foreign = self.structure.foreign.values().filter(|it| !self.others.contains(&it.name));
        declared.filter(|(_, seen)| !**seen).map(|(property, _)| property).chain(foreign)
    }

    fn declared(&mut self, at: usize, property: &Property) -> Result<(), Refusal> {
        self.next = at + 1;
        let is_repeated = std::mem::replace(&mut self.seen[at], true);
        if is_repeated { Err(Refusal::duplicate(duplicate(&property.name))) } else { Ok(()) }
    }

    fn other(&mut self, stored: String, name: &str) -> Result<(), Refusal> {
        if self.others.insert(stored) { Ok(()) } else { Err(Refusal::duplicate(duplicate(name))) }
    }
}

/// The name under which the links of a property are stored.
pub(crate) fn bind(property: &Property) -> String {
    format!("{}@{BIND}", property.name)
}

fn member<'s>(structure: &'s Structure, name: &str) -> Result<Member<'s>, Refusal> {
    let (owner, annotation) = match name.split_once('@') {
        None => (name, None),
        Some(("", _)) => return Ok(Member::PassedOver),
        Some((owner, annotation)) => (owner, Some(annotation)),
    };
    Ok(match (structure.spelled(owner), annotation) {
        (Spelled::Declared(property), None) => Member::Property(property),
        (Spelled::Declared(property), Some(BIND)) => Member::Bind(property),
        (Spelled::Declared(_), Some(_)) => Member::PassedOver,
        (Spelled::Ambiguous, _) => return Err(Refusal::ambiguous_property(structure, owner)),
        (Spelled::Unknown, None) if structure.is_foreign(owner) => Member::Foreign,
        (Spelled::Unknown, None) if structure.is_open => Member::Dynamic,
        (Spelled::Unknown, Some(annotation)) if structure.is_open && annotation != BIND => Member::PassedOver,
        (Spelled::Unknown, _) => return Err(Refusal::unknown_property(structure, owner)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::structure::{Access, Role};
    use crate::schema::types::{Primitive, Type};

    fn structure() -> Structure {
        let mut structure = Structure::named("microsoft.graph.open");
        structure.is_open = true;
        for name in ["a", "b", "c", "d"] {
            structure.add(Property {
                name: name.to_owned(),
                kind: Type::Primitive(Primitive::String),
                nullable: true,
                has_nullable_items: false,
                access: Access::ReadWrite,
                role: Role::Data,
            });
        }
        structure
    }

    /// What an object with these names has: its declared properties, or the message of the refusal.
    fn declared(members: &mut Members<'_>, names: &[&str]) -> Result<String, String> {
        members.restart();
        let mut declared = String::new();
        for name in names {
            if let Member::Property(property) = members.find(name).map_err(|refusal| refusal.message)? {
                declared.push_str(&property.name);
            }
        }
        Ok(declared)
    }

    #[test]
    fn names_are_found_in_every_order() {
        let structure = structure();
        let mut members = Members::of(&structure);
        for names in ["abcd", "dcba", "dba", "dcba", "ca", "", "bcd", "aBCd"] {
            let each: Vec<&str> = names.split("").filter(|name| !name.is_empty()).collect();
            let found = declared(&mut members, &each).unwrap();
            assert_eq!(found, names.to_ascii_lowercase());
            let missing: String = members.missing().map(|property| property.name.as_str()).collect();
            let expected: String = "abcd".chars().filter(|name| !found.contains(*name)).collect();
            assert_eq!(missing, expected, "{names}");
        }
    }

    #[test]
    fn a_name_may_be_there_once() {
        let structure = structure();
        let mut members = Members::of(&structure);
        for names in [["a", "a"], ["b", "B"], ["x", "x"], ["a@odata.bind", "A@odata.bind"]] {
            let message = declared(&mut members, &names).unwrap_err();
            let name = names[0].trim_end_matches("@odata.bind");
            assert!(message.starts_with(&format!("Multiple properties with the name '{name}'")), "{message}");
            assert!(declared(&mut members, &names[..1]).is_ok(), "{names:?}");
        }
        assert!(declared(&mut members, &["x", "X", "a@odata.type", "a@odata.type"]).is_ok());
    }
}
