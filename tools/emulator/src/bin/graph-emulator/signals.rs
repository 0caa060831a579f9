//! What the system tells the binary.

use std::io;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    Stop,
    Save,
}

#[cfg(unix)]
pub(crate) struct Signals {
    /// Ctrl-C, and what a supervisor sends.
    stops: [tokio::signal::unix::Signal; 2],
    hangup: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(crate) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let stops = [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?];
        Ok(Self { stops, hangup: signal(SignalKind::hangup())? })
    }

    pub(crate) async fn next(&mut self) -> Signal {
        std::future::poll_fn(|context| {
            use std::task::Poll;
            // All are polled, so that each wakes.
            let stops = self.stops.each_mut().map(|signal| signal.poll_recv(context).is_ready());
            match (stops.contains(&true), self.hangup.poll_recv(context)) {
                (true, _) => Poll::Ready(Signal::Stop),
                (false, Poll::Ready(_)) => Poll::Ready(Signal::Save),
                (false, Poll::Pending) => Poll::Pending,
            }
        })
        .await
    }
}

#[cfg(not(unix))]
pub(crate) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// Where nothing can be waited for, there is nothing to wait for.
    pub(crate) async fn next(&mut self) -> Signal {
        let _ = tokio::signal::ctrl_c().await;
        Signal::Stop
    }
}
