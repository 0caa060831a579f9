//! The next step of a request, as Graph names it by a link.

use http::Method;

use super::Plan;

impl Plan {
    /// The same plan for the next step that Graph names by a link. Where the link leads elsewhere than to the
    /// client's endpoint, sending ends in [`Error::ForeignLink`].
    pub(crate) fn following(self, link: impl Into<String>) -> Self {
        Self { path: link.into(), query: String::new(), ..self }
    }

    /// The same plan toward a link, which may be relative to the version, as Teams writes it.
    pub(crate) fn toward(mut self, link: String) -> Self {
        for version in ["v1.0", "beta"] {
            let below = link.strip_prefix('/').and_then(|link| link.strip_prefix(version));
            if let Some(below) = below.filter(|below| below.starts_with('/')) {
                self.version = version;
                return self.following(below);
            }
        }
        // `//host/x` is no path: it leads to another host.
        if link.starts_with("//") { follow(self, &link) } else { self.following(link) }
    }
}

/// The plan for the page at a link, which is read, whatever the first page was asked for with.
///
/// A link that names no service leads nowhere that is known, and is refused as one that leads elsewhere: a plan that
/// starts with a slash is one of ours, to which the version would be put.
pub(crate) fn follow(plan: Plan, link: &str) -> Plan {
    let nowhere = if link.starts_with('/') { "." } else { "" };
    Plan { method: Method::GET, body: None, ..plan }.following(format!("{nowhere}{link}"))
}
