//! Messages as MIME text.
//!
//! Source: RFC 5322, "Internet Message Format"; RFC 2045 and 2047, "Multipurpose Internet Mail Extensions"; Microsoft
//! Graph, "Get MIME content of a message", "Create message".

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::data::properties::{Properties, TYPE};
use crate::media::{base64, from_base64};

/// The type of messages.
pub(crate) const MESSAGE: &str = "microsoft.graph.message";
/// The type of a file in a message.
pub(crate) const FILE_ATTACHMENT: &str = "microsoft.graph.fileAttachment";

/// How deep parts may lie in one another.
const MAX_DEPTH: usize = 16;

/// A message as MIME: its subject and its body.
pub(crate) fn text(properties: &Properties) -> String {
    let text = |pointer: &str| {
        let mut parts = pointer.split('/');
        let first = parts.next().and_then(|name| properties.get(name));
        let value = parts.fold(first, |value, name| value?.get(name));
        value.and_then(Value::as_str).unwrap_or_default()
    };
    let is_html = text("body/contentType").eq_ignore_ascii_case("html");
    let kind = if is_html { "html" } else { "plain" };
    format!(
        "From: {}\r\nSubject: {}\r\nMIME-Version: 1.0\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{}",
        text("from/emailAddress/address"),
        text("subject").replace(['\r', '\n'], " "),
        text("body/content"),
    )
}

/// Reads a message. `None` if the text does not begin with headers.
pub(crate) fn read(text: &[u8]) -> Option<Properties> {
    let part = Part::read(text)?;
    let mut message = Properties::new();
    let mut add =
        |name: &str, value: Option<Value>| message.extend(value.map(|value| (name.to_owned(), value)));
    add("subject", part.header("subject").map(|text| decoded(text).into()));
    add("internetMessageId", part.header("message-id").map(Value::from));
    let recipients =
        |header: &str| part.header(header).map(|list| addresses(list).map(recipient).collect::<Value>());
    let from = recipients("from").and_then(|from| from.get(0).cloned());
    add("from", from.clone());
    add("sender", recipients("sender").and_then(|sender| sender.get(0).cloned()).or(from));
    for (name, header) in
        [("toRecipients", "to"), ("ccRecipients", "cc"), ("bccRecipients", "bcc"), ("replyTo", "reply-to")]
    {
        add(name, recipients(header));
    }
    let mut content = Content::default();
    content.add(&part, 0);
    let (kind, text) = match (content.html, content.plain) {
        (Some(html), _) => ("html", html),
        (None, plain) => ("text", plain.unwrap_or_default()),
    };
    add("body", Some(json!({"contentType": kind, "content": text})));
    add("attachments", (!content.attachments.is_empty()).then_some(content.attachments.into()));
    Some(message)
}

/// A message, or a part of one.
struct Part<'t> {
    /// The names in lower case, with the values in one line.
    headers: Vec<(String, String)>,
    body: &'t [u8],
}

impl<'t> Part<'t> {
    fn read(text: &'t [u8]) -> Option<Self> {
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (line, after) = first_line(rest);
            rest = after;
            if line.is_empty() {
                break;
            }
            let line = String::from_utf8_lossy(line);
            if let Some((_, value)) = headers.last_mut().filter(|_| line.starts_with([' ', '\t'])) {
                value.extend([" ", line.trim()]);
                continue;
            }
            let (name, value) = line.split_once(':')?;
            let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
            headers.push((is_name.then(|| name.to_ascii_lowercase())?, value.trim().to_owned()));
        }
        (!headers.is_empty()).then_some(Self { headers, body: rest })
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The media type in lower case. Text if there is none.
    fn media_type(&self) -> String {
        let value = self.header("content-type").and_then(|value| value.split(';').next());
        value.unwrap_or("text/plain").trim().to_ascii_lowercase()
    }

    /// A parameter of a header, `boundary` of `Content-Type`.
    fn parameter(&self, header: &str, name: &str) -> Option<String> {
        let mut parameters = split(self.header(header)?, ';').into_iter().skip(1);
        parameters.find_map(|parameter| {
            let (known, value) = parameter.split_once('=')?;
            known.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
        })
    }

    fn bytes(&self) -> Cow<'t, [u8]> {
        let encoding = self.header("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
        match encoding.as_str() {
            "base64" => from_base64(self.body).unwrap_or_default().into(),
            "quoted-printable" => unquoted(self.body).into(),
            _ => self.body.into(),
        }
    }

    /// The parts of a multipart body.
    fn parts(&self) -> Vec<Part<'t>> {
        let Some(boundary) = self.parameter("content-type", "boundary") else { return Vec::new() };
        let (open, close) = (format!("--{boundary}"), format!("--{boundary}--"));
        let (mut parts, mut start, mut rest) = (Vec::new(), None, self.body);
        while !rest.is_empty() {
            let at = self.body.len() - rest.len();
            let (line, after) = first_line(rest);
            rest = after;
            let line = line.trim_ascii_end();
            if line == open.as_bytes() || line == close.as_bytes() {
                parts.extend(start.and_then(|start| Part::read(without_line_end(&self.body[start..at]))));
                start = (line == open.as_bytes()).then_some(self.body.len() - rest.len());
            }
        }
        parts
    }
}

/// What the parts of a message are.
#[derive(Default)]
struct Content {
    plain: Option<String>,
    html: Option<String>,
    attachments: Vec<Value>,
}

impl Content {
    fn add(&mut self, part: &Part<'_>, depth: usize) {
        let media_type = part.media_type();
        if media_type.starts_with("multipart/") && depth < MAX_DEPTH {
            part.parts().iter().for_each(|inner| self.add(inner, depth + 1));
            return;
        }
        let file = part
            .parameter("content-disposition", "filename")
            .or_else(|| part.parameter("content-type", "name"));
        let text = match media_type.as_str() {
            "text/html" => Some(&mut self.html),
            "text/plain" => Some(&mut self.plain),
            _ => None,
        };
        match text.filter(|known| file.is_none() && known.is_none()) {
            Some(text) => {
                let charset = part.parameter("content-type", "charset").unwrap_or_default();
                *text = Some(characters(&charset, &part.bytes()));
            }
            None => self.attachments.push(json!({
                TYPE: format!("#{FILE_ATTACHMENT}"),
                "name": file.map_or_else(|| "attachment".to_owned(), |name| decoded(&name)),
                "contentType": media_type,
                "contentBytes": base64(&part.bytes()),
            })),
        }
    }
}

/// A line without its end, and what follows.
fn first_line(text: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match text.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, &[][..]),
    };
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

/// The line end before a boundary is a part of the boundary.
fn without_line_end(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.strip_suffix(b"\r").unwrap_or(text)
}

fn characters(charset: &str, bytes: &[u8]) -> String {
    // The first 256 characters of Unicode are those of Latin-1.
    if charset.eq_ignore_ascii_case("iso-8859-1") {
        return bytes.iter().map(|byte| char::from(*byte)).collect();
    }
    String::from_utf8_lossy(bytes).into_owned()
}

/// Decodes `quoted-printable`.
fn unquoted(text: &[u8]) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let soft = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n"));
        match (byte, soft) {
            (b'=', Some(after)) => rest = after,
            (b'=', None) => {
                match after.split_at_checked(2).and_then(|(digits, after)| Some((hex(digits)?, after))) {
                    Some((decoded, after)) => {
                        bytes.push(decoded);
                        rest = after;
                    }
                    None => bytes.push(b'='),
                }
            }
            (byte, _) => bytes.push(*byte),
        }
    }
    bytes
}

fn hex(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Decodes the encoded words of a header, `=?utf-8?B?w6k=?=`.
fn decoded(text: &str) -> String {
    let (mut result, mut rest, mut is_after_word) = (String::new(), text, false);
    while let Some(start) = rest.find("=?") {
        let Some((word, after)) = word(&rest[start..]) else {
            result.push_str(&rest[..start + 2]);
            (rest, is_after_word) = (&rest[start + 2..], false);
            continue;
        };
        // The space between two encoded words is left out.
        let between = &rest[..start];
        if !(is_after_word && between.trim().is_empty()) {
            result.push_str(between);
        }
        result.push_str(&word);
        (rest, is_after_word) = (after, true);
    }
    result + rest
}

/// The encoded word at the start of a text, decoded, and what follows it.
fn word(text: &str) -> Option<(String, &str)> {
    let mut parts = text.strip_prefix("=?")?.splitn(3, '?');
    let (charset, encoding) = (parts.next()?, parts.next()?);
    let (encoded, rest) = parts.next()?.split_once("?=")?;
    let bytes = match encoding {
        "B" | "b" => STANDARD.decode(encoded).ok()?,
        "Q" | "q" => unquoted(encoded.replace('_', " ").as_bytes()),
        _ => return None,
    };
    Some((characters(charset, &bytes), rest))
}

/// The addresses in a header: names with addresses.
fn addresses(list: &str) -> impl Iterator<Item = (String, String)> {
    let address = |one: &str| match one.rsplit_once('<') {
        Some((name, address)) => {
            let name = decoded(name.trim().trim_matches('"'));
            (name, address.trim_end().trim_end_matches('>').to_owned())
        }
        None => (String::new(), one.to_owned()),
    };
    let all = split(list, ',').into_iter().map(|one| address(one.trim()));
    all.filter(|(_, address)| !address.is_empty()).collect::<Vec<_>>().into_iter()
}

fn recipient((name, address): (String, String)) -> Value {
    let name = if name.is_empty() { address.clone() } else { name };
    json!({"emailAddress": {"name": name, "address": address}})
}

/// Splits a header at separators outside of quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|c: char| {
        is_quoted ^= c == '"';
        c == separator && !is_quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read() {
        let text = "From: \"Ann, A.\" <ann@x.example>\r\nTo: bob@x.example,\r\n =?utf-8?Q?C=C3=A9?= <c@x.example>\r\n\
                    Subject: =?UTF-8?B?w6k=?= =?utf-8?Q?_b?= c\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\n\
                    Content-Type: multipart/mixed; boundary=\"a b\"\r\n\r\nskipped\r\n--a b\r\n\
                    Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n\r\nplain\r\n--in\r\n\
                    Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
                    <b>=E9</b>=\r\n!\r\n--in--\r\n--a b\r\nContent-Type: text/plain; name=a.txt\r\n\
                    Content-Transfer-Encoding: base64\r\n\r\nYS\r\nxi\r\n--a b--\r\nafter\r\n";
        let message = Value::Object(read(text.as_bytes()).unwrap());
        let of = |name: &str, address: &str| json!({"emailAddress": {"name": name, "address": address}});
        assert_eq!(message["subject"], "é b c");
        assert_eq!(
            (&message["from"], &message["sender"]),
            (&of("Ann, A.", "ann@x.example"), &message["from"])
        );
        assert_eq!(
            message["toRecipients"],
            json!([of("bob@x.example", "bob@x.example"), of("Cé", "c@x.example")])
        );
        assert_eq!(message["internetMessageId"], "<1@x>");
        assert_eq!(message["body"], json!({"contentType": "html", "content": "<b>é</b>!"}));
        let file = json!({
            TYPE: "#microsoft.graph.fileAttachment", "name": "a.txt", "contentType": "text/plain", "contentBytes": "YSxi",
        });
        assert_eq!(message["attachments"], json!([file]));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let json = json!({
            "subject": "a: b", "body": {"contentType": "html", "content": "<p>\r\né"},
            "from": {"emailAddress": {"address": "a@b"}},
        });
        let message = read(text(json.as_object().unwrap()).as_bytes()).unwrap();
        assert_eq!((&message["subject"], &message["body"]), (&json["subject"], &json["body"]));
        assert_eq!(message["from"]["emailAddress"]["address"], "a@b");
    }

    #[test]
    fn any_text_is_read_or_refused() {
        for text in ["", "\r\n", "x", ": y\r\n", "a b: c\r\n", "\u{e9}"] {
            assert!(read(text.as_bytes()).is_none(), "{text:?}");
        }
        for (text, content) in [
            ("A: b", ""),
            ("A: b\n\nc", "c"),
            ("Content-Type: multipart/mixed\n\nc", ""),
            ("Content-Type: multipart/mixed; boundary=x\n\n--x\n--x\n--x--", ""),
            ("Content-Transfer-Encoding: quoted-printable\n\n=4=C3=A9=", "=4é="),
            ("Content-Transfer-Encoding: base64\n\n!", ""),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap()["body"]["content"], content, "{text:?}");
        }
        for header in ["=?", "=?x", "=?utf-8?B?!?=", "=?utf-8?X?a?=", "=?utf-8?Q?a"] {
            assert_eq!(decoded(header), header);
        }
    }
}
