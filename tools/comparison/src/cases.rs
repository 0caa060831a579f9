//! The replies, each with the request that gets them.

use std::time::Duration;

use time::OffsetDateTime;
use time::macros::format_description;

use crate::hostile::Reply;

/// The token of all requests.
pub const TOKEN: &str = "eyJ0b2tlbi1vZi1hLWNvbXBhcmlzb24iOjF9.c2VjcmV0LXNlY3JldA.c2lnbmF0dXJl";

/// What a caller sees of a reply.
pub struct Case {
    /// The reply in words, as the table has it.
    pub name: &'static str,
    /// What the peer is told to send.
    pub operation: &'static str,
    /// What the table says beside the value or the error, and the requests.
    pub shows: Shows,
    pub(crate) replies: fn(&Addresses) -> Vec<Reply>,
}

/// What a cell says beside the value or the error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// Nothing.
    Nothing,
    /// A property of the value.
    Property(&'static str),
    /// Whether the token is in the error's text.
    Token,
    /// The length of the error's text.
    Length,
    /// Whether the second request came at the time that the first answer asks for.
    Wait,
    /// Whether the redirect was followed, and with the token.
    Redirect,
}

/// The addresses in the replies.
pub(crate) struct Addresses {
    /// The service's own: `http://127.0.0.1:1234`.
    pub(crate) own: String,
    /// That of a host that is not the service.
    pub(crate) other: String,
}

/// How far the date of a `Retry-After` is ahead at least: it has whole seconds.
pub(crate) const DATE_AHEAD: Duration = Duration::from_millis(2_900);

const EVENT: &str = r#"{"id":"1","subject":"Budget","importance":"normal","categories":["Red"],"reminderMinutesBeforeStart":15}"#;
const BUSY: &str =
    r#"{"error":{"code":"serviceNotAvailable","message":"Busy.","innerError":{"request-id":"b1"}}}"#;
const PAGE: &str = "<!DOCTYPE html><html><head><title>Gateway</title></head><body>Upstream.</body></html>";

/// Each reply.
pub const CASES: [Case; 20] = [
    case("a byte order mark before the JSON", "get", Shows::Nothing, |_| {
        vec![json(200, "", &format!("\u{feff}{EVENT}"))]
    }),
    case("the HTML page of a proxy, with 200", "get", Shows::Nothing, |_| vec![html(200)]),
    case("a body that ends after half of its `Content-Length`", "get", Shows::Nothing, |_| {
        let whole = json(200, "", EVENT).bytes;
        vec![cut(&whole[..whole.len() - EVENT.len() / 2])]
    }),
    case("two different `Content-Length`s", "get", Shows::Nothing, |_| {
        vec![json(200, "Content-Length: 20\r\n", EVENT)]
    }),
    case("`Content-Encoding: gzip`, but the body is not compressed", "get", Shows::Nothing, |_| {
        vec![json(200, "Content-Encoding: gzip\r\n", EVENT)]
    }),
    case("103 before the 200", "get", Shows::Nothing, |_| {
        let early = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n";
        let bytes = [&early[..], &json(200, "", EVENT).bytes].concat();
        vec![Reply { bytes, stays_open: true }]
    }),
    case("204 where an entity is expected", "get", Shows::Nothing, |_| {
        vec![Reply { bytes: b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(), stays_open: true }]
    }),
    case("the `client-request-id` of another request, with that one's entity", "get", Shows::Nothing, |_| {
        vec![json(200, "client-request-id: 11111111-2222-4333-8444-555555555555\r\n", EVENT)]
    }),
    case("null for a collection", "get", Shows::Property("categories"), |_| {
        vec![json(200, "", &EVENT.replace(r#"["Red"]"#, "null"))]
    }),
    case(
        "a member that the enumeration does not have, `urgent`",
        "get",
        Shows::Property("importance"),
        |_| vec![json(200, "", &EVENT.replace(r#""normal""#, r#""urgent""#))],
    ),
    case("99999999999 for an `Edm.Int32`", "get", Shows::Property("reminderMinutesBeforeStart"), |_| {
        vec![json(200, "", &EVENT.replace("15", "99999999999"))]
    }),
    case("a property twice, `Budget` and then `Other`", "get", Shows::Property("subject"), |_| {
        vec![json(200, "", &EVENT.replace(r#""importance""#, r#""subject":"Other","importance""#))]
    }),
    case("429 with a date in `Retry-After`, then 200", "get", Shows::Wait, |_| {
        let throttled = r#"{"error":{"code":"TooManyRequests","message":"Please retry after"}}"#;
        let after = format!("Retry-After: {}\r\n", date_in(Duration::from_secs(4)));
        vec![json(429, &after, throttled), json(200, "", EVENT)]
    }),
    case("302 to another host, which answers 200", "get", Shows::Redirect, |addresses| {
        vec![json(302, &format!("Location: {}/v1.0/me/events/1\r\n", addresses.other), "")]
    }),
    case("400 with a message of 5 MB", "get", Shows::Length, |_| {
        let message = "x".repeat(5_000_000);
        vec![json(400, "", &format!(r#"{{"error":{{"code":"BadRequest","message":"{message}"}}}}"#))]
    }),
    case("403 whose message repeats the token", "get", Shows::Token, |_| {
        let message = format!("The token {TOKEN} has no such permission.");
        vec![json(403, "", &format!(r#"{{"error":{{"code":"Forbidden","message":"{message}"}}}}"#))]
    }),
    case("two empty pages before a page with one event", "list", Shows::Nothing, |addresses| {
        let empty = |number: u8| {
            let link = format!("{}/v1.0/me/events?page={number}", addresses.own);
            json(200, "", &format!(r#"{{"value":[],"@odata.nextLink":"{link}"}}"#))
        };
        vec![empty(2), empty(3), json(200, "", &format!(r#"{{"value":[{EVENT}]}}"#))]
    }),
    case("a POST is always answered 503 with Graph's own error", "create", Shows::Nothing, |_| {
        vec![json(503, "Retry-After: 1\r\n", BUSY)]
    }),
    case("a POST is always answered 503 with the page of a gateway", "create", Shows::Nothing, |_| {
        vec![html(503)]
    }),
    case(
        "a POST is answered 202, and the connection to its monitor always ends",
        "create-and-wait",
        Shows::Nothing,
        |addresses| {
            let monitor = format!("Location: {}/v1.0/me/operations/1\r\n", addresses.own);
            vec![json(202, &monitor, ""), cut(b"")]
        },
    ),
];

const fn case(
    name: &'static str,
    operation: &'static str,
    shows: Shows,
    replies: fn(&Addresses) -> Vec<Reply>,
) -> Case {
    Case { name, operation, shows, replies }
}

/// What the other host answers.
pub(crate) fn event() -> Reply {
    json(200, "", EVENT)
}

fn json(status: u16, headers: &str, body: &str) -> Reply {
    whole(status, &format!("Content-Type: application/json\r\n{headers}"), body)
}

fn html(status: u16) -> Reply {
    whole(status, "Content-Type: text/html\r\n", PAGE)
}

fn whole(status: u16, headers: &str, body: &str) -> Reply {
    let length = body.len();
    let bytes = format!("HTTP/1.1 {status} Said\r\nContent-Length: {length}\r\n{headers}\r\n{body}");
    Reply { bytes: bytes.into_bytes(), stays_open: true }
}

fn cut(bytes: &[u8]) -> Reply {
    Reply { bytes: bytes.to_vec(), stays_open: false }
}

fn date_in(time: Duration) -> String {
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    (OffsetDateTime::now_utc() + time).format(&format).expect("a date")
}
