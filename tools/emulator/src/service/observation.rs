//! Records requests with findings.

use hyper::Method;
use serde_json::Value;

use crate::answers::response::{Content, Success};
use crate::lock::lock;
use crate::observe::kind::Remark;
use crate::observe::lint;
use crate::observe::recording::RecordedRequest;
use crate::routing::resource::Place;
use crate::routing::target::Target;
use crate::routing::walk::Tail;
use crate::service::Service;

impl Service {
    /// Records an answered request with its remarks.
    pub(crate) fn observe(&self, mut request: RecordedRequest, mut remarks: Vec<Remark>) {
        let is_alone = request.batch.is_none();
        if is_alone && request.header("client-request-id").is_none() {
            remarks.push(lint::no_client_request_id());
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

    /// Checks a request before it is served, since it changes the entity that it is compared with.
    pub(crate) fn foreseen(&self, place: &Place<'_>, method: &Method, body: &[u8]) -> Option<Remark> {
        if *method != Method::PATCH {
            return None;
        }
        let Ok(Value::Object(body)) = serde_json::from_slice(body) else { return None };
        let store = lock(&self.store);
        let stored = store.get(&place.resolve(&store).ok()?)?;
        let structure = place.structure(stored).ok()?;
        lint::whole_entity(&place.address, structure, &stored.properties, &body)
    }

    /// Adds the remarks on a served request, and `early`, the remark made before it was served.
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
            let remark = lint::no_select(place, target, body).filter(|_| place.tail == Tail::None);
            success.remarks.extend(remark);
        }
        success
    }
}
