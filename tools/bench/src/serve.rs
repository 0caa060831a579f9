//! A minimal HTTP/1.1 server on loopback, in a process of its own, which writes its answers as bytes.

use std::error::Error;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;

/// Listens on a free port, prints the port, and serves until standard input is closed, which happens when the
/// parent closes it or ends.
pub(crate) fn until_stdin_closes<F>(serve: impl FnOnce(TcpListener) -> F) -> Result<(), Box<dyn Error>>
where
    F: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
    println!("{}", listener.local_addr()?.port());
    runtime.spawn(serve(listener));
    io::copy(&mut io::stdin().lock(), &mut io::sink())?;
    Ok(())
}

/// Answers every request by a function, without faults.
pub(crate) async fn answer_all(
    listener: TcpListener,
    answer: impl Fn(&Received) -> Vec<u8> + Clone + Send + 'static,
) {
    answer_together(listener, Arc::new(Barrier::new(1)), answer).await;
}

/// The same, as soon as so many requests as the barrier holds wait for their answers.
pub(crate) async fn answer_together(
    listener: TcpListener,
    together: Arc<Barrier>,
    answer: impl Fn(&Received) -> Vec<u8> + Clone + Send + 'static,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let (together, answer) = (Arc::clone(&together), answer.clone());
        tokio::spawn(async move {
            let mut connection = Connection::new(stream);
            while let Ok(Some(request)) = connection.request().await {
                together.wait().await;
                if connection.write(&answer(&request)).await.is_err() {
                    break;
                }
            }
        });
    }
}

/// A request as received.
pub(crate) struct Received {
    pub(crate) method: String,
    /// Path and query, still encoded.
    pub(crate) target: String,
    headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_slice())
    }
}

/// A client's connection.
pub(crate) struct Connection {
    stream: TcpStream,
    /// Bytes that were received and not parsed yet.
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> Self {
        // Answers are written in one piece, so Nagle's algorithm only delays them. If this fails, they are
        // slower.
        let _ = stream.set_nodelay(true);
        Self { stream, buffer: Vec::new() }
    }

    /// Returns the next request, or `None` if the client has closed the connection.
    pub(crate) async fn request(&mut self) -> io::Result<Option<Received>> {
        loop {
            if let Some((mut request, head, length)) = head(&self.buffer)? {
                while self.buffer.len() < head + length {
                    if self.stream.read_buf(&mut self.buffer).await? == 0 {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                request.body = self.buffer[head..head + length].to_vec();
                self.buffer.drain(..head + length);
                return Ok(Some(request));
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Ok(None);
            }
        }
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Closes the connection with a TCP reset, which discards unsent data.
    pub(crate) fn reset(self) {
        let _ = self.stream.set_zero_linger();
    }
}

/// Returns the head of a request, the length of the head and that of the body, or `None` if the head is
/// incomplete.
fn head(bytes: &[u8]) -> io::Result<Option<(Received, usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(head) = parsed.parse(bytes).map_err(io::Error::other)? else {
        return Ok(None);
    };
    let request = Received {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: parsed.path.unwrap_or_default().to_owned(),
        headers: parsed
            .headers
            .iter()
            .map(|header| (header.name.to_owned(), header.value.to_vec()))
            .collect(),
        body: Vec::new(),
    };
    let length = match request.header("content-length") {
        None => 0,
        Some(text) => std::str::from_utf8(text)
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| io::Error::other("the content-length is not a number"))?,
    };
    Ok(Some((request, head, length)))
}

/// Returns an answer with its head.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes()
}

/// The `Content-Type` header of an answer in JSON.
pub(crate) const JSON: &str = "content-type: application/json\r\n";

#[cfg(test)]
mod tests {
    use super::head;

    #[test]
    fn a_head_is_parsed_only_when_complete() {
        let text = b"PATCH /v1.0/x HTTP/1.1\r\nContent-Length: 3\r\nhost: y\r\n\r\nabcPATCH";
        for end in 0..text.len() - 8 {
            assert!(head(&text[..end]).unwrap().is_none(), "{end}");
        }
        let (request, head, length) = head(text).unwrap().unwrap();
        assert_eq!((request.method.as_str(), request.target.as_str()), ("PATCH", "/v1.0/x"));
        assert_eq!(&text[head..head + length], b"abc");
        assert_eq!(request.header("HOST"), Some(&b"y"[..]));
    }

    #[test]
    fn bytes_that_are_not_a_request_are_an_error() {
        assert!(head(b"no request\r\n\r\n").is_err());
        assert!(head(b"GET / HTTP/1.1\r\ncontent-length: x\r\n\r\n").is_err());
    }
}
