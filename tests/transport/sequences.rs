//! A table of reply sequences and what the client must do.

use std::collections::HashSet;
use std::time::Duration;

use graph_entity::{AccessToken, Client, Error};

use crate::calls;
use crate::clock::VirtualClock;
use crate::harness::{Thing, capable, counting, epoch, settings};
use crate::server::Server;
use crate::table::{Row, Wait};

/// One row per line: the request, its replies, the result, and the delays in seconds (`<1`: any time up to
/// it).
///
/// Requests: the method; `idem` if it is declared idempotent, `once` without retries, `max=2` attempts, `time=30` seconds, `etag` with `If-Match`,
/// `capable` of claims, `fixed` token. Replies: the status; `after=10` is `Retry-After`, `until=10:01:30` the
/// same as a date, `date` the service's clock, `intune=30` in Intune's message; `cut`, `half`, `garbage` and
/// `stall` are incomplete replies. Results: `ok` or the kind of the error; `doubt` if a write may have
/// happened; the number of tokens fetched.
///
/// Comments with `Comparison` mark rows that have a test in `comparison` too, of a known fault of other
/// clients.
const TABLE: &[&str] = &[
    // Success at the first attempt.
    "GET | 200 | ok | -",
    "PATCH | 200 | ok | -",
    // Comparison: an update with an empty answer is a success.
    "PATCH | 204 | ok | -",
    "PUT | 200 | ok | -",
    "POST | 201 | ok | -",
    "DELETE | 204 | ok | -",
    // Throttling. Comparison: whole seconds, a fraction, a date, no `Retry-After`, and Intune's message.
    "GET | 429 after=10, 200 | ok | 10",
    "GET | 429 after=2.128, 200 | ok | 2.128",
    "GET | 429 until=10:01:30 date, 200 | ok | 90",
    "GET | 429 until=09:00:07, 200 | ok | 7",
    "GET | 429 until=09:59:00 date, 200 | ok | <1",
    "GET | 429, 200 | ok | <1",
    "GET | 429 intune=30, 200 | ok | 30",
    "GET | 429 intune=00:00:30, 200 | ok | 30",
    "GET | 429 after=5 intune=30, 200 | ok | 5",
    "GET | 429 after=0, 200 | ok | <1",
    "GET | 429 after=soon, 200 | ok | <1",
    "GET | 429 after=-1, 200 | ok | <1",
    "PATCH | 429 after=10, 200 | ok | 10",
    "PATCH | 429 after=10, 204 | ok | 10",
    "PUT | 429 after=10, 200 | ok | 10",
    "POST | 429 after=10, 201 | ok | 10",
    "DELETE | 429 after=10, 204 | ok | 10",
    "POST | 429 after=1, 429 after=2, 429 after=3, 201 | ok | 1 2 3",
    // Without `Retry-After`, the delays double.
    "GET | 429, 429, 429, 429, 429, 200 | ok | <1 <2 <4 <8 <16",
    // The limits. Comparison: retries are limited, and the last error reports them.
    "GET | 429, 429, 429, 429, 429, 429 | Throttled | <1 <2 <4 <8 <16",
    "GET max=2 | 429 after=1, 503 after=1 | ServiceUnavailable | 1",
    "GET max=1 | 429 after=1 | Throttled | -",
    "GET once | 429 after=1 | Throttled | -",
    "GET once | cut | Broken | -",
    "GET | 429 after=301 | Throttled | -",
    "GET | 429 after=300, 200 | ok | 300",
    "GET | 429 after=200, 429 after=101 | Throttled | 200",
    "GET time=30 | 429 after=20, 503 after=10, 200 | ok | 20 10",
    "GET time=30 | 429 until=10:00:31 date | Throttled | -",
    "GET time=0 | 429 | Throttled | -",
    "GET | 429 after=99999999999999999999999 | Throttled | -",
    // With Graph's error object, 503 and 509 are sent before the request is processed.
    "GET | 503 after=3, 200 | ok | 3",
    "POST | 503 after=3, 201 | ok | 3",
    "POST | 503, 503, 201 | ok | <1 <2",
    "PATCH | 503 html, 200 | ok | <1",
    "POST | 509 after=4, 201 | ok | 4",
    "DELETE | 503, 204 | ok | <1",
    // From a gateway, 503 and 509 may be sent after that.
    "GET | 503 html, 200 | ok | <1",
    "POST | 503 html | ServiceUnavailable doubt | -",
    "POST | 503 empty | ServiceUnavailable doubt | -",
    "POST | 503 body={\"error\":{\"message\":\"reset\"}} | ServiceUnavailable doubt | -",
    "POST | 509 html after=1 | Throttled doubt | -",
    "PATCH max=2 | 503 html, 503 | ServiceUnavailable doubt | <1",
    "PATCH max=2 | 503, 503 | ServiceUnavailable | <1",
    "PATCH | 503 html, 429 after=1, 404 | NotFound doubt | <1 1",
    // So may 408 and 499, and what Graph does not send itself.
    "GET | 408, 200 | ok | <1",
    "PATCH | 408, 200 | ok | <1",
    "POST | 408 | OtherStatus doubt | -",
    "DELETE | 499 html | OtherStatus doubt | -",
    "POST | 499 | OtherStatus doubt | -",
    "GET | 499 | OtherStatus | -",
    "POST | 507 | ServerError doubt | -",
    "POST | 520 html | ServerError doubt | -",
    "PATCH | 524 | ServerError doubt | -",
    "GET | 524, 200 | ok | <1",
    "POST | 501 | ServerError | -",
    // 502 and 504 may be sent after that. Comparison: an HTML page of a gateway is an error of its own kind,
    // not a success.
    "GET | 502 html, 200 | ok | <1",
    "PATCH | 502, 200 | ok | <1",
    "PUT | 504, 200 | ok | <1",
    "DELETE | 504, 204 | ok | <1",
    "POST | 502 html | BadGateway doubt | -",
    "POST | 504 | GatewayTimeout doubt | -",
    "GET max=2 | 502 html, 502 html | BadGateway | <1",
    "PATCH max=2 | 504, 504 | GatewayTimeout doubt | <1",
    "PATCH once | 502 | BadGateway doubt | -",
    // If a write is sent again, the first attempt may be the one that was processed.
    "PATCH etag | 504, 412 | PreconditionFailed doubt | <1",
    "PATCH etag | cut, 412 | PreconditionFailed doubt | <1",
    "PATCH etag | 412 | PreconditionFailed | -",
    "PATCH etag | 429 after=1, 412 | PreconditionFailed | 1",
    "DELETE | cut, 404 | NotFound doubt | <1",
    "PATCH | 502, 400 | BadRequest doubt | <1",
    // 500: a write would fail again, and may have been made.
    "GET | 500, 200 | ok | <1",
    "PATCH | 500 | ServerError doubt | -",
    "PUT | 500 | ServerError doubt | -",
    "DELETE | 500 | ServerError doubt | -",
    "POST | 500 | ServerError doubt | -",
    // A POST that is declared idempotent is sent again as a PUT is.
    "POST idem | 503 html, 201 | ok | <1",
    "POST idem | cut, 201 | ok | <1",
    "POST idem | 504, 408, 201 | ok | <1 <2",
    "POST idem max=2 | 504, 429 after=1 | Throttled doubt | <1",
    "POST idem | 500 | ServerError doubt | -",
    "POST idem once | 504 | GatewayTimeout doubt | -",
    "GET | 501 | ServerError | -",
    "GET | 507 | ServerError | -",
    // Broken connections. Comparison: half an entity is not an entity.
    "GET | cut, 200 | ok | <1",
    "GET | half, 200 | ok | <1",
    "GET | half head, 200 | ok | <1",
    "GET | garbage, 200 | ok | <1",
    "PATCH | cut, 200 | ok | <1",
    "PATCH | half, 200 | ok | <1",
    "PUT | cut, cut, 200 | ok | <1 <2",
    "DELETE | cut, 204 | ok | <1",
    "POST | cut | Broken doubt | -",
    "POST | half | Broken doubt | -",
    "POST | 429 after=1, cut | Broken doubt | 1",
    "GET max=3 | cut, cut, cut | Broken | <1 <2",
    "PATCH max=2 | cut, cut | Broken doubt | <1",
    // Timeouts.
    "GET brief | stall, 200 | ok | <1",
    "PATCH brief | stall, 200 | ok | <1",
    "POST brief | stall | Timeout doubt | -",
    "GET brief once | stall | Timeout | -",
    // Different failures in sequence.
    "GET | 503 after=1, cut, 429 after=2, 502, 500, 200 | ok | 1 <2 2 <8 <16",
    "PATCH | 429 after=1, cut, 503 after=2, 504, 200 | ok | 1 <2 2 <8",
    // Errors that are not retried.
    "GET | 400 | BadRequest | -",
    "GET | 403 | Forbidden | -",
    "GET | 404 | NotFound | -",
    "PATCH | 409 | Conflict | -",
    "GET | 410 | Gone | -",
    "PATCH | 422 | UnprocessableContent | -",
    "PATCH | 423 | Locked | -",
    // Comparison: an answer that is not Graph's is an error with any status.
    "GET | 200 html | HtmlReply | -",
    "PATCH | 200 html | HtmlReply doubt | -",
    "GET | 200 bom | ok | -",
    "POST | 201 bom | ok | -",
    "PATCH | 400 bom | BadRequest | -",
    "GET | 200 empty | EmptyReply | -",
    "GET | 200 body={\"id\":\"1 | TruncatedReply | -",
    "GET | 200 body={\"id\":7} | WrongType | -",
    "GET | 200 body=hello | NotJson | -",
    "PATCH | 200 body={\"id\":\"1 | TruncatedReply doubt | -",
    "POST | 200 empty | EmptyReply doubt | -",
    "POST | 201 empty | ok | -",
    "PATCH | 202 body={} | ok | -",
    "GET | 302 location=https://login.example/ | Redirected | -",
    "PATCH | 307 location=http://127.0.0.1:1/ | Redirected | -",
    "POST | 308 location=/elsewhere | Redirected | -",
    "POST | 302 location=/elsewhere | Redirected doubt | -",
    "POST | 303 location=/things/1 | Redirected doubt | -",
    "PATCH | 303 | OtherStatus doubt | -",
    // Tokens. Comparison: a refused token is replaced once; a challenge is answered once, quoted or not.
    "GET | 401, 200 | ok tokens=2 | -",
    "POST | 401, 201 | ok tokens=2 | -",
    "GET | 401, 401 | Unauthorized tokens=2 | -",
    "GET fixed | 401 | Unauthorized | -",
    "GET once | 401, 200 | ok tokens=2 | -",
    "GET | 401, 429 after=1, 200 | ok tokens=2 | 1",
    "GET capable | 401 claims, 200 | ok tokens=2 | -",
    "GET capable | 401 bare-claims, 200 | ok tokens=2 | -",
    "PATCH capable | 403 claims, 200 | ok tokens=2 | -",
    "POST capable | 401 claims, 201 | ok tokens=2 | -",
    "GET capable | 401 claims, 401 claims | ClaimsChallenge tokens=2 | -",
    "GET capable | 401, 401 claims, 200 | ok tokens=3 | -",
    "GET capable | 401 claims, 401, 200 | ok tokens=3 | -",
    "GET capable | 401 claims, 503 after=1, 200 | ok tokens=2 | 1",
    "GET | 401 claims | ClaimsChallenge | -",
    "GET fixed | 401 claims | ClaimsChallenge | -",
    "PATCH | 403 claims | ClaimsChallenge | -",
];

#[tokio::test]
async fn the_client_behaves_as_in_the_table() {
    assert!(TABLE.len() >= 60 && TABLE.iter().collect::<HashSet<_>>().len() == TABLE.len());
    let mut wrong = Vec::new();
    for line in TABLE {
        let row = Row::read(line);
        if let Err(text) = check(&row).await {
            wrong.push(format!("{}\n    {text}", row.line));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), TABLE.len(), wrong.join("\n"));
}

/// Runs a row, and returns the differences.
async fn check(row: &Row) -> Result<(), String> {
    let server = Server::start(row.steps.clone()).await;
    let clock = VirtualClock::at(epoch());
    let result = send(row, &client(row, server.address(), &clock)).await;
    let requests = server.requests();

    let text = result.as_ref().map_or_else(|error| format!("{error} {error:?}"), |()| "ok".to_owned());
    let end = result.as_ref().map_or_else(|error| format!("{:?}", error.kind()), |()| "ok".to_owned());
    expect("end", end.as_str(), row.end, &text)?;
    expect("steps left", &server.unused_steps(), &0, &text)?;
    expect("requests", &requests.len(), &row.steps.len(), &text)?;
    check_waits(&row.waits, &clock.waits())?;
    check_requests(&requests, row.tokens, row.has("fixed"))?;
    let Err(error) = result else { return Ok(()) };
    expect("attempts", &(error.attempts() as usize), &requests.len(), &text)?;
    expect("waits of the error", &error.waits(), &&clock.waits()[..], &text)?;
    expect("doubt", &error.write_in_doubt(), &row.doubt, &text)?;
    expect("token shown", &text.contains("token-of-a-test"), &false, &text)?;
    expect("one line", &error.to_string().contains('\n'), &false, &text)
}

fn client(row: &Row, address: &str, clock: &VirtualClock) -> Client {
    let mut settings = settings(address, clock);
    settings = match (row.has("capable"), row.has("fixed")) {
        (true, _) => settings.credential(capable(clock)),
        (_, true) => settings.credential(AccessToken::new("token-of-a-test").expect("a token")),
        _ => settings.credential(counting(clock)),
    };
    if let Some(attempts) = row.number("max") {
        settings = settings.max_attempts(u32::try_from(attempts).expect("few"));
    }
    if let Some(seconds) = row.number("time") {
        settings = settings.max_retry_time(Duration::from_secs(seconds));
    }
    if row.has("brief") {
        // Long enough for the attempt after it, on a busy machine too.
        settings = settings.timeout(Duration::from_millis(1_500));
    }
    settings.build().expect("a client")
}

async fn send(row: &Row, client: &Client) -> Result<(), Error> {
    macro_rules! send {
        ($request:expr) => {{
            let mut request = $request;
            if row.has("idem") {
                request = request.idempotent();
            }
            if row.has("once") {
                request = request.no_retry();
            }
            if row.has("etag") {
                request = request.if_match("W/\"1\"");
            }
            calls::send(request, client).await.map(drop)
        }};
    }
    match row.method {
        "GET" => send!(Thing::at("1").get()),
        "PATCH" => send!(Thing::at("1").update(Thing::patch().name("x"))),
        "PUT" => send!(Thing::at("1").replace(Thing::new_body().name("x"))),
        "POST" => send!(Thing::within().create(Thing::new_body().name("x"))),
        "DELETE" => send!(Thing::at("1").delete()),
        other => panic!("no request for {other}"),
    }
}

fn expect<T: PartialEq + std::fmt::Debug + ?Sized>(
    what: &str,
    found: &T,
    expected: &T,
    text: &str,
) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:?}, not {expected:?}: {text}")) }
}

pub(crate) fn check_waits(expected: &[Wait], found: &[Duration]) -> Result<(), String> {
    let fits = |(expected, found): (&Wait, &Duration)| match expected {
        Wait::Exactly(time) => time == found,
        Wait::AtMost(time) => found <= time,
    };
    let fit = expected.len() == found.len() && expected.iter().zip(found).all(fits);
    if fit { Ok(()) } else { Err(format!("waited {found:?}, not {expected:?}")) }
}

/// Checks that all attempts are the same request, except the token.
fn check_requests(
    requests: &[crate::server::ReceivedRequest],
    tokens: usize,
    fixed: bool,
) -> Result<(), String> {
    let different = |name: &str| {
        requests.iter().map(|request| request.header(name).map(str::to_owned)).collect::<HashSet<_>>().len()
    };
    expect("client-request-ids", &different("client-request-id"), &1, "")?;
    expect("tokens", &different("authorization"), &tokens, if fixed { "fixed" } else { "" })?;
    let lines: HashSet<_> =
        requests.iter().map(|requests| (requests.head.lines().next(), &requests.body)).collect();
    expect("lines and bodies", &lines.len(), &1, "")
}

/// Nothing was sent, so nothing can happen twice: requests of every method are retried.
#[tokio::test]
async fn a_refused_connection_is_retried_for_every_method() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    for line in [
        "GET max=3 | 200 | Connect | -",
        "PATCH max=3 | 200 | Connect | -",
        "PUT max=3 | 200 | Connect | -",
        "POST max=3 | 200 | Connect | -",
        "DELETE max=3 | 200 | Connect | -",
    ] {
        let row = Row::read(line);
        let clock = VirtualClock::at(epoch());
        let error = send(&row, &client(&row, &address, &clock)).await.expect_err("nobody listens");
        assert_eq!(format!("{:?}", error.kind()), row.end, "{line}: {error}");
        assert_eq!((error.attempts(), error.waits().len(), error.write_in_doubt()), (3, 2, false), "{line}");
        assert!(error.to_string().contains("; tried 3 times, waited "), "{error}");
    }
}

/// After 503 and 504, the client retries on another connection; any other reply keeps the connection.
#[tokio::test]
async fn a_busy_server_is_retried_on_a_new_connection() {
    for (line, connections) in [
        ("GET | 503 after=1, 200 | ok | 1", 2),
        ("GET | 504, 200 | ok | <1", 2),
        ("GET | 429 after=1, 200 | ok | 1", 1),
    ] {
        let row = Row::read(line);
        let server = Server::start(row.steps.clone()).await;
        let clock = VirtualClock::at(epoch());
        send(&row, &client(&row, server.address(), &clock)).await.expect("ok");
        let used: HashSet<_> = server.requests().iter().map(|request| request.connection).collect();
        assert_eq!(used.len(), connections, "{line}");
    }
}

/// After an answer that was lost, the other connections of the pool may be lost, too.
#[tokio::test]
async fn a_lost_answer_is_retried_on_a_new_connection() {
    let row = Row::read("PATCH | 200, 200, cut, 200 | ok | <1");
    let server = Server::start(row.steps.clone()).await;
    let clock = VirtualClock::at(epoch());
    let client = client(&row, server.address(), &clock);
    // Two at once leave two open connections.
    let (one, other) = tokio::join!(send(&row, &client), send(&row, &client));
    one.and(other).expect("200");
    tokio::time::sleep(Duration::from_millis(20)).await;
    send(&row, &client).await.expect("ok");
    let used: Vec<_> = server.requests().iter().map(|request| request.connection).collect();
    assert!(used.len() == 4 && used[2] < 2 && used[3] == 2, "{used:?}");
}

#[tokio::test]
async fn the_last_error_reports_the_attempts() {
    for (line, text) in [
        ("GET max=2 | 429 after=7, 429 after=7 | Throttled | 7", "; tried 2 times, waited 7.0 s [request-id"),
        ("POST | 504 | GatewayTimeout doubt | -", "; the write may have happened [request-id"),
        (
            "PATCH etag | 504, 412 | PreconditionFailed doubt | <1",
            "; an earlier try of this request may have made the change itself; tried 2 times",
        ),
    ] {
        let row = Row::read(line);
        let server = Server::start(row.steps.clone()).await;
        let clock = VirtualClock::at(epoch());
        let error = send(&row, &client(&row, server.address(), &clock)).await.expect_err("an error");
        assert!(error.to_string().contains(text), "{error}");
    }
}
