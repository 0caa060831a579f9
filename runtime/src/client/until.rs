//! A read that is repeated until its value is accepted: the state of a job, or of a file that is being
//! processed.

use core::time::Duration;

use graph_entity_model::base::InvalidRequestError;

use super::operation::{Polled, cut_short};
use super::{Client, Deadline, Reply};
#[cfg(feature = "blocking")]
use crate::base::block_on;
use crate::base::is_read;
use crate::error::Error;
use crate::request::Request;

impl<T> Request<T> {
    /// Sends a read repeatedly until `is_done` accepts its value, such as until a job of the service has
    /// ended. `is_done` must also accept the states of failure, because the client does not know them.
    ///
    /// Between two reads the client waits as long as `Retry-After` asks, otherwise 2, 4, 8, 16 and then 30
    /// seconds each. `limit` is the maximum time of all reads and waits. A wait that would exceed it is not
    /// started, and a read that is running then is cut short; the error has the state that was read before.
    /// Each read is retried as one that is [sent](Self::send) by itself.
    ///
    /// ```
    /// use std::time::Duration;
    /// use graph_entity::{Client, Error, graph_entity};
    ///
    /// #[graph_entity(path = "/deviceManagement/reports/exportJobs/{deviceManagementExportJobId}")]
    /// struct DeviceManagementExportJob {
    ///     id: String,
    ///     status: Option<String>,
    ///     #[graph(sensitive)]
    ///     url: Option<String>,
    /// }
    ///
    /// async fn wait(client: &Client, id: &str) -> Result<Option<String>, Error> {
    ///     let is_done = |job: &DeviceManagementExportJob| {
    ///         ["completed", "failed"].contains(&job.status.as_deref().unwrap_or_default())
    ///     };
    ///     let job = DeviceManagementExportJob::at(id).get();
    ///     Ok(job.send_until(client, Duration::from_secs(600), is_done).await?.into_value().url)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::Operation`] of the kind [`OperationUnfinished`](crate::ErrorKind::OperationUnfinished) if no
    /// value is accepted in time. The error of the first read that fails.
    /// [`InvalidRequestError::Until`] if the request is not a read: a write would be made many times.
    pub async fn send_until(
        self,
        client: &Client,
        limit: Duration,
        mut is_done: impl FnMut(&T) -> bool,
    ) -> Result<Reply<T>, Error> {
        let Self { mut spec, read } = self;
        if !is_read(&spec.method) {
            spec.refuse(InvalidRequestError::Until { reason: "it is not a read" });
        }
        let deadline = Deadline::new(client.clock().now(), limit);
        let (mut polls, mut last) = (0_u32, None);
        loop {
            let answer = match client.poll(&spec, deadline).await? {
                Polled::Answered(answer) => answer.checked()?,
                Polled::CutShort(error) => return Err(cut_short(last.as_ref(), error)),
            };
            match read(answer.status, &answer.body) {
                Ok(value) if is_done(&value) => return Ok(answer.into_reply(value)),
                Ok(_) => client.wait_to_poll(&answer, deadline, polls).await?,
                Err(error) => return Err(answer.read_error(error)),
            }
            (polls, last) = (polls.saturating_add(1), Some(answer));
        }
    }

    /// The same as [`send_until`](Self::send_until) as a blocking call, for which see
    /// [`send_blocking`](Self::send_blocking).
    ///
    /// # Errors
    /// Those of `send_until`.
    #[cfg(feature = "blocking")]
    pub fn send_until_blocking(
        self,
        client: &Client,
        limit: Duration,
        is_done: impl FnMut(&T) -> bool,
    ) -> Result<Reply<T>, Error> {
        block_on(self.send_until(client, limit, is_done))
    }
}
