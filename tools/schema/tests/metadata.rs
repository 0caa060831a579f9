//! Reads small documents in the form of Graph's, broken ones, and the published documents.

use graph_entity_schema::{
    Access, Metadata, OperationKind, RevisionKind, StructureKind, Target, UpdateMethod,
};

fn document(schema: &str) -> String {
    format!(
        r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
{schema}
</Schema></edmx:DataServices></edmx:Edmx>"#
    )
}

fn read(schema: &str) -> Metadata {
    Metadata::parse("small.xml", &document(schema)).expect("a valid document")
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
fn every_fact_has_its_line() {
    let metadata = read(
        r#"<EntityType Name="user">
             <Key><PropertyRef Name="id" /></Key>
             <Property Name="id" Type="Edm.String" Nullable="false" />
           </EntityType>
           <Annotations Target="graph.user/id">
             <Annotation Term="Org.OData.Core.V1.Computed" />
           </Annotations>"#,
    );
    let user = metadata.structure("microsoft.graph.user").unwrap();
    let id = &user.properties[0];
    assert_eq!((user.source.line, id.source.line), (3, 5));
    assert_eq!(id.access_source.as_ref().unwrap().to_string(), "small.xml:8");
}

#[test]
fn a_collection_has_no_null_and_its_items_may() {
    let metadata = read(
        r#"<ComplexType Name="tags">
             <Property Name="unstated" Type="Collection(Edm.String)" />
             <Property Name="without" Type="Collection(Edm.String)" Nullable="false" />
             <Property Name="with" Type="Collection(Edm.String)" Nullable="true" />
             <Property Name="single" Type="Edm.String" />
           </ComplexType>"#,
    );
    let stated: Vec<_> = metadata
        .properties("microsoft.graph.tags")
        .iter()
        .map(|property| (property.nullable, property.nullable_items))
        .collect();
    assert_eq!(stated, [(false, None), (false, Some(false)), (false, Some(true)), (true, None)]);
}

#[test]
fn a_property_may_be_only_written() {
    let metadata = read(
        r#"<ComplexType Name="login"><Property Name="secret" Type="Edm.String">
             <Annotation Term="Org.OData.Core.V1.Permissions" EnumMember="Org.OData.Core.V1.Permission/Write" />
           </Property><Property Name="both" Type="Edm.String">
             <Annotation Term="Org.OData.Core.V1.Permissions" EnumMember="Org.OData.Core.V1.Permission/ReadWrite" />
           </Property></ComplexType>"#,
    );
    let access: Vec<Access> =
        metadata.properties("microsoft.graph.login").iter().map(|property| property.access).collect();
    assert_eq!(access, [Access::WriteOnly, Access::ReadWrite]);
}

#[test]
fn alternate_keys_name_their_properties() {
    let metadata = read(
        r#"<EntityType Name="application">
             <Property Name="appId" Type="Edm.String" /><Property Name="place" Type="graph.place" />
             <Annotation Term="Org.OData.Core.V1.AlternateKeys"><Collection>
               <Record Type="Org.OData.Core.V1.AlternateKey"><PropertyValue Property="Key"><Collection>
                 <Record><PropertyValue Property="Name" PropertyPath="appId" /></Record>
               </Collection></PropertyValue></Record>
               <Record><PropertyValue Property="Key"><Collection>
                 <Record><PropertyValue Property="Alias" String="code" /><PropertyValue Property="Name" PropertyPath="place/code" /></Record>
                 <Record><PropertyValue Property="Alias" String="" /><PropertyValue Property="Name" PropertyPath="appId" /></Record>
               </Collection></PropertyValue></Record>
             </Collection></Annotation>
           </EntityType>
           <ComplexType Name="place"><Property Name="code" Type="Edm.String" /></ComplexType>"#,
    );
    let keys = &metadata.structure("microsoft.graph.application").unwrap().alternate_keys;
    let parts: Vec<Vec<(&str, &str)>> = keys
        .iter()
        .map(|key| key.parts.iter().map(|part| (part.alias.as_str(), part.property.as_str())).collect())
        .collect();
    assert_eq!(parts, [vec![("appId", "appId")], vec![("code", "place/code"), ("appId", "appId")]]);
}

#[test]
fn revisions_have_a_date_and_a_text() {
    let metadata = read(
        r#"<EntityType Name="alert" />
           <Annotations Target="microsoft.graph.alert">
             <Annotation Term="Org.OData.Core.V1.Revisions"><Collection><Record>
               <PropertyValue Property="Date" Date="2024-04-10" />
               <PropertyValue Property="Description" String="Use alerts_v2." />
               <PropertyValue Property="Kind"><EnumMember>Org.OData.Core.V1.RevisionKind/Deprecated</EnumMember></PropertyValue>
               <PropertyValue Property="RemovalDate" Date="2026-04-10" />
               <PropertyValue Property="Version" String="2024-01/Deprecation" />
             </Record></Collection></Annotation>
           </Annotations>"#,
    );
    let alert = metadata.structure("microsoft.graph.alert").unwrap();
    let deprecation = alert.annotations.deprecation().unwrap();
    assert_eq!(deprecation.kind, RevisionKind::Deprecated);
    assert_eq!(deprecation.date.as_deref(), Some("2024-04-10"));
    assert_eq!(deprecation.removal_date.as_deref(), Some("2026-04-10"));
    assert_eq!(deprecation.description.as_deref(), Some("Use alerts_v2."));
    assert_eq!(deprecation.version.as_deref(), Some("2024-01/Deprecation"));
}

#[test]
fn restrictions_are_read_at_each_level() {
    let metadata = read(
        r#"<EntityType Name="user"><NavigationProperty Name="manager" Type="graph.user">
             <Annotation Term="Org.OData.Capabilities.V1.DeleteRestrictions"><Record>
               <PropertyValue Property="Deletable"><Bool>false</Bool></PropertyValue>
             </Record></Annotation>
           </NavigationProperty></EntityType>
           <EntityContainer Name="GraphService"><EntitySet Name="users" EntityType="graph.user" /></EntityContainer>
           <Annotations Target="graph.user/manager">
             <Annotation Term="Org.OData.Capabilities.V1.DeleteRestrictions"><Record>
               <PropertyValue Property="Deletable" Bool="true" />
             </Record></Annotation>
             <Annotation Term="Org.OData.Capabilities.V1.UpdateRestrictions"><Record>
               <PropertyValue Property="Updatable" Bool="false" />
               <PropertyValue Property="UpdateMethod"><EnumMember>Org.OData.Capabilities.V1.HttpMethod/PUT</EnumMember></PropertyValue>
             </Record></Annotation>
           </Annotations>
           <Annotations Target="graph.user">
             <Annotation Term="Org.OData.Capabilities.V1.ChangeTracking"><Record><PropertyValue Property="Supported" Bool="true" /></Record></Annotation>
           </Annotations>
           <Annotations Target="graph.GraphService/users">
             <Annotation Term="Org.OData.Capabilities.V1.InsertRestrictions"><Record><PropertyValue Property="Insertable" Bool="false" /></Record></Annotation>
           </Annotations>
           <Annotations Target="graph.GraphService/users/manager">
             <Annotation Term="Org.OData.Capabilities.V1.ReadRestrictions"><Record>
               <PropertyValue Property="ReadByKeyRestrictions"><Record><PropertyValue Property="Readable" Bool="false" /></Record></PropertyValue>
             </Record></Annotation>
           </Annotations>"#,
    );
    let user = metadata.structure("microsoft.graph.user").unwrap();
    let manager = &user.navigation[0].annotations.restrictions;
    // The annotation inside the element wins over the one by target.
    assert!(!manager.deletable.as_ref().unwrap().value && !manager.updatable.as_ref().unwrap().value);
    assert_eq!(manager.update_methods.as_ref().unwrap().value, [UpdateMethod::Put]);
    assert!(user.annotations.restrictions.tracks_changes.as_ref().unwrap().value);
    let users = &metadata.sets()[0];
    assert!(!users.annotations.restrictions.insertable.as_ref().unwrap().value);
    let below = &users.paths["manager"].restrictions;
    assert!(!below.readable_by_key.as_ref().unwrap().value && below.readable.is_none());
    assert!(metadata.unresolved_targets().is_empty());
}

#[test]
fn a_term_may_begin_with_the_alias_of_its_vocabulary() {
    let text = document(
        r#"<EntityType Name="kiosk">
             <Property Name="serial" Type="Edm.String"><Annotation Term="Core.Computed" /></Property>
             <Property Name="place" Type="Edm.String"><Annotation Term="Mine.Computed" /></Property>
             <Annotation Term="Caps.ChangeTracking"><Record><PropertyValue Property="Supported" Bool="true" /></Record></Annotation>
           </EntityType>"#,
    );
    let references = r#"<edmx:Reference Uri="https://example.com/core.xml"><edmx:Include Namespace="Org.OData.Core.V1" Alias="Core" /></edmx:Reference>
         <edmx:Reference Uri="https://example.com/other.xml">
           <edmx:Include Namespace="Org.OData.Capabilities.V1" Alias="Caps" /><edmx:Include Namespace="my.own" Alias="Mine" />
         </edmx:Reference><edmx:DataServices>"#;
    let text = text.replace("<edmx:DataServices>", references);
    let metadata = Metadata::parse("small.xml", &text).expect("a valid document");
    let kiosk = metadata.structure("microsoft.graph.kiosk").unwrap();
    assert_eq!(kiosk.properties[0].access, Access::ReadOnly);
    assert_eq!(kiosk.properties[1].access, Access::ReadWrite);
    assert!(kiosk.annotations.restrictions.tracks_changes.as_ref().unwrap().value);
}

#[test]
fn annotations_name_one_overload_of_an_operation() {
    let metadata = read(
        r#"<Action Name="send" IsBound="true">
             <Parameter Name="it" Type="graph.chat" /><Parameter Name="body" Type="Edm.String" />
           </Action>
           <Action Name="send" IsBound="true"><Parameter Name="it" Type="graph.mail" /></Action>
           <Function Name="delta" IsBound="true">
             <Parameter Name="it" Type="Collection(graph.chat)" />
             <ReturnType Type="Collection(graph.chat)" Nullable="false"><Annotation Term="Org.OData.Core.V1.IsDelta" Bool="true" /></ReturnType>
           </Function>
           <Annotations Target="graph.send(graph.chat, Edm.String)/body"><Annotation Term="Org.OData.Core.V1.OptionalParameter" /></Annotations>
           <Annotations Target="graph.send(graph.chat)"><Annotation Term="Org.OData.Core.V1.Description" String="To a chat." /></Annotations>
           <Annotations Target="graph.send"><Annotation Term="Org.OData.Core.V1.RequiresExplicitBinding" /></Annotations>
           <Annotations Target="graph.send(graph.team)"><Annotation Term="Org.OData.Core.V1.Description" String="Not there." /></Annotations>"#,
    );
    let [chat, mail, delta] = metadata.operations() else { panic!("three operations") };
    assert!(chat.arguments()[0].is_optional);
    assert_eq!(chat.annotations.description.as_ref().unwrap().value, "To a chat.");
    assert!(mail.annotations.description.is_none() && mail.arguments().is_empty());
    assert!(chat.requires_explicit_binding && mail.requires_explicit_binding);
    let result = delta.result.as_ref().unwrap();
    assert!(result.is_delta && result.nullable_items == Some(false) && !result.nullable);
    let unresolved: Vec<&str> =
        metadata.unresolved_targets().iter().map(|target| target.value.as_str()).collect();
    assert_eq!(unresolved, ["microsoft.graph.send(microsoft.graph.team)"]);
}

#[test]
fn a_short_name_may_be_in_two_namespaces() {
    let text = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
      <Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
        <EntityType Name="alert" /><EntityType Name="security" /><EntityType Name="old" BaseType="graph.alert" />
      </Schema>
      <Schema Namespace="microsoft.graph.security" Alias="self" xmlns="http://docs.oasis-open.org/odata/ns/edm">
        <EntityType Name="alert" BaseType="graph.alert"><Property Name="kind" Type="self.level" /></EntityType>
        <EnumType Name="level" UnderlyingType="Edm.Int64"><Member Name="UnknownFutureValue" Value="3" /></EnumType>
      </Schema></edmx:DataServices></edmx:Edmx>"#;
    let metadata = Metadata::parse("two.xml", text).unwrap();
    assert_eq!(
        metadata.with_short_name("alert"),
        ["microsoft.graph.alert", "microsoft.graph.security.alert"]
    );
    let alert = metadata.structure("microsoft.graph.security.alert").unwrap();
    assert_eq!(alert.properties[0].kind.name, "microsoft.graph.security.level");
    let level = metadata.enumeration("microsoft.graph.security.level").unwrap();
    assert!(level.is_evolvable() && level.underlying.as_deref() == Some("Edm.Int64"));
    let derived: Vec<&str> =
        metadata.derived("microsoft.graph.alert").iter().map(|structure| structure.name.as_str()).collect();
    assert_eq!(derived, ["microsoft.graph.old", "microsoft.graph.security.alert"]);
}

#[test]
fn a_path_leads_to_a_type_or_an_operation() {
    let metadata = read(
        r#"<EntityType Name="item"><Key><PropertyRef Name="name" /></Key><Property Name="name" Type="Edm.String" />
             <NavigationProperty Name="owner" Type="graph.user" /></EntityType>
           <EntityType Name="book" BaseType="graph.item"><Property Name="cover" Type="graph.cover" />
             <NavigationProperty Name="pages" Type="Collection(graph.page)" ContainsTarget="true" /></EntityType>
           <EntityType Name="user" /><EntityType Name="page" />
           <ComplexType Name="cover"><NavigationProperty Name="artist" Type="graph.user" /></ComplexType>
           <Action Name="lend" IsBound="true"><Parameter Name="it" Type="graph.item" /></Action>
           <Action Name="sort" IsBound="true"><Parameter Name="it" Type="Collection(graph.item)" /></Action>
           <Function Name="page" IsBound="true" IsComposable="true"><Parameter Name="it" Type="graph.book" />
             <Parameter Name="number" Type="Edm.Int32" /><ReturnType Type="graph.page" /></Function>
           <Function Name="ping"><ReturnType Type="Edm.String" /></Function>
           <EntityContainer Name="GraphService"><EntitySet Name="items" EntityType="graph.item" />
             <Singleton Name="me" Type="graph.user" /><FunctionImport Name="ping" Function="graph.ping" /></EntityContainer>"#,
    );
    let found = |path: &str| match metadata.resolve(path) {
        Ok(Target::Entity(name)) => format!("one {}", &name["microsoft.graph.".len()..]),
        Ok(Target::Collection(name)) => format!("many {}", &name["microsoft.graph.".len()..]),
        Ok(Target::Value(value)) => format!("a value {}", &value.name["microsoft.graph.".len()..]),
        Ok(Target::Stream) => "bytes".to_owned(),
        Ok(Target::Operations(overloads)) => format!("{} {}", overloads.len(), overloads[0].local_name()),
        Err(error) => error.to_string(),
    };
    for (path, expected) in [
        ("/items", "many item"),
        ("/items/{itemId}", "one item"),
        ("/items(name='{name}')", "one item"),
        ("/me", "one user"),
        ("/items/{itemId}/owner", "one user"),
        ("/items/microsoft.graph.book", "many book"),
        ("/items/{itemId}/microsoft.graph.book/pages/{pageId}", "one page"),
        // The documentation leaves the cast out.
        ("/items/{itemId}/pages", "many page"),
        ("/items/{itemId}/cover/artist", "one user"),
        ("/items/{itemId}/lend", "1 lend"),
        ("/items/{itemId}/microsoft.graph.lend", "1 lend"),
        ("/items/sort", "1 sort"),
        ("/items/{itemId}/page", "1 page"),
        ("/items/{itemId}/page(number={number})", "one page"),
        ("/items/{itemId}/cover", "a value cover"),
        ("/items/{itemId}/$value", "bytes"),
        ("/ping", "1 ping"),
        ("/things", "there is no address `/things`: there is no `/things`"),
        (
            "/items/{itemId}/ownr",
            "there is no address `/items/{itemId}/ownr`: `microsoft.graph.item` has no `ownr`: did you mean `owner`?",
        ),
        (
            "/me/microsoft.graph.page",
            "there is no address `/me/microsoft.graph.page`: `microsoft.graph.page` does not derive from `microsoft.graph.user`",
        ),
    ] {
        assert_eq!(found(path), expected, "{path}");
    }
}

/// The first of two declarations must not win silently, nor the second: they may say different things.
#[test]
fn what_is_declared_twice_is_an_error_at_the_second_that_names_the_first() {
    let property = "<Property Name='p' Type='Edm.String' />";
    let relation = "<NavigationProperty Name='p' Type='graph.a' />";
    let member = "<Member Name='m' Value='1' />";
    let parameter = "<Parameter Name='p' Type='Edm.String' />";
    let set = "<EntitySet Name='s' EntityType='graph.a' />";
    for (around, first, second, named) in [
        ("EntityType Name='a'", property, property, "Property `p`"),
        ("ComplexType Name='a'", property, property, "Property `p`"),
        ("EntityType Name='a'", property, relation, "NavigationProperty `p`"),
        ("EntityType Name='a'", relation, property, "Property `p`"),
        ("EnumType Name='a'", member, member, "Member `m`"),
        ("Action Name='a'", parameter, parameter, "Parameter `p`"),
        ("Function Name='a'", parameter, parameter, "Parameter `p`"),
        ("EntityContainer Name='a'", set, "<Singleton Name='s' Type='graph.a' />", "Singleton `s`"),
        ("EntityContainer Name='a'", set, "<ActionImport Name='s' Action='graph.a' />", "ActionImport `s`"),
    ] {
        let element = around.split(' ').next().unwrap();
        let text = document(&format!("<{around}>\n{first}\n\n{second}</{element}>"));
        let error = Metadata::parse("small.xml", &text).unwrap_err();
        assert_eq!(error.line, 6, "{error}");
        assert_eq!(error.message, format!("{named} is there twice: line 4 declares it, too"));
    }
    let definition = "<TypeDefinition Name='a' UnderlyingType='Edm.String' />";
    for (first, second) in [
        ("<EnumType Name='a' />", "<EnumType Name='a' />"),
        (definition, definition),
        (definition, "<ComplexType Name='a' />"),
        ("<EntityType Name='a' />", "<EnumType Name='a' />"),
    ] {
        let error = Metadata::parse("small.xml", &document(&format!("{first}\n{second}"))).unwrap_err();
        assert_eq!(error.line, 4, "{error}");
        assert_eq!(error.message, "type `microsoft.graph.a` is there twice: line 3 declares it, too");
    }
    // Overloads, and names that differ only in case, are different elements.
    read("<Action Name='a' /><Action Name='a'><Parameter Name='p' Type='Edm.String' /></Action>");
    read(&format!("<EntityType Name='a'>{property}<Property Name='P' Type='Edm.String' /></EntityType>"));
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
        (
            document("<ComplexType Name='a' /><EntityType Name='a' />"),
            3,
            "type `microsoft.graph.a` is there twice",
        ),
        (document("<EnumType Name='a'><Member Name='b' Value='c' /></EnumType>"), 3, "whole number"),
        ("<Edmx/>".to_owned(), 1, "expected a `Schema`"),
        ("<html></html>".to_owned(), 1, "found `html`"),
        ("<edmx:Edmx>".to_owned(), 1, "not well-formed"),
        (String::new(), 1, "not well-formed"),
        ("<a".repeat(10), 1, "not well-formed"),
    ];
    for (text, line, words) in cases {
        let error = Metadata::parse("small.xml", &text).expect_err(words);
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(error.line, line, "{error}");
    }
}

#[test]
fn a_byte_order_mark_is_accepted() {
    assert!(Metadata::parse("small.xml", &format!("\u{feff}{}", document(""))).is_ok());
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
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a readable document");
        let metadata =
            Metadata::parse(&name, &text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
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

/// What the newest published document states, counted.
#[test]
fn the_facts_of_a_published_document_are_all_held() {
    let Some(folder) = std::env::var_os("GRAPH_CSDL") else {
        println!("skipped: GRAPH_CSDL names no folder of metadata documents");
        return;
    };
    let name = "v1.0-2026-08-20.xml";
    let text = std::fs::read_to_string(std::path::Path::new(&folder).join(name)).expect("a document");
    let metadata = Metadata::parse(name, &text).expect("a valid document");
    let entities = metadata.structures().filter(|structure| structure.kind == StructureKind::Entity).count();
    assert_eq!((entities, metadata.structures().count() - entities), (1_182, 1_779));
    assert_eq!(metadata.enumerations().count(), 861);
    assert_eq!(metadata.enumerations().filter(|read| read.is_flags).count(), 64);
    let actions = metadata.operations().iter().filter(|it| it.kind == OperationKind::Action).count();
    assert_eq!((actions, metadata.operations().len() - actions), (857, 326));
    assert_eq!((metadata.sets().len(), metadata.singletons().len()), (41, 31));
    assert_eq!(metadata.structures().filter(|structure| structure.is_open).count(), 535);
    assert_eq!(metadata.structures().filter(|structure| structure.has_stream).count(), 10);
    assert_eq!(metadata.structures().filter(|structure| !structure.alternate_keys.is_empty()).count(), 15);
    let optional = metadata.operations().iter().flat_map(|it| &it.parameters).filter(|it| it.is_optional);
    assert_eq!(optional.count(), 181);
    let properties = || metadata.structures().flat_map(|structure| &structure.properties);
    let collections = || properties().filter(|property| property.kind.is_collection);
    let items: Vec<usize> = [None, Some(false), Some(true)]
        .iter()
        .map(|stated| collections().filter(|property| property.nullable_items == *stated).count())
        .collect();
    assert_eq!((collections().count(), items), (884, vec![649, 235, 0]));
    let with_access = |access| properties().filter(|property| property.access == access).count();
    // Most properties that are `Computed` have the permission `Read` too, and some `Immutable` ones are
    // `Computed`.
    assert_eq!([Access::ReadOnly, Access::CreateOnly, Access::WriteOnly].map(with_access), [206, 5, 2]);
    assert_eq!(metadata.unresolved_targets(), []);
}
