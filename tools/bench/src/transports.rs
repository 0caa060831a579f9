//! The transports that a check or a benchmark can send requests over.

use std::fmt;
use std::time::Duration;

use clap::ValueEnum;
use graph_entity::transport::{HyperTransport, ReqwestTransport, TransportError, UreqTransport};
use graph_entity::{ClientBuilder, Endpoint};

/// A transport of the runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TransportName {
    Hyper,
    Reqwest,
    /// ureq, whose requests are sent by blocking calls.
    Blocking,
}

impl TransportName {
    /// Whether its requests are awaited, or sent by blocking calls.
    pub(crate) fn is_awaited(self) -> bool {
        self != Self::Blocking
    }

    /// Sets the endpoint of a client and this transport to it.
    pub(crate) fn set(
        self,
        client: ClientBuilder,
        endpoint: Endpoint,
        connect_timeout: Duration,
    ) -> Result<ClientBuilder, TransportError> {
        let client = match self {
            Self::Hyper => client.transport(HyperTransport::for_endpoint(&endpoint, connect_timeout)?),
            Self::Reqwest => client.transport(ReqwestTransport::for_endpoint(&endpoint, connect_timeout)?),
            Self::Blocking => client.transport(UreqTransport::for_endpoint(&endpoint, connect_timeout)?),
        };
        Ok(client.endpoint(endpoint))
    }
}

/// The name as it is typed.
impl fmt::Display for TransportName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_possible_value() {
            Some(value) => f.pad(value.get_name()),
            None => Err(fmt::Error),
        }
    }
}
