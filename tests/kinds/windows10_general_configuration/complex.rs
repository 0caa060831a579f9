//! The complex types of a Windows 10 configuration.

use graph_entity::{DateTimeOffset, graph_complex, graph_one_of};

use super::enums::{DefenderThreatAction, EdgeSearchEngineType, Windows10AppsUpdateRecurrence};

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Windows10AppsForceUpdateSchedule {
    #[graph(not_null)]
    pub(crate) start_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) recurrence: Option<Windows10AppsUpdateRecurrence>,
    #[graph(not_null)]
    pub(crate) run_immediately_if_after_start_date_time: Option<bool>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EdgeHomeButtonConfiguration {
    Hidden(EdgeHomeButtonHidden),
    LoadsStartPage(EdgeHomeButtonLoadsStartPage),
    OpensCustomURL(EdgeHomeButtonOpensCustomURL),
    OpensNewTab(EdgeHomeButtonOpensNewTab),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EdgeHomeButtonHidden {}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EdgeHomeButtonLoadsStartPage {}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EdgeHomeButtonOpensCustomURL {
    #[graph(name = "homeButtonCustomURL")]
    pub(crate) home_button_custom_url: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EdgeHomeButtonOpensNewTab {}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DefenderDetectedMalwareActions {
    #[graph(not_null)]
    pub(crate) low_severity: Option<DefenderThreatAction>,
    #[graph(not_null)]
    pub(crate) moderate_severity: Option<DefenderThreatAction>,
    #[graph(not_null)]
    pub(crate) high_severity: Option<DefenderThreatAction>,
    #[graph(not_null)]
    pub(crate) severe_severity: Option<DefenderThreatAction>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Windows10NetworkProxyServer {
    #[graph(not_null)]
    pub(crate) address: Option<String>,
    pub(crate) exceptions: Vec<String>,
    #[graph(not_null)]
    pub(crate) use_for_local_addresses: Option<bool>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EdgeSearchEngineBase {
    Engine(EdgeSearchEngine),
    EngineCustom(EdgeSearchEngineCustom),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EdgeSearchEngine {
    #[graph(not_null)]
    pub(crate) edge_search_engine_type: Option<EdgeSearchEngineType>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EdgeSearchEngineCustom {
    #[graph(not_null)]
    pub(crate) edge_search_engine_open_search_xml_url: Option<String>,
}
