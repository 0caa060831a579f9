//! Refusals of Intune's services.

use hyper::StatusCode;

use crate::refusals::{Refusal, Style};
use crate::schema::structure::Structure;
use crate::schema::types::service_name;

impl Refusal {
    // Source: ThomasKur/IntuneDocumentation#39.
    pub(crate) fn not_found() -> Self {
        let (status, code) = (StatusCode::NOT_FOUND, "ResourceNotFound".into());
        Self {
            status,
            code,
            message: "An error has occurred".to_owned(),
            style: Style::Service,
            is_ours: false,
            header: None,
        }
    }

    fn forbidden(message: String) -> Self {
        Self { style: Style::Service, ..Self::gateway(StatusCode::FORBIDDEN, "Forbidden", message) }
    }

    // Source: srozemuller/IntuneAssistant#6, jseerden/IntuneBackupAndRestore#55.
    pub(crate) fn missing_permission(needed: &[String]) -> Self {
        if needed.is_empty() {
            return Self::forbidden("No permission of this kind of token allows this operation.".to_owned())
                .ours();
        }
        Self::forbidden(format!(
            "Application is not authorized to perform this operation. Application must have one of the following \
             scopes: {}",
            needed.join(", ")
        ))
    }

    // Source: microsoft/Intune-PowerShell-SDK#121.
    pub(crate) fn no_application_permissions() -> Self {
        let message = "Application is not authorized to perform this operation as called in app only context but does \
                       not have application permissions configured.";
        Self::forbidden(message.to_owned())
    }

    /// A version of an app's content that the app does not have.
    pub(crate) fn unknown_content(version: &str) -> Self {
        Self::invalid(format!("The app has no content version '{version}'."))
    }

    /// A version of an app's content without a file, or with one that is not committed.
    pub(crate) fn uncommitted_content(version: &str) -> Self {
        Self::invalid(format!(
            "The content version '{version}' has no file that is committed, or one that is not."
        ))
    }

    fn invalid(message: String) -> Self {
        let refusal = Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message);
        Self { style: Style::Service, ..refusal }.ours()
    }

    /// Another value for a property that only the service or only a create sets.
    pub(crate) fn unchangeable(structure: &Structure, property: &str, rule: &str) -> Self {
        let name = service_name(&structure.name);
        let message = format!("The property '{property}' on type '{name}' is {rule} and cannot be changed.");
        Self { code: "BadRequest".into(), style: Style::Service, ..Self::model(message) }.ours()
    }
}
