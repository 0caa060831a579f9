//! An entity that is bound to an existing one by `@odata.bind` on create, and related entities of derived
//! types.

use graph_entity::{Patch as _, Update, graph_entity, graph_one_of};
use serde_json::json;

use crate::faults;

#[graph_entity(
    path = "/deviceManagement/groupPolicyConfigurations/{groupPolicyConfigurationId}/definitionValues/{groupPolicyDefinitionValueId}",
    version = "beta"
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GroupPolicyDefinitionValue {
    pub(crate) id: String,
    #[graph(not_null)]
    pub(crate) enabled: Option<bool>,
    #[graph(navigation)]
    pub(crate) definition: Option<GroupPolicyDefinition>,
    #[graph(navigation)]
    pub(crate) presentation_values: Vec<GroupPolicyPresentationValue>,
}

#[graph_entity(path = "/deviceManagement/groupPolicyDefinitions/{groupPolicyDefinitionId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GroupPolicyDefinition {
    pub(crate) id: String,
    pub(crate) display_name: Option<String>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum GroupPolicyPresentationValue {
    Boolean(GroupPolicyPresentationValueBoolean),
    Text(GroupPolicyPresentationValueText),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_entity(
    path = "/deviceManagement/groupPolicyConfigurations/{groupPolicyConfigurationId}/definitionValues/{groupPolicyDefinitionValueId}/presentationValues/{groupPolicyPresentationValueId}",
    version = "beta"
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GroupPolicyPresentationValueBoolean {
    pub(crate) id: String,
    #[graph(not_null)]
    pub(crate) value: Option<bool>,
}

#[graph_entity(
    path = "/deviceManagement/groupPolicyConfigurations/{groupPolicyConfigurationId}/definitionValues/{groupPolicyDefinitionValueId}/presentationValues/{groupPolicyPresentationValueId}",
    version = "beta"
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GroupPolicyPresentationValueText {
    pub(crate) id: String,
    pub(crate) value: Option<String>,
}

const DEFINITION: &str = "https://graph.microsoft.com/beta/deviceManagement/groupPolicyDefinitions('7')";

#[test]
fn a_definition_is_bound_by_its_address() {
    let body = GroupPolicyDefinitionValue::new_body().enabled(true).bind_definition(DEFINITION);
    assert_eq!(
        crate::json(&body),
        json!({
            "@odata.type": "#microsoft.graph.groupPolicyDefinitionValue",
            "enabled": true,
            "definition@odata.bind": DEFINITION,
        })
    );
}

#[test]
fn a_definition_is_created_with_its_value() {
    let definition = GroupPolicyDefinition::new_body().display_name("Doors");
    let body = GroupPolicyDefinitionValue::new_body().definition(definition);
    assert_eq!(
        crate::json(&body)["definition"],
        json!({ "@odata.type": "#microsoft.graph.groupPolicyDefinition", "displayName": "Doors" })
    );
}

#[test]
fn related_entities_of_derived_types_are_read_and_written_back() {
    let reply = json!({
        "@odata.type": "#microsoft.graph.groupPolicyDefinitionValue",
        "id": "1",
        "enabled": true,
        "definition": { "@odata.type": "#microsoft.graph.groupPolicyDefinition", "id": "7", "displayName": "Doors" },
        "presentationValues": [
            { "@odata.type": "#microsoft.graph.groupPolicyPresentationValueBoolean", "id": "2", "value": true },
            { "@odata.type": "#microsoft.graph.groupPolicyPresentationValueText", "id": "3", "value": "x" },
            { "@odata.type": "#microsoft.graph.groupPolicyPresentationValueColour", "id": "4", "value": { "red": 1 } },
        ],
    });
    let value: GroupPolicyDefinitionValue = serde_json::from_value(reply.clone()).expect("an expanded reply");
    assert!(
        matches!(&value.presentation_values[1], GroupPolicyPresentationValue::Text(text) if text.id == "3")
    );
    assert_eq!(crate::json(&value), reply);
}

#[test]
fn related_entities_are_absent_without_expansion() {
    let value: GroupPolicyDefinitionValue = serde_json::from_str(r#"{"id":"1"}"#).expect("a plain reply");
    assert_eq!((value.definition, value.presentation_values), (None, Vec::new()));
}

#[test]
fn json_of_a_create_may_bind_a_reference_and_that_of_an_update_may_not() {
    let json = json!({ "enabled": true, "definition@odata.bind": DEFINITION });
    let body =
        GroupPolicyDefinitionValuePatch::<graph_entity::Create>::from_json(json.clone()).expect("a create");
    assert_eq!(body, GroupPolicyDefinitionValue::new_body().enabled(true).bind_definition(DEFINITION));
    // If it were ignored silently, the update would change less than its JSON states.
    let error = GroupPolicyDefinitionValuePatch::<Update>::from_json(json)
        .expect_err("a reference is not updated so");
    assert_eq!(faults(&error), ["`definition` is a navigation property"]);
}

#[test]
fn binding_a_property_that_is_not_a_relationship_is_refused_in_a_create_too() {
    for name in ["colour@odata.bind", "enabled@odata.bind"] {
        let json = json!({ name: DEFINITION, "enabled": true });
        let error = GroupPolicyDefinitionValuePatch::<graph_entity::Create>::from_json(json).expect_err(name);
        assert_eq!(faults(&error), [format!("there is no property {name:?}")]);
    }
}
