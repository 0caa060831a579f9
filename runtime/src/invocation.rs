//! The requests that invoke actions and functions.
//!
//! Source: OData Protocol 4.01, "Invoking an Action", "Invoking a Function".

mod paged;

use graph_entity_model::base::{InvalidRequestError, PathValue, fill};
use graph_entity_model::callable::{
    Argument, Callable, CallableInfo, CallableSort, Given, Returns, parameters,
};
use graph_entity_model::model::{PropertyInfo, ReadError, holds_evolvable};
use http::header::{ACCEPT, HeaderValue};
use http::{Method, StatusCode};

pub use paged::ReturnedItem;

use crate::base::{UNKNOWN_MEMBERS, prefer};
use crate::request::{Request, RequestSpec, Sent, Target};

/// The body of every emitted `call`.
pub fn call<C: Callable, R>(
    callable: &C,
    template: &'static str,
    values: &[PathValue],
    read: fn(StatusCode, &[u8]) -> Result<R, ReadError>,
) -> Request<R> {
    let spec = spec(C::ABOUT, template, values, &|visit| callable.parameters(visit));
    Request::new(spec, read)
}

fn spec(
    about: &'static CallableInfo,
    template: &'static str,
    values: &[PathValue],
    show: &dyn Fn(Given<'_>),
) -> RequestSpec {
    let permissions = Some(about.permissions());
    let mut spec =
        RequestSpec::new(Method::GET, about.version(), template.into(), String::new(), permissions);
    match fill(template, values) {
        Ok(path) => spec.target = Target::Path(path),
        Err(error) => spec.refuse(error),
    }
    if matches!(about.result(), Returns::Stream) {
        spec.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        spec.options.follows_redirect = true;
    }
    spec.declared.sent = Sent::Members(about.parameters());
    if let Returns::Value(kind) = about.result() {
        spec.declared.reply = Some(kind);
    }
    if is_evolvable(about) {
        prefer(&mut spec.headers, UNKNOWN_MEMBERS);
    }
    show(&mut |given| {
        if let Err(error) = spec.give(about, given) {
            spec.refuse(error);
        }
    });
    spec
}

impl RequestSpec {
    /// Adds the parameters to the request: to an action's body, to a function's path.
    fn give(
        &mut self,
        about: &CallableInfo,
        given: &[Option<Argument<'_>>],
    ) -> Result<(), InvalidRequestError> {
        match about.sort() {
            CallableSort::Action => {
                self.method = Method::POST;
                self.body = Some(parameters::body(about.parameters(), given)?);
            }
            CallableSort::Function => {
                let given = parameters::inline(about.parameters(), given)?;
                if let Target::Path(path) = &mut self.target {
                    path.push_str(&given);
                }
            }
        }
        Ok(())
    }
}

/// Whether the parameters or the result contain an evolvable enumeration, whose later members Graph hides
/// by default.
fn is_evolvable(about: &CallableInfo) -> bool {
    let result = if let Returns::Value(kind) = about.result() { Some(kind) } else { None };
    let kinds = about.parameters().iter().map(PropertyInfo::kind).chain(result);
    // Types may contain one another, so each is visited once.
    let mut seen = Vec::new();
    kinds.into_iter().any(|kind| holds_evolvable(kind, &mut seen))
}
