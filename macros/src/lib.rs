//! The attributes of `graph-entity`. Depend on that crate, which re-exports them and which their output calls.
//!
//! ## Rooms
//!
//! Each uses only those above it, which `tests/layers` holds them to; `lib.rs` stands outside.
//!
//! - `bug`: catches a panic in here and reports it as a bug of this crate
//! - `ctxt`: collects the faults of an item, so that one compile tells all of them
//! - `name`: names between Rust and OData, and the known word nearest to a misspelt one
//! - `field_type`: what the tokens of a field's type say, and the types that a property can have
//! - `attr`: the grammar of attributes
//! - `address`: where something lives: paths, placeholders, versions and permissions
//! - `sort`: the six attributes, with what their readers know of them and what errors call them
//! - `model`: what an item says, read and validated key by key
//! - `check`: the rules that look across fields and variants
//! - `expand`: the code that is emitted
//! - `derive`: from a derive's input to its output: parse, read, check, expand
//! - `trampoline`: from an attribute to its derive

mod address;
mod attr;
mod bug;
mod check;
mod ctxt;
mod derive;
mod expand;
mod field_type;
mod model;
mod name;
mod sort;
#[cfg(test)]
mod tests;
mod trampoline;

use proc_macro::TokenStream;

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
/// | `path(name = "...")` | a further address: `at_name(...)` and `within_name(...)` |
/// | `operations(...)` | which of `get`, `list`, `create`, `update`, `delete`, `replace`, `upsert` and `delta` there are; default the first five. Calling another does not compile |
/// | `version = "..."` | `"v1.0"`, the default, or `"beta"` |
/// | `odata_type = "..."` | the type's qualified name; default `microsoft.graph.` and the struct's name with its first letter in lower case |
/// | `odata_type = always` or `never` | whether a request carries `@odata.type`; default `always`. The key may stand twice, for name and policy |
/// | `permissions(delegated = [...], application = [...])` | the permissions that a change takes, from least to most privileged |
/// | `no_prelude` | for a module under `#![no_implicit_prelude]`, where the compiler knows no `#[diagnostic]`: what is refused stays refused, without its words |
/// | `crate = "..."` | where the runtime is, if not at `::graph_entity` |
///
/// # Keys of a field, `#[graph(...)]`
///
/// | key | meaning |
/// |---|---|
/// | `read_only` | the service sets it: read, never sent. Setting it does not compile |
/// | `create_only` | accepted on create, refused on update |
/// | `not_null` | may be missing from a reply, and null is never valid: there is no `clear_` method. On a `Vec`, which is never null, `clear_` sends `[]` |
/// | `navigation` | a related entity: never part of a PATCH; a create takes the related entity's own create body, or its address through `bind_`; what it refers to is changed by `set_reference` and `clear_reference`, in a collection by `link` and `unlink` |
/// | `name = "..."` | the name on the wire; default the field's name in `lowerCamelCase` |
/// | `sensitive` | `Debug` of entity and patch prints `[redacted]`; the attribute then gives the struct its `Debug` |
/// | `additional` | the field, an `Additional`, keeps the properties of a reply that the struct lacks; it is never sent |
/// | `derived` | the field, an `Option<String>`, keeps the `@odata.type` of the value. Values of derived types are then read too, and written back with their own type's name; without the key they are an error |
///
/// A field called `id` is the key, and read-only even when nothing says so; so is one whose wire name is that of an
/// annotation, as `@odata.etag`. A field is an `Option` where a reply may
/// leave the property out or send null, which is nearly everywhere; a reply without a property whose field is not an
/// `Option` is an error, save for a collection.
///
/// # What it adds
///
/// `{Entity}Patch`, the patch model, with a setter for each property that an update may name and a `clear_` method for
/// each that may be null; `patch()`, which starts one, and `new_body()`, which starts the body of a create; `at(...)`, the address of one entity, and `within(...)`, that of its collection where the path ends with a placeholder; `update(..., patch)`, the
/// request that changes it; a constant handle for each property, named as
/// the field in capitals, for queries; `ABOUT`, all of the above as data; and the implementations of serde's traits, `Entity` and
/// `Structured`. Derives above and below the attribute work as on any struct.
///
/// Source: OData JSON Format 4.01, "Update an Entity"; Microsoft Graph, "Use the API".
#[proc_macro_attribute]
pub fn graph_entity(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&sort::ENTITY.item, &args.into(), &item.into()).into()
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
/// | `flags` | enum | the members are flags: a property is a `Flags<...>` of the enum, `"a,b"` on the wire |
/// | `evolvable` | enum | Graph hides its later members as `unknownFutureValue`: requests of entities that hold it ask for them |
/// | `odata_type = "..."` | enum | the type's qualified name; default `microsoft.graph.` and the enum's name with its first letter in lower case |
/// | `crate = "..."` | enum | where the runtime is, if not at `::graph_entity` |
/// | `name = "..."` | variant | the member's name on the wire; default the variant's with its first letter in lower case |
/// | `value = -1` | variant | the number that the metadata gives the member; it never travels, and zero is what an empty set of flags is written as |
/// | `unrecognized` | variant | keeps any other member: a tuple variant of one `String`. Required |
///
/// It adds `as_str`, `From<&str>`, `Display` and the implementations of serde's traits.
///
/// Source: OData CSDL 4.01, "Enumeration Type"; Microsoft Graph, "Handling future members in evolvable enumerations".
#[proc_macro_attribute]
pub fn graph_enum(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&sort::ENUMERATION.item, &args.into(), &item.into()).into()
}

/// Makes a struct a complex type of Microsoft Graph: the type of a property that is a JSON object, with the same rules
/// for its own fields.
///
/// ```ignore
/// #[graph_complex]
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct MimeContent {
///     #[graph(name = "type")]
///     pub kind: Option<String>,
///     pub value: Option<Binary>,
/// }
/// ```
///
/// A request writes every member that may be written: null for one that is `None` and may be null, nothing for one that
/// is `None` and is `not_null`. That is right whether the service merges the value or replaces it. A `Vec` is written as
/// it is; members that are `read_only` are left out. The keys of the attribute are `odata_type`, whose policy is `never`
/// unless it says `always`, and `crate`; the keys of a field are those of `#[graph_entity]` without `create_only` and
/// `navigation`.
///
/// Source: OData CSDL 4.01, "Complex Type"; OData JSON Format 4.01, "Complex Value".
#[proc_macro_attribute]
pub fn graph_complex(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&sort::COMPLEX.item, &args.into(), &item.into()).into()
}

/// Makes a struct an action of Microsoft Graph: one field a parameter, and a method for each address that makes the
/// request.
///
/// ```ignore
/// #[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
/// #[derive(Debug, Clone, Default)]
/// pub struct Wipe {
///     pub keep_user_data: Option<bool>,
///     pub mac_os_unlock_code: Option<String>,
/// }
///
/// Wipe { keep_user_data: Some(true), ..Wipe::default() }.call("5d8a").send(&client).await?;
/// ```
///
/// # Keys of the attribute
///
/// | key | meaning |
/// |---|---|
/// | `path = "..."` | the address, whose last segment is the action's name; its placeholders are the parameters of `call`. Required |
/// | `path(name = "...")` | a further address: `call_name(...)` |
/// | `result = ...` | what it gives; without it nothing, and whatever a reply holds is passed over |
/// | `version`, `permissions`, `crate` | as those of an entity |
///
/// | result | what `call` makes |
/// |---|---|
/// | none | `Request<()>` |
/// | an entity, a complex type, a choice of derived types, `serde_json::Value` | `Request<T>`: the value is the reply's whole body |
/// | a primitive type, an enumeration | `Request<T>`: the value stands in the reply as `{"value": ...}` |
/// | `Option<T>` | `Request<Option<T>>`: `None` for a reply without content, and for null |
/// | `Vec<T>` | `Request<Page<T>>`, with `pages` and `items` for what does not fit into one reply; empty for one without content |
/// | `stream` | `Request<Bytes>`, of any content type |
///
/// # Parameters
///
/// The keys of a field are `name` and `sensitive`. A field that is no `Option` is always sent. One that is an `Option` is
/// left out where it is `None`, which means null to the service unless it has another default for the parameter; where
/// that differs, the field is an `Option<Nullable<T>>`, whose `Some(Nullable(None))` is sent as null. An action without parameters is a
/// unit struct, and sends `{}`.
///
/// A parameter that is an entity is sent with its key, where that is not empty, and with the properties that are there
/// and that the service does not set itself.
///
/// # What it adds
///
/// `call(...)` and `call_name(...)`, the requests; `ABOUT`, all of the above as data; and the implementation of `Callable`.
///
/// Source: OData Protocol 4.01, "Invoking an Action"; OData JSON Format 4.01, "Action Invocation".
#[proc_macro_attribute]
pub fn graph_action(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&sort::ACTION.item, &args.into(), &item.into()).into()
}

/// Makes a struct a function of Microsoft Graph: one field a parameter, written behind the function's name.
///
/// ```ignore
/// #[graph_function(
///     path = "/deviceManagement/templates/{deviceManagementTemplateId}/compare",
///     version = "beta",
///     result = Vec<DeviceManagementSettingComparison>,
/// )]
/// pub struct Compare {
///     pub template_id: String,
/// }
///
/// // GET /beta/deviceManagement/templates/5d8a/compare(templateId='7f3c')
/// let comparisons = Compare { template_id: "7f3c".into() }.call("5d8a").items(&client).into_vec().await?;
/// ```
///
/// The keys and the results are those of [`macro@graph_action`]; a function always has a result. A parameter is written
/// as a literal of its type, its quotes doubled and the whole percent-encoded; a collection or a complex value as JSON.
/// A function without parameters is a unit struct, and is called as `name()`. What Graph cannot take within an address
/// (`/`, `\`, control characters) is refused before sending.
///
/// Source: OData URL Conventions 4.01, "Addressing Functions"; OData Protocol 4.01, "Invoking a Function".
#[proc_macro_attribute]
pub fn graph_function(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&sort::FUNCTION.item, &args.into(), &item.into()).into()
}

/// Makes an enum the choice of the types that a polymorphic value may have: one variant a derived type, and a last one
/// that keeps the objects of types this build does not know.
///
/// ```ignore
/// #[graph_one_of]
/// #[derive(Debug, Clone, PartialEq)]
/// pub enum DeviceConfiguration {
///     Windows10General(Windows10GeneralConfiguration),
///     IosUpdate(IosUpdateConfiguration),
///     #[graph(unrecognized)]
///     Unrecognized(serde_json::Value),
/// }
/// ```
///
/// A value is read as the type that its `@odata.type` names, with or without `#`, wherever in the object it stands: the
/// object's text is kept until its end, looked through, and read once more. A value without the annotation is of the
/// declared type, whose name is `odata_type = "..."`, by default `microsoft.graph.` and the enum's name with its first
/// letter in lower case. In a request each value says its type.
///
/// Source: OData JSON Format 4.01, "Control Information: type (odata.type)".
#[proc_macro_attribute]
pub fn graph_one_of(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&sort::ONE_OF.item, &args.into(), &item.into()).into()
}

/// What `#[graph_entity]` jumps to.
#[doc(hidden)]
#[proc_macro_derive(GraphEntity, attributes(graph, serde))]
pub fn derive_entity(item: TokenStream) -> TokenStream {
    derive::entity(item.into()).into()
}

/// What `#[graph_action]` jumps to.
#[doc(hidden)]
#[proc_macro_derive(GraphAction, attributes(graph, serde))]
pub fn derive_action(item: TokenStream) -> TokenStream {
    derive::action(item.into()).into()
}

/// What `#[graph_function]` jumps to.
#[doc(hidden)]
#[proc_macro_derive(GraphFunction, attributes(graph, serde))]
pub fn derive_function(item: TokenStream) -> TokenStream {
    derive::function(item.into()).into()
}

/// What `#[graph_complex]` jumps to.
#[doc(hidden)]
#[proc_macro_derive(GraphComplex, attributes(graph, serde))]
pub fn derive_complex(item: TokenStream) -> TokenStream {
    derive::complex(item.into()).into()
}

/// What `#[graph_enum]` jumps to.
#[doc(hidden)]
#[proc_macro_derive(GraphEnum, attributes(graph, serde))]
pub fn derive_enum(item: TokenStream) -> TokenStream {
    derive::enumeration(item.into()).into()
}

/// What `#[graph_one_of]` jumps to.
#[doc(hidden)]
#[proc_macro_derive(GraphOneOf, attributes(graph, serde))]
pub fn derive_one_of(item: TokenStream) -> TokenStream {
    derive::one_of(item.into()).into()
}
