//! The links that lists and deltas go on by. A link holds where to go on and a hash over that, over the query and over a
//! secret of this emulator: one that was made up or changed does not fit.
//!
//! Source: OData Protocol 4.01, "Server-Driven Paging"; Microsoft Graph, "Paging Microsoft Graph data in your app".

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::routing::target::Target;

/// The links of one request.
pub(crate) struct Links<'a> {
    pub(crate) secret: &'a str,
    pub(crate) target: Target<'a>,
}

/// Where a link goes on: the start of the round, which a list has none of, and the place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) since: u64,
    pub(crate) at: u64,
}

/// What a link's token is called.
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

    /// Where a token that was issued for this path and query leads. None for any other.
    pub(crate) fn position(&self, token: Token, text: &str) -> Option<Position> {
        let mut parts = text.split('-');
        let mut number = || u64::from_str_radix(parts.next()?, 16).ok();
        let position = Position { since: number()?, at: number()? };
        (self.text(token, position) == text).then_some(position)
    }

    fn text(&self, token: Token, position: Position) -> String {
        let Position { since, at } = position;
        let mut hasher = DefaultHasher::new();
        (self.secret, self.target.path, self.rest(), token.name(), since, at).hash(&mut hasher);
        format!("{since:X}-{at:08X}-{:016X}", hasher.finish())
    }

    /// The query without the token, which clients may escape the dollar sign of.
    fn rest(&self) -> String {
        let is_token = |option: &&str| {
            let name = option.split('=').next().unwrap_or_default().replace("%24", "$");
            [Token::Skip, Token::Delta].iter().any(|token| token.name() == name)
        };
        let options = self.target.query.split('&').filter(|option| !option.is_empty() && !is_token(option));
        options.collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_the_query_that_it_was_issued_for() {
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
