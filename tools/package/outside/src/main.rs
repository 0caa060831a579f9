use graph_entity::{AccessToken, Client};
use graph_entity_emulator::{Emulator, Expect};
use outside::{DeviceCategory, rename};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let before = json!({"displayName": "Kiosk", "description": "In the hall"});
    let emulator = Emulator::builder().seed::<DeviceCategory>(["5d8a"], before).start().await;
    let token = AccessToken::new(emulator.token())?;
    let client = Client::builder().endpoint(emulator.endpoint()).credential(token).build()?;
    let category = rename(&client, "5d8a", "Lab").await?;
    println!("{category:#?}");
    emulator.assert_received(Expect::patch("/v1.0/deviceManagement/deviceCategories/5d8a"));
    emulator.assert_no_findings();
    Ok(())
}
