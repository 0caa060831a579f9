//! Declarations that agree with the metadata, written in the ways that Rust has.

use graph_entity::{graph_action, graph_complex, graph_entity as entity_attribute, graph_enum, graph_one_of};

use crate::states::RunState as State;

pub mod states {
    #[graph_entity::graph_enum]
    pub enum RunState {
        Unknown,
        #[graph(name = "success", value = 1)]
        Done,
        #[graph(unrecognized)]
        Unrecognized(String),
    }
}

/// Another type of the same name.
pub mod other {
    #[graph_entity::graph_complex(odata_type = "#microsoft.graph.tag")]
    pub struct RunState {
        pub text: Option<String>,
    }
}

#[graph_enum(flags)]
pub enum Weekdays {
    Monday,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_complex]
pub struct Tag {
    pub text: Option<String>,
    #[graph(additional)]
    pub rest: graph_entity::Additional,
}

pub type Tags = Vec<Tag>;

#[graph_entity::graph_entity(
    path = "/kiosks/{kioskId}",
    path(up = "/kiosks/{kioskId}/parent"),
    version = "beta",
    odata_type = never,
    permissions(delegated = ["A.Read", "B.ReadWrite"]),
)]
pub struct Kiosk {
    pub id: String,
    #[graph(derived)]
    pub odata_type: Option<String>,
    #[graph(name = "@odata.etag")]
    pub etag: Option<String>,
    pub display_name: Option<String>,
    pub r#type: Option<String>,
    #[graph(name = "azureADDeviceId")]
    pub device: Option<uuid::Uuid>,
    pub state: Option<State>,
    pub days: Option<graph_entity::Flags<Weekdays>>,
    pub tags: Tags,
    #[graph(not_null)]
    pub last_sync: Option<time::OffsetDateTime>,
    #[graph(read_only)]
    pub serial: Option<String>,
    #[graph(navigation)]
    pub parent: Option<Box<Kiosk>>,
    #[graph(differs = "the service knows it")]
    pub colour: Option<String>,
}

#[graph_one_of(odata_type = "microsoft.graph.kiosk")]
pub enum AnyKiosk {
    Kiosk(Box<Kiosk>),
    Tall(TallKiosk),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

fn inside_of_a_function() {
    #[graph_entity::graph_entity(path = "/kiosks/{kioskId}/microsoft.graph.tallKiosk", version = "beta")]
    struct TallKiosk {
        id: String,
        height: Option<i32>,
        state: Option<super::states::RunState>,
    }
}

#[graph_action(path = "/kiosks/{kioskId}/restart", version = "beta")]
pub struct Restart {
    pub delay: Option<graph_entity::Nullable<graph_entity::Duration>>,
}

#[graph_entity::graph_function(path = "/kiosks/{kioskId}/microsoft.graph.log", version = "beta", result = stream)]
pub struct Log;

/// Not one of ours.
#[derive(Debug)]
pub struct Plain {
    pub kiosk: Kiosk,
}
