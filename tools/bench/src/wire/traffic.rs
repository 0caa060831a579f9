//! The traffic of one side alone, in a process of its own: what memory and instructions are measured of.

use std::error::Error;

use serde::{Deserialize, Serialize};

use super::sides::{BareHyper, Blocking, Ours, Reqwest, Side};
use crate::process::peak_memory;
use crate::transports::TransportName;

/// Requests to send.
#[derive(Clone, clap::Args)]
pub(crate) struct Traffic {
    #[arg(long, value_enum)]
    pub(crate) from: Sender,
    #[arg(long)]
    pub(crate) endpoint: String,
    #[arg(long)]
    pub(crate) requests: u32,
    #[arg(long)]
    pub(crate) at_once: u16,
}

/// A side of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Sender {
    Ours,
    AllPolicies,
    OverReqwest,
    Blocking,
    Reqwest,
    Hyper,
    /// hyper's connections, each of which is used once and then kept: what a connection takes at rest.
    Connections,
    /// The same, with the reply of each kept: the buffers of a request whose reply has arrived.
    Replies,
}

impl Traffic {
    /// Returns the arguments of this program that send these requests.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let Self { from, endpoint, requests, at_once } = self;
        let from = clap::ValueEnum::to_possible_value(from)
            .map_or_else(String::new, |name| name.get_name().to_owned());
        vec![
            "send".to_owned(),
            format!("--from={from}"),
            format!("--endpoint={endpoint}"),
            format!("--requests={requests}"),
            format!("--at-once={at_once}"),
        ]
    }
}

/// What the traffic took.
#[derive(Serialize, Deserialize)]
pub(crate) struct Sent {
    /// Peak memory in KiB.
    pub(crate) peak: Option<u64>,
}

/// Sends the requests in one thread, and returns what they took as JSON.
pub(crate) fn send(traffic: &Traffic) -> Result<String, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let Traffic { from, endpoint, requests, at_once } = traffic;
    let peak = runtime.block_on(async {
        match from {
            Sender::Ours => Ours::new(endpoint)?.send_all(*requests, *at_once).await?,
            Sender::AllPolicies => Ours::with_all_policies(endpoint)?.send_all(*requests, *at_once).await?,
            Sender::OverReqwest => {
                Ours::over(TransportName::Reqwest, endpoint)?.send_all(*requests, *at_once).await?;
            }
            Sender::Blocking => Blocking::new(endpoint)?.send_all(*requests, *at_once).await?,
            Sender::Reqwest => Reqwest::bare(endpoint)?.send_all(*requests, *at_once).await?,
            Sender::Hyper => BareHyper::new(endpoint)?.send_all(*requests, *at_once).await?,
            Sender::Connections => keep_connections(endpoint, *requests, false).await?,
            Sender::Replies => keep_connections(endpoint, *requests, true).await?,
        }
        Ok::<_, Box<dyn Error>>(peak_memory())
    })?;
    Ok(serde_json::to_string(&Sent { peak })?)
}

async fn keep_connections(endpoint: &str, requests: u32, keeps_replies: bool) -> Result<(), Box<dyn Error>> {
    let hyper = BareHyper::new(endpoint)?;
    let mut kept = Vec::new();
    for number in 0..requests {
        let mut connection = hyper.connect().await.map_err(|error| error.to_string())?;
        let reply = hyper.send_over(&mut connection, number).await.map_err(|error| error.to_string())?;
        kept.push((connection, keeps_replies.then_some(reply)));
    }
    Ok(())
}
