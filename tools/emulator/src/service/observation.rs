//! Records requests with findings.

use bytes::Bytes;
use hyper::{Method, Response};
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
    /// Records a request with its reply, if it got one, and its remarks. `batch` is the index of the batch that
    /// contained it.
    pub(crate) fn observe(
        &self,
        arrival: Arrival,
        batch: Option<u64>,
        sent: Sent<'_>,
        reply: Option<&Response<Bytes>>,
        mut remarks: Vec<Remark>,
    ) {
        if batch.is_none() && !sent.headers.contains_key(CLIENT_REQUEST_ID) {
            remarks.push(lint::no_client_request_id());
        }
        if sent.method == "GET" {
            remarks.extend(lock(&self.next_links).follow(sent.target));
        }
        let status = reply.map_or(0, |reply| reply.status().as_u16());
        let request = PackedRequest::new(arrival, batch, sent, status, remarks.iter().map(|it| it.kind));
        let mut findings = lock(&self.findings);
        for remark in remarks {
            findings.add(arrival.index, sent, remark);
        }
        drop(findings);
        if let Some(reply) = reply {
            // A reply to HEAD is made as that to GET, and sent without its body.
            let is_head = sent.method.eq_ignore_ascii_case("HEAD");
            let body = if is_head { Bytes::new() } else { reply.body().clone() };
            lock(&self.replies).add(arrival.index, reply.headers(), body);
        }
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
