//! The kinds of addresses that the other documents of these tests do not have, for the fuzz test: streams, upload
//! sessions, blobs, alternate keys, functions with parameters, what is contained deeply, and the control addresses.

use graph_entity_emulator::{Builder, CallAnswer, Emulator};
use serde_json::{Value, json};

use crate::mutator::Request;
use crate::wire::{JSON, TOKEN, get, send};

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EnumType Name="mobileAppContentFileUploadState"><Member Name="azureStorageUriRequestPending" Value="4" />
    <Member Name="azureStorageUriRequestSuccess" Value="3" /><Member Name="commitFilePending" Value="12" />
    <Member Name="commitFileSuccess" Value="11" /><Member Name="commitFileFailed" Value="13" /></EnumType>
  <ComplexType Name="uploadSession"><Property Name="expirationDateTime" Type="Edm.DateTimeOffset" />
    <Property Name="nextExpectedRanges" Type="Collection(Edm.String)" /><Property Name="uploadUrl" Type="Edm.String" />
  </ComplexType>
  <EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id" /></Key>
    <Property Name="id" Type="Edm.String" Nullable="false" /></EntityType>
  <EntityType Name="directoryObject" BaseType="graph.entity" OpenType="true" />
  <EntityType Name="profilePhoto" BaseType="graph.entity" HasStream="true"><Property Name="width" Type="Edm.Int32" /></EntityType>
  <EntityType Name="user" BaseType="graph.directoryObject"><Property Name="displayName" Type="Edm.String" />
    <Property Name="userPrincipalName" Type="Edm.String" />
    <NavigationProperty Name="photo" Type="graph.profilePhoto" ContainsTarget="true" />
    <NavigationProperty Name="folders" Type="Collection(graph.folder)" ContainsTarget="true" />
    <NavigationProperty Name="drive" Type="graph.drive" ContainsTarget="true" /></EntityType>
  <EntityType Name="group" BaseType="graph.directoryObject"><Property Name="displayName" Type="Edm.String" />
    <NavigationProperty Name="members" Type="Collection(graph.directoryObject)" /></EntityType>
  <EntityType Name="folder" BaseType="graph.entity"><Property Name="name" Type="Edm.String" />
    <Property Name="numbers" Type="Collection(Edm.Int32)" Nullable="false" />
    <NavigationProperty Name="folders" Type="Collection(graph.folder)" ContainsTarget="true" /></EntityType>
  <EntityType Name="drive" BaseType="graph.entity">
    <NavigationProperty Name="items" Type="Collection(graph.driveItem)" ContainsTarget="true" /></EntityType>
  <EntityType Name="driveItem" BaseType="graph.entity"><Property Name="name" Type="Edm.String" />
    <Property Name="size" Type="Edm.Int64" /><Property Name="content" Type="Edm.Stream" /></EntityType>
  <EntityType Name="mobileAppContentFile" BaseType="graph.entity"><Property Name="azureStorageUri" Type="Edm.String" />
    <Property Name="isCommitted" Type="Edm.Boolean" Nullable="false" />
    <Property Name="uploadState" Type="graph.mobileAppContentFileUploadState" Nullable="false" /></EntityType>
  <EntityType Name="store"><Property Name="open" Type="Edm.Boolean" />
    <NavigationProperty Name="files" Type="Collection(graph.mobileAppContentFile)" ContainsTarget="true" /></EntityType>
  <Action Name="createUploadSession" IsBound="true"><Parameter Name="bindingParameter" Type="graph.driveItem" />
    <ReturnType Type="graph.uploadSession" /></Action>
  <Action Name="commit" IsBound="true"><Parameter Name="bindingParameter" Type="graph.mobileAppContentFile" /></Action>
  <Action Name="rename" IsBound="true"><Parameter Name="bindingParameter" Type="graph.folder" />
    <Parameter Name="name" Type="Edm.String" Nullable="false" /><Parameter Name="numbers" Type="Collection(Edm.Int32)" />
    <ReturnType Type="graph.folder" /></Action>
  <Function Name="between" IsBound="true"><Parameter Name="bindingParameter" Type="Collection(graph.folder)" />
    <Parameter Name="low" Type="Edm.Int32" Nullable="false" /><Parameter Name="name" Type="Edm.String" />
    <ReturnType Type="Collection(graph.folder)" /></Function>
  <Function Name="delta" IsBound="true"><Parameter Name="bindingParameter" Type="Collection(graph.user)" />
    <ReturnType Type="Collection(graph.user)" /></Function>
  <EntityContainer Name="GraphService"><EntitySet Name="users" EntityType="graph.user" />
    <EntitySet Name="groups" EntityType="graph.group" /><EntitySet Name="directoryObjects" EntityType="graph.directoryObject" />
    <Singleton Name="me" Type="graph.user" /><Singleton Name="store" Type="graph.store" /></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

pub(crate) const USER: &str = "/v1.0/users/1";

pub(crate) fn emulator() -> Builder {
    let folders = json!([{"id": "a", "name": "A", "folders": [{"id": "b", "numbers": [1, 2]}]}]);
    Emulator::builder()
        .metadata("v1.0", DOCUMENT)
        .seed_at(
            USER,
            json!({"userPrincipalName": "ann@contoso.example", "displayName": "Ann", "folders": folders}),
        )
        .seed_at("/v1.0/users/2", json!({"userPrincipalName": "bob@contoso.example"}))
        .seed_at("/v1.0/groups/g", json!({"displayName": "G"}))
        .seed_at("/v1.0/users/1/drive/items/i", json!({"name": "i.bin"}))
        .answer_calls("rename", |_| {
            CallAnswer::value(json!({"id": "b", "numbers": []})).after_polls(1_000_000)
        })
}

/// The requests, with addresses of sessions and blobs that are open.
pub(crate) async fn requests(emulator: &Emulator) -> Vec<Request> {
    let item = "/v1.0/users/1/drive/items/i";
    let own = |url: &Value| url.as_str().unwrap().strip_prefix(emulator.endpoint()).unwrap().to_owned();
    let posted = async |path: &str, body: &str| send(emulator, "POST", path, &[TOKEN, JSON], body).await;
    let session = own(&posted(&format!("{item}/createUploadSession"), "{}").await.json()["uploadUrl"]);
    let file = posted("/v1.0/store/files", "{}").await.json();
    let file = format!("/v1.0/store/files/{}", file["id"].as_str().unwrap());
    let blob = own(&get(emulator, &file).await.json()["azureStorageUri"]);
    let folder = "/v1.0/users/1/folders/a/folders/b";
    let monitor = posted(&format!("{folder}/rename"), r#"{"name": "x", "numbers": []}"#).await;
    let monitor = own(&json!(monitor.header("location").unwrap_or_else(|| panic!("{}", monitor.text))));
    let by_name = "/v1.0/users(userPrincipalName='ann@contoso.example')";
    let member = json!({"@odata.id": format!("{}/v1.0/users/2", emulator.endpoint())}).to_string();
    let user = r#"{"userPrincipalName": "cy@contoso.example", "folders": [{"name": "n", "numbers": [1]}], "extra": {"a": 1}}"#;
    let new = |method: &str, target: &str, body: &str| Request::new(method, target, body);
    let blocks = "<?xml version=\"1.0\"?><BlockList><Latest>MDE=</Latest></BlockList>";
    vec![
        new("GET", by_name, ""),
        new("GET", &format!("{by_name}/folders?$count=true"), ""),
        new("PATCH", by_name, r#"{"displayName": "New"}"#).with("Prefer: return=representation"),
        new("PATCH", "/v1.0/users(userPrincipalName='new@contoso.example')", "{}")
            .with("Prefer: create-if-missing"),
        new("GET", "/v1.0/users/ann@contoso.example/displayName/$value", ""),
        new("POST", "/v1.0/users", user),
        new("GET", "/v1.0/me?$select=displayName", ""),
        new("PATCH", "/v1.0/me", r#"{"displayName": "Me"}"#),
        new("GET", "/v1.0/directoryObjects/1/microsoft.graph.user", ""),
        new("GET", "/v1.0/users/delta?$select=displayName&$expand=folders", ""),
        new("GET", "/v1.0/users/delta?$deltatoken=latest", ""),
        new("GET", "/v1.0/users?$filter=startswith(displayName,'A')&$count=true&$orderby=displayName", "")
            .with("ConsistencyLevel: eventual"),
        new("POST", "/v1.0/groups/g/members/$ref", &member),
        new("DELETE", "/v1.0/groups/g/members/2/$ref", ""),
        new("DELETE", "/v1.0/groups/g/members/$ref?$id=https://graph.microsoft.com/v1.0/users/2", ""),
        new("GET", "/v1.0/groups/g/members/microsoft.graph.user/$count", "")
            .with("ConsistencyLevel: eventual"),
        new("GET", folder, ""),
        new("PATCH", folder, r#"{"name": "c", "numbers": [1, 2, 3]}"#),
        new("GET", &format!("{folder}/numbers"), ""),
        new("POST", &format!("{folder}/folders"), r#"{"name": "d", "folders": [{"name": "e"}]}"#),
        new("POST", &format!("{folder}/rename"), r#"{"name": "x", "numbers": [1, 2]}"#),
        new("GET", "/v1.0/users/1/folders/between(low=1,name='a''b')?$top=1", ""),
        new("GET", "/v1.0/users/1/folders/microsoft.graph.between(low=@l,name=@n)?@l=1&@n='x'", ""),
        new("PUT", "/v1.0/users/1/photo/$value", "png").with("Content-Type: image/png"),
        new("GET", "/v1.0/users/1/photo/$value", "").with("Range: bytes=0-1"),
        new("PUT", &format!("{item}/content"), "abc").with("Content-Type: text/plain"),
        new("GET", &format!("{item}/content"), "").with("Range: bytes=1-,0-0,-1"),
        new("POST", &format!("{item}/createUploadSession"), "{}"),
        new("PUT", &session, "abc").with("Content-Range: bytes 0-2/9000"),
        new("GET", &session, ""),
        new("GET", &file, ""),
        new("POST", &format!("{file}/commit"), "{}"),
        new("PUT", &format!("{blob}&comp=block&blockid=MDE="), "ab"),
        new("PUT", &format!("{blob}&comp=blocklist"), blocks),
        new("GET", &blob, ""),
        new("GET", &monitor, ""),
        new("GET", "/v1.0/store/files/$count", ""),
        new("GET", "/emulator/requests?after=1", ""),
        new("GET", "/emulator/findings", ""),
        new("GET", "/emulator/waits", ""),
        new("POST", "/emulator/faults", "[7]"),
        new("POST", "/emulator/calls", r#"{"name": 7}"#),
        new("POST", "/emulator/expire-delta-links", ""),
        new("POST", "/emulator/save", ""),
        new("OPTIONS", USER, "")
            .with("Origin: http://localhost:3000")
            .with("Access-Control-Request-Method: PATCH"),
        new("GET", "/v1.0", ""),
    ]
}
