//! Redacts the access token and the values of sensitive properties in the texts of errors.

use core::ops::Range;
use std::borrow::Cow;
use std::collections::HashMap;

use super::escapes::{self, Form};

/// Texts to redact in what a service, a gateway or a transport wrote. They are found in every form in which
/// these repeat them: unchanged, escaped as JSON, percent-encoded, or as HTML, in several of these layers, and
/// in any case of ASCII letters, since a service may repeat a Guid in capitals.
pub(crate) struct Secrets {
    /// Each text as [`folded`] makes it, by its first bytes.
    texts: HashMap<[u8; SHORTEST], Vec<Vec<u8>>>,
    /// The tokens in the same form, and the blocks of which they consist.
    tokens: Vec<Vec<u8>>,
    blocks: HashMap<[u8; BLOCK], Vec<Block>>,
    /// Whether a text or a block starts with three bytes of this number, to look few of them up.
    starts: Vec<bool>,
    /// The length of the longest text or token.
    longest: usize,
    /// Whether texts are cut off, so that the end of one may be the start of a secret.
    is_cut_off: bool,
}

/// Bytes of a token.
struct Block {
    token: usize,
    offset: usize,
}

const REDACTED: &str = "[redacted]";

/// The minimum length of a secret, in characters. Shorter values are not redacted: a message without every
/// `1` would be unreadable and would hide nothing.
const SHORTEST: usize = 4;

/// The length of a token's start or end that is redacted even if the rest was cut off. It is also the size of
/// the blocks: each part of a token that is twice as long contains a whole one.
const BLOCK: usize = 8;

/// How far beyond the end of an excerpt a secret is searched. What is longer is recognized by its start.
const LONGEST_MARGIN: usize = 4_096;

/// The number of values of [`start_of`].
const STARTS: usize = 1 << 16;

/// A number of the first three bytes of a text.
fn start_of(text: [u8; SHORTEST]) -> usize {
    let [first, second, third, _] = text;
    ((usize::from(first) * 37 + usize::from(second)) * 37 + usize::from(third)) % STARTS
}

/// The text without what may differ where it is repeated: in lower case, and with a plus sign for a space, as
/// the query of an address has it.
fn folded(text: &[u8]) -> Vec<u8> {
    let mut text = text.to_ascii_lowercase();
    for byte in text.iter_mut().filter(|byte| **byte == b' ') {
        *byte = b'+';
    }
    text
}

impl Default for Secrets {
    fn default() -> Self {
        Self {
            texts: HashMap::new(),
            tokens: Vec::new(),
            blocks: HashMap::new(),
            starts: vec![false; STARTS],
            longest: 0,
            is_cut_off: false,
        }
    }
}

impl Secrets {
    pub(crate) fn new(texts: impl IntoIterator<Item = String>) -> Self {
        let mut secrets = Self::default();
        // A service may repeat a value without the white space around it.
        for text in texts {
            secrets.add(text.trim());
            if text.trim().len() < text.len() {
                secrets.add(&text);
            }
        }
        secrets
    }

    /// Also redacts these tokens, and parts of them: a service or a log may shorten a token.
    pub(crate) fn and_tokens<'a>(mut self, tokens: impl IntoIterator<Item = &'a str>) -> Self {
        for token in tokens {
            if token.len() < BLOCK {
                self.add(token);
                continue;
            }
            let token = folded(token.as_bytes());
            let last = token.len() - BLOCK;
            for offset in (0..last).step_by(BLOCK).chain([last]) {
                let Some((block, _)) = token[offset..].split_first_chunk() else { continue };
                self.starts[block.first_chunk().map_or(0, |start| start_of(*start))] = true;
                self.blocks.entry(*block).or_default().push(Block { token: self.tokens.len(), offset });
            }
            self.longest = self.longest.max(token.len());
            self.tokens.push(token);
        }
        self
    }

    fn add(&mut self, text: &str) {
        if text.chars().nth(SHORTEST - 1).is_none() {
            return;
        }
        self.longest = self.longest.max(text.len());
        let text = folded(text.as_bytes());
        let Some((start, _)) = text.split_first_chunk() else { return };
        self.starts[start_of(*start)] = true;
        let same_start = self.texts.entry(*start).or_default();
        if !same_start.contains(&text) {
            same_start.push(text);
        }
    }

    /// Also redacts the end of a text if it may be the start of a secret.
    pub(crate) fn of_cut_off(self) -> Self {
        Self { is_cut_off: true, ..self }
    }

    /// The text with `[redacted]` instead of each secret.
    pub(crate) fn scrub<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let found = self.find(text, self.is_cut_off);
        if found.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(without(text, &found, usize::MAX)) }
    }

    /// Like [`scrub`](Self::scrub), for the first `most` characters of the text. A secret that extends beyond
    /// them is redacted as a whole, because its first part would not be recognised as a secret.
    pub(crate) fn scrub_start(&self, text: &str, most: usize) -> String {
        let end = text.char_indices().nth(most).map_or(text.len(), |(end, _)| end);
        // Escapes make a secret longer. What does not fit is recognized by its start.
        let margin = self.longest.saturating_mul(4).min(LONGEST_MARGIN);
        let mut window = end.saturating_add(margin).min(text.len());
        while !text.is_char_boundary(window) {
            window += 1;
        }
        let is_cut_off = self.is_cut_off || window < text.len();
        let text = &text[..window];
        without(text, &self.find(text, is_cut_off), most)
    }

    /// Where the secrets are, in order and without overlap.
    fn find(&self, text: &str, is_cut_off: bool) -> Vec<Range<usize>> {
        if self.texts.is_empty() && self.tokens.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for form in escapes::forms(text, is_cut_off) {
            self.search(&form, is_cut_off, &mut found);
        }
        found.sort_unstable_by_key(|range| range.start);
        found.dedup_by(|next, last| {
            let overlaps = next.start < last.end;
            if overlaps {
                last.end = last.end.max(next.end);
            }
            overlaps
        });
        found
    }

    /// Adds where the secrets are in one form of a text, as offsets in the text itself.
    fn search(&self, form: &Form<'_>, is_cut_off: bool, found: &mut Vec<Range<usize>>) {
        let text = folded(form.bytes());
        let mut token_end = 0;
        for (at, start) in text.windows(SHORTEST).enumerate() {
            let Some(start) = start.first_chunk().copied().filter(|start| self.starts[start_of(*start)])
            else {
                continue;
            };
            let length = self.length_of(start, &text[at..], is_cut_off);
            found.extend(length.map(|length| form.origin(at..at + length)));
            if at >= token_end
                && let Some(range) = self.token_at(&text, at)
            {
                token_end = range.end;
                found.push(form.origin(range));
            }
        }
    }

    /// The length of the longest secret at the start of a text.
    fn length_of(&self, start: [u8; SHORTEST], text: &[u8], is_cut_off: bool) -> Option<usize> {
        let lengths = self.texts.get(&start)?.iter().filter_map(|secret| {
            let is_cut_off = is_cut_off && secret.starts_with(text);
            (is_cut_off || text.starts_with(secret)).then_some(secret.len().min(text.len()))
        });
        lengths.max()
    }

    /// The part of a token around a block that is at this offset.
    fn token_at(&self, text: &[u8], at: usize) -> Option<Range<usize>> {
        let block: &[u8; BLOCK] = text[at..].first_chunk()?;
        let parts = self.blocks.get(block)?.iter().filter_map(|&Block { token, offset }| {
            let token = &self.tokens[token];
            let is_same = |(one, other): &(&u8, &u8)| one == other;
            let before =
                token[..offset].iter().rev().zip(text[..at].iter().rev()).take_while(is_same).count();
            let after = token[offset..].iter().zip(&text[at..]).take_while(is_same).count();
            let is_at_an_end = before == offset || offset + after == token.len();
            (is_at_an_end || before + after >= 2 * BLOCK).then_some(at - before..at + after)
        });
        parts.max_by_key(Range::len)
    }
}

/// The first `most` characters of a text with `[redacted]` instead of these parts.
fn without(text: &str, parts: &[Range<usize>], most: usize) -> String {
    let mut out = String::new();
    let (mut at, mut room) = (0, most);
    for part in parts.iter().cloned().chain(core::iter::once(text.len()..text.len())) {
        let before = &text[at.min(part.start)..part.start];
        let shown = before.char_indices().nth(room).map_or(before, |(end, _)| &before[..end]);
        out.push_str(shown);
        room -= shown.chars().count();
        if room == 0 {
            break;
        }
        if !part.is_empty() {
            out.push_str(REDACTED);
            room = room.saturating_sub(REDACTED.len());
        }
        at = part.end;
    }
    out
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
        assert_eq!(secrets(&["abcd", "abcdef"]).scrub("xabcdefgh"), "x[redacted]gh");
        // Of two that overlap, neither leaves a part.
        assert_eq!(secrets(&["abcd", "abcdef", "cdefgh"]).scrub("xabcdefghi"), "x[redacted]i");
        assert_eq!(secrets(&["abcdef"]).scrub("abcdefabcdef"), "[redacted][redacted]");
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

    fn percent(text: &str) -> String {
        text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
    }

    fn html(text: &str) -> String {
        text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('\'', "&#39;")
    }

    fn query(text: &str) -> String {
        let written = |byte| match byte {
            b' ' => "+".to_owned(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02x}"),
        };
        text.bytes().map(written).collect()
    }

    fn inner(text: &str) -> String {
        json(text).trim_matches('"').to_owned()
    }

    #[test]
    fn a_secret_is_found_under_layers_of_escapes() {
        type Layer = (&'static str, fn(&str) -> String);
        let layers: [Layer; 4] = [("json", inner), ("percent", percent), ("html", html), ("query", query)];
        // Without a character at which `trim_matches` would cut.
        let secret = "p\"w\\n/\u{e9} <&>'x'%41+z";
        let all = secrets(&[secret]);
        let mut forms = vec![(String::new(), secret.to_owned())];
        for _ in 0..3 {
            let deeper: Vec<_> = forms
                .iter()
                .flat_map(|(names, form)| {
                    layers.map(|(name, layer)| (format!("{names} {name}"), layer(form)))
                })
                .collect();
            for (names, form) in &deeper {
                let shown = all.scrub(&format!("no '{form}'.")).into_owned();
                assert_eq!(shown, "no '[redacted]'.", "{names}: {form}");
            }
            forms = deeper;
        }
    }

    #[test]
    fn other_text_between_escapes_stays_as_it_is() {
        let shown = secrets(&["hunter 22"])
            .scrub(r#"{\"a%20b\":\"hunter%2022\",\"&amp;\":%22hunter+22%22}"#)
            .into_owned();
        assert_eq!(shown, r#"{\"a%20b\":\"[redacted]\",\"&amp;\":%22[redacted]%22}"#);
    }

    #[test]
    fn a_token_is_found_whole_and_in_parts() {
        const TOKEN: &str =
            "eyJ0eXAiOiJKV1QiLCJub25jZSI6IkxPQjZ.eyJhdWQiOiJodHRwczovL2dyYXBoIn0.c2lnbmF0dXJl-X_0";
        let tokens = secrets(&[]).and_tokens([TOKEN, "another-token", "tokens"]);
        for (text, shown) in [
            (TOKEN.to_owned(), "[redacted]"),
            (TOKEN.to_ascii_uppercase(), "[redacted]"),
            (format!("{TOKEN:.12}..."), "[redacted]..."),
            (format!("{TOKEN:.40}"), "[redacted]"),
            (format!("...{}", &TOKEN[TOKEN.len() - 9..]), "...[redacted]"),
            (format!("x{}x", &TOKEN[19..37]), "x[redacted]x"),
            (TOKEN.replace('.', "&#46;"), "[redacted]"),
            (percent(&percent(TOKEN)), "[redacted]"),
            (format!("Bearer {}/{TOKEN}{TOKEN}", &TOKEN[..30]), "Bearer [redacted]/[redacted][redacted]"),
            ("another-token another-top tokens token".to_owned(), "[redacted] [redacted]p [redacted] token"),
            ("eyJ0eXA is short".to_owned(), "eyJ0eXA is short"),
        ] {
            assert_eq!(tokens.scrub(&text), shown, "{text}");
        }
    }

    #[test]
    fn a_text_made_for_it_takes_no_long_time() {
        let many = (0..2_000).map(|number| format!("user-{number:05}"));
        let token = "aaaaaaaa".repeat(50);
        let all = Secrets::new(many).and_tokens([token.as_str(), "bbbbbbbbbbbbbbbb"]);
        for unit in ["a", "\\", "%25", "&amp;", "user-", "%5C%22&amp;quot;", "+ ", "bbbbbbb "] {
            let text = unit.repeat(20_000 / unit.len());
            assert!(all.scrub_start(&text, 4_096).len() <= 5_000, "{unit}");
        }
    }
}
