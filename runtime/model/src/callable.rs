//! Actions and functions: operations of a service other than reading and writing entities.
//!
//! An action may change something, is sent with POST and takes its parameters as a JSON object. A function
//! changes nothing, is sent with GET and takes its parameters in the URL.
//!
//! Source: OData Protocol 4.01, "Operations".

mod argument;
#[doc(hidden)]
pub mod parameters;
mod result;

use core::fmt;

#[doc(hidden)]
pub use argument::{Argument, Bodies, BodyList, ByBody, ByValue};
pub use result::{Returned, Returns};

use crate::base::{FurtherPath, Permissions};
use crate::model::{Edm, Kind, PropertyInfo};

/// An action or a function of Microsoft Graph with its parameters. Implemented by `#[graph_action]` and
/// `#[graph_function]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an action or function of Microsoft Graph",
    note = "annotate the struct of its parameters with `#[graph_action(path = \"...\")]` or `#[graph_function(...)]`"
)]
pub trait Callable {
    /// Everything about the callable except the values.
    const ABOUT: &'static CallableInfo;

    /// Passes the values of the parameters to `visit`, in the order of the declaration. A parameter that is
    /// left out is `None`.
    fn parameters(&self, visit: Given<'_>);
}

/// The type of the visitor of parameter values. It gets all of them at once.
pub type Given<'a> = &'a mut dyn FnMut(&[Option<Argument<'_>>]);

/// An action or a function, as the macro describes it.
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

/// Whether a callable is an action or a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallableSort {
    /// An action: it may change something, and is sent by POST.
    Action,
    /// A function: it changes nothing, and is sent by GET.
    Function,
}

impl CallableInfo {
    /// An action or a function, as the macro constructs it. Checks the type of the result, which the macro
    /// does not know.
    #[doc(hidden)]
    #[track_caller]
    pub const fn new(
        sort: CallableSort,
        version: &'static str,
        path: &'static str,
        further: &'static [FurtherPath],
        parameters: &'static [PropertyInfo],
        result: Returns,
        permissions: Permissions,
    ) -> Self {
        if let Returns::Value(kind) = result {
            kind.refuse_misused_flags();
        }
        Self { sort, version, path, further, parameters, result, permissions }
    }

    /// Returns whether it is an action or a function.
    pub const fn sort(&self) -> CallableSort {
        self.sort
    }

    /// `v1.0` or `beta`: the first segment of the path.
    pub const fn version(&self) -> &'static str {
        self.version
    }

    /// The path with its placeholders, `/deviceManagement/managedDevices/{id}/wipe`, without a function's
    /// parameters.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// Returns the further paths: those of `further_paths`.
    pub const fn further(&self) -> &'static [FurtherPath] {
        self.further
    }

    /// The parameters in the order of the declaration. Optional ones may be left out.
    pub const fn parameters(&self) -> &'static [PropertyInfo] {
        self.parameters
    }

    /// Returns what a reply contains.
    pub const fn result(&self) -> Returns {
        self.result
    }

    /// Returns the permissions that it requires, as they are declared.
    pub const fn permissions(&self) -> &Permissions {
        &self.permissions
    }

    /// The name, which is the last segment of the path: `wipe`.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }
}

/// The value of a parameter that may be null.
///
/// Leaving out a parameter usually means null, unless the service has another default. For such a service,
/// and for a function whose overloads differ by their parameters, declare an `Option<Nullable<T>>`. A plain
/// `Nullable<T>` is always sent, as null or with a value.
///
/// ```
/// use graph_entity::{Nullable, graph_action};
///
/// #[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/setDeviceName")]
/// struct SetDeviceName {
///     device_name: Option<Nullable<String>>,
/// }
///
/// let sent = |device_name| {
///     SetDeviceName { device_name }.call("5d8a").to_http("https://graph.microsoft.com")
/// };
/// assert_eq!(sent(None)?.body(), "{}");
/// assert_eq!(sent(Some(Nullable(None)))?.body(), r#"{"deviceName":null}"#);
/// assert_eq!(sent(Some(Nullable(Some("Kiosk".into()))))?.body(), r#"{"deviceName":"Kiosk"}"#);
/// # Ok::<(), graph_entity::Error>(())
/// ```
///
/// Source: OData Protocol 4.01, "Invoking an Action", "Invoking a Function".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nullable<T>(pub Option<T>);

/// The default is null.
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

/// The type of a parameter: a property type, which is always sent; an `Option` of it, which is left out if it
/// is `None`; or one of these around a [`Nullable`].
///
/// A parameter of an action can also be the create body of an entity, `{Entity}Patch<Create>`, or a `Vec` of
/// them: the service creates these entities when it runs the action, and they can refer to existing ones. A
/// list of bodies of several types is a `Vec` of [`CreateBody`](crate::entity::CreateBody).
///
/// ```
/// use graph_entity::{Create, graph_action, graph_entity};
///
/// #[graph_entity(
///     path = "/deviceManagement/groupPolicyConfigurations/{groupPolicyConfigurationId}/definitionValues/{groupPolicyDefinitionValueId}",
///     version = "beta"
/// )]
/// struct GroupPolicyDefinitionValue {
///     id: String,
///     enabled: Option<bool>,
///     #[graph(navigation)]
///     definition: Option<GroupPolicyDefinition>,
/// }
///
/// #[graph_entity(path = "/deviceManagement/groupPolicyDefinitions/{groupPolicyDefinitionId}", version = "beta")]
/// struct GroupPolicyDefinition {
///     id: String,
/// }
///
/// #[graph_action(
///     path = "/deviceManagement/groupPolicyConfigurations/{groupPolicyConfigurationId}/updateDefinitionValues",
///     version = "beta"
/// )]
/// struct UpdateDefinitionValues {
///     added: Vec<GroupPolicyDefinitionValuePatch<Create>>,
///     deleted_ids: Vec<String>,
/// }
///
/// let value = GroupPolicyDefinitionValue::new_body().enabled(true).bind_definition(GroupPolicyDefinition::at("7"));
/// let update = UpdateDefinitionValues { added: vec![value], deleted_ids: vec![] };
/// let http = update.call("5d8a").to_http("https://graph.microsoft.com")?;
/// let sent: serde_json::Value = serde_json::from_slice(http.body()).expect("JSON");
/// assert_eq!(
///     sent["added"][0]["definition@odata.bind"],
///     "https://graph.microsoft.com/beta/deviceManagement/groupPolicyDefinitions/7"
/// );
/// # Ok::<(), graph_entity::Error>(())
/// ```
///
/// `How` is [`ByValue`] or [`ByBody`]. It is inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a parameter type of Microsoft Graph",
    label = "not a parameter type",
    note = "a parameter is of a property's type, a `Nullable` of one where it may be null, and an `Option` of these where it may be left out",
    note = "a parameter of an action can be a create body too, `{{Entity}}Patch<Create>`, or a `Vec` of them; one of a function cannot, since it is part of the address"
)]
pub trait Parameter<How = ByValue> {
    /// The OData type of the parameter's value.
    const KIND: Kind;
    /// Whether the parameter may be left out, as an `Option` may.
    const OPTIONAL: bool;
    /// See [`Edm::TYPE_NAME`].
    #[doc(hidden)]
    const TYPE_NAME: &'static str;

    /// Returns the value. `None` if the parameter is left out.
    fn given(&self) -> Option<Argument<'_>>;
}

/// Implements [`Parameter`] for the types with a bound, and for an `Option` and a [`Nullable`] of them.
macro_rules! parameters {
    ($how:ident: $bound:ident) => {
        #[diagnostic::do_not_recommend]
        impl<T: $bound> Parameter<$how> for T {
            const KIND: Kind = <T as $bound>::KIND;
            const OPTIONAL: bool = false;
            const TYPE_NAME: &'static str = <T as $bound>::TYPE_NAME;

            #[inline]
            fn given(&self) -> Option<Argument<'_>> {
                Some($how::argument(self))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: $bound> Parameter<$how> for Option<T> {
            const KIND: Kind = <T as $bound>::KIND;
            const OPTIONAL: bool = true;
            const TYPE_NAME: &'static str = <T as $bound>::TYPE_NAME;

            #[inline]
            fn given(&self) -> Option<Argument<'_>> {
                self.as_ref().map($how::argument)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: $bound> Parameter<$how> for Nullable<T> {
            const KIND: Kind = <T as $bound>::KIND;
            const OPTIONAL: bool = false;
            const TYPE_NAME: &'static str = <T as $bound>::TYPE_NAME;

            #[inline]
            fn given(&self) -> Option<Argument<'_>> {
                Some(self.0.as_ref().map_or(Argument::Null, $how::argument))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: $bound> Parameter<$how> for Option<Nullable<T>> {
            const KIND: Kind = <T as $bound>::KIND;
            const OPTIONAL: bool = true;
            const TYPE_NAME: &'static str = <T as $bound>::TYPE_NAME;

            #[inline]
            fn given(&self) -> Option<Argument<'_>> {
                self.as_ref().and_then(Parameter::<$how>::given)
            }
        }
    };
}

parameters!(ByValue: Edm);
parameters!(ByBody: Bodies);

/// The description of a parameter with a field of type `T`.
#[doc(hidden)]
pub const fn parameter<T: Parameter>(name: &'static str, rules: u16) -> PropertyInfo {
    PropertyInfo::value(name, T::KIND, T::OPTIONAL, rules)
}

/// Displays OData's term: `action` or `function`.
impl fmt::Display for CallableSort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CallableSort::Action => "action",
            CallableSort::Function => "function",
        })
    }
}
