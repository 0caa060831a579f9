//! What the binary prints once it serves.

use std::fmt::Write as _;
use std::path::Path;

use graph_entity_emulator::Emulator;

/// How many entities are shown.
const MAX_URLS: usize = 20;

/// The endpoint, the settings, the random faults, and a curl command for each entity.
pub(crate) fn greeting(emulator: &Emulator, certificate: Option<&Path>, faults: Option<&str>) -> String {
    let mut text = format!("Endpoint: {}\nToken:    {}", emulator.endpoint(), emulator.token());
    for (version, roots) in emulator.roots() {
        let _ =
            write!(text, "\nServes {} sets and singletons of /{version}: {}", roots.len(), roots.join(", "));
    }
    let routes: Vec<_> = emulator.not_served().collect();
    // The routes have a list of their own below.
    let switches =
        emulator.switches().into_iter().filter(|(name, _)| routes.is_empty() || *name != "Not served");
    list(&mut text, "Switched on:", switches.map(|(name, value)| format!("{name}: {value}")));
    list(&mut text, "Not served, as asked:", routes.into_iter().map(str::to_owned));
    if let Some(faults) = faults {
        let _ = write!(text, "\n{faults}");
    }
    let unused = emulator.unused_pages().len();
    if emulator.used_pages() + unused > 0 {
        let _ = write!(text, "\nDocumentation pages: {} used, {unused} not.", emulator.used_pages());
    }
    add_examples(&mut text, emulator, certificate);
    text
}

fn list(text: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let mut items = items.peekable();
    if items.peek().is_some() {
        let _ = write!(text, "\n{title}");
    }
    for item in items {
        let _ = write!(text, "\n  {item}");
    }
}

fn add_examples(text: &mut String, emulator: &Emulator, certificate: Option<&Path>) {
    let (endpoint, token) = (emulator.endpoint(), emulator.token());
    let trust = certificate.map_or(String::new(), |file| format!(" --cacert '{}'", file.display()));
    let first = |(version, roots): (&str, Vec<&str>)| {
        roots.first().map(|root| format!("{endpoint}/{version}/{root}"))
    };
    let examples = emulator.roots().into_iter().filter_map(first);
    let urls = emulator.urls();
    let _ = write!(text, "\nStop with Ctrl-C. See {endpoint}/, or ask, for example:");
    for url in examples.chain(urls.iter().take(MAX_URLS).cloned()) {
        let _ = write!(text, "\n  curl{trust} -H 'Authorization: Bearer {token}' '{url}'");
    }
    if urls.len() > MAX_URLS {
        let _ = write!(text, "\nand {} more.", urls.len() - MAX_URLS);
    }
}
