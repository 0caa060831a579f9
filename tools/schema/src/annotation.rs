//! Annotations of properties: who may set a property.

use std::collections::HashMap;

use roxmltree::Node;

use crate::name::Aliases;
use crate::structure::Access;

const COMPUTED: &str = "Org.OData.Core.V1.Computed";
const IMMUTABLE: &str = "Org.OData.Core.V1.Immutable";
const PERMISSIONS: &str = "Org.OData.Core.V1.Permissions";

/// Annotations that are written outside of the element that they annotate, by target:
/// `microsoft.graph.user/mail`.
#[derive(Default)]
pub(crate) struct Annotations(HashMap<String, Access>);

impl Annotations {
    /// Reads an `Annotations` element.
    pub(crate) fn add(&mut self, node: Node<'_, '_>, aliases: &Aliases) {
        let Some((structure, property)) = node.attribute("Target").and_then(|target| target.split_once('/'))
        else {
            return;
        };
        if let Some(access) = access(node) {
            self.0.insert(format!("{}/{property}", aliases.qualified(structure)), access);
        }
    }

    /// Returns who may set a property. Annotations inside its element win over those outside.
    pub(crate) fn access(&self, structure: &str, property: Node<'_, '_>) -> Access {
        let name = property.attribute("Name").unwrap_or_default();
        let outside = || self.0.get(&format!("{structure}/{name}")).copied();
        access(property).or_else(outside).unwrap_or_default()
    }
}

/// Returns the strictest access that the annotations inside an element state, or `None` if they state none.
fn access(node: Node<'_, '_>) -> Option<Access> {
    let annotations = node.children().filter(|child| child.has_tag_name_local("Annotation"));
    annotations.filter_map(stated_access).max_by_key(|access| *access as u8)
}

fn stated_access(annotation: Node<'_, '_>) -> Option<Access> {
    // The vocabulary declares the default value of these terms as true.
    let holds = annotation.attribute("Bool").is_none_or(|value| value == "true");
    match annotation.attribute("Term")? {
        COMPUTED if holds => Some(Access::ReadOnly),
        IMMUTABLE if holds => Some(Access::CreateOnly),
        PERMISSIONS => {
            let inner = annotation.children().find(|child| child.has_tag_name_local("EnumMember"));
            let text = annotation.attribute("EnumMember").or_else(|| inner.and_then(|inner| inner.text()))?;
            let is_read_only =
                text.split_whitespace().all(|member| member.ends_with("/Read") || member.ends_with("/None"));
            is_read_only.then_some(Access::ReadOnly)
        }
        _ => None,
    }
}

/// Compares tags by their local names only: no two elements of CSDL differ only in their namespaces.
pub(crate) trait LocalName {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl LocalName for Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}
