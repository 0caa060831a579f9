//! The key of an entity: `id` by default, another property if one is marked `key`, and set on create if it is
//! marked `create_only`.

use bytes::Bytes;
use graph_entity::model::Structured as _;
use graph_entity::transport::from_fn;
use graph_entity::{AccessToken, Client, Create, Patch, PatchErrorKind, Update, from_slice, graph_entity};
use serde_json::{Value, json};

#[graph_entity(
    path = "/policies/crossTenantAccessPolicy/partners/{tenantId}",
    operations(get, list, create, update, upsert)
)]
#[derive(Debug, Clone, PartialEq)]
struct CrossTenantAccessPolicyConfigurationPartner {
    #[graph(key, create_only)]
    tenant_id: String,
    is_service_provider: Option<bool>,
    /// Not the key, since another property is.
    id: Option<String>,
}

type Partner = CrossTenantAccessPolicyConfigurationPartner;
type PartnerPatch<M = Update> = CrossTenantAccessPolicyConfigurationPartnerPatch<M>;

/// The service sets the key, which is a number and may be missing from a reply.
#[graph_entity(path = "/versions/{versionNumber}")]
#[derive(Debug, Clone, PartialEq)]
struct Version {
    #[graph(key)]
    version_number: Option<i32>,
    label: Option<String>,
}

#[graph_entity(path = "/parts/{order}/{line}")]
#[derive(Debug, Clone, PartialEq)]
struct Part {
    #[graph(key)]
    order: String,
    #[graph(key, create_only)]
    line: i32,
    text: Option<String>,
}

/// A key that a create gives, or the service if it is left out.
#[graph_entity(path = "/labels/{name}")]
#[derive(Debug, Clone, PartialEq)]
struct Label {
    #[graph(key, create_only)]
    name: Option<String>,
    color: Option<String>,
}

/// The default key, which is nevertheless set on create.
#[graph_entity(path = "/domains/{domainId}")]
#[derive(Debug, Clone, PartialEq)]
struct Domain {
    #[graph(key, create_only)]
    id: String,
    is_default: Option<bool>,
    #[graph(navigation)]
    parent: Option<Box<Domain>>,
}

fn partner(json: &Value) -> Partner {
    from_slice(json.to_string().as_bytes()).expect("a partner")
}

#[test]
fn the_marked_property_is_the_key_and_no_other() {
    let keys = |info: &'static graph_entity::model::TypeInfo| -> Vec<&str> {
        info.properties()
            .iter()
            .filter(|property| property.is_key())
            .map(graph_entity::model::PropertyInfo::name)
            .collect()
    };
    assert_eq!(keys(Partner::INFO), ["tenantId"]);
    assert_eq!(keys(Version::INFO), ["versionNumber"]);
    assert_eq!(keys(Part::INFO), ["order", "line"]);
    assert_eq!(keys(Domain::INFO), ["id"]);
    let property = |name| Partner::INFO.property(name).expect("a property");
    assert!(property("tenantId").is_create_only() && !property("tenantId").is_read_only());
    assert!(!property("id").is_read_only());
    assert!(Version::INFO.property("versionNumber").expect("a property").is_read_only());
}

#[test]
fn a_create_gives_the_key() {
    let body = Partner::new_body().tenant_id("9ceb").is_service_provider(true);
    let http = Partner::within().create(body).to_http("https://graph.microsoft.com").expect("a request");
    assert_eq!(http.uri().path(), "/v1.0/policies/crossTenantAccessPolicy/partners");
    let sent: Value = serde_json::from_slice(http.body()).expect("JSON");
    assert_eq!((&sent["tenantId"], &sent["isServiceProvider"]), (&json!("9ceb"), &json!(true)));

    let json = json!({ "tenantId": "9ceb" });
    assert_eq!(
        PartnerPatch::<Create>::from_json(json.clone()).expect("a body").get("tenantId"),
        Some(r#""9ceb""#)
    );
    let error = PartnerPatch::<Update>::from_json(json).expect_err("no update takes the key");
    assert!(
        matches!(error.kinds(), [PatchErrorKind::CreateOnly { property }] if property == "tenantId"),
        "{error}"
    );
}

#[test]
fn a_key_that_may_be_missing_is_never_null() {
    assert_eq!(from_slice::<Label>(br#"{"color":"red"}"#).expect("a label").name, None);
    assert!(!Label::INFO.property("name").expect("a property").is_nullable());
    let read = |json| LabelPatch::<Create>::from_json(json);
    assert_eq!(read(json!({ "name": "a", "color": null })).expect("a body").get("name"), Some(r#""a""#));
    let error = read(json!({ "name": null })).expect_err("a key is never null");
    assert!(matches!(error.kinds(), [PatchErrorKind::NotNull { property }] if property == "name"), "{error}");
}

#[test]
fn a_key_that_the_service_gives_is_in_no_body() {
    let json = json!({ "versionNumber": 1 });
    let error = VersionPatch::<Create>::from_json(json).expect_err("read-only");
    assert!(matches!(error.kinds(), [PatchErrorKind::ReadOnly { property }] if property == "versionNumber"));
}

#[test]
fn entities_of_different_keys_have_no_difference_that_could_be_sent() {
    let one = partner(&json!({ "tenantId": "1" }));
    let other = partner(&json!({ "tenantId": "2", "isServiceProvider": true }));
    let error = PartnerPatch::diff(&one, &other).expect_err("another key");
    assert!(
        matches!(error.kinds(), [PatchErrorKind::CreateOnly { property }] if property == "tenantId"),
        "{error}"
    );
    let same = Partner { is_service_provider: Some(true), ..one.clone() };
    assert_eq!(PartnerPatch::diff(&one, &same).expect("a patch").len(), 1);
}

#[test]
fn a_selection_has_the_key() {
    for (http, query) in [
        (
            Partner::within()
                .list()
                .select(Partner::IS_SERVICE_PROVIDER)
                .to_http("https://graph.microsoft.com"),
            "$select=isServiceProvider,tenantId",
        ),
        (
            Version::at(1).get().select(Version::LABEL).to_http("https://graph.microsoft.com"),
            "$select=label,versionNumber",
        ),
        (
            Part::at("a", 1).get().select(Part::TEXT).to_http("https://graph.microsoft.com"),
            "$select=text,order,line",
        ),
        (
            Domain::at("1")
                .get()
                .expand(Domain::PARENT.expand().select(Domain::IS_DEFAULT))
                .to_http("https://graph.microsoft.com"),
            "$expand=parent($select=isDefault,id)",
        ),
    ] {
        assert_eq!(http.expect("a request").uri().query(), Some(query));
    }
}

#[test]
fn an_upsert_may_name_the_key_and_a_related_body_gives_it() {
    let body = Domain::new_body().id("b.example").parent(Domain::new_body().id("example"));
    assert_eq!(body.get("id"), Some(r#""b.example""#));
    let parent: Value = serde_json::from_str(body.get("parent").expect("a parent")).expect("JSON");
    assert_eq!(parent["id"], "example");
}

#[tokio::test]
async fn an_unreadable_item_is_named_by_its_key() {
    let body = r#"{"value":[{"tenantId":"1","id":"x"},{"tenantId":"2","id":"y","isServiceProvider":5}]}"#;
    let transport = from_fn(move |_: http::Request<Bytes>| http::Response::new(Bytes::from(body)));
    let token = AccessToken::new("token-of-a-test").expect("a token");
    let client = Client::builder().credential(token).transport(transport).build().expect("a client");
    let page = Partner::within().list().send(&client).await.expect("a page");
    let page = page.into_value();
    let unreadable = &page.unreadable[0];
    assert_eq!((unreadable.index, unreadable.id.as_deref()), (1, Some("2")));
}
