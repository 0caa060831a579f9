//! Elements, attributes and constant expressions.

use roxmltree::Node;

use crate::error::MetadataError;

/// Returns the child elements with a name. Names are compared without their XML namespace: no two elements of
/// CSDL differ only in it.
pub(crate) fn children<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> + use<'a, 'input> {
    node.children().filter(move |child| is_element(*child, name))
}

pub(crate) fn is_element(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// Returns an attribute that must be there.
pub(crate) fn required<'a>(node: Node<'a, '_>, attribute: &str) -> Result<&'a str, MetadataError> {
    node.attribute(attribute).filter(|text| !text.is_empty()).ok_or_else(|| {
        let element = node.tag_name().name();
        MetadataError::at(node, format!("expected the attribute `{attribute}` on `{element}`"))
    })
}

/// Returns the value of an attribute that is `true` or `false`, if it is there.
pub(crate) fn flag(node: Node<'_, '_>, attribute: &str) -> Result<Option<bool>, MetadataError> {
    match node.attribute(attribute) {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(text) => {
            let message = format!("expected `true` or `false` as `{attribute}`, found `{text}`");
            Err(MetadataError::at(node, message))
        }
    }
}

/// Returns a constant expression, which is an attribute or an element: `Bool="true"`, `<Bool>true</Bool>`.
pub(crate) fn constant<'a>(node: Node<'a, '_>, kind: &'static str) -> Option<&'a str> {
    node.attribute(kind).or_else(|| children(node, kind).next()?.text()).map(str::trim)
}

/// Returns the property value with a name of the record inside an element.
pub(crate) fn property_value<'a, 'input: 'a>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    let record = if is_element(node, "Record") { node } else { children(node, "Record").next()? };
    children(record, "PropertyValue").find(|value| value.attribute("Property") == Some(name))
}

/// Returns the records of the collection inside an element.
pub(crate) fn records<'a, 'input: 'a>(
    node: Node<'a, 'input>,
) -> impl Iterator<Item = Node<'a, 'input>> + use<'a, 'input> {
    children(node, "Collection").flat_map(|collection| children(collection, "Record"))
}
