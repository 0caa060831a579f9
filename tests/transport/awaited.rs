//! How the tests of a target send: requests are awaited.

use std::time::Duration;

use bytes::Bytes;
use graph_entity::model::Edm;
use graph_entity::{BlobUpload, Client, Error, Parts, Reply, Request, Upload};

/// Sends a request.
pub(crate) async fn send<T>(request: Request<T>, client: &Client) -> Result<Reply<T>, Error> {
    request.send(client).await
}

/// Sends a request and waits for its operation.
pub(crate) async fn send_and_wait<T>(
    request: Request<T>,
    client: &Client,
    limit: Duration,
) -> Result<Reply<T>, Error> {
    request.send_and_wait(client, limit).await
}

/// Sends a read until its value is accepted.
pub(crate) async fn send_until<T>(
    request: Request<T>,
    client: &Client,
    limit: Duration,
    is_done: fn(&T) -> bool,
) -> Result<Reply<T>, Error> {
    request.send_until(client, limit, is_done).await
}

/// Sends what is left of an upload.
pub(crate) async fn upload<T: Edm>(
    mut of: Upload<T>,
    client: &Client,
) -> (Upload<T>, Result<Reply<Option<T>>, Error>) {
    let result = of.send(client).await;
    (of, result)
}

/// Sends what is left of an upload to a blob.
pub(crate) async fn upload_blob(mut of: BlobUpload, client: &Client) -> (BlobUpload, Result<(), Error>) {
    let result = of.send(client).await;
    (of, result)
}

/// Reads all parts of a file. Also returns the position.
pub(crate) async fn parts(mut of: Parts) -> (Vec<Result<Bytes, Error>>, u64) {
    let mut parts = Vec::new();
    while let Some(part) = of.next().await {
        parts.push(part);
    }
    (parts, of.offset())
}

/// Sends requests in batches.
pub(crate) async fn send_all<T, const N: usize>(
    requests: [Request<T>; N],
    client: &Client,
) -> Vec<Result<Reply<T>, Error>> {
    client.send_all(requests).await
}
