//! One PATCH and its reply with graph-entity, by a call that blocks the thread, without an async runtime. The
//! bench measures its build, its crates and its first reply.

use std::env;
use std::error::Error;

use graph_entity::{AccessToken, Client, graph_entity};

/// A device.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
#[derive(Debug, Clone, PartialEq)]
pub struct ManagedDevice {
    /// Its key.
    #[graph(read_only)]
    pub id: String,
    /// Its name.
    pub device_name: Option<String>,
    /// What an administrator has noted.
    pub notes: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (endpoint, token) = arguments.next().zip(arguments.next()).ok_or("usage: ENDPOINT TOKEN")?;
    let client = Client::builder()
        .endpoint(endpoint.as_str())
        .credential(AccessToken::new(token.as_str())?)
        .build()?;
    let patch = ManagedDevice::patch().notes("Notes value");
    let reply = ManagedDevice::update("1", patch).send_blocking(&client)?;
    println!("{}", reply.into_value().ok_or("a reply without the device")?.id);
    Ok(())
}
