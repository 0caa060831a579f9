//! Accepts connections and serves them.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::answers::envelope::Ids;
use crate::answers::response::refused;
use crate::control::Control;
use crate::faults::fault::Fault;
use crate::http::body::AnswerBody;
use crate::http::coding::decoded;
use crate::http::malformed::Enveloped;
#[cfg(feature = "https")]
use crate::http::tls::Tls;
use crate::media::store::MediaAddress;
use crate::refusals::Refusal;
use crate::service::Service;
use crate::settings::Settings;

/// Larger headers are answered by 431. hyper reads up to twice as much before it checks.
const MAX_HEADER_BYTES: usize = 64 * 1024;
const MAX_HEADERS: usize = 100;
/// The most bytes of one range of an upload. Source: Microsoft Graph, "driveItem: createUploadSession".
const MAX_RANGE: usize = 60 * 1024 * 1024;
/// How long to read what a client still sends after the last response. Closing a socket with unread bytes
/// resets the connection, and the client may lose the response.
const LINGER: Duration = Duration::from_secs(1);

/// What all connections share.
pub(crate) struct Server {
    pub(crate) service: Arc<Service>,
    /// `None` if it serves plain HTTP.
    #[cfg(feature = "https")]
    pub(crate) tls: Option<Tls>,
}

impl Server {
    /// Serves until it is dropped, which closes every connection.
    pub(crate) async fn run(self: Arc<Self>, listener: TcpListener) {
        let max = self.service.settings.connections;
        let mut connections = JoinSet::new();
        loop {
            let accepted = listener.accept().await;
            // Joins the finished connections, so that the set holds only open ones.
            while connections.try_join_next().is_some() {}
            let open = connections.len();
            match accepted {
                // Dropped at once: even refusals need a connection and a task.
                Ok(_) if open >= max.saturating_mul(2) => {}
                Ok((stream, _)) => drop(connections.spawn(Arc::clone(&self).serve(stream, open >= max))),
                // Most likely the process is out of file descriptors, and some will be free soon.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// Serves one connection, or refuses it once if there are too many.
    async fn serve(self: Arc<Self>, stream: TcpStream, is_too_many: bool) {
        let service = Arc::clone(&self.service);
        #[cfg(feature = "https")]
        if let Some(tls) = &self.tls {
            let handshake = timeout(service.settings.read_timeout, tls.acceptor.accept(stream)).await;
            // A client that does not trust the certificate, or speaks plain HTTP, is disconnected.
            if let Ok(Ok(stream)) = handshake {
                serve_http(stream, service, is_too_many, |stream| stream.get_ref().0).await;
            }
            return;
        }
        serve_http(stream, service, is_too_many, |stream| stream).await;
    }
}

/// Serves the requests of one connection. `socket` returns the TCP stream that it runs on.
async fn serve_http<S>(stream: S, service: Arc<Service>, is_too_many: bool, socket: fn(&S) -> &TcpStream)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let is_reset = Arc::new(AtomicBool::new(false));
    let resets = Arc::clone(&is_reset);
    let read_timeout = service.settings.read_timeout;
    let answer = service_fn(move |request| {
        Box::pin(answer(request, Arc::clone(&service), Arc::clone(&resets), is_too_many))
    });
    let mut connection = http1::Builder::new()
        .keep_alive(!is_too_many)
        .timer(TokioTimer::new())
        .header_read_timeout(read_timeout)
        .max_buf_size(MAX_HEADER_BYTES)
        .max_headers(MAX_HEADERS)
        // A client may close its side after it has sent a request, and still wait for the response.
        .half_close(true)
        .serve_connection(Enveloped::new(TokioIo::new(stream)), answer);
    // A client's error ends its connection only.
    let _ = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let mut stream = connection.into_parts().io.into_inner().into_inner();
    if is_reset.load(Ordering::Relaxed) {
        // Without lingering, the close discards unsent bytes and sends a reset.
        let _ = socket(&stream).set_zero_linger();
        return;
    }
    let _ = poll_fn(|context| Pin::new(&mut stream).poll_shutdown(context)).await;
    let _ = timeout(LINGER, drain(socket(&stream))).await;
}

/// Reads to the end, and discards what is read.
async fn drain(stream: &TcpStream) {
    let mut buffer = [0; 4096];
    while stream.readable().await.is_ok() {
        match stream.try_read(&mut buffer) {
            Ok(0) => return,
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return,
            _ => {}
        }
    }
}

/// Answers one request. An error closes the connection without a response.
async fn answer(
    request: Request<Incoming>,
    service: Arc<Service>,
    is_reset: Arc<AtomicBool>,
    is_too_many: bool,
) -> Result<Response<AnswerBody>, io::Error> {
    let (mut parts, body) = request.into_parts();
    if let Some(answer) = service.preflight(&parts) {
        let request_id = uuid::Uuid::new_v4().to_string();
        let ids = Ids::of(&request_id, &parts.headers, parts.uri.path());
        let mut response = answer.unwrap_or_else(|refusal| refused(&refusal, &ids));
        response.headers_mut().extend(ids.header());
        service.share(&parts.headers, response.headers_mut());
        return Ok(response.map(AnswerBody::whole));
    }
    let control = Control::at(parts.uri.path());
    let is_served = control.is_none() && !is_too_many;
    // Faults are taken in the order of arrival, so before the body is read, which may be slow.
    let fault = if is_served { service.begin(&mut parts) } else { Fault::None };
    let body = if is_too_many {
        Err(Refusal::too_many_connections())
    } else {
        read(body, &parts, &service.settings).await
    };
    if let Some(control) = control {
        let mut response = control.answer(&service, &parts, &body);
        service.share(&parts.headers, response.headers_mut());
        return Ok(response.map(AnswerBody::whole));
    }
    let reset = || {
        is_reset.store(true, Ordering::Relaxed);
        Err(io::ErrorKind::ConnectionReset.into())
    };
    match fault {
        Fault::Reset => {
            service.record(&parts, &body, None, Vec::new());
            return reset();
        }
        Fault::Stall(time) => tokio::time::sleep(time).await,
        _ => {}
    }
    let mut response = service.answer(&parts, &body, &fault);
    service.share(&parts.headers, response.headers_mut());
    match fault {
        Fault::ResetAfterServing => reset(),
        // A shorter body cannot be cut in half.
        Fault::Truncated if response.body().len() > 1 => {
            let length = response.body().len();
            let mut response = response.map(|body| AnswerBody::half(&body));
            // Of the whole body, so that the client sees it end too early.
            response.headers_mut().insert(hyper::header::CONTENT_LENGTH, length.into());
            Ok(response)
        }
        _ => Ok(response.map(AnswerBody::whole)),
    }
}

async fn read(body: Incoming, parts: &Parts, settings: &Settings) -> Result<Bytes, Refusal> {
    let limit = match MediaAddress::of(parts.uri.path()) {
        Some(_) => settings.body_limit.max(MAX_RANGE),
        None => settings.body_limit,
    };
    match timeout(settings.read_timeout, Limited::new(body, limit).collect()).await {
        Ok(Ok(body)) => decoded(&parts.headers, body.to_bytes(), limit),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Refusal::too_large(limit)),
        Ok(Err(_)) => Err(Refusal::truncated()),
        Err(_) => Err(Refusal::body_timeout()),
    }
}
