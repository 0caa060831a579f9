//! `$value`, upload sessions, the content of apps, and export jobs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use graph_entity_emulator::{Emulator, Fault};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::data::Folder;
use crate::wire::{Answer, JSON, TOKEN, get, parse, send};

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EnumType Name="mobileAppContentFileUploadState"><Member Name="success" Value="0" />
    <Member Name="azureStorageUriRequestPending" Value="4" /><Member Name="azureStorageUriRequestSuccess" Value="3" />
    <Member Name="azureStorageUriRenewalPending" Value="8" /><Member Name="azureStorageUriRenewalSuccess" Value="7" />
    <Member Name="commitFilePending" Value="12" /><Member Name="commitFileSuccess" Value="11" />
    <Member Name="commitFileFailed" Value="13" /></EnumType>
  <EnumType Name="deviceManagementReportStatus"><Member Name="unknown" Value="0" /><Member Name="notStarted" Value="1" />
    <Member Name="inProgress" Value="2" /><Member Name="completed" Value="3" /></EnumType>
  <ComplexType Name="uploadSession"><Property Name="expirationDateTime" Type="Edm.DateTimeOffset" />
    <Property Name="nextExpectedRanges" Type="Collection(Edm.String)" /><Property Name="uploadUrl" Type="Edm.String" />
  </ComplexType>
  <ComplexType Name="attachmentItem"><Property Name="name" Type="Edm.String" /><Property Name="size" Type="Edm.Int64" />
    <Property Name="contentType" Type="Edm.String" /></ComplexType>
  <ComplexType Name="itemBody"><Property Name="contentType" Type="Edm.String" /><Property Name="content" Type="Edm.String" />
  </ComplexType>
  <EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id" /></Key>
    <Property Name="id" Type="Edm.String" Nullable="false" /></EntityType>
  <EntityType Name="profilePhoto" BaseType="graph.entity" HasStream="true"><Property Name="width" Type="Edm.Int32" /></EntityType>
  <EntityType Name="attachment" BaseType="graph.entity" Abstract="true"><Property Name="name" Type="Edm.String" />
    <Property Name="size" Type="Edm.Int32" Nullable="false" /><Property Name="contentType" Type="Edm.String" /></EntityType>
  <EntityType Name="fileAttachment" BaseType="graph.attachment"><Property Name="contentBytes" Type="Edm.Binary" /></EntityType>
  <EntityType Name="message" BaseType="graph.entity"><Property Name="subject" Type="Edm.String" />
    <Property Name="body" Type="graph.itemBody" />
    <NavigationProperty Name="attachments" Type="Collection(graph.attachment)" ContainsTarget="true" /></EntityType>
  <EntityType Name="driveItem" BaseType="graph.entity"><Property Name="name" Type="Edm.String" />
    <Property Name="size" Type="Edm.Int64" /><Property Name="content" Type="Edm.Stream" /></EntityType>
  <EntityType Name="drive" BaseType="graph.entity">
    <NavigationProperty Name="items" Type="Collection(graph.driveItem)" ContainsTarget="true" /></EntityType>
  <EntityType Name="user" BaseType="graph.entity"><Property Name="displayName" Type="Edm.String" />
    <NavigationProperty Name="photo" Type="graph.profilePhoto" ContainsTarget="true" />
    <NavigationProperty Name="drive" Type="graph.drive" ContainsTarget="true" />
    <NavigationProperty Name="messages" Type="Collection(graph.message)" ContainsTarget="true" /></EntityType>
  <EntityType Name="mobileAppContentFile" BaseType="graph.entity"><Property Name="name" Type="Edm.String" />
    <Property Name="azureStorageUri" Type="Edm.String" /><Property Name="isCommitted" Type="Edm.Boolean" Nullable="false" />
    <Property Name="azureStorageUriExpirationDateTime" Type="Edm.DateTimeOffset" />
    <Property Name="sizeEncrypted" Type="Edm.Int64" Nullable="false" />
    <Property Name="uploadState" Type="graph.mobileAppContentFileUploadState" Nullable="false" /></EntityType>
  <EnumType Name="mobileAppPublishingState"><Member Name="notPublished" Value="0" /><Member Name="processing" Value="1" />
    <Member Name="published" Value="2" /></EnumType>
  <EntityType Name="mobileApp" BaseType="graph.entity"><Property Name="displayName" Type="Edm.String" />
    <Property Name="publishingState" Type="graph.mobileAppPublishingState" Nullable="false" /></EntityType>
  <EntityType Name="mobileLobApp" BaseType="graph.mobileApp" Abstract="true">
    <Property Name="committedContentVersion" Type="Edm.String" />
    <NavigationProperty Name="contentVersions" Type="Collection(graph.mobileAppContent)" ContainsTarget="true" /></EntityType>
  <EntityType Name="win32LobApp" BaseType="graph.mobileLobApp" />
  <EntityType Name="mobileAppContent" BaseType="graph.entity">
    <NavigationProperty Name="files" Type="Collection(graph.mobileAppContentFile)" ContainsTarget="true" /></EntityType>
  <EntityType Name="deviceAppManagement">
    <NavigationProperty Name="mobileApps" Type="Collection(graph.mobileApp)" ContainsTarget="true" /></EntityType>
  <EntityType Name="deviceManagementExportJob" BaseType="graph.entity"><Property Name="reportName" Type="Edm.String" Nullable="false" />
    <Property Name="select" Type="Collection(Edm.String)" /><Property Name="url" Type="Edm.String" />
    <Property Name="status" Type="graph.deviceManagementReportStatus" Nullable="false" />
    <Property Name="requestDateTime" Type="Edm.DateTimeOffset" Nullable="false" />
    <Property Name="expirationDateTime" Type="Edm.DateTimeOffset" Nullable="false" /></EntityType>
  <EntityType Name="store"><NavigationProperty Name="files" Type="Collection(graph.mobileAppContentFile)" ContainsTarget="true" />
    <NavigationProperty Name="exportJobs" Type="Collection(graph.deviceManagementExportJob)" ContainsTarget="true" /></EntityType>
  <Action Name="createUploadSession" IsBound="true"><Parameter Name="bindingParameter" Type="Collection(graph.attachment)" />
    <Parameter Name="AttachmentItem" Type="graph.attachmentItem" Nullable="false" /><ReturnType Type="graph.uploadSession" /></Action>
  <Action Name="createUploadSession" IsBound="true"><Parameter Name="bindingParameter" Type="graph.driveItem" />
    <ReturnType Type="graph.uploadSession" /></Action>
  <Action Name="commit" IsBound="true"><Parameter Name="bindingParameter" Type="graph.mobileAppContentFile" /></Action>
  <Action Name="sendMail" IsBound="true"><Parameter Name="bindingParameter" Type="graph.user" />
    <Parameter Name="Message" Type="graph.message" Nullable="false" /><Parameter Name="SaveToSentItems" Type="Edm.Boolean" />
  </Action>
  <Action Name="renewUpload" IsBound="true"><Parameter Name="bindingParameter" Type="graph.mobileAppContentFile" /></Action>
  <EnumType Name="teamsAsyncOperationStatus"><Member Name="invalid" Value="0" /><Member Name="notStarted" Value="1" />
    <Member Name="inProgress" Value="2" /><Member Name="succeeded" Value="3" /></EnumType>
  <EntityType Name="teamsTemplate" BaseType="graph.entity" />
  <EntityType Name="teamsAsyncOperation" BaseType="graph.entity">
    <Property Name="status" Type="graph.teamsAsyncOperationStatus" Nullable="false" />
    <Property Name="targetResourceId" Type="Edm.String" /></EntityType>
  <EntityType Name="team" BaseType="graph.entity"><Property Name="displayName" Type="Edm.String" />
    <NavigationProperty Name="template" Type="graph.teamsTemplate" /><NavigationProperty Name="owner" Type="graph.user" />
    <NavigationProperty Name="operations" Type="Collection(graph.teamsAsyncOperation)" ContainsTarget="true" /></EntityType>
  <EntityContainer Name="GraphService"><EntitySet Name="teams" EntityType="graph.team" />
    <EntitySet Name="teamsTemplates" EntityType="graph.teamsTemplate" /><EntitySet Name="users" EntityType="graph.user" />
    <Singleton Name="me" Type="graph.user" /><Singleton Name="store" Type="graph.store" />
    <Singleton Name="deviceAppManagement" Type="graph.deviceAppManagement" /></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

const MESSAGE: &str = "/v1.0/me/messages/1";
const FILE: &str = "/v1.0/me/drive/items/1";

async fn start() -> Emulator {
    let message = json!({"subject": "Hi", "body": {"contentType": "text", "content": "Dear all"}});
    Emulator::builder()
        .metadata("v1.0", DOCUMENT)
        .report("Devices", "id,name\r\n1,a\r\n")
        .seed_at(MESSAGE, message)
        .seed_at(FILE, json!({"name": "a.bin"}))
        .start()
        .await
}

/// Sends bytes with the given headers to a path or to an address of the emulator.
async fn bytes(emulator: &Emulator, method: &str, url: &str, headers: &[&str], body: &[u8]) -> Answer {
    let path = url.strip_prefix(emulator.endpoint()).unwrap_or(url);
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for header in headers {
        head.extend([header, "\r\n"]);
    }
    head.extend([&*format!("Content-Length: {}\r\n\r\n", body.len())]);
    let address = emulator.endpoint().strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    parse(&String::from_utf8_lossy(&answer)).expect("an answer")
}

async fn post(emulator: &Emulator, path: &str, body: Value) -> Answer {
    send(emulator, "POST", path, &[TOKEN, JSON], &body.to_string()).await
}

#[tokio::test]
async fn the_stream_of_an_entity_is_its_value() {
    let emulator = start().await;
    let photo = "/v1.0/me/photo/$value";
    assert_eq!(get(&emulator, photo).await.status, 404);
    assert_eq!(bytes(&emulator, "PUT", photo, &[TOKEN, "Content-Type: image/png"], b"png").await.status, 200);
    let read = get(&emulator, photo).await;
    assert_eq!((read.text.as_str(), read.header("content-type")), ("png", Some("image/png")));
    assert_eq!(get(&emulator, "/v1.0/me/photo").await.status, 200);
    assert_eq!(send(&emulator, "DELETE", photo, &[TOKEN], "").await.status, 204);
    assert_eq!(send(&emulator, "DELETE", photo, &[TOKEN], "").await.status, 404);
    assert_eq!(get(&emulator, "/v1.0/users/$value").await.status, 400);
    // The content of a file is a property, and has its own address.
    let content = format!("{FILE}/content");
    assert_eq!(get(&emulator, &content).await.status, 404);
    let stored = bytes(&emulator, "PUT", &content, &[TOKEN, "Content-Type: text/plain"], b"abc").await;
    assert_eq!((stored.status, &stored.json()["size"]), (200, &json!(3)));
    assert_eq!(get(&emulator, &content).await.text, "abc");
    // What is deleted has no content when there is an entity again.
    send(&emulator, "DELETE", FILE, &[TOKEN], "").await;
    emulator.seed_at(FILE, json!({"name": "b.bin"})).unwrap();
    assert_eq!(get(&emulator, &content).await.status, 404);
}

#[tokio::test]
async fn a_part_of_a_file_is_read_by_its_range() {
    let emulator = start().await;
    let content = format!("{FILE}/content");
    assert_eq!(bytes(&emulator, "PUT", &content, &[TOKEN], b"abcdef").await.status, 200);
    let photo = "/v1.0/me/photo/$value";
    assert_eq!(
        bytes(&emulator, "PUT", photo, &[TOKEN, "Content-Type: image/png"], b"abcdef").await.status,
        200
    );
    for path in [&*content, photo] {
        let read = async |method: &str, headers: &[&str]| {
            let answer = bytes(&emulator, method, path, &[&[TOKEN], headers].concat(), b"").await;
            let range = answer.header("content-range").map(str::to_owned);
            (answer.status, answer.text, range)
        };
        let part = |text: &str, range: &str| (206, text.to_owned(), Some(format!("bytes {range}/6")));
        let whole = (200, "abcdef".to_owned(), None);
        assert_eq!(read("GET", &["Range: bytes=1-3"]).await, part("bcd", "1-3"), "{path}");
        assert_eq!(read("GET", &["Range: bytes=4-"]).await, part("ef", "4-5"), "{path}");
        assert_eq!(read("GET", &["Range: bytes=-2"]).await, part("ef", "4-5"), "{path}");
        assert_eq!(read("GET", &["Range: bytes=0-99"]).await, part("abcdef", "0-5"), "{path}");
        assert_eq!(read("GET", &["Range: bytes=0-1,3-4"]).await, whole, "{path}: several ranges");
        assert_eq!(read("GET", &["Range: bytes=1-3", "If-Range: \"1\""]).await, whole, "{path}");
        assert_eq!(read("HEAD", &["Range: bytes=1-3"]).await, (200, String::new(), None), "{path}");
        let (status, text, range) = read("GET", &["Range: bytes=6-"]).await;
        assert_eq!((status, range.as_deref()), (416, Some("bytes */6")), "{path}");
        assert!(text.contains("\"invalidRange\""), "{text}");
    }
    let entity = bytes(&emulator, "GET", FILE, &[TOKEN, "Range: bytes=0-1"], b"").await;
    assert_eq!((entity.status, &entity.json()["name"]), (200, &json!("a.bin")), "JSON has no ranges");
}

#[tokio::test]
async fn attachments_messages_and_properties_have_a_value() {
    let emulator = start().await;
    let attachment = json!({"@odata.type": "#microsoft.graph.fileAttachment", "size": 3, "contentType": "text/csv", "contentBytes": "YSxi"});
    emulator.seed_at("/v1.0/me/messages/1/attachments/2", attachment).unwrap();
    let read = get(&emulator, &format!("{MESSAGE}/attachments/2/$value")).await;
    assert_eq!((read.text.as_str(), read.header("content-type")), ("a,b", Some("text/csv")));
    let mime = get(&emulator, &format!("{MESSAGE}/$value")).await;
    assert!(
        mime.text.contains("Subject: Hi\r\n") && mime.text.ends_with("\r\n\r\nDear all"),
        "{}",
        mime.text
    );
    assert_eq!(get(&emulator, &format!("{MESSAGE}/subject/$value")).await.text, "Hi");
    let binary = format!("{MESSAGE}/attachments/2/microsoft.graph.fileAttachment/contentBytes/$value");
    assert_eq!(get(&emulator, &binary).await.text, "a,b");
    assert_eq!(get(&emulator, &format!("{MESSAGE}/body/$value")).await.status, 400);
    let batch =
        json!({"requests": [{"id": "1", "method": "GET", "url": "/me/messages/1/attachments/2/$value"}]});
    let answer = post(&emulator, "/v1.0/$batch", batch).await.json();
    assert_eq!(answer["responses"][0]["body"], "YSxi", "bytes are base64 in a batch");
}

#[tokio::test]
async fn a_message_is_created_and_sent_as_mime() {
    let emulator = start().await;
    let mime = "From: ann@contoso.example\r\nSubject: =?utf-8?B?w6k=?=\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
                --x\r\nContent-Type: text/html\r\n\r\n<b>Dear all</b>\r\n--x\r\nContent-Type: image/png; name=a.png\r\n\
                Content-Transfer-Encoding: base64\r\n\r\nYSxi\r\n--x--\r\n";
    let encoded = STANDARD.encode(mime);
    let (head, tail) = encoded.split_at(76);
    let lines = format!("{head}\r\n{tail}\r\n");
    let headers = [TOKEN, "Content-Type: text/plain"];
    let made = send(&emulator, "POST", "/v1.0/me/messages", &headers, &lines).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let message = made.json();
    assert_eq!(message["subject"], "é");
    assert_eq!(message["body"], json!({"contentType": "html", "content": "<b>Dear all</b>"}));
    let files = format!("/v1.0/me/messages/{}/attachments", message["id"].as_str().unwrap());
    let file = &get(&emulator, &files).await.json()["value"][0];
    assert_eq!((&file["name"], &file["contentBytes"]), (&json!("a.png"), &json!("YSxi")));

    let sent = send(&emulator, "POST", "/v1.0/me/sendMail", &headers, &encoded).await;
    assert_eq!((sent.status, sent.text.as_str()), (202, ""));
    let json = post(&emulator, "/v1.0/me/sendMail", json!({"message": {"subject": "s"}})).await;
    assert_eq!(json.status, 202, "{}", json.text);
    for path in ["/v1.0/me/messages", "/v1.0/me/sendMail"] {
        for (body, code) in
            [("YSxi!", "ErrorMimeContentInvalidBase64String"), ("YSxi", "ErrorMimeContentInvalid")]
        {
            let (status, found, _) = send(&emulator, "POST", path, &headers, body).await.error();
            assert_eq!((status, found.as_str()), (400, code), "{path} {body}");
        }
    }
    // Only a message is MIME.
    let other = send(&emulator, "POST", "/v1.0/store/files", &headers, &encoded).await;
    assert_eq!(other.status, 400, "{}", other.text);
}

#[tokio::test]
async fn a_file_is_uploaded_in_ranges() {
    let emulator = start().await;
    let session = post(&emulator, &format!("{FILE}/createUploadSession"), json!({})).await.json();
    let url = session["uploadUrl"].as_str().unwrap().to_owned();
    assert_eq!(session["nextExpectedRanges"], json!(["0-"]));
    let put = async |range: &str, body: &[u8]| {
        bytes(&emulator, "PUT", &url, &[&*format!("Content-Range: bytes {range}")], body).await
    };
    let first = put("0-2/6", b"abc").await;
    assert_eq!((first.status, &first.json()["nextExpectedRanges"]), (202, &json!(["3-5"])));
    // A range that was not received is asked for again: the session says from where.
    emulator.next_answers([Fault::Status(503, graph_entity_emulator::RetryAfter::Missing)]);
    assert_eq!(put("3-5/6", b"def").await.status, 503);
    let state = bytes(&emulator, "GET", &url, &[], b"").await;
    assert_eq!((state.status, &state.json()["nextExpectedRanges"]), (200, &json!(["3-5"])));
    for (range, body, status) in [
        ("0-2/6", "abc", 416),
        ("4-5/6", "ef", 416),
        ("3-5/7", "def", 416),
        ("3-5/6", "de", 400),
        ("x", "", 400),
    ] {
        assert_eq!(put(range, body.as_bytes()).await.status, status, "{range}");
    }
    let last = put("3-5/6", b"def").await;
    assert_eq!((last.status, &last.json()["id"], &last.json()["size"]), (201, &json!("1"), &json!(6)));
    assert_eq!(get(&emulator, &format!("{FILE}/content")).await.text, "abcdef");
    assert_eq!(put("0-0/1", b"a").await.status, 404, "the session has ended");

    let session = post(&emulator, &format!("{FILE}/createUploadSession"), json!({})).await.json();
    let url = session["uploadUrl"].as_str().unwrap();
    assert_eq!(bytes(&emulator, "DELETE", url, &[], b"").await.status, 204);
    assert_eq!(bytes(&emulator, "GET", url, &[], b"").await.status, 404);

    let session = post(&emulator, &format!("{FILE}/createUploadSession"), json!({})).await.json();
    let url = session["uploadUrl"].as_str().unwrap();
    assert_eq!(bytes(&emulator, "PUT", url, &["Content-Range: bytes 0-0/2"], b"a").await.status, 202);
    emulator.expire_uploads();
    for (method, headers) in [("PUT", &["Content-Range: bytes 1-1/2"][..]), ("GET", &[]), ("DELETE", &[])] {
        let body: &[u8] = if method == "PUT" { b"b" } else { b"" };
        assert_eq!(bytes(&emulator, method, url, headers, body).await.status, 404, "{method}");
    }
    assert_eq!(get(&emulator, &format!("{FILE}/content")).await.text, "abcdef", "the content stays");
}

#[tokio::test]
async fn streams_are_kept_in_the_data_file_and_by_a_reset() {
    let folder = Folder::new();
    let serve = || Emulator::builder().metadata("v1.0", DOCUMENT).data_file(folder.file());
    let emulator = serve().seed_at(FILE, json!({"name": "a.bin"})).start().await;
    let (photo, content) = ("/v1.0/me/photo/$value", format!("{FILE}/content"));
    let put = async |emulator: &Emulator, path: &str, media_type: &str, body: &[u8]| {
        let headers = [TOKEN, &*format!("Content-Type: {media_type}")];
        assert_eq!(bytes(emulator, "PUT", path, &headers, body).await.status, 200, "{path}");
    };
    put(&emulator, photo, "image/png", b"\x01png").await;
    put(&emulator, &content, "text/x", b"one").await;
    emulator.save().unwrap();
    emulator.shutdown().await;
    let emulator = serve().start().await;
    for _ in 0..2 {
        let read = get(&emulator, photo).await;
        assert_eq!((read.header("content-type"), read.status), (Some("image/png"), 200));
        assert_eq!(read.text, "\u{1}png");
        assert_eq!(get(&emulator, &content).await.text, "one");
        put(&emulator, &content, "text/x", b"other").await;
        assert_eq!(send(&emulator, "DELETE", photo, &[TOKEN], "").await.status, 204);
        emulator.reset();
    }
    assert_eq!(send(&emulator, "DELETE", FILE, &[TOKEN], "").await.status, 204);
    emulator.save().unwrap();
    let saved = std::fs::read_to_string(folder.file()).unwrap();
    assert!(saved.contains("image/png") && !saved.contains("text/x"), "{saved}");
    emulator.shutdown().await;
    for (streams, words) in [
        (json!([{"of": "/v1.0/me/photo", "bytes": "!"}]), "its `bytes` are base64"),
        (json!([{"of": "/v1.0/nothing", "bytes": ""}]), "no entity is served"),
        (json!({}), "it is a JSON array"),
    ] {
        std::fs::write(folder.file(), json!({"@graph-emulator.streams": streams}).to_string()).unwrap();
        let message = serve().try_start().await.unwrap_err().to_string();
        assert!(message.contains("`@graph-emulator.streams`: ") && message.contains(words), "{message}");
    }
}

#[tokio::test]
async fn a_large_attachment_is_uploaded_in_ranges() {
    let emulator = start().await;
    let path = format!("{MESSAGE}/attachments/createUploadSession");
    assert_eq!(post(&emulator, &path, json!({})).await.status, 400);
    let item = json!({"AttachmentItem": {"name": "big.txt", "size": 4, "contentType": "text/plain"}});
    let session = post(&emulator, &path, item).await.json();
    let url = session["uploadUrl"].as_str().unwrap();
    let first = bytes(&emulator, "PUT", url, &["Content-Range: bytes 0-1/4"], b"ab").await;
    assert_eq!((first.status, &first.json()["nextExpectedRanges"]), (200, &json!(["2"])));
    let last = bytes(&emulator, "PUT", url, &["Content-Range: bytes 2-3/4"], b"cd").await;
    let location = last.header("location").unwrap().to_owned();
    assert_eq!((last.status, last.text.as_str()), (201, ""));
    let attachment = get(&emulator, location.strip_prefix(emulator.endpoint()).unwrap()).await.json();
    assert_eq!((&attachment["name"], &attachment["size"]), (&json!("big.txt"), &json!(4)));
    assert_eq!(attachment["contentBytes"], "YWJjZA==");
}

#[tokio::test]
async fn the_content_of_an_app_is_uploaded_and_committed() {
    let emulator = start().await;
    let made =
        post(&emulator, "/v1.0/store/files", json!({"name": "a.intunewin", "sizeEncrypted": 4})).await.json();
    assert_eq!(made["uploadState"], "azureStorageUriRequestPending");
    let path = format!("/v1.0/store/files/{}", made["id"].as_str().unwrap());
    let state = async || get(&emulator, &path).await.json();
    let ready = state().await;
    assert_eq!(ready["uploadState"], "azureStorageUriRequestSuccess");
    let uri = ready["azureStorageUri"].as_str().unwrap().to_owned();
    let put = async |uri: &str, query: &str, body: &str| {
        bytes(&emulator, "PUT", &format!("{uri}&{query}"), &["x-ms-blob-type: BlockBlob"], body.as_bytes())
            .await
    };
    assert_eq!(put(&uri, "comp=block&blockid=MDE%3D", "ab").await.status, 201);
    // The address is renewed, and the blocks remain.
    assert_eq!(post(&emulator, &format!("{path}/renewUpload"), json!({})).await.status, 204);
    assert_eq!(get(&emulator, &path).await.json()["uploadState"], "azureStorageUriRenewalSuccess");
    let renewed = state().await["azureStorageUri"].as_str().unwrap().to_owned();
    assert_ne!(renewed, uri);
    assert_eq!(put(&renewed, "comp=block&blockid=MDI=", "cd").await.status, 201);
    let list = |ids: &[&str]| {
        let ids = ids.join("</Latest><Latest>");
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList><Latest>{ids}</Latest></BlockList>")
    };
    let unknown = put(&renewed, "comp=blocklist", &list(&["MDE=", "MDM="])).await;
    assert_eq!(unknown.status, 400);
    assert!(unknown.text.contains("<Code>InvalidBlockList</Code>"), "{}", unknown.text);
    assert_eq!(put(&renewed, "comp=blocklist", &list(&["MDE=", "MDI="])).await.status, 201);
    let forged = put(&renewed.replace("sig=", "sig=0"), "comp=blocklist", "").await;
    assert_eq!((forged.status, forged.header("content-type")), (403, Some("application/xml")));
    assert_eq!(post(&emulator, &format!("{path}/commit"), json!({})).await.status, 204);
    let committed = state().await;
    assert_eq!(
        (&committed["uploadState"], &committed["isCommitted"]),
        (&json!("commitFileSuccess"), &json!(true))
    );
    assert_eq!(bytes(&emulator, "GET", &renewed, &[], b"").await.text, "abcd");
    let part = bytes(&emulator, "GET", &renewed, &["Range: bytes=1-2"], b"").await;
    assert_eq!(
        (part.status, part.text.as_str(), part.header("content-range")),
        (206, "bc", Some("bytes 1-2/4"))
    );
    let behind = bytes(&emulator, "GET", &renewed, &["Range: bytes=4-"], b"").await;
    assert_eq!((behind.status, behind.header("content-range")), (416, Some("bytes */4")));

    // Another size than was described fails.
    let made = post(&emulator, "/v1.0/store/files", json!({"sizeEncrypted": 9})).await.json();
    let path = format!("/v1.0/store/files/{}", made["id"].as_str().unwrap());
    let uri = get(&emulator, &path).await.json()["azureStorageUri"].as_str().unwrap().to_owned();
    assert_eq!(bytes(&emulator, "PUT", &uri, &["x-ms-blob-type: BlockBlob"], b"abcd").await.status, 201);
    post(&emulator, &format!("{path}/commit"), json!({})).await;
    assert_eq!(get(&emulator, &path).await.json()["uploadState"], "commitFileFailed");
}

#[tokio::test]
async fn an_app_is_published_by_its_committed_content() {
    let emulator = start().await;
    let win32 = "#microsoft.graph.win32LobApp";
    let apps = "/v1.0/deviceAppManagement/mobileApps";
    let app = async || {
        let made = post(&emulator, apps, json!({"@odata.type": win32, "displayName": "a"})).await.json();
        assert_eq!(made["publishingState"], "notPublished", "{made}");
        format!("{apps}/{}", made["id"].as_str().unwrap())
    };
    let commit = async |app: &str, version: &str| {
        let body = json!({"@odata.type": win32, "committedContentVersion": version}).to_string();
        let answer = send(&emulator, "PATCH", app, &[TOKEN, JSON], &body).await;
        let state = get(&emulator, app).await.json()["publishingState"].clone();
        (answer.status, answer.header("x-graph-emulator-wording").map(str::to_owned), state)
    };
    let refused = (400, Some("ours".to_owned()), json!("notPublished"));
    let one = app().await;
    let versions = format!("{one}/microsoft.graph.win32LobApp/contentVersions");
    let version = post(&emulator, &versions, json!({})).await.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(commit(&one, "none").await, refused);
    assert_eq!(commit(&one, &version).await, refused, "it has no file");
    let file =
        post(&emulator, &format!("{versions}/{version}/files"), json!({"sizeEncrypted": 2})).await.json();
    let file = format!("{versions}/{version}/files/{}", file["id"].as_str().unwrap());
    let uri = get(&emulator, &file).await.json()["azureStorageUri"].as_str().unwrap().to_owned();
    assert_eq!(bytes(&emulator, "PUT", &uri, &["x-ms-blob-type: BlockBlob"], b"ab").await.status, 201);
    assert_eq!(commit(&one, &version).await, refused, "the file is not committed");
    assert_eq!(post(&emulator, &format!("{file}/commit"), json!({})).await.status, 204);
    assert_eq!(get(&emulator, &file).await.json()["isCommitted"], true);
    assert_eq!(commit(&one, &version).await, (200, None, json!("published")));
    assert_eq!(commit(&one, &version).await, (200, None, json!("published")), "nothing changes");
    // The documented example names a version of an app whose content nobody uploaded.
    assert_eq!(commit(&app().await, "1").await, (200, None, json!("notPublished")));
}

#[tokio::test]
async fn an_export_job_ends_with_an_archive() {
    let emulator = start().await;
    for (name, content) in [("Devices", "id,name\r\n1,a\r\n"), ("Other", "a,b\r\n")] {
        let made =
            post(&emulator, "/v1.0/store/exportJobs", json!({"reportName": name, "select": ["a", "b"]}))
                .await;
        let job = made.json();
        let id = job["id"].as_str().unwrap();
        assert!(id.starts_with(&format!("{name}_")), "{id}");
        assert_eq!((made.status, &job["status"]), (201, &json!("notStarted")));
        let path = format!("/v1.0/store/exportJobs/{id}");
        assert_eq!(get(&emulator, &path).await.json()["status"], "inProgress");
        let done = get(&emulator, &path).await.json();
        assert_eq!(done["status"], "completed");
        let url = done["url"].as_str().unwrap();
        let archive = bytes(&emulator, "GET", url, &[], b"").await;
        assert_eq!((archive.status, archive.header("content-type")), (200, Some("application/zip")));
        assert!(archive.text.starts_with("PK\u{3}\u{4}"), "{:?}", archive.text);
        assert!(archive.text.contains(&format!("{id}.csv{content}PK")), "{:?}", archive.text);
    }
    assert_eq!(bytes(&emulator, "GET", "/media/downloads/1/x.zip", &[], b"").await.status, 404);
    assert_eq!(bytes(&emulator, "PATCH", "/media/downloads/1/x.zip", &[], b"").await.status, 405);
}

#[tokio::test]
async fn a_team_is_created_by_an_operation() {
    let emulator = start().await;
    let body = json!({
        "displayName": "A",
        "template@odata.bind": "https://graph.microsoft.com/v1.0/teamsTemplates('standard')",
        // The signed-in user exists before it is asked for.
        "owner@odata.bind": "https://graph.microsoft.com/v1.0/me",
    });
    let made = post(&emulator, "/v1.0/teams", body).await;
    assert_eq!((made.status, made.text.as_str()), (202, ""));
    let (location, team) = (made.header("location").unwrap(), made.header("content-location").unwrap());
    assert!(location.starts_with(&format!("{team}/operations('")), "{location}");
    for status in ["inProgress", "succeeded", "succeeded"] {
        assert_eq!(get(&emulator, &format!("/v1.0{location}")).await.json()["status"], status);
    }
    assert_eq!(get(&emulator, &format!("/v1.0{team}")).await.json()["displayName"], "A");
    let owner = get(&emulator, &format!("/v1.0{team}/owner")).await.json();
    assert_eq!(owner["id"], get(&emulator, "/v1.0/me").await.json()["id"]);
}

#[tokio::test]
async fn a_body_in_gzip_is_decoded_up_to_the_limit() {
    // `{"displayName": "Ann"}`, and a text of 20,000 spaces.
    let (body, large) = (gzip(br#"{"displayName": "Ann"}"#), gzip(&vec![b' '; 20_000]));
    let emulator = Emulator::builder()
        .metadata("v1.0", DOCUMENT)
        .seed_at("/v1.0/users/1", json!({}))
        .body_limit(10_000)
        .start()
        .await;
    let patch = async |coding: &str, body: &[u8]| {
        let coding = format!("Content-Encoding: {coding}");
        bytes(&emulator, "PATCH", "/v1.0/users/1", &[TOKEN, JSON, &coding], body).await
    };
    let answer = patch("gzip", &body).await;
    assert_eq!((answer.status, &answer.json()["displayName"]), (200, &json!("Ann")), "{}", answer.text);
    assert_eq!(patch("identity", br#"{"displayName": "Bob"}"#).await.status, 200);
    assert!(large.len() < 10_000);
    assert_eq!(patch("gzip", &large).await.status, 413);
    assert_eq!(patch("gzip", b"{}").await.status, 400);
    assert_eq!(patch("gzip", &body[..body.len() - 4]).await.status, 400);
    assert_eq!(patch("br", b"{}").await.status, 415);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

#[tokio::test]
async fn annotations_are_left_out_on_demand() {
    let emulator = start().await;
    let bare = async |path: &str, accept: &str| {
        send(&emulator, "GET", path, &[TOKEN, &format!("Accept: {accept}")], "").await
    };
    let none = "application/json;odata.metadata=none";
    for (path, accept) in [
        ("/v1.0/me/messages?$count=true", none),
        ("/v1.0/me/messages?$count=true", "application/json; odata.metadata=None"),
        ("/v1.0/me/messages?$count=true&$format=application/json;odata.metadata=none", "*/*"),
    ] {
        let answer = bare(path, accept).await;
        let body = answer.json();
        let names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["@odata.count", "value"], "{path} {accept}");
        assert!(answer.header("content-type").unwrap().contains("odata.metadata=none"), "{path} {accept}");
    }
    for accept in ["application/json", "application/json;odata.metadata=minimal", "*/*"] {
        let answer = bare("/v1.0/me/messages", accept).await;
        assert!(answer.text.contains("@odata.context"), "{accept}");
        assert!(answer.header("content-type").unwrap().contains("odata.metadata=minimal"), "{accept}");
    }
    let batch = json!({"requests": [{"id": "1", "method": "HEAD", "url": "/me/messages"}]});
    let answer = post(&emulator, "/v1.0/$batch", batch).await.json();
    assert_eq!((&answer["responses"][0]["status"], answer["responses"][0].get("body")), (&json!(200), None));
}
