//! One PATCH and its reply with reqwest and serde, by hand. The bench measures its build, its crates and its
//! first reply.

use std::env;
use std::error::Error;

use reqwest::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};

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
    rustls::crypto::ring::default_provider().install_default().map_err(|_| "a provider is installed")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let patch = ManagedDevicePatch { notes: Some(Some("Notes value".to_owned())), ..Default::default() };
        let reply = reqwest::Client::builder()
            .build()?
            .patch(format!("{endpoint}/v1.0/deviceManagement/managedDevices/1"))
            .bearer_auth(token)
            .header(CONTENT_TYPE, "application/json")
            .body(serde_json::to_vec(&patch)?)
            .send()
            .await?
            .error_for_status()?;
        let device: ManagedDevice = serde_json::from_slice(&reply.bytes().await?)?;
        println!("{}", device.id);
        Ok(())
    })
}
