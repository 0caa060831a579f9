//! What documentation pages say is at an address.
//!
//! A page has the whole address of what it is about, but no page has the steps between. So an address of the
//! pages is looked up as a whole, where following it segment by segment leads nowhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::address::{Target, address_shape};
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
                found.entities.entry(address_shape(&address.value)).or_default().push(name.to_owned());
            }
        }
        for (index, operation) in operations.iter().enumerate() {
            for address in &operation.annotations.addresses {
                found.operations.entry(shape_of_call(&address.value)).or_default().push(index);
            }
        }
        found
    }
}

impl Metadata {
    /// Returns what pages say is at an address, if they have it.
    pub(crate) fn documented_target(&self, address: &str) -> Option<Target<'_>> {
        let shape = address_shape(address);
        let documented = self.documented();
        if let Some(names) = documented.entities.get(&shape) {
            return Some(Target::Entity(self.common_base(names)?));
        }
        if let Some(names) = documented.entities.get(&format!("{shape}/{{}}")) {
            return Some(Target::Collection(self.common_base(names)?));
        }
        let indices = documented.operations.get(&shape_of_call(address))?;
        Some(Target::Operations(indices.iter().filter_map(|index| self.operations().get(*index)).collect()))
    }

    /// Returns how pages call the operation at an address without its namespace, which is not `microsoft.graph`.
    pub(crate) fn documented_namespace(&self, address: &str) -> Option<&str> {
        let shape = shape_of_call(address);
        let (before, name) = shape.rsplit_once('/')?;
        let mut calls = self.documented().operations.keys().filter_map(|known| known.rsplit_once('/'));
        let is_same = |known: &str| known.rsplit_once('.').is_some_and(|(_, local)| local == name);
        calls.find(|(holder, known)| *holder == before && is_same(known)).map(|(_, known)| known)
    }

    /// Returns the types of entities that are at an address, sorted. An entity there is of one of them, or of
    /// a type that extends one. There are several where pages have the address for types without a type that
    /// all extend.
    pub(crate) fn entities_at<'a>(&'a self, address: &str) -> Vec<&'a str> {
        let target = match self.resolve(address) {
            Ok(Target::Entity(name)) => Some(name),
            Ok(_) => None,
            Err(_) => return Vec::new(),
        };
        let documented = self.documented().entities.get(&address_shape(address));
        let documented = documented.into_iter().flatten().map(String::as_str);
        let all: BTreeSet<&str> = target.into_iter().chain(documented).collect();
        let extends_other = |name: &&str| all.iter().any(|base| base != name && self.is_a(name, base));
        all.iter().copied().filter(|name| !extends_other(name)).collect()
    }

    /// Returns the nearest type that all types extend, or the first type if there is none.
    fn common_base<'a>(&'a self, names: &'a [String]) -> Option<&'a str> {
        let first = names.first()?;
        let common = self.lineage(first).find(|base| names.iter().all(|name| self.is_a(name, &base.name)));
        Some(common.map_or(first, |base| &base.name))
    }
}

/// Returns the shape of the address of a call, in which the namespace `microsoft.graph` may be left out.
fn shape_of_call(address: &str) -> String {
    let shape = address_shape(without_arguments(address));
    match shape.rsplit_once("/microsoft.graph.") {
        Some((before, name)) if !name.contains(['.', '/']) => format!("{before}/{name}"),
        _ => shape,
    }
}

/// Returns the address of a function without the parentheses at its end.
pub(crate) fn without_arguments(address: &str) -> &str {
    let last = address.rfind('/').map_or(0, |slash| slash + 1);
    address[last..].find('(').map_or(address, |open| &address[..last + open])
}

#[cfg(test)]
mod tests {
    use super::without_arguments;

    #[test]
    fn the_arguments_of_a_function_are_those_at_the_end() {
        assert_eq!(without_arguments("/a/{b}/find(day='{day}')"), "/a/{b}/find");
        assert_eq!(without_arguments("/a(b='{b}')/find"), "/a(b='{b}')/find");
    }
}
