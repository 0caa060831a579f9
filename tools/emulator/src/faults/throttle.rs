//! Throttling as in Graph: a limited number of requests in a window of time.

use std::time::Duration;

use time::OffsetDateTime;

use crate::faults::fault::RetryAfter;

/// Limits on requests, and how a throttled answer says when to retry.
///
/// ```
/// use graph_entity_emulator::{Emulator, RetryAfterFormat, Throttle};
///
/// // Intune's limits divided by 100, for a test: 2 writes in 200 ms for a tenant, and so on.
/// let throttle = Throttle::intune().scaled(100).retry_after(RetryAfterFormat::Fraction);
/// let builder = Emulator::builder().throttle(throttle);
/// # drop(builder);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "it throttles once an emulator is built with it"]
pub struct Throttle {
    pub(crate) limits: Vec<Limit>,
    pub(crate) format: RetryAfterFormat,
}

/// A number of requests in a window of time, for a scope of callers and an area of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The maximum number of requests in a window.
    pub requests: u32,
    /// The window. It slides: a request counts until it is this old.
    pub window: Duration,
    /// The callers whose requests count together.
    pub scope: Scope,
    /// The addresses whose requests count.
    pub area: Area,
    /// Whether only changes count: POST, PATCH, PUT and DELETE.
    pub only_writes: bool,
}

/// Whose requests count together. Application and tenant are the token's `appid` and `tid`. Tokens without
/// these claims belong to one application and one tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scope {
    /// One application, in all tenants.
    App,
    /// All applications in one tenant.
    Tenant,
    /// One application in one tenant.
    AppAndTenant,
}

/// The addresses that a limit applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Area {
    /// The requests to all addresses.
    Any,
    /// Intune's addresses, beneath `/deviceManagement` and `/deviceAppManagement`, except managed devices.
    Intune,
    /// `managedDevices`, at any address, and everything beneath.
    ManagedDevices,
}

/// How a throttled answer says when to retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum RetryAfterFormat {
    /// `Retry-After: 10`: whole seconds, rounded up.
    #[default]
    Seconds,
    /// `Retry-After: 2.128`: seconds with thousandths, rounded up.
    Fraction,
    /// A date, rounded up to its whole second.
    Date,
    /// No header, as is common on Intune.
    Missing,
}

impl Throttle {
    /// No limits, and `Retry-After` in whole seconds.
    pub fn new() -> Self {
        Self { limits: Vec::new(), format: RetryAfterFormat::default() }
    }

    /// The documented limits. In 20 seconds, a tenant may send Intune 200 changes and 2,000 requests, and one
    /// application in a tenant half of both; for managed devices all of these are doubled. In 10 seconds, an
    /// application may send 130,000 requests in all tenants, to any address.
    ///
    /// Source: Microsoft Graph, "Microsoft Graph service-specific throttling limits". Its limits for managed
    /// devices are only about double.
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

    /// Adds a limit. All added limits apply at the same time.
    pub fn limit(mut self, limit: Limit) -> Self {
        self.limits.push(limit);
        self
    }

    /// How a throttled answer says when to retry. The default is whole seconds.
    pub fn retry_after(mut self, format: RetryAfterFormat) -> Self {
        self.format = format;
        self
    }

    /// Divides all requests and windows by a number, so that the rates stay the same and a test need not wait
    /// for seconds. A limit is at least one request.
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

impl RetryAfterFormat {
    /// Returns the header for at least this delay.
    pub(crate) fn for_wait(self, wait: Duration) -> RetryAfter {
        let seconds = |time: Duration| {
            let whole = time.as_secs() + u64::from(time.subsec_nanos() > 0);
            u32::try_from(whole).unwrap_or(u32::MAX)
        };
        match self {
            Self::Seconds => RetryAfter::Seconds(seconds(wait)),
            // The client's clock may lose up to a millisecond, so one is added.
            Self::Fraction => {
                let thousandths = u32::try_from(wait.as_millis() + 1).unwrap_or(u32::MAX);
                RetryAfter::Fraction(f64::from(thousandths) / 1_000.0)
            }
            // The date loses the fraction of the current second, so it is added.
            Self::Date => {
                let lost = Duration::from_nanos(OffsetDateTime::now_utc().nanosecond().into());
                RetryAfter::Date(seconds(wait + lost))
            }
            Self::Missing => RetryAfter::Missing,
        }
    }
}
