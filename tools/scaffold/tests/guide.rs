//! What the guide shows of `check` and `diff` is what they print.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The chapter.
const CHAPTER: &str = "../../docs/guide/src/keeping-up.md";

/// A declaration with a misspelt property.
const SOURCE: &str = r#"use graph_entity::graph_entity;

#[graph_entity(path = "/deviceCategories/{deviceCategoryId}")]
pub struct DeviceCategory {
    pub id: String,
    pub display_nam: Option<String>,
    pub description: Option<String>,
}
"#;

/// A document with these properties of a device category beside its key and its name.
fn document(properties: &str) -> String {
    format!(
        r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="deviceCategory"><Key><PropertyRef Name="id" /></Key>
<Property Name="id" Type="Edm.String" Nullable="false" />
<Property Name="displayName" Type="Edm.String" />
{properties}
</EntityType>
<EntityContainer Name="GraphService"><EntitySet Name="deviceCategories" EntityType="microsoft.graph.deviceCategory" /></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#
    )
}

/// A folder with the documents and the source that the chapter names.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guide");
    let before = document(r#"<Property Name="description" Type="Edm.String" />"#);
    let after = document(
        r#"<Property Name="description" Type="Edm.Int32" /><Property Name="roleScopeTagIds" Type="Collection(Edm.String)" />"#,
    );
    fs::create_dir_all(folder.join("src")).expect("a folder");
    let files =
        [("v1.0.xml", &*before), ("july.xml", &before), ("august.xml", &after), ("src/main.rs", SOURCE)];
    for (name, content) in files {
        fs::write(folder.join(name), content).expect("a file");
    }
    folder
}

#[test]
fn the_chapter_shows_what_is_printed() {
    let folder = folder();
    let chapter =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(CHAPTER)).expect("the chapter");
    let blocks = chapter.split("```text\n$ cargo ").skip(1).filter_map(|rest| rest.split_once("\n```"));
    let mut count = 0;
    for (command, shown) in blocks.filter_map(|(block, _)| block.split_once('\n')) {
        let mut run = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
        let output = run.args(command.split(' ')).current_dir(&folder).output().expect("the command runs");
        assert_eq!(output.status.code(), Some(1), "{command}");
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        assert_eq!(
            printed.trim_end(),
            shown,
            "{command}: write what is printed into docs/guide/src/keeping-up.md"
        );
        count += 1;
    }
    assert_eq!(count, 2, "the chapter shows one run of each command");
}
