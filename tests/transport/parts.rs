//! Files in parts: ranges of one file, with the policies of the client.

use bytes::Bytes;
use graph_entity::{Client, Error, ErrorKind, Parts, Request};

use crate::calls::parts;
use crate::clock::VirtualClock;
use crate::harness::{Thing, counting, epoch, reply, settings};
use crate::server::{Server, Step};

const FILE: &str = "abcdefgh";

fn part(range: &str, etag: &str, body: &str) -> Step {
    let range = format!("bytes {range}");
    Step::Send(reply(206, &[("content-range", &range), ("etag", etag)], body))
}

fn whole(body: &str) -> Step {
    Step::Send(reply(200, &[("etag", "\"1\"")], body))
}

fn cut() -> Step {
    Step::Cut(Vec::new())
}

async fn serving(steps: Vec<Step>) -> (Server, Client, Request<Bytes>) {
    let server = Server::start(steps).await;
    let clock = VirtualClock::at(epoch());
    let settings = settings(server.address(), &clock).credential(counting(&clock)).max_attempts(3);
    let client = settings.size_limit(8).build().expect("a client");
    let request = Request::preauthorized(format!("{}/secret-path?sig=c2lnbmF0dXJlLW9m", server.address()));
    (server, client, request)
}

fn ranges(server: &Server) -> Vec<String> {
    server.requests().iter().map(|request| request.header("range").unwrap_or_default().to_owned()).collect()
}

/// Reads all parts, and the error at the end.
async fn read(of: Parts) -> (String, u64, Option<Error>) {
    let (parts, position) = parts(of).await;
    let (mut text, mut error) = (String::new(), None);
    for part in parts {
        assert!(error.is_none(), "nothing follows an error");
        match part {
            Ok(part) => text.push_str(std::str::from_utf8(&part).expect("text")),
            Err(failure) => error = Some(failure),
        }
    }
    if let Some(error) = &error {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("secret-path") && !shown.contains("c2lnbmF0"), "{shown}");
    }
    (text, position, error)
}

#[tokio::test]
async fn a_file_comes_in_parts_whose_loss_costs_only_a_part() {
    let (server, client, request) = serving(vec![
        part("0-2/8", "\"1\"", "abc"),
        cut(),
        part("3-5/8", "\"1\"", "def"),
        part("6-7/8", "\"1\"", "gh"),
    ])
    .await;
    let (text, position, error) = read(request.parts(&client).part_size(3)).await;
    assert_eq!((text.as_str(), position), (FILE, 8), "{error:?}");
    assert_eq!(ranges(&server), ["bytes=0-2", "bytes=3-5", "bytes=3-5", "bytes=6-8"]);
    let first = &server.requests()[0];
    assert_eq!((first.header("authorization"), first.header("accept-encoding")), (None, Some("identity")));
}

#[tokio::test]
async fn parts_of_an_entity_carry_the_token_and_follow_its_redirect() {
    let other = Server::start(vec![part("0-3/8", "\"1\"", "abcd"), part("4-7/8", "\"1\"", "efgh")]).await;
    let address = format!("{}/secret-path?sig=c2lnbmF0dXJlLW9m", other.address());
    let redirect = || Step::Send(reply(302, &[("location", &address)], ""));
    let (server, client, _) = serving(vec![redirect(), redirect()]).await;
    let (text, _, error) = read(Thing::at("1").media().parts(&client).part_size(4)).await;
    assert_eq!(text, FILE, "{error:?}");
    assert!(server.requests().iter().all(|request| request.header("authorization").is_some()));
    assert_eq!(ranges(&other), ["bytes=0-3", "bytes=4-7"]);
    assert!(other.requests().iter().all(|request| request.header("authorization").is_none()));
}

#[tokio::test]
async fn a_service_without_ranges_sends_the_whole() {
    let (server, client, request) = serving(vec![whole(FILE), whole(FILE), whole("")]).await;
    assert_eq!(read(request.clone().parts(&client).part_size(3)).await.0, FILE);
    assert_eq!(read(request.clone().parts(&client).starting_at(6)).await.0, "gh");
    assert_eq!(read(request.parts(&client)).await.0, "");
    assert_eq!(server.requests().len(), 3);
}

/// The head of an answer with the whole file, and the part of it that comes before the connection ends.
fn broken_whole(etag: &str, size: usize, body: &str) -> Step {
    let head = format!("HTTP/1.1 200 OK\r\netag: {etag}\r\ncontent-length: {size}\r\n\r\n{body}");
    Step::Cut(head.into_bytes())
}

#[tokio::test]
async fn the_whole_may_be_larger_than_what_is_in_memory() {
    let large = "0123456789abcdef".repeat(100_000);
    // The client takes 8 bytes at once.
    let (server, client, request) = serving(vec![whole(&large)]).await;
    let (text, position, error) = read(request.parts(&client).without_limit()).await;
    assert_eq!((text == large, position), (true, 1_600_000), "{error:?}");
    assert_eq!(server.requests().len(), 1);
    let (_server, client, request) = serving(vec![whole(&large)]).await;
    let (text, _, error) = read(request.parts(&client).starting_at(1_599_998).without_limit()).await;
    assert_eq!(text, "ef", "{error:?}");
    let (_server, client, request) = serving(vec![whole(&large)]).await;
    let (text, _, error) = read(request.parts(&client).limit(1_599_999)).await;
    assert_eq!((text.as_str(), error.map(|error| error.kind())), ("", Some(ErrorKind::TooLarge)));
}

#[tokio::test]
async fn the_whole_goes_on_after_a_broken_connection() {
    let broken = |body| broken_whole("\"1\"", 8, body);
    let steps = vec![broken("abc"), broken("ab"), broken("abcdef"), broken(""), whole(FILE)];
    let (server, client, request) = serving(steps).await;
    let (text, position, error) = read(request.parts(&client).part_size(3)).await;
    assert_eq!((text.as_str(), position), (FILE, 8), "{error:?}");
    assert_eq!(ranges(&server), ["bytes=0-2", "bytes=3-5", "bytes=3-5", "bytes=6-8", "bytes=6-8"]);

    // The client sends a request three times.
    let steps = vec![broken("abc"), broken("ab"), broken(""), broken(""), whole(FILE)];
    let (server, client, request) = serving(steps).await;
    let (text, position, error) = read(request.parts(&client).part_size(3)).await;
    assert_eq!((text.as_str(), position, server.requests().len()), ("abc", 3, 4));
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Broken));
    let (server, client, request) = serving(vec![broken("abc"), whole(FILE)]).await;
    let (text, ..) = read(request.no_retry().parts(&client)).await;
    assert_eq!((text.as_str(), server.requests().len()), ("abc", 1));
}

#[tokio::test]
async fn the_whole_is_of_one_file() {
    let chunked = |etag: &str, body: &str| {
        let head = format!("HTTP/1.1 200 OK\r\netag: {etag}\r\ntransfer-encoding: chunked\r\n\r\n");
        Step::Send(format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).into_bytes())
    };
    let broken = || broken_whole("\"1\"", 8, "abc");
    let (_server, client, request) = serving(vec![broken(), chunked("\"1\"", FILE)]).await;
    assert_eq!(read(request.parts(&client)).await.0, FILE);
    for other in
        [whole("abcdefghi"), chunked("\"2\"", FILE), chunked("\"1\"", "ab"), chunked("\"1\"", "abcdef")]
    {
        let shown = format!("{other:?}");
        let (_server, client, request) = serving(vec![broken(), other]).await;
        let (text, _, error) = read(request.parts(&client)).await;
        assert!(text.starts_with("abc"), "{shown}");
        assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::WrongRange), "{shown}");
    }
    // Nothing announces the size.
    let (_server, client, request) = serving(vec![chunked("\"1\"", "abcdefghi")]).await;
    let (_, _, error) = read(request.parts(&client)).await;
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::TooLarge));
}

#[tokio::test]
async fn a_file_of_unknown_or_no_size_ends() {
    let end = |range: &str| Step::Send(reply(416, &[("content-range", range)], ""));
    let steps = vec![
        part("0-3/*", "\"1\"", "abcd"),
        part("4-5/*", "\"1\"", "ef"),
        end("bytes */6"),
        end("bytes */0"),
    ];
    let (server, client, request) = serving(steps).await;
    assert_eq!(read(request.clone().parts(&client).part_size(4)).await.0, "abcdef");
    assert_eq!(read(request.clone().parts(&client)).await.0, "");
    assert_eq!(ranges(&server)[2], "bytes=6-9");

    let (_server, client, request) = serving(vec![end("bytes */6")]).await;
    let error = read(request.parts(&client).starting_at(9)).await.2.expect("it is shorter now");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(416), "{error}");
}

#[tokio::test]
async fn a_file_that_changes_and_a_wrong_part_are_errors() {
    let first = || part("0-2/8", "\"1\"", "abc");
    for second in [
        part("3-5/8", "\"2\"", "def"),
        part("3-5/9", "\"1\"", "def"),
        part("3-5/*", "\"1\"", "def"),
        part("2-4/8", "\"1\"", "cde"),
        part("3-5/8", "\"1\"", "de"),
        part("3-6/8", "\"1\"", "defg"),
        part("3-8/8", "\"1\"", "defghi"),
        part("x", "\"1\"", "def"),
        Step::Send(reply(206, &[("etag", "\"1\"")], "def")),
        whole("abcdefg"),
        whole("ab"),
    ] {
        let shown = format!("{second:?}");
        let (_server, client, request) = serving(vec![first(), second]).await;
        let (text, position, error) = read(request.parts(&client).part_size(3)).await;
        let error = error.unwrap_or_else(|| panic!("no error: {shown}"));
        assert_eq!((text.as_str(), position, error.kind()), ("abc", 3, ErrorKind::WrongRange), "{shown}");
    }
}

#[tokio::test]
async fn the_limit_is_that_of_the_file_and_can_be_taken_away() {
    let steps = || {
        vec![
            part("0-3/12", "\"1\"", "abcd"),
            part("4-7/12", "\"1\"", "efgh"),
            part("8-11/12", "\"1\"", "ijkl"),
        ]
    };
    let (server, client, request) = serving(steps()).await;
    let (text, _, error) = read(request.parts(&client).part_size(4)).await;
    assert_eq!((text.as_str(), error.map(|error| error.kind())), ("", Some(ErrorKind::TooLarge)));
    assert_eq!(server.requests().len(), 1);
    let (_server, client, request) = serving(steps()).await;
    assert_eq!(read(request.parts(&client).part_size(4).without_limit()).await.0, "abcdefghijkl");
    let (_server, client, request) = serving(steps()).await;
    assert_eq!(read(request.parts(&client).part_size(4).limit(12)).await.0, "abcdefghijkl");
}

#[tokio::test]
async fn an_error_ends_it_and_it_goes_on_at_the_position() {
    let busy = Step::Send(reply(403, &[], "no"));
    let (_server, client, request) =
        serving(vec![part("0-3/8", "\"1\"", "abcd"), busy, part("4-7/8", "\"1\"", "efgh")]).await;
    let (text, position, error) = read(request.clone().parts(&client).part_size(4)).await;
    assert_eq!((text.as_str(), position), ("abcd", 4));
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Forbidden));
    assert_eq!(read(request.parts(&client).starting_at(position)).await.0, "efgh");
}
