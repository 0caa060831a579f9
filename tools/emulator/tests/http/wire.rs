//! A minimal HTTP client, independent of the client under test.

use graph_entity_emulator::Emulator;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A parsed answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// Returns the status, the code and the message of an error.
    pub(crate) fn error(&self) -> (u16, String, String) {
        let error = &self.json()["error"];
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        (self.status, text("code"), text("message"))
    }
}

/// Writes bytes to the emulator, and reads until it closes the connection. Returns `None` if it sent no
/// answer.
pub(crate) async fn raw(emulator: &Emulator, bytes: &[u8]) -> Option<Answer> {
    let address = emulator.endpoint().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    // Errors are ignored: the emulator may answer and close before it has read everything.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    parse(&String::from_utf8(answer).unwrap())
}

pub(crate) fn parse(answer: &str) -> Option<Answer> {
    let (head, text) = answer.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Some(Answer { status, headers: headers.collect(), text: text.to_owned() })
}

/// Sends a request with the given header lines, `Host` and the length.
pub(crate) async fn send(
    emulator: &Emulator,
    method: &str,
    path: &str,
    headers: &[&str],
    body: &str,
) -> Answer {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for header in headers {
        head.extend([header, "\r\n"]);
    }
    if !body.is_empty() {
        head.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
    }
    raw(emulator, format!("{head}\r\n{body}").as_bytes()).await.expect("an answer")
}

pub(crate) const TOKEN: &str = "Authorization: Bearer emulator-token";
pub(crate) const JSON: &str = "Content-Type: application/json";

pub(crate) async fn get(emulator: &Emulator, path: &str) -> Answer {
    send(emulator, "GET", path, &[TOKEN], "").await
}

pub(crate) async fn patch(emulator: &Emulator, path: &str, body: &str) -> Answer {
    send(emulator, "PATCH", path, &[TOKEN, JSON], body).await
}
