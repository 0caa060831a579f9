//! A scripted server, which answers in exact bytes and records its requests.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The answer of the server to a request.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Sends these bytes and keeps the connection open.
    Send(Vec<u8>),
    /// Sends these bytes, if any, and closes the connection.
    Cut(Vec<u8>),
    /// Keeps the connection open and sends nothing.
    Stall,
}

/// A request as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReceivedRequest {
    /// The number of its connection, from 0.
    pub(crate) connection: usize,
    /// The request line and the headers.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl ReceivedRequest {
    /// Returns the value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// A server with a script, one step per request on any connection.
pub(crate) struct Server {
    address: String,
    shared: Arc<Shared>,
}

struct Shared {
    steps: Mutex<std::vec::IntoIter<Step>>,
    requests: Mutex<Vec<ReceivedRequest>>,
}

impl Server {
    /// Starts on a free port of this machine, in the runtime of the test.
    pub(crate) async fn start(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared { steps: Mutex::new(steps.into_iter()), requests: Mutex::default() });
        let serving = shared.clone();
        tokio::spawn(async move {
            for connection in 0.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                tokio::spawn(serve(stream, connection, serving.clone()));
            }
        });
        Self { address, shared }
    }

    /// Returns the endpoint, without a version.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Returns the requests so far.
    pub(crate) fn requests(&self) -> Vec<ReceivedRequest> {
        self.shared.requests.lock().expect("no panic while locked").clone()
    }

    /// Returns the number of unused steps.
    pub(crate) fn unused_steps(&self) -> usize {
        self.shared.steps.lock().expect("no panic while locked").len()
    }
}

async fn serve(mut stream: TcpStream, connection: usize, shared: Arc<Shared>) {
    while let Some(request) = receive(&mut stream, connection).await {
        shared.requests.lock().expect("no panic while locked").push(request);
        let step = shared.steps.lock().expect("no panic while locked").next();
        // A request without a step gets an answer that no row expects.
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
                // Until the client closes the connection.
                let _ = stream.read(&mut [0]).await;
                return;
            }
        }
    }
}

/// Returns a complete request, or `None` if the client has closed the connection.
async fn receive(stream: &mut TcpStream, connection: usize) -> Option<ReceivedRequest> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let mut request = ReceivedRequest { connection, head, body: Vec::new() };
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    request.body = vec![0; length];
    stream.read_exact(&mut request.body).await.ok()?;
    Some(request)
}
