//! The page at `/`: what is served, stored, requested and found.
//!
//! It is whole without its script: tables of the state at the time. The script replaces them by tables that can be
//! sorted and filtered and that follow the state.

use hyper::Method;

use crate::control::html::{Escaped, Table, code, cut, fill};
use crate::control::masks::Masks;
use crate::control::{CONTROLS, Control, observations, served};
use crate::data::store::{Store, Stored};
use crate::lock::{lock, read_lock};
use crate::observe::finding::Finding;
use crate::observe::recording::{RecordedRequest, Recording};
use crate::observe::retry_log::Wait;
use crate::schema::address::Address;
use crate::service::Service;

const PAGE: &str = include_str!("page/page.html");
pub(crate) const STYLES: &str = include_str!("page/page.css");
pub(crate) const SCRIPT: &str = include_str!("page/page.js");

/// How many of each are shown.
const MAX_FINDINGS: usize = 100;
const MAX_ADDRESSES: usize = 300;
const MAX_ENTITIES: usize = 50;
const MAX_REQUESTS: usize = 50;
/// How many characters of a target, and of one entity, are shown.
const MAX_TARGET: usize = 500;
const MAX_CHARACTERS: usize = 2_000;

/// Returns the page, which does not contain the token.
pub(crate) fn page(service: &Service) -> String {
    let masks = Masks::of(service);
    let (findings, waits) = (lock(&service.findings).all(), lock(&service.retry_log).waits());
    let requests = {
        let recorded = lock(&service.recorded);
        (requests(&recorded, &masks), recorded.count())
    };
    let (served, entities, count) = {
        let store = read_lock(&service.store);
        (addresses(service, &store), entities(&store, &masks), store.len())
    };
    let open: Vec<&Wait> = waits.iter().filter(|wait| wait.waited.is_none()).collect();
    let parts = |name: &str| match name {
        "endpoint" => Escaped(&service.endpoint).to_string(),
        "version" => env!("CARGO_PKG_VERSION").to_owned(),
        "request-count" => requests.1.to_string(),
        "entity-count" => count.to_string(),
        "finding-count" => findings.len().to_string(),
        "wait-count" => open.len().to_string(),
        "findings" => found(&findings, &masks).to_string(),
        "requests" => requests.0.to_string(),
        "waits" => open_waits(&open, &masks).to_string(),
        "addresses" => served.to_string(),
        "entities" => entities.to_string(),
        "settings" => settings(service).to_string(),
        "read" => named(&Method::GET),
        _ => named(&Method::POST),
    };
    fill(PAGE, parts)
}

/// The addresses of a method that answer with JSON.
fn named(wanted: &Method) -> String {
    let is_json = |control| !matches!(control, Control::Page | Control::Script | Control::Styles);
    let of_method = CONTROLS.iter().filter(|(control, method, _)| method == wanted && is_json(*control));
    let names: Vec<String> = of_method
        .map(|(_, _, path)| code(format_args!("{path}{}", if path.ends_with('/') { "..." } else { "" })))
        .collect();
    names.join(", ")
}

/// A method and a target, without tokens; a long one is cut.
fn line(masks: &Masks<'_>, method: &str, target: &str) -> String {
    code(cut(&format!("{method} {}", masks.text(target)), MAX_TARGET))
}

fn found(findings: &[Finding], masks: &Masks<'_>) -> Table {
    let row = |finding: &Finding| {
        vec![
            code(finding.kind),
            finding.count.to_string(),
            finding.kind.level().to_string(),
            Escaped(cut(&masks.text(&finding.sentence), MAX_TARGET)).to_string(),
            format!("{} {}", finding.index, line(masks, &finding.method, &finding.path)),
        ]
    };
    let columns = &["Finding", "#Times", "Level", "What was seen", "First by request"];
    Table { columns, rows: findings.iter().take(MAX_FINDINGS).map(row).collect(), count: findings.len() }
}

/// The newest requests first.
fn requests(recorded: &Recording, masks: &Masks<'_>) -> Table {
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
            Escaped(observations::received(&request)).to_string(),
            line(masks, &request.method, &request.target) + &batch,
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

fn open_waits(open: &[&Wait], masks: &Masks<'_>) -> Table {
    let row = |wait: &&Wait| {
        let delay = wait
            .retry_after
            .map_or("it was not said".to_owned(), |delay| format!("{:.3}", delay.as_secs_f64()));
        vec![line(masks, &wait.method, &wait.target), delay]
    };
    let columns = &["Request that was told to come back", "#Seconds to wait"];
    Table { columns, rows: open.iter().rev().take(MAX_REQUESTS).map(row).collect(), count: open.len() }
}

fn addresses(service: &Service, store: &Store) -> Table {
    let served = served::addresses(service, store);
    let row = |it: &served::Served| vec![code(&it.address), code(&it.types), it.entities.to_string()];
    let rows = served.iter().take(MAX_ADDRESSES).map(row).collect();
    Table { columns: &["Address", "Types", "#Entities"], rows, count: served.len() }
}

fn entities(store: &Store, masks: &Masks<'_>) -> Table {
    let row = |(address, stored): (&Address, &Stored)| {
        let text = served::values(stored, masks);
        let shown = Escaped(cut(&text, MAX_CHARACTERS));
        let path = code(address.path());
        let entity = format!("<details><summary>{path}</summary><pre>{shown}</pre></details>");
        vec![entity, code(&stored.structure)]
    };
    let rows = store.entities().take(MAX_ENTITIES).map(row).collect();
    Table { columns: &["Entity", "Type"], rows, count: store.len() }
}

fn settings(service: &Service) -> Table {
    let texts = service.switches();
    let count = texts.len();
    let rows = texts.into_iter().map(|(name, value)| vec![name.to_owned(), code(value)]).collect();
    Table { columns: &["Setting", "Value"], rows, count }
}
