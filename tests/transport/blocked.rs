//! How the tests of a target send: by blocking calls, each on a thread outside of the runtime in which the
//! server runs.

use std::time::Duration;

use bytes::Bytes;
use graph_entity::model::Edm;
use graph_entity::{BlobUpload, Client, Error, Parts, Reply, Request, Upload};

/// Sends a request.
pub(crate) async fn send<T: Send + 'static>(request: Request<T>, client: &Client) -> Result<Reply<T>, Error> {
    let client = client.clone();
    on_thread(move || request.send_blocking(&client)).await
}

/// Sends a request and waits for its operation.
pub(crate) async fn send_and_wait<T: Send + 'static>(
    request: Request<T>,
    client: &Client,
    limit: Duration,
) -> Result<Reply<T>, Error> {
    let client = client.clone();
    on_thread(move || request.send_and_wait_blocking(&client, limit)).await
}

/// Sends a read until its value is accepted.
pub(crate) async fn send_until<T: Send + 'static>(
    request: Request<T>,
    client: &Client,
    limit: Duration,
    is_done: fn(&T) -> bool,
) -> Result<Reply<T>, Error> {
    let client = client.clone();
    on_thread(move || request.send_until_blocking(&client, limit, is_done)).await
}

/// Sends what is left of an upload.
pub(crate) async fn upload<T: Edm + Send + 'static>(
    mut of: Upload<T>,
    client: &Client,
) -> (Upload<T>, Result<Reply<Option<T>>, Error>) {
    let client = client.clone();
    on_thread(move || {
        let result = of.send_blocking(&client);
        (of, result)
    })
    .await
}

/// Sends what is left of an upload to a blob.
pub(crate) async fn upload_blob(mut of: BlobUpload, client: &Client) -> (BlobUpload, Result<(), Error>) {
    let client = client.clone();
    on_thread(move || {
        let result = of.send_blocking(&client);
        (of, result)
    })
    .await
}

/// Reads all parts of a file. Also returns the position.
pub(crate) async fn parts(of: Parts) -> (Vec<Result<Bytes, Error>>, u64) {
    on_thread(move || {
        let mut of = of.blocking();
        let parts = of.by_ref().collect();
        (parts, of.offset())
    })
    .await
}

/// Sends requests in batches.
pub(crate) async fn send_all<T: Send + 'static, const N: usize>(
    requests: [Request<T>; N],
    client: &Client,
) -> Vec<Result<Reply<T>, Error>> {
    let client = client.clone();
    on_thread(move || client.send_all_blocking(requests)).await
}

async fn on_thread<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> T {
    let (result, answer) = tokio::sync::oneshot::channel();
    // Not a thread of the runtime, where a call might find the runtime's timer.
    let thread = std::thread::spawn(move || drop(result.send(call())));
    let answer = answer.await;
    thread.join().expect("no panic");
    answer.expect("a result")
}
