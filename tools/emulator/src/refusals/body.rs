//! Refusals of Intune's parser of bodies. Messages without a source of their own are those of the OData
//! library that it uses.

use serde_json::Value;

use crate::refusals::Refusal;
use crate::schema::structure::{Property, Structure};
use crate::schema::types::{Type, service_name};

impl Refusal {
    // Source: microsoft/Intune-PowerShell-SDK#98.
    pub(crate) fn unknown_property(structure: &Structure, property: &str) -> Self {
        let name = service_name(&structure.name);
        Self::model(format!(
            "The property '{property}' does not exist on type '{name}'. Make sure to only use property names that are \
             defined by the type."
        ))
    }

    /// A name that is none of the declared spellings, and several of them without regard to case.
    pub(crate) fn ambiguous_property(structure: &Structure, property: &str) -> Self {
        let name = service_name(&structure.name);
        Self::model(format!(
            "The type '{name}' has several properties whose names differ from '{property}' only in case."
        ))
        .ours()
    }

    /// An object with two members of one name.
    pub(crate) fn duplicate(message: String) -> Self {
        Self::model(message)
    }

    pub(crate) fn null(property: &str, kind: &Type) -> Self {
        Self::model(format!(
            "A null value was found for the property named '{property}', which has the expected type \
             '{kind}[Nullable=False]'. The expected type '{kind}[Nullable=False]' does not allow null values."
        ))
    }

    // Source: microsoftgraph/msgraph-beta-sdk-dotnet#699.
    pub(crate) fn navigation(structure: &Structure, property: &Property, verb: &str) -> Self {
        let (structure, property) = (service_name(&structure.name), &property.name);
        Self::model(format!(
            "Cannot apply {verb} to navigation property '{property}' on entity type '{structure}'."
        ))
    }

    /// An `@odata.bind` of a property that is not a navigation property, or with a value that is not an
    /// address.
    pub(crate) fn invalid_link(structure: &Structure, property: &Property) -> Self {
        let (structure, property) = (service_name(&structure.name), &property.name);
        Self::model(format!(
            "'{property}@odata.bind' on type '{structure}' takes the address of an entity where '{property}' is a navigation \
             property, and a list of addresses where it leads to many."
        ))
        .ours()
    }

    /// A `$ref` request without an address.
    pub(crate) fn missing_reference() -> Self {
        let message = "A reference is {\"@odata.id\": \"https://...\"}, and one of many is deleted by its key or by ?$id=.";
        Self::model(message.to_owned()).ours()
    }

    /// An address in a body that does not lead to an entity of the right type.
    pub(crate) fn invalid_target(url: &str, reason: &str) -> Self {
        Self::model(format!("The address '{url}' is not the target of a link: {reason}.")).ours()
    }

    // Source: SkipToTheEndpoint/OpenIntuneBaseline#207. The name is written as the client sent it.
    pub(crate) fn unknown_type(name: &str) -> Self {
        Self::model(format!(
            "A type named '{name}' could not be resolved by the model. When a model is available, each type name must \
             resolve to a valid type."
        ))
    }

    // Source: MSEndpointMgr/IntuneWin32App#136.
    pub(crate) fn other_type(name: &str, structure: &Structure) -> Self {
        let (found, expected) = (service_name(name), service_name(&structure.name));
        Self::model(format!(
            "A value was encountered that has a type name that is incompatible with the metadata. The value specified \
             its type as '{found}', but the type specified in the metadata is '{expected}'."
        ))
    }

    // Source: microsoftgraph/powershell-intune-samples#162, microsoftgraph/msgraph-beta-sdk-dotnet#873.
    pub(crate) fn abstract_type() -> Self {
        Self::model("Cannot create an abstract class.".to_owned())
    }

    // Source: microsoft/Intune-Config-Frameworks#8.
    pub(crate) fn not_derived(name: &str, declared: &str) -> Self {
        let (found, expected) = (service_name(name), service_name(declared));
        Self::model(format!(
            "An entry with type '{found}' was found, but it is not assignable to the expected type '{expected}'. The type \
             specified in the entry must be equal to either the expected type or a derived type."
        ))
    }

    /// A member that the client may not send without `Prefer: include-unknown-enum-members`, or the sentinel
    /// itself.
    pub(crate) fn hidden_member(member: &str) -> Self {
        Self::model(format!(
            "The member '{member}' takes the header Prefer: include-unknown-enum-members, and unknownFutureValue is never \
             a value to set."
        ))
        .ours()
    }

    pub(crate) fn type_not_a_string() -> Self {
        Self::model("The value of the annotation '@odata.type' must be a string.".to_owned()).ours()
    }

    // Source: eneerge/CIS-Microsoft-Intune-For-Windows-IntuneProfile#2.
    pub(crate) fn literal(value: &Value, kind: &Type) -> Self {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Bool(true) => "True".to_owned(),
            Value::Bool(false) => "False".to_owned(),
            other => other.to_string(),
        };
        Self::model(format!("Cannot convert the literal '{text}' to the expected type '{kind}'."))
    }

    pub(crate) fn number_as_text(kind: &Type) -> Self {
        Self::model(format!(
            "Cannot convert a value to target type '{kind}' because of conflict between input format string/number \
             and parameter 'IEEE754Compatible' false/true."
        ))
    }

    // Source: byteben/Win32App-Migration-Tool#23.
    pub(crate) fn unknown_member(member: &str) -> Self {
        Self::model(format!("Requested value '{member}' was not found."))
    }

    // Source: Microsoft365DSC/Microsoft365DSC#3539.
    pub(crate) fn node(found: &Value, expected: &str) -> Self {
        let found = match found {
            Value::Array(_) => "StartArray",
            Value::Object(_) => "StartObject",
            _ => "PrimitiveValue",
        };
        Self::model(format!(
            "An unexpected '{found}' node was found when reading from the JSON reader. A '{expected}' node was expected."
        ))
    }
}
