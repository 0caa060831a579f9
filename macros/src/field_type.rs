//! What the tokens of a field's type reveal: whether it is an `Option`, a `Vec`, a `String`, or a type that
//! no OData property has. An alias hides this, and then the runtime's traits decide.

use proc_macro2::{Ident, Span};
use quote::ToTokens as _;
use syn::spanned::Spanned;
use syn::{Fields, GenericArgument, Path, PathArguments, Type, TypePath};

/// The property types that the runtime supports itself, with their OData types.
const RUNTIME_TYPES: &[(&str, &str)] = &[
    ("String", "Edm.String"),
    ("bool", "Edm.Boolean"),
    ("u8", "Edm.Byte"),
    ("i8", "Edm.SByte"),
    ("i16", "Edm.Int16"),
    ("i32", "Edm.Int32"),
    ("i64", "Edm.Int64"),
    ("f32", "Edm.Single"),
    ("f64", "Edm.Double"),
    ("Decimal", "Edm.Decimal"),
    ("Uuid", "Edm.Guid"),
    ("DateTimeOffset", "Edm.DateTimeOffset"),
    ("Date", "Edm.Date"),
    ("TimeOfDay", "Edm.TimeOfDay"),
    ("Duration", "Edm.Duration"),
    ("Binary", "Edm.Binary"),
    ("Value", UNTYPED),
];

/// The OData type of any JSON.
pub(crate) const UNTYPED: &str = "Edm.Untyped";

/// The type inside `Option<...>`, or `None` for any other type.
pub(crate) fn option(ty: &Type) -> Option<&Type> {
    argument(ty, "Option")
}

/// The type inside `Vec<...>`, or `None` for any other type.
pub(crate) fn vec(ty: &Type) -> Option<&Type> {
    argument(ty, "Vec")
}

/// The type inside `Box<...>`.
pub(crate) fn boxed(ty: &Type) -> Option<&Type> {
    argument(ty, "Box")
}

/// The type inside `Flags<...>`.
pub(crate) fn flags(ty: &Type) -> Option<&Type> {
    argument(ty, "Flags")
}

/// The type inside `Nullable<...>`.
pub(crate) fn nullable(ty: &Type) -> Option<&Type> {
    argument(ty, "Nullable")
}

/// The name of the entity whose create body a type is: `Device` for `DevicePatch<Create>` and for
/// `CreateBody<Device>`.
pub(crate) fn body(ty: &Type) -> Option<Ident> {
    if let Some(held) = argument(ty, "CreateBody") {
        return plain_name(held).cloned();
    }
    let Type::Path(TypePath { qself: None, path, .. }) = ungrouped(ty) else { return None };
    let patch = path.segments.last()?.ident.to_string();
    let mode = argument(ty, &patch)?;
    let name = patch.strip_suffix("Patch").filter(|name| !name.is_empty() && is_named(mode, "Create"))?;
    Some(Ident::new(name, name_span(ty)))
}

/// The type of the field of a tuple variant with a single field.
pub(crate) fn single_type(fields: &Fields) -> Option<&Type> {
    match fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first().map(|field| &field.ty),
        _ => None,
    }
}

/// Whether the type is written as a name, with or without a path before it.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    plain_name(ty).is_some_and(|found| found == name)
}

/// Whether the type is exactly this name.
pub(crate) fn is_ident(ty: &Type, name: &Ident) -> bool {
    matches!(ungrouped(ty), Type::Path(TypePath { qself: None, path, .. }) if path.is_ident(name))
}

/// Whether the type is written `u8`.
pub(crate) fn is_byte(ty: &Type) -> bool {
    matches!(ungrouped(ty), Type::Path(TypePath { qself: None, path, .. }) if path.is_ident("u8"))
}

/// Whether the type is written `()`.
pub(crate) fn is_unit(ty: &Type) -> bool {
    matches!(ungrouped(ty), Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// The type without the invisible brackets that `macro_rules!` and parentheses put around it.
fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        _ => ty,
    }
}

fn argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(TypePath { qself: None, path, .. }) = ungrouped(ty) else { return None };
    let last = path.segments.last()?;
    // Before the name, whose text is copied for each comparison.
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 && last.ident == name => Some(inner),
        _ => None,
    }
}

/// Whether the type, or the type inside its `Option` or `Vec`, is written as one of [`RUNTIME_TYPES`] and can be
/// no other crate's. Other crates have a `Duration` and a `Date` too: the compiler must report only once that
/// theirs is not the type of a property.
pub(crate) fn is_runtime_type(ty: &Type) -> bool {
    if let Some(inner) = option(ty).or_else(|| vec(ty)) {
        return is_runtime_type(inner);
    }
    edm_name(ty).is_some_and(|edm| !matches!(edm, "Edm.Duration" | "Edm.Date"))
}

/// The OData type of one of [`RUNTIME_TYPES`], or `None` for any other type.
pub(crate) fn edm_name(ty: &Type) -> Option<&'static str> {
    // Each comparison with the identifier itself would copy its text.
    let name = plain_name(ty)?.to_string();
    RUNTIME_TYPES.iter().find(|(own, _)| name == *own).map(|(_, edm)| *edm)
}

/// The runtime's `Kind` of a property type of the standard library, and whether OData allows it for a key.
/// `None` for any other type, because an item of the user may have the name of a runtime type.
pub(crate) fn std_kind(ty: &Type) -> Option<(&'static str, bool)> {
    match edm_name(ty)?.strip_prefix("Edm.")? {
        kind @ ("String" | "Boolean" | "Byte" | "SByte" | "Int16" | "Int32" | "Int64") => Some((kind, true)),
        kind @ ("Single" | "Double") => Some((kind, false)),
        _ => None,
    }
}

/// The name of one of [`RUNTIME_TYPES`] by its OData type.
pub(crate) fn of_edm(edm: &str) -> Option<&'static str> {
    RUNTIME_TYPES.iter().find(|(_, known)| *known == edm).map(|(own, _)| *own)
}

/// The last name of a type that is written as a path without type arguments.
pub(crate) fn plain_name(ty: &Type) -> Option<&Ident> {
    let Type::Path(TypePath { qself: None, path, .. }) = ungrouped(ty) else { return None };
    path.segments.last().filter(|last| last.arguments.is_none()).map(|last| &last.ident)
}

/// A type as an error shows it: the last name of a path, or its tokens.
pub(crate) fn shown(ty: &Type) -> String {
    plain_name(ty).map_or_else(|| ungrouped(ty).to_token_stream().to_string(), ToString::to_string)
}

/// The span of a type's own name. The type's own span may be that of the invisible brackets around a type
/// that came through a `macro_rules!`, which lie in the macro.
pub(crate) fn name_span(ty: &Type) -> Span {
    match ungrouped(ty) {
        Type::Path(path) => path.path.segments.last().map_or_else(|| ty.span(), |last| last.ident.span()),
        inner => inner.span(),
    }
}

/// The token and the reason if no property can have this type, otherwise `None`.
pub(crate) fn unsupported(ty: &Type) -> Option<(Span, String)> {
    if let Some(inner) = option(ty) {
        if option(inner).is_some() {
            return Some((inner.span(), "`Option<Option<...>>` is not needed: a patch tells absent from null by itself, write one `Option`".into()));
        }
        return match boxed(inner) {
            Some(held) if may_be_boxed(held) => unsupported(held),
            _ => unsupported(inner),
        };
    }
    if let Some(item) = vec(ty) {
        if boxed(item).is_some_and(may_be_boxed) {
            let message = "a `Vec` keeps its items apart from the struct by itself: leave out the `Box`";
            return Some((item.span(), message.into()));
        }
        return unsupported(item);
    }
    if boxed(ty).is_some_and(may_be_boxed) {
        let message = "a boxed value may be missing, since one that holds another of its own type must end somewhere: write `Option<Box<...>>`";
        return Some((ty.span(), message.into()));
    }
    let reason = reason(ty)?;
    Some((
        ty.span(),
        format!(
            "{reason}\nthe property types are listed in the documentation of `graph_entity::model::Kind`"
        ),
    ))
}

/// Whether the type may hold values of itself, as a struct or a choice does: only such a type needs a `Box`.
fn may_be_boxed(ty: &Type) -> bool {
    !is_runtime_type(ty) && option(ty).is_none() && vec(ty).is_none() && boxed(ty).is_none()
}

/// The same for a parameter, which can be left out or be null.
pub(crate) fn unsupported_parameter(ty: &Type) -> Option<(Span, String)> {
    let given = option(ty).unwrap_or(ty);
    if option(given).is_some() {
        let message = "`Option<Option<...>>` is written `Option<Nullable<...>>` here: `None` leaves the parameter out, `Some(Nullable(None))` sends null";
        return Some((given.span(), message.into()));
    }
    let value = nullable(given).unwrap_or(given);
    unsupported(boxed(value).filter(|held| may_be_boxed(held)).unwrap_or(value))
}

fn reason(ty: &Type) -> Option<String> {
    match ungrouped(ty) {
        Type::Path(TypePath { qself: None, path, .. }) => {
            foreign_time(path).or_else(|| std_type(&path.segments.last()?.ident.to_string()))
        }
        Type::Reference(_) => Some(
            "a reference is not a property type: an entity owns its values, write `String` for a text".into(),
        ),
        Type::Tuple(_) => Some("a tuple is not a property type: declare a struct for a complex value".into()),
        Type::Array(_) => Some("an array is not a property type: write `Vec` for a collection".into()),
        Type::Slice(_) => Some("a slice is not a property type: write `Vec` for a collection".into()),
        Type::Ptr(_)
        | Type::FnPtr(_)
        | Type::Never(_)
        | Type::ImplTrait(_)
        | Type::TraitObject(_)
        | Type::Infer(_) => Some("this is not a property type".into()),
        _ => None,
    }
}

/// The message for a time or a duration of std, chrono or jiff: the type to write instead. Such a type is
/// recognised by the crate in its path, or by a name that no other type is expected to have.
fn foreign_time(path: &Path) -> Option<String> {
    let last = path.segments.last()?;
    // The runtime re-exports some of these crates.
    let first = path.segments.iter().find(|segment| segment.ident != "graph_entity")?;
    let name = last.ident.to_string();
    let is_of = |crates: &[&str]| path.segments.len() > 1 && crates.iter().any(|krate| first.ident == krate);
    let is_foreign = match name.as_str() {
        "NaiveDateTime" | "NaiveDate" | "NaiveTime" | "TimeDelta" | "SignedDuration" => true,
        // A complex type may have this name, but no arguments.
        "DateTime" => !last.arguments.is_none() || is_of(&["chrono", "jiff"]),
        "Duration" => is_of(&["std", "core", "time", "chrono"]),
        _ => is_of(&["chrono", "jiff"]),
    };
    let instead = match name.as_str() {
        _ if !is_foreign => return None,
        "DateTime" | "NaiveDateTime" | "Timestamp" | "Zoned" => "DateTimeOffset",
        "NaiveDate" | "Date" => "Date",
        "NaiveTime" | "Time" => "TimeOfDay",
        "Duration" | "TimeDelta" | "SignedDuration" | "Span" => "Duration",
        _ => return None,
    };
    let path: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let path = path.join("::");
    Some(format!("`{path}` is not a property type of Microsoft Graph: write `graph_entity::{instead}`"))
}

/// The message for a type of std that looks like a property type: the type to write instead.
fn std_type(name: &str) -> Option<String> {
    let instead = match name {
        "u16" => "write `i32`",
        "u32" => "write `i32` for `Edm.Int32`, or `i64`",
        "usize" | "isize" => "write `i64`",
        "u64" | "i128" | "u128" => "write `i64`, or `Decimal` for more digits",
        "char" | "str" | "OsString" | "PathBuf" | "CString" => "write `String`",
        "HashMap" | "BTreeMap" | "IndexMap" => {
            "write `serde_json::Value` for any JSON object, or a struct for a complex value"
        }
        "HashSet" | "BTreeSet" | "VecDeque" | "LinkedList" | "BinaryHeap" => "write `Vec`",
        "Box" | "Rc" | "Arc" | "Cow" | "Cell" | "RefCell" | "Mutex" => "write the value itself",
        "SystemTime" | "Instant" => "write `DateTimeOffset`",
        "Self" => "write the struct's own name, inside a `Box` or a `Vec`",
        _ => return None,
    };
    Some(format!("`{name}` is not a property type of Microsoft Graph: {instead}"))
}
