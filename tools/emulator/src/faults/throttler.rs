//! Counts requests against limits.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use hyper::Method;
use tokio::time::Instant;

use crate::auth::caller::Caller;
use crate::auth::claims::Claims;
use crate::faults::fault::RetryAfter;
use crate::faults::throttle::{Area, Limit, Scope, Throttle};
use crate::lock::lock;
use crate::routing::intune::{is_intune, is_managed_device};

/// Whose requests count together: the index of a limit, the application and the tenant.
type Key = (usize, String, String);
/// The times of the requests that still count, oldest first.
type Window = VecDeque<Instant>;

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

    /// The application and the tenant whose requests count together; empty if the limit does not distinguish
    /// them.
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

/// The limits, and the requests counted so far.
pub(crate) struct Throttler {
    throttle: Throttle,
    windows: Mutex<HashMap<Key, Window>>,
}

impl Throttler {
    pub(crate) fn new(throttle: Throttle) -> Self {
        Self { throttle, windows: Mutex::default() }
    }

    /// The number of limits.
    pub(crate) fn limits(&self) -> usize {
        self.throttle.limits.len()
    }

    /// Counts a request, or returns when to retry it. A refused request is not counted.
    pub(crate) fn admit(
        &self,
        caller: &Caller<'_>,
        method: &Method,
        segments: &[String],
    ) -> Result<(), RetryAfter> {
        let now = Instant::now();
        let limits = self.throttle.limits.iter().enumerate();
        let applicable = limits.filter(|(_, limit)| limit.counts(method, segments));
        let mut windows = lock(&self.windows);
        let (mut keys, mut longest) = (Vec::new(), None);
        for (at, limit) in applicable {
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
        // Only now is it known that no limit refuses the request, so only now is it counted.
        if let Some(wait) = longest {
            return Err(self.throttle.format.for_wait(wait));
        }
        for key in keys {
            windows.entry(key).or_default().push_back(now);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::auth::caller::Tokens;
    use crate::auth::token::{Token, token};
    use crate::faults::throttle::RetryAfterFormat;

    const DEVICES: &str = "deviceManagement/managedDevices/1";
    const SCRIPTS: &str = "deviceManagement/deviceShellScripts/1";

    fn admit(throttler: &Throttler, token: &Token, method: &Method, path: &str) -> Result<(), RetryAfter> {
        let text = token.clone().build();
        let mut tokens = Tokens::default();
        tokens.accept(text.clone());
        let mut headers = hyper::HeaderMap::new();
        headers.insert(hyper::header::AUTHORIZATION, format!("Bearer {text}").parse().unwrap());
        let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        throttler.admit(&tokens.caller(&headers).unwrap(), method, &segments)
    }

    /// How many requests in a row are admitted.
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
    async fn the_wait_ends_when_the_window_slides() {
        let limit = Limit {
            requests: 2,
            window: Duration::from_millis(2_500),
            scope: Scope::Tenant,
            area: Area::Any,
            only_writes: false,
        };
        let throttler = |format| Throttler::new(Throttle::new().limit(limit).retry_after(format));
        let exact = throttler(RetryAfterFormat::Fraction);
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

        for (format, expected) in [
            (RetryAfterFormat::Seconds, RetryAfter::Seconds(3)),
            (RetryAfterFormat::Missing, RetryAfter::Missing),
        ] {
            let throttler = throttler(format);
            assert_eq!((get(&throttler), get(&throttler), get(&throttler)), (Ok(()), Ok(()), Err(expected)));
        }
        let dated = throttler(RetryAfterFormat::Date);
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
