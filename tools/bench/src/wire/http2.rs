//! The same PATCH over one HTTP/2 connection, with TLS, because that is where a server chooses HTTP/2.

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::CertifiedKey;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::sides::{Ours, Reqwest, Side};
use crate::process::Subprocess;
use crate::serve;
use crate::table::{AGAIN, Row, Table};

/// Options of measuring the processor time of a PATCH over HTTP/2.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Measurements of each side; the result is their median.
    #[arg(long, default_value_t = 51, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// The number of PATCH requests in each measurement.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(100..))]
    requests: u32,
    /// The number of concurrent requests on the connection.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=100))]
    at_once: u16,
}

const REQWEST: &str = "reqwest by hand, over HTTP/2";

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let Options { rounds, requests, at_once } = *options;
    let mut server = Subprocess::start(&["serve-http2".to_owned()])?;
    let endpoint = format!("https://127.0.0.1:{}", server.line()?);
    let certificate: String = serde_json::from_str(&server.line()?)?;
    let ours = Ours::over_http2(&endpoint, &certificate)?;
    let reqwest = Reqwest::over_http2(&endpoint, &certificate)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let round = |requests, at_once| -> Result<[f64; 3], Box<dyn Error>> {
        runtime.block_on(async {
            Ok([
                ours.time_per_request(requests, at_once).await?,
                reqwest.time_per_request(requests, at_once).await?,
                reqwest.time_per_request(requests, at_once).await?,
            ])
        })
    };
    // A warm-up without measurement. The first request is alone, so that it opens the only connection.
    round(1, 1)?;
    round(requests.min(1_000), at_once)?;
    let readings = (0..rounds).map(|_| round(requests, at_once)).collect::<Result<Vec<_>, _>>()?;
    server.finish()?;
    let row = |label: &str, baseline, measured: usize, other: usize| {
        Row::compared(label, "us", baseline, readings.iter().map(|times| [times[measured], times[other]]))
    };
    let rows = vec![
        row("PATCH over HTTP/2", REQWEST, 0, 1).summarized(),
        row("noise: PATCH over HTTP/2, reqwest by hand", AGAIN, 2, 1),
    ];
    let heading = format!(
        "processor time of one of {requests} PATCHes over one HTTP/2 connection with TLS, {at_once} at once, the client's, its reply read, median of {rounds} (least..most)"
    );
    Ok(Table { heading, notes: Vec::new(), rows })
}

/// Answers every expected PATCH with the entity, over HTTP/2 only. Prints its port, and its certificate as a JSON
/// string.
pub(crate) fn serve() -> Result<String, Box<dyn Error>> {
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])?;
    let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let pem = serde_json::to_string(&cert.pem())?;
    serve::until_stdin_closes(|listener| {
        println!("{pem}");
        accept(listener, acceptor)
    })?;
    Ok(String::new())
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor) {
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            stream.set_nodelay(true)?;
            let stream = TokioIo::new(acceptor.accept(stream).await?);
            let connection = http2::Builder::new(TokioExecutor::new());
            connection.serve_connection(stream, service_fn(answer)).await.map_err(io::Error::other)
        });
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    // A body that cannot be read is not the expected one.
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let token = head.headers.get(AUTHORIZATION).map(http::HeaderValue::as_bytes);
    let (status, json) = match super::device(head.method.as_str(), head.uri.path(), token, &body) {
        Some(device) => (StatusCode::OK, device),
        None => (StatusCode::BAD_REQUEST, super::REFUSAL.to_owned()),
    };
    let mut reply = Response::new(Full::from(json));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    Ok(reply)
}
