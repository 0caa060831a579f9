//! The attributes of `graph-entity`. Depend on that crate, which re-exports them and which their output calls.

mod attr;
mod check;
mod ctxt;
mod entity;
mod enumeration;
mod expand;
mod field_type;
mod name;
mod path;
mod property;
mod suggest;
mod trampoline;

use proc_macro::TokenStream;

use ctxt::Ctxt;

/// Makes a struct a Microsoft Graph entity: one field a property, read as Graph sends it, changed by a patch model that
/// refuses what Graph may not be sent.
///
/// ```ignore
/// #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct DeviceCategory {
///     pub id: String,
///     pub display_name: Option<String>,
/// }
///
/// let patch = DeviceCategory::patch().display_name("Kiosk");
/// DeviceCategory::update("5d8a", patch).send(&client).await?;
/// ```
///
/// # Keys of the attribute
///
/// | key | meaning |
/// |---|---|
/// | `path = "..."` | the address without host and version; a `{placeholder}` is a whole segment and becomes a parameter of that name in `snake_case`. Required |
/// | `version = "..."` | `"v1.0"`, the default, or `"beta"` |
/// | `odata_type = "..."` | the type's qualified name; default `microsoft.graph.` and the struct's name with its first letter in lower case |
/// | `odata_type = always` or `never` | whether a request carries `@odata.type`; default `always`. The key may stand twice, for name and policy |
/// | `permissions(delegated = [...], application = [...])` | the permissions that a change takes, from least to most privileged |
/// | `crate = "..."` | where the runtime is, if not at `::graph_entity` |
///
/// # Keys of a field, `#[graph(...)]`
///
/// | key | meaning |
/// |---|---|
/// | `read_only` | the service sets it: read, never sent. Setting it does not compile |
/// | `create_only` | accepted on create, refused on update |
/// | `not_null` | may be missing from a reply, and null is never valid: there is no `clear_` method. On a `Vec`, which is never null, `clear_` sends `[]` |
/// | `navigation` | a related entity: never part of a PATCH |
/// | `name = "..."` | the name on the wire; default the field's name in `lowerCamelCase` |
/// | `sensitive` | `Debug` of entity and patch prints `[redacted]`; the attribute then gives the struct its `Debug` |
///
/// A field called `id` is the key, and read-only even when nothing says so. A field is an `Option` where a reply may
/// leave the property out or send null, which is nearly everywhere; a reply without a property whose field is not an
/// `Option` is an error, save for a collection.
///
/// # What it adds
///
/// `{Entity}Patch`, the patch model, with a setter for each property that an update may name and a `clear_` method for
/// each that may be null; `patch()`, which starts one; `at(...)`, the address of one entity; `update(..., patch)`, the
/// request that changes it; `ABOUT`, all of the above as data; and the implementations of serde's traits, `Entity` and
/// `Structured`. Derives above and below the attribute work as on any struct.
///
/// Source: OData JSON Format 4.01, "Update an Entity"; Microsoft Graph, "Use the API".
#[proc_macro_attribute]
pub fn graph_entity(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&trampoline::ENTITY, &args.into(), &item.into()).into()
}

/// Makes an enum an enumeration type of Microsoft Graph: one unit variant a member, and a last one that keeps the
/// members this build does not know, since Graph adds to its enumerations.
///
/// ```ignore
/// #[graph_enum]
/// #[derive(Debug, Clone, PartialEq)]
/// pub enum RunState {
///     Unknown,
///     ScriptError,
///     #[graph(unrecognized)]
///     Unrecognized(String),
/// }
///
/// assert_eq!(RunState::ScriptError.as_str(), "scriptError");
/// assert_eq!(RunState::from("paused"), RunState::Unrecognized("paused".into()));
/// ```
///
/// | key | on | meaning |
/// |---|---|---|
/// | `odata_type = "..."` | enum | the type's qualified name; default `microsoft.graph.` and the enum's name with its first letter in lower case |
/// | `crate = "..."` | enum | where the runtime is, if not at `::graph_entity` |
/// | `name = "..."` | variant | the member's name on the wire; default the variant's with its first letter in lower case |
/// | `unrecognized` | variant | keeps any other member: a tuple variant of one `String`. Required |
///
/// It adds `as_str`, `From<&str>`, `Display` and the implementations of serde's traits.
///
/// Source: OData CSDL 4.01, "Enumeration Type"; Microsoft Graph, "Handling future members in evolvable enumerations".
#[proc_macro_attribute]
pub fn graph_enum(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&trampoline::ENUM, &args.into(), &item.into()).into()
}

/// What `#[graph_entity]` jumps to.
#[doc(hidden)]
#[proc_macro_derive(GraphEntity, attributes(graph, serde))]
pub fn derive_entity(item: TokenStream) -> TokenStream {
    derive_entity2(item.into()).into()
}

/// What `#[graph_enum]` jumps to.
#[doc(hidden)]
#[proc_macro_derive(GraphEnum, attributes(graph, serde))]
pub fn derive_enum(item: TokenStream) -> TokenStream {
    derive_enum2(item.into()).into()
}

fn derive_entity2(item: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut ctxt = Ctxt::default();
    match syn::parse2(item) {
        Ok(input) => match entity::Entity::read(&input, &mut ctxt) {
            Some(entity) => expand::entity(&entity, ctxt),
            None => ctxt.into_tokens(),
        },
        Err(error) => error.to_compile_error(),
    }
}

fn derive_enum2(item: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut ctxt = Ctxt::default();
    match syn::parse2(item) {
        Ok(input) => match enumeration::Enumeration::read(&input, &mut ctxt) {
            Some(enumeration) => expand::enumeration(&enumeration, ctxt),
            None => ctxt.into_tokens(),
        },
        Err(error) => error.to_compile_error(),
    }
}
