//! What a token must be allowed to do.

use hyper::Method;

use crate::auth::claims::Claims;
use crate::refusals::refusal::Refusal;
use crate::routing::intune::is_intune;

/// The permissions that change an entity, one of which is enough. Where neither list has any, everyone may.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Permissions {
    pub(crate) delegated: Vec<String>,
    pub(crate) application: Vec<String>,
}

impl Permissions {
    /// Adds those of a further type at the same address.
    pub(crate) fn add(&mut self, other: &Self) {
        let lists = [(&mut self.delegated, &other.delegated), (&mut self.application, &other.application)];
        for (known, further) in lists {
            for permission in further {
                if !known.contains(permission) {
                    known.push(permission.clone());
                }
            }
        }
    }

    /// Refuses a request whose token has none of the permissions that it takes. An opaque token, one without claims,
    /// may do everything.
    pub(crate) fn check(
        &self,
        method: &Method,
        segments: &[String],
        claims: Option<&Claims>,
    ) -> Result<(), Refusal> {
        let Some(claims) = claims else { return Ok(()) };
        if self.delegated.is_empty() && self.application.is_empty() {
            return Ok(());
        }
        let (delegated, application) = (needed(&self.delegated, method), needed(&self.application, method));
        let is_allowed = claims.scopes().any(|scope| has(&delegated, scope))
            || claims.roles().any(|role| has(&application, role));
        if is_allowed {
            return Ok(());
        }
        Err(match (is_intune(segments), claims.is_delegated()) {
            (false, _) => Refusal::insufficient_privileges(),
            (true, false) if claims.roles().next().is_none() => Refusal::no_application_permissions(),
            (true, is_delegated) => {
                Refusal::missing_permission(if is_delegated { &delegated } else { &application })
            }
        })
    }
}

fn has(permissions: &[String], permission: &str) -> bool {
    permissions.iter().any(|known| known.eq_ignore_ascii_case(permission))
}

/// The permissions that a request takes: those of a change, and for a read also those that only read the same.
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

/// `X.Read.All` for `X.ReadWrite.All`.
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

    fn check(permissions: &Permissions, method: &Method, path: &str, token: Token) -> Result<(), String> {
        let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        let claims = Claims::read(&token.build());
        permissions.check(method, &segments, claims.as_ref()).map_err(|refusal| refusal.message)
    }

    #[test]
    fn one_permission_of_the_token_s_kind_is_enough() {
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
            assert_eq!(check(&lists(), &method, "users/1", token).is_ok(), expected, "case {at}");
        }
        assert_eq!(lists().check(&Method::PATCH, &[], None), Ok(()), "an opaque token may do everything");
        assert_eq!(check(&Permissions::default(), &Method::PATCH, "users/1", token()), Ok(()));
    }

    #[test]
    fn the_words_are_the_service_s() {
        let words = |method, path, token| check(&lists(), &method, path, token).unwrap_err();
        let intune = "deviceManagement/x/1";
        assert_eq!(
            words(Method::GET, intune, token().delegated(["User.Read"])),
            "Application is not authorized to perform this operation. Application must have one of the following \
             scopes: A.Read.All, A.ReadWrite.All"
        );
        assert!(
            words(Method::PATCH, intune, token().application(["C"]))
                .ends_with("scopes: A.ReadWrite.All, B.ReadWrite")
        );
        assert!(words(Method::PATCH, intune, token()).contains("does not have application permissions"));
        assert_eq!(
            words(Method::PATCH, "users/1", token()),
            "Insufficient privileges to complete the operation."
        );
        let only_apps = Permissions { delegated: Vec::new(), ..lists() };
        assert!(check(&only_apps, &Method::GET, intune, token().delegated(["A.ReadWrite.All"])).is_err());
    }
}
