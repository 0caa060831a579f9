//! Redacts the access token and the values of sensitive properties in the texts of errors.

use std::borrow::Cow;

/// Texts to redact in what a service, a gateway or a transport wrote. They are found in every form in which
/// these repeat them: unchanged, escaped as JSON or as JSON within JSON, percent-encoded, or as HTML, and in any
/// case of ASCII letters, since a service may repeat a Guid in capitals.
#[derive(Default)]
pub(crate) struct Secrets {
    texts: Vec<String>,
    /// For each value of a byte, whether a secret can start with it, in any form.
    starts: Vec<bool>,
    /// Whether texts are cut off, so that the end of one may be the start of a secret.
    is_cut_off: bool,
}

const REDACTED: &str = "[redacted]";

/// The minimum length of a secret, in characters. Shorter values are not redacted: a message without every
/// `1` would be unreadable and would hide nothing.
const SHORTEST: usize = 4;

impl Secrets {
    pub(crate) fn new(texts: impl IntoIterator<Item = String>) -> Self {
        let is_long = |text: &String| text.chars().nth(SHORTEST - 1).is_some();
        // A service may repeat a value without the white space around it.
        let forms = texts.into_iter().flat_map(|text| [text.trim().to_owned(), text]);
        let mut texts: Vec<_> = forms.filter(is_long).collect();
        texts.sort_unstable();
        texts.dedup();
        let mut starts = vec![false; 256];
        for byte in texts.iter().filter_map(|secret| secret.as_bytes().first()).chain(ESCAPES) {
            starts[usize::from(byte.to_ascii_lowercase())] = true;
            starts[usize::from(byte.to_ascii_uppercase())] = true;
        }
        Self { texts, starts, is_cut_off: false }
    }

    /// Also redacts the end of a text if it may be the start of a secret.
    pub(crate) fn of_cut_off(self) -> Self {
        Self { is_cut_off: true, ..self }
    }

    /// The text with `[redacted]` instead of each secret.
    pub(crate) fn scrub<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.next(text, 0, text.len()).is_none() {
            return Cow::Borrowed(text);
        }
        Cow::Owned(self.scrub_start(text, usize::MAX))
    }

    /// Like [`scrub`](Self::scrub), for the first `most` characters of the text. A secret that extends beyond
    /// them is redacted as a whole, because its first part would not be recognised as a secret.
    pub(crate) fn scrub_start(&self, text: &str, most: usize) -> String {
        let mut out = String::new();
        let (mut at, mut room) = (0, most);
        while at < text.len() && room > 0 {
            let end = match text.len() - at {
                rest if rest <= room => text.len(),
                _ => text[at..].char_indices().nth(room).map_or(text.len(), |(length, _)| at + length),
            };
            let Some((start, length)) = self.next(text, at, end) else {
                out.push_str(&text[at..end]);
                break;
            };
            let before = &text[at..start];
            out.push_str(before);
            room = room.saturating_sub(before.chars().count());
            if room > 0 {
                out.push_str(REDACTED);
                room = room.saturating_sub(REDACTED.len());
            }
            at = start + length;
        }
        out
    }

    /// The offset of the next secret that starts in `from..end`, and its length in the text.
    fn next(&self, text: &str, from: usize, end: usize) -> Option<(usize, usize)> {
        if self.texts.is_empty() {
            return None;
        }
        let bytes = text.as_bytes().iter().enumerate().take(end).skip(from);
        bytes.filter(|(_, byte)| self.starts[usize::from(**byte)]).find_map(|(at, _)| {
            let rest = text.get(at..)?;
            let longest =
                self.texts.iter().filter_map(|secret| length_of(secret, rest, self.is_cut_off)).max()?;
            Some((at, longest))
        })
    }
}

/// The bytes with which an escape starts.
const ESCAPES: &[u8] = b"\\%&+";

/// The length of the secret at the start of a text, in any form. `None` if the text does not start with it. A
/// text that is cut off may end inside the secret.
fn length_of(secret: &str, text: &str, is_cut_off: bool) -> Option<usize> {
    // An escape can be read in more than one way, so this keeps all offsets that the characters so far can
    // end at.
    let (mut offsets, mut next) = (vec![0], Vec::new());
    for (matched, character) in secret.chars().enumerate() {
        for &at in &offsets {
            if is_cut_off && at == text.len() && matched >= SHORTEST {
                return Some(at);
            }
            add_ends(character, text, at, &mut next);
        }
        if next.is_empty() {
            return None;
        }
        next.sort_unstable();
        next.dedup();
        core::mem::swap(&mut offsets, &mut next);
        next.clear();
    }
    offsets.into_iter().max()
}

/// Adds the offsets at which a character ends that starts at `at`, one for each form that fits.
fn add_ends(character: char, text: &str, at: usize, ends: &mut Vec<usize>) {
    let rest = &text[at..];
    let is_same = |found: char| found.eq_ignore_ascii_case(&character);
    if rest.starts_with(is_same) {
        ends.push(at + character.len_utf8());
    }
    match rest.as_bytes().first() {
        Some(b'\\') => {
            // JSON within JSON doubles each backslash once more. The limit keeps the time linear for a text
            // of many backslashes.
            let run = rest.bytes().take(64).take_while(|byte| *byte == b'\\').count();
            if character == '\\' {
                let lengths = [2, 4, 8, 16, 32].into_iter().filter(|length| *length <= run);
                ends.extend(lengths.map(|length| at + length));
            }
            let escaped = unescape(&rest[run..], run).filter(|(found, _)| is_same(*found));
            ends.extend(escaped.map(|(_, length)| at + run + length));
        }
        Some(b'%') => {
            let mut buffer = [0; 4];
            let bytes = character.encode_utf8(&mut buffer).bytes();
            let mut place = rest;
            let is_encoded = bytes.into_iter().all(|byte| {
                let found = place.strip_prefix('%').and_then(|rest| rest.get(..2));
                let found = found.and_then(|hex| u8::from_str_radix(hex, 16).ok());
                place = place.get(3..).unwrap_or_default();
                found.is_some_and(|found| found.eq_ignore_ascii_case(&byte))
            });
            if is_encoded {
                ends.push(text.len() - place.len());
            }
        }
        Some(b'&') => {
            // Names are short. Without a bound, a text of only `&` would be searched to its end each time.
            let end = rest.bytes().skip(1).take(10).position(|byte| byte == b';');
            let name = end.map(|end| &rest[1..=end]);
            let name = name.filter(|name| html_entity(name).is_some_and(is_same));
            ends.extend(name.map(|name| at + name.len() + 2));
        }
        // A form encodes a space in this way.
        Some(b'+') if character == ' ' => ends.push(at + 1),
        _ => {}
    }
}

/// The character of an escape, and the length of the escape, both without its backslashes.
fn unescape(text: &str, backslashes: usize) -> Option<(char, usize)> {
    let found = match text.bytes().next()? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'0' => '\0',
        quoted @ (b'"' | b'/' | b'\'') => char::from(quoted),
        b'u' => return unescape_code(text, backslashes),
        _ => return None,
    };
    Some((found, 1))
}

/// Reads `u00e9`, a pair of surrogates, or `u{e9}` as Rust's `Debug` writes it. The second surrogate has as
/// many backslashes as the first.
fn unescape_code(text: &str, backslashes: usize) -> Option<(char, usize)> {
    if let Some((code, _)) = text.strip_prefix("u{").and_then(|rest| rest.split_once('}')) {
        return Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, code.len() + 3));
    }
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix('u')?.get(..4)?, 16).ok();
    let first = unit(text)?;
    if let Some(character) = char::from_u32(u32::from(first)) {
        return Some((character, 5));
    }
    let second = text.get(5..)?;
    let second =
        second.get(backslashes..).filter(|_| second.bytes().take(backslashes).all(|b| b == b'\\'))?;
    let character = char::decode_utf16([first, unit(second)?]).next()?.ok()?;
    Some((character, 10 + backslashes))
}

/// The character of an HTML entity: `amp`, `#233`, `#xe9`.
fn html_entity(name: &str) -> Option<char> {
    match name {
        "quot" => Some('"'),
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "apos" => Some('\''),
        _ => {
            let code = name.strip_prefix('#')?;
            let number = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => code.parse(),
            };
            char::from_u32(number.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "p\"w\\n/é\u{1f511}\n<&> 'x'%+";

    fn secrets(texts: &[&str]) -> Secrets {
        Secrets::new(texts.iter().map(|text| (*text).to_owned()))
    }

    fn json(text: &str) -> String {
        serde_json::Value::from(text).to_string()
    }

    #[test]
    fn a_secret_is_found_in_any_case() {
        let guid = secrets(&["0dd2ac8c-e0dd-4a0e-9d3f-2b6c5f1a7e11"]);
        let capitals = "0DD2AC8C-E0DD-4A0E-9D3F-2B6C5F1A7E11";
        let percent = capitals.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
        let html = capitals.chars().map(|c| format!("&#x{:X};", u32::from(c))).collect::<Vec<_>>().concat();
        let escaped = capitals.replace('A', "\\u0041");
        for form in [capitals, &capitals.replace('D', "d"), &percent, &html, &escaped] {
            assert_eq!(guid.scrub(&format!("no user '{form}'.")), "no user '[redacted]'.", "{form}");
        }
        assert_eq!(secrets(&["Kiosk"]).scrub("kiosk"), REDACTED);
    }

    #[test]
    fn every_form_of_a_secret_is_taken_out() {
        let within = json(&json(SECRET));
        let ascii: String = json(SECRET)
            .encode_utf16()
            .map(|unit| match u8::try_from(unit) {
                Ok(byte) if byte.is_ascii() && !b"<>&'+".contains(&byte) => char::from(byte).to_string(),
                _ => format!("\\u{unit:04X}"),
            })
            .collect();
        let percent = SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
        let html = SECRET.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat();
        let forms = [
            SECRET.to_owned(),
            json(SECRET),
            json(&within),
            within,
            ascii,
            json(SECRET).replace('/', "\\/"),
            format!("{SECRET:?}"),
            percent,
            html,
            SECRET.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
        ];
        for form in forms {
            let text = format!("before {form} after");
            let shown = secrets(&[SECRET]).scrub(&text).into_owned();
            assert!(shown.contains(REDACTED) && !shown.contains("\u{1f511}"), "{form}: {shown}");
            let rest = shown.replace(['"', '\\'], "");
            assert_eq!(rest, "before [redacted] after", "{form}");
        }
    }

    #[test]
    fn short_and_other_texts_stay() {
        let secrets = secrets(&["abc", "", "longer"]);
        assert!(matches!(secrets.scrub("abc and long\\u0065 and 100% & more"), Cow::Borrowed(_)));
        assert_eq!(secrets.scrub("longer, longerlonge"), "[redacted], [redacted]longe");
        assert_eq!(secrets.of_cut_off().scrub("longer, longe"), "[redacted], [redacted]");
    }

    #[test]
    fn the_longest_of_several_is_taken_out() {
        assert_eq!(secrets(&["abcd", "abcdef", "cdefgh"]).scrub("xabcdefgh"), "x[redacted]gh");
    }

    #[test]
    fn a_start_never_ends_within_a_secret() {
        let text = format!("{}{}", "S3CRET-".repeat(100), "é".repeat(500));
        let secrets = secrets(&["S3CRET-S3CRET-"]);
        for most in 0..700 {
            let start = secrets.scrub_start(&text, most);
            assert!(
                !start.contains("S3") && start.chars().count() <= most + REDACTED.len(),
                "{most}: {start}"
            );
        }
        assert_eq!(Secrets::default().scrub_start("éàü", 2), "éà");
    }
}
