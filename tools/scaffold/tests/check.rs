//! The commands that read annotated source: `check` and `diff`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cargo_graph_entity::{Document, Request, Source, Sources, generate};
use graph_entity_schema::declared::Shape;
use graph_entity_schema::page::Documentation;
use graph_entity_schema::{Apis, Metadata};

const FOLDER: &str = "tests/check";

fn path(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

/// Runs the command in the folder of the package, so that the paths in its output are the same everywhere.
fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"))
        .arg("graph-entity")
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the command")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text").replace('\\', "/").replace("\r\n", "\n")
}

fn check(source: &str, further: &[&str]) -> Output {
    let (csdl, source) = (format!("beta={}", path("metadata.xml")), path(source));
    let arguments = ["check", "--csdl", &csdl, &source];
    run(&[&arguments[..], further].concat())
}

#[test]
fn what_agrees_is_said_in_one_sentence() {
    let output = check("right.rs", &["--strict"]);
    assert_eq!(text(&output), "9 declarations agree with Graph beta\n");
    assert_eq!(output.status.code(), Some(0));
}

/// `UPDATE_REPORT=1` writes the report anew. Read it before you commit it.
#[test]
fn each_difference_is_shown_at_its_line() {
    let output = check("wrong.rs", &[]);
    assert_eq!(output.status.code(), Some(1));
    let report = text(&output);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path("wrong.txt"));
    if std::env::var_os("UPDATE_REPORT").is_some() {
        std::fs::write(&file, &report).expect("a file");
    }
    assert_eq!(report, std::fs::read_to_string(file).expect("the report").replace("\r\n", "\n"));
}

#[test]
fn pages_add_to_the_metadata() {
    let output = check("right.rs", &["--docs", "tests/check/pages"]);
    let expected = "error: only the service sets `displayName`: mark it `#[graph(read_only)]`\n";
    assert!(text(&output).starts_with(expected), "{}", text(&output));
    assert!(text(&output).contains("states it in beta/kiosk-update.md:15"), "{}", text(&output));
    assert_eq!(output.status.code(), Some(1));
    let output = check("right.rs", &["--docs", "tests/check/nowhere"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn programs_get_json() {
    let output = check("wrong.rs", &["--json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let differences = found["differences"].as_array().expect("differences");
    let named = |kind: &str| differences.iter().filter(|difference| difference["kind"] == kind).count();
    assert_eq!((named("unknown-property"), named("nullability"), named("needless-override")), (3, 1, 1));
    let first = differences.iter().find(|it| it["kind"] == "unknown-property").expect("a difference");
    assert_eq!(
        (&first["file"], &first["line"], &first["column"], &first["suggestion"]),
        (&"tests/check/wrong.rs".into(), &21.into(), &9.into(), &"displayName".into())
    );
    assert_eq!(found["notCompared"][0]["version"], "v1.0");
}

/// A misspelt type is one mistake, wherever it is held.
#[test]
fn a_choice_of_a_type_that_is_declared_and_unknown_is_one_difference() {
    let declared = |attribute: &str| {
        let text = format!(
            "{attribute}\npub struct Tga {{ pub text: Option<String> }}\n\
             #[graph_one_of(odata_type = \"microsoft.graph.tag\")]\npub enum AnyTag {{ Tga(Tga) }}\n"
        );
        let source = Source::parse([(PathBuf::from("a.rs"), text)]).expect("source");
        let document = Document { version: Some("beta"), file: path("metadata.xml").into() };
        let sources = Sources { documents: vec![document], ..Sources::default() };
        let apis = sources.apis(None, &source.items).expect("metadata");
        let found = graph_entity_schema::compare(&source.items, &apis);
        let errors = found.iter().filter(|it| it.severity == graph_entity_schema::Severity::Error);
        errors.map(|difference| difference.item.clone()).collect::<Vec<_>>()
    };
    assert_eq!(declared("#[graph_complex]"), ["Tga"]);
    // A type that deliberately is not there is not reported itself.
    assert_eq!(declared("#[graph_complex(differs = \"a preview\")]"), ["AnyTag"]);
}

#[test]
fn a_failure_is_told_from_a_difference() {
    for (arguments, reason) in [
        (&["check", "--csdl", "nowhere.xml", "tests/check/right.rs"][..], "nowhere.xml"),
        (&["check", "--csdl", "beta=tests/check/metadata.xml", "nowhere.rs"], "nowhere.rs"),
        (
            &["check", "--csdl", "beta=tests/check/metadata.xml", "tests/check/metadata.xml"],
            "line 1, column 1",
        ),
        (&["check", "--csdl", "tests/check/metadata.xml", "tests/check/wrong.rs"], "which version of Graph"),
        (&["check", "--csdl", "beta=tests/check/metadata.xml", "src/words.rs"], "nothing to check"),
        (&["check", "tests/check/right.rs"], "no metadata is given"),
        (
            &[
                "check",
                "--csdl",
                "beta=tests/check/metadata.xml",
                "--csdl",
                "beta=tests/check/metadata.xml",
                "tests/check/right.rs",
            ],
            "the second document of Graph beta",
        ),
    ] {
        let output = run(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(reason), "{arguments:?}: {error}");
    }
}

#[test]
fn names_are_resolved_by_modules_aliases_and_imports() {
    let source = Source::read(&[path("right.rs")]).expect("source");
    let kiosk = source.items.iter().find(|item| item.name == "Kiosk").expect("an entity");
    let types: Vec<String> = kiosk
        .properties()
        .iter()
        .map(|property| format!("{}: {:?}", property.name, property.value.name))
        .collect();
    assert!(types.contains(&"state: Known(\"microsoft.graph.runState\")".to_owned()), "{types:?}");
    assert!(types.contains(&"tags: Known(\"microsoft.graph.tag\")".to_owned()), "{types:?}");
    assert!(types.contains(&"azureADDeviceId: Known(\"Edm.Guid\")".to_owned()), "{types:?}");
    let Shape::Entity { route, .. } = &kiosk.shape else { panic!("an entity") };
    let addresses: Vec<&str> = route.addresses.iter().map(|address| address.text.as_str()).collect();
    assert_eq!(addresses, ["/kiosks/{kioskId}", "/kiosks/{kioskId}/parent"]);
}

#[test]
fn an_attribute_is_found_under_another_name_and_a_condition() {
    let text = r#"
        extern crate graph_entity as ge;
        use ge::{graph_complex as complex, graph_entity as entity};
        #[complex]
        struct Tag { value: Option<i32> }
        mod inner {
            #[super::entity(path = "/kiosks/{id}")]
            struct Kiosk { id: String }
        }
        #[cfg_attr(feature = "a", derive(Debug), cfg_attr(all(), ge::graph_entity(path = "/kiosks/{id}")))]
        struct Device { #[cfg_attr(all(), graph(name = "deviceId", key))] id: String }
        #[cfg_attr(feature = "a", derive(Debug))]
        struct Unrelated;
    "#;
    let source = Source::parse([(PathBuf::from("a.rs"), text.to_owned())]).expect("source");
    let found: Vec<(&str, &str)> = source
        .items
        .iter()
        .map(|item| (item.type_name.as_str(), item.properties()[0].name.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("microsoft.graph.tag", "value"),
            ("microsoft.graph.kiosk", "id"),
            ("microsoft.graph.device", "deviceId")
        ]
    );
}

#[test]
fn a_place_is_right_after_a_byte_order_mark_and_an_interpreter() {
    for prefix in ["\u{feff}", "#!/usr/bin/env rustx\n", ""] {
        let text = format!("{prefix}#[graph_complex]\nstruct Größe {{ höhe: Option<i32> }}\n");
        let source = Source::parse([(PathBuf::from("a.rs"), text)]).expect("source");
        let place = source.items[0].properties()[0].position.clone().expect("a place");
        assert_eq!(&source.files["a.rs"][place.bytes], "höhe");
        assert_eq!(place.column, 16);
    }
}

#[test]
fn what_changed_is_shown_with_what_it_concerns() {
    let folder = std::env::temp_dir().join(format!("graph-entity-diff-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join(path("metadata.xml"));
    let later = std::fs::read_to_string(&old)
        .expect("a document")
        .replace(r#"<Property Name="displayName" Type="Edm.String" />"#, "")
        .replace(
            r#"<Member Name="success" Value="1" />"#,
            r#"<Member Name="success" Value="1" /><Member Name="paused" Value="2" />"#,
        )
        .replace(r#"<ComplexType Name="tag">"#, r#"<ComplexType Name="seal" /><ComplexType Name="tag">"#);
    let new = folder.join("later.xml");
    std::fs::write(&new, later).expect("a file");
    let (old, new, source) = (path("metadata.xml"), new.to_string_lossy().into_owned(), path("right.rs"));
    let output = run(&["diff", &old, &new, &source]);
    let expected = format!(
        "- property `displayName` of `microsoft.graph.kiosk` is gone\n    \
           concerns `Kiosk` ({old}:12)\n\
         + member `paused` of `microsoft.graph.runState` is new\n    \
           concerns `RunState` ({new}:4)\n\
         \n\
         + complex type `microsoft.graph.seal` is new\n\
         3 changes, 2 of them to what is declared\n"
    );
    assert_eq!(text(&output), expected.replace('\\', "/"));
    assert_eq!(output.status.code(), Some(1));
    let output = run(&["diff", "--json", &old, &new]);
    assert_eq!(output.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["changes"].as_array().map(Vec::len), Some(3));
    // Nothing changed, or nothing that is declared.
    assert_eq!(run(&["diff", &old, &old]).status.code(), Some(0));
    let elsewhere = folder.join("elsewhere.rs");
    std::fs::write(&elsewhere, "#[graph_enum(flags)]\npub enum Weekdays { Monday }\n").expect("a file");
    assert_eq!(run(&["diff", &old, &new, &elsewhere.to_string_lossy()]).status.code(), Some(0));
    assert_eq!(run(&["diff", "nowhere.xml", &new]).status.code(), Some(2));
    assert_eq!(found["changes"][0]["kind"], "removed");
    std::fs::remove_dir_all(folder).expect("a folder");
}

/// Generated source of a whole document agrees with the document.
#[test]
fn everything_that_is_generated_agrees() {
    let Some(folder) = std::env::var_os("GRAPH_CSDL") else {
        eprintln!("skipped: GRAPH_CSDL, a folder of metadata documents, is not set");
        return;
    };
    for (version, name) in [("beta", "beta-2021-07-13.xml"), ("v1.0", "v1.0-2026-08-20.xml")] {
        let file = Path::new(&folder).join(name);
        let document = Document { version: Some(version), file };
        let metadata = document.read().expect("a document");
        let request = cargo_graph_entity::Request { all: true, ..Default::default() };
        let generated = cargo_graph_entity::generate(&metadata, name, version, &request).expect("items");
        let source = Source::parse([(PathBuf::from("generated.rs"), generated.to_text())]).expect("source");
        assert!(source.items.len() > 4_000, "{}", source.items.len());
        let sources = Sources { documents: vec![document], ..Sources::default() };
        let apis = sources.apis(None, &source.items).expect("metadata");
        let differences = graph_entity_schema::compare(&source.items, &apis);
        let shown: Vec<String> = differences.iter().map(ToString::to_string).collect();
        assert!(shown.is_empty(), "{}", shown.join("\n"));
    }
}

/// A derived type without an address of its own is found at that of its base, where another one may have a
/// property that is called like the operation.
#[test]
fn a_call_of_a_derived_type_has_a_cast_at_the_address_of_its_base() {
    let text = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <EntityType Name="furniture"><Key><PropertyRef Name="id" /></Key>
      <Property Name="id" Type="Edm.String" Nullable="false" /></EntityType>
    <EntityType Name="shelf" BaseType="microsoft.graph.furniture">
      <NavigationProperty Name="parts" Type="Collection(microsoft.graph.furniture)" /></EntityType>
    <EntityType Name="table" BaseType="microsoft.graph.furniture" />
    <Function Name="parts" IsBound="true"><Parameter Name="bindingParameter" Type="microsoft.graph.table" />
      <ReturnType Type="Edm.Int32" /></Function>
    <Function Name="price" IsBound="true"><Parameter Name="bindingParameter" Type="microsoft.graph.table" />
      <ReturnType Type="Edm.Int32" /></Function>
    <EntityContainer Name="GraphService"><EntitySet Name="rooms" EntityType="microsoft.graph.furniture" /></EntityContainer>
  </Schema></edmx:DataServices></edmx:Edmx>"#;
    let metadata = Metadata::parse("furniture.xml", text).expect("a document");
    let everything = Request { all: true, ..Request::default() };
    let generated = generate(&metadata, "furniture.xml", "v1.0", &everything).expect("all").to_text();
    for name in ["parts", "price"] {
        let address = format!("/rooms/{{furnitureId}}/microsoft.graph.table/{name}");
        assert!(generated.contains(&format!("\"{address}\"")), "{address}\n{generated}");
    }
    let source = Source::parse([(PathBuf::from("a.rs"), generated)]).expect("source");
    let apis = Apis::from([("v1.0".to_owned(), metadata)]);
    assert_eq!(graph_entity_schema::compare(&source.items, &apis), []);
}

/// An entity that is found below a service and below a user has the address with fewer keys, or the one that is
/// asked for, and so have its actions.
#[test]
fn the_first_address_has_the_fewest_keys_or_is_asked_for() {
    let text = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id" /></Key>
      <Property Name="id" Type="Edm.String" Nullable="false" /></EntityType>
    <EntityType Name="lamp" BaseType="microsoft.graph.entity" />
    <EntityType Name="person" BaseType="microsoft.graph.entity">
      <NavigationProperty Name="lamps" Type="Collection(microsoft.graph.lamp)" ContainsTarget="true" /></EntityType>
    <EntityType Name="lighting" BaseType="microsoft.graph.entity">
      <NavigationProperty Name="lamps" Type="Collection(microsoft.graph.lamp)" ContainsTarget="true" /></EntityType>
    <Action Name="dim" IsBound="true"><Parameter Name="bindingParameter" Type="microsoft.graph.lamp" /></Action>
    <EntityContainer Name="GraphService">
      <EntitySet Name="people" EntityType="microsoft.graph.person" />
      <Singleton Name="me" Type="microsoft.graph.person" />
      <Singleton Name="roomLighting" Type="microsoft.graph.lighting" /></EntityContainer>
  </Schema></edmx:DataServices></edmx:Edmx>"#;
    let metadata = Metadata::parse("lamps.xml", text).expect("a document");
    let paths = |request: Request| {
        let generated = generate(&metadata, "lamps.xml", "v1.0", &request).expect("a lamp").to_text();
        let first = generated.split("path = \"").skip(1).filter_map(|rest| rest.split('"').next());
        let of_lamps = first.filter(|path| path.contains("/lamps")).map(str::to_owned);
        of_lamps.collect::<Vec<_>>()
    };
    let of_type = |name: &str| Request { types: vec![name.to_owned()], ..Request::default() };
    let under = |path: &str| Request { under: vec![path.to_owned()], ..Request::default() };
    let service = ["/roomLighting/lamps/{lampId}", "/roomLighting/lamps/{lampId}/dim"];
    let person = ["/people/{personId}/lamps/{lampId}", "/people/{personId}/lamps/{lampId}/dim"];
    assert_eq!(paths(of_type("lamp")), service);
    assert_eq!(paths(of_type("/roomLighting/lamps")), service);
    assert_eq!(paths(under("/roomLighting")), service);
    assert_eq!(paths(of_type("/people/{id}/lamps")), person);
    assert_eq!(paths(of_type("/people/{id}/lamps/{id}")), person);
}

/// A page may call an operation by a namespace that is not that of its type: the short address is not one.
#[test]
fn a_call_that_pages_qualify_is_generated_once_and_agrees() {
    let mut documentation = Documentation::default();
    for (name, text) in [
        (
            "beta/resources/desk.md",
            "# desk resource type\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|The key.|\n## JSON Representation\n<!-- {\"keyProperty\": \"id\"} -->\n``` json\n{}\n```\n## Methods\n|Method|Return type|Description|\n|:--|:--|:--|\n|[rank](../api/desk-rank.md)|None|Ranks them.|\n",
        ),
        (
            "beta/api/desk-list.md",
            "# List desks\n## HTTP request\n``` http\nGET /office/desks\n```\n## Response\nIf successful, this method returns a `200 OK` response code and a collection of [desk](../resources/desk.md) objects in the response body.\n",
        ),
        (
            "beta/api/desk-rank.md",
            "# rank action\n## HTTP request\n``` http\nPOST /office/desks/contoso.office.api.rank\n```\n",
        ),
    ] {
        documentation.add(name, text);
    }
    let metadata = documentation.metadata("beta");
    let everything = Request { all: true, ..Request::default() };
    let generated = generate(&metadata, "pages", "beta", &everything).expect("all").to_text();
    assert!(generated.contains("\"/office/desks/contoso.office.api.rank\""), "{generated}");
    assert!(!generated.contains("\"/office/desks/rank\""), "{generated}");
    let source = Source::parse([(PathBuf::from("a.rs"), generated)]).expect("source");
    let apis = Apis::from([("beta".to_owned(), metadata)]);
    assert_eq!(graph_entity_schema::compare(&source.items, &apis), []);
}
