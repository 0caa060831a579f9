//! What is noted for the tool that writes the lock.

use std::fs;

use super::samples::Sample;
use super::{GRAPH_ACTION, GRAPH_COMPLEX, GRAPH_ENTITY, GRAPH_ENUM, GRAPH_FUNCTION, GRAPH_ONE_OF};
use crate::package::Package;

#[test]
fn each_item_is_a_line() {
    let noted = note(&[
        Sample::new(
            GRAPH_ENTITY,
            r#"path = "/users/{userId}/devices/{id}", path(key = "/devices(deviceId='{id}')"), version = "beta", differs = "why""#,
            r#"struct Device {
                id: String,
                #[graph(name = "azureADId", read_only, not_null)] azure: Option<String>,
                #[graph(derived)] of_type: Option<String>,
                #[graph(additional)] more: Additional,
            }"#,
        ),
        Sample::new(GRAPH_COMPLEX, "", "struct Part { r#type: Vec<Kind> }"),
        Sample::new(
            GRAPH_ACTION,
            r#"path = "/devices/{id}/microsoft.graph.wipe", result = Vec<Part>"#,
            r#"struct Wipe { #[graph(differs = "why")] keep: Option<bool> }"#,
        ),
        Sample::new(GRAPH_FUNCTION, r#"path = "/devices/{id}/file", result = stream"#, "struct File;"),
        Sample::new(
            GRAPH_ENUM,
            r#"flags, odata_type = "microsoft.graph.kind""#,
            "enum Kinds { #[graph(value = -1)] First, Second, #[graph(unrecognized)] Other(String) }",
        ),
        Sample::new(
            GRAPH_ONE_OF,
            "",
            r#"enum Base { A(Box<DerivedA>), #[graph(differs = "why")] B(b::B), #[graph(unrecognized)] C(Value) }"#,
        ),
    ]);
    let common = |attribute: &str, item: &str, differs: bool| {
        format!(
            r#"{{"attribute":"{attribute}","item":"{item}","package":"/a \"folder\"","file":null,"line":null,"differs":{differs}"#
        )
    };
    let expected = [
        common("graph_entity", "Device", true)
            + r#","type":"microsoft.graph.device","version":"beta","addresses":["/users/{}/devices/{}","/devices(deviceId='{}')"],"properties":[{"field":"id","name":"id","type":"String","keys":["key"]},{"field":"azure","name":"azureADId","type":"Option < String >","keys":["read_only","not_null"]}]}"#,
        common("graph_complex", "Part", false)
            + r#","type":"microsoft.graph.part","properties":[{"field":"type","name":"type","type":"Vec < Kind >","keys":[]}]}"#,
        common("graph_action", "Wipe", false)
            + r#","version":"v1.0","addresses":["/devices/{}/wipe"],"parameters":[{"field":"keep","name":"keep","type":"Option < bool >","keys":["differs"]}],"result":"Vec<Part>"}"#,
        common("graph_function", "File", false)
            + r#","version":"v1.0","addresses":["/devices/{}/file"],"parameters":[],"result":"stream"}"#,
        common("graph_enum", "Kinds", false)
            + r#","type":"microsoft.graph.kind","flags":true,"evolvable":false,"members":[{"variant":"First","name":"first","value":-1,"differs":false},{"variant":"Second","name":"second","value":null,"differs":false}]}"#,
        common("graph_one_of", "Base", false)
            + r#","type":"microsoft.graph.base","choices":[{"variant":"A","type":"DerivedA","differs":false},{"variant":"B","type":"b :: B","differs":true}]}"#,
    ];
    assert_eq!(noted.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn an_item_that_cannot_be_noted_does_not_compile() {
    let package = Package { notes: Some("/a/folder/that/is/not".into()), ..Package::default() };
    let sample = Sample::new(GRAPH_COMPLEX, "", "struct Part { name: Option<String> }");
    let output = sample.target.derive_in(&package, &sample.args, &sample.item).to_string();
    assert!(output.contains("the item cannot be noted in `GRAPH_ENTITY_NOTES`"), "{output}");
}

/// The lines about some items.
fn note(samples: &[Sample]) -> String {
    let folder = std::env::temp_dir().join(format!("graph-entity-notes-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let package = Package { folder: Some("/a \"folder\"".into()), notes: Some(folder.clone()) };
    for sample in samples {
        let output = sample.target.derive_in(&package, &sample.args, &sample.item).to_string();
        assert!(!output.contains("compile_error"), "{output}");
    }
    let file = folder.join(format!("{}.jsonl", std::process::id()));
    let noted = fs::read_to_string(&file).expect("the notes");
    fs::remove_dir_all(&folder).expect("no folder");
    noted
}
