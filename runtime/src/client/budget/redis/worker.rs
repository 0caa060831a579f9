//! The thread that talks to the server.

use core::time::Duration;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use redis::RedisResult;

use super::answer::{Answer, Answering};
use super::server::{LEASE, Server, Turn};
use crate::client::budget::limits::Demand;
use crate::client::budget::{Reservation, TooLate};

/// What the thread is asked to do.
pub(super) enum Job {
    Reserve { demand: Demand, longest: Duration, answer: Answering },
    GiveBack { number: u64, demand: Demand },
    End,
}

pub(super) struct Worker {
    server: Server,
    /// For the turns that are given back.
    jobs: Sender<Job>,
    /// The number of the last turn, which names its places.
    number: u64,
    /// When the last reserved turn comes.
    waiting_until: Instant,
    /// When the server was last told that the process is there.
    renewed_at: Instant,
    /// When a server that has failed is asked again.
    retry_at: Option<Instant>,
}

/// The time for which a server that failed is not asked, so that not each request waits for it.
const PAUSE: Duration = Duration::from_secs(1);

impl Worker {
    pub(super) fn new(server: Server, jobs: Sender<Job>) -> Self {
        let now = Instant::now();
        Self { server, jobs, number: 0, waiting_until: now, renewed_at: now, retry_at: None }
    }

    pub(super) fn run(mut self, jobs: &Receiver<Job>) {
        loop {
            let job = if self.waiting_until > Instant::now() {
                jobs.recv_timeout(LEASE / 4)
            } else {
                jobs.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match job {
                Ok(Job::Reserve { demand, longest, answer }) => answer.send(self.reserve(demand, longest)),
                Ok(Job::GiveBack { number, demand }) => {
                    // If it fails, the places are freed when they are over, like those of a process that ends.
                    let _ = self.attempt(|server| server.give_back(number, demand));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Job::End) | Err(RecvTimeoutError::Disconnected) => return,
            }
            self.renew();
        }
    }

    fn reserve(&mut self, demand: Demand, longest: Duration) -> Answer {
        self.number += 1;
        let number = self.number;
        let Some(turn) = self.attempt(|server| server.reserve(number, demand, longest)) else {
            return Answer::Failed;
        };
        let now = Instant::now();
        self.renewed_at = now;
        Answer::Counted(match turn {
            Turn::After(wait) => {
                self.waiting_until = now.checked_add(wait).map_or(now, |end| end.max(self.waiting_until));
                let jobs = self.jobs.clone();
                let give_back = move || drop(jobs.send(Job::GiveBack { number, demand }));
                Ok(Reservation::new(wait, give_back))
            }
            Turn::TooLate(wait) => Err(TooLate { wait: Some(wait) }),
        })
    }

    /// Tells the server that the process is there, if requests wait.
    fn renew(&mut self) {
        let now = Instant::now();
        if self.waiting_until > now && now.saturating_duration_since(self.renewed_at) >= LEASE / 4 {
            self.renewed_at = now;
            let _ = self.attempt(|server| server.reserve(0, Demand::default(), Duration::ZERO));
        }
    }

    /// Asks the server, unless it has just failed.
    fn attempt<T>(&mut self, ask: impl FnOnce(&mut Server) -> RedisResult<T>) -> Option<T> {
        if self.retry_at.is_some_and(|retry_at| Instant::now() < retry_at) {
            return None;
        }
        match ask(&mut self.server) {
            Ok(answer) => {
                if self.retry_at.take().is_some() {
                    log(None);
                }
                Some(answer)
            }
            Err(error) => {
                self.server.disconnect();
                if self.retry_at.is_none() {
                    log(Some(error.category()));
                }
                self.retry_at = Instant::now().checked_add(PAUSE);
                None
            }
        }
    }
}

/// An event when the server fails, and when it can be used again. Of the error it has the category only, a
/// fixed text: the rest may name the server.
#[cfg(feature = "tracing")]
fn log(failed: Option<&str>) {
    if let Some(error) = failed {
        tracing::warn!(error, "the budget's server fails: requests are counted in this process");
    } else {
        tracing::info!("the budget's server counts the requests again");
    }
}

#[cfg(not(feature = "tracing"))]
fn log(_: Option<&str>) {}
