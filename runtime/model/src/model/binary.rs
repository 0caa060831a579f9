//! `Edm.Binary`.

use core::fmt;
use core::ops::Deref;

use base64::Engine as _;
use base64::display::Base64Display;
use base64::engine::general_purpose::{STANDARD, STANDARD_PAD_INDIFFERENT, URL_SAFE_PAD_INDIFFERENT};

use super::ValueErrorKind;
use super::literal::Comparable;
use super::text::text_type;

/// Bytes, `Edm.Binary`: a certificate, an icon, the payload of a configuration profile.
///
/// Written as padded base64 of the standard alphabet, which is what Graph prints and accepts. Reading accepts
/// more, because "OData JSON Format 4.01, Primitive Value" requires the URL alphabet and leaves the padding
/// open: either alphabet, but not both in one text, with or without padding. No bits are lost: a text is
/// refused if its last character has bits after the last byte. Line breaks are refused too.
///
/// `Debug` shows the base64 text, truncated if it is long. Mark a property that holds a secret
/// `#[graph(sensitive)]`.
///
/// # Errors
/// Parsing returns a [`ParseError`](super::ParseError) with [`ValueErrorKind::Form`] and without the text.
///
/// ```
/// use graph_entity::Binary;
///
/// let icon = Binary::from([1, 2, 3, 255]);
/// assert_eq!(icon.to_string(), "AQID/w==");
/// assert_eq!("AQID_w".parse::<Binary>()?, icon);
/// assert_eq!(icon.len(), 4);
/// # Ok::<(), graph_entity::model::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Binary(Vec<u8>);

impl Binary {
    /// Wraps bytes, which are base64 on the wire.
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Returns the bytes without copying them.
    pub fn into_inner(self) -> Vec<u8> {
        self.0
    }

    fn read(text: &str) -> Result<Self, ValueErrorKind> {
        // The engines accept partial padding. Only full padding or none is valid.
        if text.ends_with('=') && !text.len().is_multiple_of(4) {
            return Err(ValueErrorKind::Form);
        }
        let engine =
            if text.contains(['-', '_']) { &URL_SAFE_PAD_INDIFFERENT } else { &STANDARD_PAD_INDIFFERENT };
        engine.decode(text).map(Self).map_err(|_| ValueErrorKind::Form)
    }
}

text_type!(Binary, Binary(Vec::new()));

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Binary {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Binary {
    fn from(bytes: [u8; N]) -> Self {
        Self(bytes.into())
    }
}

impl<const N: usize> From<&[u8; N]> for Binary {
    fn from(bytes: &[u8; N]) -> Self {
        Self(bytes.to_vec())
    }
}

impl From<Binary> for Vec<u8> {
    fn from(binary: Binary) -> Self {
        binary.0
    }
}

impl Deref for Binary {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Binary {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Base64Display::new(&self.0, &STANDARD), f)
    }
}

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Three bytes are four characters, so the start of a long text is the text of its first bytes.
        const SHOWN: usize = 24;
        match self.0.get(..SHOWN) {
            Some(start) if start.len() < self.0.len() => {
                write!(f, "Binary({}…, {} bytes)", Base64Display::new(start, &STANDARD), self.0.len())
            }
            _ => write!(f, "Binary({self})"),
        }
    }
}

impl Comparable for Binary {}

#[cfg(test)]
mod tests {
    use super::super::Scalar;
    use super::super::testing::{Random, read as read_slot, wire};
    use super::*;

    #[test]
    fn bytes_are_written_padded_however_they_were_read() {
        let cases: [(&str, &[u8], &str); 7] = [
            ("", &[], ""),
            ("AQIDBA==", &[1, 2, 3, 4], "AQIDBA=="),
            ("AQIDBA", &[1, 2, 3, 4], "AQIDBA=="),
            ("+/+/", &[0xfb, 0xff, 0xbf], "+/+/"),
            ("-_-_", &[0xfb, 0xff, 0xbf], "+/+/"),
            ("_w==", &[0xff], "/w=="),
            ("_w", &[0xff], "/w=="),
        ];
        for (text, bytes, written) in cases {
            let binary: Binary = read_slot(Scalar::Str(text)).unwrap();
            assert_eq!(&*binary, bytes, "{text}");
            assert_eq!(wire(&binary), written);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in
            ["A", "AQIDBA=", "AQIDBB==", "+_+_", "AQID BA==", "AQID\r\nBA==", "AQ==AQ==", "=", "é", "binary"]
        {
            assert_eq!(Binary::read(text), Err(ValueErrorKind::Form), "{text}");
        }
        assert_eq!(read_slot::<Binary>(Scalar::Int(1)), Err(ValueErrorKind::Type));
    }

    #[test]
    fn any_bytes_round_trip() {
        let mut random = Random::new();
        for _ in 0..500 {
            let length = random.below(2_000);
            let binary: Binary =
                (0..length).map(|_| random.next().to_le_bytes()[0]).collect::<Vec<_>>().into();
            assert_eq!(Binary::read(&binary.to_string()), Ok(binary), "{random}");
        }
    }

    #[test]
    fn debug_is_short() {
        assert_eq!(format!("{:?}", Binary::from([1, 2, 3])), "Binary(AQID)");
        assert_eq!(
            format!("{:?}", Binary::new(vec![0; 1_000])),
            format!("Binary({}…, 1000 bytes)", "A".repeat(32))
        );
    }
}
