//! The addresses of entities.

use super::{Comparison, DifferenceKind, words_of};
use crate::address::Target;
use crate::declared::Address;
use crate::metadata::Metadata;

impl<'a> Comparison<'a> {
    /// An entity's addresses lead to its type, or to a base of it.
    pub(super) fn addresses_of_entity(&mut self, addresses: &[Address]) {
        let name = &self.item.type_name;
        // That it is not there has been reported.
        let is_known = self.metadata.structure(name).is_some();
        for address in addresses {
            let text = &address.text;
            let targets = self.metadata.entities_at(text);
            if targets.iter().any(|target| self.metadata.is_a(name, target)) {
                continue;
            }
            let message = match self.metadata.resolve(text) {
                Err(error) => self.not_an_address(text, &error.reason),
                Ok(Target::Entity(_)) if !is_known => continue,
                Ok(Target::Entity(_)) => {
                    let targets = targets.join("` or a `");
                    format!("the address is that of a `{targets}`, from which `{name}` does not derive")
                }
                Ok(Target::Collection(target)) => format!(
                    "the address is that of a collection of `{target}`: end it with the key, `{text}/{{id}}`"
                ),
                Ok(Target::Value(value)) => {
                    format!("the address is that of a property of type `{}`, not of an entity", value.name)
                }
                Ok(Target::Stream) => "the address is that of bytes, not of an entity".to_owned(),
                Ok(Target::Operations(operations)) => {
                    let kind = operations.first().map(|operation| operation.kind);
                    let Some((attribute, noun)) = kind.map(words_of) else { continue };
                    format!("the address is that of {noun}: write `#[{attribute}]`")
                }
            };
            self.report(DifferenceKind::Address, None, address.position.as_ref(), message);
        }
    }

    pub(super) fn not_an_address(&self, text: &str, reason: &str) -> String {
        let version = self.version;
        let elsewhere = |(other, metadata): &(&'a String, &'a Metadata)| {
            other.as_str() != version && metadata.resolve(text).is_ok()
        };
        match self.apis.iter().find(elsewhere) {
            Some((other, _)) => {
                format!("`{text}` is not an address of Graph {version}, but of {other}: {reason}")
            }
            None => format!("`{text}` is not an address of Graph {version}: {reason}"),
        }
    }
}
