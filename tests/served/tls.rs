//! TLS: whom the client trusts.

use graph_entity::transport::ReqwestTransport;
use graph_entity::{AccessToken, Client, ErrorKind};
use graph_entity_emulator::Emulator;
use serde_json::json;

use crate::Device;

/// A client that trusts what the system does, and these certificates besides.
fn trusting(emulator: &Emulator, certificates: &[&str]) -> Client {
    let transport = certificates
        .iter()
        .fold(ReqwestTransport::builder(), |builder, pem| builder.root_certificates(pem.as_bytes()));
    let transport = transport.build().expect("readable certificates");
    let credential = AccessToken::new(emulator.token()).expect("a token");
    let settings = Client::builder().endpoint(emulator.endpoint()).credential(credential);
    settings.transport(transport).build().expect("a client")
}

async fn served() -> Emulator {
    Emulator::builder().https().seed::<Device>(["1"], json!({ "size": 1 })).start().await
}

#[tokio::test]
async fn a_certificate_is_trusted_where_it_was_given_and_nowhere_else() {
    let (emulator, other) = (served().await, served().await);
    let own = emulator.certificate().expect("one of its own");
    let foreign = other.certificate().expect("another one");
    for certificates in [&[own][..], &[foreign, own]] {
        let client = trusting(&emulator, certificates);
        let device = Device::at("1").get().send(&client).await.expect("200").into_value();
        assert_eq!(device.size, Some(1));
    }
    let asked = emulator.requests().len();
    for certificates in [&[][..], &[foreign]] {
        let client = trusting(&emulator, certificates);
        let error = Device::at("1").delete().send(&client).await.expect_err("a stranger");
        let told = (error.kind(), error.attempts(), error.write_in_doubt());
        assert_eq!(told, (ErrorKind::Tls, 1, false), "{error}");
    }
    assert_eq!(emulator.requests().len(), asked);
}
