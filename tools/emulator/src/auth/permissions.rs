//! What a token must be allowed to do.

use hyper::Method;

use crate::auth::claims::Claims;
use crate::schema::permissions::Permissions;

/// The permissions that a token lacks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Any permission: it is an application token without roles.
    Every,
    /// One of these, which are permissions for the token's kind.
    OneOf(Vec<String>),
}

/// Returns the permissions that a token lacks for a request, or `None` if the request is allowed. An opaque
/// token may do everything.
pub(crate) fn missing(
    permissions: &Permissions,
    method: &Method,
    claims: Option<&Claims>,
) -> Option<Missing> {
    let claims = claims?;
    // Types without declared permissions may be used by every token.
    if permissions.delegated.is_empty() && permissions.application.is_empty() {
        return None;
    }
    let delegated = needed(&permissions.delegated, method);
    let application = needed(&permissions.application, method);
    let is_allowed = claims.scopes().any(|scope| has(&delegated, scope))
        || claims.roles().any(|role| has(&application, role));
    if is_allowed {
        return None;
    }
    Some(match claims.is_delegated() {
        true => Missing::OneOf(delegated),
        false if claims.roles().next().is_none() => Missing::Every,
        false => Missing::OneOf(application),
    })
}

fn has(permissions: &[String], permission: &str) -> bool {
    permissions.iter().any(|known| known.eq_ignore_ascii_case(permission))
}

/// The permissions that allow a request: those for changes and, for a read, also those that only allow
/// reading.
fn needed(declared: &[String], method: &Method) -> Vec<String> {
    let mut needed = Vec::new();
    for permission in declared {
        let reading = reading(permission).filter(|_| *method == Method::GET);
        for permission in reading.into_iter().chain([permission.clone()]) {
            if !needed.contains(&permission) {
                needed.push(permission);
            }
        }
    }
    needed
}

/// Returns `X.Read.All` for `X.ReadWrite.All`.
///
/// Source: Microsoft Graph, "Overview of Microsoft Graph permissions", on the names of permissions.
fn reading(permission: &str) -> Option<String> {
    let parts: Vec<&str> = permission.split('.').collect();
    let read = parts.iter().map(|part| if *part == "ReadWrite" { "Read" } else { part });
    parts.contains(&"ReadWrite").then(|| read.collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::token::{Token, token};

    fn lists() -> Permissions {
        Permissions {
            delegated: vec!["A.ReadWrite.All".to_owned()],
            application: vec!["A.ReadWrite.All".to_owned(), "B.ReadWrite".to_owned()],
        }
    }

    fn check(permissions: &Permissions, method: &Method, token: Token) -> Option<Missing> {
        let claims = Claims::read(&token.build());
        missing(permissions, method, claims.as_ref())
    }

    #[test]
    fn one_permission_for_the_kind_of_token_is_enough() {
        let cases = [
            (Method::PATCH, token().delegated(["A.ReadWrite.All"]), true),
            (Method::PATCH, token().delegated(["User.Read", "a.readwrite.all"]), true),
            (Method::PATCH, token().delegated(["A.Read.All"]), false),
            (Method::GET, token().delegated(["A.Read.All"]), true),
            (Method::GET, token().delegated(["B.Read"]), false),
            (Method::GET, token().application(["B.Read"]), true),
            (Method::DELETE, token().application(["B.ReadWrite"]), true),
            (Method::DELETE, token().application(["B.ReadWrite.All"]), false),
            (Method::GET, token(), false),
        ];
        for (at, (method, token, expected)) in cases.into_iter().enumerate() {
            assert_eq!(check(&lists(), &method, token).is_none(), expected, "case {at}");
        }
        assert_eq!(missing(&lists(), &Method::PATCH, None), None, "an opaque token may do everything");
        assert_eq!(check(&Permissions::default(), &Method::PATCH, token()), None);
    }
}
