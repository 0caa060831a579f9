//! Reads small documents in the form of Graph's, broken ones, and the published documents.

use graph_entity_schema::{Access, Metadata, OperationKind, StructureKind};

fn document(schema: &str) -> String {
    format!(
        r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
{schema}
</Schema></edmx:DataServices></edmx:Edmx>"#
    )
}

fn read(schema: &str) -> Metadata {
    Metadata::parse(&document(schema)).expect("a valid document")
}

#[test]
fn a_type_inherits_properties_and_keys() {
    let metadata = read(
        r#"<EntityType Name="entity" Abstract="true">
             <Key><PropertyRef Name="id" /></Key>
             <Property Name="id" Type="Edm.String" Nullable="false" />
           </EntityType>
           <EntityType Name="app" BaseType="graph.entity" OpenType="true">
             <Property Name="tags" Type="Collection(Edm.String)" Nullable="false" />
             <NavigationProperty Name="versions" Type="Collection(graph.app)" ContainsTarget="true" />
           </EntityType>
           <ComplexType Name="size"><Property Name="bytes" Type="Edm.Int64" /></ComplexType>"#,
    );
    let app = metadata.structure("microsoft.graph.app").unwrap();
    assert_eq!((app.kind, app.is_open, app.is_abstract), (StructureKind::Entity, true, false));
    let names: Vec<_> =
        metadata.properties(&app.name).iter().map(|it| (it.name.as_str(), it.nullable)).collect();
    assert_eq!(names, [("id", false), ("tags", false)]);
    assert_eq!(metadata.keys(&app.name), ["id"]);
    let versions = metadata.navigation(&app.name)[0];
    assert!(versions.contains_target && versions.kind.is_collection);
    assert_eq!(versions.kind.name, "microsoft.graph.app");
    assert_eq!(metadata.lineage(&app.name).count(), 2);
    assert_eq!(metadata.structure("microsoft.graph.size").unwrap().kind, StructureKind::Complex);
}

#[test]
fn annotations_state_who_may_set_a_property() {
    let metadata = read(
        r#"<EntityType Name="user">
             <Property Name="mail" Type="Edm.String" />
             <Property Name="name" Type="Edm.String" />
             <Property Name="domain" Type="Edm.String" />
             <Property Name="score" Type="Edm.Int32"><Annotation Term="Org.OData.Core.V1.Computed" /></Property>
             <Property Name="free" Type="Edm.Int32"><Annotation Term="Org.OData.Core.V1.Computed" Bool="false" /></Property>
           </EntityType>
           <Annotations Target="microsoft.graph.user/mail">
             <Annotation Term="Org.OData.Core.V1.Permissions">
               <EnumMember>Org.OData.Core.V1.Permission/Read</EnumMember>
             </Annotation>
           </Annotations>
           <Annotations Target="graph.user/domain"><Annotation Term="Org.OData.Core.V1.Immutable" Bool="true" /></Annotations>"#,
    );
    let access: Vec<Access> =
        metadata.properties("microsoft.graph.user").iter().map(|property| property.access).collect();
    let expected =
        [Access::ReadOnly, Access::ReadWrite, Access::CreateOnly, Access::ReadOnly, Access::ReadWrite];
    assert_eq!(access, expected);
}

#[test]
fn sets_operations_and_enumerations_are_read() {
    let metadata = read(
        r#"<EnumType Name="level" IsFlags="true"><Member Name="none" Value="0" /><Member Name="a" Value="-1" /></EnumType>
           <TypeDefinition Name="code" UnderlyingType="Edm.String" />
           <Function Name="delta" IsBound="true">
             <Parameter Name="bindingParameter" Type="Collection(graph.user)" />
             <ReturnType Type="Collection(graph.user)" />
           </Function>
           <Action Name="ping"><Parameter Name="text" Type="Edm.String" Nullable="false" /></Action>
           <EntityContainer Name="GraphService">
             <EntitySet Name="users" EntityType="graph.user">
               <NavigationPropertyBinding Path="manager" Target="directoryObjects" />
             </EntitySet>
             <Singleton Name="me" Type="graph.user" />
           </EntityContainer>"#,
    );
    let level = metadata.enumeration("microsoft.graph.level").unwrap();
    assert!(level.is_flags);
    assert_eq!(level.members[1].value, Some(-1));
    assert_eq!(metadata.primitive("microsoft.graph.code"), "Edm.String");
    assert_eq!(metadata.primitive("Edm.Guid"), "Edm.Guid");
    let [delta, ping] = metadata.operations() else { panic!("two operations") };
    assert_eq!((delta.kind, delta.local_name()), (OperationKind::Function, "delta"));
    assert!(delta.binding().unwrap().is_collection);
    assert_eq!(
        (ping.kind, ping.binding(), ping.parameters[0].nullable),
        (OperationKind::Action, None, false)
    );
    assert_eq!(metadata.sets()[0].bindings, [("manager".to_owned(), "directoryObjects".to_owned())]);
    assert_eq!(metadata.singletons()[0].type_name, "microsoft.graph.user");
}

#[test]
fn an_invalid_document_is_an_error_with_position_and_reason() {
    let cases = [
        (document("<EntityType />"), 3, "expected the attribute `Name` on `EntityType`"),
        (document("<EntityType Name='a'><Property Name='b' /></EntityType>"), 3, "`Type` on `Property`"),
        (
            document("<EntityType Name='a' Abstract='yes' />"),
            3,
            "`true` or `false` as `Abstract`, found `yes`",
        ),
        (document("\n<EntityType Name='a' BaseType='graph.a' />"), 4, "extends itself"),
        (
            document("<EntityType Name='a' BaseType='graph.b' />"),
            3,
            "extends `microsoft.graph.b`, which is not there",
        ),
        (document("<ComplexType Name='a' /><EntityType Name='a' />"), 3, "is there twice"),
        (document("<EnumType Name='a'><Member Name='b' Value='c' /></EnumType>"), 3, "whole number"),
        ("<Edmx/>".to_owned(), 1, "expected a `Schema`"),
        ("<html></html>".to_owned(), 1, "found `html`"),
        ("<edmx:Edmx>".to_owned(), 1, "not well-formed"),
        (String::new(), 1, "not well-formed"),
        ("<a".repeat(10), 1, "not well-formed"),
    ];
    for (text, line, words) in cases {
        let error = Metadata::parse(&text).expect_err(words);
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(error.line, line, "{error}");
    }
}

#[test]
fn a_byte_order_mark_is_accepted() {
    assert!(Metadata::parse(&format!("\u{feff}{}", document(""))).is_ok());
}

/// Needs the folder of the documents that Microsoft publishes in `GRAPH_CSDL`.
#[test]
fn the_published_documents_are_read() {
    let Some(folder) = std::env::var_os("GRAPH_CSDL") else {
        println!("skipped: GRAPH_CSDL names no folder of metadata documents");
        return;
    };
    let mut read = 0;
    for entry in std::fs::read_dir(&folder).expect("GRAPH_CSDL names a folder") {
        let path = entry.expect("a readable folder").path();
        if path.extension().is_none_or(|extension| extension != "xml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a readable document");
        let metadata = Metadata::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for structure in metadata.structures() {
            for property in &structure.properties {
                let name = metadata.primitive(&property.kind.name);
                let is_known = name.starts_with("Edm.")
                    || metadata.structure(name).is_some()
                    || metadata.enumeration(name).is_some();
                assert!(is_known, "{}/{} is of {name}", structure.name, property.name);
            }
        }
        assert!(metadata.structures().count() > 1_000 && !metadata.sets().is_empty());
        read += 1;
    }
    assert!(read > 0, "GRAPH_CSDL has no document");
}
