//! The attributes of `graph-entity`. Depend on that crate: it re-exports them, and their output calls it.
//!
//! ## Rooms
//!
//! A room uses only the rooms above it. `tests/layers` checks this; `lib.rs` itself is exempt.
//!
//! - `bug`: catches a panic of the macros and reports it as a bug of this crate
//! - `ctxt`: collects the errors of an item, so that one compilation reports all of them
//! - `name`: conversion of names between Rust and OData, and suggestions for misspelt words
//! - `field_type`: what the tokens of a field's type reveal, and which types a property can have
//! - `attr`: the grammar of attributes
//! - `address`: paths, placeholders, versions and permissions
//! - `package`: the package that is compiled
//! - `sort`: the six attributes: the keys of each, and its wording in errors
//! - `model`: an item, read and validated key by key
//! - `note`: notes the items of a package, for the tool that writes its lock
//! - `check`: the rules that span several fields or variants
//! - `lock`: what `graph-schema.lock` says about Graph, and the comparison of an item with it
//! - `expand`: the emitted code
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
mod lock;
mod model;
mod name;
mod note;
mod package;
mod sort;
#[cfg(test)]
mod tests;
mod trampoline;

use proc_macro::TokenStream;

use crate::package::Package;

/// Makes a struct a Microsoft Graph entity. Each field is a property. The struct is read as Graph sends it,
/// and changed through a patch model that refuses at compile time what Graph would refuse.
///
/// ```
/// use graph_entity::{Client, Error, graph_entity};
///
/// #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct DeviceCategory {
///     pub id: String,
///     pub display_name: Option<String>,
/// }
///
/// async fn rename(client: &Client) -> Result<(), Error> {
///     let patch = DeviceCategory::patch().display_name("Kiosk");
///     DeviceCategory::update("5d8a", patch).send(client).await?;
///     Ok(())
/// }
/// ```
///
/// # Keys of the attribute
///
/// | key | meaning |
/// |---|---|
/// | `path = "..."` | the address without host and version. A `{placeholder}` is a whole segment or the value of an alternate key in parentheses, and becomes a parameter of that name in `snake_case`. A key that is a text is in quotes: `/applications(appId='{appId}')`, `/users('{upn}')`. Required |
/// | `path(name = "...")` | a further address: adds `at_name(...)` and `within_name(...)` |
/// | `operations(...)` | the supported operations out of `get`, `list`, `create`, `update`, `delete`, `replace`, `upsert` and `delta`; by default the first five. Calling any other does not compile |
/// | `version = "..."` | `"v1.0"`, the default, or `"beta"` |
/// | `odata_type = "..."` | the type's qualified name; default `microsoft.graph.` and the struct's name with its first letter in lower case |
/// | `odata_type = always` or `never` | whether a request contains `@odata.type`; default `always`. The key may be given twice: once for the name, once for this |
/// | `permissions(delegated = [...], application = [...])` | the permissions that a change requires, from least to most privileged |
/// | `directory_object` | the entity is one of Microsoft Entra ID that derives from `directoryObject`: a query that the service answers only with `eventual()` is refused before it is sent |
/// | `differs = "..."` | the reason why the entity is not as Graph's metadata has it: nothing of it is compared with `graph-schema.lock` |
/// | `no_prelude` | for a module with `#![no_implicit_prelude]`, in which `#[diagnostic]` cannot be resolved: the same calls are refused, but without the explanatory messages |
/// | `crate = "..."` | the path of the runtime, if it is not `::graph_entity` |
///
/// # Keys of a field, `#[graph(...)]`
///
/// | key | meaning |
/// |---|---|
/// | `read_only` | set by the service: read, never sent. Setting it does not compile |
/// | `create_only` | set by a create only. Setting it in a patch does not compile |
/// | `not_null` | may be missing from a reply, but is never null: there is no `clear_` method. For a `Vec`, which is never null, `clear_` sends `[]` |
/// | `key` | the key of the entity, if it is not the field called `id`. It is read-only; with `create_only`, a create may set it. It is never null: an `Option` says that a reply may leave it out. On more than one field: the parts of a compound key |
/// | `navigation` | a related entity, never part of a PATCH. A create takes the create body of the related entity, or its address through `bind_`. The relationship is changed by `set_reference` and `clear_reference`, or in a collection by `link` and `unlink` |
/// | `name = "..."` | the name on the wire; default the field's name in `lowerCamelCase` |
/// | `sensitive` | `Debug` of the entity and the patch prints `[redacted]`; the attribute then implements `Debug` for the struct |
/// | `additional` | the field, an `Additional`, keeps the properties of a reply that the struct does not declare; it is never sent |
/// | `differs = "..."` | the reason why the field is not as Graph's metadata has it, or as it has nearly all of them: it is not compared with `graph-schema.lock`, and its type may be an entity or a choice of entities without `navigation`, as in two types of v1.0 |
/// | `derived` | the field, an `Option<String>`, keeps the `@odata.type` of the value. Values of derived types are then read too, and written back with the name of their own type. Without the key they are an error |
///
/// A field called `id` is the key if no field is marked `key`. A key is read-only even without the rule, and
/// so is a field whose wire name is that of an annotation, such as `@odata.etag`. A field is an `Option` if a
/// reply may leave the property out or send null, which is the case for nearly every property. A reply that
/// lacks a property whose field is not an `Option` is an error, except for a collection.
///
/// A type that holds a value of its own type, itself or through others, holds it in a `Box`:
/// `Option<Box<Category>>`. A setter takes the value without the box.
///
/// # What it adds
///
/// - `{Entity}Patch`: the patch model, with a setter for each property that an update may set and a `clear_`
///   method for each that may be null
/// - `patch()` and `new_body()`: an empty patch, and an empty body of a create
/// - `at(...)`: the address of one entity. Its parameters are the placeholders in the order of the path. All
///   ids are texts, so the compiler does not notice if two of them are swapped: Graph answers 404
/// - `within(...)`: the address of its collection, if the path ends with a placeholder
/// - `update(..., patch)`: the request that changes one entity
/// - a constant for each property, named like the field in capitals: its handle for queries
/// - `ABOUT`: the description of the entity as data
/// - implementations of serde's traits, `Entity` and `Structured`
///
/// Derives above and below the attribute work as on any struct.
///
/// # Compared with Graph
///
/// If there is a file `graph-schema.lock` beside the manifest of the package, every item with one of the
/// attributes is compared with it, and a difference from Graph is an error at the field, the variant or the
/// address: a type, a property, a member, a parameter or an address that Graph does not have; another kind of
/// type; a property of another type, or a collection for a single value; a property that is not marked
/// `read_only`, `create_only`, `key` or `navigation` but is; `flags` that are none. An item may leave things out
/// and may be stricter than Graph. Whether a property may be null is not compared. What differs for a reason
/// says so: `differs = "..."`. A complex type or an enum agrees if it agrees with one version of Graph.
///
/// An item that a macro of another crate writes is compared if the lock has it. The lock of a dependency from a
/// registry or a git repository is not read.
///
/// Source: OData JSON Format 4.01, "Update an Entity"; Microsoft Graph, "Use the API".
#[proc_macro_attribute]
pub fn graph_entity(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&sort::ENTITY.item, &args.into(), &item.into()).into()
}

/// Makes an enum an enumeration type of Microsoft Graph. Each unit variant is a member. Graph adds members to
/// published enumerations, so one more variant keeps the names that this build does not know.
///
/// ```
/// use graph_entity::graph_enum;
///
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
/// | `flags` | enum | the members are flags: a property has the type `Flags<...>` and is written as `"a,b"` |
/// | `evolvable` | enum | Graph sends members added later as `unknownFutureValue` unless a request asks for them; requests for entities with such a property do |
/// | `odata_type = "..."` | enum | the type's qualified name; default `microsoft.graph.` and the enum's name with its first letter in lower case |
/// | `differs = "..."` | enum, variant | the reason why it is not as Graph's metadata has it: it is not compared with `graph-schema.lock` |
/// | `crate = "..."` | enum | the path of the runtime, if it is not `::graph_entity` |
/// | `name = "..."` | variant | the member's name on the wire; default the variant's name with its first letter in lower case |
/// | `value = -1` | variant | the member's number in the metadata. It is never sent; an empty set of flags is written as the member with the number zero |
/// | `unrecognized` | variant | keeps the name of any other member: a tuple variant of one `String`. Required |
///
/// It adds `as_str`, `From<&str>`, `Display` and the implementations of serde's traits.
///
/// Source: OData CSDL 4.01, "Enumeration Type"; Microsoft Graph, "Handling future members in evolvable
/// enumerations".
#[proc_macro_attribute]
pub fn graph_enum(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&sort::ENUMERATION.item, &args.into(), &item.into()).into()
}

/// Makes a struct a complex type of Microsoft Graph: the type of a property that is a JSON object. Its fields
/// follow the same rules as those of an entity.
///
/// ```
/// use graph_entity::{Binary, graph_complex};
///
/// #[graph_complex]
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct MimeContent {
///     #[graph(name = "type")]
///     pub kind: Option<String>,
///     pub value: Option<Binary>,
/// }
///
/// let icon: MimeContent = graph_entity::from_slice(br#"{"type":"image/png","value":"AQID"}"#)?;
/// assert_eq!(icon.value, Some(Binary::from([1, 2, 3])));
/// # Ok::<(), graph_entity::ReadError>(())
/// ```
///
/// A request contains every property except those that are `read_only`. A `None` is written as null, or left
/// out if the property is `not_null`; a `Vec` is always written. The result is the same whether the service
/// merges the value or replaces it.
///
/// The keys of the attribute are `odata_type`, `differs` and `crate`, as for an entity, except that `@odata.type` is
/// only sent with `odata_type = always`. The keys of a field are those of `#[graph_entity]` except
/// `create_only`, `key` and `navigation`.
///
/// Source: OData CSDL 4.01, "Complex Type"; OData JSON Format 4.01, "Complex Value".
#[proc_macro_attribute]
pub fn graph_complex(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&sort::COMPLEX.item, &args.into(), &item.into()).into()
}

/// Makes a struct an action of Microsoft Graph. Each field is a parameter, and each address has a method that
/// returns the request.
///
/// ```
/// use graph_entity::{Client, Error, graph_action};
///
/// #[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe")]
/// #[derive(Debug, Clone, Default)]
/// pub struct Wipe {
///     pub keep_user_data: Option<bool>,
///     pub mac_os_unlock_code: Option<String>,
/// }
///
/// async fn wipe(client: &Client) -> Result<(), Error> {
///     Wipe { keep_user_data: Some(true), ..Wipe::default() }.call("5d8a").send(client).await?;
///     Ok(())
/// }
/// ```
///
/// # Keys of the attribute
///
/// | key | meaning |
/// |---|---|
/// | `path = "..."` | the address, which ends with the action's name; its placeholders are the parameters of `call`. Required |
/// | `path(name = "...")` | a further address: adds `call_name(...)` |
/// | `result = ...` | the type of the result; without the key, the content of a reply is ignored |
/// | `version`, `permissions`, `differs`, `crate` | as for an entity |
///
/// | result | what `call` returns |
/// |---|---|
/// | none | `Request<()>` |
/// | an entity, a complex type, a choice of derived types, `serde_json::Value` | `Request<T>`: the value is the whole body of the reply |
/// | a primitive type, an enumeration | `Request<T>`: the body of the reply is `{"value": ...}` |
/// | `Option<T>` | `Request<Option<T>>`: `None` for a reply without content, and for null |
/// | `Vec<T>` | `Request<Page<T>>`, with `pages` and `items` to read further pages; the page is empty for a reply without content |
/// | `stream` | `Request<Bytes>`, of any content type |
///
/// # Parameters
///
/// The keys of a field are `name`, `sensitive` and `differs`. A field that is not an `Option` is always sent. A `None`
/// is left out, which the service takes as null unless the parameter has another default. If the two differ,
/// the field is an `Option<Nullable<T>>`: `Some(Nullable(None))` is sent as null. An action without
/// parameters is a unit struct and sends `{}`.
///
/// A parameter that is an entity is sent with its key, unless that is empty, and with the properties that
/// have a value and are not read-only.
///
/// # What it adds
///
/// `call(...)` and `call_name(...)`, which return the requests; `ABOUT`, the description of the action as
/// data; and the implementation of `Callable`.
///
/// Source: OData Protocol 4.01, "Invoking an Action"; OData JSON Format 4.01, "Action Invocation".
#[proc_macro_attribute]
pub fn graph_action(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&sort::ACTION.item, &args.into(), &item.into()).into()
}

/// Makes a struct a function of Microsoft Graph. Each field is a parameter, written after the function's name
/// in the URL.
///
/// ```
/// use graph_entity::{Client, Error, graph_complex, graph_function};
///
/// #[graph_complex]
/// pub struct DeviceManagementSettingComparison {
///     pub display_name: Option<String>,
/// }
///
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
/// async fn compare(client: &Client) -> Result<Vec<DeviceManagementSettingComparison>, Error> {
///     Compare { template_id: "7f3c".into() }.call("5d8a").items(client).into_vec().await
/// }
/// ```
///
/// The keys and the results are those of [`macro@graph_action`], except that a function must have a result. A
/// parameter is written as a percent-encoded literal of its type, with quotes in it doubled; a collection or
/// a complex value is written as JSON. A function without parameters is a unit struct, called as `name()`. A
/// value that Graph does not accept in a URL (with `/`, `\` or control characters) is refused before the
/// request is sent.
///
/// Source: OData URL Conventions 4.01, "Addressing Functions"; OData Protocol 4.01, "Invoking a Function".
#[proc_macro_attribute]
pub fn graph_function(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&sort::FUNCTION.item, &args.into(), &item.into()).into()
}

/// Makes an enum the choice of types that a polymorphic value may have. Each variant holds a derived type;
/// one more variant keeps objects of types that this build does not know.
///
/// ```
/// use graph_entity::{graph_complex, graph_one_of, serde_json};
///
/// #[graph_complex]
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct FileHashDetection {
///     pub path: Option<String>,
/// }
///
/// #[graph_one_of]
/// #[derive(Debug, Clone, PartialEq)]
/// pub enum Detection {
///     FileHash(FileHashDetection),
///     #[graph(unrecognized)]
///     Unrecognized(serde_json::Value),
/// }
///
/// let read = serde_json::from_str(r##"{"@odata.type":"#microsoft.graph.fileHashDetection","path":"C:\\a"}"##)?;
/// assert_eq!(Detection::FileHash(FileHashDetection { path: Some("C:\\a".into()) }), read);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A value is read as the type that its `@odata.type` names, with or without `#`. The annotation may be
/// anywhere in the object: the text of the object is buffered, searched for the annotation and then read. A
/// value without the annotation has the declared type. Its name is that of `odata_type = "..."`, by default
/// `microsoft.graph.` and the enum's name with its first letter in lower case. In a request each value
/// contains its `@odata.type`. A variant may hold its type in a `Box`, so that the type may hold values of
/// the choice.
///
/// Which properties of an unknown type are secrets is unknown too, so a derived `Debug` shows the whole
/// object in the unrecognized variant. Mark the property that holds the choice `sensitive`, or implement
/// `Debug` by hand, where that must not happen.
///
/// Source: OData JSON Format 4.01, "Control Information: type (odata.type)".
#[proc_macro_attribute]
pub fn graph_one_of(args: TokenStream, item: TokenStream) -> TokenStream {
    trampoline::jump(&sort::ONE_OF.item, &args.into(), &item.into()).into()
}

/// The derive that `#[graph_entity]` expands to.
#[doc(hidden)]
#[proc_macro_derive(GraphEntity, attributes(graph, serde))]
pub fn derive_entity(item: TokenStream) -> TokenStream {
    derive::entity(item.into(), &Package::of_environment()).into()
}

/// The derive that `#[graph_action]` expands to.
#[doc(hidden)]
#[proc_macro_derive(GraphAction, attributes(graph, serde))]
pub fn derive_action(item: TokenStream) -> TokenStream {
    derive::action(item.into(), &Package::of_environment()).into()
}

/// The derive that `#[graph_function]` expands to.
#[doc(hidden)]
#[proc_macro_derive(GraphFunction, attributes(graph, serde))]
pub fn derive_function(item: TokenStream) -> TokenStream {
    derive::function(item.into(), &Package::of_environment()).into()
}

/// The derive that `#[graph_complex]` expands to.
#[doc(hidden)]
#[proc_macro_derive(GraphComplex, attributes(graph, serde))]
pub fn derive_complex(item: TokenStream) -> TokenStream {
    derive::complex(item.into(), &Package::of_environment()).into()
}

/// The derive that `#[graph_enum]` expands to.
#[doc(hidden)]
#[proc_macro_derive(GraphEnum, attributes(graph, serde))]
pub fn derive_enum(item: TokenStream) -> TokenStream {
    derive::enumeration(item.into(), &Package::of_environment()).into()
}

/// The derive that `#[graph_one_of]` expands to.
#[doc(hidden)]
#[proc_macro_derive(GraphOneOf, attributes(graph, serde))]
pub fn derive_one_of(item: TokenStream) -> TokenStream {
    derive::one_of(item.into(), &Package::of_environment()).into()
}
