//! The connections that wait for their next request.

use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use http::Uri;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::connection::Connection;

/// Connections without a request, and those of HTTP/2 that can take another. Clones share them.
///
/// A pool of its own, because that of hyper-util's client cannot be asked for a new connection, starts a task
/// for most replies, and costs a tenth of a request.
#[derive(Clone)]
pub(super) struct Pool {
    shared: Arc<Mutex<Idle>>,
    /// How long a connection is kept without a request.
    timeout: Duration,
}

#[derive(Default)]
struct Idle {
    /// With the end of the last use of each.
    connections: Vec<(Connection, Instant)>,
    /// The task that closes those that were not used for too long.
    closing: Option<JoinHandle<()>>,
}

impl Pool {
    pub(super) fn new(timeout: Duration) -> Self {
        Self { shared: Arc::default(), timeout }
    }

    /// A connection to the host of an address: one that is ready, if there is one, and the one used last of
    /// these, so that the others can reach the end of their time.
    pub(super) fn take(&self, address: &Uri, now: Instant) -> Option<Connection> {
        let mut idle = lock(&self.shared);
        let is_fit = |(connection, used): &&(Connection, Instant)| {
            connection.origin.is_of(address) && now.duration_since(*used) < self.timeout
        };
        let fit = |is_ready: bool| {
            move |other: &(Connection, Instant)| {
                is_fit(&other) && if is_ready { other.0.is_ready() } else { !other.0.is_closed() }
            }
        };
        let place = idle.connections.iter().rposition(fit(true));
        let place = place.or_else(|| idle.connections.iter().rposition(fit(false)))?;
        if let Some(shared) = idle.connections[place].0.share() {
            idle.connections[place].1 = now;
            return Some(shared);
        }
        Some(idle.connections.remove(place).0)
    }

    /// Keeps a connection for further requests.
    pub(super) fn put(&self, connection: Connection) {
        if connection.is_closed() {
            return;
        }
        let now = Instant::now();
        let mut idle = lock(&self.shared);
        #[cfg(feature = "http2")]
        if connection.share().is_some()
            && let Some(known) = idle.shared_with(&connection)
        {
            known.1 = now;
            return;
        }
        idle.connections.push((connection, now));
        if idle.closing.as_ref().is_none_or(JoinHandle::is_finished) {
            idle.closing = Some(tokio::spawn(close_unused(Arc::downgrade(&self.shared), self.timeout)));
        }
    }
}

impl Idle {
    /// The connection of HTTP/2 to the same host.
    #[cfg(feature = "http2")]
    fn shared_with(&mut self, other: &Connection) -> Option<&mut (Connection, Instant)> {
        self.connections.iter_mut().find(|(known, _)| {
            known.share().is_some() && !known.is_closed() && known.origin.is_same(&other.origin)
        })
    }
}

/// Closes each connection at the end of its time, until none is left.
async fn close_unused(pool: Weak<Mutex<Idle>>, timeout: Duration) {
    loop {
        {
            let Some(shared) = pool.upgrade() else { return };
            let mut idle = lock(&shared);
            let now = Instant::now();
            idle.connections
                .retain(|(connection, used)| !connection.is_closed() && now.duration_since(*used) < timeout);
            if idle.connections.is_empty() {
                idle.closing = None;
                return;
            }
        }
        tokio::time::sleep(timeout / 4).await;
    }
}

fn lock(idle: &Mutex<Idle>) -> MutexGuard<'_, Idle> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}
