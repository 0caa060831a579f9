//! Items with the runtime under another name in `Cargo.toml`.

use graph::{
    Additional, Nullable, graph_action, graph_complex, graph_entity, graph_enum, graph_function, graph_one_of,
};

/// A state.
#[graph_enum(crate = "graph")]
#[derive(Debug, Clone, PartialEq)]
pub enum RunState {
    /// It ran.
    Success,
    /// Any other.
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// A set of days.
#[graph_enum(flags, crate = "graph")]
#[derive(Debug, Clone, PartialEq)]
pub enum Day {
    /// The first.
    Monday,
    /// Any other.
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// A complex value.
#[graph_complex(crate = "graph")]
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// What it is called.
    pub name: Option<String>,
}

/// One of the derived types.
#[graph_complex(odata_type = always, crate = "graph")]
#[derive(Debug, Clone, PartialEq)]
pub struct FileRule {
    /// Where.
    pub path: Option<String>,
}

/// A polymorphic value.
#[graph_one_of(crate = "graph")]
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// Of a file.
    File(FileRule),
    /// Any other.
    #[graph(unrecognized)]
    Unrecognized(graph::__private::Value),
}

/// An entity with a property of every kind.
#[graph_entity(path = "/devices/{deviceId}", crate = "graph")]
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    /// The key.
    pub id: String,
    /// A text.
    pub display_name: Option<String>,
    /// An enumeration.
    pub state: Option<RunState>,
    /// Flags.
    pub days: Option<graph::Flags<Day>>,
    /// A complex value.
    pub settings: Option<Settings>,
    /// A polymorphic one.
    pub rule: Option<Rule>,
    /// Another entity.
    #[graph(navigation)]
    pub owner: Option<Owner>,
    /// Properties without a field.
    #[graph(additional)]
    pub extra: Additional,
}

/// A related entity.
#[graph_entity(path = "/users/{userId}", crate = "graph")]
#[derive(Debug, Clone, PartialEq)]
pub struct Owner {
    /// The key.
    pub id: String,
    /// Set only on create.
    #[graph(create_only)]
    pub mail: Option<String>,
}

/// An action.
#[graph_action(path = "/devices/{deviceId}/wipe", result = Vec<Settings>, crate = "graph")]
#[derive(Debug, Clone)]
pub struct Wipe {
    /// A complex value.
    pub settings: Option<Nullable<Settings>>,
}

/// A function.
#[graph_function(path = "/devices/count", result = i64, crate = "graph")]
#[derive(Debug, Clone)]
pub struct Count;

#[test]
fn calls_are_made() {
    assert_eq!(Wipe { settings: None }.call("1").method().as_str(), "POST");
    assert_eq!(Count.call().method().as_str(), "GET");
}

#[test]
fn requests_are_made() {
    let patch = Device::patch()
        .display_name("Kiosk")
        .state(RunState::Success)
        .settings(Settings { name: None })
        .rule(FileRule { path: None }.into())
        .clear_days();
    assert_eq!(patch.get("displayName"), Some("\"Kiosk\""));
    assert_eq!(patch.get("state"), Some("\"success\""));
    assert_eq!(patch.get("days"), Some("null"));
    let body = Device::new_body().owner(Owner::new_body().mail("a@b.c"));
    assert!(body.get("owner").is_some_and(|owner| owner.contains("a@b.c")));
    assert_eq!(Device::update("5d8a", patch).method().as_str(), "PATCH");
    assert_eq!(Device::ABOUT.path(), "/devices/{deviceId}");
}
