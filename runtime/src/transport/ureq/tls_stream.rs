//! A TLS session over a connection of ureq.

use core::fmt;
use std::io::{Read as _, Write as _};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, LazyBuffers, NextTimeout, Transport, TransportAdapter,
};

/// HTTP inside of TLS.
pub(super) struct TlsStream {
    stream: StreamOwned<ClientConnection, TransportAdapter>,
    /// What is not encrypted yet, and what is decrypted already.
    buffers: LazyBuffers,
}

impl TlsStream {
    /// Does the handshake with a host.
    pub(super) fn start(
        carrier: Box<dyn Transport>,
        config: Arc<ClientConfig>,
        host: &str,
        details: &ConnectionDetails<'_>,
        timeout: NextTimeout,
    ) -> Result<Self, Error> {
        // An address of version 6 is in brackets.
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned()).map_err(|_| Error::Tls("the host has no name"))?;
        let session = ClientConnection::new(config, name).map_err(|error| Error::Other(Box::new(error)))?;
        let carrier = TransportAdapter::new(carrier, details.current_time.clone());
        let mut stream = StreamOwned::new(session, carrier);
        stream.sock.set_timeout(timeout);
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock)?;
        }
        let config = details.config;
        let buffers = LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
        Ok(Self { stream, buffers })
    }
}

impl Transport for TlsStream {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.sock.set_timeout(timeout);
        self.stream.write_all(&self.buffers.output()[..amount])?;
        Ok(self.stream.flush()?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.sock.set_timeout(timeout);
        let read = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(read);
        Ok(read > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

impl fmt::Debug for TlsStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsStream").finish_non_exhaustive()
    }
}
