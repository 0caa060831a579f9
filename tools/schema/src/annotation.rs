//! What annotations say of a property: who may set it.

use std::collections::HashMap;

use roxmltree::Node;

use crate::name::Aliases;
use crate::structure::Access;

const COMPUTED: &str = "Org.OData.Core.V1.Computed";
const IMMUTABLE: &str = "Org.OData.Core.V1.Immutable";
const PERMISSIONS: &str = "Org.OData.Core.V1.Permissions";

/// The annotations that stand apart from what they are about, by their targets: `microsoft.graph.user/mail`.
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

    /// Who may set a property, by what stands within its element, and otherwise by what stands apart.
    pub(crate) fn access(&self, structure: &str, property: Node<'_, '_>) -> Access {
        let name = property.attribute("Name").unwrap_or_default();
        let apart = || self.0.get(&format!("{structure}/{name}")).copied();
        access(property).or_else(apart).unwrap_or_default()
    }
}

/// The strictest of what the annotations within an element say.
fn access(node: Node<'_, '_>) -> Option<Access> {
    let annotations = node.children().filter(|child| child.has_tag_name_local("Annotation"));
    annotations.filter_map(one).max_by_key(|access| *access as u8)
}

fn one(annotation: Node<'_, '_>) -> Option<Access> {
    // A tag without a value is true, as the vocabulary says.
    let holds = annotation.attribute("Bool").is_none_or(|value| value == "true");
    match annotation.attribute("Term")? {
        COMPUTED if holds => Some(Access::ReadOnly),
        IMMUTABLE if holds => Some(Access::CreateOnly),
        PERMISSIONS => {
            let inner = annotation.children().find(|child| child.has_tag_name_local("EnumMember"));
            let text = annotation.attribute("EnumMember").or_else(|| inner.and_then(|inner| inner.text()))?;
            let reads_alone =
                text.split_whitespace().all(|member| member.ends_with("/Read") || member.ends_with("/None"));
            reads_alone.then_some(Access::ReadOnly)
        }
        _ => None,
    }
}

/// Tags by their local names: the document's namespaces say nothing that the names do not.
pub(crate) trait LocalName {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl LocalName for Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}
