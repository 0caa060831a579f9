//! Records requests with findings.

use hyper::Method;
use serde_json::Value;

use crate::answers::response::{Content, Success};
use crate::lock::{lock, read_lock};
use crate::observe::kind::Remark;
use crate::observe::lint;
use crate::observe::recording::RecordedRequest;
use crate::routing::resource::Resource;
use crate::routing::target::Target;
use crate::routing::walk::Tail;
use crate::service::Service;

impl Service {
    /// Records an answered request with its remarks.
    pub(crate) fn observe(&self, mut request: RecordedRequest, mut remarks: Vec<Remark>) {
        let is_standalone = request.batch.is_none();
        if is_standalone && request.header("client-request-id").is_none() {
            remarks.push(lint::no_client_request_id());
        }
        if request.method == "GET" {
            remarks.extend(lock(&self.next_links).follow(&request));
        }
        let mut findings = lock(&self.findings);
        for remark in remarks {
            request.findings.push(remark.kind);
            findings.add(&request, remark);
        }
        drop(findings);
        lock(&self.recorded).add(request);
    }

    /// Checks a request before it is served, since it changes the entity that it is compared with.
    pub(crate) fn lint_before(
        &self,
        resource: &Resource<'_>,
        method: &Method,
        body: &[u8],
    ) -> Option<Remark> {
        if *method != Method::PATCH {
            return None;
        }
        let Ok(Value::Object(body)) = serde_json::from_slice(body) else { return None };
        let store = read_lock(&self.store);
        let stored = store.get(&resource.resolve(&store).ok()?)?;
        let structure = resource.structure(stored).ok()?;
        lint::whole_entity(&resource.address, structure, &stored.properties.to_map(), &body)
    }

    /// Adds the remarks on a served request, and `early`, the remark made before it was served.
    pub(crate) fn lint_after(
        &self,
        mut success: Success,
        resource: &Resource<'_>,
        (method, target): (&Method, Target<'_>),
        early: Option<Remark>,
    ) -> Success {
        success.remarks.extend(early);
        if let (&Method::GET, Content::Json(body)) = (method, &success.content) {
            lock(&self.next_links).keep(&self.endpoint, target, body);
            let remark = lint::no_select(resource, target, body).filter(|_| resource.tail == Tail::None);
            success.remarks.extend(remark);
            success.remarks.extend(lint::other_type(resource, body));
        }
        success
    }
}
