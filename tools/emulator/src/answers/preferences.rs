//! The `Prefer` header, and `ConsistencyLevel`.
//!
//! Source: RFC 7240, "Prefer Header for HTTP"; OData Protocol 4.01, "Header Prefer"; Microsoft Graph,
//! "Handling future members in evolvable enumerations", "Upsert".

use hyper::header::HeaderMap;

/// The preferences of a request, as far as Graph knows them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Preferences {
    /// Whether the response to a write contains the entity.
    pub(crate) returns: Option<Return>,
    /// The largest page size.
    pub(crate) page_size: Option<usize>,
    /// Whether enumeration values may be members after the sentinel.
    pub(crate) allows_hidden: bool,
    /// The preference that lets an update create the entity, as the client spelled it.
    pub(crate) upsert: Option<&'static str>,
    /// Whether the response is to have no annotations, except those of a list.
    pub(crate) is_bare: bool,
    /// Whether the request has the header `ConsistencyLevel: eventual`, which enables advanced queries.
    pub(crate) is_eventual: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Return {
    Minimal,
    Representation,
}

impl Preferences {
    /// Reads all `Prefer` headers. The first of several `return` preferences wins; unknown preferences are
    /// ignored.
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let level = headers.get("consistencylevel").and_then(|value| value.to_str().ok());
        let is_eventual = level.is_some_and(|level| level.trim().eq_ignore_ascii_case("eventual"));
        let accepted = headers.get_all("accept").into_iter().filter_map(|value| value.to_str().ok());
        let is_bare = accepted.flat_map(|text| text.split(',')).any(is_bare);
        let mut preferences = Self { is_bare, is_eventual, ..Self::default() };
        let texts = headers.get_all("prefer").into_iter().filter_map(|value| value.to_str().ok());
        for preference in texts.flat_map(|text| text.split(',')) {
            let (name, value) = preference.split_once('=').unwrap_or((preference, ""));
            let value = value.trim().trim_matches('"').to_ascii_lowercase();
            match (name.trim().to_ascii_lowercase().as_str(), value.as_str()) {
                ("return", "minimal") => _ = preferences.returns.get_or_insert(Return::Minimal),
                ("return", "representation") => {
                    preferences.returns.get_or_insert(Return::Representation);
                }
                ("odata.maxpagesize" | "maxpagesize", size) => {
                    preferences.page_size = size.parse().ok().filter(|size| *size > 0);
                }
                ("include-unknown-enum-members", _) => preferences.allows_hidden = true,
                ("idempotent", _) => preferences.upsert = Some("idempotent"),
                ("create-if-missing", _) => preferences.upsert = Some("create-if-missing"),
                _ => {}
            }
        }
        preferences
    }
}

/// Whether a media type asks for no annotations: `application/json;odata.metadata=none`.
///
/// Source: OData JSON Format 4.01, "Controlling the Amount of Control Information in Responses".
pub(crate) fn is_bare(media_type: &str) -> bool {
    let mut parts = media_type.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|name| matches!(name, "json" | "application/json"));
    let is_none = |part: &str| matches!(part, "odata.metadata=none" | "metadata=none");
    is_json && parts.any(|part| is_none(&part.to_ascii_lowercase()))
}

impl Return {
    /// The name in `Preference-Applied`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Minimal => "return=minimal",
            Self::Representation => "return=representation",
        }
    }
}
