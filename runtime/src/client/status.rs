//! The table of statuses: what an answer says about a write, and which requests are sent again after it.

use http::{Method, StatusCode};

use crate::base::is_read;
use crate::error::has_error_object;

/// What a status says about a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    /// It was carried out.
    Happened,
    /// It was refused, or answered before it was carried out.
    Refused,
    /// It may have been carried out.
    InDoubt,
}

/// Which requests are sent again after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// All of them.
    All,
    /// Those that leave the same state when they are sent twice.
    Idempotent,
    /// Those that change nothing.
    Reads,
    /// None.
    Never,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StatusRule {
    pub(crate) write: Write,
    pub(crate) repeat: Repeat,
}

impl StatusRule {
    /// The row of an answer.
    pub(crate) fn of(status: StatusCode, body: &[u8]) -> Self {
        let code = status.as_u16();
        // The only statuses for which it matters who answers. Any other body is not examined.
        let is_graphs = matches!(code, 503 | 509) && has_error_object(body);
        rule(code, is_graphs)
    }
}

impl Repeat {
    /// Whether a request is one of these. `is_idempotent` is what the user declares of it.
    pub(crate) fn allows(self, method: &Method, is_idempotent: bool) -> bool {
        match self {
            Self::All => true,
            Self::Idempotent => is_idempotent || leaves_same_state(method),
            Self::Reads => is_read(method),
            Self::Never => false,
        }
    }
}

/// Whether sending the method twice leaves the same state as sending it once. In Graph that includes PATCH,
/// which sets values.
fn leaves_same_state(method: &Method) -> bool {
    [Method::PUT, Method::PATCH, Method::DELETE].contains(method) || is_read(method)
}

/// Makes the function that the client asks and the table in its documentation from the same rows. The first
/// row that fits counts.
macro_rules! status_table {
    ($($label:literal, $pattern:pat => $write:ident, $repeat:ident, $source:literal;)+) => {
        /// The row of a status. `is_graphs` is whether the body has Graph's error object.
        const fn rule(status: u16, is_graphs: bool) -> StatusRule {
            match (status, is_graphs) {
                $($pattern => StatusRule { write: Write::$write, repeat: Repeat::$repeat },)+
            }
        }

        /// The table as Markdown.
        macro_rules! status_docs {
            () => {
                concat!(
                    "| status | a write | sent again | source |\n|---|---|---|---|\n",
                    $("| ", $label, " | ", $crate::client::status::words!($write), " | ", $crate::client::status::words!($repeat), " | ", $source, " |\n",)+
                )
            };
        }
    };
}

macro_rules! words {
    (Happened) => {
        "has happened"
    };
    (Refused) => {
        "has not happened"
    };
    (InDoubt) => {
        "**may have happened**"
    };
    (All) => {
        "every method"
    };
    (Idempotent) => {
        "GET, PUT, PATCH, DELETE"
    };
    (Reads) => {
        "GET"
    };
    (Never) => {
        "no"
    };
}

status_table! {
    "2xx", (200..=299, _) => Happened, Never,
        "RFC 9110, 15.3. In doubt if the answer cannot be read: it may not be Graph's";
    "307, 308", (307 | 308, _) => Refused, Never,
        "RFC 9110, 15.4.8: asks for the same request at another address";
    "other 3xx", (300..=399, _) => InDoubt, Never,
        "RFC 9110, 15.4.4: 303 is the usual answer to a POST that was carried out, and 302 was used so before";
    "408", (408, _) => InDoubt, Idempotent,
        "RFC 9110, 15.5.9: a GET may be repeated. Gateways also send it when a service answers too late";
    "429", (429, _) => Refused, All,
        "Microsoft Graph, \"Microsoft Graph throttling guidance\"";
    "499, 460", (499 | 460, _) => InDoubt, Never,
        "nginx and Amazon's load balancer: a gateway gave up while the service was still working";
    "other 4xx", (400..=499, _) => Refused, Never,
        "RFC 9110, 15.5";
    "500", (500, _) => InDoubt, Reads,
        "Microsoft Graph, \"Microsoft Graph error responses and resource types\": an error *while processing*. \
         Intune's 500 to a write is permanent";
    "501, 505, 510, 511", (501 | 505 | 510 | 511, _) => Refused, Never,
        "RFC 9110, 15.6.2 and 15.6.6; RFC 2774, 7; RFC 6585, 6: answered without processing";
    "502", (502, _) => InDoubt, Idempotent,
        "RFC 9110, 15.6.3: a gateway has no valid answer";
    "503, 509 with Graph's error object", (503 | 509, true) => Refused, All,
        "Microsoft Graph, \"Microsoft Graph error responses and resource types\": overloaded, or above the \
         bandwidth limit; the request may be repeated";
    "503, 509 without it", (503 | 509, false) => InDoubt, Idempotent,
        "RFC 9110, 15.6.4: from any gateway, which may have sent the request on before its connection broke";
    "504", (504, _) => InDoubt, Idempotent,
        "Microsoft Graph, \"Microsoft Graph error responses and resource types\": no answer in time";
    "507", (507, _) => InDoubt, Never,
        "RFC 4918, 11.5: found while storing";
    "any other", _ => InDoubt, Reads,
        "RFC 9110, 15: as 500. Cloudflare's 520 to 527 are a gateway's";
}

#[allow(clippy::single_component_path_imports, reason = "gives a macro that a macro makes a path")]
pub(crate) use status_docs;
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    const GRAPHS: &[u8] = br#"{"error":{"code":"serviceNotAvailable","message":"Busy."}}"#;

    fn rule_of(code: u16, body: &[u8]) -> (Write, Repeat) {
        let rule = StatusRule::of(StatusCode::from_u16(code).unwrap(), body);
        (rule.write, rule.repeat)
    }

    #[test]
    fn what_leaves_a_write_in_doubt_is_never_sent_again_with_a_post() {
        for code in 100..1_000 {
            for body in [GRAPHS, b"<html>", b""] {
                let (write, repeat) = rule_of(code, body);
                let repeats_post = repeat.allows(&Method::POST, false);
                assert!(write != Write::InDoubt || !repeats_post, "{code}");
                assert_eq!(repeats_post, repeat == Repeat::All, "{code}");
            }
        }
    }

    #[test]
    fn each_status_has_its_row() {
        for code in [429, 503, 509] {
            assert_eq!(rule_of(code, GRAPHS), (Write::Refused, Repeat::All), "{code}");
        }
        for code in [408, 502, 503, 504, 509] {
            assert_eq!(rule_of(code, b"<html>"), (Write::InDoubt, Repeat::Idempotent), "{code}");
        }
        for code in [302, 303, 499, 507] {
            assert_eq!(rule_of(code, GRAPHS), (Write::InDoubt, Repeat::Never), "{code}");
        }
        for code in [500, 506, 520, 524, 530, 599, 999] {
            assert_eq!(rule_of(code, GRAPHS), (Write::InDoubt, Repeat::Reads), "{code}");
        }
        for code in [307, 308, 400, 401, 403, 404, 409, 410, 412, 423, 424, 501, 505] {
            assert_eq!(rule_of(code, GRAPHS), (Write::Refused, Repeat::Never), "{code}");
        }
        assert_eq!(rule_of(204, b""), (Write::Happened, Repeat::Never));
    }

    #[test]
    fn only_an_error_object_is_graphs_own_answer() {
        for body in [
            &b"{}"[..],
            b"[]",
            b"{\"error\":7}",
            b"{\"error\":null}",
            b"{\"error\":{}}",
            b"{\"error\":{\"message\":\"upstream reset\"}}",
            b"{\"error\":\"x\"}",
            b"upstream connect error or disconnect/reset before headers",
            b"{\"error\":{\"code\":\"x\"}",
        ] {
            assert_eq!(rule_of(503, body).0, Write::InDoubt, "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn a_declared_post_is_sent_again_as_a_put_is() {
        assert!(Repeat::Idempotent.allows(&Method::POST, true));
        assert!(!Repeat::Reads.allows(&Method::POST, true) && !Repeat::Never.allows(&Method::POST, true));
    }

    #[test]
    fn the_documented_table_has_a_line_for_each_row() {
        let docs: &str = status_docs!();
        assert_eq!(docs.lines().count(), 17, "{docs}");
        assert!(docs.contains("| 429 | has not happened | every method | Microsoft Graph, "), "{docs}");
        assert!(docs.lines().all(|line| line.starts_with("| ") || line.starts_with("|--")), "{docs}");
    }
}
