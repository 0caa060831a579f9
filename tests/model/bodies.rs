//! Create bodies as values: inside another body, as a parameter of an action, and as JSON that is read back.

use bytes::Bytes;
use graph_entity::model::{Kind, PropertyInfo};
use graph_entity::transport::from_fn;
use graph_entity::{
    AccessToken, Client, Create, CreateBody, Error, InvalidRequestError, Nullable, Patch, PatchErrorKind,
    Request, graph_action, graph_entity, graph_enum, graph_one_of,
};
use serde_json::{Value, json};

#[graph_entity(
    path = "/deviceManagement/groupPolicyConfigurations/{groupPolicyConfigurationId}/definitionValues/{groupPolicyDefinitionValueId}",
    version = "beta",
    operations(create, replace, list)
)]
#[derive(Clone, PartialEq)]
struct GroupPolicyDefinitionValue {
    id: String,
    enabled: Option<bool>,
    configuration_type: Option<ConfigurationType>,
    #[graph(sensitive)]
    secret: Option<String>,
    #[graph(navigation)]
    definition: Option<GroupPolicyDefinition>,
    #[graph(navigation)]
    presentation_values: Vec<GroupPolicyPresentationValue>,
}

#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq)]
enum ConfigurationType {
    Policy,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_entity(path = "/deviceManagement/groupPolicyDefinitions/{groupPolicyDefinitionId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
struct GroupPolicyDefinition {
    id: String,
    display_name: Option<String>,
}

#[graph_entity(
    path = "/deviceManagement/groupPolicyDefinitions/{groupPolicyDefinitionId}/presentations/{groupPolicyPresentationId}",
    version = "beta"
)]
#[derive(Debug, Clone, PartialEq)]
struct GroupPolicyPresentation {
    id: String,
    label: Option<String>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
enum GroupPolicyPresentationValue {
    Text(GroupPolicyPresentationValueText),
    Decimal(GroupPolicyPresentationValueDecimal),
    #[graph(unrecognized)]
    Unrecognized(Value),
}

#[graph_entity(path = "/deviceManagement/texts/{textId}", version = "beta")]
#[derive(Clone, PartialEq)]
struct GroupPolicyPresentationValueText {
    id: String,
    value: Option<String>,
    #[graph(sensitive)]
    password: Option<String>,
    #[graph(navigation)]
    presentation: Option<GroupPolicyPresentation>,
}

/// A body of this type contains its `@odata.type` only where another type is declared.
#[graph_entity(path = "/deviceManagement/decimals/{decimalId}", version = "beta", odata_type = never)]
#[derive(Debug, Clone, PartialEq)]
struct GroupPolicyPresentationValueDecimal {
    id: String,
    value: Option<f64>,
    #[graph(navigation)]
    presentation: Option<GroupPolicyPresentation>,
}

#[graph_action(
    path = "/deviceManagement/groupPolicyConfigurations/{groupPolicyConfigurationId}/updateDefinitionValues",
    version = "beta"
)]
#[derive(Debug, Clone, PartialEq, Default)]
struct UpdateDefinitionValues {
    added: Vec<GroupPolicyDefinitionValuePatch<Create>>,
    deleted_ids: Vec<String>,
}

/// Every way in which a parameter can be a body.
#[graph_action(path = "/deviceManagement/import", version = "beta")]
#[derive(Debug, Default)]
struct Import {
    one: GroupPolicyDefinitionPatch<Create>,
    perhaps: Option<GroupPolicyDefinitionPatch<Create>>,
    or_null: Nullable<GroupPolicyDefinitionPatch<Create>>,
    perhaps_null: Option<Nullable<Vec<GroupPolicyDefinitionPatch<Create>>>>,
    several: Option<Vec<GroupPolicyDefinitionPatch<Create>>>,
    mixed: Vec<CreateBody<GroupPolicyPresentationValue>>,
    by_alias: Option<Definitions>,
}

type Definitions = Vec<GroupPolicyDefinitionPatch<Create>>;

const ENDPOINT: &str = "https://graph.microsoft.us";

fn text(presentation: &str) -> GroupPolicyPresentationValueTextPatch<Create> {
    let presentation = GroupPolicyPresentation::at("7", presentation);
    GroupPolicyPresentationValueText::new_body().value("x").bind_presentation(presentation)
}

fn decimal(value: f64) -> GroupPolicyPresentationValueDecimalPatch<Create> {
    let body = GroupPolicyPresentationValueDecimal::new_body().value(value);
    body.bind_presentation("/beta/deviceManagement/groupPolicyDefinitions/7/presentations/9")
}

fn value(definition: &str) -> GroupPolicyDefinitionValuePatch<Create> {
    GroupPolicyDefinitionValue::new_body()
        .enabled(true)
        .bind_definition(GroupPolicyDefinition::at(definition))
        .presentation_values(vec![CreateBody::from(text("8")), CreateBody::from(decimal(0.5))])
}

/// The JSON of `value` as it is sent to an endpoint.
fn expected(definition: &str, endpoint: &str) -> Value {
    let definition = format!("{endpoint}/beta/deviceManagement/groupPolicyDefinitions/{definition}");
    let presentation =
        |id| format!("{endpoint}/beta/deviceManagement/groupPolicyDefinitions/7/presentations/{id}");
    json!({
        "@odata.type": "#microsoft.graph.groupPolicyDefinitionValue",
        "enabled": true,
        "definition@odata.bind": definition,
        "presentationValues": [
            {
                "@odata.type": "#microsoft.graph.groupPolicyPresentationValueText",
                "value": "x",
                "presentation@odata.bind": presentation("8"),
            },
            {
                "@odata.type": "#microsoft.graph.groupPolicyPresentationValueDecimal",
                "value": 0.5,
                "presentation@odata.bind": presentation("9"),
            },
        ],
    })
}

fn sent<T>(request: &Request<T>) -> Value {
    let http = request.to_http(ENDPOINT).expect("a request");
    serde_json::from_slice(http.body()).expect("JSON")
}

fn refused<T>(request: &Request<T>) -> InvalidRequestError {
    match request.to_http(ENDPOINT) {
        Err(Error::Invalid(error)) => *error,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_parameter_is_a_list_of_bodies_with_absolute_links() {
    let update =
        UpdateDefinitionValues { added: vec![value("1"), value("2")], deleted_ids: vec!["3".into()] };
    let expected = |endpoint| json!({ "added": [expected("1", endpoint), expected("2", endpoint)], "deletedIds": ["3"] });
    let request = update.call("c");
    assert_eq!(sent(&request), expected(ENDPOINT));
    for endpoint in ["https://graph.microsoft.com", "https://h:8443/o'k"] {
        let http = request.to_http(endpoint).expect("a request");
        assert_eq!(serde_json::from_slice::<Value>(http.body()).expect("JSON"), expected(endpoint));
    }
    assert_eq!(sent(&UpdateDefinitionValues::default().call("c")), json!({ "added": [], "deletedIds": [] }));
}

#[test]
fn a_parameter_is_a_body_in_every_shape() {
    let body = || GroupPolicyDefinition::new_body().display_name("d");
    let json = json!({ "@odata.type": "#microsoft.graph.groupPolicyDefinition", "displayName": "d" });
    let empty = json!({ "@odata.type": "#microsoft.graph.groupPolicyDefinition" });
    assert_eq!(sent(&Import::default().call()), json!({ "one": empty, "orNull": null, "mixed": [] }));
    let import = Import {
        one: body(),
        perhaps: Some(body()),
        or_null: body().into(),
        perhaps_null: Some(Nullable(None)),
        several: Some(vec![body(), body()]),
        mixed: vec![text("8").into(), decimal(0.5).into()],
        by_alias: Some(vec![body()]),
    };
    assert_eq!(
        sent(&import.call()),
        json!({
            "one": json, "perhaps": json, "orNull": json, "perhapsNull": null, "several": [json, json],
            "mixed": expected("1", ENDPOINT)["presentationValues"], "byAlias": [json],
        })
    );
    let import = Import { perhaps_null: Some(vec![body()].into()), ..Import::default() };
    assert_eq!(sent(&import.call())["perhapsNull"], json!([json]));
}

#[test]
fn the_description_names_the_entity_and_later_members_are_asked_for() {
    let parameters = UpdateDefinitionValues::ABOUT.parameters();
    assert_eq!(parameters[0].kind().to_string(), "Collection(microsoft.graph.groupPolicyDefinitionValue)");
    assert!(matches!(Import::ABOUT.parameters()[0].kind(), Kind::Entity(_)));
    assert_eq!(
        Import::ABOUT.parameters()[5].kind().to_string(),
        "Collection(microsoft.graph.groupPolicyPresentationValue)"
    );
    let optional: Vec<_> = Import::ABOUT.parameters().iter().map(PropertyInfo::is_optional).collect();
    assert_eq!(optional, [false, true, false, true, true, false, true]);

    let prefer = |http: http::Request<Bytes>| http.headers().get("prefer").cloned();
    let update = UpdateDefinitionValues::default().call("c").to_http(ENDPOINT).expect("a request");
    assert!(prefer(update).is_some_and(|value| value == "include-unknown-enum-members"));
    assert!(prefer(Import::default().call().to_http(ENDPOINT).expect("a request")).is_none());
}

#[test]
fn an_error_inside_a_body_names_the_path_to_it() {
    let with = |bad: GroupPolicyPresentationValueTextPatch<Create>| {
        value("2").presentation_values(vec![text("8"), bad])
    };
    let sentinel = ConfigurationType::from("unknownFutureValue");
    for (bad, path) in [
        (with(text("")), "[1].presentationValues[1].presentation"),
        (with(text("8").password("****")), "[1].presentationValues[1].password"),
        (value(""), "[1].definition"),
        (value("2").secret("****"), "[1].secret"),
        (value("2").configuration_type(sentinel), "[1].configurationType"),
        (value("2").presentation_values(vec![decimal(f64::NAN)]), "[1].presentationValues[0].value"),
    ] {
        let update = UpdateDefinitionValues { added: vec![value("1"), bad.clone()], ..Default::default() };
        let error = refused(&update.call("c"));
        assert_eq!(error.property(), Some(format!("added{path}").as_str()), "{error}");
        // In a create the path is the same without the parameter and the item.
        let create = GroupPolicyDefinitionValue::within("c").create(bad);
        let error = refused(&create);
        let path = &path[4..];
        match error.property() {
            Some(property) => assert_eq!(property, path),
            None => assert_eq!(path, "definition", "an address of the body's own: {error}"),
        }
    }
    let error = refused(&UpdateDefinitionValues { added: vec![value("")], ..Default::default() }.call("c"));
    assert!(error.to_string().contains("`added[0].definition`"), "{error}");
    assert!(error.to_string().contains("`{groupPolicyDefinitionId}`"), "{error}");
    // Setting the value again removes the error.
    let mended = UpdateDefinitionValues {
        added: vec![value("").bind_definition(GroupPolicyDefinition::at("1"))],
        ..Default::default()
    };
    assert_eq!(sent(&mended.call("c"))["added"], json!([expected("1", ENDPOINT)]));
}

#[test]
fn a_list_in_a_create_and_in_a_replacement_is_one_of_bodies() {
    let create = GroupPolicyDefinitionValue::within("c").create(value("1"));
    assert_eq!(sent(&create), expected("1", ENDPOINT));
    let replace = GroupPolicyDefinitionValue::at("c", "1").replace(value("1"));
    assert_eq!(sent(&replace), expected("1", ENDPOINT));
    // Not in the order of the declaration, and with a value that is set twice.
    let body = value("2").enabled(false).presentation_values(vec![text("9")]).enabled(true);
    let again = body.presentation_values(vec![CreateBody::from(text("8")), decimal(0.5).into()]);
    let again = again.bind_definition(GroupPolicyDefinition::at("1"));
    assert_eq!(sent(&GroupPolicyDefinitionValue::within("c").create(again)), expected("1", ENDPOINT));
}

#[tokio::test]
async fn links_in_a_batch_are_absolute() {
    let transport = from_fn(move |request: http::Request<Bytes>| {
        let sent: Value = serde_json::from_slice(request.body()).expect("JSON");
        let items = sent["requests"].as_array().expect("requests");
        let replies: Vec<_> = items
            .iter()
            .map(|item| {
                let (id, body) = (&item["id"], &item["body"]);
                let value = if body["added"].is_array() { &body["added"][0] } else { body };
                assert_eq!(*value, expected("1", ENDPOINT), "{item}");
                json!({ "id": id, "status": 204 })
            })
            .collect();
        http::Response::new(Bytes::from(json!({ "responses": replies }).to_string()))
    });
    let token = AccessToken::new("token-of-a-test").expect("a token");
    let builder = Client::builder().credential(token).transport(transport);
    let client = builder.endpoint(ENDPOINT).build().expect("a client");
    let mut batch = client.batch();
    let update = UpdateDefinitionValues { added: vec![value("1")], ..Default::default() };
    let update = batch.add(update.call("c"));
    let replace = batch.add(GroupPolicyDefinitionValue::at("c", "1").replace(value("1")));
    let mut replies = batch.send().await;
    replies.take(update).expect("the action's reply");
    replies.take(replace).expect("the replacement's reply");
}

#[test]
fn serialized_json_is_the_sent_json_except_for_the_endpoint() {
    let body = value("1");
    let json = serde_json::to_value(&body).expect("JSON");
    assert_eq!(json, expected("1", "{endpoint}"));
    // `get` and `into_bytes` return the same text.
    assert_eq!(
        body.get("definition@odata.bind"),
        Some(r#""{endpoint}/beta/deviceManagement/groupPolicyDefinitions/1""#)
    );
    let text = serde_json::to_string(&body).expect("JSON");
    let http = GroupPolicyDefinitionValue::within("c").create(body.clone()).to_http(ENDPOINT);
    let http = http.expect("a request");
    assert_eq!(text.replace("{endpoint}", ENDPOINT), *http.body());
    let bytes = graph_entity::PatchBody::from(body.clone()).into_bytes().expect("bytes");
    assert_eq!(text, bytes);

    // Without such an address the two are equal, even if a text contains the placeholder.
    let body = GroupPolicyDefinition::new_body().display_name("{endpoint}/beta/x");
    let text = serde_json::to_string(&body).expect("JSON");
    assert_eq!(text, graph_entity::PatchBody::from(body).into_bytes().expect("bytes"));
    let import = Import {
        one: GroupPolicyDefinition::new_body().display_name("{endpoint}/beta/x"),
        ..Import::default()
    };
    assert_eq!(sent(&import.call())["one"]["displayName"], "{endpoint}/beta/x");
}

#[test]
fn json_with_references_inside_makes_the_same_body_again() {
    let json = serde_json::to_value(value("1")).expect("JSON");
    let again = GroupPolicyDefinitionValuePatch::<Create>::from_json(json).expect("a create body");
    assert!(again == value("1"));
    assert_eq!(sent(&GroupPolicyDefinitionValue::within("c").create(again)), expected("1", ENDPOINT));
    // A path that starts with the version, as a person writes it, and an address of another service.
    let json = json!({
        "definition": { "displayName": "d" },
        "presentationValues": [
            { "@odata.type": "#microsoft.graph.groupPolicyPresentationValueText", "presentation@odata.bind": "/beta/a/1" },
            { "@odata.type": "#microsoft.graph.groupPolicyPresentationValueText", "presentation@odata.bind": "https://h/beta/a/1" },
            { "@odata.type": "#microsoft.graph.groupPolicyPresentationValueColour", "value": [1] },
        ],
    });
    let body = GroupPolicyDefinitionValuePatch::<Create>::from_json(json).expect("a create body");
    let sent = sent(&GroupPolicyDefinitionValue::within("c").create(body));
    let values = &sent["presentationValues"];
    assert_eq!(values[0]["presentation@odata.bind"], format!("{ENDPOINT}/beta/a/1"));
    assert_eq!(values[1]["presentation@odata.bind"], "https://h/beta/a/1");
    assert_eq!(values[2]["value"], json!([1]));
    assert_eq!(
        sent["definition"],
        json!({ "@odata.type": "#microsoft.graph.groupPolicyDefinition", "displayName": "d" })
    );
}

#[test]
fn json_of_related_entities_follows_the_rules_of_a_create() {
    const TEXT: &str = "#microsoft.graph.groupPolicyPresentationValueText";
    let related = |item: Value| json!({ "presentationValues": [{ "@odata.type": TEXT }, item] });
    for (json, words) in [
        (
            related(json!({ "@odata.type": TEXT, "id": "1" })),
            "property `presentationValues[1].id` is read-only",
        ),
        (
            related(json!({ "@odata.type": TEXT, "colour": 1 })),
            r#"there is no property "presentationValues[1].colour""#,
        ),
        (
            related(json!({ "@odata.type": TEXT, "value": 1 })),
            "property `presentationValues[1].value`: expected Edm.String, found the number 1",
        ),
        (
            related(json!({ "@odata.type": TEXT, "value@odata.bind": "/beta/a" })),
            r#"there is no property "presentationValues[1].value@odata.bind""#,
        ),
        (
            related(json!({ "@odata.type": TEXT, "password": "****" })),
            "property `presentationValues[1].password` is a secret as Graph masks it: writing the asterisks back would store them, set the secret itself or leave it out",
        ),
        (json!({ "definition": { "id": "1" } }), "property `definition.id` is read-only"),
        (
            json!({ "definition": 1 }),
            "property `definition`: expected microsoft.graph.groupPolicyDefinition, found the number 1",
        ),
    ] {
        let Err(error) = GroupPolicyDefinitionValuePatch::<Create>::from_json(json.clone()) else {
            panic!("{json}");
        };
        let found: Vec<_> = error.kinds().iter().map(PatchErrorKind::to_string).collect();
        assert_eq!(found, [words]);
    }
    // Every error is returned, each with its path.
    let json = related(json!({ "@odata.type": TEXT, "id": "1", "value": 1 }));
    let error =
        GroupPolicyDefinitionValuePatch::<Create>::from_json(json).map(|_| ()).expect_err("two errors");
    assert_eq!(error.kinds().len(), 2, "{error}");
}

#[test]
fn a_secret_in_a_body_is_not_shown() {
    let update = UpdateDefinitionValues { added: vec![value("1").secret("hunter22")], ..Default::default() };
    assert!(!format!("{update:?}").contains("hunter22"), "{update:?}");
    assert!(!format!("{:?}", update.call("c")).contains("hunter22"));
    assert_eq!(sent(&update.call("c"))["added"][0]["secret"], "hunter22");
}

#[test]
fn an_undeclared_property_is_part_of_the_body() {
    // Graph finds the existing value to change by its key.
    let added = GroupPolicyDefinitionValue::new_body().raw("id", "1").enabled(false);
    let update = UpdateDefinitionValues { added: vec![added], ..Default::default() };
    assert_eq!(
        sent(&update.call("c"))["added"],
        json!([{ "@odata.type": "#microsoft.graph.groupPolicyDefinitionValue", "id": "1", "enabled": false }])
    );
}
