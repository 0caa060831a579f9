//! Throttling as Graph does it: so many requests in so much time.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::time::Duration;

use hyper::Method;
use time::OffsetDateTime;
use tokio::time::Instant;

use crate::auth::caller::Caller;
use crate::auth::claims::Claims;
use crate::faults::fault::RetryAfter;
use crate::lock::lock;
use crate::routing::intune::{is_intune, is_managed_device};

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
    limits: Vec<Limit>,
    form: RetryAfterForm,
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

impl Limit {
    fn counts(&self, method: &Method, segments: &[String]) -> bool {
        let is_write = [Method::POST, Method::PATCH, Method::PUT, Method::DELETE].contains(method);
        let is_here = match self.area {
            Area::Any => true,
            Area::Intune => is_intune(segments) && !is_managed_device(segments),
            Area::ManagedDevices => is_managed_device(segments),
        };
        is_here && (is_write || !self.only_writes)
    }

    /// The application and the tenant that the limit is on, where it is on one.
    fn key(&self, at: usize, claims: Option<&Claims>) -> Key {
        let app = claims.map_or("", Claims::app).to_owned();
        let tenant = claims.map_or("", Claims::tenant).to_owned();
        match self.scope {
            Scope::App => (at, app, String::new()),
            Scope::Tenant => (at, String::new(), tenant),
            Scope::AppAndTenant => (at, app, tenant),
        }
    }
}

impl RetryAfterForm {
    /// The header that asks for at least this wait.
    fn of(self, wait: Duration) -> RetryAfter {
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

/// Whose requests count together: a limit by its number, with the application and the tenant that it is on.
type Key = (usize, String, String);
/// The requests that still take a place, oldest first.
type Window = VecDeque<Instant>;

/// The limits with what was counted so far.
pub(crate) struct Throttler {
    throttle: Throttle,
    windows: Mutex<HashMap<Key, Window>>,
}

impl Throttler {
    pub(crate) fn new(throttle: Throttle) -> Self {
        Self { throttle, windows: Mutex::default() }
    }

    /// How many limits hold.
    pub(crate) fn limits(&self) -> usize {
        self.throttle.limits.len()
    }

    /// Counts a request, or says when it may come back. One that is refused takes no place.
    pub(crate) fn admit(
        &self,
        caller: &Caller<'_>,
        method: &Method,
        segments: &[String],
    ) -> Result<(), RetryAfter> {
        let now = Instant::now();
        let limits = self.throttle.limits.iter().enumerate();
        let of_it = limits.filter(|(_, limit)| limit.counts(method, segments));
        let mut windows = lock(&self.windows);
        let (mut keys, mut longest) = (Vec::new(), None);
        for (at, limit) in of_it {
            let key = limit.key(at, caller.claims.as_ref());
            let window = windows.entry(key.clone()).or_default();
            let is_over = |taken: &Instant| now.duration_since(*taken) >= limit.window;
            while window.front().is_some_and(is_over) {
                window.pop_front();
            }
            if window.len() >= limit.requests as usize {
                let oldest = window
                    .front()
                    .map_or(limit.window, |taken| limit.window.saturating_sub(now.duration_since(*taken)));
                longest = longest.max(Some(oldest));
            }
            keys.push(key);
        }
        if let Some(wait) = longest {
            return Err(self.throttle.form.of(wait));
        }
        for key in keys {
            windows.entry(key).or_default().push_back(now);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::caller::Tokens;
    use crate::auth::token::{Token, token};

    const DEVICES: &str = "deviceManagement/managedDevices/1";
    const SCRIPTS: &str = "deviceManagement/deviceShellScripts/1";

    fn admit(throttler: &Throttler, token: &Token, method: &Method, path: &str) -> Result<(), RetryAfter> {
        let text = token.clone().build();
        let mut tokens = Tokens::default();
        tokens.take(text.clone());
        let mut headers = hyper::HeaderMap::new();
        headers.insert(hyper::header::AUTHORIZATION, format!("Bearer {text}").parse().unwrap());
        let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        throttler.admit(&tokens.caller(&headers).unwrap(), method, &segments)
    }

    /// How many requests are admitted in a row.
    fn count(throttler: &Throttler, token: &Token, method: &Method, path: &str) -> u32 {
        (0..10_000).take_while(|_| admit(throttler, token, method, path).is_ok()).map(|_| 1).sum()
    }

    #[tokio::test(start_paused = true)]
    async fn the_documented_limits() {
        let throttler = Throttler::new(Throttle::intune());
        let one = token().app("one").tenant("contoso");
        let two = token().app("two").tenant("contoso");
        let three = token().app("three").tenant("contoso");
        let elsewhere = token().app("one").tenant("fabrikam");
        assert_eq!(count(&throttler, &one, &Method::PATCH, SCRIPTS), 100, "of an application");
        assert_eq!(count(&throttler, &two, &Method::POST, SCRIPTS), 100);
        assert_eq!(count(&throttler, &three, &Method::PUT, SCRIPTS), 0, "of a tenant");
        assert_eq!(count(&throttler, &elsewhere, &Method::DELETE, SCRIPTS), 100, "of another");
        assert_eq!(count(&throttler, &one, &Method::GET, SCRIPTS), 900, "reads, less the changes");
        assert_eq!(count(&throttler, &one, &Method::PATCH, DEVICES), 200, "managed devices by themselves");
        assert_eq!(count(&throttler, &three, &Method::GET, DEVICES), 2_000);
        assert_eq!(count(&throttler, &one, &Method::PATCH, "users/1"), 10_000, "not Intune's");
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(count(&throttler, &one, &Method::PATCH, SCRIPTS), 100);
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_ends_when_a_place_is_free() {
        let limit = Limit {
            requests: 2,
            window: Duration::from_millis(2_500),
            scope: Scope::Tenant,
            area: Area::Any,
            only_writes: false,
        };
        let throttler = |form| Throttler::new(Throttle::new().limit(limit).retry_after(form));
        let exact = throttler(RetryAfterForm::Fraction);
        let get = |throttler: &Throttler| admit(throttler, &token(), &Method::GET, "users");
        assert_eq!(get(&exact), Ok(()));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(get(&exact), Ok(()));
        assert_eq!(get(&exact), Err(RetryAfter::Fraction(1.501)));
        tokio::time::advance(Duration::from_millis(1_499)).await;
        assert!(get(&exact).is_err());
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(get(&exact), Ok(()), "the window slides");
        assert_eq!(get(&exact), Err(RetryAfter::Fraction(1.001)));

        for (form, expected) in [
            (RetryAfterForm::Seconds, RetryAfter::Seconds(3)),
            (RetryAfterForm::Missing, RetryAfter::Missing),
        ] {
            let throttler = throttler(form);
            assert_eq!((get(&throttler), get(&throttler), get(&throttler)), (Ok(()), Ok(()), Err(expected)));
        }
        let dated = throttler(RetryAfterForm::Date);
        assert!(get(&dated).is_ok() && get(&dated).is_ok());
        let Err(date) = get(&dated) else { panic!("over the limit") };
        let (_, asked) = date.header().unwrap();
        assert!(asked >= limit.window && asked < limit.window + Duration::from_secs(1), "{asked:?}");
    }

    #[test]
    fn a_scaled_limit_has_the_same_rate() {
        let scaled = Throttle::intune().scaled(100);
        assert_eq!((scaled.limits[0].requests, scaled.limits[0].window), (1_300, Duration::from_millis(100)));
        assert_eq!((scaled.limits[1].requests, scaled.limits[1].window), (2, Duration::from_millis(200)));
        assert_eq!(Throttle::intune().scaled(0), Throttle::intune());
        assert_eq!(Throttle::intune().scaled(1_000_000).limits[1].requests, 1);
    }
}
