//! A client that sends GET requests over one connection.

use graph_entity_emulator::Emulator;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

pub(crate) struct Connection {
    stream: BufStream<TcpStream>,
    /// The header lines of every request.
    headers: String,
}

impl Connection {
    pub(crate) async fn to(emulator: &Emulator) -> Self {
        let address = emulator.endpoint().strip_prefix("http://").expect("plain HTTP");
        let stream = TcpStream::connect(address).await.expect("a connection");
        let headers = format!("Host: {address}\r\nAuthorization: Bearer {}\r\n", emulator.token());
        Self { stream: BufStream::new(stream), headers }
    }

    /// Returns the status and the body of the answer.
    pub(crate) async fn get(&mut self, path: &str) -> (u16, String) {
        let head = format!("GET {path} HTTP/1.1\r\n{}\r\n", self.headers);
        self.stream.write_all(head.as_bytes()).await.expect("a request sent");
        self.stream.flush().await.expect("a request sent");
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).await.expect("an answer");
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(rest) = line.strip_prefix("http/1.1 ") {
                status = rest[..3].parse().expect("a status");
            } else if let Some(bytes) = line.strip_prefix("content-length: ") {
                length = bytes.parse().expect("a length");
            } else if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await.expect("a complete answer");
        (status, String::from_utf8(body).expect("text"))
    }
}
