//! The running emulator.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::builder::{Builder, Settings, StartError};
use crate::model::Model;
use crate::recording::RecordedRequest;
use crate::server;
use crate::service::{Service, lock};
use crate::store::Store;

/// Microsoft Graph, at an address of this machine. It stops when it is dropped.
pub struct Emulator {
    service: Arc<Service>,
    server: JoinHandle<()>,
}

impl Emulator {
    /// Starts the description of an emulator.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Binds to loopback, and to nothing else.
    pub(crate) async fn serve(
        port: u16,
        settings: Settings,
        model: Model,
        store: Store,
    ) -> Result<Self, StartError> {
        let listening = async {
            let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
            Ok((listener.local_addr()?, listener))
        };
        let (address, listener) = listening.await.map_err(|source| StartError::Port { port, source })?;
        let service = Arc::new(Service {
            endpoint: format!("http://{address}"),
            settings,
            model,
            store: Mutex::new(store),
            recorded: Mutex::default(),
        });
        let server = tokio::spawn(server::run(listener, Arc::clone(&service)));
        Ok(Self { service, server })
    }

    /// Where it is, without a version: `http://127.0.0.1:49152`. It stands in for `https://graph.microsoft.com`.
    pub fn endpoint(&self) -> &str {
        &self.service.endpoint
    }

    /// The bearer token that it takes.
    pub fn token(&self) -> &str {
        &self.service.settings.token
    }

    /// Every request so far, in the order they were answered.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.service.recorded).clone()
    }

    /// The full address of every entity that is there now, in order.
    pub fn urls(&self) -> Vec<String> {
        let store = lock(&self.service.store);
        store.addresses().map(|address| format!("{}{}", self.endpoint(), address.path())).collect()
    }

    /// Stops, and returns once the port is free. Open connections are closed.
    pub async fn shutdown(mut self) {
        self.server.abort();
        let _ = (&mut self.server).await;
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Without the token.
impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("endpoint", &self.endpoint()).finish_non_exhaustive()
    }
}
