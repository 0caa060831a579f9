//! Undoes the escapes in which a text may repeat another one: those of JSON, of addresses and of HTML, in
//! layers.

use core::ops::Range;
use std::borrow::Cow;

/// A text with some layers of escapes undone.
pub(crate) struct Form<'t> {
    text: Cow<'t, [u8]>,
    /// Where the offsets of this form and of the text stop running in parallel: an offset in this form, and
    /// the one in the text that belongs to it.
    origins: Vec<(usize, usize)>,
    layers: u32,
}

/// The kinds of escapes.
#[derive(Clone, Copy)]
enum Escapes {
    Json,
    Address,
    Html,
}

/// The maximum number of layers.
const MOST_LAYERS: u32 = 4;
/// The maximum number of forms. Layers of different kinds can be undone in any order, but only a text that is
/// made for it has so many forms.
const MOST_FORMS: usize = 32;

/// The length of the longest escape.
const LONGEST: usize = 12;

/// A text and its other forms, from the fewest layers undone to the most. An escape at the end of a text that
/// is cut off may not be whole, and is left out.
pub(crate) fn forms(text: &str, is_cut_off: bool) -> Vec<Form<'_>> {
    let kinds = [Escapes::Json, Escapes::Address, Escapes::Html];
    let mut forms = vec![Form { text: Cow::Borrowed(text.as_bytes()), origins: vec![(0, 0)], layers: 0 }];
    let mut at = 0;
    while let Some(form) = forms.get(at).filter(|form| form.layers < MOST_LAYERS) {
        let next: Vec<_> = kinds.iter().filter_map(|kind| form.undone(*kind, is_cut_off)).collect();
        for form in next {
            if forms.len() < MOST_FORMS && forms.iter().all(|known| known.text != form.text) {
                forms.push(form);
            }
        }
        at += 1;
    }
    forms
}

impl Form<'_> {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.text
    }

    /// The range of the text to which a range of this form belongs.
    pub(crate) fn origin(&self, range: Range<usize>) -> Range<usize> {
        self.origin_of(range.start)..self.origin_of(range.end)
    }

    fn origin_of(&self, offset: usize) -> usize {
        let next = self.origins.partition_point(|(start, _)| *start <= offset);
        // The first one starts at 0, so there is one before the next.
        let (start, origin) = self.origins[next - 1];
        origin + (offset - start)
    }

    /// The form without one layer of escapes, or `None` if it has none.
    fn undone(&self, kind: Escapes, is_cut_off: bool) -> Option<Form<'static>> {
        let text = &*self.text;
        let mark = kind.mark();
        let next_mark =
            |at: usize| text[at..].iter().position(|byte| *byte == mark).map(|length| at + length);
        let mut next = next_mark(0);
        next?;
        let (mut out, mut origins) = (Vec::with_capacity(text.len()), Vec::new());
        let (mut at, mut is_changed) = (0, false);
        let mut jumps = self.origins.iter().peekable();
        // Copies up to an offset. Where this form jumps, the one without the layer jumps, too.
        let mut copy = |from: usize, to: usize, out: &mut Vec<u8>, origins: &mut Vec<(usize, usize)>| {
            while let Some(&(start, origin)) = jumps.next_if(|(start, _)| *start <= to) {
                // A jump inside of an escape is part of what the escape stands for.
                if start >= from {
                    origins.push((out.len() + start - from, origin));
                }
            }
            out.extend_from_slice(&text[from..to]);
        };
        while let Some(found) = next {
            let Some((character, length)) = kind.unescape(&text[found..]) else {
                if is_cut_off && text.len() - found < LONGEST {
                    copy(at, found, &mut out, &mut origins);
                    (at, is_changed) = (text.len(), true);
                    break;
                }
                next = next_mark(found + 1);
                continue;
            };
            copy(at, found, &mut out, &mut origins);
            is_changed = true;
            origins.push((out.len(), self.origin_of(found)));
            match character {
                Unescaped::Byte(byte) => out.push(byte),
                Unescaped::Character(character) => {
                    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
            at = found + length;
            origins.push((out.len(), self.origin_of(at)));
            next = next_mark(at);
        }
        copy(at, text.len(), &mut out, &mut origins);
        is_changed.then(|| Form { text: Cow::Owned(out), origins, layers: self.layers + 1 })
    }
}

/// What an escape stands for.
enum Unescaped {
    /// A byte of a character in UTF-8.
    Byte(u8),
    Character(char),
}

impl Escapes {
    /// The byte with which an escape starts.
    fn mark(self) -> u8 {
        match self {
            Self::Json => b'\\',
            Self::Address => b'%',
            Self::Html => b'&',
        }
    }

    /// What the escape at the start of a text stands for, and its length.
    fn unescape(self, text: &[u8]) -> Option<(Unescaped, usize)> {
        match self {
            Self::Json => {
                let (character, length) = json_escape(&text[1..])?;
                Some((Unescaped::Character(character), length + 1))
            }
            Self::Address => {
                let byte = u8::try_from(hexadecimal(text.get(1..3)?)?).ok()?;
                Some((Unescaped::Byte(byte), 3))
            }
            Self::Html => {
                let end = text.iter().take(LONGEST).position(|byte| *byte == b';')?;
                Some((Unescaped::Character(html_entity(&text[1..end])?), end + 1))
            }
        }
    }
}

/// The character of an escape of JSON, or of a string as programming languages write it, and the length of
/// the escape, both without its backslash.
fn json_escape(text: &[u8]) -> Option<(char, usize)> {
    let found = match text.first()? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'0' => '\0',
        quoted @ (b'"' | b'\\' | b'/' | b'\'') => char::from(*quoted),
        b'x' => return Some((char::from_u32(hexadecimal(text.get(1..3)?)?)?, 3)),
        b'u' => return unicode_escape(text),
        _ => return None,
    };
    Some((found, 1))
}

/// Reads `u00e9`, a pair of surrogates, or `u{e9}`.
fn unicode_escape(text: &[u8]) -> Option<(char, usize)> {
    if text.get(1) == Some(&b'{') {
        let end = text.iter().take(LONGEST).position(|byte| *byte == b'}')?;
        return Some((char::from_u32(hexadecimal(&text[2..end])?)?, end + 1));
    }
    let first = hexadecimal(text.get(1..5)?)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 5));
    }
    let second = hexadecimal(text.get(5..11)?.strip_prefix(b"\\u")?)?;
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    Some((char::decode_utf16(units).next()?.ok()?, 11))
}

/// The character of an HTML entity: `amp`, `#233`, `#xe9`.
fn html_entity(name: &[u8]) -> Option<char> {
    let found = match name {
        b"quot" => '"',
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"apos" => '\'',
        b"nbsp" => ' ',
        // These occur in tokens.
        b"sol" => '/',
        b"plus" => '+',
        b"equals" => '=',
        b"period" => '.',
        b"lowbar" => '_',
        _ => {
            let number = match name.strip_prefix(b"#")? {
                [b'x' | b'X', digits @ ..] => hexadecimal(digits)?,
                digits => core::str::from_utf8(digits).ok()?.parse().ok()?,
            };
            return char::from_u32(number);
        }
    };
    Some(found)
}

/// A number in hexadecimal digits, without a sign.
fn hexadecimal(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 6 {
        return None;
    }
    digits.iter().try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, is_cut_off: bool) -> Vec<String> {
        let forms = forms(text, is_cut_off);
        forms.iter().map(|form| String::from_utf8_lossy(form.bytes()).into_owned()).collect()
    }

    #[test]
    fn each_layer_is_undone() {
        assert_eq!(texts("plain", false), ["plain"]);
        assert_eq!(texts(r"a\u0041\x42\u{43}\ud83d\udd11\n", false)[1], "aABC\u{1f511}\n");
        assert_eq!(texts("%c3%A9+", false)[1..], ["\u{e9}+"]);
        assert_eq!(texts("&lt;&#65;&#x42;&quot;", false)[1], "<AB\"");
        assert_eq!(texts("%2522", false), ["%2522", "%22", "\""]);
        assert_eq!(texts("%5C%22&amp;", false)[3], "\"&amp;");
        assert_eq!(texts("&amp;quot;", false), ["&amp;quot;", "&quot;", "\""]);
    }

    #[test]
    fn what_is_no_escape_stays() {
        for text in
            ["100%", "%zz", "\\q", "&", "& ;", "&none;", "\\ud83d", "\\ud83dx\\udd11", "\\u{}", "%+1", "&#;"]
        {
            assert_eq!(texts(text, false), [text]);
        }
    }

    #[test]
    fn a_range_leads_back_to_the_text() {
        let text = "ab%2522cd%2522ef";
        let forms = forms(text, false);
        let last = forms.last().unwrap();
        assert_eq!(last.bytes(), b"ab\"cd\"ef");
        for (range, origin) in
            [(0..2, "ab"), (2..3, "%2522"), (3..5, "cd"), (2..6, "%2522cd%2522"), (6..8, "ef")]
        {
            assert_eq!(&text[last.origin(range.clone())], origin, "{range:?}");
        }
    }

    #[test]
    fn the_number_of_forms_is_bounded() {
        let text = "%5C%22&amp;quot;%26amp;%2525\\\\u0026+".repeat(100);
        assert!(forms(&text, false).len() <= MOST_FORMS);
    }

    #[test]
    fn an_escape_that_is_cut_off_is_left_out() {
        assert_eq!(texts(r"S\u0033\u00", true)[1], "S3");
        assert_eq!(texts("S%33%4", true)[1], "S3");
        assert_eq!(texts("S&#51;&#", true)[1], "S3");
    }
}
