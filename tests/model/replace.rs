//! Read, change, replace: the create body of an entity that was read, and the properties that it omits.

use graph_entity::{
    Additional, Copied, Create, Entity, InvalidRequestError, Patch, PatchError, PatchErrorKind, from_slice,
    graph_action, graph_complex, graph_entity, graph_enum, graph_function, graph_one_of,
};
use serde_json::{Value, json};

#[graph_entity(
    path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}",
    operations(get, create, replace)
)]
#[derive(Clone, PartialEq)]
struct DeviceConfiguration {
    #[graph(derived)]
    odata_type: Option<String>,
    #[graph(name = "@odata.etag")]
    etag: Option<String>,
    id: String,
    #[graph(read_only)]
    created_date_time: Option<String>,
    #[graph(read_only)]
    scopes: Vec<String>,
    display_name: Option<String>,
    description: Option<String>,
    #[graph(not_null)]
    version: Option<i32>,
    priority: i32,
    ratio: Option<f64>,
    state: Option<State>,
    #[graph(create_only)]
    platform: Option<String>,
    #[graph(sensitive)]
    password: Option<String>,
    tags: Vec<String>,
    window: Option<Window>,
    windows: Vec<Window>,
    rule: Option<Rule>,
    rules: Vec<Rule>,
    settings: Option<Value>,
    #[graph(navigation)]
    group: Option<Group>,
    #[graph(navigation)]
    assignments: Vec<Group>,
    #[graph(additional)]
    extra: Additional,
}

#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq)]
enum State {
    On,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct Window {
    hours: Option<i32>,
    #[graph(read_only)]
    source: Option<String>,
    inner: Option<Inner>,
    #[graph(additional)]
    extra: Additional,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct Inner {
    note: Option<String>,
    #[graph(read_only)]
    count: Option<i32>,
    /// A property whose type is an entity. Two complex types of v1.0 have one.
    #[graph(differs = "the metadata has a plain property of an entity type")]
    account: Option<Account>,
}

#[graph_one_of(odata_type = "microsoft.graph.rule")]
#[derive(Debug, Clone, PartialEq)]
enum Rule {
    Registry(RegistryRule),
    #[graph(unrecognized)]
    Unrecognized(Value),
}

#[graph_complex]
#[derive(Clone, PartialEq)]
struct RegistryRule {
    path: Option<String>,
    #[graph(read_only)]
    digest: Option<String>,
    #[graph(sensitive)]
    token: Option<String>,
}

#[graph_entity(path = "/accounts/{accountId}")]
#[derive(Debug, Clone, PartialEq)]
struct Account {
    id: String,
    number: Option<String>,
    #[graph(read_only)]
    balance: Option<i32>,
    #[graph(navigation)]
    owner: Option<Group>,
}

#[graph_entity(path = "/groups/{groupId}")]
#[derive(Debug, Clone, PartialEq)]
struct Group {
    id: String,
}

fn read(mut json: Value) -> DeviceConfiguration {
    let members = json.as_object_mut().expect("an object");
    for (name, value) in [("id", json!("1")), ("priority", json!(3))] {
        members.entry(name).or_insert(value);
    }
    from_slice(json.to_string().as_bytes()).expect("a reply")
}

fn copy(json: Value) -> (Value, Vec<String>) {
    let entity = read(json);
    let Copied { body, dropped } = DeviceConfigurationPatch::copy_of(&entity).expect("a copy");
    let http = DeviceConfiguration::at("1").replace(body).to_http("https://graph.microsoft.com");
    let http = http.expect("a request");
    assert_eq!(http.method(), "PUT");
    (serde_json::from_slice(http.body()).expect("JSON"), dropped)
}

fn refused(json: Value) -> Vec<PatchErrorKind> {
    let entity = read(json);
    let error: PatchError = DeviceConfigurationPatch::copy_of(&entity).map(|_| ()).expect_err("a refusal");
    error.kinds().to_vec()
}

const TYPE: &str = "#microsoft.graph.deviceConfiguration";

#[test]
fn properties_that_the_service_sets_are_dropped_and_named() {
    let (body, dropped) = copy(json!({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata",
        "@odata.etag": "W/\"1\"", "createdDateTime": "2020", "scopes": ["a"],
        "displayName": "d", "version": 2, "ratio": 0.5, "state": "on", "platform": "p", "password": "hunter22",
        "tags": ["a", "b"],
        "window": { "hours": 1, "source": "s", "inner": { "note": "n", "count": 4, "account": { "id": "a", "number": "7", "balance": 0 } }, "novelty": 1 },
        "windows": [{ "hours": 2 }, { "hours": 3, "source": "t" }],
        "rule": { "@odata.type": "#microsoft.graph.registryRule", "path": "p", "digest": "d" },
        "rules": [
            { "@odata.type": "#microsoft.graph.fileRule", "digest": "kept" },
            { "@odata.type": "#microsoft.graph.registryRule", "path": "q", "digest": "e" },
        ],
        "settings": { "a": [null] },
        "unheardOf": true, "another": { "a": 1 },
    }));
    assert_eq!(
        body,
        json!({
            "@odata.type": TYPE,
            "displayName": "d", "version": 2, "priority": 3, "ratio": 0.5, "state": "on", "platform": "p",
            "password": "hunter22", "tags": ["a", "b"],
            "window": { "hours": 1, "inner": { "note": "n", "account": { "@odata.type": "#microsoft.graph.account", "id": "a", "number": "7" } } },
            "windows": [{ "hours": 2, "inner": null }, { "hours": 3, "inner": null }],
            "rule": { "@odata.type": "#microsoft.graph.registryRule", "path": "p", "token": null },
            "rules": [
                { "@odata.type": "#microsoft.graph.fileRule", "digest": "kept" },
                { "@odata.type": "#microsoft.graph.registryRule", "path": "q", "token": null },
            ],
            "settings": { "a": [null] },
        })
    );
    assert_eq!(
        dropped,
        [
            "@odata.etag",
            "id",
            "createdDateTime",
            "scopes",
            "window.source",
            "window.inner.count",
            "window.inner.account.balance",
            "window.novelty",
            "windows[1].source",
            "rule.digest",
            "rules[1].digest",
            "unheardOf",
            "another",
        ]
    );
}

#[test]
fn null_is_omitted_and_an_empty_collection_is_not() {
    let (body, dropped) = copy(json!({
        "displayName": "", "description": null, "createdDateTime": null, "scopes": [], "assignments": [], "group": null,
    }));
    assert_eq!(
        body,
        json!({
            "@odata.type": TYPE, "displayName": "", "priority": 3, "tags": [], "windows": [], "rules": [],
        })
    );
    assert_eq!(dropped, ["id"]);
}

#[test]
fn the_type_is_kept_even_if_it_is_derived() {
    for (name, said) in [
        (TYPE, TYPE),
        ("#Microsoft.Graph.DeviceConfiguration", TYPE),
        ("#microsoft.graph.iosConfiguration", "#microsoft.graph.iosConfiguration"),
        ("microsoft.graph.iosConfiguration", "#microsoft.graph.iosConfiguration"),
    ] {
        assert_eq!(copy(json!({ "@odata.type": name })).0["@odata.type"], said, "{name}");
    }
    let entity = DeviceConfiguration { odata_type: Some("#a\"b".to_owned()), ..read(json!({})) };
    let error = DeviceConfigurationPatch::copy_of(&entity).map(|_| ()).expect_err("no type has such a name");
    assert!(matches!(error.kinds(), [PatchErrorKind::OtherType { .. }]), "{error}");
}

#[test]
fn a_value_that_must_not_be_sent_is_refused_by_name() {
    let navigation = |name: &str| PatchErrorKind::Navigation { property: name.to_owned() };
    let masked =
        |name: &str| PatchErrorKind::Refused(InvalidRequestError::MaskedSecret { property: name.to_owned() });
    for (json, expected) in [
        (json!({ "group": { "id": "g" } }), vec![navigation("group")]),
        (json!({ "assignments": [{ "id": "g" }] }), vec![navigation("assignments")]),
        (
            json!({ "windows": [{}, { "inner": { "account": { "id": "a", "owner": { "id": "g" } } } }] }),
            vec![navigation("windows[1].inner.account.owner")],
        ),
        (json!({ "password": "****" }), vec![masked("password")]),
        (
            json!({ "rules": [{ "@odata.type": "#microsoft.graph.registryRule", "token": "*****" }] }),
            vec![masked("rules[0].token")],
        ),
        (json!({ "settings": { "isEncrypted": true, "value": "****" } }), vec![masked("settings.value")]),
        (
            json!({ "ratio": "INF" }),
            vec![PatchErrorKind::Refused(InvalidRequestError::NotFinite { property: "ratio".to_owned() })],
        ),
        (
            json!({ "state": "unknownFutureValue" }),
            vec![PatchErrorKind::Refused(InvalidRequestError::UnknownFutureValue {
                property: "state".to_owned(),
            })],
        ),
        // All errors at once.
        (
            json!({ "password": "****", "group": { "id": "g" } }),
            vec![masked("password"), navigation("group")],
        ),
    ] {
        assert_eq!(refused(json.clone()), expected, "{json}");
    }
}

#[test]
fn a_copy_can_be_changed_and_sent_as_a_create() {
    let mut entity = read(json!({ "displayName": "d", "platform": "p", "password": "hunter22" }));
    entity.description = Some("x".to_owned());
    let Copied { body, dropped } = DeviceConfigurationPatch::copy_of(&entity).expect("a copy");
    let body = body.display_name("e").clear_password();
    assert_eq!((body.get("displayName"), body.get("password")), (Some("\"e\""), Some("null")));
    let http = DeviceConfiguration::within().create(body).to_http("https://graph.microsoft.com");
    let sent: Value = serde_json::from_slice(http.expect("a request").body()).expect("JSON");
    assert_eq!((&sent["description"], &sent["platform"]), (&json!("x"), &json!("p")));
    assert_eq!(dropped, ["id"]);
}

#[test]
fn a_copy_works_for_every_entity_type() {
    fn copied<E: Entity>(entity: &E) -> Result<Copied<E::New>, PatchError> {
        E::New::copy_of(entity)
    }
    let copied = copied(&read(json!({ "displayName": "d" }))).expect("a copy");
    assert_eq!(copied.body.get("displayName"), Some("\"d\""));
    assert_eq!(copied.dropped, ["id"]);
    let (shown, again) = (format!("{copied:?}"), copied.clone());
    assert!(shown.contains("displayName") && again == copied);
}

#[test]
fn a_secret_in_a_copy_is_not_shown() {
    let entity = read(json!({ "password": "hunter22" }));
    let copied = DeviceConfigurationPatch::copy_of(&entity).expect("a copy");
    assert!(!format!("{copied:?}").contains("hunter22"));
}

#[test]
fn json_of_a_create_still_refuses_properties_that_the_service_sets() {
    let json = json!({ "id": "1", "createdDateTime": "2020", "displayName": "d" });
    let error = DeviceConfigurationPatch::<Create>::from_json(json).map(|_| ()).expect_err("a refusal");
    let mut names: Vec<_> = error.kinds().iter().map(PatchErrorKind::to_string).collect();
    names.sort();
    assert_eq!(names, ["property `createdDateTime` is read-only", "property `id` is read-only"]);
}

#[graph_entity(path = "/deviceManagement/vaults/{vaultId}", operations(get, create, update, replace))]
#[derive(Clone, PartialEq)]
struct Vault {
    id: String,
    tags: Option<Vec<String>>,
    #[graph(sensitive)]
    codes: Vec<String>,
    #[graph(sensitive)]
    optional_codes: Vec<Option<String>>,
    #[graph(sensitive)]
    content: Option<Value>,
    #[graph(sensitive)]
    lock: Option<Lock>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct Lock {
    combination: Option<String>,
    spares: Vec<String>,
}

#[test]
fn a_copy_never_sends_null_for_a_collection() {
    let vault: Vault = from_slice(br#"{"id":"1"}"#).expect("a vault");
    let Copied { body, .. } = VaultPatch::copy_of(&vault).expect("a copy");
    assert_ne!(body.get("tags"), Some("null"));
}

/// Writing the asterisks back would store them, in whatever form the secret is declared.
#[test]
fn a_masked_secret_is_refused_in_every_form() {
    let masked =
        |name: &str| PatchErrorKind::Refused(InvalidRequestError::MaskedSecret { property: name.to_owned() });
    for (json, property) in [
        (json!({ "codes": ["********"] }), "codes[0]"),
        (json!({ "optionalCodes": [null, "********"] }), "optionalCodes[1]"),
        (json!({ "content": "********" }), "content"),
        (json!({ "content": { "a": ["********"] } }), "content.a[0]"),
        (json!({ "lock": { "combination": "********" } }), "lock.combination"),
        (json!({ "lock": { "spares": ["********"] } }), "lock.spares[0]"),
    ] {
        let mut reply = json.clone();
        reply["id"] = "1".into();
        let vault: Vault = from_slice(reply.to_string().as_bytes()).expect("a vault");
        let Err(error) = VaultPatch::copy_of(&vault) else { panic!("copied: {json}") };
        assert_eq!(error.kinds(), [masked(property)]);
        let Err(error) = VaultPatch::<Create>::from_json(json.clone()) else { panic!("taken: {json}") };
        assert_eq!(error.kinds(), [masked(property)]);
    }
}

#[graph_entity(path = "/deviceManagement/settings/{settingId}", operations(get, create, update, replace))]
#[derive(Debug, Clone, PartialEq)]
struct Setting {
    id: String,
    display_name: Option<String>,
    value: Option<String>,
    is_encrypted: Option<bool>,
    #[graph(navigation)]
    parent: Option<Box<Setting>>,
}

#[graph_action(path = "/deviceManagement/settings/{settingId}/store")]
struct Store {
    value: Option<String>,
    is_encrypted: bool,
}

#[graph_function(path = "/deviceManagement/settings/find", result = Setting)]
struct Find {
    is_encrypted: bool,
    value: String,
}

/// The service masks the value of such an entity although no declaration calls it sensitive.
#[test]
fn a_masked_value_beside_is_encrypted_is_refused() {
    const ENDPOINT: &str = "https://graph.microsoft.com";
    let masked = |name: &str| InvalidRequestError::MaskedSecret { property: name.to_owned() };
    let kinds = |name: &str| [PatchErrorKind::Refused(masked(name))];
    let refusal = |request: Result<http::Request<_>, graph_entity::Error>| match request {
        Err(graph_entity::Error::Invalid(error)) => error.to_string(),
        other => panic!("{other:?}"),
    };

    for patch in [
        Setting::patch().value("****").is_encrypted(true),
        Setting::patch().is_encrypted(true).value("*****").display_name("d"),
        Setting::patch().is_encrypted(false).value("new").value("****").is_encrypted(true),
    ] {
        assert!(serde_json::to_string(&*patch).is_err(), "serialized");
        let sent = Setting::at("1").update(patch).to_http(ENDPOINT);
        assert_eq!(refusal(sent), masked("value").to_string());
    }
    let sent = Setting::within().create(Setting::new_body().is_encrypted(true).value("****"));
    assert_eq!(refusal(sent.to_http(ENDPOINT)), masked("value").to_string());
    let parent = Setting::new_body().is_encrypted(true).value("****");
    let sent = Setting::within().create(Setting::new_body().parent(parent)).to_http(ENDPOINT);
    assert_eq!(refusal(sent), masked("parent.value").to_string());
    for json in
        [json!({ "isEncrypted": true, "value": "****" }), json!({ "value": "****", "isEncrypted": true })]
    {
        assert_eq!(SettingPatch::<Create>::from_json(json.clone()).unwrap_err().kinds(), kinds("value"));
        let nested = json!({ "parent": json });
        assert_eq!(SettingPatch::<Create>::from_json(nested).unwrap_err().kinds(), kinds("parent.value"));
    }

    let read = |json: Value| from_slice::<Setting>(json.to_string().as_bytes()).expect("a setting");
    let before = read(json!({ "id": "1", "value": "old", "isEncrypted": true }));
    let after = read(json!({ "id": "1", "value": "****", "isEncrypted": true, "displayName": "d" }));
    assert_eq!(SettingPatch::diff(&before, &after).unwrap_err().kinds(), kinds("value"));
    assert_eq!(SettingPatch::copy_of(&after).map(|_| ()).unwrap_err().kinds(), kinds("value"));

    let sent = Store { value: Some("****".to_owned()), is_encrypted: true }.call("1");
    assert_eq!(refusal(sent.to_http(ENDPOINT)), masked("value").to_string());
    let sent = Find { is_encrypted: true, value: "****".to_owned() }.call();
    assert_eq!(refusal(sent.to_http(ENDPOINT)), masked("value").to_string());

    // Other values of an encrypted entity, and asterisks of one that is not, are sent.
    let unmasked = [
        Setting::patch().value("new").is_encrypted(true),
        Setting::patch().value("****").value("new").is_encrypted(true),
        Setting::patch().value("****").is_encrypted(false),
        Setting::patch().value("***").is_encrypted(true),
        Setting::patch().value("****").is_encrypted(true).is_encrypted(false),
    ];
    for patch in unmasked {
        Setting::at("1").update(patch).to_http(ENDPOINT).expect("a request");
    }
    let same = read(json!({ "id": "1", "value": "****", "isEncrypted": true }));
    let renamed = Setting { display_name: Some("d".to_owned()), ..same.clone() };
    assert_eq!(SettingPatch::diff(&same, &renamed).expect("only the name").len(), 1);
}
