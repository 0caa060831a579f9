//! The switches of the service in words.

use crate::auth::caller::Tokens;
use crate::faults::not_served::NotServed;
use crate::faults::throttler::Throttler;
use crate::service::Service;
use crate::settings::{Settings, Switch};

impl Service {
    /// Every switch in words, with its value.
    pub(crate) fn switches(&self) -> Vec<Switch> {
        let mut switches = self.settings.texts();
        switches.extend(other_switches(&self.tokens, self.throttler.as_ref(), &self.not_served));
        switches
    }

    /// The switches that differ from the default.
    pub(crate) fn changed_switches(&self) -> Vec<Switch> {
        let mut default = Settings::default().texts();
        default.extend(other_switches(&Tokens::default(), None, &NotServed::default()));
        let own = self.switches().into_iter().zip(default);
        own.filter(|(own, default)| own != default).map(|(own, _)| own).collect()
    }
}

/// The switches that are more than a value.
fn other_switches(tokens: &Tokens, throttler: Option<&Throttler>, not_served: &NotServed) -> [Switch; 3] {
    let limits = throttler.map_or(0, Throttler::limits);
    [
        ("Limits of throttling", limits.to_string()),
        (
            "Claims that every token needs",
            tokens.required_claims().map_or_else(|| "none".to_owned(), str::to_owned),
        ),
        ("Not served", not_served.texts().collect::<Vec<_>>().join(", ")),
    ]
}
