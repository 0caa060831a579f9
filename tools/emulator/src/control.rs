//! The emulator's own HTTP interface, at addresses that no version of Graph has.
//!
//! It needs no token, since everything is on loopback. It refuses what a page of another site could make a
//! browser send: a `Host` or an `Origin` that is not this machine's.

mod answer;
mod calls;
mod faults;
mod html;
mod masks;
mod observations;
mod options;
mod page;
mod served;
mod status;

use hyper::{Method, StatusCode};

use crate::refusals::{Refusal, Style};

/// One address of the control interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    Page,
    Script,
    Styles,
    Status,
    Requests,
    Request,
    Findings,
    Waits,
    Addresses,
    Entities,
    Entity,
    Settings,
    Faults,
    Calls,
    ExpireDeltaLinks,
    ExpireUploads,
    Save,
    Reset,
}

/// Each control with its method and its address, in the order of the page. What follows an address that ends with a
/// slash says which one of them is meant.
pub(crate) const CONTROLS: [(Control, Method, &str); 18] = [
    (Control::Page, Method::GET, "/"),
    (Control::Script, Method::GET, "/emulator/page.js"),
    (Control::Styles, Method::GET, "/emulator/page.css"),
    (Control::Status, Method::GET, "/emulator/status"),
    (Control::Requests, Method::GET, "/emulator/requests"),
    (Control::Request, Method::GET, "/emulator/requests/"),
    (Control::Findings, Method::GET, "/emulator/findings"),
    (Control::Waits, Method::GET, "/emulator/waits"),
    (Control::Addresses, Method::GET, "/emulator/addresses"),
    (Control::Entities, Method::GET, "/emulator/entities"),
    (Control::Entity, Method::GET, "/emulator/entities/"),
    (Control::Settings, Method::GET, "/emulator/settings"),
    (Control::Faults, Method::POST, "/emulator/faults"),
    (Control::Calls, Method::POST, "/emulator/calls"),
    (Control::ExpireDeltaLinks, Method::POST, "/emulator/expire-delta-links"),
    (Control::ExpireUploads, Method::POST, "/emulator/expire-uploads"),
    (Control::Save, Method::POST, "/emulator/save"),
    (Control::Reset, Method::POST, "/emulator/reset"),
];

impl Control {
    /// Returns the control at a path, or `None` if the path is one of Graph.
    pub(crate) fn at(path: &str) -> Option<Self> {
        let is_there = |known: &str| match known {
            "/" => path == known,
            known if known.ends_with('/') => path.len() > known.len() && path.starts_with(known),
            known => path == known,
        };
        CONTROLS.iter().find(|(_, _, known)| is_there(known)).map(|(control, ..)| *control)
    }

    /// The part of a path after the address of the control.
    fn rest(self, path: &str) -> &str {
        let known = CONTROLS.iter().find(|(control, ..)| *control == self);
        known.and_then(|(_, _, known)| path.strip_prefix(known)).unwrap_or_default()
    }

    fn method(self) -> Method {
        let known = CONTROLS.into_iter().find(|(control, ..)| *control == self);
        known.map_or(Method::GET, |(_, method, _)| method)
    }
}

pub(crate) fn refusal(status: StatusCode, code: &'static str, message: String) -> Refusal {
    let code = code.into();
    Refusal { status, code, message, style: Style::Gateway, is_ours: true, header: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_control_has_a_path_of_its_own() {
        for (control, _, path) in CONTROLS {
            let path =
                if path.len() > 1 && path.ends_with('/') { format!("{path}a/b") } else { path.to_owned() };
            assert_eq!(Control::at(&path), Some(control), "{path}");
        }
        for path in ["", "/emulator", "/emulator/", "/emulator/requests/", "/emulator/status/", "//"] {
            assert_eq!(Control::at(path), None, "{path}");
        }
        assert_eq!(Control::Entity.rest("/emulator/entities/beta/x"), "beta/x");
    }

    #[test]
    fn the_readme_has_each_control() {
        let readme = include_str!("../README.md");
        let own = [Control::Script, Control::Styles];
        for (_, method, path) in CONTROLS.iter().filter(|(control, ..)| !own.contains(control)) {
            let written = format!("`{method} {path}");
            assert!(readme.contains(&written), "{written} is not in the README");
        }
    }
}
