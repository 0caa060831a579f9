//! Public items in a crate with the strictest lints: the emitted code is documented and gives no warning.

#![deny(
    warnings,
    unused,
    missing_docs,
    unreachable_pub,
    rust_2018_idioms,
    future_incompatible,
    nonstandard_style
)]
#![deny(
    missing_debug_implementations,
    unused_qualifications,
    unused_lifetimes,
    unused_results,
    unnameable_types
)]
#![deny(single_use_lifetimes, trivial_casts, trivial_numeric_casts, let_underscore_drop, redundant_lifetimes)]
#![deny(unused_import_braces, unused_macro_rules, elided_lifetimes_in_paths, explicit_outlives_requirements)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(
    clippy::missing_inline_in_public_items,
    clippy::exhaustive_structs,
    clippy::unwrap_used,
    clippy::shadow_reuse
)]
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::panic, clippy::as_conversions)]
#![deny(clippy::allow_attributes, clippy::min_ident_chars, clippy::implicit_return)]

use graph_entity::{
    Additional, Flags, Nullable, graph_action, graph_complex, graph_entity, graph_enum, graph_function,
    graph_one_of,
};

/// A state.
#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunState {
    /// It ran.
    Success,
    /// It did not.
    #[graph(value = -1)]
    Failure,
    /// Any other.
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// A set of days.
#[graph_enum(flags)]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Day {
    /// The first.
    Monday,
    /// Any other.
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// A complex value.
#[graph_complex]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// A name.
    pub name: Option<String>,
    /// A number.
    #[graph(not_null)]
    pub count: Option<i32>,
}

/// One of the derived types.
#[graph_complex(odata_type = always)]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileRule {
    /// The path of the file.
    pub path: Option<String>,
}

/// A polymorphic value.
#[graph_one_of]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// A rule for a file.
    File(FileRule),
    /// Any other.
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

/// An entity with a property of every kind, and with names that lints object to.
#[graph_entity(
    path = "/devices/{deviceId}/rules/{ruleId}",
    permissions(delegated = ["Device.ReadWrite.All"], application = ["Device.ReadWrite.All"])
)]
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Device {
    /// The key.
    pub id: String,
    /// The serial number.
    #[graph(read_only)]
    pub serial: Option<uuid::Uuid>,
    /// A text.
    pub display_name: Option<String>,
    /// An enumeration.
    #[graph(not_null)]
    pub state: Option<RunState>,
    /// Flags.
    pub days: Option<Flags<Day>>,
    /// A complex value.
    pub settings: Option<Settings>,
    /// Several.
    pub all_settings: Vec<Settings>,
    /// A polymorphic one.
    pub rule: Option<Rule>,
    /// Another entity.
    #[graph(navigation)]
    pub owner: Option<Owner>,
    /// A secret.
    #[graph(sensitive)]
    pub key: Option<String>,
    /// Methods called `is_...` take `&self` elsewhere.
    pub is_default: Option<bool>,
    /// Methods called `to_...` take `&self` elsewhere.
    pub to_recipients: Vec<String>,
    /// Methods called `into_...` take `self`.
    pub into_service: Option<bool>,
    /// Methods called `as_...` take `&self` elsewhere.
    pub as_number: Option<i64>,
    /// Methods called `from_...` take no `self` elsewhere.
    pub from_address: Option<String>,
    /// A trait's method.
    pub add: Option<f64>,
    /// A trait's method.
    pub not: Option<bool>,
    /// A trait's method.
    pub hash: Option<String>,
    /// A constructor elsewhere.
    pub new: Option<bool>,
    /// A length elsewhere.
    pub len: Option<i64>,
    /// A property that Graph is about to drop.
    #[deprecated = "use `display_name`"]
    pub label: Option<String>,
    /// A property that Graph is about to drop, and sets itself.
    #[deprecated]
    #[graph(read_only)]
    pub version: Option<String>,
    /// Properties without a field.
    #[graph(additional)]
    pub extra: Additional,
}

/// A related entity.
#[graph_entity(path = "/users/{userId}")]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Owner {
    /// The key.
    pub id: String,
    /// Set only on create.
    #[graph(create_only)]
    pub mail: Option<String>,
}

/// An action with a parameter of every form, and with two addresses.
#[graph_action(
    path = "/devices/{deviceId}/wipe",
    path(user = "/users/{userId}/devices/{deviceId}/wipe"),
    result = Vec<Device>,
    permissions(delegated = ["Device.ReadWrite.All"])
)]
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Wipe {
    /// A text.
    pub reason: String,
    /// Can be left out.
    pub state: Option<RunState>,
    /// Can be left out, or null.
    pub days: Option<Nullable<Flags<Day>>>,
    /// Can be null.
    pub rule: Nullable<Rule>,
    /// Entities.
    pub owners: Vec<Owner>,
    /// A secret.
    #[graph(sensitive)]
    pub code: Option<String>,
    /// A parameter that Graph is about to drop.
    #[deprecated]
    pub force: Option<bool>,
    /// A method elsewhere.
    pub call: Option<i32>,
}

/// An action without parameters, whose result is bytes.
#[graph_action(path = "/devices/report", result = stream)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report;

/// A function.
#[graph_function(path = "/devices/{deviceId}/count", result = Option<i64>)]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// What to count.
    pub of: Option<String>,
}
