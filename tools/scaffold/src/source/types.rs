//! The types of fields, parameters and results.

use graph_entity_schema::declared::{TypeRef, ValueType};
use syn_2::spanned::Spanned;
use syn_2::{GenericArgument, PathArguments, Type, TypePath};

use super::items::At;
use super::names::Names;

/// The type without the brackets that `macro_rules!` and parentheses put around it.
fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        _ => ty,
    }
}

/// The type inside of `Name<...>`.
fn argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(TypePath { qself: None, path }) = ungrouped(ty) else { return None };
    let last = path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => Some(inner),
        _ => None,
    }
}

/// The names of a path without type arguments.
fn names_of(ty: &Type) -> Option<Vec<String>> {
    let Type::Path(TypePath { qself: None, path }) = ungrouped(ty) else { return None };
    let is_plain = path.segments.iter().all(|segment| segment.arguments.is_none());
    is_plain.then(|| path.segments.iter().map(|segment| super::items::unraw(&segment.ident)).collect())
}

/// A type with what is around it taken off.
struct Peeled<'a> {
    held: &'a Type,
    is_collection: bool,
    is_optional: bool,
    has_optional_items: bool,
}

/// Takes off `Option`, `Nullable`, `Box`, `Vec` and `Flags`, and follows aliases.
fn peel<'a>(mut ty: &'a Type, names: &'a Names) -> Peeled<'a> {
    let (mut is_collection, mut is_optional, mut has_optional_items) = (false, false, false);
    // Each turn takes off one layer. An alias of itself does not compile, but must end.
    for _ in 0..16 {
        if let Some(inner) = argument(ty, "Option").or_else(|| argument(ty, "Nullable")) {
            if is_collection {
                has_optional_items = true;
            } else {
                is_optional = true;
            }
            ty = inner;
        } else if let Some(inner) = argument(ty, "Vec") {
            is_collection = true;
            ty = inner;
        } else if let Some(inner) = argument(ty, "Box").or_else(|| argument(ty, "Flags")) {
            ty = inner;
        } else if let Some(inner) = names_of(ty).and_then(|path| names.alias(path.last()?)) {
            ty = inner;
        } else {
            break;
        }
    }
    Peeled { held: ty, is_collection, is_optional, has_optional_items }
}

/// The path of the entity whose create body a type is: `Device` for `DevicePatch<Create>` and for
/// `CreateBody<Device>`.
fn body(ty: &Type) -> Option<Vec<String>> {
    if let Some(held) = argument(ty, "CreateBody") {
        return names_of(held);
    }
    let Type::Path(TypePath { qself: None, path }) = ungrouped(ty) else { return None };
    let mut names: Vec<String> = path.segments.iter().map(|it| super::items::unraw(&it.ident)).collect();
    let mode = argument(ty, names.last()?)?;
    let is_create = names_of(mode)?.last()? == "Create";
    let name = names.last_mut()?;
    *name = name.strip_suffix("Patch").filter(|name| is_create && !name.is_empty())?.to_owned();
    Some(names)
}

/// Reads a type. The position is that of the type as it is written in the field.
pub(super) fn value(ty: &Type, names: &Names, at: &At) -> ValueType {
    let Peeled { held, is_collection, is_optional, has_optional_items } = peel(ty, names);
    let name = match names_of(held).or_else(|| body(held)) {
        Some(path) => names.resolve(&path, &at.modules),
        None => TypeRef::Unknown(String::new()),
    };
    ValueType { name, is_collection, is_optional, has_optional_items, position: Some(at.position(ty.span())) }
}

/// Reads the type of a choice's variant.
pub(super) fn held(ty: &Type, names: &Names, at: &At) -> TypeRef {
    value(ty, names, at).name
}

/// Whether the type is `()`.
pub(super) fn is_unit(ty: &Type) -> bool {
    matches!(ungrouped(ty), Type::Tuple(tuple) if tuple.elems.is_empty())
}
