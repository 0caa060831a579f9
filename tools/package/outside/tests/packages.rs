use graph_entity::{AccessToken, Client};
use graph_entity_emulator::{Emulator, Expect};
use graph_entity_schema::Metadata;
use outside::{DeviceCategory, rename};
use serde_json::json;

const ADDRESS: &str = "/v1.0/deviceManagement/deviceCategories/5d8a";

const METADATA: &str = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
    <Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <EntityType Name="deviceManagement">
        <NavigationProperty Name="deviceCategories" Type="Collection(microsoft.graph.deviceCategory)" ContainsTarget="true" />
      </EntityType>
      <EntityType Name="deviceCategory">
        <Key><PropertyRef Name="id" /></Key>
        <Property Name="id" Type="Edm.String" Nullable="false" />
        <Property Name="displayName" Type="Edm.String" />
        <Property Name="description" Type="Edm.String" />
      </EntityType>
      <EntityContainer Name="GraphService">
        <Singleton Name="deviceManagement" Type="microsoft.graph.deviceManagement" />
      </EntityContainer>
    </Schema></edmx:DataServices></edmx:Edmx>"#;

fn client(emulator: &Emulator) -> Client {
    let token = AccessToken::new(emulator.token()).expect("a valid token");
    Client::builder().endpoint(emulator.endpoint()).credential(token).build().expect("a valid client")
}

fn renamed() -> DeviceCategory {
    DeviceCategory { id: "5d8a".to_owned(), display_name: Some("Lab".to_owned()), description: None }
}

#[test]
fn a_patch_has_the_set_properties() {
    let request =
        DeviceCategory::update("5d8a", DeviceCategory::patch().display_name("Lab").clear_description());
    let http = request.to_http("https://graph.microsoft.com").expect("the request is complete");
    assert_eq!(http.uri().path(), ADDRESS);
    let body: serde_json::Value = serde_json::from_slice(http.body()).expect("the body is JSON");
    let expected =
        json!({"@odata.type": "#microsoft.graph.deviceCategory", "displayName": "Lab", "description": null});
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_category_of_an_annotated_entity_is_renamed() {
    let before = json!({"displayName": "Kiosk", "description": "In the hall"});
    let emulator = Emulator::builder().seed::<DeviceCategory>(["5d8a"], before).start().await;
    assert_eq!(rename(&client(&emulator), "5d8a", "Lab").await.expect("the category is there"), renamed());
    emulator.assert_received(Expect::patch(ADDRESS).status(200));
    emulator.assert_no_findings();
}

#[tokio::test]
async fn a_category_of_a_metadata_document_is_renamed() {
    let metadata = Metadata::parse("metadata.xml", METADATA).expect("the metadata is well-formed");
    assert!(metadata.structure("microsoft.graph.deviceCategory").is_some());
    let before = json!({"displayName": "Kiosk", "description": "In the hall"});
    let emulator =
        Emulator::builder().metadata("v1.0", METADATA).seed::<DeviceCategory>(["5d8a"], before).start().await;
    assert_eq!(rename(&client(&emulator), "5d8a", "Lab").await.expect("the category is there"), renamed());
}

#[tokio::test]
async fn a_missing_category_is_an_error() {
    let emulator = Emulator::builder().entity::<DeviceCategory>().start().await;
    let error = rename(&client(&emulator), "0000", "Lab").await.expect_err("there is no such category");
    assert!(error.to_string().contains("404"), "{error}");
}
