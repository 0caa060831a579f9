//! The signals that the binary handles.

use std::io;

/// The reaction to a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    Stop,
    Save,
}

#[cfg(unix)]
pub(crate) struct Signals {
    /// SIGINT and SIGTERM.
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
            // Both must be polled, so that each of them wakes the task.
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

    /// Without Unix signals, Ctrl-C is the only one.
    pub(crate) async fn next(&mut self) -> Signal {
        let _ = tokio::signal::ctrl_c().await;
        Signal::Stop
    }
}
