//! Entities by address: seeds, and the data file that is loaded and saved.

use std::path::PathBuf;

use graph_entity::graph_entity;
use graph_entity_emulator::{Builder, Emulator};
use serde_json::{Value, json};

use crate::entities::{
    self, App, CATEGORIES, DEVICES, DeviceCategory, IosConfiguration, MacOSConfiguration, ManagedDevice,
    SAMPLE, Sample,
};
use crate::metadata::{created, graph};
use crate::wire::{JSON, TOKEN, get, patch, send};

/// A temporary folder, removed at the end of the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("graph-emulator-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("data.json")
    }

    /// A copy of the file, for a second emulator.
    fn copy(&self) -> PathBuf {
        let copy = self.0.join("copy.json");
        std::fs::copy(self.file(), &copy).unwrap();
        copy
    }

    /// Checks that only files and their locks are left.
    fn expect_no_temporary_file(&self) {
        for entry in std::fs::read_dir(&self.0).unwrap() {
            let path = entry.unwrap().path();
            assert!(path.extension().is_none_or(|it| it != "new"), "{}", path.display());
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const CONFIGURATIONS: &str = "/v1.0/deviceManagement/deviceConfigurations";

fn served() -> Builder {
    Emulator::builder()
        .entity::<DeviceCategory>()
        .entity::<ManagedDevice>()
        .entity::<App>()
        .entity::<IosConfiguration>()
        .entity::<MacOSConfiguration>()
        .entity::<Sample>()
        .entity::<Book>()
}

/// An entity with a further address that does not include all keys.
#[graph_entity(path = "/shelves/{shelfId}/books/{bookId}", path(any = "/books/{bookId}"))]
#[derive(Debug, Clone, PartialEq)]
struct Book {
    id: String,
}

async fn refused(builder: Builder) -> String {
    builder.try_start().await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_seed_is_stored_at_its_address() {
    let emulator = served()
        .seed_at(format!("{CATEGORIES}/42"), json!({"displayName": "Kiosk"}))
        .seed_at("/beta/devicemanagement/DEVICECATEGORIES/b%20c", json!({}))
        .seed_at(
            format!("{CONFIGURATIONS}/1"),
            json!({"@odata.type": "#microsoft.graph.macOSConfiguration", "payload": "p"}),
        )
        .seed_at("/v1.0/users/adele/managedDevices/7", json!({"size": 3, "apps": [{"id": "x", "name": "n"}]}))
        .start()
        .await;
    assert_eq!(get(&emulator, &format!("{DEVICES}/7")).await.json()["size"], 3);
    assert_eq!(get(&emulator, &format!("{DEVICES}/7/apps/x")).await.json()["name"], "n");
    let body = get(&emulator, &format!("{CATEGORIES}/42")).await.json();
    assert_eq!((&body["id"], &body["displayName"]), (&json!("42"), &json!("Kiosk")));
    assert_eq!(get(&emulator, &format!("{CATEGORIES}/b%20c")).await.json()["id"], "b c");
    let body = get(&emulator, &format!("{CONFIGURATIONS}/1")).await.json();
    assert_eq!(
        (&body["@odata.type"], &body["payload"]),
        (&json!("#microsoft.graph.macOSConfiguration"), &json!("p"))
    );
}

#[tokio::test]
async fn an_invalid_seed_is_an_error_with_the_reason() {
    let category = format!("{CATEGORIES}/42");
    for (address, value, words) in [
        (category.as_str(), json!([]), "an entity is a JSON object"),
        (&category, json!({"nope": 1}), "property `nope`: The property 'nope' does not exist"),
        (&category, json!({"displayName": 7}), "property `displayName`: Cannot convert the literal '7'"),
        (&category, json!({"id": "43"}), "property `id`: it is `43`, and the address says `42`"),
        (&category, json!({"@odata.type": "#microsoft.graph.app"}), "property `@odata.type`: A type named"),
        (CATEGORIES, json!({}), "this is the address of a collection"),
        ("/beta/deviceManagement/things/1", json!({}), "no entity is served at this address"),
        ("/v1.0/books/1", json!({}), "this is a further address, and does not say where its entities live"),
        ("/v1.0/shelves/1/books/$count", json!({}), "no entity is served at this address"),
        ("/v7/deviceManagement/things/1", json!({}), "there is no version `v7`"),
        ("beta/deviceManagement/deviceCategories/1", json!({}), "an address begins with a slash"),
        ("/beta/deviceManagement/deviceCategories/%FF", json!({}), "it is not UTF-8"),
        (&format!("{CONFIGURATIONS}/1"), json!({}), "`@odata.type`: Cannot create an abstract class."),
    ] {
        let message = refused(served().seed_at(address, value)).await;
        assert!(message.starts_with(&format!("the entity for `{address}` cannot be: ")), "{message}");
        assert!(message.contains(words), "{message}");
    }
}

#[tokio::test]
async fn a_saved_file_is_loaded_without_loss() {
    let folder = Folder::new();
    let doubles = json!({"double": 1.333_333_333_333_333_3, "single": -0.1, "long": i64::MAX, "anything": {"z": 1, "a": 1e300}});
    let start = || served().data_file(folder.file()).etag_annotations(true);
    let emulator = start()
        .seed::<Sample>(["a/b c#d'é"], &doubles)
        .seed::<Sample>(["1"], json!({"tags": ["b", "a"]}))
        .seed_unchecked::<DeviceCategory>(["1"], json!({"displayName": 7, "newer": {"b": 1, "a": 2}}))
        .seed::<MacOSConfiguration>(["1"], json!({"payload": "p"}))
        .start()
        .await;
    let body = r##"{"deviceName": "d", "setting": {"@odata.type": "#microsoft.graph.numberSetting", "number": 1},
        "apps": [{"name": "b"}], "note": {"text": "t", "tags": []}}"##;
    let created = send(&emulator, "POST", DEVICES, &[TOKEN, JSON], body).await;
    assert_eq!(created.status, 201, "{}", created.text);
    patch(&emulator, SAMPLE, r#"{"int": 1}"#).await;
    let last = patch(&emulator, SAMPLE, r#"{"int": 2}"#).await;
    assert_eq!(send(&emulator, "DELETE", SAMPLE, &[TOKEN], "").await.status, 204);
    assert_eq!(emulator.save().unwrap(), folder.file());

    let copy = folder.copy();
    let again = start().data_file(&copy).seed::<Sample>(["1"], json!({})).start().await;
    let paths = |emulator: &Emulator| -> Vec<String> {
        emulator.urls().iter().map(|url| url.strip_prefix(emulator.endpoint()).unwrap().to_owned()).collect()
    };
    assert_eq!(paths(&again), paths(&emulator), "a deleted seed stays deleted");
    for path in paths(&emulator).into_iter().filter(|path| !path.contains("%2F")) {
        let is_device = path.starts_with(DEVICES) && !path.contains("/apps/");
        let query = if is_device { "?$expand=apps" } else { "" };
        let (one, two) =
            (get(&emulator, &(path.clone() + query)).await, get(&again, &(path.clone() + query)).await);
        assert_eq!(one.text.replace(emulator.endpoint(), again.endpoint()), two.text);
        assert_eq!((one.status, one.header("etag")), (200, two.header("etag")), "{path}");
    }
    again.save().unwrap();
    let saved = std::fs::read_to_string(copy).unwrap();
    emulator.save().unwrap();
    assert_eq!(std::fs::read_to_string(folder.file()).unwrap(), saved);
    let value: Value = serde_json::from_str(&saved).unwrap();
    let odd = &value["/v1.0/samples/a%2Fb%20c%23d%27%C3%A9"];
    assert_eq!((&odd["id"], &odd["double"]), (&json!("a/b c#d'é"), &doubles["double"]));
    folder.expect_no_temporary_file();

    let path = format!("{DEVICES}/{}", created.json()["id"].as_str().unwrap());
    let next = patch(&again, &path, r#"{"size": 1}"#).await;
    assert!(next.header("etag") > last.header("etag"), "no revision occurs twice");
}

#[tokio::test]
async fn entities_of_a_metadata_document_are_saved_with_their_links() {
    let folder = Folder::new();
    let web = r##""@odata.type": "#microsoft.graph.webApp""##;
    let emulator = graph().data_file(folder.file()).start().await;
    let category = created(&emulator, "/beta/categories", r#"{"label": "tools", "open": {"b": 1}}"#).await;
    let url = format!("https://graph.microsoft.com{category}");
    let body = format!(
        r#"{{{web}, "publisher@odata.bind": "{url}", "categories@odata.bind": ["{url}"], "assignments": [{{"target": "t"}}]}}"#
    );
    let app = created(&emulator, "/beta/apps", &body).await;
    created(&emulator, "/beta/store/featured", r#"{"label": "f"}"#).await;
    let targets = [
        format!("{app}?$expand=publisher,categories,assignments"),
        category,
        "/beta/store/featured".to_owned(),
    ];
    emulator.save().unwrap();
    let copy = folder.copy();
    let again = graph().data_file(&copy).start().await;
    for target in targets {
        let (one, two) = (get(&emulator, &target).await, get(&again, &target).await);
        assert_eq!((one.status, one.header("etag")), (200, two.header("etag")), "{}", one.text);
        assert_eq!(one.text.replace(emulator.endpoint(), again.endpoint()), two.text);
    }
    let saved = std::fs::read_to_string(folder.file()).unwrap();
    again.save().unwrap();
    assert_eq!(std::fs::read_to_string(copy).unwrap(), saved);
    drop(emulator);
    assert!(saved.contains(r#""@graph-emulator.links""#) && !saved.contains("unchecked"), "{saved}");

    for (from, to, words) in [
        ("/beta/apps/1/publisher", json!("/beta/nothing/1"), "no entity is served"),
        ("/beta/apps/1/publisher", json!([7]), "7 is not an address"),
        ("/beta/nothing", json!([]), "no entity is served"),
    ] {
        let links = json!({"@graph-emulator.links": [{"from": from, "to": to}]});
        std::fs::write(folder.file(), links.to_string()).unwrap();
        let message = refused(graph().data_file(folder.file())).await;
        assert!(message.contains(words) && message.contains("`@graph-emulator.links`: "), "{message}");
    }
}

#[tokio::test]
async fn a_handwritten_file_is_loaded() {
    let folder = Folder::new();
    let text = json!({
        format!("{CATEGORIES}/42"): {"@odata.type": "#microsoft.graph.deviceCategory", "displayName": "Kiosk"},
        format!("{CONFIGURATIONS}/1"): {"@odata.type": "microsoft.graph.iosConfiguration"},
    });
    std::fs::write(folder.file(), text.to_string()).unwrap();
    let emulator = served().data_file(folder.file()).start().await;
    assert_eq!(emulator.urls().len(), 2);
    assert_eq!(get(&emulator, &format!("{CATEGORIES}/42")).await.json()["displayName"], "Kiosk");
    assert_eq!(
        send(&emulator, "POST", "/emulator/save", &[], "").await.json()["saved"],
        json!(folder.file())
    );
}

#[tokio::test]
async fn entities_of_a_file_may_have_their_properties_in_any_order() {
    let folder = Folder::new();
    let entities = [
        r#"{"lastModifiedDateTime": "2026-01-01T00:00:00Z", "displayName": "a", "id": "1"}"#,
        r#"{"displayName": "b", "lastModifiedDateTime": "2026-01-02T00:00:00Z"}"#,
        r#"{"lastModifiedDateTime": "2026-01-03T00:00:00Z"}"#,
        r#"{"id": "4", "DISPLAYNAME": "d"}"#,
        r#"{"\u0069d": "5", "displayName": "\u0065"}"#,
    ];
    let members = (1..).zip(entities).map(|(key, entity)| format!(r#""{CATEGORIES}/{key}": {entity}"#));
    let members: Vec<String> = members.collect();
    std::fs::write(folder.file(), format!("{{{}}}", members.join(","))).unwrap();
    let emulator = served().data_file(folder.file()).start().await;
    let list = get(&emulator, CATEGORIES).await.json();
    let entities = list["value"].as_array().unwrap().iter();
    let stored: Vec<_> = entities
        .map(|entity| ["id", "displayName", "lastModifiedDateTime"].map(|name| entity[name].clone()))
        .collect();
    let date = |day: u32| json!(format!("2026-01-0{day}T00:00:00Z"));
    let expected = [
        [json!("1"), json!("a"), date(1)],
        [json!("2"), json!("b"), date(2)],
        [json!("3"), Value::Null, date(3)],
        [json!("4"), json!("d"), Value::Null],
        [json!("5"), json!("e"), Value::Null],
    ];
    assert_eq!(stored, expected);
}

#[tokio::test]
async fn an_invalid_file_is_an_error_with_the_reason() {
    let folder = Folder::new();
    let category = format!("{CATEGORIES}/42");
    for (text, words) in [
        ("[]".to_owned(), "expected an object whose members are addresses"),
        ("{".to_owned(), "EOF while parsing"),
        (
            json!({&category: {"displayName": 7}}).to_string(),
            "`/beta/deviceManagement/deviceCategories/42`: property `displayName`: ",
        ),
        (
            json!({&category: {"@graph-emulator.revision": "x"}}).to_string(),
            "is a number of changes, and not \"x\"",
        ),
        (json!({&category: []}).to_string(), "`: an entity is a JSON object"),
        (
            format!(r#"{{"{category}": {{"displayName": "a", "displayName": "b"}}}}"#),
            "property `displayName`: Multiple properties with the name 'displayName' were detected",
        ),
        (
            format!(r#"{{"{category}": {{"displayName": "a", "DisplayName": "b"}}}}"#),
            "property `DisplayName`: Multiple properties with the name 'displayName' were detected",
        ),
        (
            json!({format!("{CATEGORIES}/1"): {"id": "1"}, &category: {"displayName": "a", "id": "1"}})
                .to_string(),
            "property `id`: it is `1`, and the address says `42`",
        ),
        (format!(r#"{{"{category}": {{}}, "{category}": {{}}}}"#), "there are two entities of this address"),
        (
            format!(r#"{{"{category}": {{}}, "{}": {{}}}}"#, category.replace("deviceC", "DeviceC")),
            "there are two entities of this address",
        ),
    ] {
        std::fs::write(folder.file(), &text).unwrap();
        let message = refused(served().data_file(folder.file())).await;
        assert!(message.starts_with(&format!("the data file {}: ", folder.file().display())), "{message}");
        assert!(message.contains(words), "{text}: {message}");
    }
    let message = refused(served().data_file(folder.0.join("nowhere/data.json"))).await;
    assert!(message.contains("there is no folder"), "{message}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_symbolic_link_to_the_file_is_preserved() {
    let folder = Folder::new();
    let (file, link) = (folder.file(), folder.0.join("link.json"));
    std::fs::write(&file, "{}").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let emulator = served().data_file(&link).start().await;
    send(&emulator, "POST", CATEGORIES, &[TOKEN, JSON], r#"{"displayName": "x"}"#).await;
    assert_eq!(emulator.save().unwrap(), link);
    assert!(link.is_symlink() && std::fs::read_to_string(&file).unwrap().contains(r#""displayName": "x""#));
}

#[cfg(unix)]
#[tokio::test]
async fn a_symbolic_link_may_lead_to_a_file_that_does_not_exist_yet() {
    let folder = Folder::new();
    std::fs::create_dir(folder.0.join("far")).unwrap();
    let (file, link) = (folder.0.join("far/data.json"), folder.0.join("link.json"));
    std::os::unix::fs::symlink("second.json", &link).unwrap();
    std::os::unix::fs::symlink("far/data.json", folder.0.join("second.json")).unwrap();
    let emulator = served().data_file(&link).start().await;
    for other in [&file, &link] {
        let message = refused(served().data_file(other)).await;
        assert!(message.ends_with("another emulator has it open"), "{message}");
    }
    assert_eq!(emulator.save().unwrap(), link);
    assert!(link.is_symlink() && file.is_file(), "the file is written, and the links are kept");
    std::fs::remove_file(&file).unwrap();
    std::fs::remove_file(folder.0.join("second.json")).unwrap();
    for (to, words) in [("nowhere/data.json", "there is no folder"), ("second.json", "symbolic link")] {
        std::os::unix::fs::symlink(to, folder.0.join("second.json")).unwrap();
        let message = refused(served().data_file(&link)).await;
        assert!(message.contains(words), "{to}: {message}");
        std::fs::remove_file(folder.0.join("second.json")).unwrap();
    }
}

#[tokio::test]
async fn a_data_file_is_open_in_one_emulator_only() {
    let folder = Folder::new();
    let emulator = served().data_file(folder.file()).start().await;
    let message = refused(served().data_file(folder.file())).await;
    assert!(message.ends_with("another emulator has it open"), "{message}");
    // Each save replaces the file, and not the lock.
    emulator.save().unwrap();
    let message = refused(served().data_file(folder.file())).await;
    assert!(message.ends_with("another emulator has it open"), "{message}");
    emulator.shutdown().await;
    drop(served().data_file(folder.file()).start().await);
    let again = served().data_file(folder.file()).start().await;
    assert_eq!(again.urls().len(), 0);
}

#[tokio::test]
async fn only_a_regular_file_has_data() {
    let folder = Folder::new();
    let message = refused(served().data_file(&folder.0)).await;
    assert!(message.ends_with("it is not a regular file"), "{message}");
    if cfg!(unix) {
        let message = refused(served().data_file("/dev/null")).await;
        assert_eq!(message, "the data file /dev/null: it is not a regular file");
    }
}

#[tokio::test]
async fn saving_without_a_writable_file_is_an_error() {
    let emulator = entities::sample().start().await;
    assert_eq!(emulator.save().unwrap_err().to_string(), "no data file was named at the start");
    let folder = Folder::new();
    let emulator = entities::sample().data_file(folder.file()).start().await;
    std::fs::create_dir(folder.file()).unwrap();
    let message = emulator.save().unwrap_err().to_string();
    assert!(message.starts_with(&format!("cannot write {}: ", folder.file().display())), "{message}");
    folder.expect_no_temporary_file();
}

/// Returns a page in the form of the documentation.
fn page(address: &str, response: &str) -> String {
    format!(
        "# Get it\n## HTTP Request\n``` http\nGET {address}\n```\n## Example\n### Request\n``` http\n\
         GET https://graph.microsoft.com/v1.0{address}\n```\n### Response\n``` http\nHTTP/1.1 200 OK\n\n{response}\n```\n"
    )
}

#[tokio::test]
async fn examples_of_documentation_pages_are_seeded() {
    let folder = Folder::new();
    std::fs::create_dir(folder.0.join("api")).unwrap();
    let device = "/deviceManagement/managedDevices/{managedDeviceId}";
    let pages = [
        ("app-get.md", page(&format!("{device}/apps/{{appId}}"), r#"{"value": {"id": "x", "name": "n"}}"#)),
        ("device-get.md", page(device, r#"{"value": {"id": "d", "size": 3}}"#)),
        ("device-update.md", page(device, r#"{"id": "d", "size": 4}"#).replace("GET ", "PATCH ")),
        ("device-list.md", page(device, r#"{"id": "e"}"#)),
        ("other-get.md", page("/others/{otherId}", r#"{"id": "o"}"#)),
        ("sample-get.md", page("/samples/{sampleId}", r#"{"id": "s", "int": "text"}"#)),
        ("torn-get.md", page("/samples/{sampleId}", r#"{"id": "#)),
    ];
    for (name, text) in pages {
        std::fs::write(folder.0.join("api").join(name), text).unwrap();
    }
    let emulator = served().seed_docs(&folder.0).start().await;
    let paths: Vec<_> = emulator.urls().iter().map(|url| url.replace(emulator.endpoint(), "")).collect();
    assert_eq!(paths, [format!("{DEVICES}/d"), format!("{DEVICES}/d/apps/x")]);
    assert_eq!(get(&emulator, &format!("{DEVICES}/d")).await.json()["size"], 3);
    assert_eq!(emulator.used_pages(), 3);
    let unused: Vec<_> = emulator
        .unused_pages()
        .iter()
        .map(|page| (page.file.file_name().unwrap().to_str().unwrap(), page.reason.as_str()))
        .collect();
    assert_eq!(unused[0], ("other-get.md", "none of its addresses is served"));
    assert!(unused[1].0 == "sample-get.md" && unused[1].1.starts_with("property `int`: "), "{unused:?}");
    assert!(unused[2].0 == "torn-get.md" && unused[2].1.starts_with("its response example: "), "{unused:?}");
    assert_eq!(unused.len(), 3);
    let message = refused(served().seed_docs(folder.0.join("nowhere"))).await;
    assert!(message.starts_with("the documentation pages in ") && message.contains("nowhere"), "{message}");
}

/// Needs the documentation pages in `GRAPH_DOCS`.
#[tokio::test]
async fn a_documented_example_is_served() {
    let Some(folder) = std::env::var_os("GRAPH_DOCS") else {
        eprintln!("skipped: GRAPH_DOCS names no folder of documentation pages");
        return;
    };
    let emulator = Emulator::builder()
        .entity::<entities::DeviceComplianceScriptDeviceState>()
        .seed_docs(PathBuf::from(folder).join("beta/api"))
        .start()
        .await;
    assert_eq!(emulator.used_pages(), 2, "the page of its GET, and that of its PATCH");
    let url = &emulator.urls()[0];
    let body = get(&emulator, url.strip_prefix(emulator.endpoint()).unwrap()).await.json();
    for (name, value) in serde_json::from_str::<Value>(entities::REQUEST).unwrap().as_object().unwrap() {
        assert!(name.starts_with('@') || body[name] == *value, "{name}");
    }
}
