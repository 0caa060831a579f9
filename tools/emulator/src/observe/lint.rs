//! What is looked for in each request, beyond its answer.

use hyper::Method;
use serde_json::Value;

use crate::answers::response::{Content, Success};
use crate::data::store::Properties;
use crate::lock::lock;
use crate::observe::kind::{FindingKind, Remark};
use crate::observe::recording::RecordedRequest;
use crate::observe::retry_log::Wait;
use crate::routing::resource::Place;
use crate::routing::target::Target;
use crate::routing::walk::Tail;
use crate::schema::address::{Address, Step};
use crate::schema::model::{Access, Role, Structure};
use crate::service::Service;

/// A type with more properties is read by `$select`.
const FEW_PROPERTIES: usize = 10;
/// A change that repeats so many values was made from a whole entity.
const MANY_REPEATED: usize = 6;

impl Service {
    /// Records a request that was answered, with what was seen in it.
    pub(crate) fn observe(&self, mut request: RecordedRequest, mut remarks: Vec<Remark>) {
        let is_alone = request.batch.is_none();
        if is_alone && request.header("client-request-id").is_none() {
            remarks.push(no_client_request_id());
        }
        if request.method == "GET" {
            remarks.extend(lock(&self.issued).follow(&request));
        }
        let mut findings = lock(&self.findings);
        for remark in remarks {
            request.findings.push(remark.kind);
            findings.note(&request, remark);
        }
        drop(findings);
        lock(&self.recorded).add(request);
    }

    /// What is to be seen in a request before it is served, as the store has it then.
    pub(crate) fn foreseen(&self, place: &Place<'_>, method: &Method, body: &[u8]) -> Option<Remark> {
        if *method != Method::PATCH {
            return None;
        }
        let Ok(Value::Object(body)) = serde_json::from_slice(body) else { return None };
        let store = lock(&self.store);
        let stored = store.get(&place.resolve(&store).ok()?)?;
        let structure = place.structure(stored).ok()?;
        let sentence = repeats(structure, &stored.properties, &body)?;
        Some(Remark { kind: FindingKind::WholeEntity, subject: shape(&place.address), sentence })
    }

    /// The answer to a request, with what was seen in it. `foreseen` is what was seen before.
    pub(crate) fn remarked(
        &self,
        mut success: Success,
        place: &Place<'_>,
        (method, target): (&Method, Target<'_>),
        foreseen: Option<Remark>,
    ) -> Success {
        success.remarks.extend(foreseen);
        if let (&Method::GET, Content::Json(body)) = (method, &success.content) {
            lock(&self.issued).keep(&self.endpoint, target, body);
            let remark = no_select(place, target, body).filter(|_| place.tail == Tail::None);
            success.remarks.extend(remark);
        }
        success
    }
}

fn no_client_request_id() -> Remark {
    let sentence =
        "The request has no header `client-request-id`, by which support finds a request that was not \
                    answered: send a new Guid with each."
            .to_owned();
    Remark { kind: FindingKind::NoClientRequestId, subject: String::new(), sentence }
}

/// A request came again too soon.
pub(crate) fn too_early(wait: &Wait) -> Remark {
    let (asked, waited) = (wait.asked.unwrap_or_default(), wait.waited.unwrap_or_default());
    let sentence = format!(
        "A request of this method and target came again after {:.3} s, where `Retry-After` asked for {:.3} s: wait as long as it says.",
        waited.as_secs_f64(),
        asked.as_secs_f64()
    );
    let path = wait.target.split('?').next().unwrap_or_default();
    Remark { kind: FindingKind::TooEarly, subject: format!("{} {path}", wait.method), sentence }
}

/// A change left members out of complex values, which are named by their paths.
pub(crate) fn partial_values(address: &Address, partial: &[String]) -> Option<Remark> {
    let names: Vec<&str> = partial.iter().map(String::as_str).collect();
    let sentence = format!(
        "The change leaves out members of {}, and those have values: a service that replaces complex values resets them. \
         Send every member that can be set.",
        listed(&names)
    );
    let subject = shape(address);
    (!partial.is_empty()).then_some(Remark { kind: FindingKind::PartialComplexValue, subject, sentence })
}

fn no_select(place: &Place<'_>, target: Target<'_>, answer: &Value) -> Option<Remark> {
    let mut names = target.query.split('&').map(|option| option.split('=').next().unwrap_or_default());
    if names.any(|name| matches!(name, "$select" | "%24select")) {
        return None;
    }
    let entity = if place.is_collection { answer["value"].get(0)? } else { answer };
    let count = entity.as_object()?.keys().filter(|name| !name.contains('@')).count();
    let sentence =
        format!("{count} properties of an entity were read: name those that are needed in `$select`.");
    let subject = shape(&place.address);
    (count > FEW_PROPERTIES).then_some(Remark { kind: FindingKind::NoSelect, subject, sentence })
}

/// What a change repeats of the entity that is there, where that is so much that a read must have given it.
fn repeats(structure: &Structure, current: &Properties, body: &Properties) -> Option<String> {
    let sent = body.iter().filter_map(|(name, value)| Some((structure.property(name)?, value)));
    let (mut all, mut repeated, mut read_only) = (0, Vec::new(), Vec::new());
    for (property, value) in sent {
        all += 1;
        if current.get(&property.name) != Some(value) {
            continue;
        }
        repeated.push(property.name.as_str());
        if property.access == Access::ReadOnly && property.role != Role::Key {
            read_only.push(property.name.as_str());
        }
    }
    let mend = "Send only what changes: the rest undoes what others have changed since it was read";
    if !read_only.is_empty() {
        let names = listed(&read_only);
        return Some(format!(
            "The change sends back what only the service sets ({names}), as it was read. {mend}."
        ));
    }
    let count = repeated.len();
    (count >= MANY_REPEATED && count * 2 >= all).then(|| {
        let names = listed(&repeated);
        format!("{count} of the {all} properties that the change sends have the values that were there ({names}). {mend}.")
    })
}

/// The first few of many names.
fn listed(names: &[&str]) -> String {
    let (shown, rest) = names.split_at(names.len().min(5));
    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
    format!("{}{more}", shown.join(", "))
}

/// An address without its keys, which is the same for all entities of one kind.
fn shape(address: &Address) -> String {
    let mut shape = address.version.clone();
    for step in &address.steps {
        let segment = match step {
            Step::Name(name) => name,
            Step::Key(_) => "{}",
        };
        shape.extend(["/", segment]);
    }
    shape
}
