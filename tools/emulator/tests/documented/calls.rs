//! Calls every documented action and function as its page does.

use std::path::Path;

use graph_entity_emulator::Emulator;
use graph_entity_schema::page::{Documentation, Documented, PageKind};
use graph_entity_schema::{Metadata, Operation, Target};
use serde_json::{Value, json};

use crate::report::{Known, Outcome, Report};
use crate::{page, wire};

/// The metadata document of each version. That of v1.0 is newer than the pages.
pub(crate) const METADATA: [(&str, &str); 2] =
    [("beta", "beta-2021-07-13.xml"), ("v1.0", "v1.0-2026-08-20.xml")];

/// The outcomes of the 255 pages. A failure is an error on the page, or the metadata lacks what the page has.
const KNOWN: Known = Known {
    pages: "pages of actions and functions",
    // A concrete type for an abstract one, or a member of an enumeration for a placeholder.
    correction: "a right value",
    passed: 230,
    corrected: 20,
    reasons: &[
        ("the metadata has no such operation", "No OData route exists", 4),
        ("the page has a complex value where the metadata has a text", "a value in place of an object", 1),
    ],
};

/// The page of an action or a function.
struct Page<'a> {
    number: usize,
    documented: &'a Documented,
    metadata: &'a Metadata,
    version: &'a str,
}

/// Calls the example of every page, and reports the outcomes.
pub(crate) async fn call_all(docs: &Path, documents: &[(&str, String)]) -> Report {
    let documentation = Documentation::read(docs).expect("the pages");
    let mut builder = Emulator::builder();
    let mut all = Vec::new();
    for (version, text) in documents {
        builder = builder.metadata(version, text.as_str());
        all.push((*version, Metadata::parse(version, text).expect("metadata")));
    }
    let emulator = builder.start().await;
    let mut report = Report::new(&KNOWN);
    let is_call = |it: &&Documented| matches!(it.page.kind, PageKind::Action | PageKind::Function);
    for (number, documented) in documentation.pages().filter(is_call).enumerate() {
        let (version, metadata) = all
            .iter()
            .find(|(version, _)| documented.version == *version)
            .map(|(version, metadata)| (*version, metadata))
            .expect("a page of a known version");
        let page = Page { number, documented, metadata, version };
        report.note(&documented.path, page.outcome(&emulator).await);
    }
    report
}

impl Page<'_> {
    /// Seeds the entities before the operation, sends the page's request, and compares the shapes of the
    /// replies. A page that names an abstract type, or no member of an enumeration, is sent with a right one too.
    async fn outcome(&self, emulator: &Emulator) -> Outcome {
        let page = &self.documented.page;
        let (Some(template), Some(example)) = (page.templates().next(), page.requests.first()) else {
            return Outcome::Failed("(no example)".to_owned());
        };
        let owner = self.seed(emulator, template);
        let call = example.url.split_once(&format!("/{}", self.version)).map_or("", |(_, rest)| rest);
        let call = call.rsplit_once('/').map_or("", |(_, call)| call);
        let body = example.body.as_ref();
        let as_printed = self.call(emulator, &owner, call, body.map_or("", |body| &body.text)).await;
        match as_printed {
            Outcome::Refused(400, message) if message.contains("abstract class") => {
                let mut body = body.and_then(|body| body.json.clone()).unwrap_or_default();
                page::make_concrete(&mut body, self.metadata);
                self.call(emulator, &owner, call, &body.to_string()).await.corrected()
            }
            Outcome::Refused(400, message) if message.contains("'parameterValue' was not found") => {
                let Some(member) = self.member(template) else { return Outcome::Refused(400, message) };
                let call = call.replace("parameterValue", &member);
                self.call(emulator, &owner, &call, "").await.corrected()
            }
            other => other,
        }
    }

    async fn call(&self, emulator: &Emulator, owner: &str, call: &str, body: &str) -> Outcome {
        let page = &self.documented.page;
        let path = format!("{owner}/{}", encoded(call));
        let method = if page.kind == PageKind::Function { "GET" } else { "POST" };
        let headers = [wire::TOKEN, wire::JSON, "Prefer: include-unknown-enum-members"];
        let answer = wire::send(emulator, method, &path, &headers, body.trim()).await;
        if answer.status >= 400 {
            let (status, _, message) = answer.error();
            return Outcome::Refused(status, message);
        }
        let expected = page.responses.last().and_then(|response| response.body.as_ref()?.json.clone());
        let found = if answer.text.is_empty() { Value::Null } else { answer.json() };
        match (shape(&expected.unwrap_or_default()), shape(&found)) {
            (expected, found) if expected == found => Outcome::Passed,
            (expected, found) => Outcome::Failed(format!("{found} in place of {expected}")),
        }
    }

    /// Seeds the entities in the address of an operation, and returns the address without the operation.
    fn seed(&self, emulator: &Emulator, template: &str) -> String {
        let (owner, _) = template.rsplit_once('/').unwrap_or_default();
        let (mut known, mut path) = (String::new(), format!("/{}", self.version));
        let segments: Vec<&str> = template.split('/').filter(|segment| !segment.is_empty()).collect();
        for (at, segment) in owner.split('/').filter(|segment| !segment.is_empty()).enumerate() {
            known = format!("{known}/{segment}");
            if !segment.starts_with('{') {
                path = format!("{path}/{segment}");
                continue;
            }
            path = format!("{path}/call-{}-{at}", self.number);
            let Ok(Target::Entity(declared)) = self.metadata.resolve(&known) else { continue };
            // Only the last entity must be of a type that has the operation.
            let binding = self.operations(template).find_map(|operation| operation.binding());
            let name = binding.filter(|_| known == owner).map_or(declared, |binding| &binding.name);
            let entity = json!({"@odata.type": format!("#{}", self.concrete(name, segments[at + 1]))});
            // What cannot be seeded is refused as missing.
            let _ = emulator.seed_at(&path, entity);
        }
        path
    }

    fn operations(&self, template: &str) -> impl Iterator<Item = &Operation> {
        match self.metadata.resolve(template) {
            Ok(Target::Operations(operations)) => operations,
            _ => Vec::new(),
        }
        .into_iter()
    }

    /// A member of the first parameter that is of an enumeration.
    fn member(&self, template: &str) -> Option<String> {
        let parameters = self.operations(template).flat_map(Operation::arguments);
        let mut enumerations = parameters.filter_map(|it| self.metadata.enumeration(&it.kind.name));
        Some(enumerations.next()?.members.first()?.name.clone())
    }

    /// A type that is not abstract, of those that have what follows in the address: a type itself, or one that
    /// derives from it.
    fn concrete(&self, name: &str, next: &str) -> String {
        let own = self.metadata.structure(name).into_iter().chain(self.metadata.derived(name));
        let concrete: Vec<&str> =
            own.filter(|structure| !structure.is_abstract).map(|structure| structure.name.as_str()).collect();
        let has_next = |name: &&&str| self.metadata.navigation(name).iter().any(|it| it.name == next);
        let found = concrete.iter().find(has_next).or(concrete.first());
        found.map_or_else(|| name.to_owned(), |name| (*name).to_owned())
    }
}

/// What a reply consists of.
fn shape(body: &Value) -> &'static str {
    match body.get("value") {
        Some(Value::Array(_)) => "a list",
        Some(Value::Object(_)) => "an object",
        Some(_) => "a value",
        None if body.is_object() => "an object",
        None => "nothing",
    }
}

/// A call in an address as a client writes it: pages leave characters plain that an address cannot have.
fn encoded(call: &str) -> String {
    let mut encoded = String::new();
    for c in call.chars() {
        match c {
            '\r' => {}
            '\n' | ' ' => encoded.push_str("%20"),
            '"' => encoded.push_str("%22"),
            '{' => encoded.push_str("%7B"),
            '}' => encoded.push_str("%7D"),
            '[' => encoded.push_str("%5B"),
            ']' => encoded.push_str("%5D"),
            c => encoded.push(c),
        }
    }
    encoded
}
