//! Addresses that are documented but not served.

use hyper::Method;

/// What Intune was seen not to serve, each with its source. A route without a method failed with several
/// methods, or is beneath one that did.
const SEEN: [&str; 20] = [
    // microsoftgraph/microsoft-graph-docs-contrib#1915, by GET.
    "deviceManagement/deviceComplianceScripts/{id}/deviceRunStates",
    "deviceManagement/deviceComplianceScripts/{id}/deviceRunStates/{id}",
    "GET deviceManagement/deviceComplianceScripts/{id}/runSummary",
    // microsoftgraph/microsoft-graph-docs#16511.
    "GET deviceManagement/windowsMalwareInformation/{id}/deviceMalwareStates",
    // microsoftgraph/microsoft-graph-docs#16253, microsoftgraph/msgraph-sdk-powershell#1729.
    "deviceManagement/deviceCompliancePolicies/{id}/scheduledActionsForRule",
    // microsoftgraph/microsoft-graph-docs#10025.
    "GET deviceManagement/groupPolicyMigrationReports/{id}/unsupportedGroupPolicyExtensions",
    // microsoftgraph/microsoft-graph-docs-contrib#2323.
    "GET users/{id}/managedDevices/{id}",
    // microsoftgraph/microsoft-graph-docs-contrib#4590.
    "POST deviceManagement/importedDeviceIdentities",
    // microsoftgraph/microsoft-graph-docs#17977.
    "POST deviceManagement/complianceManagementPartners",
    // microsoft/Intune-PowerShell-SDK#23.
    "PATCH deviceManagement/managedDevices/{id}/deviceCompliancePolicyStates/{id}",
    // microsoftgraph/microsoft-graph-docs#3887.
    "PATCH deviceManagement/importedWindowsAutopilotDeviceIdentities/{id}",
    // microsoftgraph/microsoft-graph-docs-contrib#2014.
    "PATCH deviceManagement/configurationPolicies/{id}/settings/{id}",
    // microsoftgraph/microsoft-graph-docs-contrib#1365. A job is served by its id only.
    "GET deviceManagement/reports/exportJobs",
    // microsoftgraph/microsoft-graph-docs-contrib#2283.
    "GET deviceManagement/reports",
    // Assignments of these are set by the action `assign` only: microsoftgraph/microsoft-graph-docs-contrib#2903,
    // deploymenttheory/terraform-provider-microsoft365#504, microsoftgraph/microsoft-graph-docs#4984,
    // microsoftgraph/microsoft-graph-docs-contrib#4017.
    "POST deviceManagement/deviceComplianceScripts/{id}/assignments",
    "POST deviceManagement/deviceHealthScripts/{id}/assignments",
    "POST deviceManagement/deviceCompliancePolicies/{id}/assignments",
    "POST deviceAppManagement/mobileAppConfigurations/{id}/assignments",
    // microsoftgraph/microsoft-graph-docs#6223.
    "POST deviceManagement/roleDefinitions/{id}/roleAssignments",
    // The collection has no casts: microsoftgraph/msgraph-sdk-powershell#3130 and #2565.
    "GET deviceAppManagement/mobileApps/{cast}",
];

/// Routes that are not served.
#[derive(Debug, Default)]
pub(crate) struct NotServed(Vec<UnservedRoute>);

/// A route that is not served, for one method or for all, in every version.
#[derive(Debug)]
struct UnservedRoute {
    verb: Option<Method>,
    segments: Vec<Segment>,
    text: String,
}

#[derive(Debug)]
enum Segment {
    Name(String),
    /// A placeholder, which matches any key.
    Key,
    /// The placeholder `{cast}`, which matches the name of a type.
    Cast,
}

impl Segment {
    fn matches(&self, segment: &str) -> bool {
        match self {
            Self::Name(name) => name.eq_ignore_ascii_case(segment),
            Self::Key => true,
            Self::Cast => {
                let prefix = segment.get(..TYPES.len());
                prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case(TYPES))
            }
        }
    }
}

/// What the names of types begin with.
const TYPES: &str = "microsoft.graph.";

impl NotServed {
    /// Adds what Intune was seen not to serve.
    pub(crate) fn add_seen(&mut self) {
        for text in SEEN {
            // A test checks that each of them can be parsed.
            let _ = self.add(text);
        }
    }

    /// Adds a route, `PATCH deviceManagement/x/{id}`, or without a method for all methods. The error
    /// describes what is wrong with it.
    pub(crate) fn add(&mut self, text: &str) -> Result<(), String> {
        let text = text.trim();
        let (verb, path) = match text.split_once(' ') {
            Some((verb, path)) => (Some(read_verb(verb)?), path.trim()),
            None => (None, text),
        };
        let path = path.strip_prefix('/').unwrap_or(path);
        let segments = path.split('/').map(read_segment).collect::<Result<_, _>>()?;
        self.0.push(UnservedRoute { verb, segments, text: text.to_owned() });
        Ok(())
    }

    /// Whether a request with these decoded segments, without the version, matches a route. `$count` of a
    /// route is not served either.
    pub(crate) fn has(&self, method: &Method, segments: &[String]) -> bool {
        let segments = match segments.split_last() {
            Some((last, rest)) if last.starts_with('$') => rest,
            _ => segments,
        };
        self.0.iter().any(|route| {
            route.verb.as_ref().is_none_or(|verb| verb == method)
                && route.segments.len() == segments.len()
                && route.segments.iter().zip(segments).all(|(known, segment)| known.matches(segment))
        })
    }

    /// The routes as they were given.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|route| route.text.as_str())
    }
}

fn read_verb(text: &str) -> Result<Method, String> {
    let known = [Method::GET, Method::POST, Method::PATCH, Method::PUT, Method::DELETE];
    let verb = known.into_iter().find(|verb| verb.as_str() == text);
    verb.ok_or_else(|| format!("`{text}` is none of GET, POST, PATCH, PUT, DELETE"))
}

fn read_segment(text: &str) -> Result<Segment, String> {
    match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some("cast") => Ok(Segment::Cast),
        Some(_) => Ok(Segment::Key),
        None if text.is_empty() => Err("it has an empty segment".to_owned()),
        None if text.contains(['{', '}', ' ']) => Err(format!("`{text}` is neither a name nor a `{{key}}`")),
        None => Ok(Segment::Name(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(path: &str) -> Vec<String> {
        path.split('/').map(str::to_owned).collect()
    }

    #[test]
    fn the_routes_seen_not_to_be_served_are_valid() {
        let mut seen = NotServed::default();
        seen.add_seen();
        assert!(seen.texts().eq(SEEN));
        let states = "deviceManagement/DEVICECOMPLIANCESCRIPTS/7/deviceRunStates";
        for method in [Method::GET, Method::POST] {
            assert!(seen.has(&method, &segments(states)));
        }
        assert!(seen.has(&Method::PATCH, &segments(&format!("{states}/9"))));
        assert!(seen.has(&Method::GET, &segments("users/1/managedDevices/2")));
        assert!(seen.has(&Method::GET, &segments(&format!("{states}/$count"))));
        assert!(
            seen.has(&Method::GET, &segments("deviceAppManagement/mobileApps/Microsoft.graph.win32LobApp"))
        );
        for (method, path) in [
            (Method::GET, "deviceAppManagement/mobileApps/1"),
            (Method::GET, "deviceAppManagement/mobileApps/1.2"),
            (Method::GET, "deviceManagement/reports/exportJobs/1"),
            (Method::GET, "deviceManagement/deviceHealthScripts/1/assignments"),
            (Method::PATCH, "users/1/managedDevices/2"),
            (Method::GET, "users/1/managedDevices/$count"),
            (Method::GET, "users/1/managedDevices"),
            (Method::GET, "users/1/managedDevices/2/deviceCategory"),
            (Method::GET, "deviceManagement/deviceComplianceScripts/7"),
        ] {
            assert!(!seen.has(&method, &segments(path)), "{method} {path}");
        }
    }

    #[test]
    fn a_malformed_route_is_an_error() {
        for text in ["", "/", "a//b", "FETCH a", "get a", "a/{b", "GET a b"] {
            assert!(NotServed::default().add(text).is_err(), "{text}");
        }
    }
}
