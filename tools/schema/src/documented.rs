//! What documentation pages say is at an address.
//!
//! A page has the whole address of what it is about, but no page has the steps between. So an address of the
//! pages is looked up as a whole, where following it segment by segment leads nowhere.

use std::collections::BTreeMap;

use crate::address::Target;
use crate::metadata::Metadata;
use crate::operation::Operation;
use crate::source::Fact;

/// What documented addresses lead to, by their shapes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Documented {
    /// The entity types.
    entities: BTreeMap<String, Vec<String>>,
    /// The indices of the operations.
    operations: BTreeMap<String, Vec<usize>>,
}

impl Documented {
    pub(crate) fn new<'a>(
        types: impl Iterator<Item = (&'a str, &'a [Fact<String>])>,
        operations: &[Operation],
    ) -> Self {
        let mut found = Self::default();
        for (name, addresses) in types {
            for address in addresses {
                found.entities.entry(shape(&address.value)).or_default().push(name.to_owned());
            }
        }
        for (index, operation) in operations.iter().enumerate() {
            for address in &operation.annotations.addresses {
                found.operations.entry(shape(without_arguments(&address.value))).or_default().push(index);
            }
        }
        found
    }
}

impl Metadata {
    /// Returns what pages say is at an address, if they have it.
    pub(crate) fn documented_target(&self, address: &str) -> Option<Target<'_>> {
        let shape = shape(address);
        let documented = self.documented();
        if let Some(names) = documented.entities.get(&shape) {
            return Some(Target::Entity(self.common_base(names)?));
        }
        if let Some(names) = documented.entities.get(&format!("{shape}/{{}}")) {
            return Some(Target::Collection(self.common_base(names)?));
        }
        let indices = documented.operations.get(&shape)?;
        Some(Target::Operations(indices.iter().filter_map(|index| self.operations().get(*index)).collect()))
    }

    /// Whether the pages of an entity type, or of one that it extends, have an address.
    pub(crate) fn documents(&self, name: &str, address: &str) -> bool {
        let known = self.documented().entities.get(&shape(address));
        known.is_some_and(|names| self.lineage(name).any(|part| names.contains(&part.name)))
    }

    /// Returns the nearest type that all types extend, or the first type if there is none.
    fn common_base<'a>(&'a self, names: &'a [String]) -> Option<&'a str> {
        let first = names.first()?;
        let common = self.lineage(first).find(|base| names.iter().all(|name| self.is_a(name, &base.name)));
        Some(common.map_or(first, |base| &base.name))
    }
}

/// Returns an address with `{}` for its placeholders and without quotes: pages name the same key in several
/// ways.
fn shape(address: &str) -> String {
    let mut shape = String::with_capacity(address.len());
    let mut depth = 0_usize;
    for c in address.trim_end_matches('/').chars() {
        match c {
            '{' => {
                depth += 1;
                shape.push('{');
            }
            '}' if depth > 0 => {
                depth -= 1;
                shape.push('}');
            }
            '\'' => {}
            c if depth == 0 => shape.push(c),
            _ => {}
        }
    }
    shape
}

/// Returns the address of a function without the parentheses at its end.
pub(crate) fn without_arguments(address: &str) -> &str {
    let last = address.rfind('/').map_or(0, |slash| slash + 1);
    address[last..].find('(').map_or(address, |open| &address[..last + open])
}

#[cfg(test)]
mod tests {
    use super::{shape, without_arguments};

    #[test]
    fn the_names_of_placeholders_do_not_matter() {
        for (address, expected) in [
            ("/users/{id | userPrincipalName}/photo", "/users/{}/photo"),
            ("/users/{userId}/photo/", "/users/{}/photo"),
            ("/users('{upn}')", "/users({})"),
            ("/a/{b", "/a/{"),
            ("", ""),
        ] {
            assert_eq!(shape(address), expected, "{address}");
        }
        assert_eq!(without_arguments("/a/{b}/find(day='{day}')"), "/a/{b}/find");
        assert_eq!(without_arguments("/a(b='{b}')/find"), "/a(b='{b}')/find");
    }
}
