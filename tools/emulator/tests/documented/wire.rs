//! A PATCH by hand.

use graph_entity_emulator::Emulator;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) async fn patch(emulator: &Emulator, path: &str, body: &Value) -> (u16, Value) {
    let address = emulator.endpoint().strip_prefix("http://").expect("plain HTTP");
    let body = body.to_string();
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Type: \
         application/json\r\nPrefer: include-unknown-enum-members\r\nContent-Length: {}\r\n\r\n",
        emulator.token(),
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all((head + &body).as_bytes()).await.expect("a request sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}
