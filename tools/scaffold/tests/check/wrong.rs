//! One difference of each kind.

#[graph_enum(flags)]
pub enum RunState {
    Unknown,
    Sucess,
    #[graph(name = "unknown", value = 7)]
    Other,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_complex(odata_type = "microsoft.graph.tga")]
pub struct Tag {
    pub text: Option<String>,
}

#[graph_entity(path = "/kiosk/{kioskId}", version = "beta")]
pub struct Kiosk {
    pub id: String,
    pub display_nmae: Option<String>,
    pub r#type: Option<i32>,
    #[graph(name = "azureAdDeviceId")]
    pub device: Option<Uuid>,
    pub state: Vec<RunState>,
    pub last_sync: Option<DateTimeOffset>,
    pub serial: Option<String>,
    pub parent: Option<Box<Kiosk>>,
    #[graph(navigation)]
    pub days: Option<Weekdays>,
    #[graph(differs = "once it did")]
    pub tags: Vec<serde_json::Value>,
    /// Größe
    pub height: Option<i32>,
}

#[graph_function(path = "/kiosks/{kioskId}/restart", version = "beta", result = bool)]
pub struct Restart;

#[graph_action(path = "/kiosks/{kioskId}/restart", version = "beta", result = Kiosk)]
pub struct RestartLater {
    pub deley: Option<Duration>,
}

#[graph_entity(path = "/kiosks/{kioskId}")]
pub struct StableKiosk {
    pub id: String,
}
