//! What a query asks for: findings of levels and kinds, and new requests.

use hyper::StatusCode;

use crate::control::refusal;
use crate::observe::finding::Finding;
use crate::refusals::Refusal;
use crate::routing::target::options;

/// The levels and kinds in a query, by their names. Everything is wanted if it names none.
#[derive(Default)]
pub(super) struct WantedFindings {
    levels: Vec<String>,
    kinds: Vec<String>,
}

impl WantedFindings {
    pub(super) fn read(query: &str) -> Result<Self, Refusal> {
        let mut wanted = Self::default();
        for (name, value) in options(query) {
            match name.as_str() {
                "level" if ["advice", "error"].contains(&value.as_str()) => wanted.levels.push(value),
                "kind" => wanted.kinds.push(value),
                _ => {
                    let known = "Findings are asked for by level=advice, level=error or kind=...";
                    return Err(unknown(known, &name, &value));
                }
            }
        }
        Ok(wanted)
    }

    pub(super) fn has(&self, finding: &Finding) -> bool {
        let has = |wanted: &[String], name: &str| wanted.is_empty() || wanted.iter().any(|it| it == name);
        has(&self.levels, finding.kind.level().name()) && has(&self.kinds, finding.kind.name())
    }
}

/// Which requests are wanted, and how much of them.
pub(super) struct WantedRequests {
    /// Those that were recorded after this number of others.
    pub(super) since: u64,
    /// The newest of them.
    pub(super) limit: usize,
    /// Whether with their headers and bodies.
    pub(super) bodies: bool,
}

impl WantedRequests {
    pub(super) fn read(query: &str) -> Result<Self, Refusal> {
        let mut wanted = Self { since: 0, limit: usize::MAX, bodies: true };
        for (name, value) in options(query) {
            let refusal = || {
                unknown("Requests are asked for by since=NUMBER, limit=NUMBER or bodies=false", &name, &value)
            };
            match name.as_str() {
                "since" => wanted.since = value.parse().map_err(|_| refusal())?,
                "limit" => wanted.limit = value.parse().map_err(|_| refusal())?,
                "bodies" => wanted.bodies = value.parse().map_err(|_| refusal())?,
                _ => return Err(refusal()),
            }
        }
        Ok(wanted)
    }
}

/// Which entities are wanted.
pub(super) struct WantedEntities {
    /// A text in their paths.
    pub(super) path: String,
    /// How many are returned.
    pub(super) limit: usize,
}

impl WantedEntities {
    pub(super) fn read(query: &str) -> Result<Self, Refusal> {
        let mut wanted = Self { path: String::new(), limit: 100 };
        for (name, value) in options(query) {
            let refusal = || unknown("Entities are asked for by path=TEXT or limit=NUMBER", &name, &value);
            match name.as_str() {
                "path" => wanted.path = value,
                "limit" => wanted.limit = value.parse().map_err(|_| refusal())?,
                _ => return Err(refusal()),
            }
        }
        Ok(wanted)
    }
}

fn unknown(known: &str, name: &str, value: &str) -> Refusal {
    refusal(StatusCode::BAD_REQUEST, "BadRequest", format!("{known}, and not by `{name}={value}`."))
}
