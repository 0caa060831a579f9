//! Claims challenges: Graph's request for a token with other claims, in `WWW-Authenticate`.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use http::Response;
use http::header::WWW_AUTHENTICATE;

/// A claims challenge.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Challenge {
    /// The claims as JSON. `None` if they cannot be decoded.
    pub(crate) claims: Option<String>,
}

/// The challenge in an answer with 401 or 403, if there is one.
///
/// Source: Microsoft identity platform, "Claims challenges, claims requests, and client capabilities".
pub(crate) fn of(answer: &Response<Bytes>) -> Option<Challenge> {
    if !matches!(answer.status().as_u16(), 401 | 403) {
        return None;
    }
    let headers = answer.headers().get_all(WWW_AUTHENTICATE);
    headers.iter().filter_map(|header| header.to_str().ok()).find_map(read)
}

fn read(header: &str) -> Option<Challenge> {
    let mut insufficient = false;
    let mut claims = None;
    for (name, value) in Parameters(header) {
        if name.eq_ignore_ascii_case("error") {
            insufficient |= value.eq_ignore_ascii_case("insufficient_claims");
        } else if name.eq_ignore_ascii_case("claims") {
            claims = Some(value);
        }
    }
    let claims = claims.filter(|_| insufficient)?;
    Some(Challenge { claims: decode(&claims) })
}

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// Decodes base64 of either alphabet, padded or not. Anything but a JSON object is not passed to a
/// credential.
fn decode(text: &str) -> Option<String> {
    let standard = text.replace('-', "+").replace('_', "/");
    let bytes = GeneralPurpose::new(&alphabet::STANDARD, LENIENT).decode(standard).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let object = serde_json::from_str::<serde_json::Value>(&text).ok()?.is_object();
    object.then_some(text)
}

/// The parameters of all challenges in a header, `name=value` or `name="value"`. Servers omit quotation marks
/// that the grammar requires (`authorization_uri=https://...`), so a bare value ends at the next comma or
/// space.
struct Parameters<'a>(&'a str);

impl Iterator for Parameters<'_> {
    type Item = (String, String);

    fn next(&mut self) -> Option<(String, String)> {
        loop {
            self.0 = self.0.trim_start_matches([',', ' ', '\t']);
            let end = self.0.find(['=', ',', ' ', '\t'])?;
            let (name, rest) = self.0.split_at(end);
            let Some(value) = rest.trim_start_matches([' ', '\t']).strip_prefix('=') else {
                // An authentication scheme such as `Bearer`, whose parameters follow.
                self.0 = rest;
                continue;
            };
            let (value, rest) = value_of(value.trim_start_matches([' ', '\t']));
            self.0 = rest;
            return Some((name.to_owned(), value));
        }
    }
}

/// Splits a text into the value at its start and the rest.
fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = text.split_at(text.find([',', ' ', '\t']).unwrap_or(text.len()));
        return (value.to_owned(), rest);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#;
    const CODED: &str =
        "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNjA0MTA2NjUxIn19fQ==";

    fn claims(text: &str) -> Challenge {
        Challenge { claims: Some(text.to_owned()) }
    }

    #[test]
    fn a_challenge_is_read_in_every_way_it_is_written() {
        let bare = CODED.trim_end_matches('=');
        for header in [
            format!(
                r#"Bearer realm="", authorization_uri="https://login.example/authorize", client_id="c", error="insufficient_claims", claims="{CODED}""#
            ),
            format!(
                r#"Bearer realm="",authorization_uri=https://login.example/authorize,error=insufficient_claims,claims={CODED}"#
            ),
            format!(r#"bearer claims="{bare}", Error="insufficient_claims""#),
            format!(r#"PoP nonce="x", Bearer error = "insufficient_claims" , claims = "{CODED}""#),
            format!(r#"Bearer realm="a \"quoted\", b", error="insufficient_claims", claims="{CODED}""#),
        ] {
            assert_eq!(read(&header), Some(claims(CLAIMS)), "{header}");
        }
    }

    #[test]
    fn invalid_claims_are_not_passed_on() {
        for coded in ["!!!", "bm8ganNvbg==", "WzFd", ""] {
            let header = format!(r#"Bearer error="insufficient_claims", claims="{coded}""#);
            assert_eq!(read(&header), Some(Challenge { claims: None }), "{coded}");
        }
    }

    #[test]
    fn another_refusal_is_not_a_challenge() {
        let coded = format!(r#"Bearer claims="{CODED}""#);
        for header in [
            "Bearer",
            "",
            "Bearer realm=\"",
            r#"Bearer error="invalid_token""#,
            r#"Bearer error="insufficient_claims""#,
            "= , =,",
            "\"",
            coded.as_str(),
        ] {
            assert_eq!(read(header), None, "{header}");
        }
    }

    #[test]
    fn only_401_and_403_challenge() {
        let header = format!(r#"Bearer error="insufficient_claims", claims="{CODED}""#);
        for (status, challenges) in [(401, true), (403, true), (400, false), (200, false)] {
            let answer = Response::builder().status(status).header("www-authenticate", &header);
            assert_eq!(of(&answer.body(Bytes::new()).unwrap()).is_some(), challenges, "{status}");
        }
    }
}
