//! Actions and functions: what a service does beside reading and writing entities.
//!
//! An action may change something, is sent by POST and takes its parameters as a JSON object. A function changes nothing,
//! is read by GET and takes its parameters within the address.
//!
//! Source: OData Protocol 4.01, "Operations".

mod paged;
mod parameters;
mod result;

use core::fmt;

use http::header::{ACCEPT, HeaderValue};
use http::{Method, StatusCode};

pub use result::{Returned, ReturnedItem, Returns};

use crate::base::{FurtherPath, InvalidRequestError, PathValue, Permissions, UNKNOWN_MEMBERS, fill, prefer};
use crate::model::{Edm, Kind, PropertyInfo, ReadError, Slot, holds_evolvable};
use crate::request::{Request, RequestSpec, Target};

/// An action or a function of Microsoft Graph with its parameters. Implemented by `#[graph_action]` and
/// `#[graph_function]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no action or function of Microsoft Graph",
    note = "annotate the struct of its parameters with `#[graph_action(path = \"...\")]` or `#[graph_function(...)]`"
)]
pub trait Callable {
    /// Everything about it that is not a value.
    const ABOUT: &'static CallableInfo;

    /// Shows the values of the parameters, in the order of the declaration; none for one that is left out.
    fn parameters(&self, visit: Given<'_>);
}

/// How the values of parameters are shown: all at once.
pub type Given<'a> = &'a mut dyn FnMut(&[Option<&dyn Slot>]);

/// An action or a function as the macro describes it.
#[derive(Debug)]
pub struct CallableInfo {
    sort: CallableSort,
    version: &'static str,
    path: &'static str,
    further: &'static [FurtherPath],
    parameters: &'static [PropertyInfo],
    result: Returns,
    permissions: Permissions,
}

/// An action, or a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallableSort {
    /// It may change something: POST.
    Action,
    /// It changes nothing: GET.
    Function,
}

impl CallableInfo {
    /// An action or a function as the macro describes it.
    #[doc(hidden)]
    pub const fn new(
        sort: CallableSort,
        version: &'static str,
        path: &'static str,
        further: &'static [FurtherPath],
        parameters: &'static [PropertyInfo],
        result: Returns,
        permissions: Permissions,
    ) -> Self {
        Self { sort, version, path, further, parameters, result, permissions }
    }

    /// Which of the two it is.
    pub const fn sort(&self) -> CallableSort {
        self.sort
    }

    /// `v1.0` or `beta`: the first segment of its addresses.
    pub const fn version(&self) -> &'static str {
        self.version
    }

    /// The template of its address, `/deviceManagement/managedDevices/{id}/wipe`. A function's parameters are not in it.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// Its further addresses.
    pub const fn further(&self) -> &'static [FurtherPath] {
        self.further
    }

    /// The parameters in the order of the declaration; an optional one may be left out.
    pub const fn parameters(&self) -> &'static [PropertyInfo] {
        self.parameters
    }

    /// What it gives.
    pub const fn result(&self) -> Returns {
        self.result
    }

    /// The permissions that it takes.
    pub const fn permissions(&self) -> &Permissions {
        &self.permissions
    }

    /// Its name, the last segment of its address: `wipe`.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// Whether Graph would hide members of an evolvable enumeration in what it takes or gives.
    fn is_evolvable(&self) -> bool {
        let result = if let Returns::Value(kind) = self.result { Some(kind) } else { None };
        let kinds = self.parameters.iter().map(|parameter| parameter.kind).chain(result);
        let mut seen = Vec::new();
        kinds.into_iter().any(|kind| holds_evolvable(kind, &mut seen))
    }
}

/// A parameter that may be null besides: it is given as null, or with a value.
///
/// To leave out a parameter that may be null means null, unless the service has another default for it: there, and for a
/// function whose overloads differ by their parameters, a parameter is an `Option<Nullable<T>>`. One that is a
/// `Nullable<T>` is always given.
///
/// ```
/// use graph_entity::{Nullable, graph_action};
///
/// #[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/setDeviceName")]
/// struct SetDeviceName {
///     device_name: Option<Nullable<String>>,
/// }
///
/// let sent = |device_name| SetDeviceName { device_name }.call("5d8a").to_http("https://graph.microsoft.com");
/// assert_eq!(sent(None)?.body(), "{}");
/// assert_eq!(sent(Some(Nullable(None)))?.body(), r#"{"deviceName":null}"#);
/// assert_eq!(sent(Some(Nullable(Some("Kiosk".into()))))?.body(), r#"{"deviceName":"Kiosk"}"#);
/// # Ok::<(), graph_entity::Error>(())
/// ```
///
/// Source: OData Protocol 4.01, "Invoking an Action", "Invoking a Function".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nullable<T>(pub Option<T>);

/// Null.
impl<T> Default for Nullable<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self(Some(value))
    }
}

/// The type of a parameter: one of a property, which is always given; an `Option` of it, left out where it is `None`; or
/// one of these with a [`Nullable`] in it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no parameter type of Microsoft Graph",
    label = "no type of a parameter",
    note = "a parameter is of a property's type, a `Nullable` of one where it may be null, and an `Option` of these where it may be left out"
)]
pub trait Parameter {
    /// What the type is on the wire.
    const KIND: Kind;
    /// Whether it may be left out.
    const OPTIONAL: bool;

    /// The value, none where it is left out.
    fn given(&self) -> Option<&dyn Slot>;
}

#[diagnostic::do_not_recommend]
impl<T: Edm> Parameter for T {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = false;

    #[inline]
    fn given(&self) -> Option<&dyn Slot> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Edm> Parameter for Option<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;

    #[inline]
    fn given(&self) -> Option<&dyn Slot> {
        self.as_ref().map(|value| value as _)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Edm> Parameter for Nullable<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = false;

    #[inline]
    fn given(&self) -> Option<&dyn Slot> {
        Some(&self.0)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Edm> Parameter for Option<Nullable<T>> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;

    #[inline]
    fn given(&self) -> Option<&dyn Slot> {
        self.as_ref().map(|value| &value.0 as _)
    }
}

/// The parameter of a field of type `T`.
#[doc(hidden)]
pub const fn parameter<T: Parameter>(name: &'static str, rules: u8) -> PropertyInfo {
    PropertyInfo::new(name, T::KIND, T::OPTIONAL, rules)
}

/// The body of every emitted `call`.
#[doc(hidden)]
pub fn call<C: Callable, R>(
    callable: &C,
    template: &'static str,
    values: &[PathValue],
    read: fn(StatusCode, &[u8]) -> Result<R, ReadError>,
) -> Request<R> {
    let spec = spec(C::ABOUT, template, values, &|visit| callable.parameters(visit));
    Request { spec, read }
}

fn spec(
    about: &'static CallableInfo,
    template: &'static str,
    values: &[PathValue],
    show: &dyn Fn(Given<'_>),
) -> RequestSpec {
    let permissions = Some(&about.permissions);
    let mut spec = RequestSpec::new(Method::GET, about.version, template.into(), String::new(), permissions);
    match fill(template, values) {
        Ok(path) => spec.target = Target::Path(path),
        Err(error) => spec.refuse(error),
    }
    if matches!(about.result, Returns::Stream) {
        spec.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    }
    if about.is_evolvable() {
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
    /// Puts the parameters where the callable takes them.
    fn give(&mut self, about: &CallableInfo, given: &[Option<&dyn Slot>]) -> Result<(), InvalidRequestError> {
        match about.sort {
            CallableSort::Action => {
                self.method = Method::POST;
                self.body = Some(parameters::body(about.parameters, given)?.into());
            }
            CallableSort::Function => {
                let given = parameters::inline(about.parameters, given)?;
                if let Target::Path(path) = &mut self.target {
                    path.push_str(&given);
                }
            }
        }
        Ok(())
    }
}

/// The word of OData for it.
impl fmt::Display for CallableSort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CallableSort::Action => "action",
            CallableSort::Function => "function",
        })
    }
}
