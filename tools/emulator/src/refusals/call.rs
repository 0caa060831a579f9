//! Refusals of calls of actions and functions. Messages without a note are those of the OData library.

use hyper::StatusCode;

use crate::refusals::Refusal;

impl Refusal {
    fn call(message: String) -> Self {
        Self::gateway(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(crate) fn unknown_parameter(name: &str, operation: &str) -> Self {
        Self::call(format!(
            "The parameter '{name}' in the request payload is not a valid parameter for the operation '{operation}'."
        ))
    }

    pub(crate) fn missing_parameters(names: &[&str], operation: &str) -> Self {
        Self::call(format!(
            "One or more parameters of the operation '{operation}' are missing in the request payload. The missing \
             parameters are: {}.",
            names.join(",")
        ))
    }

    /// A function that no overload takes these parameters of.
    pub(crate) fn no_overload(operation: &str, given: &[&str], known: &[String]) -> Self {
        let given = if given.is_empty() { "no parameters".to_owned() } else { given.join(", ") };
        Self::call(format!(
            "The function '{operation}' is called with {given}, and takes {}.",
            known.join(" or ")
        ))
        .ours()
    }

    /// A parameter in an address that is not a name and a value.
    pub(crate) fn malformed_argument(text: &str) -> Self {
        Self::call(format!("A parameter in an address is name=value, and not '{text}'.")).ours()
    }

    /// A parameter alias without a value in the query.
    pub(crate) fn unknown_alias(alias: &str) -> Self {
        Self::call(format!("The query has no value for the parameter alias '{alias}'.")).ours()
    }

    /// The error that a stub answers.
    pub(crate) fn stubbed(status: StatusCode, code: String, message: String) -> Self {
        Self::gateway(status, code, message)
    }

    /// A stub whose answer Graph could not give.
    pub(crate) fn wrong_stub(operation: &str, reason: &str) -> Self {
        let message = format!("The stub of '{operation}' does not answer what is declared: {reason}");
        Self::gateway(StatusCode::INTERNAL_SERVER_ERROR, "WrongStub", message).ours()
    }
}
