//! The entities of the query tests: one with a property of every kind, and its related entities.

use graph_entity::{
    Binary, Date, DateTimeOffset, Decimal, Duration, Flags, TimeOfDay, graph_complex, graph_entity,
    graph_enum, graph_one_of,
};
use serde_json::Value;
use uuid::Uuid;

#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Compliance {
    Compliant,
    InGracePeriod,
    UnknownFutureValue,
    #[graph(unrecognized)]
    Other(String),
}

#[graph_enum(flags)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Day {
    Monday,
    Tuesday,
    #[graph(unrecognized)]
    Other(String),
}

/// The location of a device, with a member that a reply must have.
#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub(crate) city: Option<String>,
    pub(crate) country: String,
    pub(crate) inner: Option<Inner>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inner {
    pub(crate) name: Option<String>,
    pub(crate) number: i32,
    pub(crate) tags: Vec<String>,
}

#[graph_entity(
    path = "/rooms/{roomId}/devices/{deviceId}",
    path(user = "/users/{userId}/devices/{deviceId}", only = "/devices/only", r#type = "/types/{deviceId}"),
    operations(get, list, create, update, delete, replace, upsert)
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Device {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) is_encrypted: Option<bool>,
    pub(crate) small: Option<u8>,
    pub(crate) count: Option<i32>,
    pub(crate) size: Option<i64>,
    pub(crate) ratio: Option<f64>,
    pub(crate) share: Option<f32>,
    pub(crate) price: Option<Decimal>,
    pub(crate) tenant: Option<Uuid>,
    pub(crate) bought: Option<Date>,
    pub(crate) seen: Option<DateTimeOffset>,
    pub(crate) wakes: Option<TimeOfDay>,
    pub(crate) grace: Option<Duration>,
    pub(crate) digest: Option<Binary>,
    pub(crate) compliance: Option<Compliance>,
    pub(crate) days: Option<Flags<Day>>,
    pub(crate) tags: Vec<String>,
    pub(crate) states: Vec<Compliance>,
    pub(crate) place: Option<Place>,
    pub(crate) places: Vec<Place>,
    #[graph(navigation)]
    pub(crate) category: Option<Category>,
    #[graph(navigation)]
    pub(crate) groups: Vec<Group>,
}

/// An entity with properties that a reply must have.
#[graph_entity(path = "/categories/{categoryId}")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Category {
    pub(crate) id: String,
    pub(crate) display_name: String,
    pub(crate) number: Option<i32>,
}

#[graph_entity(path = "/groups/{groupId}")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    #[graph(navigation)]
    pub(crate) category: Option<Category>,
}

/// A base type.
#[graph_entity(path = "/apps/{appId}")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) rules: Vec<Rule>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    pub(crate) name: Option<String>,
}

#[graph_complex(odata_type = "microsoft.graph.fileRule")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FileRule {
    pub(crate) path: Option<String>,
}

#[graph_entity(path = "/apps/{appId}/microsoft.graph.win32App")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32App {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) setup_file: String,
    pub(crate) state: Option<Compliance>,
}

#[graph_one_of(odata_type = "microsoft.graph.app")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AnyApp {
    Win32(Win32App),
    #[graph(unrecognized)]
    Other(Value),
}

/// A singleton at the root.
#[graph_entity(path = "/deviceManagement", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Management {
    pub(crate) id: String,
    pub(crate) interval: Option<i32>,
}

/// An address with four placeholders.
#[graph_entity(path = "/a/{aId}/b/{bId}/c/{cId}/d/{dId}")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Deep {
    pub(crate) id: String,
}
