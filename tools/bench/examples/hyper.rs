//! One PATCH and its reply with hyper, rustls, the system's certificates and serde, by hand. The bench measures
//! its build, its crates and its first reply.

use std::env;
use std::error::Error;
use std::sync::Arc;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use rustls_platform_verifier::BuilderVerifierExt as _;
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;

/// A device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "@odata.type", rename = "#microsoft.graph.managedDevice", rename_all = "camelCase")]
pub struct ManagedDevice {
    /// Its key.
    pub id: String,
    /// Its name.
    pub device_name: Option<String>,
    /// What an administrator has noted.
    pub notes: Option<String>,
}

/// A change of a device.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(tag = "@odata.type", rename = "#microsoft.graph.managedDevice", rename_all = "camelCase")]
pub struct ManagedDevicePatch {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_name: Option<Option<String>>,
    /// What an administrator has noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Option<String>>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (endpoint, token) = arguments.next().zip(arguments.next()).ok_or("usage: ENDPOINT TOKEN")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let authority = endpoint.strip_prefix("https://").ok_or("the endpoint is not https")?;
        let (host, _) = authority.split_once(':').ok_or("the endpoint has no port")?;
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_platform_verifier()?
            .with_no_client_auth();
        let stream = TcpStream::connect(authority).await?;
        let server = ServerName::try_from(host.to_owned())?;
        let stream = TlsConnector::from(Arc::new(tls)).connect(server, stream).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let patch = ManagedDevicePatch { notes: Some(Some("Notes value".to_owned())), ..Default::default() };
        let request = hyper::Request::patch("/v1.0/deviceManagement/managedDevices/1")
            .header(HOST, authority)
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(serde_json::to_vec(&patch)?)))?;
        let reply = sender.send_request(request).await?;
        if !reply.status().is_success() {
            return Err(reply.status().to_string().into());
        }
        let device: ManagedDevice = serde_json::from_slice(&reply.into_body().collect().await?.to_bytes())?;
        println!("{}", device.id);
        Ok(())
    })
}
