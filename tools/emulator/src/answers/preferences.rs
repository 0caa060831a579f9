//! The headers `Prefer`, `ConsistencyLevel` and `Accept`, and the option `$format`.
//!
//! Source: RFC 7240, "Prefer Header for HTTP"; OData Protocol 4.01, "Header Prefer"; Microsoft Graph,
//! "Handling future members in evolvable enumerations", "Upsert".

use hyper::header::HeaderMap;

use crate::routing::target::options;

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
    /// How much control information the response has.
    pub(crate) metadata: Metadata,
    /// Whether the request has the header `ConsistencyLevel: eventual`, which enables advanced queries.
    pub(crate) is_eventual: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Return {
    Minimal,
    Representation,
}

/// How much control information a response has: annotations of entities, values and lists.
///
/// Source: OData JSON Format 4.01, "Controlling the Amount of Control Information in Responses".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Metadata {
    /// Only the annotations that a list cannot be read without.
    None,
    /// The annotations that a client cannot compute from the metadata.
    #[default]
    Minimal,
    /// Everything.
    Full,
}

impl Metadata {
    /// What a media type asks for: `application/json;odata.metadata=full`. `None` if it does not say, or is
    /// not JSON.
    fn of(media_type: &str) -> Option<Self> {
        let mut parts = media_type.split(';').map(|part| part.trim().to_ascii_lowercase());
        if !parts.next().is_some_and(|name| matches!(name.as_str(), "json" | "application/json")) {
            return None;
        }
        parts.find_map(|part| match part.strip_prefix("odata.").unwrap_or(&part) {
            "metadata=none" => Some(Self::None),
            "metadata=minimal" => Some(Self::Minimal),
            "metadata=full" => Some(Self::Full),
            _ => None,
        })
    }

    /// What the option `$format` of a query asks for. `None` if it does not say.
    fn of_format(query: &str) -> Option<Self> {
        let is_format = |name: &str| name.trim_start_matches('$').eq_ignore_ascii_case("format");
        options(query).filter(|(name, _)| is_format(name)).find_map(|(_, value)| Self::of(&value))
    }
}

impl Preferences {
    /// Reads what a request asks for in its headers, and in the option `$format`, which takes precedence.
    pub(crate) fn of(headers: &HeaderMap, query: &str) -> Self {
        let preferences = Self::read(headers);
        let metadata = Metadata::of_format(query).unwrap_or(preferences.metadata);
        Self { metadata, ..preferences }
    }

    /// Reads all `Prefer` headers. The first of several `return` preferences wins; unknown preferences are
    /// ignored.
    fn read(headers: &HeaderMap) -> Self {
        let level = headers.get("consistencylevel").and_then(|value| value.to_str().ok());
        let is_eventual = level.is_some_and(|level| level.trim().eq_ignore_ascii_case("eventual"));
        let accepted = headers.get_all("accept").into_iter().filter_map(|value| value.to_str().ok());
        let metadata = accepted.flat_map(|text| text.split(',')).find_map(Metadata::of).unwrap_or_default();
        let mut preferences = Self { metadata, is_eventual, ..Self::default() };
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

impl Return {
    /// The name in `Preference-Applied`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Minimal => "return=minimal",
            Self::Representation => "return=representation",
        }
    }
}
