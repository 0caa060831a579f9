//! Throttling as Graph does it: so many requests in so much time.

use std::time::Duration;

use time::OffsetDateTime;

use crate::faults::fault::RetryAfter;

/// Limits on requests, and how a client is told that it is over one.
///
/// ```
/// use graph_entity_emulator::{Emulator, RetryAfterForm, Throttle};
///
/// // Intune's limits at a hundredth, as a test wants them: 2 writes in 200 ms a tenant, and so on.
/// let throttle = Throttle::intune().scaled(100).retry_after(RetryAfterForm::Fraction);
/// let builder = Emulator::builder().throttle(throttle);
/// # drop(builder);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "it throttles once an emulator is built with it"]
pub struct Throttle {
    pub(crate) limits: Vec<Limit>,
    pub(crate) form: RetryAfterForm,
}

/// So many requests in each stretch of time. Whose requests count together, and which ones count, it says too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The most requests in a window.
    pub requests: u32,
    /// The window. It slides: a place is free once the request that took it is this old.
    pub window: Duration,
    /// Whose requests count together.
    pub scope: Scope,
    /// Which addresses count.
    pub area: Area,
    /// Whether only changes count: POST, PATCH, PUT and DELETE.
    pub only_writes: bool,
}

/// Whose requests count together. Application and tenant are those of the token, `appid` and `tid`; tokens that do not
/// say are of one application and of one tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scope {
    /// Those of one application, in all tenants.
    App,
    /// Those of all applications in one tenant.
    Tenant,
    /// Those of one application in one tenant.
    AppAndTenant,
}

/// Which addresses a limit is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Area {
    /// All.
    Any,
    /// Intune's, beneath `/deviceManagement` and `/deviceAppManagement`, save managed devices.
    Intune,
    /// `managedDevices`, wherever they stand, and what is beneath.
    ManagedDevices,
}

/// How a throttled answer says when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum RetryAfterForm {
    /// `Retry-After: 10`: whole seconds, rounded up.
    #[default]
    Seconds,
    /// `Retry-After: 2.128`: seconds with thousandths, rounded up.
    Fraction,
    /// A date, rounded up to its whole second.
    Date,
    /// Nothing, as is common on Intune.
    Missing,
}

impl Throttle {
    /// No limit yet; `Retry-After` in whole seconds.
    pub fn new() -> Self {
        Self { limits: Vec::new(), form: RetryAfterForm::default() }
    }

    /// The documented limits: for Intune 200 changes and 2,000 requests in 20 seconds a tenant, and half of both for one
    /// application there; double all that for managed devices; 130,000 requests in 10 seconds for an application in all
    /// tenants, on any address.
    ///
    /// Source: Microsoft Graph, "Microsoft Graph service-specific throttling limits". Its numbers for managed devices
    /// are about double, not to the digit.
    pub fn intune() -> Self {
        let window = Duration::from_secs(20);
        let mut throttle = Self::new().limit(Limit {
            requests: 130_000,
            window: Duration::from_secs(10),
            scope: Scope::App,
            area: Area::Any,
            only_writes: false,
        });
        for (area, factor) in [(Area::Intune, 1), (Area::ManagedDevices, 2)] {
            for (scope, share) in [(Scope::Tenant, 2), (Scope::AppAndTenant, 1)] {
                for (requests, only_writes) in [(100, true), (1_000, false)] {
                    let requests = requests * factor * share;
                    throttle = throttle.limit(Limit { requests, window, scope, area, only_writes });
                }
            }
        }
        throttle
    }

    /// Adds a limit. All limits hold at once.
    pub fn limit(mut self, limit: Limit) -> Self {
        self.limits.push(limit);
        self
    }

    /// How a client is told when to come back. The default is in whole seconds.
    pub fn retry_after(mut self, form: RetryAfterForm) -> Self {
        self.form = form;
        self
    }

    /// Divides all requests and windows by a number, so that the rates are the same and a test need not wait for
    /// seconds. A limit is at least one request.
    pub fn scaled(mut self, divisor: u32) -> Self {
        let divisor = divisor.max(1);
        for limit in &mut self.limits {
            limit.requests = (limit.requests / divisor).max(1);
            limit.window /= divisor;
        }
        self
    }
}

impl Default for Throttle {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryAfterForm {
    /// The header that asks for at least this wait.
    pub(crate) fn of(self, wait: Duration) -> RetryAfter {
        let seconds = |time: Duration| {
            let whole = time.as_secs() + u64::from(time.subsec_nanos() > 0);
            u32::try_from(whole).unwrap_or(u32::MAX)
        };
        match self {
            Self::Seconds => RetryAfter::Seconds(seconds(wait)),
            // A thousandth may be lost between two clocks, so one is added.
            Self::Fraction => {
                let thousandths = u32::try_from(wait.as_millis() + 1).unwrap_or(u32::MAX);
                RetryAfter::Fraction(f64::from(thousandths) / 1_000.0)
            }
            // The date loses the fraction of the second that it is counted from.
            Self::Date => {
                let lost = Duration::from_nanos(OffsetDateTime::now_utc().nanosecond().into());
                RetryAfter::Date(seconds(wait + lost))
            }
            Self::Missing => RetryAfter::Missing,
        }
    }
}
