//! DELETE.

use hyper::StatusCode;

use crate::answers::response::Success;
use crate::lock::write_lock;
use crate::refusals::Refusal;
use crate::routing::resource::Resource;
use crate::service::Service;
use crate::service::change::{Change, expect_entity};

impl Service {
    pub(crate) fn delete(&self, resource: &Resource<'_>, change: &Change<'_>) -> Result<Success, Refusal> {
        let mut store = write_lock(&self.store);
        let (address, _) = expect_entity(resource, &store, change)?;
        store.remove(&address);
        Ok(Success::new(StatusCode::NO_CONTENT, None))
    }
}
