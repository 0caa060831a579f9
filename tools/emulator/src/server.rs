//! The sockets: connections in, answers out.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::refusal::Refusal;
use crate::service::Service;

/// Larger headers are answered 431.
const LARGEST_HEADERS: usize = 64 * 1024;
const MOST_HEADERS: usize = 100;
/// A connection whose headers take longer is closed.
const SLOWEST_HEADERS: Duration = Duration::from_secs(30);

/// Serves until it is dropped, which closes every connection.
pub(crate) async fn run(listener: TcpListener, service: Arc<Service>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(connections.spawn(serve(stream, Arc::clone(&service)))),
            // Out of file handles, most likely: some will be free soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, service: Arc<Service>) {
    let answer = service_fn(move |request| answer(request, Arc::clone(&service)));
    // What a client does wrong ends its connection, and is no concern of the others.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(SLOWEST_HEADERS)
        .max_buf_size(LARGEST_HEADERS)
        .max_headers(MOST_HEADERS)
        // A client may close its side once it has sent all, and still wait for the answer.
        .half_close(true)
        .serve_connection(TokioIo::new(stream), answer)
        .await;
}

async fn answer(
    request: Request<Incoming>,
    service: Arc<Service>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = read(body, service.settings.body_limit).await;
    Ok(service.answer(&parts, body).map(Full::new))
}

async fn read(body: Incoming, limit: usize) -> Result<Bytes, Refusal> {
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Refusal::too_large(limit)),
        Err(_) => Err(Refusal::truncated()),
    }
}
