//! The path of a request, decoded and split.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::schema::address::{Address, Step, in_parentheses};
use crate::schema::model::version;
use crate::schema::template::Route;

/// The path of a request, decoded and split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParsedPath {
    pub(crate) version: String,
    pub(crate) segments: Vec<String>,
    /// Whether the path had a `%2F`, which splits a key in two.
    pub(crate) has_encoded_slash: bool,
}

impl ParsedPath {
    /// Decodes a path and then splits it, in this order, as Graph does: an escaped slash becomes a separator.
    /// Returns `None` if the path is not UTF-8.
    ///
    /// A key in parentheses, as OData writes it, becomes a segment of its own: `users('1')` is `users/1`.
    /// Escaped parentheses remain part of a segment.
    pub(crate) fn read(path: &str) -> Option<Self> {
        // Keys in parentheses are unfolded before decoding, while escaped parentheses can still be distinguished
        // apart.
        let unfolded: Vec<Cow<'_, str>> = path.split('/').map(unfolded).collect();
        let decoded = percent_decode_str(&unfolded.join("/")).decode_utf8().ok()?.into_owned();
        // One slash at the start and one at the end are not segments.
        let decoded = decoded.strip_prefix('/').unwrap_or(&decoded);
        let mut segments = decoded.strip_suffix('/').unwrap_or(decoded).split('/').map(str::to_owned);
        Some(Self {
            version: version(&segments.next().unwrap_or_default()).to_owned(),
            segments: segments.collect(),
            has_encoded_slash: path.contains("%2F") || path.contains("%2f"),
        })
    }

    /// An address for the error of a path that is not served: known as far as any route matches, and guessed
    /// from there on.
    pub(crate) fn guess(&self, routes: &[Route]) -> Address {
        let nearest = routes.iter().map(|route| (route.template.common(&self.segments), &route.template));
        let (common, known) = match nearest.max_by_key(|(common, _)| *common) {
            Some((common, template)) => (common, template.steps(&self.segments[..common]).collect()),
            None => (0, Vec::new()),
        };
        let guessed = self.segments[common..].iter().map(|segment| guessed(segment));
        Address { version: self.version.clone(), steps: known.into_iter().chain(guessed).collect() }
    }
}

/// Rewrites `name('key')` to `name/key`, unless the parentheses contain the parameters of a function.
fn unfolded(segment: &str) -> Cow<'_, str> {
    let parts = in_parentheses(segment);
    let Some((name, key)) = parts.filter(|(name, key)| !name.is_empty() && !key.is_empty()) else {
        return segment.into();
    };
    let quoted = key.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    match quoted.or_else(|| key.strip_prefix("%27").and_then(|rest| rest.strip_suffix("%27"))) {
        Some(text) => format!("{name}/{}", text.replace("''", "'").replace("%27%27", "%27")).into(),
        None if key.contains('=') => segment.into(),
        None => format!("{name}/{key}").into(),
    }
}

/// Guesses whether a segment of an unknown address is a name or a key.
pub(crate) fn guessed(segment: &str) -> Step {
    if is_identifier(segment) { Step::Name(segment.to_owned()) } else { Step::Key(segment.to_owned()) }
}

/// Whether a segment can be the name of a property or a type; otherwise it must be a key.
fn is_identifier(segment: &str) -> bool {
    segment.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && segment.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::model::Schema;
    use crate::schema::template::Template;

    fn schema() -> Schema {
        let mut schema = Schema::default();
        for path in
            ["/users/{id}", "/users/me", "/users/{id}/manager", "/deviceManagement/scripts/{s}/states/{t}"]
        {
            schema.add_route(Template::parse(path).unwrap(), path);
        }
        schema
    }

    #[test]
    fn a_path_finds_its_route_and_address() {
        let cases = [
            ("/beta/users/7", Some(("/users/{id}", "users('7')"))),
            ("/beta/users/me", Some(("/users/me", "users/me"))),
            ("/beta/USERS/Me/", Some(("/users/me", "users/me"))),
            ("/beta/users/me/manager", Some(("/users/{id}/manager", "users('me')/manager"))),
            ("/beta/users/b%20c%23d", Some(("/users/{id}", "users('b c#d')"))),
            ("/beta/users/7%2Fmanager", Some(("/users/{id}/manager", "users('7')/manager"))),
            ("/beta/users('o''x')/manager", Some(("/users/{id}/manager", "users('o''x')/manager"))),
            ("/beta/users(7)", Some(("/users/{id}", "users('7')"))),
            ("/beta/users/x%28%27y%27%29", Some(("/users/{id}", "users('x(''y'')')"))),
            ("/beta/users//manager", None),
            ("/beta/users", Some(("/users/{id}", "users"))),
            ("/beta/users/7/manager/x", None),
            ("/beta", None),
            ("/", None),
        ];
        let schema = schema();
        for (path, expected) in cases {
            let target = ParsedPath::read(path).unwrap();
            let found = schema.routes().iter().find(|route| {
                route.template.len() == target.segments.len() && route.template.begins(&target.segments)
            });
            let found = found.map(|route| {
                let steps = route.template.steps(&target.segments).collect();
                let address = Address { version: target.version.clone(), steps };
                (route.types[0].as_str(), address.keyed())
            });
            assert_eq!(found, expected.map(|(route, keyed)| (route, keyed.to_owned())), "{path}");
        }
        assert_eq!(ParsedPath::read("/beta/%FF"), None);
    }

    #[test]
    fn an_unknown_path_is_guessed_from_the_nearest_route() {
        let cases = [
            ("/beta/deviceManagement/scripts/abc/other/7bd3-86", "~/singleton/navigation/key/navigation/key"),
            ("/beta/deviceManagement/scripts/abc/states", "~/singleton/navigation/key/navigation"),
            ("/beta/groups/1", "~/entityset/key"),
            ("/beta/groups", "~/singleton"),
            ("/beta", "~"),
        ];
        let schema = schema();
        for (path, shape) in cases {
            assert_eq!(ParsedPath::read(path).unwrap().guess(schema.routes()).shape(), shape, "{path}");
        }
    }
}
