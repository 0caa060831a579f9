//! The `@odata.nextLink` and `@odata.deltaLink` of lists and deltas.
//!
//! The token of a link holds a position and a hash of the position, the path, the query and a secret of this
//! emulator, so that an invented or modified token is detected.
//!
//! Source: OData Protocol 4.01, "Server-Driven Paging"; Microsoft Graph, "Paging Microsoft Graph data in your
//! app".

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::routing::target::Target;

/// Creates and checks the links of one request.
pub(crate) struct Links<'a> {
    pub(crate) secret: &'a str,
    pub(crate) target: Target<'a>,
}

/// A position in a list or in a round of changes: the change at which the round started (0 for a list), and
/// the position within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) since: u64,
    pub(crate) at: u64,
}

/// Which query option has the token of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    Skip,
    Delta,
}

impl Token {
    fn name(self) -> &'static str {
        match self {
            Self::Skip => "$skiptoken",
            Self::Delta => "$deltatoken",
        }
    }
}

impl Links<'_> {
    pub(crate) fn link(&self, endpoint: &str, token: Token, position: Position) -> String {
        let (path, rest, name) = (self.target.path, self.rest(), token.name());
        let separator = if rest.is_empty() { "" } else { "&" };
        format!("{endpoint}{path}?{rest}{separator}{name}={}", self.text(token, position))
    }

    /// Returns the address where a request without a token starts, with the other options of this one.
    pub(crate) fn restart(&self, start: &str) -> String {
        let rest = self.rest();
        if rest.is_empty() { start.to_owned() } else { format!("{start}?{rest}") }
    }

    /// Returns the position of a token, or `None` if it was not issued for this path and query.
    pub(crate) fn position(&self, token: Token, text: &str) -> Option<Position> {
        let mut parts = text.split('-');
        let mut number = || u64::from_str_radix(parts.next()?, 16).ok();
        let position = Position { since: number()?, at: number()? };
        (self.text(token, position) == text).then_some(position)
    }

    fn text(&self, token: Token, position: Position) -> String {
        let Position { since, at } = position;
        // Not a cryptographic hash: it detects mistakes of clients, not attacks.
        let mut hasher = DefaultHasher::new();
        (self.secret, self.target.path, self.rest(), token.name(), since, at).hash(&mut hasher);
        format!("{since:X}-{at:08X}-{:016X}", hasher.finish())
    }

    /// The query without the token. Clients may percent-encode the dollar sign.
    fn rest(&self) -> String {
        let is_token = |option: &&str| {
            let name = option.split('=').next().unwrap_or_default().replace("%24", "$");
            [Token::Skip, Token::Delta].iter().any(|token| token.name().eq_ignore_ascii_case(&name))
        };
        let options = self.target.query.split('&').filter(|option| !option.is_empty() && !is_token(option));
        options.collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_valid_only_for_its_query() {
        let links = |query| Links { secret: "s", target: Target { path: "/beta/x", query } };
        let position = Position { since: 7, at: 25 };
        let link = links("$top=5").link("http://h", Token::Skip, position);
        let (start, token) = link.split_once("$skiptoken=").unwrap();
        assert_eq!(start, "http://h/beta/x?$top=5&");
        assert_eq!(links("$top=5").position(Token::Skip, token), Some(position));
        let with_token = format!("$top=5&%24skiptoken={token}");
        assert_eq!(links(&with_token).position(Token::Skip, token), Some(position));
        assert_eq!(links("$top=6").position(Token::Skip, token), None);
        assert_eq!(links("$top=5").position(Token::Delta, token), None);
        for made_up in ["", "7", "7-19", "7-19-0", "-", "x-y-z", &token.replace('7', "8")] {
            assert_eq!(links("$top=5").position(Token::Skip, made_up), None, "{made_up}");
        }
    }
}
