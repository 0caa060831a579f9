//! Valid items that together use every key.

use proc_macro2::TokenStream;

use super::{
    GRAPH_ACTION, GRAPH_COMPLEX, GRAPH_ENTITY, GRAPH_ENUM, GRAPH_FUNCTION, GRAPH_ONE_OF, Macro, tokens,
};
use crate::sort::rules::{KEYS, Rules};

/// An attribute, its arguments and its item.
pub(super) struct Sample {
    pub(super) target: Macro,
    pub(super) args: TokenStream,
    pub(super) item: TokenStream,
}

impl Sample {
    pub(super) fn new(target: Macro, args: &str, item: &str) -> Self {
        Self { target, args: tokens(args), item: tokens(item) }
    }
}

/// The samples to mutate.
pub(super) fn samples() -> Vec<Sample> {
    vec![
        Sample::new(
            GRAPH_ENTITY,
            r##"path = "/devices/{deviceId}/states/{type}", version = "beta", crate = "my_sdk::graph",
                odata_type = "#microsoft.graph.state", odata_type = always,
                permissions(delegated = ["A.ReadWrite.All", "B"], application = ["C"])"##,
            r#"
            /// A state.
            #[derive(Clone, Debug)]
            pub(crate) struct State {
                pub id: String,
                /// When.
                #[graph(read_only, name = "lastSync")] pub last: Option<DateTimeOffset>,
                #[graph(create_only)] kind: Option<Vec<graph::Kind>>,
                #[graph(not_null)] pub(in crate::x) r#type: Option<bool>,
                #[graph(navigation)] pub owner: Option<User>,
                #[graph(name = "@odata.etag")] pub etag: Option<String>,
                #[graph(additional)] pub extra: Additional,
            }"#,
        ),
        Sample::new(
            GRAPH_ENTITY,
            r#"path = "/deviceManagement", odata_type = never"#,
            "struct Secret { #[cfg(all())] #[graph(sensitive)] key: (Option<String>), #[deprecated] names: Vec<String> }",
        ),
        Sample::new(
            GRAPH_ENTITY,
            r#"path = "/a""#,
            &format!("struct EveryRule {{ {} }}", rules().map(field).collect::<String>()),
        ),
        Sample::new(
            GRAPH_COMPLEX,
            r#"odata_type = "microsoft.graph.mime", crate = "graph""#,
            r#"pub struct MimeContent {
                #[graph(name = "type", not_null)] pub kind: Option<String>,
                #[graph(read_only)] pub size: i64,
                #[graph(sensitive)] pub value: Option<Binary>,
                #[graph(additional)] more: Additional,
            }"#,
        ),
        Sample::new(
            GRAPH_ENUM,
            r#"evolvable, odata_type = "microsoft.graph.runState", crate = "graph""#,
            r#"pub enum RunState {
                Unknown,
                #[graph(name = "ok", value = -1)] Success,
                #[graph(value = 4)] r#Self_,
                #[graph(unrecognized)] Unrecognized(String),
            }"#,
        ),
        Sample::new(
            GRAPH_ENUM,
            "flags",
            "enum Days { #[graph(value = 0)] None, Monday, #[graph(unrecognized)] Other(std::string::String) }",
        ),
        Sample::new(
            GRAPH_ONE_OF,
            r#"odata_type = "microsoft.graph.deviceConfiguration", crate = "graph""#,
            r"pub enum Configuration {
                General(Windows10GeneralConfiguration),
                Update(ios::UpdateConfiguration),
                #[graph(unrecognized)] Unrecognized(serde_json::Value),
            }",
        ),
        Sample::new(
            GRAPH_ACTION,
            r#"path = "/devices/{deviceId}/{type}/microsoft.graph.assign", path(user = "/users/{userId}/devices/{id}/assign"),
                version = "beta", result = Vec<graph::Assignment>, crate = "my_sdk::graph",
                permissions(delegated = ["A.ReadWrite.All"], application = ["C"])"#,
            r#"#[derive(Clone)]
            pub(crate) struct Assign {
                /// To whom.
                pub assignments: Vec<graph::Assignment>,
                #[graph(name = "removeOthers")] pub(in crate::x) exclusive: Option<Nullable<bool>>,
                #[graph(sensitive)] r#type: Option<String>,
                #[deprecated] kind: (Kind),
            }"#,
        ),
        Sample::new(
            GRAPH_ACTION,
            r#"path = "/devices/{id}/retire", result = stream"#,
            "#[derive(Debug)] pub struct Retire;",
        ),
        Sample::new(
            GRAPH_FUNCTION,
            r#"path = "/templates/{templateId}/compare", result = Option<String>"#,
            r#"struct Compare { #[graph(name = "templateId")] pub with: Option<uuid::Uuid>, top: i32 }"#,
        ),
    ]
}

/// The keys of a field that state a rule.
fn rules() -> impl Iterator<Item = &'static &'static str> {
    KEYS.iter().filter(|key| Rules::default().span_mut(key).is_some())
}

fn field(rule: &&str) -> String {
    let ty = if *rule == "derived" { "String" } else { "Thing" };
    let reason = if *rule == "differs" { " = \"a reason\"" } else { "" };
    format!("#[graph({rule}{reason})] of_{rule}: Option<{ty}>, ")
}
