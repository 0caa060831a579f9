//! Records requests with findings.

use hyper::Method;
use serde_json::Value;

use crate::answers::envelope::CLIENT_REQUEST_ID;
use crate::answers::response::Success;
use crate::lock::{lock, read_lock};
use crate::observe::kind::Remark;
use crate::observe::lint;
use crate::observe::recording::{Arrival, PackedRequest, Sent};
use crate::routing::resource::Resource;
use crate::routing::target::Target;
use crate::routing::walk::Tail;
use crate::service::Service;

impl Service {
    /// Records an answered request with its remarks. `batch` is the index of the batch that contained it.
    pub(crate) fn observe(
        &self,
        arrival: Arrival,
        batch: Option<u64>,
        sent: Sent<'_>,
        status: u16,
        mut remarks: Vec<Remark>,
    ) {
        if batch.is_none() && !sent.headers.contains_key(CLIENT_REQUEST_ID) {
            remarks.push(lint::no_client_request_id());
        }
        if sent.method == "GET" {
            remarks.extend(lock(&self.next_links).follow(sent.target));
        }
        let request = PackedRequest::new(arrival, batch, sent, status, remarks.iter().map(|it| it.kind));
        let mut findings = lock(&self.findings);
        for remark in remarks {
            findings.add(arrival.index, sent, remark);
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
        if *method == Method::GET {
            let summary = &success.summary;
            lock(&self.next_links).keep(&self.endpoint, target, summary);
            let remark = lint::no_select(resource, target, summary).filter(|_| resource.tail == Tail::None);
            success.remarks.extend(remark.into_iter().chain(lint::other_type(resource, summary)));
        }
        success
    }
}
