//! A server that answers requests with the bytes it is given, and a trap that nobody may reach.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// The answer to a request.
#[derive(Clone, Default)]
pub(crate) struct Reply {
    pub(crate) bytes: Vec<u8>,
    /// Whether the connection stays open after the bytes.
    pub(crate) stays_open: bool,
}

/// A request that has arrived as a whole: the server has carried it out.
#[derive(Clone)]
pub(crate) struct Received {
    #[allow(dead_code, reason = "the comparison with others reads it")]
    pub(crate) at: Instant,
    pub(crate) is_write: bool,
    pub(crate) has_token: bool,
}

/// A server whose answers the cases set.
#[derive(Clone, Default)]
pub(crate) struct Server(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// The answers in order. The last one is also that to each request after it.
    replies: Vec<Reply>,
    received: Vec<Received>,
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
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        (server, address)
    }

    /// Sets the answers, and forgets the requests so far.
    pub(crate) fn answer(&self, replies: impl IntoIterator<Item = Reply>) {
        let replies = replies.into_iter().collect();
        *self.state() = State { replies, received: Vec::new() };
    }

    /// The requests since the answers were set.
    #[allow(dead_code, reason = "the comparison with others reads them")]
    pub(crate) fn received(&self) -> Vec<Received> {
        self.state().received.clone()
    }

    /// The number of writes among them.
    pub(crate) fn committed(&self) -> usize {
        self.state().received.iter().filter(|request| request.is_write).count()
    }

    /// The number of requests with a token among them.
    pub(crate) fn with_token(&self) -> usize {
        self.state().received.iter().filter(|request| request.has_token).count()
    }

    /// Answers the requests of a connection.
    pub(crate) async fn serve(self, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        while let Some(head) = receive(&mut stream).await {
            let Reply { bytes, stays_open } = self.reply_to(&head);
            if stream.write_all(&bytes).await.is_err() || !stays_open {
                let _ = stream.shutdown().await;
                return;
            }
        }
    }

    fn reply_to(&self, head: &str) -> Reply {
        let mut state = self.state();
        state.received.push(Received {
            at: Instant::now(),
            is_write: !head.starts_with("GET "),
            has_token: head.to_ascii_lowercase().contains("authorization:"),
        });
        let reply = state.replies.get(state.received.len() - 1).or(state.replies.last());
        reply.cloned().unwrap_or_default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no panic while locked")
    }
}

/// Returns the head of a complete request, or `None` if the client has closed the connection.
async fn receive(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
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
