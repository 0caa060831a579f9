//! What calls change: as workloads do, and as a stub says.

use serde_json::Value;

use crate::calls::answer::Effect;
use crate::data::check::Check;
use crate::data::insert::{NewEntity, Related, Resolve, replace_related};
use crate::data::properties::Properties;
use crate::data::store::Store;
use crate::data::timestamps;
use crate::refusals::Refusal;
use crate::schema::address::Address;
use crate::schema::names::Names;
use crate::schema::operation::Operation;
use crate::schema::structure::{Property, Role, Structure};
use crate::schema::types::Type;

/// The action that replaces all assignments of an entity by those of its parameter.
///
/// Source: Microsoft Graph, "assign action" of Intune's policies, scripts and apps.
const ASSIGN: &str = "assign";

const MANAGED_DEVICE: &str = "microsoft.graph.managedDevice";
const CONTENT_FILE: &str = "microsoft.graph.mobileAppContentFile";

/// The actions that mark an entity as waiting for them: its type, the action, the property and its value.
///
/// Source: Microsoft Graph, "managementState enum type", "wipe action", "retire action",
/// "mobileAppContentFileUploadState enum type", "commit action", "renewUpload action".
const PENDING: [(&str, &str, &str, &str); 4] = [
    (MANAGED_DEVICE, "wipe", "managementState", "wipePending"),
    (MANAGED_DEVICE, "retire", "managementState", "retirePending"),
    (CONTENT_FILE, "commit", "uploadState", "commitFilePending"),
    (CONTENT_FILE, "renewUpload", "uploadState", "azureStorageUriRenewalPending"),
];

/// What an action of this name does to the entity that it is called on.
pub(crate) fn of_action(
    check: &Check<'_>,
    structure: &Structure,
    operation: &Operation,
    parameters: &Properties,
) -> Vec<Effect> {
    if operation.is_action && operation.name.eq_ignore_ascii_case(ASSIGN) {
        return replacements(structure, operation, parameters);
    }
    let is_marked = |(name, action, property, state): &&(&str, &str, &str, &str)| {
        operation.is_action
            && operation.name == *action
            && check.schema.is_derived(&structure.name, name)
            && has_member(check, structure, property, state)
    };
    let marked = PENDING.iter().find(is_marked);
    let set = |(_, _, property, state): &(&str, &str, &str, &str)| {
        Effect::Set(Properties::from_iter([((*property).to_owned(), (*state).into())]))
    };
    marked.map(set).into_iter().collect()
}

/// Whether a property is of an enumeration with this member.
fn has_member(check: &Check<'_>, structure: &Structure, property: &str, member: &str) -> bool {
    let Some(Type::Enumeration(name)) = structure.property(property).map(|property| &property.kind) else {
        return false;
    };
    check.schema.enumeration(name).is_some_and(|it| it.members().iter().any(|known| known == member))
}

/// The properties that the parameters of an assignment replace: those whose items are of the same type.
fn replacements(structure: &Structure, operation: &Operation, parameters: &Properties) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (name, value) in parameters {
        let (Some(parameter), Value::Array(items)) = (operation.parameters.property(name), value) else {
            continue;
        };
        let Some(property) = assigned(structure, parameter) else { continue };
        effects.push(if property.role.is_navigation() {
            Effect::Replace(property.name.clone(), items.clone())
        } else {
            Effect::Set(Properties::from_iter([(property.name.clone(), value.clone())]))
        });
    }
    effects
}

/// The property of an entity that a parameter of `assign` is about.
pub(crate) fn assigned<'s>(structure: &'s Structure, parameter: &Property) -> Option<&'s Property> {
    let item = parameter.item().public_name();
    let mut properties = structure.properties.iter().filter(|property| property.is_collection());
    properties.find(|it| it.item().public_name() == item && it.role != Role::Reference)
}

/// A checked change of an entity.
pub(crate) enum Prepared<'a> {
    Set(Properties),
    Replace(Related<'a>),
    Delete,
}

impl<'a> Prepared<'a> {
    /// Checks a change of an entity of a structure.
    pub(crate) fn read(
        check: &Check<'a>,
        structure: &'a Structure,
        effect: Effect,
        resolve: Resolve<'_>,
    ) -> Result<Self, Refusal> {
        Ok(match effect {
            Effect::Delete => Self::Delete,
            Effect::Set(values) => Self::Set(check.object(structure, values, None)?),
            Effect::Replace(name, items) => {
                let found = Names::AnyCase.find(&structure.properties, &name, |property| &property.name);
                let property = found.declared().filter(|property| property.role.is_navigation());
                let property = property.ok_or_else(|| Refusal::unknown_property(structure, &name))?;
                let body = Properties::from_iter([(property.name.clone(), Value::Array(items))]);
                let mut body = check.object(structure, body, None)?;
                Self::Replace(NewEntity::related(check.schema, structure, &mut body, resolve)?)
            }
        })
    }

    /// Makes the change.
    pub(crate) fn apply(self, store: &mut Store, address: &Address, structure: &Structure) {
        match self {
            Self::Delete => drop(store.remove(address)),
            Self::Set(values) => {
                let Some(stored) = store.get(address) else { return };
                let mut properties = stored.properties.to_map();
                properties.extend(values);
                timestamps::changed(structure, &mut properties);
                store.put(address.clone(), &structure.name, &properties);
            }
            Self::Replace(related) => replace_related(store, address, related),
        }
    }
}
