//! Checks permissions, and refuses in the wording of the service that is asked.

use hyper::Method;

use crate::auth::claims::Claims;
use crate::auth::permissions::{Missing, missing};
use crate::refusals::Refusal;
use crate::routing::intune::is_intune;
use crate::schema::permissions::Permissions;

/// Refuses a request if its token has none of the needed permissions.
pub(crate) fn check(
    permissions: &Permissions,
    method: &Method,
    segments: &[String],
    claims: Option<&Claims>,
) -> Result<(), Refusal> {
    let Some(missing) = missing(permissions, method, claims) else { return Ok(()) };
    Err(match missing {
        _ if !is_intune(segments) => Refusal::insufficient_privileges(),
        Missing::Every => Refusal::no_application_permissions(),
        Missing::OneOf(needed) => Refusal::missing_permission(&needed),
    })
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

    fn refused(permissions: &Permissions, method: &Method, path: &str, token: Token) -> Result<(), String> {
        let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        let claims = Claims::read(&token.build());
        check(permissions, method, &segments, claims.as_ref()).map_err(|refusal| refusal.message)
    }

    #[test]
    fn refusals_have_the_wording_of_the_service() {
        let words = |method, path, token| refused(&lists(), &method, path, token).unwrap_err();
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
        assert!(refused(&only_apps, &Method::GET, intune, token().delegated(["A.ReadWrite.All"])).is_err());
    }
}
