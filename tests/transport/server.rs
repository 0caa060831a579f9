//! A server that answers by a script, byte for byte, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Sends these bytes and keeps the connection.
    Send(Vec<u8>),
    /// Sends these bytes, few or none, and closes the connection.
    Cut(Vec<u8>),
    /// Keeps the connection and says nothing.
    Stall,
}

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Which connection brought it, from 0.
    pub(crate) connection: usize,
    /// The line and the headers.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Asked {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// A server with a script, one step a request, whatever the connection.
pub(crate) struct Server {
    address: String,
    shared: Arc<Shared>,
}

struct Shared {
    steps: Mutex<std::vec::IntoIter<Step>>,
    asked: Mutex<Vec<Asked>>,
}

impl Server {
    /// Starts on a free port of this machine, within the runtime of the test.
    pub(crate) async fn start(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared { steps: Mutex::new(steps.into_iter()), asked: Mutex::default() });
        let serving = shared.clone();
        tokio::spawn(async move {
            for connection in 0.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                tokio::spawn(serve(stream, connection, serving.clone()));
            }
        });
        Self { address, shared }
    }

    /// The address, without a version.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The requests so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().expect("no panic while locked").clone()
    }

    /// How many steps nobody asked for.
    pub(crate) fn left(&self) -> usize {
        self.shared.steps.lock().expect("no panic while locked").len()
    }
}

async fn serve(mut stream: TcpStream, connection: usize, shared: Arc<Shared>) {
    while let Some(asked) = receive(&mut stream, connection).await {
        shared.asked.lock().expect("no panic while locked").push(asked);
        let step = shared.steps.lock().expect("no panic while locked").next();
        // A request too many gets an answer that no row expects.
        match step
            .unwrap_or_else(|| Step::Send(b"HTTP/1.1 418 Script Over\r\ncontent-length: 0\r\n\r\n".to_vec()))
        {
            Step::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Step::Cut(bytes) => {
                let _ = stream.write_all(&bytes).await;
                return;
            }
            Step::Stall => {
                // Until the client hangs up.
                let _ = stream.read(&mut [0]).await;
                return;
            }
        }
    }
}

/// A whole request; none where the client has hung up.
async fn receive(stream: &mut TcpStream, connection: usize) -> Option<Asked> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let mut asked = Asked { connection, head, body: Vec::new() };
    let length = asked.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    asked.body = vec![0; length];
    stream.read_exact(&mut asked.body).await.ok()?;
    Some(asked)
}
