//! Tokens that expire within seconds, and the credential that issues them.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use graph_entity::transport::BoxFuture;
use graph_entity::{AccessToken, Clock as _, Credential, CredentialError, SystemClock, TokenRequest};

use super::fault::FaultPlan;

/// The lifetime of a token. Each is replaced after half of it.
const LIFETIME: Duration = Duration::from_secs(2);

/// A token, whose text says what the server has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SoakToken {
    /// The first token is number 1.
    pub(super) number: u32,
    /// In milliseconds, as [`now`].
    pub(super) expires_at: u64,
}

impl SoakToken {
    /// Reads the value of an `Authorization` header, `None` if it is not one of these tokens.
    pub(super) fn read(header: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(header).ok()?.strip_prefix("Bearer soak-token.")?;
        let (number, expires_at) = text.split_once('.')?;
        Some(Self { number: number.parse().ok()?, expires_at: expires_at.parse().ok()? })
    }
}

/// The text of the token.
impl fmt::Display for SoakToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "soak-token.{}.{}", self.number, self.expires_at)
    }
}

/// Returns the milliseconds since 1970, which the processes of a run agree on.
pub(super) fn now() -> u64 {
    milliseconds(SystemTime::now())
}

fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A credential that takes a while for each token, and fails at some calls.
pub(super) struct Issuer {
    pub(super) plan: FaultPlan,
    calls: AtomicU32,
    issued: AtomicU32,
}

impl Issuer {
    pub(super) fn new(plan: FaultPlan) -> Self {
        Self { plan, calls: AtomicU32::new(0), issued: AtomicU32::new(0) }
    }

    /// How often a token was asked for, and how many were issued.
    pub(super) fn counts(&self) -> [u32; 2] {
        [&self.calls, &self.issued].map(|count| count.load(Ordering::Relaxed))
    }
}

impl Credential for Issuer {
    fn token(&self, _: TokenRequest) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(async move {
            let call = self.plan.token_call(self.calls.fetch_add(1, Ordering::Relaxed));
            SystemClock.sleep(call.delay).await;
            if call.fails {
                return Err(CredentialError::failed("signed out by the soak"));
            }
            let expires_at = SystemTime::now() + LIFETIME;
            let number = self.issued.fetch_add(1, Ordering::Relaxed) + 1;
            let token = SoakToken { number, expires_at: milliseconds(expires_at) };
            Ok(AccessToken::new(token.to_string())?.expiring_at(expires_at))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written() {
        let token = SoakToken { number: 3, expires_at: now() };
        assert_eq!(SoakToken::read(format!("Bearer {token}").as_bytes()), Some(token));
        assert_eq!(SoakToken::read(b"Bearer soak-token.3"), None);
        assert_eq!(SoakToken::read(token.to_string().as_bytes()), None);
    }
}
