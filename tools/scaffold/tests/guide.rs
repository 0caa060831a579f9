//! What the guide shows of `new`, `check` and `diff` is what they print.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The text of a chapter.
fn chapter(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/src");
    fs::read_to_string(folder.join(name)).expect("a chapter")
}

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
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guide").join(name);
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

/// As much of the metadata of v1.0 as the first chapter's command reads.
const CATEGORY: &str = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id" /></Key>
<Property Name="id" Type="Edm.String" Nullable="false" /></EntityType>
<EntityType Name="deviceCategory" BaseType="microsoft.graph.entity">
<Property Name="description" Type="Edm.String">
<Annotation Term="Org.OData.Core.V1.Description" String="Optional description for the device category." /></Property>
<Property Name="displayName" Type="Edm.String">
<Annotation Term="Org.OData.Core.V1.Description" String="Display name for the device category." /></Property>
</EntityType>
<EntityType Name="managedDevice" BaseType="microsoft.graph.entity">
<NavigationProperty Name="deviceCategory" Type="microsoft.graph.deviceCategory" ContainsTarget="true" /></EntityType>
<EntityType Name="user" BaseType="microsoft.graph.entity">
<NavigationProperty Name="managedDevices" Type="Collection(microsoft.graph.managedDevice)" ContainsTarget="true" /></EntityType>
<EntityType Name="deviceManagement" BaseType="microsoft.graph.entity">
<NavigationProperty Name="deviceCategories" Type="Collection(microsoft.graph.deviceCategory)" ContainsTarget="true" /></EntityType>
<EntityContainer Name="GraphService"><EntitySet Name="users" EntityType="microsoft.graph.user" />
<Singleton Name="deviceManagement" Type="microsoft.graph.deviceManagement" /></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

#[test]
fn the_first_chapter_shows_what_is_generated() {
    let folder = folder("generated");
    fs::write(folder.join("v1.0.xml"), CATEGORY).expect("a file");
    let mut run = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
    let arguments = ["graph-entity", "new", "deviceCategory", "--csdl", "v1.0.xml"];
    let output = run.args(arguments).current_dir(&folder).output().expect("the command runs");
    let generated = String::from_utf8(output.stdout).expect("UTF-8");
    // Its first line names the document.
    let (_, generated) = generated.split_once("\n\n").expect("a file with a head");
    let chapter = chapter("first-entity.md");
    let (_, block) = chapter.split_once("```rust\n").expect("the generated file");
    let (block, _) = block.split_once("```").expect("the end of the file");
    assert_eq!(generated, block, "write what is generated into docs/guide/src/first-entity.md");
}

#[test]
fn the_chapter_shows_what_is_printed() {
    let folder = folder("compared");
    let chapter = chapter("keeping-up.md");
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
