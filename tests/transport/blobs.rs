//! Uploads in blocks to a blob: what was confirmed is not sent again, and the list comes last.

use bytes::Bytes;
use graph_entity::{BlobUpload, Client, Error, ErrorKind};

use crate::calls::upload_blob;
use crate::clock::VirtualClock;
use crate::harness::{counting, epoch, reply, settings};
use crate::server::{Server, Step};

const LIST: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList><Latest>MDAwMDAwMDA=</Latest>\
                    <Latest>MDAwMDAwMDE=</Latest></BlockList>";

fn done() -> Step {
    Step::Send(reply(201, &[], ""))
}

fn refused(status: u16) -> Step {
    let text = "<Error><Message>No access to /secret-blob/1?sig=c2lnbmF0dXJlLW9m</Message></Error>";
    Step::Send(reply(status, &[("content-type", "application/xml")], text))
}

struct Case {
    server: Server,
    client: Client,
}

impl Case {
    async fn start(steps: Vec<Step>) -> Self {
        let server = Server::start(steps).await;
        let clock = VirtualClock::at(epoch());
        let settings = settings(server.address(), &clock).credential(counting(&clock));
        Self { server, client: settings.max_attempts(2).build().expect("a client") }
    }

    fn address(&self, signature: &str) -> String {
        format!("{}/secret-blob/1?sig=c2lnbmF0dXJlLW9m{signature}", self.server.address())
    }

    fn upload(&self) -> BlobUpload {
        BlobUpload::new(self.address("1"), Bytes::from_static(b"abcde")).block_size(3)
    }

    async fn send(&self, of: BlobUpload) -> (BlobUpload, Result<(), Error>) {
        upload_blob(of, &self.client).await
    }

    /// The end of each address with its body.
    fn requests(&self) -> Vec<(String, String)> {
        let shown = |request: &crate::server::ReceivedRequest| {
            let line = request.head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1");
            let query = line.split_once("LW9m").map_or(line, |(_, query)| query);
            (query.to_owned(), String::from_utf8(request.body.clone()).expect("text"))
        };
        self.server.requests().iter().map(shown).collect()
    }
}

fn block(signature: &str, id: &str, body: &str) -> (String, String) {
    (format!("{signature}&comp=block&blockid={id}%3D"), body.to_owned())
}

fn list(signature: &str) -> (String, String) {
    (format!("{signature}&comp=blocklist"), LIST.to_owned())
}

fn failed(result: Result<(), Error>) -> Error {
    let error = result.expect_err("an error");
    let shown = format!("{error} {error:?}");
    for secret in ["secret-blob", "c2lnbmF0", "token-of-a-test"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
    assert_eq!(error.to_string().contains("the whole file may be"), error.write_in_doubt(), "{error}");
    error
}

#[tokio::test]
async fn blocks_come_in_order_and_then_their_list() {
    let case = Case::start(vec![done(), Step::Cut(Vec::new()), done(), Step::Cut(Vec::new()), done()]).await;
    let (of, result) = case.send(case.upload()).await;
    result.expect("a blob");
    assert_eq!((of.confirmed(), of.size()), (5, 5));
    // A block and a list may be sent twice.
    let second = block("1", "MDAwMDAwMDE", "de");
    assert_eq!(
        case.requests(),
        [block("1", "MDAwMDAwMDA", "abc"), second.clone(), second, list("1"), list("1")]
    );
    for request in case.server.requests() {
        assert!(request.head.starts_with("PUT /secret-blob/1?"), "{}", request.head);
        for name in ["authorization", "client-request-id"] {
            assert_eq!(request.header(name), None, "{name}");
        }
    }
}

#[tokio::test]
async fn an_address_that_has_expired_is_renewed_and_nothing_is_sent_again() {
    let case = Case::start(vec![done(), refused(403), done(), done()]).await;
    let (mut of, result) = case.send(case.upload()).await;
    let error = failed(result);
    assert_eq!((error.kind(), error.write_in_doubt(), of.confirmed()), (ErrorKind::Forbidden, false, 3));
    of.renew(case.address("2"));
    case.send(of).await.1.expect("a blob");
    let (first, second) = (block("1", "MDAwMDAwMDA", "abc"), block("1", "MDAwMDAwMDE", "de"));
    assert_eq!(case.requests(), [first, second, block("2", "MDAwMDAwMDE", "de"), list("2")]);
}

#[tokio::test]
async fn only_a_lost_list_leaves_the_content_in_doubt() {
    let cut = || Step::Cut(Vec::new());
    let case = Case::start(vec![cut(), cut(), done(), done(), cut(), cut(), refused(403)]).await;
    let (of, result) = case.send(case.upload()).await;
    assert!(!failed(result).write_in_doubt(), "a block is not yet a content");
    let (of, result) = case.send(of).await;
    assert!(failed(result).write_in_doubt());
    let error = failed(case.send(of).await.1);
    assert!(error.write_in_doubt() && error.kind() == ErrorKind::Forbidden, "it stays in doubt: {error}");
}
