//! Splits a JSON text into tokens, even one that is cut off or invalid, which JSON readers reject as a whole.

/// A token and its offsets in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// `{`.
    OpenObject,
    /// `[`.
    OpenArray,
    /// `}` or `]`.
    Close,
    Comma,
    Colon,
    /// A member's name, with its quotes.
    Name,
    /// A string that is a value, with its quotes; the text may end within it.
    Text,
    Number,
    Boolean,
    Null,
    /// What JSON does not allow here. It is the last token, because after an error a value could be mistaken
    /// for a name.
    Error,
}

/// Reads a JSON text token by token, without recursion, up to its end or to the first error.
pub(crate) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// Whether each open value is an object.
    open: Vec<bool>,
    expected: Expected,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    Value,
    /// The first item of an array, or its end.
    ItemOrClose,
    Name,
    /// The first name in an object, or its end.
    NameOrClose,
    Colon,
    CommaOrClose,
    Nothing,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0, open: Vec::new(), expected: Expected::Value }
    }

    /// The offset of the first byte from `from` on that is not white space.
    fn skip_space(&self, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from..];
        rest.iter()
            .position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
            .map_or(self.text.len(), |length| from + length)
    }

    /// The kind of the token at `start`, and the offset of its end. `None` if JSON does not allow it there.
    fn token(&mut self, start: usize) -> Option<(TokenKind, usize)> {
        let byte = self.text.as_bytes()[start];
        match (self.expected, byte) {
            (Expected::Value | Expected::ItemOrClose, b'{' | b'[') => {
                let is_object = byte == b'{';
                self.open.push(is_object);
                self.expected = if is_object { Expected::NameOrClose } else { Expected::ItemOrClose };
                Some((if is_object { TokenKind::OpenObject } else { TokenKind::OpenArray }, start + 1))
            }
            (Expected::ItemOrClose | Expected::NameOrClose | Expected::CommaOrClose, b'}' | b']') => {
                if self.open.pop()? != (byte == b'}') {
                    return None;
                }
                self.value_ends();
                Some((TokenKind::Close, start + 1))
            }
            (Expected::Value | Expected::ItemOrClose, _) => {
                let token = self.scalar(start)?;
                self.value_ends();
                Some(token)
            }
            (Expected::Name | Expected::NameOrClose, b'"') => {
                let end = end_of_string(self.text, start)?;
                let next = self.skip_space(end);
                // A string without a colon may be the rest of a value whose quotes are wrong.
                if self.text.as_bytes().get(next) != Some(&b':') {
                    return None;
                }
                self.expected = Expected::Colon;
                Some((TokenKind::Name, end))
            }
            (Expected::Colon, b':') => {
                self.expected = Expected::Value;
                Some((TokenKind::Colon, start + 1))
            }
            (Expected::CommaOrClose, b',') => {
                let in_object = *self.open.last()?;
                self.expected = if in_object { Expected::Name } else { Expected::Value };
                Some((TokenKind::Comma, start + 1))
            }
            _ => None,
        }
    }

    fn value_ends(&mut self) {
        self.expected = if self.open.is_empty() { Expected::Nothing } else { Expected::CommaOrClose };
    }

    fn scalar(&self, start: usize) -> Option<(TokenKind, usize)> {
        let rest = &self.text[start..];
        if rest.starts_with('"') {
            let end = end_of_string(self.text, start).unwrap_or(self.text.len());
            return Some((TokenKind::Text, end));
        }
        let length = rest
            .bytes()
            .position(|byte| !(byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)))
            .unwrap_or(rest.len());
        let word = &rest[..length];
        let kind = match word.bytes().next()? {
            b'-' | b'0'..=b'9' => TokenKind::Number,
            _ if ["true", "false"].iter().any(|whole| is_word(word, whole, rest)) => TokenKind::Boolean,
            _ if is_word(word, "null", rest) => TokenKind::Null,
            _ => return None,
        };
        Some((kind, start + length))
    }
}

/// Whether a word is `whole`. A text that is cut off may end within it.
fn is_word(word: &str, whole: &str, rest: &str) -> bool {
    word == whole || (word.len() == rest.len() && whole.starts_with(word))
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let start = self.skip_space(self.at);
        if start >= self.text.len() {
            return None;
        }
        if let Some((kind, end)) = self.token(start) {
            self.at = end;
            return Some(Token { kind, start, end });
        }
        self.at = self.text.len();
        Some(Token { kind: TokenKind::Error, start, end: self.text.len() })
    }
}

/// The offset after the closing quote of the string at `start`, or `None` if the text ends before it.
fn end_of_string(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    loop {
        at += match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => 2,
            _ => 1,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> String {
        let kind = |token: Token| match token.kind {
            TokenKind::OpenObject => '{',
            TokenKind::OpenArray => '[',
            TokenKind::Close => '}',
            TokenKind::Comma => ',',
            TokenKind::Colon => ':',
            TokenKind::Name => 'k',
            TokenKind::Text => 's',
            TokenKind::Number => '0',
            TokenKind::Boolean => 'b',
            TokenKind::Null => 'n',
            TokenKind::Error => '!',
        };
        Lexer::new(text).map(kind).collect()
    }

    #[test]
    fn json_is_read_to_its_end() {
        assert_eq!(
            kinds(r#" {"a" : [1, -2.5e+3, "x\"y"], "b":{}, "c":[true,false,null,[]]} "#),
            "{k:[0,0,s},k:{},k:[b,b,n,[}}}"
        );
        assert_eq!(kinds("7"), "0");
        assert_eq!(kinds(""), "");
    }

    #[test]
    fn json_that_is_cut_off_is_read_as_far_as_it_is_there() {
        assert_eq!(kinds(r#"{"a":"x"#), "{k:s");
        assert_eq!(kinds(r#"{"a":"x\"#), "{k:s");
        assert_eq!(kinds(r#"{"a":tr"#), "{k:b");
        assert_eq!(kinds(r#"{"a":12"#), "{k:0");
        assert_eq!(kinds(r#"{"a":1,"b"#), "{k:0,!", "a name has a colon");
    }

    #[test]
    fn nothing_follows_an_error() {
        for (text, expected) in [
            (r#"{"a":"x"y,"b":"z"}"#, "{k:s!"),
            (r#"{"a":x,"b":1}"#, "{k:!"),
            ("{a:1}", "{!"),
            (r#"{"a" 1}"#, "{!"),
            ("[1 2]", "[0!"),
            ("[1}", "[0!"),
            (r#"{"a":1]"#, "{k:0!"),
            (r#"{"a":1,}"#, "{k:0,!"),
            ("1 2", "0!"),
            ("truely", "!"),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }

    #[test]
    fn levels_take_no_stack() {
        assert_eq!(Lexer::new(&"[".repeat(1_000_000)).count(), 1_000_000);
    }
}
