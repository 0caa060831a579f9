//! The hostile replies, each a family of its own.

use crate::random::Random;
use crate::server::Reply;

/// A reply, and whether a service that sends it may have carried out the write.
pub(crate) struct Case {
    pub(crate) reply: Reply,
    /// Whether an error about it must leave a write in doubt. Not if its status says that nothing was done.
    pub(crate) is_ambiguous: bool,
}

/// Addresses that lead away from the service. `{trap}` is the host of the trap.
const ELSEWHERE: [&str; 14] = [
    "http://{trap}/secret-path?sig=SECRETSIGNATURE",
    "//{trap}/x",
    "http://user:pass@{trap}/x",
    "http://127.0.0.1@{trap}/x",
    "https://{trap}/x",
    "http://{trap}\\@127.0.0.1/x",
    "http:/{trap}/x",
    "http://{trap}:80:80/x",
    "/\\{trap}/x",
    "",
    "http://",
    "http://[",
    "javascript:alert(1)",
    "\u{fffd}://{trap}",
];

const ENTITY: &str = r#"{"@odata.context":"x","id":"1","name":"x"}"#;
const REFUSAL: &str = r#"{"error":{"code":"Code","message":"Message.","innerError":{"code":"Inner","message":"Why.","request-id":"r"}}}"#;

fn whole(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn case(bytes: Vec<u8>, is_ambiguous: bool) -> Case {
    Case { reply: Reply { bytes, stays_open: false }, is_ambiguous }
}

/// HTTP that is not quite HTTP.
pub(crate) fn framing(random: &mut Random, _: &str) -> Case {
    let length = random.pick(&[
        "0",
        "1",
        "41",
        "43",
        "-1",
        "4294967296",
        "18446744073709551616",
        "1e1",
        "0x2a",
        "42, 42",
        "42, 41",
        "",
        " 42 ",
        "+42",
    ]);
    let head = random.pick(&[
        "HTTP/1.1 200 OK",
        "HTTP/1.0 200 OK",
        "HTTP/1.1 200",
        "HTTP/2 200",
        "HTTP/1.1 2000 OK",
        "HTTP/1.1  200 OK",
        "ICY 200 OK",
        "",
        "HTTP/1.1 200 OK\r\nHTTP/1.1 200 OK",
        "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK",
        "HTTP/1.1 101 Switching",
    ]);
    let more = random.pick(&[
        "",
        "transfer-encoding: chunked\r\n",
        "transfer-encoding: gzip, chunked\r\n",
        "content-length: 7\r\n",
        "content-encoding: gzip\r\n",
        " folded\r\n",
        "no-colon\r\n",
        "a\0b: c\r\n",
        "x: \u{1f4a3}\r\n",
        ": empty\r\n",
        "connection: upgrade\r\n",
    ]);
    let body = random.pick(&[
        ENTITY,
        "2a\r\n",
        "ffffffffffffffff\r\nx",
        "-1\r\n",
        "2\r\n{}\r\n0\r\n\r\n",
        "0\r\n\r\n",
        "2\r\n{}\r\n0\r\nauthorization: Bearer x\r\n\r\n",
        "zz\r\n",
    ]);
    let end = random.pick(&["\r\n", "\n", "", "\r\n\r\n"]);
    let more_bytes = random.pick(&["", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", "\0\0\0"]);
    case(format!("{head}\r\ncontent-length: {length}\r\n{more}{end}{body}{more_bytes}").into_bytes(), true)
}

/// A reply that ends after any number of its bytes.
pub(crate) fn cuts(round: usize) -> Case {
    let replies = [whole(200, "request-id: r\r\n", ENTITY.as_bytes()), chunked()];
    let all: usize = replies.iter().map(Vec::len).sum();
    let at = round % all;
    let bytes = if at < replies[0].len() {
        replies[0][..at].to_vec()
    } else {
        replies[1][..at - replies[0].len()].to_vec()
    };
    case(bytes, true)
}

fn chunked() -> Vec<u8> {
    let (first, second) = ENTITY.split_at(9);
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    format!("{head}{:x}\r\n{first}\r\n{:x};x=y\r\n{second}\r\n0\r\n\r\n", first.len(), second.len())
        .into_bytes()
}

pub(crate) fn redirects(random: &mut Random, trap: &str) -> Case {
    let status = *random.pick(&[300_u16, 301, 302, 303, 304, 305, 306, 307, 308, 399]);
    let location = random.pick(&ELSEWHERE).replace("{trap}", trap);
    let is_ambiguous = !matches!(status, 307 | 308);
    case(whole(status, &format!("location: {location}\r\n"), b""), is_ambiguous)
}

/// A page whose link leads elsewhere, or the 202 of an operation.
pub(crate) fn links(random: &mut Random, trap: &str) -> Case {
    let link = random.pick(&ELSEWHERE).replace("{trap}", trap);
    let json = serde_json::json!({ "value": [], "@odata.nextLink": link, "id": "1" }).to_string();
    let location = format!("location: {link}\r\n");
    let status = *random.pick(&[200_u16, 202, 201]);
    case(whole(status, &location, json.as_bytes()), true)
}

/// A valid body with some bytes changed, with any status.
pub(crate) fn mutated(random: &mut Random, _: &str) -> Case {
    let status =
        *random.pick(&[200_u16, 201, 204, 400, 401, 403, 404, 409, 412, 429, 500, 502, 503, 504, 599]);
    let mut body = if status < 300 { ENTITY } else { REFUSAL }.as_bytes().to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(body.len());
        let byte = u8::try_from(random.below(256)).expect("a byte");
        match random.below(4) {
            0 => body[at] = byte,
            1 => body.insert(at, byte),
            2 => body.truncate(at.max(1)),
            _ => body.extend_from_within(at..),
        }
    }
    let body = if status == 204 { Vec::new() } else { body };
    case(whole(status, "retry-after: 1\r\n", &body), matches!(status, 200 | 201 | 500 | 502 | 504 | 599))
}

/// Bodies that are deep or large.
pub(crate) fn large(random: &mut Random, _: &str) -> Case {
    let status = *random.pick(&[200_u16, 400, 500]);
    let count = 1 + random.below(400_000);
    let body = match random.below(5) {
        0 => "[".repeat(count),
        1 => r#"{"a":"#.repeat(count),
        2 => format!(
            r#"{{"error":{{"code":"{}","message":"{}"}}}}"#,
            "c".repeat(count),
            "\\u0041".repeat(count)
        ),
        3 => format!(r#"{{"error":{{"details":[{}{{}}]}}}}"#, r#"{"code":"x"},"#.repeat(count)),
        _ => format!(r#"{{"id":"{}"}}"#, " ".repeat(count)),
    };
    case(whole(status, "", body.as_bytes()), status != 400)
}
