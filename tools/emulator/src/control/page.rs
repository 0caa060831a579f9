//! The page at `/`: what is served, stored, requested and found.

use std::collections::HashMap;
use std::fmt::{Display, Write as _};

use hyper::Method;
use serde_json::Value;

use crate::control::html::{Escaped, Table, code};
use crate::control::{CONTROLS, json};
use crate::data::store::{Store, Stored};
use crate::lock::{lock, read_lock};
use crate::observe::finding::Finding;
use crate::observe::recording::{RecordedRequest, Recording};
use crate::observe::retry_log::Wait;
use crate::schema::address::{Address, Step};
use crate::schema::template::Route;
use crate::service::Service;

/// How many of each are shown.
const MAX_ADDRESSES: usize = 300;
const MAX_ENTITIES: usize = 100;
const MAX_REQUESTS: usize = 50;
/// How many characters of one entity are shown.
const MAX_CHARACTERS: usize = 4_000;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#222}\
h2{margin-top:2.5rem}table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ddd;overflow-wrap:anywhere}\
td.n,th.n{text-align:right;white-space:nowrap}code,pre{font:13px/1.4 ui-monospace,monospace}pre{white-space:pre-wrap;margin:.5rem 0 1rem}\
.bad{color:#a40000}";

/// Returns the page, which does not contain the token.
pub(crate) fn page(service: &Service) -> String {
    let (findings, waits) = (lock(&service.findings).all(), lock(&service.retry_log).waits());
    let requests = {
        let recorded = lock(&service.recorded);
        (requests(&recorded), recorded.count())
    };
    let served = served(service, &read_lock(&service.store));
    let (entities, count) = {
        let store = read_lock(&service.store);
        (entities(&store), store.entities().count())
    };
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>graph-emulator</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>Microsoft Graph, emulated</h1>\n\
         <p>Endpoint: <code>{}</code>. Requests: {}. Entities: {count}. Findings: {}.</p>\n",
        Escaped(&service.endpoint),
        requests.1,
        findings.len(),
    );
    let sections: [(&str, &dyn Display); 6] = [
        ("Findings", &found(&findings)),
        ("Last requests", &requests.0),
        ("Open waits", &open(&waits)),
        ("Types and addresses", &served),
        ("Entities", &entities),
        ("Settings", &settings(service)),
    ];
    for (title, section) in sections {
        let _ = write!(html, "<h2>{title}</h2>\n{section}");
    }
    let named = |wanted: Method| {
        let of_method = CONTROLS.iter().filter(|(_, method, path)| *method == wanted && *path != "/");
        let names: Vec<String> =
            of_method.map(|(_, method, path)| code(format_args!("{method} {path}"))).collect();
        names.join(", ")
    };
    let (seen, done) = (named(Method::GET), named(Method::POST));
    let _ = write!(html, "<p>As JSON: {seen}. To do: {done}.</p>\n</body>\n</html>\n");
    html
}

fn found(findings: &[Finding]) -> Table {
    let row = |finding: &Finding| {
        let first = format!("{} {} {}", finding.index, finding.method, finding.path);
        vec![
            code(finding.kind),
            finding.count.to_string(),
            finding.kind.level().to_string(),
            Escaped(&finding.sentence).to_string(),
            code(first),
        ]
    };
    let columns = &["Finding", "#Times", "Level", "What was seen", "First by request"];
    Table { columns, rows: findings.iter().map(row).collect(), count: findings.len() }
}

/// The newest requests first.
fn requests(recorded: &Recording) -> Table {
    let row = |request: RecordedRequest| {
        let status = match request.status {
            0 => "<span class=\"bad\">reset</span>".to_owned(),
            status if status >= 400 => format!("<span class=\"bad\">{status}</span>"),
            status => status.to_string(),
        };
        let batch = request.batch.map(|batch| format!(" (in the batch {batch})")).unwrap_or_default();
        let kinds: Vec<String> = request.findings.iter().map(code).collect();
        vec![
            request.index.to_string(),
            Escaped(json::received(&request)).to_string(),
            code(format_args!("{} {}", request.method, request.target)) + &batch,
            status,
            format!("{:.1}", request.duration.as_secs_f64() * 1e3),
            kinds.join(" "),
        ]
    };
    let columns = &["#Index", "Time (UTC)", "Request", "#Status", "#Milliseconds", "Findings"];
    let all = recorded.requests();
    let count = all.len();
    Table { columns, rows: all.rev().take(MAX_REQUESTS).map(row).collect(), count }
}

fn open(waits: &[Wait]) -> Table {
    let open: Vec<&Wait> = waits.iter().filter(|wait| wait.waited.is_none()).collect();
    let row = |wait: &&Wait| {
        let delay = wait
            .retry_after
            .map_or("it was not said".to_owned(), |delay| format!("{:.3}", delay.as_secs_f64()));
        vec![code(format_args!("{} {}", wait.method, wait.target)), delay]
    };
    let columns = &["Request that was told to come back", "#Seconds to wait"];
    Table { columns, rows: open.iter().rev().take(MAX_REQUESTS).map(row).collect(), count: open.len() }
}

/// The served addresses, with their types and the number of entities.
fn served(service: &Service, store: &Store) -> Table {
    let (mut rows, mut count) = (Vec::new(), 0);
    let mut row = |address: String, types: &str, entities: usize| {
        count += 1;
        if rows.len() < MAX_ADDRESSES {
            rows.push(vec![code(address), code(types), entities.to_string()]);
        }
    };
    for (version, schema) in service.model.schemas() {
        let storage = schema.storage(version);
        let here = || {
            let shown = store.entities().filter(|(_, stored)| !schema.is_foreign(&stored.structure));
            shown.map(|(address, _)| address).filter(|address| address.version == storage)
        };
        for root in schema.roots() {
            let is_beneath = |address: &&Address| matches!(address.steps.first(), Some(Step::Name(name)) if *name == root.name);
            row(format!("/{version}/{}", root.name), &root.structure, here().filter(is_beneath).count());
        }
        let mut counts: HashMap<String, usize> = HashMap::new();
        for address in here() {
            let segments = segments(address);
            let is_home = |route: &&Route| {
                !route.is_collection
                    && route.template.len() == segments.len()
                    && route.template.begins(&segments)
            };
            if let Some(route) = schema.routes().iter().find(is_home) {
                *counts.entry(route.home.to_string()).or_default() += 1;
            }
        }
        for route in schema.routes().iter().filter(|route| !route.is_collection) {
            let entities = counts.get(&route.home.to_string()).copied().unwrap_or_default();
            row(format!("/{version}{}", route.template), &route.types.join(", "), entities);
        }
    }
    Table { columns: &["Address", "Types", "#Entities"], rows, count }
}

fn segments(address: &Address) -> Vec<String> {
    let segments = address.steps.iter().map(|(Step::Name(segment) | Step::Key(segment))| segment.clone());
    segments.collect()
}

fn entities(store: &Store) -> Table {
    let row = |(address, stored): (&Address, &Stored)| {
        let text = format!("{:#}", Value::Object(stored.properties.to_map()));
        let text = match text.char_indices().nth(MAX_CHARACTERS) {
            Some((end, _)) => format!("{}\n... {} bytes in all", &text[..end], text.len()),
            None => text,
        };
        let entity = format!(
            "<details><summary>{}</summary><pre>{}</pre></details>",
            code(address.path()),
            Escaped(text)
        );
        vec![entity, code(&stored.structure)]
    };
    let rows = store.entities().take(MAX_ENTITIES).map(row).collect();
    Table { columns: &["Entity", "Type"], rows, count: store.entities().count() }
}

fn settings(service: &Service) -> Table {
    let texts = service.switches();
    let count = texts.len();
    let rows = texts.into_iter().map(|(name, value)| vec![name.to_owned(), code(value)]).collect();
    Table { columns: &["Setting", "Value"], rows, count }
}
