//! What changes, in little: who polls it fetches the rest only when there is something new.

use serde_json::{Value, json};

use crate::data::timestamps;
use crate::lock::{lock, read_lock};
use crate::service::Service;

/// The numbers of what was observed and is stored. What has the same numbers as before is the same as before.
pub(crate) fn status(service: &Service) -> Value {
    let progress = lock(&service.recorded).progress();
    let (different, repeated) = {
        let findings = lock(&service.findings);
        (findings.len(), findings.count())
    };
    let open = lock(&service.retry_log).waits().iter().filter(|wait| wait.waited.is_none()).count();
    let (entities, state) = {
        let store = read_lock(&service.store);
        (store.len(), store.state())
    };
    json!({
        "endpoint": service.endpoint,
        "version": env!("CARGO_PKG_VERSION"),
        "started": timestamps::text(service.started),
        "resets": progress.clears,
        "requests": {
            "arrived": progress.arrived,
            "recorded": progress.recorded,
            "kept": progress.kept,
            "oldest": progress.oldest,
        },
        "findings": {"different": different, "count": repeated},
        "openWaits": open,
        "entities": {"count": entities, "state": state},
        "hasDataFile": service.settings.data_file.is_some(),
    })
}

/// The settings, each with whether it is the default.
pub(crate) fn settings(service: &Service) -> Value {
    let changed = service.changed_switches();
    let switches = service.switches().into_iter();
    let settings = switches.map(|(name, value)| {
        let is_default = !changed.iter().any(|(known, _)| *known == name);
        json!({"name": name, "value": value, "isDefault": is_default})
    });
    settings.collect()
}
