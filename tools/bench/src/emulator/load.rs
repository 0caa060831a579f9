//! Sends the same request again and again, on several connections.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Read};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// The collection with the entities.
const COLLECTION: &str = "/beta/deviceManagement/managedDevices";

type BoxError = Box<dyn Error + Send + Sync>;

/// A server that is measured.
#[derive(Clone)]
pub(super) struct Target {
    /// Its address with its port.
    pub(super) address: String,
    pub(super) authorization: Option<String>,
}

/// Returns the first line of an output, without the line end.
pub(super) fn first_line(output: impl Read) -> Option<String> {
    let line = BufReader::new(output).lines().next()?.ok()?;
    Some(line.trim().to_owned())
}

/// Returns the microseconds per request, when these connections repeat a GET for some milliseconds.
pub(super) fn microseconds(
    target: &Target,
    after_collection: &str,
    connections: usize,
    time: u64,
) -> Result<f64, Box<dyn Error>> {
    let path = format!("{COLLECTION}{after_collection}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let measured = runtime.block_on(async {
        // A warm-up without measurement.
        repeat(target, &path, connections, Duration::from_millis(time / 10)).await?;
        let start = Instant::now();
        let count = repeat(target, &path, connections, Duration::from_millis(time)).await?;
        Ok::<_, BoxError>(start.elapsed().as_secs_f64() * 1e6 / f64::from(count))
    });
    measured.map_err(command_error)
}

/// Sends a POST without a body, and expects a success.
pub(super) fn post(target: &Target, path: &str) -> Result<(), Box<dyn Error>> {
    once(target, Method::POST, path, String::new(), StatusCode::OK)
}

/// Sets a property of the first entity to a text of this length.
pub(super) fn store_text(target: &Target, property: &str, length: usize) -> Result<(), Box<dyn Error>> {
    let body = format!(r#"{{"{property}": "{}"}}"#, "x".repeat(length));
    once(target, Method::PATCH, &format!("{COLLECTION}/1"), body, StatusCode::OK)
}

/// Sends a query that costs too much, and expects that it is refused.
pub(super) fn expect_refused(target: &Target, query: &str) -> Result<(), Box<dyn Error>> {
    let path = format!("{COLLECTION}{query}");
    once(target, Method::GET, &path, String::new(), StatusCode::BAD_REQUEST)
}

/// Sends a request on a connection of its own, and expects a status.
fn once(
    target: &Target,
    method: Method,
    path: &str,
    body: String,
    wanted: StatusCode,
) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let sent = runtime.block_on(async {
        let mut connection = connect(target).await?;
        let (status, answer) = send(&mut connection, target, method, path, body.into()).await?;
        expect(path, status, wanted, &answer)
    });
    sent.map_err(command_error)
}

/// Converts an error into that of a command, which stays on one thread.
fn command_error(error: BoxError) -> Box<dyn Error> {
    error
}

/// Returns the number of requests.
async fn repeat(target: &Target, path: &str, connections: usize, time: Duration) -> Result<u32, BoxError> {
    let end = Instant::now() + time;
    let mut tasks = JoinSet::new();
    for _ in 0..connections {
        let (target, path) = (target.clone(), path.to_owned());
        tasks.spawn(async move {
            let mut connection = connect(&target).await?;
            let mut count = 0_u32;
            while count == 0 || Instant::now() < end {
                let sent = send(&mut connection, &target, Method::GET, &path, Bytes::new()).await?;
                expect(&path, sent.0, StatusCode::OK, &sent.1)?;
                count += 1;
            }
            Ok::<_, BoxError>(count)
        });
    }
    let mut count = 0;
    while let Some(done) = tasks.join_next().await {
        count += done??;
    }
    Ok(count)
}

async fn connect(target: &Target) -> Result<SendRequest<Full<Bytes>>, BoxError> {
    let stream = TcpStream::connect(&target.address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    // Its errors are those of the requests.
    tokio::spawn(async move { drop(connection.await) });
    Ok(sender)
}

/// Returns the status and the body of the answer.
async fn send(
    connection: &mut SendRequest<Full<Bytes>>,
    target: &Target,
    method: Method,
    path: &str,
    body: Bytes,
) -> Result<(StatusCode, Bytes), BoxError> {
    connection.ready().await?;
    let mut request = Request::builder().method(method).uri(path).header("host", &target.address);
    if let Some(authorization) = &target.authorization {
        request = request.header("authorization", authorization);
    }
    if !body.is_empty() {
        request = request.header("content-type", "application/json");
    }
    let response = connection.send_request(request.body(Full::new(body))?).await?;
    let status = response.status();
    Ok((status, response.into_body().collect().await?.to_bytes()))
}

fn expect(path: &str, status: StatusCode, wanted: StatusCode, body: &[u8]) -> Result<(), BoxError> {
    if status == wanted {
        Ok(())
    } else {
        Err(format!("{path} was answered {status}: {}", String::from_utf8_lossy(body)).into())
    }
}
