//! Which findings are asked for.

use hyper::StatusCode;

use crate::control::refusal;
use crate::observe::finding::Finding;
use crate::refusals::Refusal;
use crate::routing::target::options;

/// The levels and kinds in a query, by their names. Everything is wanted if it names none.
#[derive(Default)]
pub(super) struct Wanted {
    levels: Vec<String>,
    kinds: Vec<String>,
}

impl Wanted {
    pub(super) fn read(query: &str) -> Result<Self, Refusal> {
        let mut wanted = Self::default();
        for (name, value) in options(query) {
            match name.as_str() {
                "level" if ["advice", "error"].contains(&value.as_str()) => wanted.levels.push(value),
                "kind" => wanted.kinds.push(value),
                _ => {
                    let message = format!(
                        "Findings are asked for by level=advice, level=error or kind=..., and not by `{name}={value}`."
                    );
                    return Err(refusal(StatusCode::BAD_REQUEST, "BadRequest", message));
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
