//! A server that answers each request with the bytes it is given, and a trap that nobody may reach.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The answer to a request.
#[derive(Clone, Default)]
pub(crate) struct Reply {
    pub(crate) bytes: Vec<u8>,
    /// Whether the connection stays open after the bytes.
    pub(crate) stays_open: bool,
}

/// A server whose answers the cases set.
#[derive(Clone, Default)]
pub(crate) struct Server {
    reply: Arc<Mutex<Reply>>,
    /// The writes that have arrived as a whole: the server has carried them out.
    committed: Arc<AtomicUsize>,
    /// The requests with a token.
    with_token: Arc<AtomicUsize>,
}

impl Server {
    /// Starts on a free port of this machine, and returns the server and its address.
    pub(crate) async fn start() -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let server = Self::default();
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, serving.clone()));
            }
        });
        (server, address)
    }

    /// Sets the answer to every request, and forgets the writes so far.
    pub(crate) fn answer(&self, reply: Reply) {
        *self.reply.lock().expect("no panic while locked") = reply;
        self.committed.store(0, SeqCst);
    }

    pub(crate) fn committed(&self) -> usize {
        self.committed.load(SeqCst)
    }

    pub(crate) fn with_token(&self) -> usize {
        self.with_token.load(SeqCst)
    }
}

async fn serve(mut stream: TcpStream, server: Server) {
    while let Some(head) = receive(&mut stream).await {
        if head.to_ascii_lowercase().contains("authorization:") {
            server.with_token.fetch_add(1, SeqCst);
        }
        if !head.starts_with("GET ") {
            server.committed.fetch_add(1, SeqCst);
        }
        let Reply { bytes, stays_open } = server.reply.lock().expect("no panic while locked").clone();
        if stream.write_all(&bytes).await.is_err() || !stays_open {
            let _ = stream.shutdown().await;
            return;
        }
    }
}

/// Returns the head of a complete request, or `None` if the client has closed the connection.
async fn receive(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    Some(head)
}
